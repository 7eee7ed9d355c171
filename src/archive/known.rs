//! Articles that the archive already knows while a document is being stored: living ones and those that have gone.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

use super::articles::{Content, Snapshot};
use super::corrections::Correction;
use super::permalink::ArticleId;
use super::reconcile::{Text, is_text_of};
use super::rows::unpack_regions;
use super::{ArchiveError, Result};
use crate::article::Article;

/// Where a known article is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// There, at this place in the order of publication.
    Living { seq: i64 },
    /// Withdrawn by a keeper, and to stay so.
    Withdrawn,
    /// Its document no longer held it.
    Lost,
}

/// The position of a withdrawn article that its document holds no more, at least not as an article.
const NOWHERE: i64 = -1;

/// A known article.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub(super) id: ArticleId,
    pub(super) standing: Standing,
    pub(super) document: Option<i64>,
    pub(super) position: i64,
    /// The id that its text would get now, where another than its own.
    pub(super) claim: Option<i64>,
    /// Of one that is lost: its address leads to another article.
    pub(super) leads_on: bool,
    pub(super) source: Option<i64>,
    pub(super) modified: i64,
    /// As readers see it.
    pub(super) article: Article,
    pub(super) correction: Option<Stored>,
}

/// A correction as it is kept.
#[derive(Debug, Clone)]
pub(super) struct Stored {
    pub(super) correction: Correction,
    /// The article as the document has it.
    pub(super) base: Article,
    pub(super) stale: bool,
}

impl Known {
    /// Would it be there, were it not withdrawn?
    pub(super) fn is_held(&self) -> bool {
        self.position != NOWHERE
    }

    /// The same, withdrawn and no article of its document; `same_text`: its lines are still those that hold its text.
    pub(super) fn held_no_more(&self, same_text: bool) -> Self {
        let mut known = Self {
            position: NOWHERE,
            ..self.clone()
        };
        if !same_text {
            known.article.lines.clear();
        }
        known
    }

    /// As the document has it, without a keeper's correction.
    pub(super) fn base(&self) -> &Article {
        self.correction
            .as_ref()
            .map_or(&self.article, |stored| &stored.base)
    }

    /// Is it this article, but for corrections?
    pub(super) fn is_text_of(&self, article: &Article) -> bool {
        let base = self.base();
        base.article_body == article.article_body && base.headline == article.headline
            || is_text_of(&self.text(), &Text::of(article))
    }

    /// Does the article tell the same?
    fn tells_of(&self, article: &Article) -> bool {
        self.text().tells_of(&Text::of(article))
    }

    pub(super) fn text(&self) -> Text<'_> {
        Text {
            id: Some(self.id.number()),
            claim: self.claim.unwrap_or(self.id.number()),
            gone: self.standing == Standing::Lost,
            ..Text::of(self.base())
        }
    }
}

/// Columns of a living article.
const LIVING: &str = "SELECT seq, id, document, position, claim, source, modified, headline, regions, topics, content
     FROM article JOIN article_content USING (seq)";
/// Columns of one that has gone; those without content went before revisions were kept.
const GONE: &str =
    "SELECT id, document, position, claim, by, target IS NOT NULL AS leads_on, content FROM gone";

/// What is the same for all known articles of a transaction, until it meets a new topic.
#[derive(Clone)]
pub(super) struct Common {
    topics: Arc<HashMap<i64, String>>,
    any_corrections: bool,
}

impl Common {
    pub(super) async fn read(tx: &mut SqliteConnection) -> Result<Self> {
        let topics: Vec<(i64, String)> = sqlx::query_as("SELECT id, name FROM topic")
            .fetch_all(&mut *tx)
            .await?;
        let any_corrections: i64 = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM correction)")
            .fetch_one(&mut *tx)
            .await?;
        Ok(Self {
            topics: Arc::new(topics.into_iter().collect()),
            any_corrections: any_corrections == 1,
        })
    }
}

/// Reads known articles within a transaction.
pub(super) struct Knower<'a> {
    tx: &'a mut SqliteConnection,
    common: Common,
}

impl<'a> Knower<'a> {
    pub(super) async fn new(tx: &'a mut SqliteConnection) -> Result<Self> {
        let common = Common::read(tx).await?;
        Ok(Self::with(tx, common))
    }

    pub(super) fn with(tx: &'a mut SqliteConnection, common: Common) -> Self {
        Self { tx, common }
    }

    /// All that a document holds or held, in order of position; the living first.
    pub(super) async fn of_document(&mut self, document: i64) -> Result<Vec<Known>> {
        let mut known = self
            .living("WHERE document = ? ORDER BY position", document)
            .await?;
        known.extend(
            self.gone(
                "WHERE document = ? AND content IS NOT NULL ORDER BY position, id",
                document,
            )
            .await?,
        );
        Ok(known)
    }

    /// The article with this id, living or gone.
    pub(super) async fn with_id(&mut self, id: ArticleId) -> Result<Option<Known>> {
        let living = self.living("WHERE id = ?", id.number()).await?;
        match living.into_iter().next() {
            Some(known) => Ok(Some(known)),
            None => Ok(self
                .gone("WHERE id = ? AND content IS NOT NULL", id.number())
                .await?
                .into_iter()
                .next()),
        }
    }

