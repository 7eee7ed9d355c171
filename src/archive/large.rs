//! Storing a document that is too large to be held: its articles come in parts, each part is a transaction.
//!
//! The document's digest is written last, so a load that was broken off is taken up by the next one, which finds the
//! articles that are already there by their ids.

use std::collections::{HashMap, HashSet};

use sqlx::Connection;
use sqlx::sqlite::SqliteConnection;

use super::index::{Terms, write_segment};
use super::store::{Put, Seen, WITHDRAWN, Writer, next_revision};
use super::{Archive, ArticleId, Outcome, Prepared, Result, StoreReport};
use crate::article::{Article, Document};

/// So many known articles are read at a time.
const READ_AHEAD: i64 = 10_000;

/// The ids by which the articles of a document may be known already: those they bring and those they would get.
#[derive(Debug, Default)]
pub struct Ids(HashSet<i64>);

impl Ids {
    /// Notes an article of the document with this name.
    pub fn note(&mut self, name: &str, article: &Article) {
        self.0.extend(ids_of(name, article));
    }
}

fn ids_of(name: &str, article: &Article) -> impl Iterator<Item = i64> + use<> {
    let brought = article.id.as_ref().and_then(|id| id.parse().ok());
    let derived = ArticleId::derive(name, &article.headline, &article.article_body, 0);
    let all = brought.into_iter().chain([derived]);
    all.map(ArticleId::number)
}

/// What is known of a large document from the load before, by id.
#[derive(Default)]
struct Before {
    /// Places of its articles that have not been met yet.
    places: HashMap<i64, i64>,
    /// Ids of those whose ids do not come again, by headline.
    corrected: HashMap<String, Vec<i64>>,
}

/// A large document that is being stored.
pub struct Large {
    archive: Archive,
    document: i64,
    now: String,
    report: StoreReport,
    before: Before,
}

impl Archive {
    /// Begins to store a large document; `head` is the document without articles, `ids` are those of all that will come,
    /// `now` is the time of loading (RFC 3339, UTC).
    pub async fn begin_large(&self, head: &Document, ids: &Ids, now: &str) -> Result<Large> {
        let mut connection = self.write.acquire().await?;
        let mut tx = connection.begin_with("BEGIN IMMEDIATE").await?;
        let revision = next_revision(&mut tx).await?;
        let known: Option<(i64, i64)> =
            sqlx::query_as("SELECT id, key FROM document WHERE name = ?")
                .bind(&head.name)
                .fetch_optional(&mut *tx)
                .await?;
        let prepared = Prepared::new(head.clone(), None);
        let (mut seen, mut stored) = (Seen::default(), Vec::new());
        let mut writer = Writer {
            tx: &mut tx,
            revision,
            now,
            seen: &mut seen,
            stored: &mut stored,
        };
        let (document, key, outcome) = match known {
            Some((document, key)) => {
                writer.write_document(document, &prepared).await?;
                (document, ArticleId::from_number(key), Outcome::Changed)
            }
            None => {
                let (document, key) = writer.new_document(&prepared).await?;
                (document, key, Outcome::New)
            }
        };
        let before = Before::load(&mut tx, document, ids).await?;
        tx.commit().await?;
        Ok(Large {
            archive: self.clone(),
            document,
            now: now.to_string(),
            report: StoreReport {
                document: key,
                outcome,
                new: 0,
                changed: 0,
                unchanged: 0,
                gone: 0,
            },
            before,
        })
    }
}

impl Before {
    async fn load(tx: &mut SqliteConnection, document: i64, ids: &Ids) -> Result<Self> {
        let mut before = Self::default();
        let mut last = -1;
        loop {
            let rows: Vec<(i64, i64, i64, String)> = sqlx::query_as(
                "SELECT position, id, seq, headline FROM article
                 WHERE document = ? AND position > ? ORDER BY position LIMIT ?",
            )
            .bind(document)
            .bind(last)
            .bind(READ_AHEAD)
            .fetch_all(&mut *tx)
            .await?;
            let Some(furthest) = rows.last() else {
                return Ok(before);
            };
            last = furthest.0;
            for (_, id, seq, headline) in rows {
                before.places.insert(id, seq);
                if !ids.0.contains(&id) {
                    before.corrected.entry(headline).or_default().push(id);
                }
            }
        }
    }

    /// The place of the known article that this one is: by id, else by headline where its own id does not come again.
    fn take(&mut self, name: &str, article: &Article) -> Option<i64> {
        let known = ids_of(name, article).find_map(|id| self.places.remove(&id));
        known.or_else(|| {
            let id = self.corrected.get_mut(&article.headline)?.pop()?;
            self.places.remove(&id)
        })
    }
}

impl Large {
    /// Stores the next part, all of it or nothing.
    pub async fn store(&mut self, part: &[Prepared]) -> Result<()> {
        let mut connection = self.archive.write.acquire().await?;
        let mut tx = connection.begin_with("BEGIN IMMEDIATE").await?;
        let revision = next_revision(&mut tx).await?;
        let mut seen = Seen::default();
        seen.ask_for_ids(&mut tx, part).await?;
        let mut indexed: Vec<(i64, &Terms)> = Vec::new();
        for prepared in part {
            let mut stored = Vec::new();
            let mut writer = Writer {
                tx: &mut tx,
                revision,
                now: &self.now,
                seen: &mut seen,
                stored: &mut stored,
            };
            // As in smaller documents, the last goes in first: among articles of one day, later places are listed earlier.
            for at in (0..prepared.articles.len()).rev() {
                let known = self
                    .before
                    .take(&prepared.document.name, &prepared.document.articles[at]);
                let known = match known {
                    Some(seq) => writer.known_article(seq).await?,
                    None => None,
                };
                let put = writer.put(self.document, prepared, at, known.as_ref());
                match put.await?.0 {
                    Put::New => self.report.new += 1,
                    Put::Changed => self.report.changed += 1,
                    Put::Unchanged => self.report.unchanged += 1,
                }
            }
            let terms = |at: usize| Some(&prepared.articles.get(at)?.terms);
            indexed.extend(
                stored
                    .into_iter()
                    .filter_map(|(seq, at)| Some((seq, terms(at)?))),
            );
        }
        write_segment(&mut tx, &indexed).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Withdraws what did not come again and notes that the document is complete: its digest and how many lines it has.
    pub async fn finish(mut self, digest: [u8; 32], lines: u64) -> Result<StoreReport> {
        let mut connection = self.archive.write.acquire().await?;
        let mut tx = connection.begin_with("BEGIN IMMEDIATE").await?;
        let revision = next_revision(&mut tx).await?;
        let (mut seen, mut stored) = (Seen::default(), Vec::new());
        let mut writer = Writer {
            tx: &mut tx,
            revision,
            now: &self.now,
            seen: &mut seen,
            stored: &mut stored,
        };
        for seq in self.before.places.into_values() {
            let Some(old) = writer.known_article(seq).await? else {
                continue;
            };
            writer.delete_article(seq).await?;
            writer.bury(&old, None, WITHDRAWN).await?;
            self.report.gone += 1;
        }
        let report = &self.report;
        sqlx::query("UPDATE document SET sha256 = ?, articles = ?, lines = ? WHERE id = ?")
            .bind(digest.as_slice())
            .bind(i64::from(report.new + report.changed + report.unchanged))
            .bind(lines as i64)
            .bind(self.document)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(self.report)
    }
}
