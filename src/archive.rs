//! The archive: one SQLite file, and every statement of SQL that there is.
//!
//! [`Archive`] is the one handle that everyone uses. Its methods take and give plain records; no type of the database
//! driver and no query syntax gets out. One connection writes; a pool of read-only connections serves readers, and
//! [`facets`] holds in memory what listings filter and count by.

mod articles;
mod backup;
mod beside;
mod corrections;
mod documents;
mod export;
pub mod facets;
mod forget;
mod harvest;
mod identity;
mod index;
mod known;
mod large;
pub mod listing;
mod lock;
mod migrations;
pub mod permalink;
mod readers;
mod reconcile;
mod reload;
mod reprints;
mod revisions;
mod rows;
pub mod search;
mod store;
mod suggest;
mod trends;
mod verify;
mod writer;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use sqlx::ConnectOptions;
use sqlx::sqlite::{
    SqliteAutoVacuum, SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
    SqliteSynchronous,
};
use tokio::sync::{Mutex, Semaphore};

pub use articles::{ArticleRecord, Lookup, Tombstone};
pub use beside::{Beside, Other};
pub use corrections::Correction;
pub use documents::{DocumentRecord, DocumentRow, Original, Piece};
pub use export::{ExportCursor, ExportFilter};
use facets::Facets;
pub use harvest::{HarvestCursor, HarvestFilter, Harvested};
pub use large::{Head, Ids, Large};
pub use listing::{Filter, Listing, Order, PageRequest};
use lock::OpenLock;
pub use lock::{Holder, WriterLock};
pub use permalink::ArticleId;
use readers::Readers;
pub use reprints::Reprint;
pub use revisions::{Action, Occasion, Revision};
pub use rows::ArticleRow;
pub use store::{Detail, INGESTION_VERSION, Mode, Outcome, Prepared, StoreReport};
pub use suggest::Suggestion;
pub use trends::Trends;
pub use verify::Report;

use crate::text::segment;

/// Marks the file as an archive of ours (`PRAGMA application_id`): "JBAO".
const APPLICATION_ID: i32 = 0x4A42_414F;

/// How long an opening waits for a process that brings the schema up to date, unless it is told.
const PATIENCE: Duration = Duration::from_secs(60);

/// What can go wrong with an archive. The messages are for the keeper, never for readers.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    #[error("{path} is no archive: {reason}")]
    NotAnArchive { path: PathBuf, reason: String },
    #[error("{0} was made by a newer version of jianbao; update the program to open it")]
    Newer(PathBuf),
    #[error("{path} cannot be opened: {source}")]
    Open {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error(
        "more than {limit} articles bear the date {date}; load them into archives of their own"
    )]
    DayFull { date: String, limit: u64 },
    #[error("the archive holds something it should not: {0}; run `jianbao verify`")]
    Corrupt(String),
    /// Which article, and why it cannot be done.
    #[error("article {0}: {1}")]
    Unfit(String, String),
    #[error("the archive holds no document {0:?}; documents are named as they were loaded")]
    NoDocument(String),
    #[error("the query took more than a second and was given up")]
    TooSlow,
    #[error("another process is writing to the archive: {0}; try again when it is done")]
    Locked(String),
    #[error("{0} is open in another process; stop the server or command that uses it first")]
    InUse(PathBuf),
    #[error("{0} is just being replaced by another process; try again")]
    BeingReplaced(PathBuf),
    #[error(
        "the archive can only be read here; check the rights of its file and folder, and that the disk is not mounted read-only"
    )]
    ReadOnly,
    #[error(
        "the disk is full or cannot be written ({0}); the archive is as it was before this step: make room and run the command again"
    )]
    DiskFull(sqlx::Error),
    #[error("the archive is busy: another process has been writing for too long; try again")]
    Busy,
    #[error(
        "the database is damaged ({0}); run `jianbao verify`, and `jianbao restore-from` with a backup"
    )]
    Damaged(sqlx::Error),
    #[error("the copy {0} is not sound and was not kept: {1}")]
    Unsound(PathBuf, String),
    #[error("file: {0}")]
    Io(#[from] std::io::Error),
    #[error("database: {0}")]
    Database(sqlx::Error),
}

