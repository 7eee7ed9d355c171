//! Reading the archive out in the order of its changes, for harvesters that come back for what is new.

use std::str::FromStr;
use std::time::Instant;

use roaring::RoaringBitmap;
use tokio_stream::StreamExt;

use super::articles::article_record;
use super::facets::Facets;
use super::rows::{join_document, record_columns};
use super::search::PATIENCE;
use super::{Archive, ArticleId, ArticleRecord, ArticleRow, Filter, Result};
use crate::query::Query;

/// So many changes are looked through at a time.
const CHUNK: i64 = 2_000;
/// So many articles, the last that changed, are looked through for those that pass a filter.
const LOOKED_THROUGH: i64 = 20_000;

/// What a harvester wants; both times are included, in Unix seconds.
#[derive(Debug, Clone, Default)]
pub struct HarvestFilter {
    pub from: Option<i64>,
    pub until: Option<i64>,
    /// Articles that are gone have no region and no topic any more: they pass only an empty filter.
    pub filter: Filter,
}

/// How far a harvest has come: articles in the order of their changes, then addresses that are gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HarvestCursor {
    /// The archive's revision and the place of the last article.
    Article(i64, i64),
    /// When the last one went (Unix seconds), and its id.
    Gone(i64, i64),
}

impl Default for HarvestCursor {
    fn default() -> Self {
        Self::Article(-1, -1)
    }
}

impl std::fmt::Display for HarvestCursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Article(revision, seq) => write!(f, "a.{revision}.{seq}"),
            Self::Gone(at, id) => write!(f, "g.{at}.{id}"),
        }
    }
}

impl FromStr for HarvestCursor {
    type Err = ();

    fn from_str(text: &str) -> std::result::Result<Self, ()> {
        let parts: Vec<&str> = text.split('.').collect();
        let number = |text: &str| text.parse().map_err(|_| ());
        match parts.as_slice() {
            ["a", revision, seq] => Ok(Self::Article(number(revision)?, number(seq)?)),
            ["g", at, id] => Ok(Self::Gone(number(at)?, number(id)?)),
            _ => Err(()),
        }
    }
}

/// An address, with what stands there now.
#[derive(Debug, Clone, PartialEq)]
pub enum Harvested {
    Article(Box<ArticleRecord>),
    /// Merged or withdrawn, at this time (Unix seconds).
    Gone(ArticleId, i64),
}

impl HarvestFilter {
    fn covers(&self, time: i64) -> bool {
        self.from.is_none_or(|from| from <= time) && self.until.is_none_or(|until| time <= until)
    }
}

impl Archive {
    /// The next changes after `cursor`, at most `limit`, and where to go on; `None` where nothing follows.
    pub async fn harvest(
        &self,
        wanted: &HarvestFilter,
        cursor: HarvestCursor,
        limit: usize,
    ) -> Result<(Vec<Harvested>, Option<HarvestCursor>)> {
        let (harvested, next) = self.changes_of(wanted, cursor, limit).await?;
        let Some(cursor) = next else {
            return Ok((harvested, None));
        };
        let (rest, _) = self.changes_of(wanted, cursor, 1).await?;
        Ok((harvested, next.filter(|_| !rest.is_empty())))
    }

