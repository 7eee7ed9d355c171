//! The topics file that an archive was last loaded with, so that later loads and servers go by the same one.

use super::{Archive, Result};

impl Archive {
    /// The text of that file; `None` where the built-in topics are used.
    pub async fn topics_file(&self) -> Result<Option<String>> {
        Ok(
            sqlx::query_scalar("SELECT value FROM meta WHERE key = 'topics'")
                .fetch_optional(&mut *self.read.get().await?)
                .await?,
        )
    }

    /// Remembers the text of a topics file; `None` stands for the built-in topics.
    pub async fn keep_topics_file(&self, text: Option<&str>) -> Result<()> {
        let mut connection = self.write.acquire().await?;
        let query = match text {
            Some(text) => {
                sqlx::query("INSERT OR REPLACE INTO meta VALUES ('topics', ?)").bind(text)
            }
            None => sqlx::query("DELETE FROM meta WHERE key = 'topics'"),
        };
        query.execute(&mut *connection).await?;
        Ok(())
    }
}
