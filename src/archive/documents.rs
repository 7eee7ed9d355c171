//! Documents: the sources of the articles, as they came.

use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::articles::{Content, Snapshot, Tombstone, decompress, tombstone};
use super::rows::{article_row, row_columns};
use super::{Archive, ArchiveError, ArticleId, ArticleRow, Result};
use crate::article::{Furniture, Layout, LineRange, Publication};

/// A document as lists show it.
#[derive(Debug, Clone, PartialEq)]
pub struct DocumentRow {
    pub id: ArticleId,
    pub name: String,
    pub layout: Layout,
    pub publication: Publication,
    pub sample: bool,
    /// How many articles it has.
    pub articles: u32,
    /// How many lines its text has.
    pub lines: u32,
    /// RFC 3339, UTC.
    pub loaded_at: String,
}

/// A document as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Original {
    pub name: String,
    pub bytes: Vec<u8>,
    /// The text of the keeper's sidecar, where there was one.
    pub sidecar: Option<String>,
    pub sample: bool,
}

/// An article of a document, with the lines that it covers.
#[derive(Debug, Clone, PartialEq)]
pub struct Piece {
    /// Order within the document, from 0.
    pub position: u32,
    pub row: ArticleRow,
    /// Empty where they were not asked for.
    pub lines: Vec<LineRange>,
}

/// Articles are in the order of their first lines but for those of one newspaper page, which has no more pieces than these.
const OUT_OF_ORDER: u32 = 400;

/// A document with its text.
#[derive(Debug, Clone, PartialEq)]
pub struct DocumentRecord {
    pub row: DocumentRow,
    pub sha256: String,
    /// Its bytes are kept, as those of large record files are not, and shown, as no article in it was withdrawn.
    pub has_original: bool,
    pub encoding: String,
    /// Version of the ingestion code that read it.
    pub ingestion: u32,
    /// The decoded text; empty where none is kept, or shown.
    pub text: String,
    /// Is the text shown to nobody, because an article was withdrawn that may stand anywhere in it?
    pub withheld: bool,
    pub furniture: Vec<Furniture>,
}

/// The statement that selects articles of a document in reading order, from a place on: their rows, and what else is named.
macro_rules! select_pieces {
    ($columns:literal, $joined:literal) => {
        concat!(
            "SELECT position, ",
            row_columns!(),
            $columns,
            " FROM article ",
            $joined,
            " WHERE document = (SELECT id FROM document WHERE key = ?) AND position >= ?
             ORDER BY position LIMIT ?"
        )
    };
}

