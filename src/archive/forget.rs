//! Taking documents out for good: the built-in sample when real ones come, and what should never have been loaded.

use sha2::{Digest, Sha256};
use sqlx::Connection;
use sqlx::sqlite::SqliteConnection;

use super::rebuild::{clear_index, fill_index};
use super::revisions::Occasion;
use super::writer::next_revision;
use super::{Archive, ArchiveError, ArticleId, Result};

/// Every address that was ever given to the articles of document `?1`, but for those that moved to other documents.
macro_rules! addresses {
    () => {
        "(SELECT id FROM article WHERE document = ?1 UNION SELECT id FROM gone WHERE document = ?1)"
    };
}

/// What holds anything of the articles of a document beside themselves.
const TRACES: [&str; 4] = [
    concat!("DELETE FROM correction WHERE article IN ", addresses!()),
    concat!("DELETE FROM revision WHERE article IN ", addresses!()),
    concat!("DELETE FROM reprint WHERE article IN ", addresses!()),
    "UPDATE revision SET document = NULL, sha256 = NULL WHERE document = ?1",
];

/// Leaves nothing behind, not even an address.
const WITHOUT_TRACE: [&str; 2] = [
    concat!(
        "UPDATE gone SET target = NULL WHERE target IN ",
        addresses!()
    ),
    "DELETE FROM gone WHERE document = ?1",
];

/// The document and its articles themselves.
const ITSELF: [&str; 5] = [
    "DELETE FROM article_content WHERE seq IN (SELECT seq FROM article WHERE document = ?1)",
    "DELETE FROM article WHERE document = ?1",
    "DELETE FROM document_version WHERE document = ?1",
    "DELETE FROM document_content WHERE document = ?1",
    "DELETE FROM document WHERE id = ?1",
];

/// Names that no article has any more: a source may be a person.
const UNUSED_SOURCES: &str =
    "DELETE FROM source WHERE id NOT IN (SELECT source FROM article WHERE source IS NOT NULL)";

/// A folder's name may tell what lay in it.
const UNUSED_FOLDERS: &str =
    "DELETE FROM folder WHERE id NOT IN (SELECT folder FROM document WHERE folder IS NOT NULL)";

/// When something was forgotten (RFC 3339, UTC), and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forgotten {
    pub at: String,
    pub reason: String,
}

impl Archive {
    /// Was the document of this name forgotten, or one with bytes of this SHA-256? Not where it is there again, nor where a
    /// document of another name has the bytes.
    pub async fn forgotten(&self, name: &str, sha256: &[u8; 32]) -> Result<Option<Forgotten>> {
        let found: Option<(String, String)> = sqlx::query_as(
            "SELECT at, reason FROM forgotten WHERE digest IN (?1, ?2)
                 AND NOT EXISTS (SELECT 1 FROM document WHERE name = ?3)
                 AND (digest = ?1 OR NOT EXISTS (SELECT 1 FROM document WHERE sha256 = ?2)) ORDER BY at DESC LIMIT 1",
        )
        .bind(digest_of_name(name).as_slice())
        .bind(sha256.as_slice())
        .bind(name)
        .fetch_optional(&mut *self.read.get().await?)
        .await?;
        Ok(found.map(|(at, reason)| Forgotten { at, reason }))
    }

