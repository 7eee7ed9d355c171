//! Making the full-text index anew from the articles.

use rayon::prelude::*;
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sqlx::{Connection, Row};

use super::articles::Content;
use super::index::{self, Terms};
use super::walk::Walk;
use super::writer::next_revision;
use super::{Archive, ArticleId, Result};

/// The index may hold so many times the articles that there are, and a few more.
const DEAD_AT_MOST: i64 = 2;
const FEW: i64 = 1_000;

impl Archive {
    /// Makes the index anew from the articles, in one transaction, then puts the file in order. Returns how many there are.
    pub async fn rebuild_index(&self) -> Result<u64> {
        let count = self.refill_index().await?;
        self.tidy().await?;
        Ok(count)
    }

    /// Makes the index anew where most of it is about articles that are gone or have changed: merging keeps them, so that it
    /// would grow with all that was ever stored. As often as that, the cost is that of storing.
    pub(super) async fn drop_dead_index(&self) -> Result<()> {
        let (indexed, living): (i64, i64) = sqlx::query_as(
            "SELECT (SELECT coalesce(sum(docs), 0) FROM segment), (SELECT coalesce(sum(articles), 0) FROM document)",
        )
        .fetch_one(&self.write)
        .await?;
        if indexed > DEAD_AT_MOST * living + FEW {
            tracing::warn!(
                "most of the index is about articles that have changed since; it is made anew: some seconds for 10,000 articles"
            );
            self.refill_index().await?;
        }
        Ok(())
    }

    async fn refill_index(&self) -> Result<u64> {
        let mut connection = self.write.acquire().await?;
        let mut tx = connection.begin_with("BEGIN IMMEDIATE").await?;
        next_revision(&mut tx).await?;
        clear_index(&mut tx).await?;
        let count = fill_index(&mut tx).await?;
        tx.commit().await?;
        drop(connection);
        self.refresh().await?;
        Ok(count)
    }
}

/// Leaves the index without a word.
pub(super) async fn clear_index(tx: &mut SqliteConnection) -> Result<()> {
    for statement in [
        "DELETE FROM segment",
        "DELETE FROM posting",
        "DELETE FROM word",
        "DELETE FROM vocabulary",
    ] {
        sqlx::query(statement).execute(&mut *tx).await?;
    }
    Ok(())
}

/// Makes the index from the articles; returns how many there are.
pub(super) async fn fill_index(tx: &mut SqliteConnection) -> Result<u64> {
    let mut count = 0;
    let mut walk = Walk::over(
        "SELECT seq, id, headline, content FROM article JOIN article_content USING (seq)
         WHERE seq > ? ORDER BY seq LIMIT ?",
    );
    while let Some(rows) = walk.next(tx).await? {
        count += rows.len() as u64;
        let terms: Vec<(i64, Terms)> = rows.par_iter().map(terms_of).collect::<Result<_>>()?;
        let terms: Vec<(i64, &Terms)> = terms.iter().map(|(seq, it)| (*seq, it)).collect();
        index::write_segment(tx, &terms).await?;
    }
    index::note_version(tx).await?;
    Ok(count)
}

fn terms_of(row: &SqliteRow) -> Result<(i64, Terms)> {
    let id = ArticleId::from_number(row.try_get("id")?);
    let content = Content::unpack(row.try_get("content")?)?;
    let article = content.with(id, row.try_get("headline")?, vec![], vec![]);
    Ok((row.try_get("seq")?, Terms::of(&article)))
}
