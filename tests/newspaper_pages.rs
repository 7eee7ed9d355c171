//! Newspaper pages against their right answers: our own pages, each named after its trouble, and the shared seeds where
//! they stand beside the repository.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use jianbao::article::Article;
use jianbao::ingest::newspaper;
use serde_json::Value;

/// What a page must reach: the share of its articles found, whole and under their own headline.
const ARTICLES_F1: f64 = 0.95;
const BODY_F1: f64 = 0.97;

#[test]
fn our_own_pages_are_read_right() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/pages");
    let mut pages = 0;
    for page in texts(&folder) {
        check(&page, &page.with_extension("jsonl"));
        pages += 1;
    }
    assert!(pages >= 5);
}

#[test]
fn shared_seeds_are_read_right() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    if !shared.join("gold").is_dir() {
        eprintln!("skipped: no shared seeds beside the repository");
        return;
    }
    for page in texts(&shared.join("seeds")) {
        let stem = page
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let gold = shared.join(format!("gold/{stem}.jsonl"));
        let text = std::fs::read_to_string(&page).unwrap();
        let newspaper =
            jianbao::ingest::layout::detect(&text) == jianbao::article::Layout::Newspaper;
        if gold.is_file() && newspaper {
            check(&page, &gold);
        }
    }
}

fn texts(folder: &Path) -> Vec<PathBuf> {
    let files = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut texts: Vec<PathBuf> = files
        .filter(|path| path.extension().is_some_and(|e| e == "txt"))
        .collect();
    texts.sort();
    texts
}

fn check(page: &Path, gold: &Path) {
    let found = newspaper::segment(&std::fs::read_to_string(page).unwrap()).articles;
    let gold: Vec<Value> = std::fs::read_to_string(gold)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let mut whole = 0;
    let mut bodies = 0.0;
    for right in &gold {
        let best = found
            .iter()
            .map(|article| (body_f1(right, article), article))
            .max_by(|a, b| a.0.total_cmp(&b.0));
        let Some((f1, article)) = best else { continue };
        bodies += f1 / gold.len() as f64;
        if f1 >= 0.8 && decks(right) == decks_of(article) {
            whole += 1;
            assert_eq!(
                names(right),
                names_of(article, right),
                "authors of {} in {}",
                article.headline,
                page.display()
            );
        } else {
            eprintln!(
                "{}: {} is read as {article:#?}",
                page.display(),
                right["headline"]
            );
        }
    }
    let f1 = 2.0 * f64::from(whole) / (gold.len() + found.len()) as f64;
    let headlines: Vec<&str> = found
        .iter()
        .map(|article| article.headline.as_str())
        .collect();
    assert!(
        f1 >= ARTICLES_F1,
        "{}: {whole} of {} whole, found {headlines:?}",
        page.display(),
        gold.len()
    );
    assert!(bodies >= BODY_F1, "{}: bodies {bodies:.3}", page.display());
}

fn letters(text: &str) -> Vec<char> {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The letters of all decks, in no order.
fn decks(gold: &Value) -> Vec<char> {
    let deck = |name: &str| letters(gold[name].as_str().unwrap_or_default());
    sorted([deck("headline"), deck("alternativeHeadline")].concat())
}

fn decks_of(article: &Article) -> Vec<char> {
    let others = article.other_decks().unwrap_or_default();
    sorted([letters(&article.headline), letters(&others)].concat())
}

fn sorted<T: Ord>(mut list: Vec<T>) -> Vec<T> {
    list.sort();
    list
}

fn names(gold: &Value) -> Vec<String> {
    let authors = gold["author"].as_array().cloned().unwrap_or_default();
    sorted(
        authors
            .iter()
            .map(|name| name.as_str().unwrap_or_default().to_string())
            .collect(),
    )
}

/// Photographers count only where the right answer names them.
fn names_of(article: &Article, gold: &Value) -> Vec<String> {
    let named = names(gold);
    let photographer = |name: &String| {
        article
            .caption
            .iter()
            .any(|c| c.credit.as_ref() == Some(name))
    };
    let authors = article
        .author
        .iter()
        .filter(|name| named.contains(name) || !photographer(name));
    sorted(authors.cloned().collect())
}

fn body_f1(gold: &Value, article: &Article) -> f64 {
    let right: String = gold["articleBody"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect();
    let (right, found) = (pairs(&right), pairs(&article.article_body.concat()));
    let common: usize = right
        .iter()
        .map(|(pair, n)| n.min(found.get(pair).unwrap_or(&0)))
        .sum();
    2.0 * common as f64
        / (right.values().sum::<usize>() + found.values().sum::<usize>()).max(1) as f64
}

fn pairs(text: &str) -> HashMap<[char; 2], usize> {
    let mut pairs = HashMap::new();
    for pair in letters(text).windows(2) {
        *pairs.entry([pair[0], pair[1]]).or_insert(0) += 1;
    }
    pairs
}
