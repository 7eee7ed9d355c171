//! Documents that a keeper worked on: so that his work is not lost, nor undone, when their bytes come under another name.

use super::{Archive, ArticleId, Result};

/// A document with corrected or withdrawn articles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tended {
    pub id: ArticleId,
    pub name: String,
    /// The folder that its name goes on from, where that is known.
    pub folder: Option<String>,
    pub sha256: Vec<u8>,
}

/// The document that had a document's bytes before, under another name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elder {
    pub id: ArticleId,
    pub name: String,
    /// Its own file is certainly no longer there: it was renamed.
    pub is_renamed: bool,
}

impl Archive {
    /// All documents with corrected or withdrawn articles, in order of name; those of the built-in sample are left out.
    pub async fn tended(&self) -> Result<Vec<Tended>> {
        let rows: Vec<(i64, String, Option<String>, Vec<u8>)> = sqlx::query_as(
            "SELECT key, name, path, sha256 FROM document LEFT JOIN folder ON folder.id = document.folder
             WHERE NOT sample AND sha256 <> x'' AND document.id IN (
                 SELECT document FROM gone WHERE by = 'withdraw' AND content IS NOT NULL
                 UNION SELECT document FROM article WHERE id IN (SELECT article FROM correction))
             ORDER BY name",
        )
        .fetch_all(&mut *self.read.get().await?)
        .await?;
        let tended = |(key, name, folder, sha256)| Tended {
            id: ArticleId::from_number(key),
            name,
            folder,
            sha256,
        };
        Ok(rows.into_iter().map(tended).collect())
    }
}
