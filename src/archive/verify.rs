//! Is the archive sound? Every promise that can be checked from the file alone.

use std::collections::{HashMap, HashSet};

use rayon::prelude::*;
use sha2::{Digest, Sha256};
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sqlx::{Connection, Row};

use super::articles::{Content, Snapshot, decompress};
use super::documents::hex;
use super::facets::{DAY_BITS, first_place};
use super::index::{self, Held, Terms};
use super::writer::next_revision;
use super::{Archive, ArticleId, Result, stored};
use crate::article::{Article, Publication};
use crate::edtf::PartialDate;

/// Articles that are read at a time.
const CHUNK: i64 = 2_000;
/// Documents that are read at a time: so many, or of so many bytes as they are stored.
const DOCUMENTS: (i64, i64) = (64, 8 << 20);
/// More problems of one kind are only counted.
const NAMED: usize = 20;

/// What an archive holds, and what is wrong with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    pub documents: u64,
    /// Names of large documents of which only a part is there: they are being loaded, or that was broken off.
    pub unfinished: Vec<String>,
    pub articles: u64,
    /// Addresses that redirect.
    pub redirects: u64,
    /// Addresses that say that their article is gone.
    pub tombstones: u64,
    pub revisions: u64,
    pub corrections: u64,
    /// For the keeper; empty for a sound archive.
    pub problems: Vec<String>,
}

impl Archive {
    /// Reads the whole archive as it is at this moment and checks it against itself: the database, the documents'
    /// hashes, the articles, the index, the permanent ids and where they lead, the history.
    pub async fn verify(&self) -> Result<Report> {
        let mut connection = self.read.get().await?;
        let mut tx = connection.begin().await?;
        let mut report = Report::default();
        check_database(&mut tx, &mut report).await?;
        check_documents(&mut tx, &mut report).await?;
        let living = check_articles(&mut tx, &mut report).await?;
        check_gone(&mut tx, &living, &mut report).await?;
        check_history(&mut tx, &living, &mut report).await?;
        tx.rollback().await?;
        Ok(report)
    }
}

impl Archive {
    /// Makes the index anew from the articles, in one transaction, and merges it in another. Returns how many there are.
    pub async fn rebuild_index(&self) -> Result<u64> {
        let mut connection = self.write.acquire().await?;
        let mut tx = connection.begin_with("BEGIN IMMEDIATE").await?;
        next_revision(&mut tx).await?;
        clear_index(&mut tx).await?;
        let count = fill_index(&mut tx).await?;
        tx.commit().await?;
        drop(connection);
        self.merge_segments().await?;
        self.refresh().await?;
        Ok(count)
    }
}

pub(super) async fn clear_index(tx: &mut SqliteConnection) -> Result<()> {
    for statement in [
        "DELETE FROM segment",
        "DELETE FROM posting",
        "DELETE FROM word",
        "DELETE FROM vocabulary",
    ] {
        sqlx::query(statement).execute(&mut *tx).await?;
    }
    Ok(())
}

/// Makes the index from the articles; returns how many there are.
pub(super) async fn fill_index(tx: &mut SqliteConnection) -> Result<u64> {
    let (mut after, mut count) = (i64::MIN, 0);
    loop {
        let rows: Vec<(i64, i64, String, Vec<u8>)> = sqlx::query_as(
            "SELECT seq, id, headline, content FROM article JOIN article_content USING (seq)
             WHERE seq > ? ORDER BY seq LIMIT ?",
        )
        .bind(after)
        .bind(CHUNK)
        .fetch_all(&mut *tx)
        .await?;
        let Some(last) = rows.last() else { break };
        after = last.0;
        count += rows.len() as u64;
        let terms: Vec<(i64, Terms)> = rows
            .into_par_iter()
            .map(|(seq, id, headline, content)| {
                let id = ArticleId::from_number(id);
                let article = Content::unpack(&content)?.with(id, headline, vec![], vec![]);
                Ok((seq, Terms::of(&article)))
            })
            .collect::<Result<_>>()?;
        let terms: Vec<(i64, &Terms)> = terms.iter().map(|(seq, it)| (*seq, it)).collect();
        index::write_segment(tx, &terms).await?;
    }
    index::note_version(tx).await?;
    Ok(count)
}

/// Problems of one kind, of which only the first are named.
struct Problems<'a> {
    kind: &'static str,
    found: Vec<String>,
    report: &'a mut Report,
}

impl<'a> Problems<'a> {
    fn of(kind: &'static str, report: &'a mut Report) -> Self {
        Self {
            kind,
            found: Vec::new(),
            report,
        }
    }

