//! The files under `static/`, embedded in the program.

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::error::WebError;

/// Name, media type, content.
const ASSETS: [(&str, &str, &[u8]); 0] = [];

pub(super) async fn asset(Path(name): Path<String>) -> Response {
    match ASSETS.iter().find(|(known, ..)| *known == name) {
        Some((_, media_type, content)) => {
            ([(header::CONTENT_TYPE, *media_type)], *content).into_response()
        }
        None => WebError::NotFound.into_response(),
    }
}
