//! The small numbers that rows hold instead of places, names and codes; each is looked up once a transaction.

use super::{DAY, Writer, first_place_of};
use crate::archive::facets::DAY_BITS;
use crate::archive::{ArchiveError, Result};
use crate::article::Article;

impl Writer<'_, '_> {
    /// The place of an article in the order of publication: its former one if the day is the same, else the next free.
    pub(super) async fn place(&mut self, article: &Article, former: Option<i64>) -> Result<i64> {
        let day = first_place_of(article);
        if let Some(seq) = former.filter(|seq| seq >> DAY_BITS == day >> DAY_BITS) {
            return Ok(seq);
        }
        let next = match self.seen.places.get(&day) {
            Some(next) => *next,
            None => {
                let last: Option<i64> =
                    sqlx::query_scalar("SELECT max(seq) FROM article WHERE seq >= ? AND seq < ?")
                        .bind(day)
                        .bind(day + DAY)
                        .fetch_one(self.connection().await?)
                        .await?;
                last.unwrap_or(day) + 1
            }
        };
        if next >= day + DAY {
            let date = article
                .date_published
                .as_ref()
                .map(|date| date.date.to_string());
            return Err(ArchiveError::DayFull {
                date: date.unwrap_or_else(|| "unknown".to_string()),
                limit: DAY as u64,
            });
        }
        self.seen.places.insert(day, next + 1);
        Ok(next)
    }

    /// The number of what listings name as the article's source.
    pub(in crate::archive) async fn source(
        &mut self,
        article: &Article,
        publication: Option<&str>,
    ) -> Result<Option<i64>> {
        let own = article.publication.as_ref();
        let own = own.and_then(|publication| publication.name.as_deref());
        let Some(name) = article.credit_text.as_deref().or(own).or(publication) else {
            return Ok(None);
        };
        if let Some(id) = self.seen.sources.get(name) {
            return Ok(Some(*id));
        }
        sqlx::query("INSERT OR IGNORE INTO source (name) VALUES (?)")
            .bind(name)
            .execute(&mut *self.tx)
            .await?;
        let id = sqlx::query_scalar("SELECT id FROM source WHERE name = ?")
            .bind(name)
            .fetch_one(&mut *self.tx)
            .await?;
        self.seen.sources.insert(name.to_string(), id);
        Ok(Some(id))
    }

    /// Topics as one byte each.
    pub(super) async fn numbers_of_topics(&mut self, topics: &[String]) -> Result<Vec<u8>> {
        let mut numbers = Vec::with_capacity(topics.len());
        for name in topics {
            let number = u8::try_from(self.number_of_topic(name).await?);
            numbers.push(number.map_err(|_| ArchiveError::TooManyTopics {
                topic: name.clone(),
                limit: u8::MAX,
            })?);
        }
        Ok(numbers)
    }

    async fn number_of_topic(&mut self, name: &str) -> Result<i64> {
        if let Some(id) = self.seen.topics.get(name) {
            return Ok(*id);
        }
        sqlx::query("INSERT OR IGNORE INTO topic (name) VALUES (?)")
            .bind(name)
            .execute(&mut *self.tx)
            .await?;
        let id = sqlx::query_scalar("SELECT id FROM topic WHERE name = ?")
            .bind(name)
            .fetch_one(&mut *self.tx)
            .await?;
        self.seen.topics.insert(name.to_string(), id);
        self.seen.common = None;
        Ok(id)
    }

    pub(super) async fn note_regions(&mut self, article: &Article) -> Result<()> {
        for code in &article.content_location {
            if !self.seen.regions.insert(*code) {
                continue;
            }
            sqlx::query("INSERT OR IGNORE INTO region (code, name) VALUES (?, '')")
                .bind(code.number())
                .execute(&mut *self.tx)
                .await?;
        }
        Ok(())
    }
}
