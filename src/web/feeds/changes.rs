//! What came, changed or went last, as a feed: also bulletins that are loaded late, with an old date.

use std::cmp::Reverse;

use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;

use super::atom::{Entry, Feed};
use super::{ENTRIES, entry, feed_of, title};
use crate::archive::{Departed, Listing};
use crate::web::params::{Asked, ListParams, names_but};
use crate::web::reader::Reader;
use crate::web::search::understand;
use crate::web::{App, Page};

/// `/changes/feed.atom`: articles of whatever day by their last change, and those that went, in one order. These have neither
/// words nor regions any more, so a narrowed feed tells of none, as OAI-PMH does not.
pub(in crate::web) async fn changes(
    State(app): State<App>,
    reader: Reader,
    uri: Uri,
    asked: Asked,
    params: ListParams,
) -> Page<Response> {
    asked.only(&names_but(&["by", "sort", "after", "cursor"]))?;
    let query = understand(&app, &params.q)?;
    let (archive, filter) = (&app.archive, &params.filter);
    let most = params.limit.unwrap_or(ENTRIES);
    let rows = match query.is_empty() {
        true => archive.changed_last(filter, most).await?,
        false => archive.changed_last_with(&query, filter, most).await?,
    };
    let gone = match query.is_empty() && filter.is_empty() {
        true => archive.gone_last(most as u32).await?,
        false => Vec::new(),
    };
    let mut entries: Vec<Entry> = rows.iter().map(|row| entry(row, &reader)).collect();
    entries.extend(gone.iter().map(|gone| departed(gone, &reader)));
    // The sort is stable: what changed at one moment stays in the order of revisions.
    entries.sort_by_key(|entry| Reverse(entry.updated.clone()));
    entries.truncate(most);
    let what = [reader.strings().changed_last, &params.q];
    let what = what[..1 + usize::from(!query.is_empty())].join(" · ");
    let title = title(&reader, &what, filter);
    let alternate = reader.origin.to("/changes");
    let listing = Listing {
        total: entries.len() as u64,
        rows,
        ..Listing::default()
    };
    let mut feed: Feed = feed_of(&app, &reader, &uri, (title, alternate), &listing).await?;
    if let Some(newest) = entries.first() {
        feed.updated.clone_from(&newest.updated);
    }
    feed.entries = entries;
    Ok(super::respond(&feed))
}

/// Under the id of its article, whose text in readers' programs it takes the place of.
fn departed(gone: &Departed, reader: &Reader) -> Entry {
    let path = format!("/articles/{}", gone.article);
    Entry {
        id: format!("tag:{},2026:{path}", reader.origin.host()),
        title: reader.strings().departed(gone.action, &gone.headline),
        url: reader.origin.to(&path),
        updated: gone.at.clone(),
        summary: gone.reason.clone(),
        ..Entry::default()
    }
}
