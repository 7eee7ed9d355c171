//! Scores on articles whose right answers are known, segmentation left aside.
//!
//! Each article of an answer file is given to [`complete`] with only what a segmenter finds (headline, credit, paragraphs),
//! and what is concluded of it is compared with the answer. Our own pages have to be right in all; other answers beside the
//! project, where there are any, nearly so.

use std::path::{Path, PathBuf};

use super::*;

/// How many articles there are, and how many of them have the right date, region and topic.
#[derive(Debug, Default)]
struct Score {
    articles: usize,
    date: usize,
    region: usize,
    topic: usize,
    wrong: Vec<String>,
}

fn gold_files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|e| e == "jsonl"));
    files.sort();
    files
}

/// Articles with only what segmentation gives, beside the right answers.
fn gold_page(path: &Path, seeds: &Path) -> (Document, Vec<serde_json::Value>) {
    let text = std::fs::read_to_string(path).unwrap();
    let gold: Vec<serde_json::Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let string = |v: &serde_json::Value| v.as_str().map(str::to_string);
    let build = |g: &serde_json::Value| Article {
        headline: string(&g["headline"]).unwrap_or_default(),
        alternative_headline: string(&g["alternativeHeadline"]),
        credit_text: string(&g["creditText"]),
        article_body: g["articleBody"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(string)
            .collect(),
        lines: serde_json::from_value(g["source"]["lines"].clone()).unwrap(),
        ..Article::default()
    };
    let mut document = page(Layout::Newspaper, gold.iter().map(build).collect());
    let name = gold[0]["source"]["name"].as_str().unwrap_or_default();
    document.text = std::fs::read_to_string(seeds.join(name)).unwrap_or_default();
    let sidecar =
        std::fs::read_to_string(seeds.join(format!("{name}.meta.toml"))).unwrap_or_default();
    let sidecar: toml::Table = sidecar.parse().unwrap();
    let given = |key: &str| {
        sidecar
            .get(key)
            .map(|v| v.as_str().map_or(v.to_string(), str::to_string))
    };
    document.publication.date = given("date").and_then(|date| date.parse().ok());
    document.publication.region = given("region").and_then(|code| code.parse().ok());
    (document, gold)
}

fn score(path: &Path, seeds: &Path) -> Score {
    let (mut document, gold) = gold_page(path, seeds);
    complete(&mut document, &context());
    let mut score = Score::default();
    for (found, gold) in document.articles.iter().zip(&gold) {
        let date = found.date_published.as_ref().map(|d| d.date);
        let place = found.content_location.first().map(|c| c.to_string());
        let first = |key: &str| gold[key][0].as_str().map(str::to_string);
        let right = [
            date_fits(date, gold),
            place == first("contentLocation"),
            found.about.first().cloned() == first("about"),
        ];
        score.articles += 1;
        score.date += usize::from(right[0]);
        score.region += usize::from(right[1]);
        score.topic += usize::from(right[2]);
        if right != [true; 3] {
            let date = date.map(|d| d.to_string());
            score.wrong.push(format!(
                "{}: {date:?} {:?} {:?}",
                found.headline, found.content_location, found.about
            ));
        }
    }
    score
}

/// Exact, or within the window; where the answer is no full day, a date round the window is right too.
fn date_fits(found: Option<PartialDate>, gold: &serde_json::Value) -> bool {
    let exact = gold["datePublished"].as_str();
    if found.map(|d| d.to_string()).as_deref() == exact {
        return true;
    }
    let window = |n: usize| {
        gold["dateWindow"][n]
            .as_str()
            .and_then(|d| d.parse::<PartialDate>().ok())
    };
    let (Some(found), Some(from), Some(to)) = (found, window(0), window(1)) else {
        return false;
    };
    let inside = from.first_day() <= found.first_day() && found.last_day() <= to.last_day();
    let around = found.first_day() <= from.first_day() && to.last_day() <= found.last_day();
    inside || (around && exact.is_none_or(|d| d.len() < 10))
}

#[test]
fn our_own_pages_are_read_right() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = gold_files(&root.join("tests/fixtures/gold"));
    assert!(files.len() >= 2);
    for file in files {
        let score = score(&file, &root.join("samples"));
        assert!(score.wrong.is_empty(), "{}: {score:#?}", file.display());
    }
}

#[test]
fn the_known_answers_are_met() {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let shared = std::env::var_os("JIANBAO_SHARED").map_or_else(beside, PathBuf::from);
    let files = gold_files(&shared.join("gold"));
    if files.is_empty() {
        println!("{} has no gold: nothing measured", shared.display());
    }
    for file in files {
        let score = score(&file, &shared.join("seeds"));
        println!("{}: {score:#?}", file.display());
        assert_eq!(score.date, score.articles, "{score:#?}");
        assert!(score.region * 100 >= score.articles * 95, "{score:#?}");
        assert!(score.topic * 10 >= score.articles * 9, "{score:#?}");
    }
}