    /// Takes the built-in sample out without a trace: its articles were never real. Returns how many documents it had.
    pub async fn drop_sample(&self) -> Result<usize> {
        let mut connection = self.write.acquire().await?;
        let mut tx = connection.begin_with("BEGIN IMMEDIATE").await?;
        let documents: Vec<i64> = sqlx::query_scalar("SELECT id FROM document WHERE sample")
            .fetch_all(&mut *tx)
            .await?;
        if documents.is_empty() {
            tx.rollback().await?;
            return Ok(0);
        }
        let revision = next_revision(&mut tx).await?;
        for document in &documents {
            note_empty_places(&mut tx, *document, revision).await?;
            for part in [&TRACES[..], &WITHOUT_TRACE, &ITSELF] {
                run(&mut tx, part, *document).await?;
            }
        }
        sqlx::query(UNUSED_SOURCES).execute(&mut *tx).await?;
        let rest: i64 = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM article)")
            .fetch_one(&mut *tx)
            .await?;
        if rest == 0 {
            // Else its words would still be suggested.
            clear_index(&mut tx).await?;
        }
        tx.commit().await?;
        drop(connection);
        self.refresh().await?;
        Ok(documents.len())
    }

    /// Takes documents out for good, with their bytes, their articles and the history of these; their addresses say from now on
    /// that they are gone, and the reason, or lead to the same article of a document with the same bytes. The index and then
    /// the whole file are written anew, so that nothing of the text stays in it but digests, by which [`Self::forgotten`]
    /// knows the documents. Returns how many articles there were.
    ///
    /// # Errors
    /// [`ArchiveError::NoDocument`] where there is none of one of these names; then none is taken out.
    pub async fn forget(&self, names: &[String], occasion: &Occasion<'_>) -> Result<u64> {
        let mut connection = self.write.acquire().await?;
        let mut tx = connection.begin_with("BEGIN IMMEDIATE").await?;
        let revision = next_revision(&mut tx).await?;
        let mut articles = 0;
        for name in names {
            articles += forget_one(&mut tx, (name, revision), occasion).await?;
        }
        drop_remains(&mut tx).await?;
        tx.commit().await?;
        drop(connection);
        self.refresh().await?;
        self.clear_free_space().await?;
        Ok(articles)
    }

    /// Free space, of this change and of earlier ones, holds remains of what stood there.
    ///
    /// # Errors
    /// [`ArchiveError::Remains`]: what was taken out is out all the same.
    pub(super) async fn clear_free_space(&self) -> Result<()> {
        let cleared = async {
            sqlx::query("VACUUM").execute(&self.write).await?;
            self.tidy().await
        };
        match cleared.await {
            Ok(true) => {}
            Ok(false) => tracing::warn!(
                "readers hold the old state of the file: it goes when they, or the server, are done"
            ),
            Err(ArchiveError::DiskFull(reason)) => {
                return Err(ArchiveError::Remains(reason.to_string()));
            }
            Err(error) => return Err(ArchiveError::Remains(error.to_string())),
        }
        Ok(())
    }

    /// The name of a document that is called by its name or its id.
    pub async fn document_called(&self, text: &str) -> Result<String> {
        let id = text.parse::<ArticleId>().map_or(-1, ArticleId::number);
        let name = sqlx::query_scalar(
            "SELECT name FROM document WHERE name = ?1 OR key = ?2 ORDER BY name <> ?1 LIMIT 1",
        )
        .bind(text)
        .bind(id)
        .fetch_optional(&mut *self.read.get().await?)
        .await?;
        match name {
            Some(name) => Ok(name),
            None => Err(self.no_document(text).await?),
        }
    }

    /// What to tell who names a document that there is not, perhaps by where its file lies, or by one of its articles.
    pub async fn no_document(&self, text: &str) -> Result<ArchiveError> {
        let ends = text
            .match_indices('/')
            .filter_map(|(at, _)| text.get(at + 1..));
        let ends: Vec<&str> = ends.collect();
        let id = text.parse::<ArticleId>().map_or(-1, ArticleId::number);
        let like = sqlx::query_scalar(
            "SELECT name FROM document WHERE name IN (SELECT value FROM json_each(?1))
                 OR id = (SELECT document FROM article WHERE id = ?2)
             ORDER BY length(name) DESC LIMIT 1",
        )
        .bind(serde_json::to_string(&ends).unwrap_or_default())
        .bind(id)
        .fetch_optional(&mut *self.read.get().await?)
        .await?;
        Ok(ArchiveError::NoDocument {
            name: text.to_string(),
            like,
        })
    }
}

async fn forget_one(
    tx: &mut SqliteConnection,
    (name, revision): (&str, i64),
    occasion: &Occasion<'_>,
) -> Result<u64> {
    let document: i64 = sqlx::query_scalar("SELECT id FROM document WHERE name = ?")
        .bind(name)
        .fetch_optional(&mut *tx)
        .await?
        .ok_or_else(|| ArchiveError::NoDocument {
            name: name.to_string(),
            like: None,
        })?;
    let articles = note_empty_places(tx, document, revision).await?;
    note_digests(tx, (document, name), occasion).await?;
    run(tx, &TRACES, document).await?;
    leave_addresses(tx, document, occasion).await?;
    run(tx, &ITSELF, document).await?;
    Ok(articles)
}

