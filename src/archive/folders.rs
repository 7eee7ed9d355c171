//! From which folders documents were loaded: so that a later load can tell whose file is no longer there.

use super::{Archive, Result};

impl Archive {
    /// Notes that the documents of these names lie in this folder now, which each of their names goes on from.
    pub async fn note_folder(&self, path: &str, names: &[&str]) -> Result<()> {
        let mut tx = self.write.begin_with("BEGIN IMMEDIATE").await?;
        sqlx::query("INSERT OR IGNORE INTO folder (path) VALUES (?)")
            .bind(path)
            .execute(&mut *tx)
            .await?;
        // Rows that say so already are not written again.
        sqlx::query(
            "UPDATE document SET folder = (SELECT id FROM folder WHERE path = ?1)
             WHERE name IN (SELECT value FROM json_each(?2)) AND folder IS NOT (SELECT id FROM folder WHERE path = ?1)",
        )
        .bind(path)
        .bind(serde_json::to_string(names).unwrap_or_default())
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(())
    }

    /// The folders that documents were loaded from.
    pub async fn folders(&self) -> Result<Vec<String>> {
        let paths = sqlx::query_scalar("SELECT path FROM folder ORDER BY path")
            .fetch_all(&mut *self.read.get().await?)
            .await?;
        Ok(paths)
    }

    /// Names of the documents that were last loaded from this folder, in order.
    pub async fn names_from(&self, folder: &str) -> Result<Vec<String>> {
        let names = sqlx::query_scalar(
            "SELECT name FROM document WHERE folder = (SELECT id FROM folder WHERE path = ?) ORDER BY name",
        )
        .bind(folder)
        .fetch_all(&mut *self.read.get().await?)
        .await?;
        Ok(names)
    }
}
