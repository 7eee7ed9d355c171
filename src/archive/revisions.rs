//! The history of articles: each change after the first loading, with what the article was before.

use std::collections::HashMap;
use std::str::FromStr;

use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

use super::articles::{Snapshot, telling_fields};
use super::documents::hex;
use super::permalink::ArticleId;
use super::{Archive, Lookup, Result, stored};
use crate::article::Article;

/// What happened to an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Its document was loaded again and says something else.
    Changed,
    /// It stands in another document now.
    Moved,
    /// Its text went into another article.
    Merged,
    /// Its document no longer holds it.
    Removed,
    /// Its document holds it again.
    Returned,
    /// A keeper corrected it.
    Revised,
    /// A keeper gave up all corrections.
    Reset,
    /// A keeper withdrew it.
    Withdrawn,
    /// A keeper brought it back.
    Restored,
    /// A keeper took earlier versions out of its history.
    Redacted,
    /// A keeper took its document out for good.
    Forgotten,
}

impl Action {
    pub const ALL: [Self; 11] = [
        Self::Changed,
        Self::Moved,
        Self::Merged,
        Self::Removed,
        Self::Returned,
        Self::Revised,
        Self::Reset,
        Self::Withdrawn,
        Self::Restored,
        Self::Redacted,
        Self::Forgotten,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Moved => "moved",
            Self::Merged => "merged",
            Self::Removed => "removed",
            Self::Returned => "returned",
            Self::Revised => "revised",
            Self::Reset => "reset",
            Self::Withdrawn => "withdrawn",
            Self::Restored => "restored",
            Self::Redacted => "redacted",
            Self::Forgotten => "forgotten",
        }
    }
}

/// When something was taken out of a history, by whom and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removed {
    /// RFC 3339, UTC.
    pub at: String,
    pub who: Option<String>,
    pub reason: Option<String>,
}

/// One change of an article.
#[derive(Debug, Clone, PartialEq)]
pub struct Revision {
    pub article: ArticleId,
    /// RFC 3339, UTC.
    pub at: String,
    /// `load`, `reprocess`, `revise`, `withdraw`, `restore` or `forget`.
    pub command: String,
    pub action: Action,
    /// The person, where named.
    pub who: Option<String>,
    pub reason: Option<String>,
    /// Name of the document that brought the change.
    pub document: Option<String>,
    /// SHA-256 of that document's bytes, in hexadecimal.
    pub sha256: Option<String>,
    /// The article that it was merged into, or that stands for it since its document was forgotten.
    pub target: Option<ArticleId>,
    /// The article before; `None` where its text stayed, or was taken out.
    pub before: Option<Article>,
    /// The number of what the article was before, where that is held.
    pub version: Option<i64>,
    /// What the article was before was taken out.
    pub removed: Option<Removed>,
    /// The article after; of one that is gone, as it last was.
    pub after: Option<Article>,
}

impl Revision {
    /// Names of the fields that changed, as schema.org has them.
    pub fn fields(&self) -> Vec<&'static str> {
        match (&self.before, &self.after) {
            (Some(before), Some(after)) => telling_fields(before, after),
            _ => Vec::new(),
        }
    }
}

/// When, by which command and by whom something is done.
#[derive(Debug, Clone, Copy)]
pub struct Occasion<'a> {
    /// RFC 3339, UTC.
    pub now: &'a str,
    pub command: &'a str,
    pub who: Option<&'a str>,
    pub reason: Option<&'a str>,
}

impl<'a> Occasion<'a> {
    /// Loading at this time.
    pub fn load(now: &'a str) -> Self {
        Self {
            now,
            command: "load",
            who: None,
            reason: None,
        }
    }
}

impl FromStr for Action {
    type Err = ();

    fn from_str(text: &str) -> std::result::Result<Self, ()> {
        let mut all = Self::ALL.into_iter();
        all.find(|known| known.as_str() == text).ok_or(())
    }
}

/// A change to be noted.
pub(super) struct Note<'a> {
    pub(super) article: ArticleId,
    pub(super) action: Action,
    pub(super) document: Option<i64>,
    pub(super) sha256: Option<&'a [u8]>,
    pub(super) target: Option<ArticleId>,
    pub(super) before: Option<&'a Article>,
}

/// Notes a change of an article.
pub(super) async fn note(
    tx: &mut SqliteConnection,
    occasion: &Occasion<'_>,
    note: Note<'_>,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO revision (article, at, command, action, who, reason, document, sha256, target, before)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(note.article.number())
    .bind(occasion.now)
    .bind(occasion.command)
    .bind(note.action.as_str())
    .bind(occasion.who)
    .bind(occasion.reason)
    .bind(note.document)
    .bind(note.sha256)
    .bind(note.target.map(ArticleId::number))
    .bind(note.before.map(Snapshot::pack).transpose()?)
    .execute(tx)
    .await?;
    Ok(())
}

