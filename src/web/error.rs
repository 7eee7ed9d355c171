//! What can go wrong for a reader, and the one place that shows it.

use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::App;
use crate::archive::{ArchiveError, Tombstone};

/// Addresses longer than this are refused: no listing or search needs one.
const LONGEST_ADDRESS: usize = 8 * 1024;

/// Which error belongs where: what the reader asked for is not there, is gone, is elsewhere or makes no sense; or we failed.
#[derive(Debug, Clone)]
pub enum WebError {
    NotFound,
    MethodNotAllowed,
    Gone(Box<Tombstone>),
    /// The reason, for the reader.
    BadRequest(String),
    /// A permanent redirect to this address.
    Moved(String),
    TooLong,
    /// Already logged; nothing of it is shown.
    Internal,
}

impl WebError {
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Gone(_) => StatusCode::GONE,
            Self::BadRequest(_) => StatusCode::BAD_REQUEST,
            Self::Moved(_) => StatusCode::MOVED_PERMANENTLY,
            Self::TooLong => StatusCode::URI_TOO_LONG,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl From<ArchiveError> for WebError {
    fn from(error: ArchiveError) -> Self {
        tracing::error!(%error, "the archive failed");
        Self::Internal
    }
}

impl From<askama::Error> for WebError {
    fn from(error: askama::Error) -> Self {
        tracing::error!(%error, "a template failed");
        Self::Internal
    }
}

/// Only the status and the error itself: [`render`] makes the page, because it knows the reader's language.
impl IntoResponse for WebError {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        if let Self::Moved(address) = &self
            && let Ok(value) = HeaderValue::from_str(address)
        {
            response.headers_mut().insert(header::LOCATION, value);
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// Turns errors into pages, and into problem+json under `/api`.
pub(super) async fn render(State(_app): State<App>, request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let Some(error) = response.extensions().get::<WebError>() else {
        return response;
    };
    let text = format!("{}\n", error.status());
    let (mut parts, _) = response.into_parts();
    parts.extensions.remove::<WebError>();
    Response::from_parts(parts, text.into())
}

/// Refuses addresses that are too long before anything looks at them.
pub(super) async fn limit_address(request: Request, next: Next) -> Response {
    let length = request
        .uri()
        .path_and_query()
        .map_or(0, |path| path.as_str().len());
    if length > LONGEST_ADDRESS {
        return WebError::TooLong.into_response();
    }
    next.run(request).await
}

/// A handler panicked: that is a defect of ours, logged with what it said.
pub(super) fn panicked(cause: Box<dyn std::any::Any + Send>) -> Response {
    let message = cause
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| cause.downcast_ref::<&str>().copied())
        .unwrap_or("no message");
    tracing::error!(message, "a handler panicked");
    WebError::Internal.into_response()
}
