//! The site in process, over an archive of a test's own articles.
#![allow(dead_code, reason = "each test file uses a part of this")]

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, Response, header};
use jianbao::archive::{Archive, Prepared};
use jianbao::article::{Article, Basis, DatePublished, Document, Layout, Publication};
use jianbao::topic::{Topic, Topics};
use jianbao::web::{Answers, App, Limit, Services, Site, router};
use serde_json::Value;
use tower::ServiceExt;

pub(crate) struct Place {
    _folder: tempfile::TempDir,
    archive: Archive,
    router: Router,
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: header::HeaderMap,
    pub(crate) body: String,
}

impl Place {
    pub(crate) async fn with(articles: Vec<Article>) -> Self {
        Self::with_text(articles, "").await
    }

    /// Of a document with this text.
    pub(crate) async fn with_text(articles: Vec<Article>, text: &str) -> Self {
        let place = Self::empty().await;
        load(&place.archive, articles, text).await;
        place
    }

    /// Of an archive that holds nothing yet.
    pub(crate) async fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let archive = Archive::open(&folder.path().join("a.db")).await.unwrap();
        let topic = |id: &str, zh: &str, en: &str| Topic {
            id: id.into(),
            zh: zh.into(),
            en: en.into(),
            iptc: None,
            ..Topic::default()
        };
        let topics = vec![
            topic("vaccination", "预防接种", "Vaccination"),
            topic("emergency-response", "卫生应急", "Emergency response"),
        ];
        let app = App::from(Services {
            archive,
            answers: Answers::new(4),
            limit: Limit::per_minute(0),
            topics: Arc::new(Topics::new(topics)),
            site: Arc::new(Site {
                name: "简报".into(),
                subtitle: "地方新闻".into(),
                email: Some("keeper@bulletins.example".into()),
                base_url: Some("https://bulletins.example".into()),
            }),
        });
        Self {
            _folder: folder,
            archive: app.archive.clone(),
            router: router(app),
        }
    }

    /// Loads these articles in place of those that are there.
    pub(crate) async fn load(&self, articles: Vec<Article>) {
        load(&self.archive, articles, "").await;
    }

    /// Loads these articles as another document.
    pub(crate) async fn load_beside(&self, name: &str, articles: Vec<Article>) {
        let document = Document {
            name: name.into(),
            ..document(articles, "")
        };
        store(&self.archive, document).await;
    }

    pub(crate) async fn get(&self, address: &str) -> Answer {
        self.get_with(address, &[]).await
    }

    pub(crate) async fn get_with(&self, address: &str, headers: &[(&str, &str)]) -> Answer {
        let response = self.ask(Method::GET, address, headers).await;
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, 1 << 22).await.unwrap();
        Answer {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body: String::from_utf8(body.to_vec()).unwrap(),
        }
    }

    /// Status and headers alone, whatever the body.
    pub(crate) async fn head_of(
        &self,
        method: Method,
        address: &str,
        headers: &[(&str, &str)],
    ) -> (u16, header::HeaderMap) {
        let response = self.ask(method, address, headers).await;
        (response.status().as_u16(), response.headers().clone())
    }

    async fn ask(&self, method: Method, address: &str, headers: &[(&str, &str)]) -> Response<Body> {
        let mut request = Request::builder().method(method).uri(address);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::empty()).unwrap();
        self.router.clone().oneshot(request).await.unwrap()
    }

    pub(crate) async fn page(&self, address: &str) -> String {
        let answer = self.get(address).await;
        assert_eq!(answer.status, 200, "{address}: {}", answer.body);
        answer.body
    }

    pub(crate) async fn json(&self, address: &str) -> Value {
        serde_json::from_str(&self.page(address).await).unwrap()
    }
}

pub(crate) fn article(
    headline: &str,
    date: &str,
    region: &str,
    topic: &str,
    source: &str,
    body: &str,
) -> Article {
    Article {
        headline: headline.into(),
        date_published: Some(DatePublished {
            date: date.parse().unwrap(),
            basis: Basis::Printed,
            time: None,
            words: None,
        }),
        content_location: vec![region.parse().unwrap()],
        about: vec![topic.into()],
        credit_text: Some(source.into()),
        article_body: vec![body.into()],
        ..Article::default()
    }
}

fn document(articles: Vec<Article>, text: &str) -> Document {
    Document {
        name: "notices.json".into(),
        bytes: format!("{articles:?}").into_bytes(),
        text: text.into(),
        encoding: "UTF-8".into(),
        layout: Layout::Records,
        publication: Publication::default(),
        articles,
        furniture: Vec::new(),
        sample: false,
    }
}

pub(crate) fn q(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

async fn load(archive: &Archive, articles: Vec<Article>, text: &str) {
    store(archive, document(articles, text)).await;
}

async fn store(archive: &Archive, document: Document) {
    let prepared = Prepared::new(document, None);
    let reports = archive.store(&[prepared], "2026-01-01T00:00:00Z").await;
    for report in reports.unwrap() {
        report.unwrap();
    }
    archive.refresh().await.unwrap();
}
