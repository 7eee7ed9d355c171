//! The row of a document, its bytes and its earlier bytes.

use super::Target;
use crate::archive::store::INGESTION_VERSION;
use crate::archive::writer::Writer;
use crate::archive::{ArchiveError, ArticleId, Result};

impl<'t> Writer<'_, 't> {
    pub(in crate::archive) async fn new_document(
        &mut self,
        name: &str,
    ) -> Result<(i64, ArticleId)> {
        let key = self.free_document_id(name).await?;
        let document: i64 = sqlx::query_scalar(
            "INSERT INTO document (key, name, sha256, sidecar, layout, encoding, publication, furniture, sample, articles,
                                   lines, loaded_at, ingestion)
             VALUES (?, ?, x'', NULL, '', '', '', '', 0, 0, 0, '', 0) RETURNING id",
        )
        .bind(key.number())
        .bind(name)
        .fetch_one(self.connection().await?)
        .await?;
        Ok((document, key))
    }

    async fn free_document_id(&mut self, name: &str) -> Result<ArticleId> {
        for salt in 0.. {
            let id = ArticleId::of_document(name, salt);
            let taken: i64 =
                sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM document WHERE key = ?)")
                    .bind(id.number())
                    .fetch_one(self.connection().await?)
                    .await?;
            if taken == 0 {
                return Ok(id);
            }
        }
        Err(ArchiveError::Corrupt("no free document id".to_string()))
    }

    /// Keeps the bytes that a document had until now.
    pub(in crate::archive) async fn keep_version(&mut self, document: i64) -> Result<()> {
        sqlx::query(
            "INSERT INTO document_version (document, sha256, sidecar, loaded_at, replaced_at, bytes)
             SELECT id, sha256, sidecar, loaded_at, ?, bytes
             FROM document JOIN document_content ON document = id WHERE id = ? AND sha256 <> x''",
        )
        .bind(self.occasion.now)
        .bind(document)
        .execute(self.connection().await?)
        .await?;
        Ok(())
    }

    pub(in crate::archive) async fn write_document(&mut self, target: Target<'t>) -> Result<()> {
        let prepared = target.prepared;
        let it = prepared.document();
        sqlx::query(
            "UPDATE document SET sha256 = ?, sidecar = ?, layout = ?, encoding = ?, publication = ?, furniture = ?,
             sample = ?, lines = ?, loaded_at = ?, ingestion = ? WHERE id = ?",
        )
        .bind(prepared.sha256.as_slice())
        .bind(&prepared.sidecar)
        .bind(it.layout.as_str())
        .bind(&it.encoding)
        .bind(to_json(&it.publication)?)
        .bind(to_json(&it.furniture)?)
        .bind(it.sample)
        .bind(it.text.split('\n').count() as i64)
        .bind(self.occasion.now)
        .bind(INGESTION_VERSION)
        .bind(target.document)
        .execute(self.connection().await?)
        .await?;
        sqlx::query(
            "INSERT INTO document_content (document, bytes, text) VALUES (?, ?, ?)
             ON CONFLICT (document) DO UPDATE SET bytes = excluded.bytes, text = excluded.text
                 WHERE bytes IS NOT excluded.bytes OR text IS NOT excluded.text",
        )
        .bind(target.document)
        .bind(&prepared.bytes)
        .bind(&prepared.text)
        .execute(self.connection().await?)
        .await?;
        Ok(())
    }
}

fn to_json<T: serde::Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|error| ArchiveError::Corrupt(error.to_string()))
}
