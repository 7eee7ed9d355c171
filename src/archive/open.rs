//! Opening an archive: to write it where that can be, else to read it.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use sqlx::ConnectOptions;
use sqlx::sqlite::{
    SqliteAutoVacuum, SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
    SqliteSynchronous,
};
use tokio::sync::Semaphore;

use super::facets::{self, Facets};
use super::lock::OpenLock;
use super::readers::Readers;
use super::together::Together;
use super::{Archive, ArchiveError, Result, articles, at_a_time, backup, beside, migrations};

/// Marks the file as an archive of ours (`PRAGMA application_id`): "JBAO".
const APPLICATION_ID: i32 = 0x4A42_414F;

/// How long an opening waits for a process that brings the schema up to date, unless it is told.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);

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

    pub(super) async fn open_writable(path: &Path, patience: Duration) -> Result<Self> {
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
    pub(super) async fn open_frozen(path: &Path) -> Result<Self> {
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
            by_id: Together::new(articles::BY_ID, read.clone()),
            beside: Together::new(beside::BESIDE, read.clone()),
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
}

/// What every connection is tuned to; `cache` is how many KB of pages it keeps.
pub(super) fn tuned(options: SqliteConnectOptions, cache: u32) -> SqliteConnectOptions {
    options
        .pragma("trusted_schema", "off")
        .pragma("cache_size", format!("-{cache}"))
        .statement_cache_capacity(256)
        // Not a warning: a keeper can do nothing about it.
        .log_slow_statements(log::LevelFilter::Debug, Duration::from_secs(1))
}

/// Has nobody a database open to write it? SQLite keeps these files beside it for so long.
pub(super) fn lies_still(path: &Path) -> bool {
    let mut beside = ["-wal", "-shm"].iter();
    beside.all(|suffix| !backup::with_suffix(path, suffix).exists())
}

/// Refuses a file that SQLite or we did not write before anything is changed in it.
pub(super) async fn check_is_archive(path: &Path) -> Result<()> {
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
