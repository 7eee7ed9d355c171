//! What articles can be narrowed by, with how many there are: regions, topics; and the documents they came in.

use axum::Json;
use axum::extract::State;
use serde::Serialize;

use crate::archive::DocumentRow;
use crate::web::params::Asked;
use crate::web::places::{full_name, named_regions};
use crate::web::reader::Reader;
use crate::web::{App, Page};

/// Documents on one page.
const DOCUMENTS: usize = 100;

/// A whole list, or a page of it.
#[derive(Debug, Serialize)]
pub(in crate::web) struct List<T> {
    items: Vec<T>,
    /// Value of `cursor` for the following page.
    next: Option<String>,
}

/// A region or topic.
#[derive(Debug, Serialize)]
pub(in crate::web) struct Counted {
    id: String,
    name: String,
    url: String,
    articles: u64,
}

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

/// `GET /api/v1/regions`: those that have articles, of what lies in them, too; in the order of their codes.
pub(in crate::web) async fn regions(
    State(app): State<App>,
    reader: Reader,
    asked: Asked,
) -> Page<Json<List<Counted>>> {
    asked.only(&["lang"])?;
    let facets = app.archive.facets();
    let mut regions: Vec<_> = named_regions(&facets).collect();
    regions.sort_by_key(|(code, _)| *code);
    let items = regions.into_iter().map(|(code, set)| Counted {
        id: code.to_string(),
        name: full_name(code),
        url: reader.origin.to(&format!("/regions/{code}")),
        articles: set.len(),
    });
    Ok(whole(items))
}

/// `GET /api/v1/topics`: those that have articles.
pub(in crate::web) async fn topics(
    State(app): State<App>,
    reader: Reader,
    asked: Asked,
) -> Page<Json<List<Counted>>> {
    asked.only(&["lang"])?;
    let facets = app.archive.facets();
    let mut topics: Vec<_> = facets.topics().collect();
    topics.sort_by_key(|(id, _)| *id);
    let items = topics.into_iter().map(|(id, set)| Counted {
        id: id.to_string(),
        name: reader.topic(id).to_string(),
        url: reader.origin.to(&format!("/topics/{id}")),
        articles: set.len(),
    });
    Ok(whole(items))
}

/// `GET /api/v1/documents`: in the order of their names, the cursor being the last of a page.
pub(in crate::web) async fn documents(
    State(app): State<App>,
    reader: Reader,
    asked: Asked,
) -> Page<Json<List<Source>>> {
    asked.only(&["cursor", "limit", "lang"])?;
    let limit = asked.limit()?.unwrap_or(DOCUMENTS);
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

fn whole<T>(items: impl Iterator<Item = T>) -> Json<List<T>> {
    Json(List {
        items: items.collect(),
        next: None,
    })
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