    fn add(&mut self, problem: String) {
        self.found.push(problem);
    }
}

impl Drop for Problems<'_> {
    fn drop(&mut self) {
        let more = self.found.len().saturating_sub(NAMED);
        let kind = self.kind;
        let named = self.found.drain(..).take(NAMED);
        self.report
            .problems
            .extend(named.map(|problem| format!("{kind}: {problem}")));
        if more > 0 {
            self.report
                .problems
                .push(format!("{kind}: and {more} more"));
        }
    }
}

async fn check_database(tx: &mut SqliteConnection, report: &mut Report) -> Result<()> {
    let said: Vec<String> = sqlx::query_scalar("PRAGMA integrity_check")
        .fetch_all(&mut *tx)
        .await?;
    let dangling = sqlx::query("PRAGMA foreign_key_check")
        .fetch_all(&mut *tx)
        .await?;
    let mut problems = Problems::of("database", report);
    said.into_iter()
        .filter(|line| line != "ok")
        .for_each(|line| problems.add(line));
    for row in &dangling {
        let (table, parent): (&str, &str) = (row.try_get(0)?, row.try_get(2)?);
        problems.add(format!(
            "a row of {table} points to a missing row of {parent}"
        ));
    }
    Ok(())
}

async fn check_documents(tx: &mut SqliteConnection, report: &mut Report) -> Result<()> {
    const SIZES: &str = "SELECT id, coalesce(length(bytes) + length(text), 0)
         FROM document LEFT JOIN document_content ON document_content.document = document.id
         WHERE id > ? ORDER BY id LIMIT ?";
    let mut after = 0;
    while let Some(last) = end_of_page(tx, SIZES, after).await? {
        let rows = sqlx::query(
            "SELECT id, name, sha256, layout, publication, articles, bytes, text,
                    (SELECT count(*) FROM article WHERE article.document = document.id) AS held
             FROM document LEFT JOIN document_content ON document_content.document = document.id
             WHERE id > ? AND id <= ? ORDER BY id",
        )
        .bind(after)
        .bind(last)
        .fetch_all(&mut *tx)
        .await?;
        after = last;
        report.documents += rows.len() as u64;
        for row in &rows {
            if row.try_get::<&[u8], _>("sha256")?.is_empty() {
                report.unfinished.push(row.try_get("name")?);
            }
        }
        let mut problems = Problems::of("document", report);
        for row in &rows {
            if let Some(problem) = document_problem(row)? {
                problems.add(format!("{}: {problem}", row.try_get::<&str, _>("name")?));
            }
        }
    }
    check_versions(tx, report).await
}

/// The last key of those after `after` that together fit in memory; `sizes` is a statement that gives keys and bytes.
async fn end_of_page(
    tx: &mut SqliteConnection,
    sizes: &'static str,
    after: i64,
) -> Result<Option<i64>> {
    let (count, bytes) = DOCUMENTS;
    let sizes: Vec<(i64, i64)> = sqlx::query_as(sizes)
        .bind(after)
        .bind(count)
        .fetch_all(tx)
        .await?;
    let mut held = 0;
    let within = sizes.iter().take_while(|(_, size)| {
        let fits = held < bytes;
        held += size;
        fits
    });
    Ok(within.last().map(|(key, _)| *key))
}

fn document_problem(row: &SqliteRow) -> Result<Option<String>> {
    let Some(bytes) = row.try_get::<Option<&[u8]>, _>("bytes")? else {
        return Ok(Some("its bytes are missing".to_string()));
    };
    let sha256: &[u8] = row.try_get("sha256")?;
    // Those of large files of records are not kept; there is no hash until all of the file is stored.
    let is_large = bytes.is_empty() && row.try_get::<&str, _>("layout")? == "records";
    if !is_large && let Some(problem) = bytes_problem(bytes, sha256) {
        return Ok(Some(problem));
    }
    if decompress(row.try_get("text")?).is_err() {
        return Ok(Some("its text cannot be unpacked".to_string()));
    }
    if serde_json::from_str::<Publication>(row.try_get("publication")?).is_err() {
        return Ok(Some("its publication cannot be read".to_string()));
    }
    let (said, held): (i64, i64) = (row.try_get("articles")?, row.try_get("held")?);
    Ok((said != held).then(|| format!("it says {said} articles and has {held}")))
}

