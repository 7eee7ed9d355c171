//! Reading what has changed.

use sqlx::Row;
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
    pub(in crate::archive) async fn changes_since(
        &self,
        known: u64,
        stored: u64,
    ) -> Result<Changes> {
        let mut changes = Changes {
            revision: stored,
            names: self.names().await?,
            ..Changes::default()
        };
        let mut reader = self.read.get().await?;
        let mut rows = sqlx::query(
            "SELECT seq, date, source, regions, topics FROM article WHERE revision > ? AND revision <= ? ORDER BY seq",
        )
        .bind(known as i64)
        .bind(stored as i64)
        .fetch(&mut *reader);
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
                .fetch_all(&mut *reader)
                .await?;
        }
        Ok(changes)
    }

    pub(super) async fn names(&self) -> Result<Names> {
        let topics: Vec<(i64, String)> = sqlx::query_as("SELECT id, name FROM topic")
            .fetch_all(&mut *self.read.get().await?)
            .await?;
        let sources: Vec<(i64, String)> = sqlx::query_as("SELECT id, name FROM source")
            .fetch_all(&mut *self.read.get().await?)
            .await?;
        Ok(Names {
            topics: topics
                .into_iter()
                .filter_map(|(id, name)| Some((u8::try_from(id).ok()?, name)))
                .collect(),
            sources: sources.into_iter().collect(),
        })
    }
}
