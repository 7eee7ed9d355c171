//! Whole files of each kind through [`jianbao::ingest::read`].

use std::path::Path;
use std::sync::Arc;

use jianbao::article::Document;
use jianbao::ingest::{self, Context, Source};
use jianbao::topic::Topics;

fn context() -> Context {
    Context {
        topics: Arc::new(Topics::default()),
    }
}

fn read(name: &str, bytes: &[u8]) -> Document {
    let source = Source {
        name: name.to_string(),
        bytes: bytes.to_vec(),
        sidecar: None,
    };
    ingest::read(&source, &context()).unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// The gold articles of a seed document, where they are at hand.
fn gold(stem: &str) -> Option<(Document, serde_json::Value)> {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let Ok(bytes) = std::fs::read(shared.join(format!("seeds/{stem}.txt"))) else {
        eprintln!("skipped: no {stem} beside the repository");
        return None;
    };
    let gold = std::fs::read_to_string(shared.join(format!("gold/{stem}.jsonl"))).ok()?;
    let first = serde_json::from_str(gold.lines().next()?).ok()?;
    Some((read(&format!("{stem}.txt"), &bytes), first))
}

#[test]
fn the_saved_web_page_is_read_as_its_gold_says() {
    let Some((document, gold)) = gold("002_02def37d5b8b7d2f") else {
        return;
    };
    assert_eq!(document.layout.as_str(), "webpage");
    assert_eq!(document.articles.len(), 1);
    let article = &document.articles[0];
    assert_eq!(serde_json::json!(article.headline), gold["headline"]);
    assert_eq!(
        serde_json::json!(article.other_decks()),
        gold["alternativeHeadline"]
    );
    assert_eq!(serde_json::json!(article.article_body), gold["articleBody"]);
    assert_eq!(serde_json::json!(article.author), gold["author"]);
    assert_eq!(serde_json::json!(article.credit_text), gold["creditText"]);
    let date = article.date_published.as_ref().map(|d| d.date.to_string());
    assert_eq!(serde_json::json!(date), gold["datePublished"]);
}