impl From<sqlx::Error> for ArchiveError {
    /// By SQLite's result code (<https://sqlite.org/rescode.html>); the low byte is the primary one.
    fn from(error: sqlx::Error) -> Self {
        const CANTOPEN_OR_IO: [i32; 2] = [14, 10];
        let code = error
            .as_database_error()
            .and_then(|error| error.code()?.parse::<i32>().ok())
            .unwrap_or(0);
        match code & 0xff {
            5 | 6 => Self::Busy,
            8 => Self::ReadOnly,
            11 | 26 => Self::Damaged(error),
            13 => Self::DiskFull(error),
            primary if CANTOPEN_OR_IO.contains(&primary) => Self::DiskFull(error),
            _ => Self::Database(error),
        }
    }
}

/// Result of an archive operation.
pub type Result<T> = std::result::Result<T, ArchiveError>;

/// A handle on the archive; cheap to clone.
#[derive(Clone)]
pub struct Archive {
    read: Readers,
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

impl ArchiveError {
    /// Is it one that reading alone may be spared?
    fn forbids_writing(&self) -> bool {
        use std::io::ErrorKind::{PermissionDenied, ReadOnlyFilesystem, StorageFull};
        match self {
            Self::ReadOnly | Self::DiskFull(_) => true,
            Self::Open { source: error, .. } | Self::Io(error) => {
                [PermissionDenied, ReadOnlyFilesystem, StorageFull].contains(&error.kind())
            }
            _ => false,
        }
    }
}

/// So many searches, and so many statements of readers, run at a time: more would only hold memory and wait for each other,
/// fewer would leave cores idle while the disk is asked.
fn at_a_time() -> usize {
    1 + std::thread::available_parallelism().map_or(1, usize::from)
}

/// What every connection is tuned to; `cache` is how many KB of pages it keeps.
fn tuned(options: SqliteConnectOptions, cache: u32) -> SqliteConnectOptions {
    options
        .pragma("trusted_schema", "off")
        .pragma("cache_size", format!("-{cache}"))
        .statement_cache_capacity(256)
        // Not a warning: a keeper can do nothing about it.
        .log_slow_statements(log::LevelFilter::Debug, Duration::from_secs(1))
}

impl Archive {
    /// Opens the archive at `path` as [`Self::open_within`] does, within a minute.
    pub async fn open(path: &Path) -> Result<Self> {
        Self::open_within(path, PATIENCE).await
    }

    /// Opens the archive at `path`, or makes a new one, and brings its schema up to date, for which it waits for other
    /// processes at most `patience`. One that cannot be written (its file, its folder or the disk) is opened for reading
    /// alone.
    pub async fn open_within(path: &Path, patience: Duration) -> Result<Self> {
        check_is_archive(path).await?;
        match Self::open_writable(path, patience).await {
            Err(error) if error.forbids_writing() && path.exists() => {
                tracing::debug!(%error, "the archive cannot be written");
                Self::open_frozen(path).await.map_err(|_| error)
            }
            opened => opened,
        }
    }

    async fn open_writable(path: &Path, patience: Duration) -> Result<Self> {
        std::fs::OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
            .map_err(|source| ArchiveError::Open {
                path: path.to_path_buf(),
                source,
            })?;
        let lock = OpenLock::share(path)?;
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            // Of smaller pages a quarter stays empty: an article's text fills a third of 4 KB and more.
            .page_size(16_384)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            .busy_timeout(Duration::from_secs(5))
            .foreign_keys(true)
            // Pages that become free when segments are merged are given back after a load.
            .auto_vacuum(SqliteAutoVacuum::Incremental);
        let write = SqlitePoolOptions::new()
            .max_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_with(tuned(options.clone(), 65_536))
            .await?;
        migrations::bring_up_to_date(&write, path, patience).await?;
        mark_as_archive(&write).await?;
        let read = Readers::open(options).await?;
        let archive = Self::with(path, read, write, Some(lock)).await?;
        archive.bring_index_up_to_date().await?;
        Ok(archive)
    }

