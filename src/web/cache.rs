//! Rendered answers, kept in memory with their compressed form until the archive changes.
//!
//! An answer's key holds all that it depends on while a server runs: the archive's revision, the address, the reader's language
//! and colours, the encoding. The same key, hashed, is its strong ETag, so `If-None-Match` is answered before anything is
//! looked up or rendered; this holds with the cache turned off, too. What only a restart changes (the program, the site's name,
//! the topics, the archive's file) is in the tag as the number of this run.

use std::hash::{BuildHasher, DefaultHasher, Hash, Hasher, RandomState};
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use super::App;
use super::i18n::Lang;
use super::reader::{Theme, text, wishes};
use crate::clock;

/// Answers larger than this are not kept.
const LARGEST: usize = 1 << 20;
/// About what one takes, compressed: the cache's own tables are made for so many.
const USUAL: u64 = 8 << 10;
/// Readers ask again each time, proxies may serve what they have while they do.
const CACHE_CONTROL: &str = "public, max-age=0, s-maxage=10, stale-while-revalidate=60";

/// Said of answers that are not to be asked for again under a tag.
const NOT_KEPT: HeaderValue = HeaderValue::from_static("no-store");

/// All that an answer depends on while a server runs.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    revision: u64,
    /// Words for suggestions, spellings and related articles are made anew some time after the archive changes.
    words: Option<u64>,
    /// Citations name the day on which a page was read.
    day: Date,
    address: String,
    host: String,
    lang: Lang,
    theme: Theme,
    encoding: &'static str,
}

#[derive(Clone)]
struct Answer {
    headers: HeaderMap,
    body: Bytes,
}

/// The cache of one run of a server; cheap to clone.
#[derive(Clone)]
pub struct Answers {
    cache: Option<Arc<Cache<Key, Answer, Sizes>>>,
    /// Another for each run: nothing that was sent before a restart is taken for what is sent after it.
    run: u64,
    /// When the run began, in Unix seconds.
    since: i64,
}

#[derive(Clone)]
struct Sizes;

impl Weighter<Key, Answer> for Sizes {
    fn weight(&self, key: &Key, answer: &Answer) -> u64 {
        (key.address.len() + key.host.len() + answer.body.len() + 512) as u64
    }
}

impl Answers {
    /// A cache of at most so many megabytes; 0 turns it off.
    pub fn new(megabytes: u64) -> Self {
        let bytes = megabytes << 20;
        let cache = || Cache::with_weighter((bytes / USUAL) as usize, bytes, Sizes);
        Self {
            cache: (megabytes > 0).then(|| Arc::new(cache())),
            run: RandomState::new().hash_one(()),
            since: clock::now(),
        }
    }

    /// When the server was started, in Unix seconds.
    pub fn since(&self) -> i64 {
        self.since
    }
}

impl std::fmt::Debug for Answers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Answers")
    }
}

/// Answers from the cache, or lets the request through and keeps what comes back.
pub(super) async fn answer(app: &App, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let encoding = negotiate(&parts.headers);
    parts
        .headers
        .insert(header::ACCEPT_ENCODING, HeaderValue::from_static(encoding));
    let Some(key) = key(&parts, app, encoding) else {
        return next.run(Request::from_parts(parts, body)).await;
    };
    let etag = etag(&key, app.answers.run);
    if matches_etag(&parts.headers, &etag) {
        return (StatusCode::NOT_MODIFIED, stamp(HeaderMap::new(), &etag)).into_response();
    }
    let head = parts.method == Method::HEAD;
    if let Some(answer) = app.answers.cache.as_ref().and_then(|cache| cache.get(&key)) {
        let body = if head {
            Body::empty()
        } else {
            answer.body.into()
        };
        return (answer.headers, body).into_response();
    }
    let response = next.run(Request::from_parts(parts, body)).await;
    let headers = response.headers();
    if response.status() != StatusCode::OK
        || headers.contains_key(header::SET_COOKIE)
        || headers.get(header::CACHE_CONTROL) == Some(&NOT_KEPT)
    {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    parts.headers = stamp(parts.headers, &etag);
    match &app.answers.cache {
        Some(cache) if !head => keep(cache, key, parts, body).await,
        _ => Response::from_parts(parts, body),
    }
}

/// A response, which nobody keeps unless it is all that there is to say: asked again, the server may have time for the rest.
pub(super) fn kept_if(complete: bool, mut response: Response) -> Response {
    if !complete {
        response
            .headers_mut()
            .insert(header::CACHE_CONTROL, NOT_KEPT);
    }
    response
}

/// Keeps a whole answer of moderate size.
async fn keep(
    cache: &Cache<Key, Answer, Sizes>,
    key: Key,
    mut parts: axum::http::response::Parts,
    body: Body,
) -> Response {
    let Ok(body) = axum::body::to_bytes(body, usize::MAX).await else {
        return super::error::WebError::Internal.into_response();
    };
    parts
        .headers
        .insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
    if body.len() <= LARGEST {
        let answer = Answer {
            headers: parts.headers.clone(),
            body: body.clone(),
        };
        cache.insert(key, answer);
    }
    Response::from_parts(parts, body.into())
}

fn stamp(mut headers: HeaderMap, etag: &str) -> HeaderMap {
    if let Ok(value) = HeaderValue::from_str(etag) {
        headers.insert(header::ETAG, value);
    }
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static(CACHE_CONTROL));
    headers
}

