//! Storing documents: one savepoint a document, so that each goes in whole or not at all.

use std::collections::HashMap;

use sha2::{Digest, Sha256};
use sqlx::sqlite::SqliteConnection;
use sqlx::{Connection, Sqlite, Transaction};

use super::articles::compress;
use super::index::{Terms, write_segment};
use super::permalink::ArticleId;
use super::revisions::{Action, Occasion};
use super::tended::Elder;
use super::writer::{Ready, Seen, Writer, Written, next_moment};
use super::{Archive, ArchiveError, Result};
use crate::article::{Article, Document};

/// Version of the ingestion code; raise it when documents would be read differently.
pub const INGESTION_VERSION: u32 = 8;

/// A document made ready for writing. Making it is the costly part and needs no database: do it on all cores.
pub struct Prepared {
    document: Document,
    pub(super) sidecar: Option<String>,
    pub(super) sha256: [u8; 32],
    pub(super) bytes: Vec<u8>,
    pub(super) text: Vec<u8>,
    articles: Vec<PreparedArticle>,
    /// The position of the first article in the document; not 0 where this is a part of a large one.
    first: usize,
    pub(super) elder: Option<Elder>,
}

struct PreparedArticle {
    derived: ArticleId,
    ready: Ready,
}

/// What became of one document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    New,
    Changed,
    Unchanged,
}

/// What storing one document did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreReport {
    pub document: ArticleId,
    pub outcome: Outcome,
    pub new: u32,
    pub changed: u32,
    pub unchanged: u32,
    /// Articles that are no longer there: merged or no longer in the document.
    pub gone: u32,
    /// Articles that were withdrawn at once, as the same ones of a document with the same bytes are.
    pub withheld: u32,
    /// The name that the document had before its file was renamed.
    pub renamed: Option<String>,
    /// What became of the articles of a document that was known before, those that stay as they are left out.
    pub details: Vec<Detail>,
}

/// What became of one article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detail {
    pub id: ArticleId,
    /// `None`: it is new.
    pub action: Option<Action>,
    pub headline: String,
    /// Names of the fields that changed, as schema.org has them.
    pub fields: Vec<&'static str>,
}

/// How documents are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Those whose bytes and sidecar are known are left alone.
    Load,
    /// All are stored again.
    Again,
}

impl Prepared {
    /// `sidecar` is the text of the keeper's sidecar, where there is one. Articles without keywords get some.
    pub fn new(mut document: Document, sidecar: Option<String>) -> Self {
        let derived = derived_ids(&document.name, &document.articles);
        let articles = document.articles.iter_mut().zip(derived);
        let articles = articles.map(|(article, derived)| PreparedArticle {
            derived,
            ready: Ready::completing(article),
        });
        let articles = articles.collect();
        Self {
            sha256: Sha256::digest(&document.bytes).into(),
            bytes: compress(&document.bytes),
            text: compress(document.text.as_bytes()),
            articles,
            sidecar,
            document,
            first: 0,
            elder: None,
        }
    }

    /// A document that is stored part by part, without its articles; its bytes are not kept.
    pub(super) fn head(document: Document, sidecar: Option<String>, sha256: [u8; 32]) -> Self {
        Self {
            sha256,
            bytes: Vec::new(),
            ..Self::new(document, sidecar)
        }
    }

    /// Articles of a document that is stored part by part ([`Archive::begin_large`]), from this position on; `sha256` is
    /// that of the document's bytes.
    pub fn part(document: Document, first: usize, sha256: [u8; 32]) -> Self {
        Self {
            first,
            sha256,
            ..Self::new(document, None)
        }
    }

    /// The same, of which it is known that another document had its bytes before.
    #[must_use]
    pub fn after(self, elder: Elder) -> Self {
        Self {
            elder: Some(elder),
            ..self
        }
    }

    pub(super) fn position(&self, at: usize) -> usize {
        self.first + at
    }

    /// Ids that its articles would get, were they new.
    pub(super) fn wanted_ids(&self) -> impl Iterator<Item = i64> {
        let all = 0..self.articles.len();
        all.flat_map(|at| [self.claim(at).number(), self.derived(at).number()])
    }

    pub(super) fn document(&self) -> &Document {
        &self.document
    }

    /// The id derived from what the article at this position is.
    pub(super) fn derived(&self, position: usize) -> ArticleId {
        self.articles[position].derived
    }

    /// The id that the article brings along.
    pub(super) fn brought(&self, position: usize) -> Option<ArticleId> {
        self.document.articles[position].id.as_ref()?.parse().ok()
    }

    /// The id that the article should have, were it new.
    pub(super) fn claim(&self, position: usize) -> ArticleId {
        self.brought(position)
            .unwrap_or_else(|| self.derived(position))
    }

    pub(super) fn ready(&self, position: usize) -> &Ready {
        &self.articles[position].ready
    }
}