impl Archive {
    /// Of these documents those whose bytes another one has, too: the names of both. Looks through all documents.
    pub async fn twins(&self, ids: &[ArticleId]) -> Result<Vec<(String, String)>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<i64> = ids.iter().map(|id| id.number()).collect();
        let twins = sqlx::query_as(
            "WITH new AS MATERIALIZED (SELECT value AS key FROM json_each(?))
             SELECT own.name, min(other.name)
             FROM new CROSS JOIN document AS own USING (key)
             JOIN document AS other ON other.sha256 = own.sha256 AND other.key <> own.key
             WHERE own.sha256 <> x'' AND (other.name < own.name OR other.key NOT IN (SELECT key FROM new))
             GROUP BY own.name",
        )
        .bind(serde_json::to_string(&ids).unwrap_or_default())
        .fetch_all(&mut *self.read.get().await?)
        .await?;
        Ok(twins)
    }

    /// A document with its text; `None` where there is none with this id.
    pub async fn document(&self, id: ArticleId) -> Result<Option<DocumentRecord>> {
        let row = sqlx::query(
            "SELECT d.*, c.text AS packed, length(c.bytes) > 0 AS has_original FROM document d JOIN document_content c ON c.document = d.id WHERE key = ?",
        )
        .bind(id.number())
        .fetch_optional(&mut *self.read.get().await?)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let text = decompress(row.try_get("packed")?)?;
        let withdrawn = self.withdrawn(id).await?;
        let hidden: Vec<LineRange> = withdrawn
            .iter()
            .flat_map(|(_, lines)| lines.iter().copied())
            .collect();
        let mut furniture: Vec<Furniture> = from_json(row.try_get("furniture")?)?;
        furniture.extend(hidden.iter().map(|lines| Furniture {
            lines: *lines,
            why: "withdrawn".to_string(),
        }));
        furniture.sort_by_key(|furniture| furniture.lines);
        let withheld = withdrawn.iter().any(|(_, lines)| lines.is_empty()) && !text.is_empty();
        let text = match withheld {
            true => String::new(),
            false => without_lines(&String::from_utf8_lossy(&text), &hidden),
        };
        Ok(Some(DocumentRecord {
            sha256: hex(row.try_get("sha256")?),
            has_original: row.try_get("has_original")? && withdrawn.is_empty(),
            encoding: row.try_get("encoding")?,
            ingestion: row.try_get("ingestion")?,
            text,
            withheld,
            furniture,
            row: document_row(&row)?,
        }))
    }

    /// The articles of a document that a keeper withdrew, with the lines they covered: these are shown to nobody. Without
    /// lines where nobody knows them.
    pub async fn withdrawn(&self, id: ArticleId) -> Result<Vec<(Tombstone, Vec<LineRange>)>> {
        let rows = sqlx::query(
            "SELECT gone.id, headline, at, by, who, reason, content FROM gone
             JOIN (SELECT id AS document, key FROM document) USING (document)
             WHERE key = ? AND by = 'withdraw' AND content IS NOT NULL ORDER BY position",
        )
        .bind(id.number())
        .fetch_all(&mut *self.read.get().await?)
        .await?;
        rows.iter()
            .map(|row| {
                let id = ArticleId::from_number(row.try_get("id")?);
                let article = Snapshot::unpack(row.try_get("content")?, id)?;
                Ok((tombstone(row, id)?, article.lines))
            })
            .collect()
    }

    /// Articles of a document without their lines, in reading order: at most `limit` from a place on.
    pub async fn articles_of(&self, id: ArticleId, from: u32, limit: u32) -> Result<Vec<Piece>> {
        const ROWS: &str = select_pieces!("", "");
        self.select_pieces(ROWS, id, (from, limit), |_, _| Ok(Vec::new()))
            .await
    }

    /// Articles of a document with their lines, in reading order: at most `limit` from a place on.
    pub async fn pieces(&self, id: ArticleId, from: u32, limit: u32) -> Result<Vec<Piece>> {
        const WITH_CONTENT: &str = select_pieces!(", content", "JOIN article_content USING (seq)");
        self.select_pieces(WITH_CONTENT, id, (from, limit), |row, head| {
            let content = Content::unpack(row.try_get("content")?)?;
            Ok(content.into_article(head).lines)
        })
        .await
    }

    /// `lines` reads the lines of an article.
    async fn select_pieces(
        &self,
        statement: &'static str,
        id: ArticleId,
        (from, limit): (u32, u32),
        lines: impl Fn(&SqliteRow, &ArticleRow) -> Result<Vec<LineRange>>,
    ) -> Result<Vec<Piece>> {
        let facets = self.facets();
        let rows = sqlx::query(statement)
            .bind(id.number())
            .bind(from)
            .bind(limit)
            .fetch_all(&mut *self.read.get().await?)
            .await?;
        let piece = |row| {
            let head = article_row(row, facets.names())?;
            Ok(Piece {
                position: row.try_get("position")?,
                lines: lines(row, &head)?,
                row: head,
            })
        };
        rows.iter().map(piece).collect()
    }

    /// The articles of a document that stand in some of its lines, in reading order.
    pub async fn articles_in(&self, id: ArticleId, lines: LineRange) -> Result<Vec<Piece>> {
        let (mut low, mut high) = (0, self.end_of(id).await?);
        while low < high {
            let middle = low + (high - low) / 2;
            let pieces = self.pieces(id, middle, 1).await?;
            match pieces.first().and_then(|piece| piece.lines.first()) {
                Some(first) if first.0 >= lines.0 => high = middle,
                _ => low = middle + 1,
            }
        }
        // Each that begins in these lines has at least one of them to itself.
        let most = OUT_OF_ORDER * 2 + (lines.1 - lines.0 + 1);
        let from = low.saturating_sub(OUT_OF_ORDER);
        let mut pieces = self.pieces(id, from, most).await?;
        pieces.retain(|piece| {
            let mut own = piece.lines.iter();
            own.any(|own| own.meets(lines))
        });
        Ok(pieces)
    }

    /// The place after a document's last article.
    async fn end_of(&self, id: ArticleId) -> Result<u32> {
        let last: Option<u32> = sqlx::query_scalar(
            "SELECT max(position) FROM article WHERE document = (SELECT id FROM document WHERE key = ?)",
        )
        .bind(id.number())
        .fetch_one(&mut *self.read.get().await?)
        .await?;
        Ok(last.map_or(0, |last| last + 1))
    }

    /// The bytes of a document as they came, and its name; `None` too where they are not kept, because it is large.
    pub async fn original(&self, id: ArticleId) -> Result<Option<(String, Vec<u8>)>> {
        let row = sqlx::query(
            "SELECT name, bytes FROM document JOIN document_content ON document = document.id
             WHERE key = ? AND bytes <> x''",
        )
        .bind(id.number())
        .fetch_optional(&mut *self.read.get().await?)
        .await?;
        row.map(|row| Ok((row.try_get("name")?, decompress(row.try_get("bytes")?)?)))
            .transpose()
    }

    /// The originals of documents by name, after the one named `after`, or the one named `only`: at most `limit`, and no
    /// more once they have `bytes` together. Those of large documents are empty, because they are not kept.
    pub async fn originals(
        &self,
        after: &str,
        only: Option<&str>,
        (limit, bytes): (usize, usize),
    ) -> Result<Vec<Original>> {
        let mut connection = self.read.get().await?;
        let mut originals: Vec<Original> = Vec::new();
        let mut held = 0;
        while originals.len() < limit && held < bytes {
            let after = originals.last().map_or(after, |last| last.name.as_str());
            let row = sqlx::query(
                "SELECT name, bytes, sidecar, sample FROM document JOIN document_content ON document = document.id
                 WHERE name > ?1 AND (?2 IS NULL OR name = ?2) ORDER BY name LIMIT 1",
            )
            .bind(after)
            .bind(only)
            .fetch_optional(&mut *connection)
            .await?;
            let Some(row) = row else { break };
            let original = Original {
                name: row.try_get("name")?,
                bytes: unless_empty(row.try_get("bytes")?)?,
                sidecar: row.try_get("sidecar")?,
                sample: row.try_get("sample")?,
            };
            held += original.bytes.len();
            originals.push(original);
        }
        Ok(originals)
    }

    /// Documents by name, `limit` after the one named `after`.
    pub async fn documents(&self, after: &str, limit: u32) -> Result<Vec<DocumentRow>> {
        let rows = sqlx::query("SELECT * FROM document WHERE name > ? ORDER BY name LIMIT ?")
            .bind(after)
            .bind(limit)
            .fetch_all(&mut *self.read.get().await?)
            .await?;
        rows.iter().map(document_row).collect()
    }

    /// How many documents there are.
    pub async fn count_documents(&self) -> Result<u64> {
        let count: i64 = sqlx::query_scalar("SELECT count(*) FROM document")
            .fetch_one(&mut *self.read.get().await?)
            .await?;
        Ok(count as u64)
    }
}

