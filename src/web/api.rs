//! The search and single articles for programs; described at `/api/openapi.json`. Errors are RFC 9457 problem+json.

mod documents;
mod evidence;
mod lists;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::Value;

use super::address::Origin;
use super::error::WebError;
use super::params::{Asked, ListParams, names_but};
use super::places::full_name;
use super::reader::Reader;
use super::search::{ask, understand};
use super::{App, Page, cache, jsonld};
pub(super) use documents::{document, documents};
pub(super) use evidence::Evidence;
pub(super) use lists::{regions, topics};

use crate::archive::search::{Hit, Mode, SearchResults};
use crate::archive::{ArticleId, ArticleRow, Lookup};
use crate::edtf::PartialDate;
use crate::text::script::script;

const BASE: &str = "/api/v1/articles";
const ITEMS: usize = 20;
/// What items hold besides where `include` asks for it.
const INCLUDED: &str = "articleBody";

/// One page of results.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Found {
    total: u64,
    total_is_exact: bool,
    /// How many of these are on this page: items that are not beyond the count, and what is folded into them.
    total_on_page: u64,
    /// `exact`, `followed` (few, and then partial ones that are not counted), `words` (all words that the query is made of) or `partial` (some of them).
    mode: &'static str,
    /// Value of `cursor` for the following page.
    next: Option<String>,
    items: Vec<Item>,
}

/// One article that was found.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Item {
    id: String,
    url: String,
    headline: String,
    /// EDTF.
    date_published: Option<String>,
    date_basis: Option<&'static str>,
    /// How many doubts its record names.
    doubts: u32,
    /// The source that is named for it, as single articles call it.
    credit_text: Option<String>,
    /// The same under its older name, which in single articles is the file.
    source: Option<String>,
    regions: Vec<Named>,
    topics: Vec<Named>,
    snippet: String,
    /// Start and end of each hit in the snippet, in Unicode characters.
    snippet_marks: Vec<[usize; 2]>,
    /// Its paragraphs, where they are asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    article_body: Option<Vec<String>>,
    /// It has only some of the words.
    partial: bool,
    /// Articles of this page with the same text.
    reprints: Vec<Reprint>,
}

#[derive(Debug, Serialize)]
struct Named {
    id: String,
    name: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Reprint {
    id: String,
    url: String,
    headline: String,
    /// EDTF.
    date_published: Option<String>,
    credit_text: Option<String>,
    source: Option<String>,
    /// Its paragraphs, where they are asked for: they may differ a little from those of the item.
    #[serde(skip_serializing_if = "Option::is_none")]
    article_body: Option<Vec<String>>,
}

/// `GET /api/v1/articles`
pub(super) async fn articles(
    State(app): State<App>,
    reader: Reader,
    asked: Asked,
    wanted: ListParams,
) -> Page<Response> {
    asked.only(&parameters())?;
    // People may type dates in many ways, programs in one.
    asked.parsed::<PartialDate>("from")?;
    asked.parsed::<PartialDate>("to")?;
    let include = match asked.value("include") {
        "" => false,
        INCLUDED => true,
        other => return Err(WebError::BadParameter("include", other.to_string())),
    };
    let query = understand(&app, &wanted.q)?;
    let results = ask(&app, &query, &wanted, ITEMS).await?;
    let incomplete = results.incomplete;
    let next = results.next.clone();
    let rows = results.hits.iter();
    let rows = rows.flat_map(|hit| std::iter::once(&hit.row).chain(&hit.reprints));
    let places: Vec<i64> = rows.map(|row| row.seq).collect();
    let mut found = Found::new(&reader, results);
    if include {
        let mut bodies = app.archive.bodies(&places).await?;
        for (body, place) in found.bodies().zip(&places) {
            *body = bodies.remove(place);
        }
    }
    let mut response = Json(found).into_response();
    if let Some(next) = next {
        let page = wanted.with(|_| ()).query();
        let start = if page.is_empty() { '?' } else { '&' };
        let included = if include { "&include=articleBody" } else { "" };
        let link = format!(
            "<{}{page}{start}cursor={next}{included}>; rel=\"next\"",
            reader.origin.to(BASE)
        );
        if let Ok(link) = HeaderValue::from_str(&link) {
            response.headers_mut().insert(header::LINK, link);
        }
    }
    Ok(cache::kept_if(!incomplete, response))
}

/// What a search takes: all that pages take, but how trends are drawn.
fn parameters() -> Vec<&'static str> {
    let mut names = names_but(&["by"]);
    names.push("include");
    names
}

/// `GET /api/v1/articles/{id}`
pub(super) async fn article(
    State(app): State<App>,
    reader: Reader,
    Path(id): Path<String>,
) -> Page<Response> {
    let id: ArticleId = id.parse().map_err(|_| WebError::NotFound)?;
    match app.archive.article(id).await? {
        Lookup::Found(record) => {
            let script = script(&record.article.article_body);
            let record = jsonld::news_article(
                &reader,
                &record,
                script,
                Some(Evidence::of(&reader, &record)),
            );
            let media_type = [(header::CONTENT_TYPE, "application/ld+json")];
            Ok((media_type, record).into_response())
        }
        Lookup::Moved(target) => Err(WebError::Moved(format!("{BASE}/{target}"))),
        Lookup::Gone(tombstone) => Err(WebError::Gone(Box::new(tombstone))),
        Lookup::Missing => Err(WebError::NotFound),
    }
}

