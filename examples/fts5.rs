//! The full-text index against SQLite's FTS5, over the same corpus: size, CPU to build, CPU a query, recall.
//!
//! ```sh
//! cargo run --release --example corpus -- 20000 > corpus.jsonl
//! cargo run --release --example fts5 -- corpus.jsonl
//! ```
//!
//! FTS5 is given its best known form for Chinese: contentless, pairs of characters in one table, queried as phrases, and
//! the distinct single characters without positions in another. Our side does more in the same time: loading stores the
//! articles too, and a search counts facets and cuts snippets.

mod support;

use std::collections::BTreeSet;
use std::io::BufRead;
use std::path::Path;
use std::process::Command;
use support::cpu;

use anyhow::Context;
use jianbao::archive::{Archive, Filter, Order, PageRequest};
use jianbao::query::Query;
use jianbao::text::normalize::fold;
use jianbao::text::units::is_han;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Row};

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let corpus = std::env::args().nth(1).context("usage: fts5 CORPUS")?;
    let folder = tempfile::tempdir()?;
    let texts = texts(&corpus)?;
    let fts = build_fts5(&folder.path().join("fts5.db"), &texts).await?;
    let own = build_own(&folder.path().join("own.db"), &corpus).await?;
    compare(&texts, fts, own).await
}

/// Headline and everything else that is searched, in normal form.
fn texts(corpus: &str) -> anyhow::Result<Vec<(String, String)>> {
    let file = std::fs::File::open(corpus).with_context(|| corpus.to_string())?;
    let lines = std::io::BufReader::new(file).lines();
    lines
        .map(|line| {
            let record: serde_json::Value = serde_json::from_str(&line?)?;
            let body = record["articleBody"].as_array().into_iter().flatten();
            let rest = [&record["author"], &record["creditText"]];
            let body: Vec<&str> = body.chain(rest).filter_map(|part| part.as_str()).collect();
            let headline = record["headline"].as_str().unwrap_or_default();
            Ok((fold(headline), fold(&body.join("\n"))))
        })
        .collect()
}

/// `武汉加油` → `武汉 汉加 加油 油`; other runs are words.
fn pairs(text: &str, is_query: bool) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let chars: Vec<char> = text.chars().collect();
    for (at, c) in chars.iter().enumerate() {
        let next = chars
            .get(at + 1)
            .filter(|next| is_han(*c) == is_han(**next));
        match (is_han(*c), next) {
            (true, Some(next)) => out.extend([*c, *next, ' ']),
            (true, None) if is_query && at > 0 => {}
            (true, None) => out.extend([*c, ' ']),
            (false, _) if c.is_alphanumeric() => {
                out.push(*c);
                if next.is_none_or(|next| !next.is_alphanumeric()) {
                    out.push(' ');
                }
            }
            _ => out.push_str("| "),
        }
    }
    out
}

async fn build_fts5(path: &Path, texts: &[(String, String)]) -> anyhow::Result<SqliteConnection> {
    let before = cpu();
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true);
    let mut database = options.disable_statement_logging().connect().await?;
    for statement in [
        "CREATE VIRTUAL TABLE fts USING fts5(title, body, content='', contentless_delete=1)",
        "CREATE VIRTUAL TABLE uni USING fts5(body, content='', contentless_delete=1, detail=none)",
    ] {
        sqlx::query(statement).execute(&mut database).await?;
    }
    let mut tx = database.begin().await?;
    for (number, (title, body)) in (1_i64..).zip(texts) {
        let characters: BTreeSet<char> = title
            .chars()
            .chain(body.chars())
            .filter(|c| is_han(*c))
            .collect();
        let characters: Vec<String> = characters.iter().map(char::to_string).collect();
        sqlx::query("INSERT INTO fts (rowid, title, body) VALUES (?, ?, ?); INSERT INTO uni (rowid, body) VALUES (?, ?)")
            .bind(number)
            .bind(pairs(title, false))
            .bind(pairs(body, false))
            .bind(number)
            .bind(characters.join(" "))
            .execute(&mut *tx)
            .await?;
    }
    tx.commit().await?;
    for table in ["fts", "uni"] {
        let optimise = format!("INSERT INTO {table} ({table}) VALUES ('optimize')");
        sqlx::query(AssertSqlSafe(optimise))
            .execute(&mut database)
            .await?;
    }
    sqlx::query("VACUUM").execute(&mut database).await?;
    let size = std::fs::metadata(path)?.len();
    println!(
        "FTS5: {:.1} MB index, {:.1} s CPU to build",
        size as f64 / 1e6,
        (cpu() - before) / 1e3
    );
    Ok(database)
}

