//! A search as an Atom feed: what is new to it comes first.

use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;

use super::answer::{ask, understand};
use crate::archive::{Listing, Order};
use crate::web::feeds::atom::{Entry, Feed};
use crate::web::feeds::{ENTRIES, entry, links, respond, title, updated};
use crate::web::params::{Asked, ListParams, names_but};
use crate::web::reader::Reader;
use crate::web::{App, Page};

pub(in crate::web) async fn feed(
    State(app): State<App>,
    reader: Reader,
    uri: Uri,
    asked: Asked,
    wanted: ListParams,
) -> Page<Response> {
    asked.only(&names_but(&["by"]))?;
    feed_of_words(&app, &reader, &uri, wanted).await
}

/// Of a listing, too, that words narrow.
pub(in crate::web) async fn feed_of_words(
    app: &App,
    reader: &Reader,
    uri: &Uri,
    mut wanted: ListParams,
) -> Page<Response> {
    let query = understand(app, &wanted.q)?;
    let same = wanted.with(|_| ()).query();
    let own = wanted.with(|wanted| wanted.limit = None).query();
    wanted.sort = wanted.sort.or(Some(Order::Newest));
    let results = ask(app, &query, &wanted, ENTRIES).await?;
    let mut listing = Listing {
        rows: Vec::new(),
        total: results.total,
        next: results.next.clone(),
        prev: results.prev.clone(),
    };
    let mut entries = Vec::new();
    for hit in results.counted() {
        let summary = hit.snippet.text;
        for row in std::iter::once(hit.row).chain(hit.reprints) {
            entries.push(Entry {
                summary: summary.clone(),
                ..entry(&row, reader)
            });
            listing.rows.push(row);
        }
    }
    let origin = &reader.origin;
    Ok(respond(&Feed {
        lang: reader.lang.tag(),
        id: origin.tag(&format!("{}{own}", uri.path())),
        title: title(reader, &wanted.q, &wanted.filter),
        subtitle: app.site.subtitle.clone(),
        updated: updated(app, &listing).await?,
        author: app.site.name.clone(),
        alternate: origin.to(&format!("/search{same}")),
        links: links(origin, uri, &listing),
        entries,
    }))
}