/// `GET /api/v1`: where everything is.
pub(super) async fn index(State(app): State<App>, reader: Reader) -> Json<Value> {
    let to = |path: &str| reader.origin.to(path);
    Json(serde_json::json!({
        "name": app.site.name,
        "description": app.site.subtitle,
        "articles": to(BASE),
        "article": to("/api/v1/articles/{id}"),
        "regions": to("/api/v1/regions"),
        "topics": to("/api/v1/topics"),
        "documents": to("/api/v1/documents"),
        "document": to("/api/v1/documents/{id}"),
        "openapi": to("/api/openapi.json"),
        "oai": to("/oai?verb=Identify"),
        "feed": to("/feed.atom"),
        "searchFeed": to("/search/feed.atom?q={q}"),
        "searchTable": to("/search.csv?q={q}"),
        "help": to("/help"),
    }))
}

/// `GET /api/openapi.json`
pub(super) async fn openapi() -> Json<Value> {
    Json(description())
}

fn description() -> Value {
    let mut api: Value = serde_json::from_str(include_str!("api/openapi.json")).unwrap_or_default();
    if let Some(version) = api.pointer_mut("/info/version") {
        *version = env!("CARGO_PKG_VERSION").into();
    }
    api
}

impl Found {
    fn new(reader: &Reader, results: SearchResults) -> Self {
        let hits = results.hits.iter();
        let counted = hits.filter(|hit| results.mode.counts(hit));
        let total_on_page = counted.map(|hit| 1 + hit.reprints.len() as u64).sum();
        let items = results.hits.into_iter().map(|hit| Item::new(reader, hit));
        Self {
            total_on_page,
            total: results.total,
            total_is_exact: results.total_is_exact,
            mode: match results.mode {
                Mode::Exact => "exact",
                Mode::Followed => "followed",
                Mode::Words => "words",
                Mode::Partial => "partial",
            },
            next: results.next,
            items: items.collect(),
        }
    }
}

impl Found {
    /// The places for the texts of all articles, in the order in which they were found.
    fn bodies(&mut self) -> impl Iterator<Item = &mut Option<Vec<String>>> {
        self.items.iter_mut().flat_map(|item| {
            let reprints = item.reprints.iter_mut();
            let reprints = reprints.map(|reprint| &mut reprint.article_body);
            std::iter::once(&mut item.article_body).chain(reprints)
        })
    }
}

impl Item {
    fn new(reader: &Reader, hit: Hit) -> Self {
        let row = hit.row;
        let text = &hit.snippet.text;
        let characters =
            |bytes: usize| text.get(..bytes).map_or(0, |before| before.chars().count());
        let marks = hit.snippet.marks.iter();
        let regions = row.regions.iter().map(|code| Named {
            id: code.to_string(),
            name: full_name(*code),
        });
        let topics = row.topics.iter().map(|id| Named {
            id: id.clone(),
            name: reader.topic(id).to_string(),
        });
        Self {
            snippet_marks: marks
                .map(|m| [characters(m.start), characters(m.end)])
                .collect(),
            regions: regions.collect(),
            topics: topics.collect(),
            id: row.id.to_string(),
            url: url(&reader.origin, &row),
            date_published: row.date.map(|date| date.to_string()),
            date_basis: row.basis.map(|basis| basis.as_str()),
            doubts: row.doubts,
            reprints: hit
                .reprints
                .iter()
                .map(|row| Reprint::new(reader, row))
                .collect(),
            article_body: None,
            partial: hit.partial,
            headline: reader.strings().called(&row).into_owned(),
            credit_text: row.source.clone(),
            source: row.source,
            snippet: hit.snippet.text,
        }
    }
}

impl Reprint {
    fn new(reader: &Reader, row: &ArticleRow) -> Self {
        Self {
            id: row.id.to_string(),
            url: url(&reader.origin, row),
            headline: reader.strings().called(row).into_owned(),
            date_published: row.date.map(|date| date.to_string()),
            credit_text: row.source.clone(),
            source: row.source.clone(),
            article_body: None,
        }
    }
}

fn url(origin: &Origin, row: &ArticleRow) -> String {
    origin.to(&super::article::address(row.id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_description_is_sound() {
        let api = description();
        assert_eq!(api["info"]["version"], env!("CARGO_PKG_VERSION"));
        assert!(api["paths"][BASE]["get"].is_object());
    }

    /// Lists of pairs have one schema for both: tools of older drafts take a list of schemas for something else.
    #[test]
    fn what_a_list_holds_is_one_schema() {
        fn look(at: &Value, path: &str) {
            for (name, value) in at.as_object().into_iter().flatten() {
                look(value, &format!("{path}/{name}"));
            }
            for value in at.as_array().into_iter().flatten() {
                look(value, path);
            }
            if at["type"] == "array" {
                assert!(at["items"].is_object(), "{path}");
            }
        }
        look(&description(), "");
    }

    #[test]
    fn every_parameter_is_described() {
        let api = description();
        let described = api["paths"][BASE]["get"]["parameters"].as_array().unwrap();
        let described = described.iter().map(|one| one["name"].as_str().unwrap());
        let mut described: Vec<_> = described.chain(["after"]).collect();
        let mut known = parameters();
        described.sort_unstable();
        known.sort_unstable();
        assert_eq!(described, known, "after is the older name of cursor");
    }
}