    async fn changes_of(
        &self,
        wanted: &HarvestFilter,
        mut cursor: HarvestCursor,
        limit: usize,
    ) -> Result<(Vec<Harvested>, Option<HarvestCursor>)> {
        let mut harvested = Vec::new();
        loop {
            let left = limit - harvested.len();
            let next = match cursor {
                HarvestCursor::Article(revision, seq) => {
                    let revision = match cursor == HarvestCursor::default() {
                        true => self.first_revision(wanted).await?,
                        false => revision,
                    };
                    let (seqs, next) = self.changed_after(wanted, (revision, seq), left).await?;
                    let records = self.records_at(&seqs).await?.into_iter();
                    harvested.extend(records.map(|record| Harvested::Article(Box::new(record))));
                    let next = next.map(|(revision, seq)| HarvestCursor::Article(revision, seq));
                    Some(next.unwrap_or(HarvestCursor::Gone(wanted.from.unwrap_or(0), -1)))
                }
                HarvestCursor::Gone(..) if !wanted.filter.is_empty() => None,
                HarvestCursor::Gone(at, id) => {
                    let (gone, next) = self.gone_after(wanted, (at, id), left).await?;
                    harvested.extend(gone.into_iter().map(|(id, at)| Harvested::Gone(id, at)));
                    next.map(|(at, id)| HarvestCursor::Gone(at, id))
                }
            };
            match next {
                Some(next) if harvested.len() < limit => cursor = next,
                next => return Ok((harvested, next)),
            }
        }
    }

    /// The articles that came or changed last, of those that pass the filter, at most so many: what subscribers have not seen,
    /// of whatever day it is. Of a filter that passes few, only those among the last 20,000 are found.
    pub async fn changed_last(&self, filter: &Filter, limit: usize) -> Result<Vec<ArticleRow>> {
        let facets = self.facets();
        let set = filter.select(&facets);
        self.last_changed(&set, &facets, limit).await
    }

    /// The same of what a query finds as it stands.
    pub async fn changed_last_with(
        &self,
        query: &Query,
        filter: &Filter,
        limit: usize,
    ) -> Result<Vec<ArticleRow>> {
        let (query, filter) = (query.clone(), filter.clone());
        let (set, facets) = self
            .on_a_turn(|archive| async move {
                let deadline = Instant::now() + PATIENCE;
                archive.matching(&query, &filter, deadline).await
            })
            .await?;
        self.last_changed(&set, &facets, limit).await
    }

    /// `set` is of numbers in these facets.
    async fn last_changed(
        &self,
        set: &RoaringBitmap,
        facets: &Facets,
        limit: usize,
    ) -> Result<Vec<ArticleRow>> {
        let mut seqs = Vec::with_capacity(limit);
        {
            let mut reader = self.read.get().await?;
            let mut changed = sqlx::query_scalar(
                "SELECT seq FROM article WHERE revision >= 0 ORDER BY revision DESC, seq DESC LIMIT ?",
            )
            .bind(LOOKED_THROUGH)
            .fetch(&mut *reader);
            while seqs.len() < limit
                && let Some(seq) = changed.try_next().await?
            {
                let number = facets.number_from(seq);
                if facets.seq(number) == Some(seq) && set.contains(number) {
                    seqs.push(seq);
                }
            }
        }
        self.rows_at(&seqs).await
    }

    /// The first revision that may hold what is wanted. Clocks are set back: what is older than some time may come later.
    async fn first_revision(&self, wanted: &HarvestFilter) -> Result<i64> {
        let Some(from) = wanted.from else {
            return Ok(-1);
        };
        let first: Option<i64> =
            sqlx::query_scalar("SELECT min(revision) FROM moment WHERE at >= ?")
                .bind(from)
                .fetch_one(&mut *self.read.get().await?)
                .await?;
        Ok(first.unwrap_or(i64::MAX))
    }

    /// Places of wanted articles that changed after one, and the last that was looked at; `None` when all were.
    async fn changed_after(
        &self,
        wanted: &HarvestFilter,
        after: (i64, i64),
        limit: usize,
    ) -> Result<(Vec<i64>, Option<(i64, i64)>)> {
        let rows: Vec<(i64, i64, i64)> = sqlx::query_as(
            "SELECT revision, seq, modified FROM article WHERE (revision, seq) > (?, ?)
             ORDER BY revision, seq LIMIT ?",
        )
        .bind(after.0)
        .bind(after.1)
        .bind(CHUNK)
        .fetch_all(&mut *self.read.get().await?)
        .await?;
        let facets = self.facets();
        let set = (!wanted.filter.is_empty()).then(|| wanted.filter.select(&facets));
        let passes = |seq: i64| {
            let number = facets.number_from(seq);
            set.as_ref()
                .is_none_or(|set| facets.seq(number) == Some(seq) && set.contains(number))
        };
        let mut seqs = Vec::new();
        for (revision, seq, modified) in &rows {
            if wanted.covers(*modified) && passes(*seq) {
                seqs.push(*seq);
            }
            if seqs.len() == limit {
                return Ok((seqs, Some((*revision, *seq))));
            }
        }
        let more = rows.len() as i64 == CHUNK;
        let last = rows.last().filter(|_| more);
        Ok((seqs, last.map(|(revision, seq, _)| (*revision, *seq))))
    }

