//! What came, changed or went last, as a feed: also bulletins that are loaded late, with an old date.

use std::cmp::Reverse;

use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;

use super::atom::{Entry, Feed};
use super::{ENTRIES, feed_of, title};
use crate::archive::{Departed, Listing};
use crate::web::article::address;
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
    let what = [reader.strings().changed_last, &params.q];
    let what = what[..1 + usize::from(!query.is_empty())].join(" · ");
    let title = title(&reader, &what, filter);
    let alternate = reader.origin.to("/changes");
    let listing = Listing {
        rows,
        ..Listing::default()
    };
    let mut feed: Feed = feed_of(&app, &reader, &uri, (title, alternate), &listing).await?;
    let departed = gone.iter().map(|gone| departed(gone, &reader));
    feed.entries.extend(departed);
    // The sort is stable: what changed at one moment stays in the order of revisions.
    feed.entries
        .sort_by_key(|entry| Reverse(entry.updated.clone()));
    feed.entries.truncate(most);
    if let Some(newest) = feed.entries.first() {
        feed.updated.clone_from(&newest.updated);
    }
    Ok(super::respond(&feed))
}

/// Under the id of its article, whose text in readers' programs it takes the place of.
fn departed(gone: &Departed, reader: &Reader) -> Entry {
    let path = address(gone.article);
    Entry {
        id: reader.origin.tag(&path),
        title: reader.strings().departed(gone.action, &gone.headline),
        url: reader.origin.to(&path),
        updated: gone.at.clone(),
        summary: gone.reason.clone(),
        ..Entry::default()
    }
}
