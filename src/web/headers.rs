//! What every answer says beside what was asked for.

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::Response;

use super::{App, cache, cors};

/// Everything comes from here; there is no inline script or style.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
     connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Said where the answer says nothing else.
const SAFE: [(HeaderName, HeaderValue); 3] = [
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(CONTENT_SECURITY_POLICY),
    ),
    (
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    ),
    (
        header::REFERRER_POLICY,
        HeaderValue::from_static("same-origin"),
    ),
];

/// Adds what all answers say, kept ones, too; scripts of other sites that ask whether they may are told.
pub(super) async fn say(State(app): State<App>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let asset = cache::is_asset(path);
    let open = cors::is_for_programs(path);
    let mut response = match open && request.method() == Method::OPTIONS {
        true => cors::preflight(),
        false => cache::answer(&app, request, next).await,
    };
    let vary = cache::vary(asset, response.status());
    let headers = response.headers_mut();
    for (name, value) in SAFE {
        headers.entry(name).or_insert(value);
    }
    headers.insert(header::VARY, HeaderValue::from_static(vary));
    if open {
        cors::open(headers);
    }
    response
}