    /// Whole articles by place, in the order given.
    pub async fn records_at(&self, seqs: &[i64]) -> Result<Vec<ArticleRecord>> {
        let rows = sqlx::query(concat!(
            "SELECT ",
            record_columns!(),
            "
             FROM (SELECT value AS seq FROM json_each(?)) AS wanted
             CROSS JOIN article USING (seq) JOIN article_content USING (seq) ",
            join_document!(),
        ))
        .bind(serde_json::to_string(seqs).unwrap_or_default())
        .fetch_all(&mut *self.read.get().await?)
        .await?;
        let facets = self.facets();
        rows.iter()
            .map(|row| article_record(row, facets.names()))
            .collect()
    }

    /// Addresses that are gone, with the time, and the last that was looked at; `None` when all were. Those that were
    /// given back are not among them.
    async fn gone_after(
        &self,
        wanted: &HarvestFilter,
        after: (i64, i64),
        limit: usize,
    ) -> Result<(Vec<(ArticleId, i64)>, Option<(i64, i64)>)> {
        let rows: Vec<(i64, String)> = sqlx::query_as(
            "SELECT id, at FROM gone WHERE (at, id) > (strftime('%Y-%m-%dT%H:%M:%SZ', ?, 'unixepoch'), ?)
             AND NOT EXISTS (SELECT 1 FROM article WHERE article.id = gone.id)
             ORDER BY at, id LIMIT ?",
        )
        .bind(after.0)
        .bind(after.1)
        .bind(CHUNK)
        .fetch_all(&mut *self.read.get().await?)
        .await?;
        let mut gone = Vec::new();
        for (id, at) in &rows {
            let at = seconds(at);
            if wanted.covers(at) {
                gone.push((ArticleId::from_number(*id), at));
            }
            if gone.len() == limit {
                return Ok((gone, Some((at, *id))));
            }
        }
        let last = rows.last().filter(|_| rows.len() as i64 == CHUNK);
        Ok((gone, last.map(|(id, at)| (seconds(at), *id))))
    }

    /// When an address that is gone went.
    pub async fn gone_at(&self, id: ArticleId) -> Result<Option<i64>> {
        let at: Option<String> = sqlx::query_scalar("SELECT at FROM gone WHERE id = ?")
            .bind(id.number())
            .fetch_optional(&mut *self.read.get().await?)
            .await?;
        Ok(at.map(|at| seconds(&at)))
    }

    /// When the latest change was, in Unix seconds; `None` for an empty archive.
    pub async fn latest_change(&self) -> Result<Option<i64>> {
        Ok(sqlx::query_scalar("SELECT max(at) FROM moment")
            .fetch_one(&mut *self.read.get().await?)
            .await?)
    }

    /// When the oldest change was, in Unix seconds; `None` for an empty archive.
    pub async fn earliest_change(&self) -> Result<Option<i64>> {
        Ok(sqlx::query_scalar("SELECT min(at) FROM moment")
            .fetch_one(&mut *self.read.get().await?)
            .await?)
    }
}

/// Unix seconds of a time in RFC 3339; 0 for what is none.
fn seconds(time: &str) -> i64 {
    time.parse::<jiff::Timestamp>()
        .map_or(0, jiff::Timestamp::as_second)
}
