//! Tables with a header: `标题,日期,地区,正文` or `headline,datePublished,contentLocation,articleBody`.
//!
//! A column is a field of a record by its name, so that a row is read as JSON would be. A table without a column of
//! texts is refused with what was likely meant for one, and a quotation mark that is never closed is told by the
//! line on which its row begins: the reader would otherwise take the rest of the file for one cell.

use serde::Deserialize;
use serde::de::value::{MapDeserializer, StrDeserializer};

use crate::article::{Article, LineRange};
use crate::ingest::IngestError;

use super::called::Resolver;
use super::fields::Record;
use super::names::{TEXT, misspelt};
use super::{Found, LineCounter, WrongLines};

/// The columns of which a table of articles has at least one.
const NEEDED: [&str; 9] = [
    "headline",
    "标题",
    "题名",
    "title",
    "articleBody",
    "正文",
    "内容",
    "body",
    "content",
];

/// Reads a table; the separator is the comma, the semicolon or the tab, whichever the header holds most of.
pub(super) fn read(text: &str, resolver: &Resolver) -> Result<Found, IngestError> {
    let mut table = csv::ReaderBuilder::new()
        .flexible(true)
        .delimiter(separator(text))
        .from_reader(text.as_bytes());
    let header = header(&mut table)?;
    let mut counter = LineCounter::new(text);
    let mut found = Found::default();
    found.slips.look_at(&header.iter().cloned().collect());
    let mut wrong = WrongLines::default();
    let mut row = csv::StringRecord::new();
    loop {
        let offset = table.position().byte() as usize;
        // Blank lines before the row belong to nobody.
        let blank = text.get(offset..).map_or(0, |rest| {
            rest.len() - rest.trim_start_matches(['\n', ' ']).len()
        });
        let start = counter.line_of(offset + blank) as usize;
        let is_row = table
            .read_record(&mut row)
            .map_err(|error| refuse(start, error.to_string()))?;
        if !is_row {
            wrong.told()?;
            return Ok(found);
        }
        let last = counter.line_of((table.position().byte() as usize).saturating_sub(1));
        let at_end = table.position().byte() as usize >= text.len();
        let read = match at_end && is_torn(text.get(offset..).unwrap_or_default(), &row) {
            true => Err(
                "a quotation mark is opened here and not closed before the file ends".to_string(),
            ),
            false => article(&header, &row, resolver),
        };
        match read {
            Ok(article) => found.articles.extend(article.map(|article| Article {
                lines: vec![LineRange(start as u32, last.max(start as u32))],
                ..article
            })),
            Err(message) => wrong.add(refuse(start, message)),
        }
    }
}

/// The names of the columns; those of a table that holds articles.
fn header(table: &mut csv::Reader<&[u8]>) -> Result<Vec<String>, IngestError> {
    let header: Vec<String> = table
        .headers()
        .map_err(|error| refuse(1, error.to_string()))?
        .iter()
        .map(|name| name.trim().to_string())
        .collect();
    if !header.iter().any(|name| NEEDED.contains(&name.as_str())) {
        return Err(refuse(
            1,
            format!(
                "the header names no headline (标题) and no articleBody (正文): {}",
                header.join(", ")
            ),
        ));
    }
    if let Some(message) = without_text(&header) {
        return Err(refuse(1, message));
    }
    Ok(header)
}

/// The article of a row; `None` where the row is empty.
fn article(
    header: &[String],
    row: &csv::StringRecord,
    resolver: &Resolver,
) -> Result<Option<Article>, String> {
    if row.len() > header.len() {
        return Err(format!(
            "{} fields, but the header has {}",
            row.len(),
            header.len()
        ));
    }
    if row.iter().all(|field| field.trim().is_empty()) {
        return Ok(None);
    }
    // The first of several columns of one name counts.
    let fields = header
        .iter()
        .enumerate()
        .filter(|(i, name)| header.iter().position(|n| n == *name) == Some(*i));
    let cells = fields
        .filter_map(|(i, name)| row.get(i).map(|cell| (name.as_str(), cell.trim())))
        .filter(|(name, cell)| {
            !cell.is_empty()
                && !["source", "doubts", "caption", "dateBasis", "dateWords"].contains(name)
        })
        .map(|(name, cell)| (StrDeserializer::<serde::de::value::Error>::new(name), cell));
    let record =
        Record::deserialize(MapDeserializer::new(cells)).map_err(|error| error.to_string())?;
    record.into_article(resolver).map(Some)
}

/// Does the header name no column of texts, but one that is nearly called so?
fn without_text(header: &[String]) -> Option<String> {
    let mut names = header.iter().map(String::as_str);
    match names.any(|name| TEXT.contains(&name)) {
        true => None,
        false => misspelt(header.iter().map(String::as_str)),
    }
}

/// Has the last cell of a row swallowed the rest of the file, as its quotation mark is never closed?
fn is_torn(rest: &str, row: &csv::StringRecord) -> bool {
    let last = row.iter().next_back().unwrap_or_default();
    let before = rest.strip_suffix(last);
    before.is_some_and(|before| before.ends_with('"') && before.matches('"').count() % 2 == 1)
}

fn separator(text: &str) -> u8 {
    let header = text.split('\n').next().unwrap_or_default();
    [b',', b'\t', b';']
        .into_iter()
        .max_by_key(|s| (header.bytes().filter(|b| b == s).count(), *s == b','))
        .unwrap_or(b',')
}

fn refuse(line: usize, message: String) -> IngestError {
    IngestError::Line { line, message }
}
