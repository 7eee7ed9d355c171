//! The archive: one SQLite file, and every statement of SQL that there is.
//!
//! [`Archive`] is the one handle that everyone uses. Its methods take and give plain records; no type of the database
//! driver and no query syntax gets out. One connection writes; a pool of read-only connections serves readers, and
//! [`facets`] holds in memory what listings filter and count by.

mod articles;
mod documents;
mod export;
pub mod facets;
mod index;
mod large;
pub mod listing;
mod migrations;
pub mod permalink;
mod reconcile;
mod rows;
pub mod search;
mod store;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use sqlx::migrate::MigrateError;
use sqlx::sqlite::{
    SqliteAutoVacuum, SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
    SqliteSynchronous,
};

pub use articles::{ArticleRecord, Lookup, Tombstone};
pub use documents::{DocumentRecord, DocumentRow, Piece};
pub use export::{ExportCursor, ExportFilter};
use facets::Facets;
pub use large::{Ids, Large};
pub use listing::{Filter, Listing, Order, PageRequest};
pub use permalink::ArticleId;
pub use rows::ArticleRow;
pub use store::{INGESTION_VERSION, Outcome, Prepared, StoreReport};

/// Marks the file as an archive of ours (`PRAGMA application_id`): "JBAO".
const APPLICATION_ID: i32 = 0x4A42_414F;

/// What can go wrong with an archive. The messages are for the keeper, never for readers.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    #[error("{path} is no archive: {reason}")]
    NotAnArchive { path: PathBuf, reason: String },
    #[error("{0} was made by a newer version of jianbao; update the program to open it")]
    Newer(PathBuf),
    #[error("{path} cannot be opened: {source}")]
    Open { path: PathBuf, source: sqlx::Error },
    #[error(
        "more than {limit} articles bear the date {date}; load them into archives of their own"
    )]
    DayFull { date: String, limit: u64 },
    #[error("the archive holds something it should not: {0}; run `jianbao verify`")]
    Corrupt(String),
    #[error("the query took more than a second and was given up")]
    TooSlow,
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
}

/// Result of an archive operation.
pub type Result<T> = std::result::Result<T, ArchiveError>;

/// A handle on the archive; cheap to clone.
#[derive(Clone)]
pub struct Archive {
    read: SqlitePool,
    write: SqlitePool,
    facets: Arc<ArcSwap<Facets>>,
    index: Arc<index::IndexCell>,
    path: Arc<Path>,
}

impl Archive {
    /// Opens the archive at `path`, or makes a new one, and brings its schema up to date.
    pub async fn open(path: &Path) -> Result<Self> {
        let open_error = |source| ArchiveError::Open {
            path: path.to_path_buf(),
            source,
        };
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            // Of smaller pages a quarter stays empty: an article's text fills a third of 4 KB and more.
            .page_size(16_384)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            .busy_timeout(Duration::from_secs(5))
            .foreign_keys(true)
            .pragma("trusted_schema", "off")
            // Pages that become free when segments are merged are given back after a load.
            .auto_vacuum(SqliteAutoVacuum::Incremental)
            .pragma("cache_size", "-65536")
            .statement_cache_capacity(256);
        check_is_archive(path).await?;
        let write = SqlitePoolOptions::new()
            .max_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_with(options.clone())
            .await
            .map_err(open_error)?;
        migrations::migrator()
            .run(&write)
            .await
            .map_err(|error| match error {
                MigrateError::VersionMissing(_) | MigrateError::VersionTooNew(..) => {
                    ArchiveError::Newer(path.to_path_buf())
                }
                MigrateError::Execute(source) => open_error(source),
                other => ArchiveError::NotAnArchive {
                    path: path.to_path_buf(),
                    reason: other.to_string(),
                },
            })?;
        mark_as_archive(&write).await.map_err(open_error)?;
        let read = SqlitePoolOptions::new()
            .max_connections(4)
            .min_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_with(
                options
                    .pragma("query_only", "on")
                    .pragma("cache_size", "-8192"),
            )
            .await
            .map_err(open_error)?;
        let archive = Self {
            read,
            write,
            facets: Arc::new(ArcSwap::from_pointee(Facets::default())),
            index: Arc::default(),
            path: path.into(),
        };
        archive.load_snapshot().await?;
        archive.refresh().await?;
        Ok(archive)
    }

