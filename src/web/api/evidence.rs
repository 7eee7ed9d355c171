//! What an article's record rests on, under the names that `jianbao export` writes.

use serde::Serialize;

use crate::archive::ArticleRecord;
use crate::article::{Doubt, LineRange};
use crate::web::reader::Reader;

/// Where it stands in the source, and what of it is certain.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::web) struct Evidence<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    date_basis: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_words: Option<&'a str>,
    document: Document<'a>,
    doubts: &'a [Doubt],
    /// The address that it was first published at.
    #[serde(skip_serializing_if = "Option::is_none")]
    is_based_on: Option<&'a str>,
    source: Source<'a>,
}

/// The document here that it belongs to.
#[derive(Serialize)]
struct Document<'a> {
    id: String,
    name: &'a str,
    url: String,
}

/// The file and its lines; those of another archive for a record that came from there.
#[derive(Serialize)]
struct Source<'a> {
    name: &'a str,
    lines: &'a [LineRange],
}

impl<'a> Evidence<'a> {
    pub(super) fn of(reader: &Reader, record: &'a ArticleRecord) -> Self {
        let article = &record.article;
        let date = article.date_published.as_ref();
        let document = &record.document;
        let (name, lines) = match &article.origin {
            Some(origin) => (&origin.name, &origin.lines),
            None => (&document.name, &article.lines),
        };
        Self {
            date_basis: date.map(|date| date.basis.as_str()),
            date_words: date.and_then(|date| date.words.as_deref()),
            document: Document {
                id: document.id.to_string(),
                name: &document.name,
                url: reader.origin.to(&format!("/documents/{}", document.id)),
            },
            doubts: &article.doubts,
            is_based_on: article.source_url.as_deref(),
            source: Source { name, lines },
        }
    }
}
