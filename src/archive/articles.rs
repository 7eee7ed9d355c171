//! Single articles: by permalink.

use std::cell::RefCell;
use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::documents::document_row;
use super::facets::Names;
use super::index::own_text;
use super::reprints::unpack_keys;
use super::rows::{article_row, join_document, record_columns};
use super::{Archive, ArchiveError, ArticleId, ArticleRow, DocumentRow, Result};
use crate::article::{Article, Caption, DatePublished, Doubt, LineRange, Origin, Publication};
use crate::region::Code;

/// What stands behind a permalink.
#[derive(Debug, Clone, PartialEq)]
pub enum Lookup {
    Found(Box<ArticleRecord>),
    /// Merged into another article.
    Moved(ArticleId),
    /// Withdrawn.
    Gone(Tombstone),
    /// There never was such an article.
    Missing,
}

/// What is left of a withdrawn article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tombstone {
    pub id: ArticleId,
    pub headline: String,
    /// RFC 3339, UTC.
    pub at: String,
    /// The command that did it: `load`, `reprocess` or `withdraw`.
    pub by: String,
    /// The person who did it, where named.
    pub who: Option<String>,
    pub reason: String,
}

/// An article with its place in the archive.
#[derive(Debug, Clone, PartialEq)]
pub struct ArticleRecord {
    pub row: ArticleRow,
    pub article: Article,
    /// The document it belongs to.
    pub document: DocumentRow,
    /// Order within the document, from 0.
    pub position: u32,
    /// It has changed since it first came: [`Archive::revisions`] tells how.
    pub revised: bool,
    /// Version of the ingestion code that read it.
    pub ingestion: u32,
    /// The row of its document.
    pub(super) document_row: i64,
    /// Its keys of reprints, where they were noted.
    pub(super) reprint_keys: Option<Vec<i64>>,
}

impl ArticleRecord {
    /// The publication that it stood in.
    pub fn publication(&self) -> Publication {
        let document = &self.document;
        self.article
            .stood_in(&document.publication, document.layout)
    }
}

/// The part of an article that only its own page shows; stored as compressed JSON.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Content {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kicker: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    alternative_headline: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    date_published: Option<DatePublished>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    author: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    credit_text: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    keywords: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) article_body: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    caption: Vec<Caption>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    lines: Vec<LineRange>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    origin: Option<Origin>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    publication: Option<Publication>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source_url: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    doubts: Vec<Doubt>,
}

/// The part of [`Content`] that results of a search are cut from.
#[derive(Deserialize)]
struct OwnText {
    #[serde(default)]
    article_body: Vec<String>,
    #[serde(default)]
    caption: Vec<Caption>,
}

/// The text of a packed [`Content`], without the rest.
pub(super) fn unpack_text(packed: &[u8]) -> Result<String> {
    let it: OwnText = unpack(packed, "article content")?;
    Ok(own_text(&it.article_body, &it.caption))
}

/// An article as it was at some time, whole; stored as compressed JSON.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Snapshot {
    headline: String,
    #[serde(default)]
    content_location: Vec<Code>,
    #[serde(default)]
    about: Vec<String>,
    content: Content,
}

impl Snapshot {
    pub(super) fn pack(article: &Article) -> Result<Vec<u8>> {
        pack(&Self {
            headline: article.headline.clone(),
            content_location: article.content_location.clone(),
            about: article.about.clone(),
            content: Content::of(article),
        })
    }

    /// `id` is the article's permanent one.
    pub(super) fn unpack(packed: &[u8], id: ArticleId) -> Result<Article> {
        let it: Self = unpack(packed, "snapshot of an article")?;
        Ok(it
            .content
            .with(id, it.headline, it.content_location, it.about))
    }
}

impl Content {
    pub(super) fn of(article: &Article) -> Self {
        let article = article.clone();
        Self {
            kicker: article.kicker,
            alternative_headline: article.alternative_headline,
            date_published: article.date_published,
            author: article.author,
            credit_text: article.credit_text,
            keywords: article.keywords,
            article_body: article.article_body,
            caption: article.caption,
            lines: article.lines,
            origin: article.origin,
            publication: article.publication,
            source_url: article.source_url,
            doubts: article.doubts,
        }
    }

