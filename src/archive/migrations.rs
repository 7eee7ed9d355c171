//! The schema, step by step. A released step is never edited; a change is a new one.

use std::path::Path;
use std::time::Duration;

use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqlitePool};
use sqlx::{ConnectOptions, Connection, SqlSafeStr, SqlStr};

use super::lock::WriterLock;
use super::{ArchiveError, Result};
use crate::clock;

/// All steps, oldest first, embedded in the program.
pub(super) fn migrator() -> Migrator {
    let steps: [(&'static str, &'static str); 12] = [
        ("init", include_str!("../../migrations/0001_init.sql")),
        ("fts", include_str!("../../migrations/0002_fts.sql")),
        (
            "revisions",
            include_str!("../../migrations/0003_revisions.sql"),
        ),
        (
            "reprints",
            include_str!("../../migrations/0004_reprints.sql"),
        ),
        (
            "snapshot",
            include_str!("../../migrations/0005_snapshot.sql"),
        ),
        ("content", include_str!("../../migrations/0006_content.sql")),
        ("moments", include_str!("../../migrations/0007_moments.sql")),
        (
            "snapshot parts",
            include_str!("../../migrations/0008_snapshot_parts.sql"),
        ),
        (
            "forgotten",
            include_str!("../../migrations/0009_forgotten.sql"),
        ),
        ("folders", include_str!("../../migrations/0010_folders.sql")),
        (
            "redacted",
            include_str!("../../migrations/0011_redacted.sql"),
        ),
        (
            "reprint keys",
            include_str!("../../migrations/0012_reprint_keys.sql"),
        ),
    ];
    let migrations = (1..).zip(steps).map(|(version, (name, sql))| {
        let sql: SqlStr = sql.into_sql_str();
        Migration::new(version, name.into(), MigrationType::Simple, sql, false)
    });
    Migrator::with_migrations(migrations.collect())
}

/// Takes the steps that are missing. Only one process does it at a time; others wait for it at most `patience`.
pub(super) async fn bring_up_to_date(
    pool: &SqlitePool,
    path: &Path,
    patience: Duration,
) -> Result<()> {
    let latest = migrator().iter().map(|step| step.version).max();
    if version(&mut *pool.acquire().await?).await? == latest {
        return Ok(());
    }
    let now = clock::rfc3339(clock::now());
    let lock = tokio::task::spawn_blocking({
        let path = path.to_path_buf();
        move || WriterLock::acquire(&path, "migrate", &now, patience, |_| {})
    });
    let _lock = lock.await.map_err(std::io::Error::other)??;
    migrator().run(pool).await.map_err(|error| match error {
        MigrateError::VersionMissing(_) | MigrateError::VersionTooNew(..) => {
            ArchiveError::Newer(path.to_path_buf())
        }
        MigrateError::Execute(source) => source.into(),
        other => ArchiveError::NotAnArchive {
            path: path.to_path_buf(),
            reason: other.to_string(),
        },
    })
}

/// For an archive that can only be read.
pub(super) async fn check_is_latest(connection: &mut SqliteConnection, path: &Path) -> Result<()> {
    let latest = migrator().iter().map(|step| step.version).max();
    match version(connection).await? {
        found if found == latest => Ok(()),
        found if found > latest => Err(ArchiveError::Newer(path.to_path_buf())),
        _ => Err(ArchiveError::NotAnArchive {
            path: path.to_path_buf(),
            reason: "an older version of jianbao made it, and it can only be read; open it once where it can be written"
                .to_string(),
        }),
    }
}

/// Does an unmarked database hold tables, and none that a first step of ours leaves? Nothing is changed in it. What cannot
/// be read is left for the opening to report.
pub(super) async fn is_foreign(path: &Path) -> bool {
    let options = SqliteConnectOptions::new().filename(path).read_only(true);
    let Ok(mut connection) = options.connect().await else {
        return false;
    };
    let foreign = sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM sqlite_schema) AND NOT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = '_sqlx_migrations')",
    )
    .fetch_one(&mut connection)
    .await;
    connection.close().await.ok();
    foreign.is_ok_and(|foreign: bool| foreign)
}

/// Number of the last step that was taken; `None` for a new archive.
async fn version(connection: &mut SqliteConnection) -> Result<Option<i64>> {
    let any: i64 = sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = '_sqlx_migrations')",
    )
    .fetch_one(&mut *connection)
    .await?;
    if any == 0 {
        return Ok(None);
    }
    Ok(
        sqlx::query_scalar("SELECT max(version) FROM _sqlx_migrations WHERE success")
            .fetch_one(connection)
            .await?,
    )
}
