//! The documents that articles came in: all of them, and one with its articles.

use axum::Json;
use axum::extract::{Path, State};
use serde::Serialize;

use super::lists::List;
use crate::archive::{ArticleId, DocumentRow};
use crate::web::error::WebError;
use crate::web::params::Asked;
use crate::web::reader::Reader;
use crate::web::{App, Page};

/// Documents on one page, and articles of one document.
const ROWS: usize = 100;

/// A document.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::web) struct Source {
    id: String,
    name: String,
    url: String,
    kind: &'static str,
    publication: Option<String>,
    date_published: Option<String>,
    page: Option<String>,
    articles: u32,
    lines: u32,
    /// RFC 3339, UTC.
    loaded_at: String,
}

/// A document with a page of its articles.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::web) struct Whole {
    #[serde(flatten)]
    source: Source,
    /// Of its bytes as they came, in hexadecimal.
    sha256: String,
    /// Where these bytes are; `None` where they are not kept, or not shown.
    original: Option<String>,
    #[serde(flatten)]
    page: List<Part>,
}

/// An article of a document.
#[derive(Debug, Serialize)]
pub(in crate::web) struct Part {
    id: String,
    headline: String,
    url: String,
}

/// `GET /api/v1/documents`: in the order of their names, the cursor being the last of a page.
pub(in crate::web) async fn documents(
    State(app): State<App>,
    reader: Reader,
    asked: Asked,
) -> Page<Json<List<Source>>> {
    asked.only(&["cursor", "limit", "lang"])?;
    let limit = asked.limit()?.unwrap_or(ROWS);
    let after = asked.value("cursor");
    let mut rows = app.archive.documents(after, limit as u32 + 1).await?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let last = rows.last().filter(|_| more);
    Ok(Json(List {
        next: last.map(|row| row.name.clone()),
        items: rows.into_iter().map(|row| source(&reader, row)).collect(),
    }))
}

/// `GET /api/v1/documents/{id}`: with its articles in reading order, the cursor being the place of the next.
pub(in crate::web) async fn document(
    State(app): State<App>,
    reader: Reader,
    Path(id): Path<String>,
    asked: Asked,
) -> Page<Json<Whole>> {
    asked.only(&["cursor", "limit", "lang"])?;
    let limit = asked.limit()?.unwrap_or(ROWS);
    let from = asked.parsed("cursor")?.unwrap_or(0);
    let id: ArticleId = id.parse().map_err(|_| WebError::NotFound)?;
    let record = app.archive.document(id).await?.ok_or(WebError::NotFound)?;
    let mut pieces = app.archive.articles_of(id, from, limit as u32 + 1).await?;
    let next = pieces.get(limit).map(|piece| piece.position.to_string());
    pieces.truncate(limit);
    let parts = pieces.iter().map(|piece| Part {
        id: piece.row.id.to_string(),
        headline: reader.strings().called(&piece.row).into_owned(),
        url: super::url(&reader.origin, &piece.row),
    });
    let raw = format!("/documents/{id}/raw");
    Ok(Json(Whole {
        page: List {
            items: parts.collect(),
            next,
        },
        sha256: record.sha256,
        original: record.has_original.then(|| reader.origin.to(&raw)),
        source: source(&reader, record.row),
    }))
}

fn source(reader: &Reader, row: DocumentRow) -> Source {
    Source {
        id: row.id.to_string(),
        url: reader.origin.to(&format!("/documents/{}", row.id)),
        kind: row.layout.as_str(),
        publication: row.publication.name,
        date_published: row.publication.date.map(|date| date.to_string()),
        page: row.publication.page,
        articles: row.articles,
        lines: row.lines,
        loaded_at: row.loaded_at,
        name: row.name,
    }
}
