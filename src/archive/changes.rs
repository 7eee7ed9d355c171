//! What became of articles after they first came: the latest changes of all of them, as readers see them.

use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::articles::{Snapshot, telling_fields};
use super::permalink::ArticleId;
use super::{Action, Archive, Lookup, Result, stored};
use crate::article::{Article, called};

/// A change as a list shows it: with no word of what an article was, which may be what it was withdrawn for.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Later changes have higher ones.
    pub number: i64,
    pub article: ArticleId,
    /// What the article is called now; of one that is gone its headline alone, empty where it had none.
    pub headline: String,
    /// RFC 3339, UTC.
    pub at: String,
    pub action: Action,
    /// The person, where named.
    pub who: Option<String>,
    pub reason: Option<String>,
    /// The article that it was merged into, or that stands for it since its document was forgotten.
    pub target: Option<ArticleId>,
    /// Names of the fields that changed, as schema.org has them.
    pub fields: Vec<&'static str>,
}

/// An article that is not there any more: with no word of its text.
#[derive(Debug, Clone, PartialEq)]
pub struct Departed {
    pub article: ArticleId,
    /// Its headline alone, empty where it had none.
    pub headline: String,
    /// RFC 3339, UTC.
    pub at: String,
    /// Withdrawn, merged or removed.
    pub action: Action,
    pub reason: String,
}

/// An article as it is, or as it last was, and what a list calls it.
#[derive(Default)]
struct State {
    headline: String,
    article: Option<Article>,
}

impl Archive {
    /// The newest changes of all articles, newest first, at most `limit`; of those before the one with this number, where
    /// it is given.
    pub async fn changes(&self, before: Option<i64>, limit: u32) -> Result<Vec<Change>> {
        let rows = sqlx::query(
            "SELECT id, article, at, action, who, reason, target, before,
                 (SELECT before FROM revision AS next
                  WHERE next.article = r.article AND next.id > r.id AND next.before IS NOT NULL
                  ORDER BY next.id LIMIT 1) AS after
             FROM revision AS r WHERE id < ? ORDER BY id DESC LIMIT ?",
        )
        .bind(before.unwrap_or(i64::MAX))
        .bind(limit)
        .fetch_all(&mut *self.read.get().await?)
        .await?;
        let mut changes = Vec::with_capacity(rows.len());
        for row in &rows {
            let id = ArticleId::from_number(row.try_get("article")?);
            let mut change = change(row, id, &self.state(id).await?)?;
            if let Some(target) = change.target.filter(|_| change.headline.is_empty()) {
                change.headline = self.state(target).await?.headline;
            }
            changes.push(change);
        }
        Ok(changes)
    }

    /// The articles that went last, the latest first, at most `limit`, of the last thousand.
    /// What was forgotten is not named: nobody is to learn of it.
    pub async fn gone_last(&self, limit: u32) -> Result<Vec<Departed>> {
        let rows = sqlx::query(
            "SELECT id, headline, at, by, target, reason
             FROM (SELECT * FROM gone WHERE at >= '' ORDER BY at DESC, id DESC LIMIT 1000) AS few
             WHERE by <> 'forget' AND NOT EXISTS (SELECT 1 FROM article WHERE article.id = few.id)
             LIMIT ?",
        )
        .bind(limit)
        .fetch_all(&mut *self.read.get().await?)
        .await?;
        rows.iter().map(departed).collect()
    }

    async fn state(&self, id: ArticleId) -> Result<State> {
        if let Lookup::Found(record) = self.article(id).await? {
            let name = called(&record.row.headline, &record.row.lead);
            return Ok(State {
                headline: name.unwrap_or_default().into_owned(),
                article: Some(record.article),
            });
        }
        let gone: Option<(String, Option<Vec<u8>>)> =
            sqlx::query_as("SELECT headline, content FROM gone WHERE id = ?")
                .bind(id.number())
                .fetch_optional(&mut *self.read.get().await?)
                .await?;
        let Some((headline, content)) = gone else {
            return Ok(State::default());
        };
        let unpack = |content: Vec<u8>| Snapshot::unpack(&content, id);
        Ok(State {
            headline,
            article: content.map(unpack).transpose()?,
        })
    }
}

fn departed(row: &SqliteRow) -> Result<Departed> {
    let target: Option<i64> = row.try_get("target")?;
    let by: &str = row.try_get("by")?;
    Ok(Departed {
        article: ArticleId::from_number(row.try_get("id")?),
        headline: row.try_get("headline")?,
        at: row.try_get("at")?,
        action: match (target, by) {
            (Some(_), _) => Action::Merged,
            (None, "withdraw") => Action::Withdrawn,
            (None, _) => Action::Removed,
        },
        reason: row.try_get("reason")?,
    })
}

/// `state` is what the article is now.
fn change(row: &SqliteRow, article: ArticleId, state: &State) -> Result<Change> {
    let version = |column| -> Result<Option<Article>> {
        let packed: Option<&[u8]> = row.try_get(column)?;
        packed
            .map(|packed| Snapshot::unpack(packed, article))
            .transpose()
    };
    let later = version("after")?;
    let fields = match (
        version("before")?,
        later.as_ref().or(state.article.as_ref()),
    ) {
        (Some(before), Some(after)) => telling_fields(&before, after),
        _ => Vec::new(),
    };
    let target: Option<i64> = row.try_get("target")?;
    Ok(Change {
        number: row.try_get("id")?,
        article,
        headline: state.headline.clone(),
        at: row.try_get("at")?,
        action: stored(row.try_get("action")?, "action")?,
        who: row.try_get("who")?,
        reason: row.try_get("reason")?,
        target: target.map(ArticleId::from_number),
        fields,
    })
}