/// The ids of a document's articles, derived from what they are.
pub(super) fn derived_ids(name: &str, articles: &[Article]) -> Vec<ArticleId> {
    let mut seen: HashMap<ArticleId, u32> = HashMap::new();
    let ids = articles.iter().map(|article| {
        let derive = |nth| ArticleId::derive(name, &article.headline, &article.article_body, nth);
        let first = derive(0);
        let nth = seen.entry(first).or_default();
        *nth += 1;
        match *nth - 1 {
            0 => first,
            again => derive(again),
        }
    });
    ids.collect()
}

impl Archive {
    /// Is this very file, by the SHA-256 of its bytes and with this sidecar, already in the archive, and not only as a part
    /// of the built-in sample?
    pub async fn has_digest(
        &self,
        name: &str,
        digest: &[u8; 32],
        sidecar: Option<&str>,
    ) -> Result<bool> {
        let any: i64 = sqlx::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM document WHERE name = ? AND sha256 = ? AND sidecar IS ? AND NOT sample)",
        )
        .bind(name)
        .bind(digest.as_slice())
        .bind(sidecar)
        .fetch_one(&mut *self.read.get().await?)
        .await?;
        Ok(any == 1)
    }

    /// Stores documents in one transaction; `now` is the time of loading (RFC 3339, UTC). A document that fails leaves
    /// no trace and the others go in.
    pub async fn store(&self, batch: &[Prepared], now: &str) -> Result<Vec<Result<StoreReport>>> {
        self.store_as(batch, Mode::Load, &Occasion::load(now)).await
    }

    /// Stores documents as [`Self::store`] does, on another occasion.
    pub async fn store_as(
        &self,
        batch: &[Prepared],
        mode: Mode,
        occasion: &Occasion<'_>,
    ) -> Result<Vec<Result<StoreReport>>> {
        let mut tx = self.write.begin_with("BEGIN IMMEDIATE").await?;
        let (reports, written) = store_within(&mut tx, batch, mode, occasion).await?;
        let changed = |report: &StoreReport| report.outcome != Outcome::Unchanged;
        if reports.iter().flatten().any(changed) {
            index_written(&mut tx, &written).await?;
            tx.commit().await?;
        } else {
            tx.rollback().await?;
        }
        Ok(reports)
    }

    /// Begins to store documents only to see what would happen.
    pub async fn rehearse(&self) -> Result<Rehearsal> {
        let tx = self.write.begin_with("BEGIN IMMEDIATE").await?;
        Ok(Rehearsal(tx))
    }
}

/// Documents that are stored in one transaction, of which nothing is kept.
pub struct Rehearsal(Transaction<'static, Sqlite>);

impl Rehearsal {
    /// What [`Archive::store_as`] would report, after what was rehearsed before.
    pub async fn store_as(
        &mut self,
        batch: &[Prepared],
        mode: Mode,
        occasion: &Occasion<'_>,
    ) -> Result<Vec<Result<StoreReport>>> {
        // What is not kept needs no index.
        let (reports, _) = store_within(&mut self.0, batch, mode, occasion).await?;
        Ok(reports)
    }

    /// Takes everything back.
    pub async fn end(self) -> Result<()> {
        Ok(self.0.rollback().await?)
    }
}

/// Stores documents within a transaction; gives what was written of them, for the index.
async fn store_within<'t>(
    tx: &mut SqliteConnection,
    batch: &'t [Prepared],
    mode: Mode,
    occasion: &Occasion<'_>,
) -> Result<(Vec<Result<StoreReport>>, Written<'t>)> {
    let revision = next_moment(tx, occasion.now).await?;
    let mut reports = Vec::with_capacity(batch.len());
    let mut seen = Seen::of(tx, batch).await?;
    let mut written = Written::new();
    for prepared in batch {
        let mut savepoint = Connection::begin(&mut *tx).await?;
        let writer = Writer::new(&mut savepoint, revision, occasion, &mut seen);
        reports.push(match writer.store(prepared, mode).await {
            Ok((report, more)) => {
                savepoint.commit().await?;
                written.extend(more);
                Ok(report)
            }
            // SQLite has given up the whole transaction.
            Err(error @ (ArchiveError::DiskFull(_) | ArchiveError::ReadOnly)) => {
                return Err(error);
            }
            Err(error) => {
                savepoint.rollback().await?;
                seen = Seen::default();
                Err(error)
            }
        });
    }
    Ok((reports, written))
}

/// Puts what was written into the index.
pub(super) async fn index_written(tx: &mut SqliteConnection, written: &Written<'_>) -> Result<()> {
    let terms: Vec<(i64, &Terms)> = written
        .iter()
        .map(|(seq, terms)| (*seq, &**terms))
        .collect();
    write_segment(tx, &terms).await
}