    /// Opens an archive that cannot be written here: so that what others write is followed, where SQLite can do that
    /// beside them, else as a file that does not change.
    async fn open_frozen(path: &Path) -> Result<Self> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .read_only(true)
            .busy_timeout(Duration::from_secs(5));
        match Self::open_to_read(path, options.clone()).await {
            Err(_) if lies_still(path) => Self::open_to_read(path, options.immutable(true)).await,
            opened => opened,
        }
    }

    async fn open_to_read(path: &Path, options: SqliteConnectOptions) -> Result<Self> {
        let write = SqlitePoolOptions::new()
            .max_connections(1)
            .connect_lazy_with(options.clone());
        let read = Readers::open(options).await?;
        migrations::check_is_latest(&mut *read.get().await?, path).await?;
        Self::with(path, read, write, None).await
    }

    async fn with(
        path: &Path,
        read: Readers,
        write: SqlitePool,
        lock: Option<OpenLock>,
    ) -> Result<Self> {
        let archive = Self {
            read,
            write,
            facets: Arc::new(ArcSwap::from_pointee(Facets::default())),
            index: Arc::default(),
            lexicon: Arc::default(),
            turns: Arc::new(Semaphore::new(at_a_time())),
            refreshing: Arc::default(),
            path: path.into(),
            lock: lock.map(Arc::new),
        };
        archive.load_snapshot().await?;
        let known = archive.facets.load().len();
        archive.refresh().await?;
        // Rows that took long to read are not read at the next start again.
        let read = archive.facets.load().len().saturating_sub(known);
        if read >= facets::WORTHWHILE
            && !archive.is_read_only()
            && let Err(error) = archive.save_snapshot().await
        {
            tracing::debug!(%error, "no snapshot could be written");
        }
        Ok(archive)
    }

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

    /// Puts the file in order after much has been written: few segments of the index, a snapshot for a quick start, free
    /// pages given back.
    pub async fn tidy(&self) -> Result<()> {
        self.merge_segments().await?;
        self.save_snapshot().await?;
        for statement in [
            "PRAGMA incremental_vacuum",
            "PRAGMA wal_checkpoint(TRUNCATE)",
        ] {
            sqlx::query(statement).execute(&self.write).await?;
        }
        Ok(())
    }

    /// Takes in what this or another process has written since. Returns whether there was anything.
    pub async fn refresh(&self) -> Result<bool> {
        let _alone = self.refreshing.lock().await;
        let current = self.facets.load_full();
        let stored = self.stored_revision().await?;
        if stored == current.revision() {
            return Ok(false);
        }
        let changes = self.changes_since(current.revision(), stored).await?;
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

    async fn stored_revision(&self) -> Result<u64> {
        let revision: i64 = sqlx::query_scalar("SELECT value FROM meta WHERE key = 'revision'")
            .fetch_one(&mut *self.read.get().await?)
            .await?;
        Ok(revision as u64)
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

/// Has nobody a database open to write it? SQLite keeps these files beside it for so long.
fn lies_still(path: &Path) -> bool {
    let mut beside = ["-wal", "-shm"].iter();
    beside.all(|suffix| !backup::with_suffix(path, suffix).exists())
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
            source: error,
        }),
        Ok(()) if !head.starts_with(b"SQLite format 3\0") => {
            Err(refuse("it is not an SQLite database"))
        }
        Ok(()) if head[68..72] != APPLICATION_ID.to_be_bytes() && head[68..72] != [0; 4] => {
            Err(refuse("it is another program's database"))
        }
        Ok(()) if head[68..72] == [0; 4] && migrations::is_foreign(path).await => {
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
