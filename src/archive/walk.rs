//! Going through a table bit by bit, so that memory does not grow with it.

use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

use super::Result;

/// Rows that are read at a time.
const ROWS: i64 = 2_000;
/// Heavy rows that are read at a time: so many, or of so many bytes as they are stored.
const HEAVY: (i64, i64) = (64, 8 << 20);

/// A walk over rows in the order of a key, some at a time.
pub(super) struct Walk {
    statement: &'static str,
    after: i64,
}

impl Walk {
    /// `statement` gives the rows after a key, in its order and with it as the first column, and at most so many.
    pub(super) fn over(statement: &'static str) -> Self {
        Self {
            statement,
            after: i64::MIN,
        }
    }

    /// The next rows; `None` where there are no more.
    pub(super) async fn next(
        &mut self,
        tx: &mut SqliteConnection,
    ) -> Result<Option<Vec<SqliteRow>>> {
        let rows = sqlx::query(self.statement)
            .bind(self.after)
            .bind(ROWS)
            .fetch_all(tx)
            .await?;
        let Some(last) = rows.last() else {
            return Ok(None);
        };
        self.after = last.try_get(0)?;
        Ok(Some(rows))
    }
}

/// A walk over rows of very different sizes: as many at a time as fit in memory together.
pub(super) struct HeavyWalk {
    sizes: &'static str,
    statement: &'static str,
    after: i64,
}

impl HeavyWalk {
    /// `sizes` gives keys and bytes after a key, in order, and at most so many; `statement` the rows after one key up to
    /// another.
    pub(super) fn over(sizes: &'static str, statement: &'static str) -> Self {
        Self {
            sizes,
            statement,
            after: i64::MIN,
        }
    }

    /// The next rows; `None` where there are no more.
    pub(super) async fn next(
        &mut self,
        tx: &mut SqliteConnection,
    ) -> Result<Option<Vec<SqliteRow>>> {
        let Some(last) = self.end(tx).await? else {
            return Ok(None);
        };
        let rows = sqlx::query(self.statement)
            .bind(self.after)
            .bind(last)
            .fetch_all(tx)
            .await?;
        self.after = last;
        Ok(Some(rows))
    }

    /// The last key of those that fit in memory together: one at least.
    async fn end(&self, tx: &mut SqliteConnection) -> Result<Option<i64>> {
        let (count, bytes) = HEAVY;
        let sizes: Vec<(i64, i64)> = sqlx::query_as(self.sizes)
            .bind(self.after)
            .bind(count)
            .fetch_all(tx)
            .await?;
        let mut held = 0;
        let within = sizes.iter().take_while(|(_, size)| {
            let fits = held < bytes;
            held += size;
            fits
        });
        Ok(within.last().map(|(key, _)| *key))
    }
}