fn bytes_problem(packed: &[u8], sha256: &[u8]) -> Option<String> {
    let Ok(bytes) = decompress(packed) else {
        return Some("its bytes cannot be unpacked".to_string());
    };
    let digest: [u8; 32] = Sha256::digest(&bytes).into();
    (digest != sha256).then(|| format!("its bytes do not have the hash {}", hex(sha256)))
}

async fn check_versions(tx: &mut SqliteConnection, report: &mut Report) -> Result<()> {
    const SIZES: &str =
        "SELECT rowid, length(bytes) FROM document_version WHERE rowid > ? ORDER BY rowid LIMIT ?";
    let mut after = 0;
    while let Some(last) = end_of_page(tx, SIZES, after).await? {
        let rows: Vec<(Vec<u8>, Vec<u8>)> = sqlx::query_as(
            "SELECT sha256, bytes FROM document_version WHERE rowid > ? AND rowid <= ?",
        )
        .bind(after)
        .bind(last)
        .fetch_all(&mut *tx)
        .await?;
        after = last;
        let mut problems = Problems::of("earlier bytes", report);
        for (sha256, bytes) in &rows {
            // Those of large files of records are not kept, only their hash.
            if bytes.is_empty() {
                continue;
            }
            let digest: Option<[u8; 32]> =
                decompress(bytes).ok().map(|it| Sha256::digest(it).into());
            if digest.as_ref().map(<[u8; 32]>::as_slice) != Some(sha256) {
                problems.add(format!("they do not have the hash {}", hex(sha256)));
            }
        }
    }
    Ok(())
}

/// Checks every article and the index; returns the ids that there are.
async fn check_articles(tx: &mut SqliteConnection, report: &mut Report) -> Result<HashSet<i64>> {
    let (held, damage) = index::read_all(tx).await?;
    let topics: Vec<i64> = sqlx::query_scalar("SELECT id FROM topic")
        .fetch_all(&mut *tx)
        .await?;
    let revision: i64 = sqlx::query_scalar("SELECT value FROM meta WHERE key = 'revision'")
        .fetch_one(&mut *tx)
        .await?;
    report.problems.extend(
        damage
            .into_iter()
            .map(|problem| format!("index: {problem}")),
    );
    let mut living = HashSet::new();
    let mut after = i64::MIN;
    loop {
        let rows = sqlx::query(
            "SELECT seq, id, revision, headline, date, topics, doubts, content
             FROM article LEFT JOIN article_content USING (seq) WHERE seq > ? ORDER BY seq LIMIT ?",
        )
        .bind(after)
        .bind(CHUNK)
        .fetch_all(&mut *tx)
        .await?;
        let Some(last) = rows.last() else { break };
        after = last.try_get("seq")?;
        report.articles += rows.len() as u64;
        for row in &rows {
            living.insert(row.try_get("id")?);
        }
        let found: Vec<Option<String>> = rows
            .par_iter()
            .map(|row| article_problem(row, &held, &topics, revision))
            .collect::<Result<_>>()?;
        let mut problems = Problems::of("article", report);
        for (row, problem) in rows.iter().zip(found) {
            if let Some(problem) = problem {
                problems.add(format!(
                    "{}: {problem}",
                    ArticleId::from_number(row.try_get("id")?)
                ));
            }
        }
    }
    Ok(living)
}

fn article_problem(
    row: &SqliteRow,
    held: &HashMap<i64, Held>,
    topics: &[i64],
    revision: i64,
) -> Result<Option<String>> {
    let seq: i64 = row.try_get("seq")?;
    let id: i64 = row.try_get("id")?;
    if ArticleId::from_number(id).number() != id {
        return Ok(Some(format!("its id {id} is out of range")));
    }
    let content = row.try_get::<Option<&[u8]>, _>("content")?;
    let Some(content) = content.and_then(|packed| Content::unpack(packed).ok()) else {
        return Ok(Some("its content is missing or cannot be read".to_string()));
    };
    let article = content.with(
        ArticleId::from_number(id),
        row.try_get("headline")?,
        vec![],
        vec![],
    );
    let date: Option<&str> = row.try_get("date")?;
    let date: Option<PartialDate> = date.map(|date| stored(date, "date")).transpose()?;
    if first_place(date) >> DAY_BITS != seq >> DAY_BITS {
        return Ok(Some(
            "it stands in the wrong place of the order of publication".to_string(),
        ));
    }
    if row
        .try_get::<&[u8], _>("topics")?
        .iter()
        .any(|topic| !topics.contains(&i64::from(*topic)))
    {
        return Ok(Some("it has a topic without a name".to_string()));
    }
    if row.try_get::<i64, _>("revision")? > revision {
        return Ok(Some(
            "it was changed after the archive's last change".to_string(),
        ));
    }
    Ok(index_problem(&article, held.get(&seq)).map(str::to_string))
}