    /// One that another document no longer held, with much the same body; rather one of the same headline, or
    /// one that leads nowhere.
    pub(super) async fn lost_like(
        &mut self,
        sketch: i64,
        article: &Article,
        document: i64,
    ) -> Result<Option<Known>> {
        let found = self
            .gone(
                "WHERE sketch = ? AND by <> 'withdraw' AND content IS NOT NULL ORDER BY target IS NOT NULL, id LIMIT 32",
                sketch,
            )
            .await?;
        let mut found: Vec<Known> = found
            .into_iter()
            .filter(|known| known.document != Some(document))
            .filter(|known| known.tells_of(article))
            .collect();
        found.sort_by_key(|known| known.base().headline != article.headline);
        Ok(found.into_iter().next())
    }

    /// Lost ones that lead nowhere and share their sketch with an article of this document.
    pub(super) async fn lost_beside(&mut self, document: i64) -> Result<Vec<Known>> {
        self.gone(
            "WHERE sketch IN (SELECT sketch FROM article WHERE document = ?)
             AND target IS NULL AND by <> 'withdraw' AND content IS NOT NULL ORDER BY id",
            document,
        )
        .await
    }

    /// Where a lost one's address led last, if that was lost too, in another document, and had much the same body as
    /// the article: of the addresses of an article that moved back and forth readers know that one. Else itself, also
    /// where it led to a living article, which keeps its own.
    pub(super) async fn last_address(
        &mut self,
        known: Known,
        article: &Article,
        document: i64,
    ) -> Result<Known> {
        let (mut last, mut at) = (known.clone(), known);
        // Of a damaged archive the redirects may go round in a circle.
        let mut passed = HashSet::new();
        while at.standing == Standing::Lost && passed.insert(at.id) {
            let Some(target) = self.target(at.id).await? else {
                break;
            };
            let Some(next) = self.with_id(target).await? else {
                break;
            };
            if next.standing == Standing::Lost
                && next.document != Some(document)
                && next.tells_of(article)
            {
                last = next.clone();
            }
            at = next;
        }
        Ok(last)
    }

    /// Where the address of one that has gone leads.
    pub(super) async fn target(&mut self, id: ArticleId) -> Result<Option<ArticleId>> {
        let target: Option<i64> = sqlx::query_scalar("SELECT target FROM gone WHERE id = ?")
            .bind(id.number())
            .fetch_optional(&mut *self.tx)
            .await?
            .flatten();
        Ok(target.map(ArticleId::from_number))
    }

    /// A living article that tells the same as a lost one; of the lost one's own document only where `within` it, too.
    pub(super) async fn living_like(
        &mut self,
        sketch: i64,
        lost: &Known,
        within: bool,
    ) -> Result<Option<ArticleId>> {
        let found = self
            .living("WHERE sketch = ? ORDER BY id LIMIT 32", sketch)
            .await?;
        Ok(found
            .into_iter()
            .filter(|known| within || known.document != lost.document)
            .find(|known| lost.tells_of(known.base()))
            .map(|known| known.id))
    }

    async fn living(&mut self, condition: &str, value: i64) -> Result<Vec<Known>> {
        let rows = self.rows(LIVING, condition, value).await?;
        let mut known = Vec::with_capacity(rows.len());
        for row in &rows {
            let id = ArticleId::from_number(row.try_get("id")?);
            let topics: &[u8] = row.try_get("topics")?;
            let topics = topics
                .iter()
                .filter_map(|topic| self.common.topics.get(&i64::from(*topic)).cloned());
            let article = Content::unpack(row.try_get("content")?)?.with(
                id,
                row.try_get("headline")?,
                unpack_regions(row.try_get("regions")?),
                topics.collect(),
            );
            known.push(Known {
                id,
                standing: Standing::Living {
                    seq: row.try_get("seq")?,
                },
                document: row.try_get("document")?,
                position: row.try_get("position")?,
                claim: row.try_get("claim")?,
                leads_on: false,
                source: row.try_get("source")?,
                modified: row.try_get("modified")?,
                article,
                correction: self.correction(id).await?,
            });
        }
        Ok(known)
    }

    async fn gone(&mut self, condition: &str, value: i64) -> Result<Vec<Known>> {
        let rows = self.rows(GONE, condition, value).await?;
        let mut known = Vec::with_capacity(rows.len());
        for row in &rows {
            let id = ArticleId::from_number(row.try_get("id")?);
            known.push(Known {
                id,
                standing: match row.try_get("by")? {
                    "withdraw" => Standing::Withdrawn,
                    _ => Standing::Lost,
                },
                document: row.try_get("document")?,
                position: row.try_get("position")?,
                claim: row.try_get("claim")?,
                leads_on: row.try_get("leads_on")?,
                source: None,
                modified: 0,
                article: Snapshot::unpack(row.try_get("content")?, id)?,
                correction: self.correction(id).await?,
            });
        }
        Ok(known)
    }

    /// Both parts are constants of this file.
    async fn rows(&mut self, columns: &str, condition: &str, value: i64) -> Result<Vec<SqliteRow>> {
        let statement = sqlx::AssertSqlSafe(format!("{columns} {condition}"));
        Ok(sqlx::query(statement)
            .bind(value)
            .fetch_all(&mut *self.tx)
            .await?)
    }

    async fn correction(&mut self, id: ArticleId) -> Result<Option<Stored>> {
        if !self.common.any_corrections {
            return Ok(None);
        }
        let row = sqlx::query("SELECT fields, base, stale FROM correction WHERE article = ?")
            .bind(id.number())
            .fetch_optional(&mut *self.tx)
            .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(Stored {
            correction: serde_json::from_str(row.try_get("fields")?)
                .map_err(|error| ArchiveError::Corrupt(format!("correction of {id}: {error}")))?,
            base: Snapshot::unpack(row.try_get("base")?, id)?,
            stale: row.try_get("stale")?,
        }))
    }
}
