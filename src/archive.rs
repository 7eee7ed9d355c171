//! The archive: one SQLite file, and every statement of SQL that there is.
//!
//! [`Archive`] is the one handle that everyone uses. Its methods take and give plain records; no type of the database
//! driver and no query syntax gets out. One connection writes; a pool of read-only connections serves readers, and
//! [`facets`] holds in memory what listings filter and count by.

mod articles;
mod backup;
mod beside;
mod changes;
mod corrections;
mod documents;
mod error;
mod export;
pub mod facets;
mod folders;
mod forget;
mod harvest;
mod identity;
mod index;
mod known;
mod large;
pub mod listing;
mod lock;
mod migrations;
mod open;
pub mod permalink;
mod readers;
mod rebuild;
mod reconcile;
mod redact;
mod reload;
mod reprints;
mod revisions;
mod rows;
pub mod search;
mod store;
mod suggest;
mod tended;
mod together;
mod topics;
mod trends;
mod typical;
mod verify;
mod walk;
mod writer;

#[cfg(test)]
mod tests;

use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

use arc_swap::ArcSwap;
use sqlx::sqlite::SqlitePool;
use tokio::sync::{Mutex, Semaphore};

pub use articles::{ArticleRecord, Lookup, Tombstone};
pub use beside::{Beside, Other};
pub use changes::{Change, Departed};
pub use corrections::{Correction, Kept};
pub use documents::{DocumentRecord, DocumentRow, Original, Piece};
pub use error::{ArchiveError, Result};
pub use export::{ExportCursor, ExportFilter};
use facets::Facets;
pub use forget::Forgotten;
pub use harvest::{HarvestCursor, HarvestFilter, Harvested};
pub use large::{Head, Ids, Large};
use listing::Documents;
pub use listing::{Filter, Listing, OfDocument, Order, PageRequest};
use lock::OpenLock;
pub use lock::{Holder, WriterLock};
pub use permalink::ArticleId;
use readers::Readers;
pub use redact::{Redaction, Versions};
pub use reprints::Reprint;
pub use revisions::{Action, Occasion, Removed, Revision};
pub use rows::ArticleRow;
pub use store::{Detail, INGESTION_VERSION, Mode, Outcome, Prepared, Rehearsal, StoreReport};
pub use suggest::Suggestion;
pub use tended::{Elder, Tended};
use together::Together;
pub use trends::{Course, Trends};
pub use typical::Typical;
pub use verify::Report;

use crate::text::segment;

/// A handle on the archive; cheap to clone.
#[derive(Clone)]
pub struct Archive {
    read: Readers,
    by_id: Together,
    beside: Together,
    write: SqlitePool,
    facets: Arc<ArcSwap<Facets>>,
    index: Arc<index::IndexCell>,
    lexicon: Arc<suggest::LexiconCell>,
    /// Every search that runs holds one.
    turns: Arc<Semaphore>,
    /// Held by the task that takes in what was written.
    refreshing: Arc<Mutex<()>>,
    path: Arc<Path>,
    /// `None` where it can only be read.
    lock: Option<Arc<OpenLock>>,
}

/// So many searches, and so many statements of readers, run at a time: more would only hold memory and wait for each other,
/// fewer would leave cores idle while the disk is asked.
fn at_a_time() -> usize {
    1 + std::thread::available_parallelism().map_or(1, usize::from)
}

impl Archive {
    /// Can it only be read?
    pub fn is_read_only(&self) -> bool {
        self.lock.is_none()
    }

    /// Where the archive's file is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The revision that readers are served: it grows with every change.
    pub fn revision(&self) -> u64 {
        self.facets.load().revision()
    }

    /// Puts the file in order after much has been written: few segments of the index, few dead articles in it, a snapshot for a quick start, free
    /// pages given back. Returns whether the file itself holds all that was written: while readers are busy with an older
    /// state, a part of it stays in the log beside the file.
    pub async fn tidy(&self) -> Result<bool> {
        self.drop_dead_index().await?;
        self.merge_segments().await?;
        self.save_snapshot().await?;
        sqlx::query("PRAGMA incremental_vacuum")
            .execute(&self.write)
            .await?;
        let busy: i64 = sqlx::query_scalar("PRAGMA wal_checkpoint(TRUNCATE)")
            .fetch_one(&self.write)
            .await?;
        Ok(busy == 0)
    }

    /// Takes in what this or another process has written since. Returns whether there was anything.
    pub async fn refresh(&self) -> Result<bool> {
        let _alone = self.refreshing.lock().await;
        let current = self.facets.load_full();
        let Some(changes) = self.changes_since(current.revision()).await? else {
            return Ok(false);
        };
        let next = tokio::task::spawn_blocking(move || Arc::new(current.with(changes)));
        let next = next.await.map_err(std::io::Error::other)?;
        // The index first, so that no reader has to wait for it.
        self.renew_index(&next).await?;
        self.facets.store(next);
        Ok(true)
    }

    /// Loads what searching needs, so that no reader waits for it.
    pub async fn warm_up(&self) -> Result<()> {
        let words = tokio::task::spawn_blocking(segment::load);
        self.index().await?;
        words.await.map_err(std::io::Error::other)?;
        self.lexicon().await?;
        Ok(())
    }

    /// Is there nothing in it yet?
    pub async fn is_empty(&self) -> Result<bool> {
        let any: i64 = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM document)")
            .fetch_one(&mut *self.read.get().await?)
            .await?;
        Ok(any == 0)
    }

    /// Does it hold the built-in sample and nothing else?
    pub async fn is_sample(&self) -> Result<bool> {
        let facets = self.facets();
        let only = facets.only_sample.get_or_try_init(|| async {
            let only: i64 = sqlx::query_scalar(
                "SELECT EXISTS (SELECT 1 FROM document) AND NOT EXISTS (SELECT 1 FROM document WHERE NOT sample)",
            )
            .fetch_one(&mut *self.read.get().await?)
            .await?;
            Ok(only == 1)
        });
        only.await.copied()
    }

    /// Closes the file.
    pub async fn close(&self) {
        self.read.close().await;
        self.write.close().await;
    }
}

/// Reads a stored field that is ours and must be sound.
fn stored<T: FromStr>(text: &str, what: &str) -> Result<T> {
    text.parse()
        .map_err(|_| ArchiveError::Corrupt(format!("{what} {text:?}")))
}
