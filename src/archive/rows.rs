//! What a listing shows of an article, and how rows of the article table become it.

use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::facets::Names;
use super::{Archive, ArticleId, Result, stored};
use crate::article::Basis;
use crate::edtf::PartialDate;
use crate::region::Code;

/// An article as a listing shows it: everything but its body.
#[derive(Debug, Clone, PartialEq)]
pub struct ArticleRow {
    pub id: ArticleId,
    /// Place in the order of publication; later articles have larger ones.
    pub seq: i64,
    pub headline: String,
    /// The first words of the body.
    pub lead: String,
    pub date: Option<PartialDate>,
    pub basis: Option<Basis>,
    /// The credit, else the publication.
    pub source: Option<String>,
    /// Main region first.
    pub regions: Vec<Code>,
    /// Topic ids, main first.
    pub topics: Vec<String>,
    /// How many doubts it has.
    pub doubts: u32,
    /// When it last changed here (`dateModified`), Unix seconds.
    pub modified: i64,
}

/// The columns that [`article_row`] reads.
macro_rules! row_columns {
    () => {
        "seq, id, headline, lead, date, basis, source, regions, topics, doubts, modified"
    };
}
pub(super) use row_columns;

/// The columns that [`super::articles::article_record`] reads, of an article with its content and document.
macro_rules! record_columns {
    () => {
        concat!(
            $crate::archive::rows::row_columns!(),
            ", id IN (SELECT article FROM revision) AS revised,
             document, position, content, reprint_keys, ingestion, key, name, layout, publication, sample, articles, lines, loaded_at"
        )
    };
}
pub(super) use record_columns;

/// Joins articles with what [`record_columns`] names of their documents.
macro_rules! join_document {
    () => {
        "JOIN (SELECT id AS document, ingestion, key, name, layout, publication, sample, articles, lines, loaded_at
               FROM document) AS d USING (document)"
    };
}
pub(super) use join_document;

pub(super) fn article_row(row: &SqliteRow, names: &Names) -> Result<ArticleRow> {
    let date: Option<&str> = row.try_get("date")?;
    let basis: Option<&str> = row.try_get("basis")?;
    let source: Option<i64> = row.try_get("source")?;
    Ok(ArticleRow {
        id: ArticleId::from_number(row.try_get("id")?),
        seq: row.try_get("seq")?,
        headline: row.try_get("headline")?,
        lead: row.try_get("lead")?,
        date: date.map(|text| stored(text, "date")).transpose()?,
        basis: basis.and_then(basis_from),
        source: source.and_then(|id| names.source(id).map(str::to_string)),
        regions: unpack_regions(row.try_get("regions")?),
        topics: unpack_topics(row.try_get("topics")?, names),
        doubts: row.try_get("doubts")?,
        modified: row.try_get("modified")?,
    })
}

pub(super) fn basis_from(text: &str) -> Option<Basis> {
    [Basis::Printed, Basis::Inferred, Basis::Keeper]
        .into_iter()
        .find(|basis| basis.as_str() == text)
}

pub(super) fn pack_regions(codes: &[Code]) -> Vec<u8> {
    codes
        .iter()
        .flat_map(|code| code.number().to_be_bytes().into_iter().skip(1))
        .collect()
}

pub(super) fn unpack_regions(bytes: &[u8]) -> Vec<Code> {
    bytes
        .chunks_exact(3)
        .filter_map(|b| Code::from_number(u32::from_be_bytes([0, b[0], b[1], b[2]])))
        .collect()
}

pub(super) fn unpack_topics(bytes: &[u8], names: &Names) -> Vec<String> {
    bytes
        .iter()
        .filter_map(|id| names.topic(*id).map(str::to_string))
        .collect()
}

impl Archive {
    /// The rows at these places, in the order given; a place that has become empty is left out.
    pub async fn rows_at(&self, seqs: &[i64]) -> Result<Vec<ArticleRow>> {
        if seqs.is_empty() {
            return Ok(Vec::new());
        }
        let facets = self.facets.load_full();
        let places = serde_json::to_string(seqs).unwrap_or_default();
        let rows = sqlx::query(concat!(
            "SELECT ",
            row_columns!(),
            " FROM (SELECT value AS seq FROM json_each(?)) AS wanted CROSS JOIN article USING (seq)"
        ))
        .bind(places)
        .fetch_all(&mut *self.read.get().await?)
        .await?;
        rows.iter()
            .map(|row| article_row(row, facets.names()))
            .collect()
    }
}