async fn build_own(path: &Path, corpus: &str) -> anyhow::Result<Archive> {
    let before = children_cpu();
    let program = std::env::current_exe()?.with_file_name("../jianbao");
    let loaded = Command::new(program)
        .arg("load")
        .arg("--db")
        .arg(path)
        .arg(corpus)
        .output()?;
    anyhow::ensure!(
        loaded.status.success(),
        "jianbao load failed; build it with --release first"
    );
    let spent = children_cpu() - before;
    let options = SqliteConnectOptions::new().filename(path);
    let mut database = options.disable_statement_logging().connect().await?;
    let index: i64 = sqlx::query(
        "SELECT (SELECT sum(length(entries) + length(positions)) FROM posting)
              + (SELECT sum(length(directory) + length(articles)) FROM segment)",
    )
    .fetch_one(&mut database)
    .await?
    .get(0);
    let all = std::fs::metadata(path)?.len();
    println!(
        "own:  {:.1} MB index ({:.1} MB with the articles), {spent:.1} s CPU to load everything",
        index as f64 / 1e6,
        all as f64 / 1e6
    );
    Ok(Archive::open(path).await?)
}

async fn compare(
    texts: &[(String, String)],
    mut fts: SqliteConnection,
    own: Archive,
) -> anyhow::Result<()> {
    println!(
        "{:<10} {:>12} {:>12} {:>12} {:>12} {:>8} {:>8}",
        "length", "FTS5 p50 ms", "p95", "own p50 ms", "p95", "FTS5 ok", "own ok"
    );
    for length in [1, 2, 3, 4, 8] {
        let (mut theirs, mut ours) = (Vec::new(), Vec::new());
        let (mut theirs_right, mut ours_right, mut asked) = (0, 0, 0);
        for (_, body) in texts.iter().step_by((texts.len() / 60).max(1)) {
            let clause = body
                .split(['，', '。'])
                .find(|clause| clause.chars().count() > length + 1 && clause.chars().all(is_han));
            let Some(clause) = clause else { continue };
            let phrase: String = clause.chars().skip(1).take(length).collect();
            let truth = texts
                .iter()
                .filter(|(title, body)| title.contains(&phrase) || body.contains(&phrase))
                .count();
            let before = cpu();
            let table = if length == 1 { "uni" } else { "fts" };
            let order = if length == 1 {
                "rowid DESC"
            } else {
                "bm25(fts, 5, 1)"
            };
            let statement = format!(
                "SELECT rowid FROM {table} WHERE {table} MATCH ? ORDER BY {order} LIMIT 20"
            );
            let wanted = format!("\"{}\"", pairs(&phrase, true).trim());
            sqlx::query(AssertSqlSafe(statement))
                .bind(&wanted)
                .fetch_all(&mut fts)
                .await?;
            theirs.push(cpu() - before);
            let count = format!("SELECT count(*) FROM {table} WHERE {table} MATCH ?");
            let count: i64 = sqlx::query_scalar(AssertSqlSafe(count))
                .bind(&wanted)
                .fetch_one(&mut fts)
                .await?;
            let before = cpu();
            let page = PageRequest {
                cursor: None,
                limit: 20,
            };
            let query = Query::parse(&format!("\"{phrase}\""));
            let found = own
                .search(&query, &Filter::default(), Order::Relevance, &page)
                .await?;
            ours.push(cpu() - before);
            asked += 1;
            theirs_right += u32::from(count as usize == truth);
            ours_right += u32::from(found.total as usize == truth);
        }
        theirs.sort_by(f64::total_cmp);
        ours.sort_by(f64::total_cmp);
        let at = |times: &[f64], share: usize| {
            times
                .get(times.len() * share / 100)
                .copied()
                .unwrap_or_default()
        };
        println!(
            "{length:<10} {:>12.2} {:>12.2} {:>12.2} {:>12.2} {:>7}% {:>7}%",
            at(&theirs, 50),
            at(&theirs, 95),
            at(&ours, 50),
            at(&ours, 95),
            100 * theirs_right / asked.max(1),
            100 * ours_right / asked.max(1)
        );
    }
    Ok(())
}

/// CPU seconds of finished child processes.
fn children_cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat
        .rsplit(") ")
        .next()
        .unwrap_or_default()
        .split(' ')
        .collect();
    let ticks = |at: usize| fields.get(at).and_then(|text| text.parse::<f64>().ok());
    // Clock ticks are hundredths of a second on Linux.
    (ticks(13).unwrap_or(0.0) + ticks(14).unwrap_or(0.0)) / 100.0
}
