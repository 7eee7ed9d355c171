//! What can go wrong for a reader, and the one place that shows it.

mod retry;

use askama::Template;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::App;
use super::frame::{Frame, Section};
use super::history;
use super::i18n::{Lang, Strings};
use super::reader::{Reader, asked_language};
use crate::archive::{ArchiveError, Tombstone};
use crate::query::Problem;
use retry::Retry;

/// What was withdrawn may return, and what is missing may come: nobody may keep an error without asking again.
const ERROR_CACHE_CONTROL: &str = "no-cache";
/// An article that was merged into another may be parted from it again, so that browsers forget a redirect after an hour.
const MOVED_CACHE_CONTROL: &str = "public, max-age=3600";

/// Addresses longer than this are refused: no listing or search needs one.
const LONGEST_ADDRESS: usize = 8 * 1024;

/// Which error belongs where: what the reader asked for is not there, is gone, is elsewhere or makes no sense; or we failed.
#[derive(Debug, Clone)]
pub enum WebError {
    NotFound,
    MethodNotAllowed,
    Gone(Box<Tombstone>),
    /// The original of a document that holds a withdrawn article.
    Withheld(Box<Tombstone>),
    /// A parameter of the address that makes no sense, and its value. No name: the query as a whole.
    BadParameter(&'static str, String),
    /// A query that is refused.
    BadQuery(Problem),
    /// A parameter that there is not, and the one that may have been meant.
    UnknownParameter(String, Option<&'static str>),
    /// A parameter that is given more than once, by a program.
    RepeatedParameter(String),
    /// A permanent redirect to this address.
    Moved(String),
    TooLong,
    /// Too many requests from one reader; come back after so many seconds.
    TooMany(u32),
    /// A request took too long.
    Busy,
    /// Already logged; nothing of it is shown.
    Internal,
}

impl WebError {
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Gone(_) | Self::Withheld(_) => StatusCode::GONE,
            Self::BadParameter(..)
            | Self::BadQuery(_)
            | Self::UnknownParameter(..)
            | Self::RepeatedParameter(_) => StatusCode::BAD_REQUEST,
            Self::Moved(_) => StatusCode::MOVED_PERMANENTLY,
            Self::TooLong => StatusCode::URI_TOO_LONG,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The heading of its page.
    fn title(&self, t: &'static Strings) -> &'static str {
        match self {
            Self::NotFound => t.not_found,
            Self::Moved(_) => t.moved,
            Self::MethodNotAllowed => t.method_not_allowed,
            Self::Gone(_) => t.gone,
            Self::Withheld(_) => t.withheld,
            Self::BadParameter("date" | "from" | "to", _) => t.bad_date,
            Self::BadQuery(_) => t.bad_query,
            Self::BadParameter(..) | Self::UnknownParameter(..) | Self::RepeatedParameter(_) => {
                t.bad_request
            }
            Self::TooLong => t.too_long,
            Self::TooMany(_) => t.too_many,
            Self::Busy => t.busy,
            Self::Internal => t.internal,
        }
    }

    /// What it means for the reader, in words.
    fn detail(&self, t: &'static Strings) -> String {
        let words = match self {
            Self::BadParameter(name, value) => return t.bad_parameter(name, value),
            Self::BadQuery(problem) => return t.refused(*problem),
            Self::UnknownParameter(name, nearest) => return t.unknown_parameter(name, *nearest),
            Self::RepeatedParameter(name) => return t.repeated_parameter(name),
            Self::NotFound => t.not_found_detail,
            Self::Moved(_) => t.moved_detail,
            Self::MethodNotAllowed => t.method_not_allowed_detail,
            Self::Gone(_) => t.gone_detail,
            Self::Withheld(_) => t.withheld_detail,
            Self::TooLong => t.too_long_detail,
            Self::TooMany(_) => t.too_many_detail,
            Self::Busy => t.busy_detail,
            Self::Internal => t.internal_detail,
        };
        words.to_string()
    }
}

impl WebError {
    /// What is left of the article that was withdrawn.
    fn tombstone(&self) -> Option<&Tombstone> {
        match self {
            Self::Gone(tombstone) | Self::Withheld(tombstone) => Some(tombstone),
            _ => None,
        }
    }

    /// The parameter that is to blame.
    fn parameter(&self) -> Option<&str> {
        match self {
            Self::BadQuery(_) => Some("q"),
            Self::BadParameter(name, _) => Some(*name).filter(|name| !name.is_empty()),
            Self::UnknownParameter(name, _) | Self::RepeatedParameter(name) => Some(name),
            _ => None,
        }
    }
}

impl From<ArchiveError> for WebError {
    fn from(error: ArchiveError) -> Self {
        if matches!(error, ArchiveError::TooSlow) {
            tracing::warn!(%error, "a query was given up");
            return Self::Busy;
        }
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
        if let Self::TooMany(seconds) = &self {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(*seconds));
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// What is asked for at an address that leads nowhere: mail programs and chats hang a slash on addresses, which is taken off.
pub(super) async fn missing(address: Uri) -> WebError {
    let path = address.path().trim_end_matches('/');
    // What begins with two slashes, or with one that browsers take for the second, would lead to another host.
    let ours = path
        .as_bytes()
        .get(1)
        .is_some_and(u8::is_ascii_alphanumeric);
    if !ours || path.len() == address.path().len() {
        return WebError::NotFound;
    }
    let query = address.query().map(|query| format!("?{query}"));
    WebError::Moved(format!("{path}{}", query.unwrap_or_default()))
}

/// Turns errors into pages, and into problem+json under `/api`; refuses addresses that no handler could make sense of.
pub(super) async fn render(State(app): State<App>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let mut reader = Reader::of(&parts, &app, false);
    if is_api(&reader) {
        reader.lang = asked_language(&parts).unwrap_or(Lang::En);
    }
    let response = match refusal(&parts.uri) {
        Some(error) => error.into_response(),
        None => next.run(Request::from_parts(parts, body)).await,
    };
    let Some(error) = response.extensions().get::<WebError>().cloned() else {
        return match response.status() {
            // From the layers that know no pages: time ran out. What has a type of its own is an answer of ours.
            StatusCode::SERVICE_UNAVAILABLE
                if !response.headers().contains_key(header::CONTENT_TYPE) =>
            {
                dressed(response, WebError::Busy, reader)
            }
            _ => response,
        };
    };
    reader.sample = app.is_sample().await;
    dressed(response, error, reader)
}

/// Is it a program that asks? Its errors are in English unless it asks for Chinese: developers read them.
fn is_api(reader: &Reader) -> bool {
    reader.address.starts_with("/api/")
}

/// The response with a page for its error, or problem+json for programs.
fn dressed(response: Response, error: WebError, reader: Reader) -> Response {
    let lang = reader.lang;
    let (media_type, body) = match is_api(&reader) {
        true => ("application/problem+json", problem(&error, &reader)),
        false => ("text/html; charset=utf-8", page(&error, reader)),
    };
    let (mut parts, _) = response.into_parts();
    parts.extensions.remove::<WebError>();
    parts.headers.remove(header::CONTENT_LENGTH);
    parts
        .headers
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    parts.headers.insert(
        header::CONTENT_LANGUAGE,
        HeaderValue::from_static(lang.tag()),
    );
    let cache_control = match error {
        WebError::Moved(_) => MOVED_CACHE_CONTROL,
        _ => ERROR_CACHE_CONTROL,
    };
    parts.headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static(cache_control),
    );
    if matches!(error, WebError::Busy) {
        parts
            .headers
            .insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
    }
    Response::from_parts(parts, body.into())
}

/// RFC 9457, with members of our own: which parameter is to blame, what is left of an article that was withdrawn.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ProblemDetails<'a> {
    r#type: &'static str,
    title: Option<&'static str>,
    status: u16,
    detail: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    parameter: Option<&'a str>,
    #[serde(flatten)]
    withdrawn: Option<Withdrawn<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Withdrawn<'a> {
    headline: &'a str,
    /// RFC 3339, UTC.
    date_withdrawn: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    withdrawn_by: Option<&'a str>,
    reason: &'a str,
}

fn problem(error: &WebError, reader: &Reader) -> String {
    let status = error.status();
    let details = ProblemDetails {
        r#type: "about:blank",
        title: status.canonical_reason(),
        status: status.as_u16(),
        detail: error.detail(reader.strings()),
        parameter: error.parameter(),
        withdrawn: error.tombstone().map(|tombstone| Withdrawn {
            headline: &tombstone.headline,
            date_withdrawn: &tombstone.at,
            withdrawn_by: tombstone.who.as_deref(),
            reason: &tombstone.reason,
        }),
    };
    // Of strings and a number nothing can fail.
    serde_json::to_string(&details).unwrap_or_default()
}

/// What went wrong, what it means, and where to go from here.
#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    frame: Frame,
    status: u16,
    detail: String,
    /// The form that was not understood, to be mended.
    retry: Option<Retry>,
    /// The same request may succeed later.
    again: bool,
    tombstone: Option<Tombstone>,
    /// When its article went, as a day in words.
    stone_day: String,
}

fn page(error: &WebError, reader: Reader) -> String {
    let title = error.title(reader.strings());
    let mut frame = Frame::new(reader, Section::Other, title, "");
    frame.indexed = false;
    let retry = Retry::of(error, &frame.reader);
    let page = ErrorPage {
        status: error.status().as_u16(),
        detail: match (&retry, error) {
            (Some(_), WebError::BadParameter(name, value)) => frame.t.bad_field(name, value),
            _ => error.detail(frame.t),
        },
        retry,
        again: matches!(error, WebError::Busy | WebError::TooMany(_)),
        stone_day: error.tombstone().map_or(String::new(), |tombstone| {
            history::day(&tombstone.at, frame.reader.lang)
        }),
        tombstone: error.tombstone().cloned(),
        frame,
    };
    page.render().unwrap_or_else(|error| {
        tracing::error!(%error, "a template failed");
        title.to_string()
    })
}

/// What is wrong with an address that no handler could make sense of.
fn refusal(address: &Uri) -> Option<WebError> {
    let length = address
        .path_and_query()
        .map_or(0, |path| path.as_str().len());
    if length > LONGEST_ADDRESS {
        return Some(WebError::TooLong);
    }
    let path = percent_encoding::percent_decode_str(address.path());
    path.decode_utf8().is_err().then_some(WebError::NotFound)
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