    pub(super) fn into_article(self, row: &ArticleRow) -> Article {
        self.with(
            row.id,
            row.headline.clone(),
            row.regions.clone(),
            row.topics.clone(),
        )
    }

    /// The whole article: this and what its row holds.
    pub(super) fn with(
        self,
        id: ArticleId,
        headline: String,
        content_location: Vec<Code>,
        about: Vec<String>,
    ) -> Article {
        Article {
            id: Some(id.to_string()),
            headline,
            kicker: self.kicker,
            alternative_headline: self.alternative_headline,
            date_published: self.date_published,
            author: self.author,
            credit_text: self.credit_text,
            content_location,
            about,
            keywords: self.keywords,
            article_body: self.article_body,
            caption: self.caption,
            lines: self.lines,
            origin: self.origin,
            publication: self.publication,
            source_url: self.source_url,
            doubts: self.doubts,
        }
    }

    pub(super) fn pack(&self) -> Result<Vec<u8>> {
        pack(self)
    }

    pub(super) fn unpack(packed: &[u8]) -> Result<Self> {
        unpack(packed, "article content")
    }
}

/// Below this a stored size is believed, and memory for it taken at once.
const SMALL: u64 = 1 << 20;

thread_local! {
    /// Making one costs as much as compressing an article.
    static COMPRESSOR: RefCell<Option<zstd::bulk::Compressor<'static>>> =
        RefCell::new(zstd::bulk::Compressor::new(3).ok());
    static DECOMPRESSOR: RefCell<Option<zstd::bulk::Decompressor<'static>>> =
        RefCell::new(zstd::bulk::Decompressor::new().ok());
}

fn pack(value: &impl Serialize) -> Result<Vec<u8>> {
    let json =
        serde_json::to_vec(value).map_err(|error| ArchiveError::Corrupt(error.to_string()))?;
    Ok(compress(&json))
}

fn unpack<T: serde::de::DeserializeOwned>(packed: &[u8], what: &str) -> Result<T> {
    serde_json::from_slice(&decompress(packed)?)
        .map_err(|error| ArchiveError::Corrupt(format!("{what}: {error}")))
}

/// Names of the fields in which readers see a difference, as schema.org has them.
pub(super) fn telling_fields(before: &Article, after: &Article) -> Vec<&'static str> {
    let day = |article: &Article| article.date_published.as_ref().map(|date| date.date);
    let fields = [
        ("headline", before.headline != after.headline),
        ("kicker", before.kicker != after.kicker),
        (
            "alternativeHeadline",
            before.alternative_headline != after.alternative_headline,
        ),
        ("datePublished", day(before) != day(after)),
        ("author", before.author != after.author),
        ("creditText", before.credit_text != after.credit_text),
        (
            "contentLocation",
            before.content_location != after.content_location,
        ),
        ("about", before.about != after.about),
        ("publisher", before.publication != after.publication),
        ("keywords", before.keywords != after.keywords),
        ("articleBody", before.article_body != after.article_body),
        ("caption", before.caption != after.caption),
    ];
    fields
        .into_iter()
        .filter(|(_, differ)| *differ)
        .map(|(name, _)| name)
        .collect()
}

/// Compression cannot fail for bytes in memory; should it, the bytes go in as they are, marked by their missing header.
pub(super) fn compress(bytes: &[u8]) -> Vec<u8> {
    let compressed =
        COMPRESSOR.with_borrow_mut(|compressor| compressor.as_mut()?.compress(bytes).ok());
    compressed.unwrap_or_else(|| bytes.to_vec())
}

pub(super) fn decompress(packed: &[u8]) -> Result<Vec<u8>> {
    let size = zstd::zstd_safe::get_frame_content_size(packed)
        .ok()
        .flatten();
    let small = size.filter(|size| *size <= SMALL).and_then(|size| {
        DECOMPRESSOR.with_borrow_mut(|decompressor| {
            decompressor
                .as_mut()?
                .decompress(packed, size as usize)
                .ok()
        })
    });
    if let Some(bytes) = small {
        return Ok(bytes);
    }
    zstd::decode_all(packed)
        .map_err(|error| ArchiveError::Corrupt(format!("compressed content: {error}")))
}

