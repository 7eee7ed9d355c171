//! Does every address lead to an article, or say why there is none? And the history of each.

use std::collections::{BTreeMap, HashSet};

use sqlx::Row;
use sqlx::sqlite::SqliteConnection;

use super::{Problems, Report};
use crate::archive::articles::Snapshot;
use crate::archive::walk::Walk;
use crate::archive::{ArticleId, Correction, Result};

/// Every address that was ever given.
pub(super) struct Addresses {
    living: HashSet<i64>,
    /// Those without an article, and where they lead.
    gone: BTreeMap<i64, Option<i64>>,
}

impl Addresses {
    pub(super) async fn read(tx: &mut SqliteConnection, living: HashSet<i64>) -> Result<Self> {
        let gone: Vec<(i64, Option<i64>)> = sqlx::query_as("SELECT id, target FROM gone")
            .fetch_all(tx)
            .await?;
        let gone = gone.into_iter().collect();
        Ok(Self { living, gone })
    }

    fn knows(&self, number: i64) -> bool {
        self.living.contains(&number) || self.gone.contains_key(&number)
    }

    /// Where an address leads in the end; `None` where it leads round in a circle.
    fn end_of(&self, number: i64) -> Option<i64> {
        let mut at = number;
        for _ in 0..=self.gone.len() {
            match self.gone.get(&at) {
                Some(Some(next)) => at = *next,
                _ => return Some(at),
            }
        }
        None
    }

    /// Addresses without an article lead to one, or say why there is none.
    pub(super) async fn check(&self, tx: &mut SqliteConnection, report: &mut Report) -> Result<()> {
        let redirects = self.gone.values().flatten().count() as u64;
        report.redirects = redirects;
        report.tombstones = self.gone.len() as u64 - redirects;
        let mut problems = Problems::of("address");
        for number in self.gone.keys() {
            let id = ArticleId::from_number(*number);
            if self.living.contains(number) {
                problems.add(format!("{id} is both there and gone"));
            }
            match self.end_of(*number) {
                None => problems.add(format!("{id} leads round in a circle")),
                Some(end) if !self.knows(end) => problems.add(format!(
                    "{id} leads to {}, which there never was",
                    ArticleId::from_number(end)
                )),
                Some(_) => {}
            }
        }
        let mut walk = Walk::over("SELECT id, content FROM gone WHERE id > ? ORDER BY id LIMIT ?");
        while let Some(rows) = walk.next(tx).await? {
            for row in &rows {
                let id = ArticleId::from_number(row.try_get("id")?);
                if !is_readable(row.try_get("content")?, id) {
                    problems.add(format!("what {id} was cannot be read"));
                }
            }
        }
        problems.tell(report);
        Ok(())
    }

    /// What articles were before belongs to some address and can be read.
    pub(super) async fn check_history(
        &self,
        tx: &mut SqliteConnection,
        report: &mut Report,
    ) -> Result<()> {
        let mut problems = Problems::of("history");
        let mut walk =
            Walk::over("SELECT id, article, before FROM revision WHERE id > ? ORDER BY id LIMIT ?");
        while let Some(rows) = walk.next(tx).await? {
            report.revisions += rows.len() as u64;
            for row in &rows {
                let id = ArticleId::from_number(row.try_get("article")?);
                self.check_belonging(id, is_readable(row.try_get("before")?, id), &mut problems);
            }
        }
        problems.tell(report);
        Ok(())
    }

    /// So do corrections.
    pub(super) async fn check_corrections(
        &self,
        tx: &mut SqliteConnection,
        report: &mut Report,
    ) -> Result<()> {
        let mut problems = Problems::of("correction");
        let mut walk = Walk::over(
            "SELECT article, fields, base FROM correction WHERE article > ? ORDER BY article LIMIT ?",
        );
        while let Some(rows) = walk.next(tx).await? {
            report.corrections += rows.len() as u64;
            for row in &rows {
                let id = ArticleId::from_number(row.try_get("article")?);
                let fields = serde_json::from_str::<Correction>(row.try_get("fields")?);
                let readable = fields.is_ok() && is_readable(row.try_get("base")?, id);
                self.check_belonging(id, readable, &mut problems);
            }
        }
        problems.tell(report);
        Ok(())
    }

    fn check_belonging(&self, id: ArticleId, readable: bool, problems: &mut Problems) {
        if !readable || !self.knows(id.number()) {
            problems.add(format!(
                "that of {id} cannot be read or belongs to no article"
            ));
        }
    }
}

/// Can what is stored of an article be read? Where there is nothing, nothing is wrong.
fn is_readable(packed: Option<&[u8]>, id: ArticleId) -> bool {
    packed.is_none_or(|packed| Snapshot::unpack(packed, id).is_ok())
}
