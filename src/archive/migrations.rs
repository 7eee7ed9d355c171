//! The schema, step by step. A released step is never edited; a change is a new one.

use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{SqlSafeStr, SqlStr};

/// All steps, oldest first, embedded in the program.
pub(super) fn migrator() -> Migrator {
    let steps: [(&'static str, &'static str); 3] = [
        ("init", include_str!("../../migrations/0001_init.sql")),
        ("fts", include_str!("../../migrations/0002_fts.sql")),
        (
            "snapshot",
            include_str!("../../migrations/0004_snapshot.sql"),
        ),
    ];
    let migrations = (1..).zip(steps).map(|(version, (name, sql))| {
        let sql: SqlStr = sql.into_sql_str();
        Migration::new(version, name.into(), MigrationType::Simple, sql, false)
    });
    Migrator::with_migrations(migrations.collect())
}
