//! Atom feeds: one under every listing.

pub(super) mod atom;
mod changes;

use axum::extract::{Path, State};
use axum::http::{Uri, header};
use axum::response::{IntoResponse, Response};

use super::address::Origin;
use super::article::address;
use super::dates::UNKNOWN;
use super::error::WebError;
use super::params::{Asked, ListParams, names_but};
use super::places::full_name;
use super::reader::Reader;
use super::search::feed_of_words;
use super::{App, Page};
use crate::archive::{ArticleRow, Filter, Listing, Order};
use crate::clock::rfc3339;
use crate::edtf::{PartialDate, Precision};
use atom::{Entry, Feed};
pub(super) use changes::changes;

pub(super) const ENTRIES: usize = 30;

/// `/feed.atom` and `/articles/feed.atom`.
pub(super) async fn all(
    state: State<App>,
    reader: Reader,
    uri: Uri,
    asked: Asked,
    params: ListParams,
) -> Page<Response> {
    listing_feed(state, reader, (uri, asked), params, "/articles").await
}

/// `/regions/{code}/feed.atom`.
pub(super) async fn region(
    state: State<App>,
    reader: Reader,
    uri: Uri,
    asked: Asked,
    Path(code): Path<String>,
    mut params: ListParams,
) -> Page<Response> {
    params.filter.region = Some(code.parse().map_err(|_| WebError::NotFound)?);
    listing_feed(
        state,
        reader,
        (uri, asked),
        params,
        &format!("/regions/{code}"),
    )
    .await
}

/// `/topics/{id}/feed.atom`.
pub(super) async fn topic(
    state: State<App>,
    reader: Reader,
    uri: Uri,
    asked: Asked,
    Path(id): Path<String>,
    mut params: ListParams,
) -> Page<Response> {
    if !state.knows_topic(&id) {
        return Err(WebError::NotFound);
    }
    params.filter.topic = Some(id.clone());
    listing_feed(
        state,
        reader,
        (uri, asked),
        params,
        &format!("/topics/{id}"),
    )
    .await
}

/// `/dates/{year}/feed.atom`, `/dates/{year}/{month}/feed.atom`.
pub(super) async fn date(
    state: State<App>,
    reader: Reader,
    uri: Uri,
    asked: Asked,
    Path(parts): Path<Vec<String>>,
    mut params: ListParams,
) -> Page<Response> {
    let date: PartialDate = parts.join("-").parse().map_err(|_| WebError::NotFound)?;
    params.filter.from = Some(date);
    params.filter.to = Some(date);
    listing_feed(
        state,
        reader,
        (uri, asked),
        params,
        &format!("/dates/{}", parts.join("/")),
    )
    .await
}

/// `/dates/unknown/feed.atom`.
pub(super) async fn unknown(
    state: State<App>,
    reader: Reader,
    uri: Uri,
    asked: Asked,
    mut params: ListParams,
) -> Page<Response> {
    params.filter.precision = Some(Precision::Unknown);
    listing_feed(state, reader, (uri, asked), params, UNKNOWN).await
}

async fn listing_feed(
    State(app): State<App>,
    reader: Reader,
    (uri, asked): (Uri, Asked),
    params: ListParams,
    page: &str,
) -> Page<Response> {
    asked.only(&names_but(&["by"]))?;
    if !params.q.is_empty() {
        return feed_of_words(&app, &reader, &uri, params).await;
    }
    let order = params.sort.unwrap_or(Order::Newest);
    let listing = app
        .archive
        .list(&params.filter, order, &params.page(ENTRIES))
        .await?;
    let query = uri
        .query()
        .map_or(String::new(), |query| format!("?{query}"));
    let title = title(&reader, "", &params.filter);
    let alternate = reader.origin.to(&format!("{page}{query}"));
    let feed = feed_of(&app, &reader, &uri, (title, alternate), &listing).await?;
    Ok(respond(&feed))
}

/// The feed of a listing; `alternate` is its page.
async fn feed_of(
    app: &App,
    reader: &Reader,
    uri: &Uri,
    (title, alternate): (String, String),
    listing: &Listing,
) -> Page<Feed> {
    let origin = &reader.origin;
    Ok(Feed {
        lang: reader.lang.tag(),
        id: origin.tag(&format!("{}{}", uri.path(), narrowed(uri))),
        title,
        subtitle: reader.site.subtitle.clone(),
        updated: updated(app, listing).await?,
        author: reader.site.name.clone(),
        alternate,
        links: links(origin, uri, listing),
        entries: listing.rows.iter().map(|row| entry(row, reader)).collect(),
    })
}

