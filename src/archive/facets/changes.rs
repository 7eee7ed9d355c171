//! Reading what has changed.

use sqlx::sqlite::SqliteConnection;
use sqlx::{Connection, Row};
use tokio_stream::StreamExt;

use super::Names;
use super::coarse::Places;
use super::table::{Entry, Table};
use crate::archive::rows::unpack_regions;
use crate::archive::{Archive, Result};

/// All changes between two revisions.
#[derive(Debug, Default)]
pub(in crate::archive) struct Changes {
    pub(super) revision: u64,
    pub(super) names: Names,
    pub(super) changed: Table,
    /// Those of the changed ones whose date is coarse.
    pub(super) coarse: Places,
    pub(super) removed: Vec<i64>,
}

impl Archive {
    /// What has changed since the revision `known`, if anything; as of one moment, so that an article that changes meanwhile
    /// is either not yet among it, or whole.
    pub(in crate::archive) async fn changes_since(&self, known: u64) -> Result<Option<Changes>> {
        let mut reader = self.read.get().await?;
        let mut tx = reader.begin().await?;
        let stored: i64 = sqlx::query_scalar("SELECT value FROM meta WHERE key = 'revision'")
            .fetch_one(&mut *tx)
            .await?;
        if stored as u64 == known {
            tx.rollback().await?;
            return Ok(None);
        }
        let mut changes = Changes {
            revision: stored as u64,
            names: Names::read(&mut tx).await?,
            ..Changes::default()
        };
        let mut rows = sqlx::query(
            "SELECT seq, date, source, regions, topics FROM article WHERE revision > ? ORDER BY seq",
        )
        .bind(known as i64)
        .fetch(&mut *tx);
        while let Some(row) = rows.try_next().await? {
            let regions = unpack_regions(row.try_get("regions")?);
            let seq = row.try_get("seq")?;
            changes.coarse.note(seq, row.try_get("date")?);
            changes.changed.push(Entry {
                seq,
                source: row.try_get("source")?,
                regions: &regions,
                topics: row.try_get("topics")?,
            });
        }
        drop(rows);
        if known > 0 {
            changes.removed = sqlx::query_scalar("SELECT seq FROM removed WHERE revision > ?")
                .bind(known as i64)
                .fetch_all(&mut *tx)
                .await?;
        }
        tx.commit().await?;
        Ok(Some(changes))
    }
}

impl Names {
    pub(super) async fn read(tx: &mut SqliteConnection) -> Result<Self> {
        let topics: Vec<(i64, String)> = sqlx::query_as("SELECT id, name FROM topic")
            .fetch_all(&mut *tx)
            .await?;
        let sources: Vec<(i64, String)> = sqlx::query_as("SELECT id, name FROM source")
            .fetch_all(tx)
            .await?;
        Ok(Self {
            topics: topics
                .into_iter()
                .filter_map(|(id, name)| Some((u8::try_from(id).ok()?, name)))
                .collect(),
            sources: sources.into_iter().collect(),
        })
    }
}
