//! How well search finds an article by its headline when only bodies are in the archive: the mean reciprocal rank among
//! the first ten, beside plain bm25 over OR-ed pairs of characters and over OR-ed words, and what a query costs.
//!
//! ```sh
//! cargo run --release --example relevance -- ARTICLES.jsonl [QUERIES]
//! ```
//!
//! One JSON object a line with `headline` and `articleBody` (a text, or a list of paragraphs). Lines without a headline
//! are loaded and not asked for. Of the others so many are asked for (1,000 unless told), evenly spread. Cost is time on
//! the CPU of all threads, so that other work on the machine does not count.

mod support;

use std::collections::{HashMap, HashSet};
use std::io::BufRead;
use support::cpu;

use anyhow::Context;
use jianbao::archive::{Archive, Filter, Order, PageRequest, Prepared};
use jianbao::article::{Article, Document, Layout, Publication};
use jianbao::query::Query;
use jianbao::text::normalize::fold;
use jianbao::text::segment;
use serde::Deserialize;

const FIRST: usize = 10;
const AT_ONCE: usize = 500;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Line {
    #[serde(default)]
    headline: String,
    article_body: Body,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Body {
    Text(String),
    Paragraphs(Vec<String>),
}

impl Body {
    fn into_paragraphs(self) -> Vec<String> {
        match self {
            Self::Text(text) => text.lines().map(str::to_string).collect(),
            Self::Paragraphs(paragraphs) => paragraphs,
        }
    }
}

/// What a way of searching achieved.
#[derive(Default)]
struct Score {
    reciprocal_ranks: f64,
    first: usize,
    among: usize,
    times: Vec<f64>,
}

impl Score {
    fn add(&mut self, rank: Option<usize>, milliseconds: f64) {
        self.reciprocal_ranks += rank.map_or(0.0, |rank| 1.0 / (rank + 1) as f64);
        self.first += usize::from(rank == Some(0));
        self.among += usize::from(rank.is_some());
        self.times.push(milliseconds);
    }

    fn print(mut self, name: &str) {
        self.times.sort_by(f64::total_cmp);
        let count = self.times.len();
        let at = |share: usize| {
            let place = count.saturating_sub(1) * share / 100;
            self.times.get(place).copied().unwrap_or_default()
        };
        let share = |number: f64| number / count.max(1) as f64;
        println!(
            "{name:<24} {:>8.4} {:>8.3} {:>8.3} {:>8.2} {:>8.2}",
            share(self.reciprocal_ranks),
            share(self.first as f64),
            share(self.among as f64),
            at(50),
            at(95),
        );
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let file = arguments
        .next()
        .context("usage: relevance ARTICLES.jsonl [QUERIES]")?;
    let queries: usize = arguments
        .next()
        .map_or(Ok(1_000), |number| number.parse())?;
    let (headlines, bodies) = read(&file)?;
    let asked = spread(&headlines, queries);
    println!("{} articles, {} queries", bodies.len(), asked.len());
    println!(
        "{:<24} {:>8} {:>8} {:>8} {:>8} {:>8}",
        "", "MRR@10", "first", "in ten", "p50 ms", "p95 ms"
    );

    let folder = tempfile::tempdir()?;
    let archive = load(&folder.path().join("archive.db"), &bodies).await?;
    let mut ours = Score::default();
    for number in &asked {
        let before = cpu();
        let rank = search(&archive, &headlines[*number], *number).await?;
        ours.add(rank, cpu() - before);
    }
    ours.print("jianbao");
    archive.close().await;

    for (name, cut) in [
        ("bm25, OR-ed pairs", pairs as fn(&str) -> Vec<String>),
        ("bm25, OR-ed words", segment::all_words),
    ] {
        let plain = Bm25::of(bodies.iter().map(|body| cut(&body.join("\n"))));
        let mut score = Score::default();
        for number in &asked {
            let before = cpu();
            let rank = plain.rank(&cut(&headlines[*number]), *number);
            score.add(rank, cpu() - before);
        }
        score.print(name);
    }
    Ok(())
}

/// Headlines and bodies.
fn read(file: &str) -> anyhow::Result<(Vec<String>, Vec<Vec<String>>)> {
    let lines = std::fs::File::open(file).with_context(|| format!("{file} cannot be read"))?;
    let mut articles = (Vec::new(), Vec::new());
    for (number, line) in (1..).zip(std::io::BufReader::new(lines).lines()) {
        let line: Line = serde_json::from_str(&line?)
            .with_context(|| format!("{file}, line {number}: no headline and articleBody"))?;
        articles.0.push(line.headline);
        articles.1.push(line.article_body.into_paragraphs());
    }
    Ok(articles)
}

/// The numbers of so many headlines, evenly spread.
fn spread(headlines: &[String], wanted: usize) -> Vec<usize> {
    let all = (0..headlines.len()).filter(|number| !headlines[*number].is_empty());
    let all: Vec<usize> = all.collect();
    let wanted = wanted.min(all.len());
    (0..wanted).map(|n| all[n * all.len() / wanted]).collect()
}

/// An archive of the bodies. The id of each article is its number.
async fn load(path: &std::path::Path, bodies: &[Vec<String>]) -> anyhow::Result<Archive> {
    let archive = Archive::open(path).await?;
    let mut first = 0;
    for chunk in bodies.chunks(AT_ONCE) {
        let articles = (first..).zip(chunk).map(|(number, body)| Article {
            id: Some(format!("{number:011}")),
            article_body: body.clone(),
            ..Article::default()
        });
        let document = Document {
            name: format!("{first}.jsonl"),
            bytes: first.to_string().into_bytes(),
            text: String::new(),
            encoding: "UTF-8".to_string(),
            layout: Layout::Records,
            publication: Publication::default(),
            articles: articles.collect(),
            furniture: Vec::new(),
            sample: false,
        };
        let prepared = [Prepared::new(document, None)];
        for report in archive.store(&prepared, "2026-01-01T00:00:00Z").await? {
            report?;
        }
        first += chunk.len();
    }
    archive.refresh().await?;
    Ok(archive)
}

/// At which place of the first page the article stands.
async fn search(archive: &Archive, headline: &str, number: usize) -> anyhow::Result<Option<usize>> {
    let page = PageRequest {
        cursor: None,
        limit: FIRST,
    };
    let results = archive
        .search(
            &Query::parse(headline),
            &Filter::default(),
            Order::Relevance,
            &page,
        )
        .await?;
    let id = format!("{number:011}");
    Ok(results.hits.iter().position(|hit| {
        std::iter::once(&hit.row)
            .chain(&hit.reprints)
            .any(|row| row.id.to_string() == id)
    }))
}

/// Characters that follow one another, and words of letters and digits.
fn pairs(text: &str) -> Vec<String> {
    let folded = fold(text);
    let mut pairs = Vec::new();
    for run in folded.split(|c: char| !c.is_alphanumeric()) {
        let chars: Vec<char> = run.chars().collect();
        for part in chars.chunk_by(|a, b| a.is_ascii() == b.is_ascii()) {
            match part {
                [first, ..] if first.is_ascii() => pairs.push(part.iter().collect()),
                _ => pairs.extend(part.windows(2).map(|pair| pair.iter().collect::<String>())),
            }
        }
    }
    pairs
}

/// Okapi bm25 by brute force, as a measure.
struct Bm25 {
    /// For each term, numbers of articles and how often it stands there.
    lists: HashMap<String, Vec<(usize, f64)>>,
    lengths: Vec<f64>,
    average: f64,
}

impl Bm25 {
    fn of(texts: impl Iterator<Item = Vec<String>>) -> Self {
        let mut lists: HashMap<String, Vec<(usize, f64)>> = HashMap::new();
        let mut lengths = Vec::new();
        for (number, terms) in texts.enumerate() {
            lengths.push(terms.len() as f64);
            let mut counts: HashMap<String, f64> = HashMap::new();
            terms
                .into_iter()
                .for_each(|term| *counts.entry(term).or_default() += 1.0);
            for (term, count) in counts {
                lists.entry(term).or_default().push((number, count));
            }
        }
        Self {
            lists,
            average: lengths.iter().sum::<f64>() / lengths.len().max(1) as f64,
            lengths,
        }
    }

    fn rank(&self, terms: &[String], wanted: usize) -> Option<usize> {
        let mut scores = vec![0.0; self.lengths.len()];
        let terms: HashSet<&String> = terms.iter().collect();
        for list in terms.into_iter().filter_map(|term| self.lists.get(term)) {
            let (all, some) = (scores.len() as f64, list.len() as f64);
            let rarity = (1.0 + (all - some + 0.5) / (some + 0.5)).ln();
            for (number, count) in list {
                let length = 0.25 + 0.75 * self.lengths[*number] / self.average;
                scores[*number] += rarity * count * 2.2 / (count + 1.2 * length);
            }
        }
        let own = scores[wanted];
        let better = scores.iter().filter(|score| **score > own).count();
        let rank = better + scores[..wanted].iter().filter(|s| **s == own).count();
        (own > 0.0 && rank < FIRST).then_some(rank)
    }
}