/// What an answer depends on beside its address, whatever the layers below say of it.
pub(super) fn vary(asset: bool, status: StatusCode) -> &'static str {
    let alike = asset && (status.is_success() || status == StatusCode::NOT_MODIFIED);
    match alike {
        true => "accept-encoding",
        false => "accept-encoding, accept-language, cookie",
    }
}

/// Is this a file that is the same for all readers?
pub(super) fn is_asset(path: &str) -> bool {
    path.starts_with("/static/")
}

/// `None` for what is never kept: anything but reading, streams, what says how the server is now.
fn key(parts: &Parts, app: &App, encoding: &'static str) -> Option<Key> {
    let path = parts.uri.path();
    let reading = parts.method == Method::GET || parts.method == Method::HEAD;
    let kept = !["/livez", "/readyz", "/sitemap/", "/oai"]
        .iter()
        .any(|prefix| path.starts_with(prefix));
    let (lang, theme) = match is_asset(path) {
        true => (Lang::Zh, Theme::Auto),
        false => wishes(parts),
    };
    (reading && kept).then(|| Key {
        revision: app.archive.revision(),
        words: app.archive.revision_of_words(),
        day: clock::today(),
        address: parts
            .uri
            .path_and_query()
            .map_or("/", |address| address.as_str())
            .to_string(),
        host: text(&parts.headers, header::HOST).to_string(),
        lang,
        theme,
        encoding,
    })
}

/// The one encoding that is answered with: the best that the reader takes.
fn negotiate(headers: &HeaderMap) -> &'static str {
    let accepted = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    let takes = |encoding: &str| {
        accepted.split(',').any(|item| {
            let (name, weight) = item.split_once(";q=").unwrap_or((item, "1"));
            name.trim() == encoding
                && weight
                    .trim()
                    .parse::<f32>()
                    .is_ok_and(|weight| weight > 0.0)
        })
    };
    ["br", "gzip"]
        .into_iter()
        .find(|encoding| takes(encoding))
        .unwrap_or("identity")
}

fn etag(key: &Key, run: u64) -> String {
    let mut hash = DefaultHasher::new();
    (key, run).hash(&mut hash);
    format!("\"{:x}-{:016x}\"", key.revision, hash.finish())
}

/// `*` is not answered: whether there is such a page is not known here.
fn matches_etag(headers: &HeaderMap, etag: &str) -> bool {
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|tag| tag.trim().trim_start_matches("W/"))
        .any(|tag| tag == etag)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(name: header::HeaderName, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_static(value))])
    }

    #[test]
    fn the_best_accepted_encoding_is_chosen() {
        for (accepted, chosen) in [
            ("gzip, deflate, br", "br"),
            ("gzip", "gzip"),
            ("br;q=0, gzip;q=0.5", "gzip"),
            ("identity", "identity"),
            ("*", "identity"),
        ] {
            assert_eq!(
                negotiate(&with(header::ACCEPT_ENCODING, accepted)),
                chosen,
                "{accepted}"
            );
        }
    }

    #[test]
    fn tags_match_weakly() {
        assert!(matches_etag(
            &with(header::IF_NONE_MATCH, "\"x\", W/\"1-2\""),
            "\"1-2\""
        ));
        assert!(!matches_etag(
            &with(header::IF_NONE_MATCH, "\"x\""),
            "\"1-2\""
        ));
    }
}
