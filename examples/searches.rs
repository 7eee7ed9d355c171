//! What searches cost: CPU milliseconds a query by kind, over an archive loaded from `corpus` and that corpus.
//!
//! ```sh
//! cargo run --release --example corpus -- 100000 > corpus.jsonl
//! cargo run --release -- load --db corpus.db corpus.jsonl
//! cargo run --release --example searches -- corpus.db corpus.jsonl
//! ```
//!
//! Time on the CPU of all threads is measured, so that other work on the machine does not count. Everything is warm.

mod support;

use std::collections::HashMap;
use std::io::BufRead;
use std::path::Path;
use support::cpu;

use anyhow::Context;
use jianbao::archive::{Archive, Filter, Order, PageRequest};
use jianbao::query::Query;
use jianbao::text::segment;

/// So many queries of each kind.
const QUERIES: usize = 100;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [db, corpus] = arguments.as_slice() else {
        anyhow::bail!("usage: searches ARCHIVE CORPUS");
    };
    let before = cpu();
    let archive = Archive::open(Path::new(db)).await?;
    println!(
        "open: {:.1} ms CPU, {} articles",
        cpu() - before,
        archive.facets().len()
    );
    let before = cpu();
    search(&archive, "的", Order::Relevance).await?;
    println!("first search: {:.1} ms CPU", cpu() - before);
    println!("{:<24} {:>8} {:>8} {:>10}", "", "p50 ms", "p95 ms", "found");
    let kinds = queries(corpus)?;
    for (kind, order, queries) in &kinds {
        // Once to warm up.
        for query in queries.iter().take(10) {
            search(&archive, query, *order).await?;
        }
        let mut times = Vec::new();
        let mut found = 0;
        for query in queries {
            let before = cpu();
            found += search(&archive, query, *order).await?;
            times.push(cpu() - before);
        }
        times.sort_by(f64::total_cmp);
        let at = |share: usize| times[(times.len() - 1) * share / 100];
        println!(
            "{kind:<24} {:>8.2} {:>8.2} {:>10}",
            at(50),
            at(95),
            found / queries.len() as u64
        );
    }
    relevance(&archive, corpus).await
}

async fn search(archive: &Archive, query: &str, order: Order) -> anyhow::Result<u64> {
    let page = PageRequest {
        cursor: None,
        limit: 20,
    };
    let results = archive
        .search(&Query::parse(query), &Filter::default(), order, &page)
        .await?;
    Ok(results.total)
}

/// How well a passage of a text of which every third word is changed finds its article: mean reciprocal rank within 10.
async fn relevance(archive: &Archive, corpus: &str) -> anyhow::Result<()> {
    let texts = bodies(corpus, 3_000)?;
    let (mut sum, mut times) = (0.0, Vec::new());
    let asked: Vec<&(String, String)> = texts.iter().step_by(texts.len() / QUERIES).collect();
    for (headline, body) in &asked {
        let words = segment::words(body);
        let some: String = words.iter().skip(7).step_by(3).take(8).cloned().collect();
        let page = PageRequest {
            cursor: None,
            limit: 10,
        };
        let before = cpu();
        let results = archive
            .search(
                &Query::parse(&some),
                &Filter::default(),
                Order::Relevance,
                &page,
            )
            .await?;
        times.push(cpu() - before);
        let rank = results
            .hits
            .iter()
            .position(|hit| hit.row.headline == *headline);
        sum += rank.map_or(0.0, |rank| 1.0 / (rank + 1) as f64);
    }
    times.sort_by(f64::total_cmp);
    println!(
        "scattered words: MRR@10 {:.3}, p50 {:.2} ms, p95 {:.2} ms",
        sum / asked.len() as f64,
        times[times.len() / 2],
        times[times.len() * 95 / 100]
    );
    Ok(())
}

/// Queries by kind, taken from the first texts of the corpus.
fn queries(corpus: &str) -> anyhow::Result<Vec<(&'static str, Order, Vec<String>)>> {
    let texts = bodies(corpus, 3_000)?;
    let mut counts: HashMap<String, usize> = HashMap::new();
    for (_, body) in &texts {
        let mut words = segment::words(body);
        words.sort_unstable();
        words.dedup();
        for word in words.into_iter().filter(|word| word.chars().count() > 1) {
            *counts.entry(word).or_default() += 1;
        }
    }
    let mut words: Vec<(usize, String)> = counts.into_iter().map(|(word, n)| (n, word)).collect();
    words.sort_by(|a, b| b.cmp(a));
    let share = |from: f64, to: f64| -> Vec<String> {
        let total = texts.len() as f64;
        let fits = words
            .iter()
            .filter(|(n, _)| (from..to).contains(&(*n as f64 / total)));
        let fits: Vec<&String> = fits.map(|(_, word)| word).collect();
        let step = (fits.len() / QUERIES).max(1);
        fits.into_iter()
            .step_by(step)
            .take(QUERIES)
            .cloned()
            .collect()
    };
    let (frequent, middle, rare) = (share(0.05, 1.0), share(0.005, 0.05), share(0.0, 0.002));
    let both = frequent
        .iter()
        .cycle()
        .zip(&middle)
        .map(|(a, b)| format!("{a} {b}"))
        .collect();
    let phrase = |length: usize| -> Vec<String> {
        let chosen = texts.iter().step_by(texts.len() / QUERIES);
        chosen
            .filter_map(|(_, body)| {
                let clause = body
                    .split(['，', '。'])
                    .find(|clause| clause.chars().count() >= length + 2)?;
                Some(format!(
                    "\"{}\"",
                    clause.chars().skip(1).take(length).collect::<String>()
                ))
            })
            .collect()
    };
    let headlines = texts
        .iter()
        .step_by(texts.len() / QUERIES)
        .map(|(headline, _)| headline.clone());
    Ok(vec![
        ("frequent word", Order::Relevance, frequent.clone()),
        ("middling word", Order::Relevance, middle.clone()),
        ("rare word", Order::Relevance, rare),
        ("phrase of 4", Order::Relevance, phrase(4)),
        ("phrase of 8", Order::Relevance, phrase(8)),
        ("two words", Order::Relevance, both),
        ("frequent, newest first", Order::Newest, frequent),
        ("middling, newest first", Order::Newest, middle),
        ("headline", Order::Relevance, headlines.collect()),
    ])
}

fn bodies(corpus: &str, limit: usize) -> anyhow::Result<Vec<(String, String)>> {
    let file = std::fs::File::open(corpus).with_context(|| corpus.to_string())?;
    let lines = std::io::BufReader::new(file).lines().take(limit);
    lines
        .map(|line| {
            let record: serde_json::Value = serde_json::from_str(&line?)?;
            let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_string();
            let body = record["articleBody"]
                .as_array()
                .into_iter()
                .flatten()
                .map(text)
                .collect();
            Ok((text(&record["headline"]), body))
        })
        .collect()
}
