//! What reading articles and what stands beside them costs: CPU microseconds an article, without HTTP and rendering.
//!
//! ```sh
//! cargo run --release --example corpus -- 100000 > corpus.jsonl
//! cargo run --release -- load --db corpus.db corpus.jsonl
//! cargo run --release --example beside -- corpus.db 500
//! ```
//!
//! Articles are taken from all of the archive at equal distances. Time on the CPU of all threads is measured; everything is warm.
//! The least of several rounds is told.
//! The last number is a hash of what was found, which tells whether two builds find the same.

mod support;

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use support::cpu;

use anyhow::Context;
use jianbao::archive::{Archive, ArticleId, ArticleRecord, Lookup};

/// As many as an article's page shows.
const RELATED: usize = 6;
/// The least of so many rounds is told, as other work on the machine only adds.
const ROUNDS: usize = 10;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [db, count] = arguments.as_slice() else {
        anyhow::bail!("usage: beside ARCHIVE ARTICLES");
    };
    let archive = Archive::open(Path::new(db)).await?;
    let ids = ids(&archive, count.parse().context("the number of articles")?).await?;
    let records = articles(&archive, &ids).await?;
    let found = beside(&archive, &records).await?;
    let (mut article, mut stands_beside) = (f64::MAX, f64::MAX);
    for _ in 0..ROUNDS {
        let before = cpu();
        articles(&archive, &ids).await?;
        let between = cpu();
        beside(&archive, &records).await?;
        article = article.min(between - before);
        stands_beside = stands_beside.min(cpu() - between);
    }
    let each = |milliseconds: f64| milliseconds * 1_000.0 / records.len().max(1) as f64;
    println!(
        "{} articles: article {:.1}, beside {:.1} µs; found {found:016x}",
        records.len(),
        each(article),
        each(stands_beside)
    );
    Ok(())
}

/// So many articles at equal distances.
async fn ids(archive: &Archive, count: usize) -> anyhow::Result<Vec<ArticleId>> {
    let facets = archive.facets();
    let step = (facets.len() / count.max(1)).max(1);
    let numbers = (0..facets.len() as u32).step_by(step);
    let places: Vec<i64> = numbers.filter_map(|number| facets.seq(number)).collect();
    let rows = archive.rows_at(&places).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

async fn articles(archive: &Archive, ids: &[ArticleId]) -> anyhow::Result<Vec<ArticleRecord>> {
    let mut records = Vec::with_capacity(ids.len());
    for id in ids {
        if let Lookup::Found(record) = archive.article(*id).await? {
            records.push(*record);
        }
    }
    Ok(records)
}

/// A hash of what stands beside these articles.
async fn beside(archive: &Archive, records: &[ArticleRecord]) -> anyhow::Result<u64> {
    let mut hasher = DefaultHasher::new();
    for record in records {
        let beside = archive.beside(record, RELATED).await?;
        let reprints = beside.reprints.iter().map(|row| row.id.to_string());
        let others = [&beside.before, &beside.after].into_iter().flatten();
        let others = others
            .chain(&beside.related)
            .map(|other| other.id.to_string());
        reprints.chain(others).for_each(|id| id.hash(&mut hasher));
    }
    Ok(hasher.finish())
}
