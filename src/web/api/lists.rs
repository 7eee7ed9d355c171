//! What articles can be narrowed by, with how many there are: regions and topics.

use axum::Json;
use axum::extract::State;
use serde::Serialize;

use crate::web::params::Asked;
use crate::web::places::{full_name, named_regions};
use crate::web::reader::Reader;
use crate::web::{App, Page};

/// A whole list, or a page of it.
#[derive(Debug, Serialize)]
pub(in crate::web) struct List<T> {
    pub(super) items: Vec<T>,
    /// Value of `cursor` for the following page.
    pub(super) next: Option<String>,
}

/// A region or topic.
#[derive(Debug, Serialize)]
pub(in crate::web) struct Counted {
    id: String,
    name: String,
    url: String,
    articles: u64,
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

fn whole<T>(items: impl Iterator<Item = T>) -> Json<List<T>> {
    Json(List {
        items: items.collect(),
        next: None,
    })
}
