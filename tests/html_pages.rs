//! Saved web pages of many systems, each with what is right beside it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jianbao::article::Document;
use jianbao::ingest::{self, Context, IngestError, Source};
use jianbao::topic::Topics;
use serde::Deserialize;

/// What is right for a page. What is missing is not looked at.
#[derive(Deserialize)]
struct Expected {
    #[serde(default)]
    headline: String,
    #[serde(default)]
    date: Option<String>,
    basis: Option<String>,
    #[serde(default)]
    credit: Option<String>,
    author: Option<Vec<String>>,
    #[serde(default)]
    body: Vec<String>,
    captions: Option<usize>,
    publication: Option<String>,
    url: Option<String>,
    /// Words of the message with which the page is refused.
    error: Option<String>,
}

fn pages() -> Vec<(PathBuf, Expected)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/html");
    let mut all: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "html"))
        .collect();
    all.sort();
    let expected = |path: &PathBuf| {
        let text = std::fs::read_to_string(path.with_extension("json")).unwrap();
        serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
    };
    all.into_iter()
        .map(|path| (path.clone(), expected(&path)))
        .collect()
}

fn read(path: &Path) -> Result<Document, IngestError> {
    let source = Source {
        name: path.file_name().unwrap().to_string_lossy().into_owned(),
        bytes: std::fs::read(path).unwrap(),
        sidecar: None,
    };
    ingest::read(
        &source,
        &Context {
            topics: Arc::new(Topics::default()),
        },
    )
}

/// What is wrong with a page's reading, in words.
fn wrong(document: &Document, expected: &Expected) -> Vec<String> {
    let mut all = Vec::new();
    let [article] = document.articles.as_slice() else {
        return vec![format!("{} articles", document.articles.len())];
    };
    let mut same = |what: &str, found: String, right: String| {
        if found != right {
            all.push(format!("{what}:\n    found {found}\n    right {right}"));
        }
    };
    same(
        "headline",
        article.headline.clone(),
        expected.headline.clone(),
    );
    let date = article.date_published.as_ref();
    same(
        "date",
        format!("{:?}", date.map(|d| d.date.to_string())),
        format!("{:?}", expected.date),
    );
    if let Some(basis) = &expected.basis {
        same(
            "basis",
            format!("{:?}", date.map(|d| d.basis.as_str())),
            format!("{:?}", Some(basis)),
        );
    }
    same(
        "credit",
        format!("{:?}", article.credit_text),
        format!("{:?}", expected.credit),
    );
    if let Some(author) = &expected.author {
        same(
            "author",
            format!("{:?}", article.author),
            format!("{author:?}"),
        );
    }
    same(
        "body",
        format!("{:#?}", article.article_body),
        format!("{:#?}", expected.body),
    );
    if let Some(captions) = expected.captions {
        same(
            "captions",
            article.caption.len().to_string(),
            captions.to_string(),
        );
    }
    if let Some(name) = &expected.publication {
        same(
            "publication",
            format!("{:?}", document.publication.name),
            format!("{:?}", Some(name)),
        );
    }
    if let Some(url) = &expected.url {
        same(
            "url",
            format!("{:?}", article.source_url),
            format!("{:?}", Some(url)),
        );
    }
    all
}

#[test]
fn pages_of_many_systems_are_read_right() {
    let mut failures = Vec::new();
    for (path, expected) in pages() {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let found = match (read(&path), &expected.error) {
            (Ok(document), None) => wrong(&document, &expected),
            (Err(error), Some(words)) if error.to_string().contains(words) => Vec::new(),
            (Err(error), _) => vec![error.to_string()],
            (Ok(document), Some(_)) => vec![format!("not refused: {:?}", document.articles)],
        };
        failures.extend(found.into_iter().map(|what| format!("{name}: {what}")));
    }
    assert!(
        failures.is_empty(),
        "{} things are wrong\n{}",
        failures.len(),
        failures.join("\n")
    );
}

#[test]
fn every_line_of_a_page_is_accounted_for_once() {
    for (path, _) in pages() {
        let Ok(document) = read(&path) else { continue };
        for (number, line) in (1..).zip(document.text.split('\n')) {
            let own = document
                .articles
                .iter()
                .flat_map(|a| &a.lines)
                .filter(|r| r.contains(number))
                .count();
            let rest = document
                .furniture
                .iter()
                .filter(|f| f.lines.contains(number))
                .count();
            let right = usize::from(!line.trim().is_empty());
            assert_eq!(
                own + rest,
                right,
                "{}: line {number}: {line}",
                path.display()
            );
        }
    }
}
