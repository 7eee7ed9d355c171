//! The home page.

use axum::extract::State;

use super::{App, Page};
use crate::archive::{Filter, Order, PageRequest};

pub(super) async fn home(State(app): State<App>) -> Page<String> {
    let listing = app
        .archive
        .list(&Filter::default(), Order::Newest, &PageRequest::default())
        .await?;
    Ok(format!("{} {}\n", app.site.name, listing.total))
}
