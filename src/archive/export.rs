//! Reading the archive out, article by article, in the order of documents.

use sqlx::Row;

use super::articles::article_record;
use super::rows::{join_document, record_columns};
use super::{Archive, ArticleRecord, Result};

/// How far an export has come: the document's number and the position within it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ExportCursor(i64, i64);

/// Which articles to read out.
#[derive(Debug, Clone, Copy, Default)]
pub struct ExportFilter<'a> {
    /// Only the document of this name.
    pub document: Option<&'a str>,
    /// Only articles with doubts.
    pub doubtful: bool,
}

impl Default for ExportCursor {
    fn default() -> Self {
        Self(0, -1)
    }
}

impl Archive {
    /// The next articles after `cursor`, whole, at most 500; empty at the end.
    pub async fn export(
        &self,
        filter: ExportFilter<'_>,
        cursor: ExportCursor,
    ) -> Result<(Vec<ArticleRecord>, ExportCursor)> {
        let (cursor, last) = match filter.document {
            None => (cursor, i64::MAX),
            Some(name) => match self.document_number(name).await? {
                Some(document) => (cursor.max(ExportCursor(document, -1)), document),
                None => return Ok((Vec::new(), cursor)),
            },
        };
        let rows = sqlx::query(concat!(
            "SELECT ",
            record_columns!(),
            ", document
             FROM article JOIN article_content USING (seq) ",
            join_document!(),
            "
             WHERE (document, position) > (?1, ?2) AND document <= ?3 AND doubts >= ?4
             ORDER BY document, position LIMIT 500"
        ))
        .bind(cursor.0)
        .bind(cursor.1)
        .bind(last)
        .bind(filter.doubtful)
        .fetch_all(&mut *self.read.get().await?)
        .await?;
        let facets = self.facets();
        let mut next = cursor;
        let mut records = Vec::with_capacity(rows.len());
        for row in &rows {
            next = ExportCursor(row.try_get("document")?, row.try_get("position")?);
            records.push(article_record(row, facets.names())?);
        }
        Ok((records, next))
    }

    /// Names of the documents, or of the one named `only`, in which no article was found, in order. Those of which a keeper
    /// withdrew all are left out.
    pub async fn documents_without_article(&self, only: Option<&str>) -> Result<Vec<String>> {
        let names = sqlx::query_scalar(
            "SELECT name FROM document WHERE articles = 0 AND (?1 IS NULL OR name = ?1)
                 AND id NOT IN (SELECT document FROM gone WHERE by = 'withdraw' AND document IS NOT NULL)
             ORDER BY name",
        )
        .bind(only)
        .fetch_all(&mut *self.read.get().await?)
        .await?;
        Ok(names)
    }

    /// Is there a document of this name?
    pub async fn has_document(&self, name: &str) -> Result<bool> {
        Ok(self.document_number(name).await?.is_some())
    }

    async fn document_number(&self, name: &str) -> Result<Option<i64>> {
        Ok(sqlx::query_scalar("SELECT id FROM document WHERE name = ?")
            .bind(name)
            .fetch_optional(&mut *self.read.get().await?)
            .await?)
    }
}