const SELECT: &str = "SELECT r.*, document.name, mark.at AS removed_at, mark.who AS removed_by, mark.reason AS removed_why
     FROM revision r LEFT JOIN document ON document.id = r.document LEFT JOIN revision AS mark ON mark.id = r.redacted";

impl Archive {
    /// The newest changes of an article, newest first, at most `limit`; empty for one that never changed.
    pub async fn revisions(&self, id: ArticleId, limit: u32) -> Result<Vec<Revision>> {
        let statement = format!("{SELECT} WHERE r.article = ? ORDER BY r.id DESC LIMIT ?");
        let rows = sqlx::query(sqlx::AssertSqlSafe(statement))
            .bind(id.number())
            .bind(limit)
            .fetch_all(&mut *self.read.get().await?)
            .await?;
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let mut revisions: Vec<Revision> = rows.iter().map(revision).collect::<Result<_>>()?;
        self.tell_outcomes(revisions.iter_mut()).await?;
        Ok(revisions)
    }

    /// Says of changes, the newest first, what the articles became.
    async fn tell_outcomes(&self, newest_first: impl Iterator<Item = &mut Revision>) -> Result<()> {
        let mut states: HashMap<ArticleId, Option<Article>> = HashMap::new();
        for revision in newest_first {
            let after = match states.get(&revision.article) {
                Some(after) => after.clone(),
                None => self.state_of(revision).await?,
            };
            let before = match revision.removed {
                Some(_) => None,
                None => revision.before.clone().or_else(|| after.clone()),
            };
            states.insert(revision.article, before);
            revision.after = after;
        }
        Ok(())
    }

    /// The newest changes of all articles, newest first.
    pub async fn recent_revisions(&self, limit: u32) -> Result<Vec<Revision>> {
        let statement = sqlx::AssertSqlSafe(format!("{SELECT} ORDER BY r.id DESC LIMIT ?"));
        let rows = sqlx::query(statement)
            .bind(limit)
            .fetch_all(&mut *self.read.get().await?)
            .await?;
        let mut revisions: Vec<Revision> = rows.iter().map(revision).collect::<Result<_>>()?;
        self.tell_outcomes(revisions.iter_mut()).await?;
        Ok(revisions)
    }

    /// The article of a change as it is, or as it last was; where nothing is kept of it, the one that stands for it.
    async fn state_of(&self, revision: &Revision) -> Result<Option<Article>> {
        match (self.last_state(revision.article).await?, revision.target) {
            (None, Some(target)) => self.last_state(target).await,
            (state, _) => Ok(state),
        }
    }

    /// An article as it is, or as it last was.
    async fn last_state(&self, id: ArticleId) -> Result<Option<Article>> {
        let gone: Option<Vec<u8>> =
            sqlx::query_scalar("SELECT content FROM gone WHERE id = ? AND content IS NOT NULL")
                .bind(id.number())
                .fetch_optional(&mut *self.read.get().await?)
                .await?;
        match gone {
            Some(content) => Ok(Some(Snapshot::unpack(&content, id)?)),
            None => Ok(match self.article(id).await? {
                Lookup::Found(record) => Some(record.article),
                _ => None,
            }),
        }
    }
}

fn revision(row: &SqliteRow) -> Result<Revision> {
    let article = ArticleId::from_number(row.try_get("article")?);
    let action: &str = row.try_get("action")?;
    let before: Option<&[u8]> = row.try_get("before")?;
    let target: Option<i64> = row.try_get("target")?;
    let number: i64 = row.try_get("id")?;
    let removed_at: Option<String> = row.try_get("removed_at")?;
    Ok(Revision {
        article,
        at: row.try_get("at")?,
        command: row.try_get("command")?,
        action: stored(action, "action")?,
        who: row.try_get("who")?,
        reason: row.try_get("reason")?,
        document: row.try_get("name")?,
        sha256: row.try_get::<Option<&[u8]>, _>("sha256")?.map(hex),
        target: target.map(ArticleId::from_number),
        before: before
            .map(|packed| Snapshot::unpack(packed, article))
            .transpose()?,
        version: before.map(|_| number),
        removed: match removed_at {
            Some(at) => Some(Removed {
                at,
                who: row.try_get("removed_by")?,
                reason: row.try_get("removed_why")?,
            }),
            None => None,
        },
        after: None,
    })
}