/// Reads a row that joins an article with its content and its document.
pub(super) fn article_record(row: &SqliteRow, names: &Names) -> Result<ArticleRecord> {
    let head = article_row(row, names)?;
    let content = Content::unpack(row.try_get("content")?)?;
    Ok(ArticleRecord {
        article: content.into_article(&head),
        row: head,
        document: document_row(row)?,
        position: row.try_get("position")?,
        revised: row.try_get("revised")?,
        ingestion: row.try_get("ingestion")?,
        document_row: row.try_get("document")?,
        reprint_keys: row
            .try_get::<Option<&[u8]>, _>("reprint_keys")?
            .map(unpack_keys),
    })
}

/// Reads a row of `gone`; `id` is the address that was asked for.
pub(super) fn tombstone(row: &SqliteRow, id: ArticleId) -> Result<Tombstone> {
    Ok(Tombstone {
        id,
        headline: row.try_get("headline")?,
        at: row.try_get("at")?,
        by: row.try_get("by")?,
        who: row.try_get("who")?,
        reason: row.try_get("reason")?,
    })
}

/// The articles of some ids, each with its document.
pub(super) const BY_ID: &str = concat!(
    "SELECT asked, ",
    record_columns!(),
    "
     FROM (SELECT key AS asked, value AS id FROM json_each(?1))
     CROSS JOIN article USING (id)
     CROSS JOIN article_content USING (seq) ",
    join_document!()
);

impl Archive {
    /// What stands behind a permalink.
    pub async fn article(&self, id: ArticleId) -> Result<Lookup> {
        let row = self.by_id.ask(&id.number()).await?;
        let Some(row) = row else {
            return self.gone(id).await;
        };
        let facets = self.facets();
        Ok(Lookup::Found(Box::new(article_record(
            &row,
            facets.names(),
        )?)))
    }

    /// The paragraphs of the articles at these places, by place.
    pub async fn bodies(&self, places: &[i64]) -> Result<HashMap<i64, Vec<String>>> {
        let packed = self.contents(places).await?;
        let body = |packed: &[u8]| unpack::<OwnText>(packed, "article content");
        packed
            .iter()
            .map(|(place, packed)| Ok((*place, body(packed)?.article_body)))
            .collect()
    }

    /// The packed contents of the articles at these places, each with its place.
    pub(super) async fn contents(&self, places: &[i64]) -> Result<Vec<(i64, Vec<u8>)>> {
        let contents = sqlx::query_as(
            "SELECT seq, content FROM (SELECT value AS seq FROM json_each(?)) AS wanted
             CROSS JOIN article_content USING (seq)",
        )
        .bind(serde_json::to_string(places).unwrap_or_default())
        .fetch_all(&mut *self.read.get().await?)
        .await?;
        Ok(contents)
    }

    /// Follows an address whose article is no longer there to where it leads.
    async fn gone(&self, id: ArticleId) -> Result<Lookup> {
        let row = sqlx::query(
            "WITH RECURSIVE way (id, target, step) AS (
                 SELECT id, target, 1 FROM gone WHERE id = ?1
                 UNION ALL
                 SELECT gone.id, gone.target, step + 1 FROM way JOIN gone ON gone.id = way.target WHERE step < 1000
             )
             SELECT way.target, article.id AS living, headline, at, by, who, reason
             FROM way JOIN gone USING (id) LEFT JOIN (SELECT id FROM article) AS article ON article.id = way.target
             ORDER BY step DESC LIMIT 1",
        )
        .bind(id.number())
        .fetch_optional(&mut *self.read.get().await?)
        .await?;
        let Some(row) = row else {
            return Ok(Lookup::Missing);
        };
        Ok(match row.try_get::<Option<i64>, _>("living")? {
            Some(target) => Lookup::Moved(ArticleId::from_number(target)),
            None => Lookup::Gone(tombstone(&row, id)?),
        })
    }
}
