//! The web server: routes, and what every request passes through.
//!
//! A page is a view struct, its handler and its template, side by side. Handlers ask the [`Archive`] for plain records
//! and fail with a [`WebError`], which [`error::render`] turns into a page or into problem+json.

mod address;
mod api;
mod article;
mod assets;
mod besides;
mod browse;
mod cache;
mod changes;
mod charts;
mod cite;
mod cors;
mod dates;
mod document;
pub mod error;
mod examples;
mod feeds;
mod frame;
mod headers;
mod headline;
mod history;
mod home;
mod i18n;
mod jsonld;
mod limit;
mod links;
mod listing;
mod oai;
mod opensearch;
mod pages;
mod params;
mod places;
mod reader;
mod regions;
mod search;
mod server;
mod sitemap;
mod suggest;
mod trends;

use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware;
use axum::response::Redirect;
use axum::routing::{get, post};
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;

use crate::archive::Archive;
use crate::topic::Topics;
pub use cache::Answers;
use error::WebError;
pub use limit::{Limit, Network};
pub use server::serve;

/// What the keeper calls the site, and where it is.
#[derive(Debug, Clone)]
pub struct Site {
    pub name: String,
    pub subtitle: String,
    /// Where the keeper takes mail.
    pub email: Option<String>,
    /// Scheme and host that permalinks are printed with, without a slash at the end; `None`: as the request came.
    pub base_url: Option<String>,
}

/// What every handler can reach. One pointer, as the router clones it for every layer of every request.
#[derive(Clone)]
pub struct App(Arc<Services>);

/// What an [`App`] is made of.
pub struct Services {
    pub archive: Archive,
    pub site: Arc<Site>,
    pub answers: Answers,
    pub limit: Limit,
    pub topics: Arc<Topics>,
}

impl From<Services> for App {
    fn from(services: Services) -> Self {
        Self(Arc::new(services))
    }
}

impl Deref for App {
    type Target = Services;

    fn deref(&self) -> &Services {
        &self.0
    }
}

impl App {
    /// Does the archive hold nothing but the built-in sample?
    async fn is_sample(&self) -> bool {
        self.archive.is_sample().await.unwrap_or(false)
    }

    /// Is there such a topic, or was there one when some article was loaded?
    fn knows_topic(&self, id: &str) -> bool {
        self.topics.topics.iter().any(|topic| topic.id == id)
            || self.archive.facets().topic(id).is_some()
    }
}

/// A page's result.
type Page<T> = Result<T, WebError>;

/// No request waits longer; work of its own that never waits is bounded where it is done.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(10);
/// The archive takes no uploads: bodies are small forms at most.
const BODY_LIMIT: usize = 64 * 1024;

/// The whole site.
pub fn router(app: App) -> Router {
    // Each of our own functions among the layers costs a request a copy of all that are within: so they are few.
    let limited = app.limit.is_set();
    Router::new()
        .merge(page_routes())
        .route("/livez", get(|| async { "ok\n" }))
        .route("/readyz", get(server::ready))
        .route("/static/{name}", get(assets::asset))
        .route("/favicon.ico", get(assets::favicon))
        .route("/apple-touch-icon.png", get(assets::touch_icon))
        .merge(machine_routes())
        .fallback(error::missing)
        .method_not_allowed_fallback(|| async { WebError::MethodNotAllowed })
        .layer(
            ServiceBuilder::new()
                .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
                .layer(TraceLayer::new_for_http())
                .layer(PropagateRequestIdLayer::x_request_id())
                .layer(middleware::from_fn_with_state(app.clone(), headers::say))
                .layer(CompressionLayer::new().compress_when(worth_compressing()))
                .layer(middleware::from_fn_with_state(app.clone(), error::render))
                .layer(CatchPanicLayer::custom(error::panicked))
                .layer(TimeoutLayer::with_status_code(
                    StatusCode::SERVICE_UNAVAILABLE,
                    REQUEST_TIMEOUT,
                ))
                .layer(DefaultBodyLimit::max(BODY_LIMIT))
                .option_layer(
                    limited.then(|| middleware::from_fn_with_state(app.clone(), limit::check)),
                ),
        )
        .with_state(app)
}

/// All but what is small, or packed already: originals of documents, which may be large.
fn worth_compressing() -> impl Predicate {
    DefaultPredicate::new().and(NotForContentType::const_new("application/octet-stream"))
}

/// What people read.
fn page_routes() -> Router<App> {
    Router::new()
        .route("/", get(home::home))
        .route("/articles", get(browse::articles))
        .route("/articles/{id}", get(article::article))
        .route("/articles/{id}/citation.bib", get(article::bibtex))
        .route("/articles/{id}/citation.ris", get(article::ris))
        .route("/documents", get(document::documents))
        .route("/documents/{id}", get(document::document))
        .route("/documents/{id}/raw", get(document::raw))
        .route("/regions", get(regions::regions))
        .route("/regions/{code}", get(regions::region))
        .route("/dates", get(dates::dates))
        .route("/dates/unknown", get(dates::unknown))
        .route("/dates/{year}", get(dates::year))
        .route("/dates/{year}/{month}", get(dates::month))
        .route("/dates/{year}/{month}/{day}", get(dates::day))
        .route("/topics", get(browse::topics))
        .route("/topics/{id}", get(browse::topic))
        .route("/search", get(search::search))
        .route("/trends", get(trends::trends))
        .route("/changes", get(changes::changes))
        .route("/about", get(pages::about))
        .route("/help", get(pages::help))
        .route("/preferences", post(reader::prefer).get(home_again))
}

/// Who types the address of the forms at the foot of every page finds them on the first.
async fn home_again() -> Redirect {
    Redirect::to("/")
}

/// What programs fetch.
fn machine_routes() -> Router<App> {
    Router::new()
        .route("/feed.atom", get(feeds::all))
        .route("/articles/feed.atom", get(feeds::all))
        .route("/changes/feed.atom", get(feeds::changes))
        .route("/regions/{code}/feed.atom", get(feeds::region))
        .route("/topics/{id}/feed.atom", get(feeds::topic))
        .route("/dates/unknown/feed.atom", get(feeds::unknown))
        .route("/dates/{year}/feed.atom", get(feeds::date))
        .route("/dates/{year}/{month}/feed.atom", get(feeds::date))
        .route("/dates/{year}/{month}/{day}/feed.atom", get(feeds::date))
        .route("/search/feed.atom", get(search::feed))
        .route("/search.csv", get(search::csv))
        .route("/trends.csv", get(trends::csv))
        .route("/suggest", get(suggest::suggest))
        .route("/opensearch/suggest", get(suggest::opensearch))
        .route("/api/openapi.json", get(api::openapi))
        .route("/api/v1", get(api::index))
        .route("/api/v1/regions", get(api::regions))
        .route("/api/v1/topics", get(api::topics))
        .route("/api/v1/documents", get(api::documents))
        .route("/api/v1/documents/{id}", get(api::document))
        .route("/api/v1/articles", get(api::articles))
        .route("/api/v1/articles/{id}", get(api::article))
        .route("/oai", get(oai::get).post(oai::post))
        .route("/opensearch.xml", get(opensearch::description))
        .route("/sitemap.xml", get(sitemap::index))
        .route("/sitemap/{name}", get(sitemap::part))
        .route("/robots.txt", get(sitemap::robots))
}
