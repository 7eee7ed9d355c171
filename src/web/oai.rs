//! OAI-PMH 2.0: libraries harvest the archive's articles, and come back for what has changed.
//!
//! A request is read by [`request`], answered here, written by [`xml`]. Errors of the protocol are answers with status
//! 200. Articles that were merged or withdrawn stay as deleted records for good.

mod request;
mod xml;

use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::address::Origin;
use super::reader::Reader;
use super::{App, Page};
use crate::archive::{ArticleId, HarvestFilter, Harvested, Lookup};
use crate::clock;
use request::{Continued, OaiError, Request, Verb};
use xml::Answer;

/// Records in one answer.
const RECORDS: usize = 100;

pub(super) async fn get(
    State(app): State<App>,
    reader: Reader,
    Query(arguments): Query<Vec<(String, String)>>,
) -> Page<Response> {
    answer(&app, &reader, &arguments).await
}

/// The protocol allows both. What is no form has no arguments.
pub(super) async fn post(
    State(app): State<App>,
    reader: Reader,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Page<Response> {
    let Form(arguments) = form.unwrap_or_default();
    answer(&app, &reader, &arguments).await
}

async fn answer(app: &App, reader: &Reader, arguments: &[(String, String)]) -> Page<Response> {
    let result = match Request::parse(arguments) {
        Ok(request) => carry_out(app, reader, request).await?,
        Err(error) => Err(error),
    };
    let body = xml::render(&reader.origin, clock::now(), arguments, &result);
    let media_type = [(header::CONTENT_TYPE, "text/xml; charset=utf-8")];
    Ok((media_type, body).into_response())
}

async fn carry_out(app: &App, reader: &Reader, request: Request) -> Page<Result<Answer, OaiError>> {
    Ok(match request.verb {
        Verb::Identify => Ok(Answer::Identify {
            name: app.site.name.clone(),
            description: app.site.subtitle.clone(),
            // The protocol demands an address; this one exists wherever mail is taken (RFC 5321).
            email: app
                .site
                .email
                .clone()
                .unwrap_or_else(|| format!("postmaster@{}", reader.origin.host())),
            earliest: app.archive.earliest_change().await?.unwrap_or(0),
        }),
        Verb::ListMetadataFormats(None) => Ok(Answer::Formats),
        Verb::ListMetadataFormats(Some(id)) => {
            find(app, reader, &id).await?.map(|_| Answer::Formats)
        }
        Verb::ListSets => Ok(Answer::Sets(sets(app, reader))),
        Verb::GetRecord(id) => find(app, reader, &id)
            .await?
            .map(|found| Answer::Record(Box::new(xml::Record::of(reader, found)))),
        Verb::List { headers_only, from } => list(app, reader, headers_only, from).await?,
    })
}

async fn list(
    app: &App,
    reader: &Reader,
    headers_only: bool,
    from: Continued,
) -> Page<Result<Answer, OaiError>> {
    let wanted = HarvestFilter {
        from: from.from,
        until: from.until,
        filter: from.filter(),
    };
    let (found, next) = app.archive.harvest(&wanted, from.cursor, RECORDS).await?;
    if found.is_empty() {
        return Ok(Err(OaiError::NoRecordsMatch));
    }
    let first = from.is_first();
    Ok(Ok(Answer::List {
        headers_only,
        records: found
            .into_iter()
            .map(|found| xml::Record::of(reader, found))
            .collect(),
        token: match next {
            Some(cursor) => Some(Continued { cursor, ..from }.token()),
            // The last part of a list that came in several ends with an empty token.
            None => (!first).then(String::new),
        },
    }))
}

/// What stands behind an identifier, `oai:host:id`.
async fn find(app: &App, reader: &Reader, identifier: &str) -> Page<Result<Harvested, OaiError>> {
    let prefix = format!("oai:{}:", reader.origin.host());
    let id = identifier.strip_prefix(&prefix).and_then(|id| {
        id.parse::<ArticleId>()
            .ok()
            .filter(|known| known.to_string() == id)
    });
    let Some(id) = id else {
        return Ok(Err(OaiError::IdDoesNotExist));
    };
    Ok(match app.archive.article(id).await? {
        Lookup::Found(record) => Ok(Harvested::Article(record)),
        Lookup::Moved(_) | Lookup::Gone(_) => {
            let at = app.archive.gone_at(id).await?;
            Ok(Harvested::Gone(id, at.unwrap_or(0)))
        }
        Lookup::Missing => Err(OaiError::IdDoesNotExist),
    })
}

/// Every topic and region that has articles: setSpec and name.
fn sets(app: &App, reader: &Reader) -> Vec<(String, String)> {
    let facets = app.archive.facets();
    let mut sets: Vec<(String, String)> = facets
        .topics()
        .map(|(id, _)| (format!("topic-{id}"), reader.topic(id).to_string()))
        .chain(super::places::named_regions(&facets).map(|(code, _)| {
            let name = super::places::full_name(code);
            (format!("region-{code}"), name)
        }))
        .collect();
    sets.sort();
    sets
}

/// `oai:host:id`
fn identifier(origin: &Origin, id: ArticleId) -> String {
    format!("oai:{}:{id}", origin.host())
}