/// Makes anew what is made from articles and may hold words of those that are no more.
pub(super) async fn drop_remains(tx: &mut SqliteConnection) -> Result<()> {
    for statement in [UNUSED_SOURCES, UNUSED_FOLDERS, "DELETE FROM snapshot"] {
        sqlx::query(statement).execute(&mut *tx).await?;
    }
    clear_index(tx).await?;
    fill_index(tx).await?;
    Ok(())
}

async fn run(tx: &mut SqliteConnection, statements: &[&'static str], document: i64) -> Result<()> {
    for statement in statements {
        sqlx::query(*statement)
            .bind(document)
            .execute(&mut *tx)
            .await?;
    }
    Ok(())
}

/// Tells running servers which places become empty; returns how many they are.
async fn note_empty_places(tx: &mut SqliteConnection, document: i64, revision: i64) -> Result<u64> {
    let noted = sqlx::query(
        "INSERT INTO removed (revision, seq) SELECT ?2, seq FROM article WHERE document = ?1",
    )
    .bind(document)
    .bind(revision)
    .execute(tx)
    .await?;
    Ok(noted.rows_affected())
}

fn digest_of_name(name: &str) -> [u8; 32] {
    Sha256::digest(name).into()
}

/// Notes what must not come back by itself: the document's name and all bytes that it ever had.
async fn note_digests(
    tx: &mut SqliteConnection,
    (document, name): (i64, &str),
    occasion: &Occasion<'_>,
) -> Result<()> {
    sqlx::query(
        "INSERT OR REPLACE INTO forgotten (digest, at, reason)
         SELECT digest, ?3, ?4 FROM (
             SELECT ?2 AS digest
             UNION SELECT sha256 FROM document WHERE id = ?1
             UNION SELECT sha256 FROM document_version WHERE document = ?1) WHERE digest <> x''",
    )
    .bind(document)
    .bind(digest_of_name(name).as_slice())
    .bind(occasion.now)
    .bind(occasion.reason.unwrap_or_default())
    .execute(tx)
    .await?;
    Ok(())
}

/// Addresses that led on lead on; where a document of another name has the same bytes, as happens when a file was renamed,
/// they lead to its articles, and the log says so; of the others a tombstone stays, and a line in the log, both without content.
async fn leave_addresses(
    tx: &mut SqliteConnection,
    document: i64,
    occasion: &Occasion<'_>,
) -> Result<()> {
    let statements = [
        "INSERT OR REPLACE INTO gone (id, headline, at, by, who, reason, document, target)
             SELECT id, '', ?2, ?3, ?4, ?5, document,
                 (SELECT id FROM article AS same
                      WHERE document = ?6 AND position = it.position AND headline = it.headline)
             FROM article AS it WHERE document = ?1",
        "INSERT INTO revision (article, at, command, action, who, reason, target)
             SELECT id, ?2, ?3, iif(target IS NULL, 'forgotten', 'moved'), ?4, ?5, target FROM gone WHERE document = ?1",
        "UPDATE gone SET headline = '', document = NULL, claim = NULL, sketch = NULL, content = NULL,
             at = iif(target IS NULL, ?2, at), by = iif(target IS NULL, ?3, by),
             who = iif(target IS NULL, ?4, who), reason = iif(target IS NULL, ?5, reason) WHERE document = ?1",
    ];
    // No index has the hashes: one look through the documents, not one for each article.
    let twin: Option<i64> = sqlx::query_scalar(
        "SELECT twin.id FROM document AS own JOIN document AS twin ON twin.sha256 = own.sha256 AND twin.id <> own.id
         WHERE own.id = ? AND own.sha256 <> x'' LIMIT 1",
    )
    .bind(document)
    .fetch_optional(&mut *tx)
    .await?;
    for statement in statements {
        sqlx::query(statement)
            .bind(document)
            .bind(occasion.now)
            .bind(occasion.command)
            .bind(occasion.who)
            .bind(occasion.reason.unwrap_or_default())
            .bind(twin)
            .execute(&mut *tx)
            .await?;
    }
    Ok(())
}
