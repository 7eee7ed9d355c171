//! What a transaction has looked up.

use std::collections::{BTreeSet, HashMap, HashSet};

use sqlx::sqlite::SqliteConnection;

use super::{DAY, first_place_of};
use crate::archive::known::Common;
use crate::archive::store::Prepared;
use crate::archive::{ArticleId, Result};
use crate::region::Code;

/// What a transaction has looked up, so that it is looked up once. To be dropped when a part of it is rolled back.
#[derive(Default)]
pub(in crate::archive) struct Seen {
    /// The next free place of each day.
    pub(super) places: HashMap<i64, i64>,
    pub(super) sources: HashMap<String, i64>,
    pub(super) topics: HashMap<String, i64>,
    pub(super) regions: HashSet<Code>,
    /// Ids that nobody has or ever had.
    free: HashSet<i64>,
    pub(super) any_gone: Option<bool>,
    pub(super) common: Option<Common>,
}

impl Seen {
    /// What a batch will ask for, looked up in one go.
    pub(in crate::archive) async fn of(
        tx: &mut SqliteConnection,
        batch: &[Prepared],
    ) -> Result<Self> {
        let mut seen = Self::default();
        seen.ask_for_ids(tx, batch).await?;
        seen.ask_for_places(tx, batch).await?;
        Ok(seen)
    }

    /// Asks which of the ids that new articles would get are free.
    async fn ask_for_ids(&mut self, tx: &mut SqliteConnection, batch: &[Prepared]) -> Result<()> {
        self.free = batch.iter().flat_map(Prepared::wanted_ids).collect();
        let ids: Vec<i64> = self.free.iter().copied().collect();
        let taken: Vec<i64> = sqlx::query_scalar(
            "SELECT value FROM json_each(?) AS wanted
             WHERE EXISTS (SELECT 1 FROM article WHERE id = wanted.value)
                OR EXISTS (SELECT 1 FROM gone WHERE id = wanted.value)",
        )
        .bind(serde_json::to_string(&ids).unwrap_or_default())
        .fetch_all(tx)
        .await?;
        taken.iter().for_each(|id| {
            self.free.remove(id);
        });
        Ok(())
    }

    /// Asks for the next free places of the days that articles come from.
    async fn ask_for_places(
        &mut self,
        tx: &mut SqliteConnection,
        batch: &[Prepared],
    ) -> Result<()> {
        let articles = batch.iter().flat_map(|it| &it.document().articles);
        let days: BTreeSet<i64> = articles.map(first_place_of).collect();
        // One row, as the driver sends each by itself.
        let last: String = sqlx::query_scalar(
            "SELECT json_group_array((SELECT max(seq) FROM article WHERE seq >= value AND seq < value + ?))
             FROM json_each(?)",
        )
        .bind(DAY)
        .bind(serde_json::to_string(&days).unwrap_or_default())
        .fetch_one(tx)
        .await?;
        let last: Vec<Option<i64>> = serde_json::from_str(&last).unwrap_or_default();
        let places = days.into_iter().zip(last);
        let next = places.map(|(day, last)| (day, last.unwrap_or(day) + 1));
        self.places.extend(next);
        Ok(())
    }

    /// Gives the id away, if it is known to be free.
    pub(in crate::archive) fn take_free(&mut self, id: ArticleId) -> bool {
        self.free.remove(&id.number())
    }
}
