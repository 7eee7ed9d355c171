//! Scripts of other sites may read what programs fetch (CORS): it is public, read-only and the same with and without
//! cookies of theirs. Pages for people stay closed to them.

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Opens an answer.
pub(super) fn open(headers: &mut HeaderMap) {
    put(headers, header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    put(headers, header::ACCESS_CONTROL_EXPOSE_HEADERS, "*");
}

/// What other sites may send, which browsers ask before they do, and remember for a day.
pub(super) fn preflight() -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    put(headers, header::ALLOW, "GET, HEAD, OPTIONS");
    put(headers, header::ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD");
    put(headers, header::ACCESS_CONTROL_ALLOW_HEADERS, "*");
    put(headers, header::ACCESS_CONTROL_MAX_AGE, "86400");
    response
}

fn put(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.insert(name, HeaderValue::from_static(value));
}

/// The API, OAI-PMH, feeds, tables, and citations for reference managers.
pub(super) fn is_for_programs(path: &str) -> bool {
    let inside = |root: &str| {
        path.strip_prefix(root)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let endings = ["/feed.atom", ".csv", "/citation.bib", "/citation.ris"];
    inside("/api") || inside("/oai") || endings.iter().any(|ending| path.ends_with(ending))
}
