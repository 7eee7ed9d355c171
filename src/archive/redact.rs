//! Taking out for good what articles were before: what was printed in error and corrected stands in their history, else.

use sqlx::Connection;
use sqlx::sqlite::SqliteConnection;

use super::corrections::{telling, unfit};
use super::known::Knower;
use super::permalink::ArticleId;
use super::revisions::{Action, Note, Occasion, note};
use super::writer::next_moment;
use super::{Archive, Lookup, Result};

/// Earlier versions of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Versions {
    All,
    /// By the number of the change that made another of it ([`super::Revision::version`]).
    These(Vec<i64>),
}

/// What of an article's history is taken out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redaction {
    /// Numbers of the earlier versions, ascending.
    pub versions: Vec<i64>,
    /// Documents whose earlier bytes go, too, because they may say the same, and how many of each.
    pub bytes: Vec<(String, i64)>,
    /// Documents that the article stood in, as they are kept now: they are left as they are.
    pub left: Vec<String>,
    /// The document still says what a keeper corrected.
    pub is_still_said: bool,
}

/// Numbers of the documents that article `?1` ever stood in, as far as its history knows.
macro_rules! documents {
    () => {
        "(SELECT document FROM revision WHERE article = ?1 AND document IS NOT NULL
          UNION SELECT document FROM article WHERE id = ?1
          UNION SELECT document FROM gone WHERE id = ?1 AND document IS NOT NULL)"
    };
}

impl Archive {
    /// What [`Self::redact`] would take out.
    ///
    /// # Errors
    /// [`super::ArchiveError::Unfit`] where there is no such article or no such version of it.
    pub async fn redaction(&self, id: ArticleId, versions: &Versions) -> Result<Redaction> {
        if matches!(self.article(id).await?, Lookup::Missing) {
            return Err(unfit(id, "there is no such article"));
        }
        plan(&mut *self.read.get().await?, id, versions).await
    }

    /// Takes earlier versions of an article out of its history for good, and all earlier bytes of the documents that it
    /// stood in. A change of its own tells when, by whom and why; the changes themselves stay, as do hashes and
    /// addresses. As after [`Self::forget`], nothing of the text stays in free space or index.
    ///
    /// # Errors
    /// As [`Self::redaction`].
    pub async fn redact(
        &self,
        id: ArticleId,
        versions: &Versions,
        occasion: &Occasion<'_>,
    ) -> Result<Redaction> {
        let mut connection = self.write.acquire().await?;
        let mut tx = connection.begin_with("BEGIN IMMEDIATE").await?;
        let redaction = plan(&mut tx, id, versions).await?;
        next_moment(&mut tx, occasion.now).await?;
        let deed = Note {
            article: id,
            action: Action::Redacted,
            document: None,
            sha256: None,
            target: None,
            before: None,
        };
        note(&mut tx, occasion, deed).await?;
        sqlx::query(
            "UPDATE revision SET before = NULL, redacted = last_insert_rowid()
             WHERE id IN (SELECT value FROM json_each(?))",
        )
        .bind(serde_json::to_string(&redaction.versions).unwrap_or_default())
        .execute(&mut *tx)
        .await?;
        sqlx::query(concat!(
            "UPDATE document_version SET bytes = x'', sidecar = NULL WHERE document IN ",
            documents!()
        ))
        .bind(id.number())
        .execute(&mut *tx)
        .await?;
        super::forget::drop_remains(&mut tx).await?;
        tx.commit().await?;
        drop(connection);
        self.refresh().await?;
        self.clear_free_space().await?;
        Ok(redaction)
    }
}

async fn plan(tx: &mut SqliteConnection, id: ArticleId, versions: &Versions) -> Result<Redaction> {
    let mut held: Vec<i64> = sqlx::query_scalar(
        "SELECT id FROM revision WHERE article = ? AND before IS NOT NULL ORDER BY id",
    )
    .bind(id.number())
    .fetch_all(&mut *tx)
    .await?;
    if let Versions::These(numbers) = versions {
        if let Some(number) = numbers.iter().find(|number| !held.contains(number)) {
            let why = format!(
                "its history holds no version {number}; `jianbao log {id}` numbers those it holds"
            );
            return Err(unfit(id, &why));
        }
        held.retain(|number| numbers.contains(number));
    }
    let bytes: Vec<(String, i64)> = sqlx::query_as(concat!(
        "SELECT name, count(*) FROM document_version v JOIN document ON document.id = v.document
         WHERE (v.bytes <> x'' OR v.sidecar IS NOT NULL) AND v.document IN ",
        documents!(),
        " GROUP BY name ORDER BY name"
    ))
    .bind(id.number())
    .fetch_all(&mut *tx)
    .await?;
    if held.is_empty() && bytes.is_empty() {
        return Err(unfit(id, "its history holds no earlier version"));
    }
    let left = sqlx::query_scalar(concat!(
        "SELECT name FROM document WHERE id IN ",
        documents!(),
        " ORDER BY name"
    ))
    .bind(id.number())
    .fetch_all(&mut *tx)
    .await?;
    let known = Knower::new(tx).await?.with_id(id).await?;
    let is_still_said = known.is_some_and(|known| telling(known.base()) != telling(&known.article));
    Ok(Redaction {
        versions: held,
        bytes,
        left,
        is_still_said,
    })
}