/// The bytes of a large document are not kept, which is noted as no bytes at all, not even a compressed nothing.
fn unless_empty(packed: &[u8]) -> Result<Vec<u8>> {
    match packed.is_empty() {
        true => Ok(Vec::new()),
        false => decompress(packed),
    }
}

/// The text with some of its lines left empty.
fn without_lines(text: &str, hidden: &[LineRange]) -> String {
    if hidden.is_empty() {
        return text.to_string();
    }
    let mut hidden = hidden.to_vec();
    hidden.sort_unstable();
    let mut hidden = hidden.into_iter().peekable();
    let lines = (1_u32..).zip(text.split('\n')).map(|(number, line)| {
        while hidden.next_if(|range| range.1 < number).is_some() {}
        match hidden.peek().is_some_and(|range| range.contains(number)) {
            true => "",
            false => line,
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

pub(super) fn document_row(row: &SqliteRow) -> Result<DocumentRow> {
    let layout: &str = row.try_get("layout")?;
    Ok(DocumentRow {
        id: ArticleId::from_number(row.try_get("key")?),
        name: row.try_get("name")?,
        layout: Layout::ALL
            .into_iter()
            .find(|known| known.as_str() == layout)
            .ok_or_else(|| ArchiveError::Corrupt(format!("layout {layout:?}")))?,
        publication: from_json(row.try_get("publication")?)?,
        sample: row.try_get("sample")?,
        articles: row.try_get("articles")?,
        lines: row.try_get("lines")?,
        loaded_at: row.try_get("loaded_at")?,
    })
}

pub(super) fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text)
        .map_err(|error| ArchiveError::Corrupt(format!("stored JSON: {error}")))
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_left_empty_in_any_order() {
        let text: String = ('a'..='l').map(|line| format!("{line}\n")).collect();
        let ranges = [(9, 9), (2, 5), (3, 3), (4, 7), (12, 20)];
        let hidden = ranges.map(|(first, last)| LineRange(first, last));
        let left = without_lines(&text, &hidden);
        assert_eq!(left, "a\n\n\n\n\n\n\nh\n\nj\nk\n\n");
    }
}