    /// Where the archive's file is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The revision that readers are served: it grows with every change.
    pub fn revision(&self) -> u64 {
        self.facets.load().revision()
    }

    /// Puts the file in order after much has been written: a snapshot for a quick start, free pages given back.
    pub async fn tidy(&self) -> Result<()> {
        self.save_snapshot().await?;
        sqlx::query("PRAGMA incremental_vacuum")
            .execute(&self.write)
            .await?;
        sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
            .execute(&self.write)
            .await?;
        Ok(())
    }

    /// Takes in what this or another process has written since. Returns whether there was anything.
    pub async fn refresh(&self) -> Result<bool> {
        let current = self.facets.load_full();
        let stored = self.stored_revision().await?;
        if stored == current.revision() {
            return Ok(false);
        }
        let changes = self.changes_since(current.revision(), stored).await?;
        self.facets.store(Arc::new(current.with(changes)));
        Ok(true)
    }

    async fn stored_revision(&self) -> Result<u64> {
        let revision: i64 = sqlx::query_scalar("SELECT value FROM meta WHERE key = 'revision'")
            .fetch_one(&self.read)
            .await?;
        Ok(revision as u64)
    }

    /// Is there nothing in it yet?
    pub async fn is_empty(&self) -> Result<bool> {
        let any: i64 = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM document)")
            .fetch_one(&self.read)
            .await?;
        Ok(any == 0)
    }

    /// Does it hold the built-in sample and nothing else?
    pub async fn is_sample(&self) -> Result<bool> {
        let only: i64 = sqlx::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM document) AND NOT EXISTS (SELECT 1 FROM document WHERE NOT sample)",
        )
        .fetch_one(&self.read)
        .await?;
        Ok(only == 1)
    }

    /// Lets running statements finish and closes the file.
    pub async fn close(&self) {
        self.read.close().await;
        self.write.close().await;
    }
}

/// Refuses a file that SQLite or we did not write before anything is changed in it.
async fn check_is_archive(path: &Path) -> Result<()> {
    let refuse = |reason: &str| ArchiveError::NotAnArchive {
        path: path.to_path_buf(),
        reason: reason.to_string(),
    };
    let size = match std::fs::metadata(path) {
        Ok(meta) if meta.is_dir() => return Err(refuse("it is a folder")),
        Ok(meta) => meta.len(),
        Err(_) => return Ok(()),
    };
    if size == 0 {
        return Ok(());
    }
    let mut head = [0_u8; 72];
    let read = std::fs::File::open(path)
        .and_then(|mut file| std::io::Read::read_exact(&mut file, &mut head));
    match read {
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
            Err(refuse("it is too short for a database"))
        }
        Err(error) => Err(ArchiveError::Open {
            path: path.to_path_buf(),
            source: sqlx::Error::Io(error),
        }),
        Ok(()) if !head.starts_with(b"SQLite format 3\0") => {
            Err(refuse("it is not an SQLite database"))
        }
        Ok(()) if head[68..72] != APPLICATION_ID.to_be_bytes() && head[68..72] != [0; 4] => {
            Err(refuse("it is another program's database"))
        }
        Ok(()) => Ok(()),
    }
}

async fn mark_as_archive(write: &SqlitePool) -> std::result::Result<(), sqlx::Error> {
    let id: i32 = sqlx::query_scalar("PRAGMA application_id")
        .fetch_one(write)
        .await?;
    if id != APPLICATION_ID {
        // The number is a constant of ours: the only PRAGMA value that is formatted into a statement.
        let statement = format!("PRAGMA application_id = {APPLICATION_ID}");
        sqlx::query(sqlx::AssertSqlSafe(statement))
            .execute(write)
            .await?;
    }
    Ok(())
}

/// Reads a stored field that is ours and must be sound.
fn stored<T: FromStr>(text: &str, what: &str) -> Result<T> {
    text.parse()
        .map_err(|_| ArchiveError::Corrupt(format!("{what} {text:?}")))
}