/// What an address narrows its feed to: with each narrowing it is another feed, but not with each page of it.
fn narrowed(uri: &Uri) -> String {
    query_but(uri, &["after", "cursor", "limit", "lang"])
}

/// The query of an address as it came, with its `?`, but for what is called so; empty where nothing else is asked for.
fn query_but(uri: &Uri, names: &[&str]) -> String {
    let pairs = uri.query().unwrap_or_default().split('&');
    let others = pairs.filter(|pair| {
        let name = pair.split('=').next().unwrap_or_default();
        !pair.is_empty() && !names.contains(&name)
    });
    match others.collect::<Vec<_>>().join("&") {
        none if none.is_empty() => none,
        others => format!("?{others}"),
    }
}

/// What a feed is of, then the site's name: 焦作市 · 预防接种 · 简报.
pub(super) fn title(reader: &Reader, q: &str, filter: &Filter) -> String {
    let date =
        |date: Option<PartialDate>| date.map_or(String::new(), |date| reader.lang.date(date));
    let dates = match (filter.from, filter.to) {
        (None, None) => None,
        (from, to) if from == to => Some(date(from)),
        (from, to) => Some(format!("{} – {}", date(from), date(to)).trim().to_string()),
    };
    let parts = [
        Some(q.to_string()).filter(|q| !q.is_empty()),
        filter.region.map(full_name),
        filter
            .topic
            .as_deref()
            .map(|id| reader.topic(id).to_string()),
        dates,
        filter.source.clone(),
        filter
            .precision
            .map(|known| reader.strings().known(known).to_string()),
        filter.document.as_ref().map(|it| it.name.clone()),
        Some(reader.site.name.clone()),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    parts.join(" · ")
}

/// The feed as a response.
pub(super) fn respond(feed: &Feed) -> Response {
    let media_type = [(header::CONTENT_TYPE, "application/atom+xml; charset=utf-8")];
    (media_type, feed.render()).into_response()
}

/// When the newest change on this page was. A page without entries is as old as the archive's last change, which may have
/// taken them out, or as the server, where nothing was ever changed.
pub(super) async fn updated(app: &App, listing: &Listing) -> Page<String> {
    let newest = listing.rows.iter().map(|row| row.modified).max();
    let moment = match newest {
        Some(newest) => newest,
        None => {
            let latest = app.archive.latest_change().await?;
            latest.unwrap_or(app.answers.since())
        }
    };
    Ok(rfc3339(moment))
}

/// `self`, `first`, and the pages before and after.
pub(super) fn links(origin: &Origin, uri: &Uri, listing: &Listing) -> Vec<(&'static str, String)> {
    let here = uri.path_and_query().map_or("/", |path| path.as_str());
    let query = query_but(uri, &["after", "cursor"]);
    let first = origin.to(&format!("{}{query}", uri.path()));
    let start = if query.is_empty() { '?' } else { '&' };
    let page = |cursor: &String| format!("{first}{start}after={cursor}");
    let mut links = vec![("self", origin.to(here)), ("first", first.clone())];
    links.extend(listing.prev.iter().map(|to| ("previous", page(to))));
    links.extend(listing.next.iter().map(|to| ("next", page(to))));
    links
}

/// An article as a feed shows it.
pub(super) fn entry(row: &ArticleRow, reader: &Reader) -> Entry {
    let origin = &reader.origin;
    let path = address(row.id);
    Entry {
        id: origin.tag(&path),
        title: reader.strings().called(row).into_owned(),
        url: origin.to(&path),
        updated: rfc3339(row.modified),
        published: row
            .date
            .filter(|date| date.day().is_some())
            .map(|date| format!("{}T00:00:00+08:00", date.first_day())),
        author: row.source.clone(),
        summary: row.lead.clone(),
        categories: row
            .topics
            .iter()
            .map(|id| (id.clone(), reader.topic(id).to_string()))
            .collect(),
    }
}