fn index_problem(article: &Article, held: Option<&Held>) -> Option<&'static str> {
    match held {
        None => Some("the index does not know it"),
        Some(held) if *held != Held::of(&Terms::of(article)) => {
            Some("the index holds other words than the article")
        }
        Some(_) => None,
    }
}

/// Addresses without an article lead to one, or say why there is none.
async fn check_gone(
    tx: &mut SqliteConnection,
    living: &HashSet<i64>,
    report: &mut Report,
) -> Result<()> {
    let rows: Vec<(i64, Option<i64>)> = sqlx::query_as("SELECT id, target FROM gone")
        .fetch_all(&mut *tx)
        .await?;
    let targets: HashMap<i64, Option<i64>> = rows.iter().copied().collect();
    let redirects = rows.iter().filter(|row| row.1.is_some()).count() as u64;
    report.redirects = redirects;
    report.tombstones = rows.len() as u64 - redirects;
    let mut problems = Problems::of("address", report);
    for (number, _) in &rows {
        let id = ArticleId::from_number(*number);
        if living.contains(number) {
            problems.add(format!("{id} is both there and gone"));
        }
        let mut at = *number;
        let mut steps = 0;
        while let Some(Some(next)) = targets.get(&at).filter(|_| steps <= rows.len()) {
            at = *next;
            steps += 1;
        }
        if steps > rows.len() {
            problems.add(format!("{id} leads round in a circle"));
        } else if !living.contains(&at) && !targets.contains_key(&at) {
            problems.add(format!(
                "{id} leads to {}, which there never was",
                ArticleId::from_number(at)
            ));
        }
    }
    let mut after = i64::MIN;
    loop {
        let rows: Vec<(i64, Option<Vec<u8>>)> =
            sqlx::query_as("SELECT id, content FROM gone WHERE id > ? ORDER BY id LIMIT ?")
                .bind(after)
                .bind(CHUNK)
                .fetch_all(&mut *tx)
                .await?;
        let Some(last) = rows.last() else {
            return Ok(());
        };
        after = last.0;
        for (number, content) in &rows {
            let id = ArticleId::from_number(*number);
            let readable = |packed: &Vec<u8>| Snapshot::unpack(packed, id).is_ok();
            if !content.as_ref().is_none_or(readable) {
                problems.add(format!("what {id} was cannot be read"));
            }
        }
    }
}

async fn check_history(
    tx: &mut SqliteConnection,
    living: &HashSet<i64>,
    report: &mut Report,
) -> Result<()> {
    let gone: HashSet<i64> = sqlx::query_scalar("SELECT id FROM gone")
        .fetch_all(&mut *tx)
        .await?
        .into_iter()
        .collect();
    let is_known = |id: i64| living.contains(&id) || gone.contains(&id);
    let corrections: Vec<(i64, String, Vec<u8>)> =
        sqlx::query_as("SELECT article, fields, base FROM correction")
            .fetch_all(&mut *tx)
            .await?;
    report.corrections = corrections.len() as u64;
    let mut after = 0;
    loop {
        let rows: Vec<(i64, i64, Option<Vec<u8>>)> = sqlx::query_as(
            "SELECT id, article, before FROM revision WHERE id > ? ORDER BY id LIMIT ?",
        )
        .bind(after)
        .bind(CHUNK)
        .fetch_all(&mut *tx)
        .await?;
        let Some(last) = rows.last() else { break };
        after = last.0;
        report.revisions += rows.len() as u64;
        let mut problems = Problems::of("history", report);
        for (_, number, before) in &rows {
            let id = ArticleId::from_number(*number);
            let readable = before
                .as_ref()
                .is_none_or(|packed| Snapshot::unpack(packed, id).is_ok());
            if !is_known(*number) || !readable {
                problems.add(format!(
                    "that of {id} cannot be read or belongs to no article"
                ));
            }
        }
    }
    let mut problems = Problems::of("correction", report);
    for (number, fields, base) in &corrections {
        let id = ArticleId::from_number(*number);
        let readable = serde_json::from_str::<super::Correction>(fields).is_ok()
            && Snapshot::unpack(base, id).is_ok();
        if !is_known(*number) || !readable {
            problems.add(format!(
                "that of {id} cannot be read or belongs to no article"
            ));
        }
    }
    Ok(())
}
