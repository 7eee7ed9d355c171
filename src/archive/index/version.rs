//! Which terms the index holds: an archive whose index was made by other rules gets a new one when it is opened.

use std::time::Duration;

use crate::archive::lock::WriterLock;
use crate::archive::{Archive, Result};
use crate::clock;

/// Raise it with every change of [`super::terms`], [`super::list`] or [`super::block`], and of the normal form of texts
/// ([`crate::text::normalize`]): what is searched must be what was written.
const VERSION: i64 = 4;
/// How long a process waits for another one that makes the index.
const PATIENCE: Duration = Duration::from_secs(600);

impl Archive {
    /// Makes the index anew if it was made by other rules.
    pub(in crate::archive) async fn bring_index_up_to_date(&self) -> Result<()> {
        if self.index_version().await? == Some(VERSION) {
            return Ok(());
        }
        let (path, now) = (self.path.clone(), clock::rfc3339(clock::now()));
        let lock = tokio::task::spawn_blocking(move || {
            WriterLock::acquire(&path, "migrate", &now, PATIENCE, |_| {})
        });
        let _lock = lock.await.map_err(std::io::Error::other)??;
        // Another process may have made it while this one waited.
        if self.index_version().await? == Some(VERSION) {
            return Ok(());
        }
        let any: i64 = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM article)")
            .fetch_one(&self.write)
            .await?;
        if any == 1 {
            tracing::warn!(
                "the index was made by an older version and is made anew: some seconds for 10,000 articles"
            );
            self.rebuild_index().await?;
        } else {
            let mut connection = self.write.acquire().await?;
            note_version(&mut connection).await?;
        }
        Ok(())
    }

    async fn index_version(&self) -> Result<Option<i64>> {
        Ok(
            sqlx::query_scalar("SELECT value FROM meta WHERE key = 'index'")
                .fetch_optional(&self.write)
                .await?,
        )
    }
}

/// Notes by which rules the index is made; part of the transaction that makes it.
pub(in crate::archive) async fn note_version(
    tx: &mut sqlx::sqlite::SqliteConnection,
) -> Result<()> {
    sqlx::query("INSERT INTO meta VALUES ('index', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value")
        .bind(VERSION)
        .execute(tx)
        .await?;
    Ok(())
}
