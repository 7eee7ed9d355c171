//! The files under `static/`, embedded in the program.

use std::sync::LazyLock;

use axum::extract::{Path, RawQuery};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use super::error::WebError;

/// Name, media type, content.
const ASSETS: [(&str, &str, &[u8]); 7] = [
    (
        "style.css",
        "text/css; charset=utf-8",
        include_bytes!("../../static/style.css"),
    ),
    (
        "app.js",
        "text/javascript; charset=utf-8",
        include_bytes!("../../static/app.js"),
    ),
    (
        "favicon.svg",
        "image/svg+xml",
        include_bytes!("../../static/favicon.svg"),
    ),
    (
        "favicon.ico",
        "image/x-icon",
        include_bytes!("../../static/favicon.ico"),
    ),
    (
        "icon-180.png",
        "image/png",
        include_bytes!("../../static/icon-180.png"),
    ),
    (
        "icon-512.png",
        "image/png",
        include_bytes!("../../static/icon-512.png"),
    ),
    (
        "manifest.webmanifest",
        "application/manifest+json",
        include_bytes!("../../static/manifest.webmanifest"),
    ),
];

/// A change of any file changes every address: they are few and small.
static VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut hash = Sha256::new();
    ASSETS.iter().for_each(|(.., content)| hash.update(content));
    hash.finalize()
        .iter()
        .take(5)
        .map(|byte| format!("{byte:02x}"))
        .collect()
});

/// The address of a file, which changes with its content, so that browsers may keep it for ever.
pub(super) fn address(name: &str) -> String {
    format!("/static/{name}?v={}", *VERSION)
}

/// An address with this version in it never changes its content; others may.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
const FOR_A_DAY: &str = "public, max-age=86400";

/// Feed readers and phones ask for these without looking at a page.
pub(super) async fn favicon() -> Response {
    file("favicon.ico", FOR_A_DAY)
}

pub(super) async fn touch_icon() -> Response {
    file("icon-180.png", FOR_A_DAY)
}

pub(super) async fn asset(Path(name): Path<String>, RawQuery(query): RawQuery) -> Response {
    let version = query.as_deref().and_then(|query| query.strip_prefix("v="));
    let ours = version == Some(VERSION.as_str());
    file(&name, if ours { FOR_EVER } else { FOR_A_DAY })
}

fn file(name: &str, cache_control: &'static str) -> Response {
    match ASSETS.iter().find(|(known, ..)| *known == name) {
        Some((_, media_type, content)) => (
            [
                (header::CONTENT_TYPE, *media_type),
                (header::CACHE_CONTROL, cache_control),
            ],
            *content,
        )
            .into_response(),
        None => WebError::NotFound.into_response(),
    }
}
