//! JSON (a record, a list, or an object that holds a list) and JSON Lines.
//!
//! A file is read record by record, with the line that each begins on, so that what is wrong can be told by its
//! line; all lines that are wrong are told at once. JSON Lines can also be read as a stream, which large files
//! need: no more than one record is held.

use std::io::BufRead;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::article::{Article, LineRange};
use crate::ingest::IngestError;
use crate::topic::Topics;

use super::called::Resolver;
use super::fields::Record;
use super::names::{Slips, misspelt, names_of};
use super::{Found, LineCounter, WrongLines};

/// One line of JSON Lines is at most this long.
const LINE_LIMIT: usize = 32 << 20;

/// The places where a file may keep its list of records.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Wrapper<'a> {
    #[serde(borrow)]
    items: Option<Vec<&'a RawValue>>,
    articles: Option<Vec<&'a RawValue>>,
    records: Option<Vec<&'a RawValue>>,
    data: Option<&'a RawValue>,
    #[serde(rename = "@graph")]
    graph: Option<Vec<&'a RawValue>>,
}

/// Reads a JSON file.
pub(super) fn whole(text: &str, resolver: &Resolver) -> Result<Found, IngestError> {
    let list = match text.trim_start().bytes().next() {
        Some(b'[') => serde_json::from_str::<Vec<&RawValue>>(text).map_err(broken)?,
        Some(b'{') => match wrapped(text) {
            Ok(Some(list)) => list,
            Ok(None) => vec![serde_json::from_str::<&RawValue>(text).map_err(broken)?],
            // Several records, one a line, under the name of JSON.
            Err(_)
                if text
                    .lines()
                    .next()
                    .is_some_and(|l| serde_json::from_str::<&RawValue>(l).is_ok()) =>
            {
                return lines(text, resolver);
            }
            Err(error) => return Err(broken(error)),
        },
        _ => {
            return Err(IngestError::Line {
                line: 1,
                message: "this is no JSON: it must start with [ or {".to_string(),
            });
        }
    };
    let mut counter = LineCounter::new(text);
    let mut found = Found {
        slips: Slips::in_records(list.iter().map(|raw| raw.get().as_bytes())),
        ..Found::default()
    };
    let mut wrong = WrongLines::default();
    for raw in list {
        // The slice is part of the text, so the difference of the addresses is its offset.
        let start = (raw.get().as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
        let first = counter.line_of(start);
        let last = counter.line_of(start + raw.get().len());
        match one_of_list(raw.get(), first as usize, resolver) {
            Ok(article) => found.articles.extend(article.map(|article| Article {
                lines: vec![LineRange(first, last)],
                ..article
            })),
            Err(error) => wrong.add(error),
        }
    }
    wrong.told()?;
    Ok(found)
}

/// The article of a record that begins on this line; `None` where it is something else.
fn one_of_list(
    raw: &str,
    line: usize,
    resolver: &Resolver,
) -> Result<Option<Article>, IngestError> {
    let refuse = |line: usize, message: String| IngestError::Line { line, message };
    let record: Record = serde_json::from_str(raw).map_err(|error| {
        let further = error.line().saturating_sub(1);
        refuse(line + further, no_record(&error))
    })?;
    if record.is_other() {
        return Ok(None);
    }
    let article = record.into_article(resolver);
    let article = article.and_then(|article| with_text(article, raw.as_bytes()));
    article.map(Some).map_err(|message| refuse(line, message))
}

/// The article, unless its text stands under a name that is misspelt.
fn with_text(article: Article, raw: &[u8]) -> Result<Article, String> {
    if !article.article_body.is_empty() {
        return Ok(article);
    }
    match misspelt(names_of(raw).iter().map(String::as_str)) {
        Some(message) => Err(message),
        None => Ok(article),
    }
}

fn wrapped(text: &str) -> Result<Option<Vec<&RawValue>>, serde_json::Error> {
    let wrapper: Wrapper<'_> = serde_json::from_str(text)?;
    let data = wrapper
        .data
        .and_then(|raw| serde_json::from_str(raw.get()).ok());
    Ok(wrapper
        .items
        .or(wrapper.articles)
        .or(wrapper.records)
        .or(wrapper.graph)
        .or(data))
}

fn broken(error: serde_json::Error) -> IngestError {
    IngestError::Line {
        line: error.line(),
        message: format!(
            "this is no JSON (column {}): {}",
            error.column(),
            without_place(&error)
        ),
    }
}

/// What a record is, for those who do not know the names of our types.
fn no_record(error: &serde_json::Error) -> String {
    let reason = without_place(error);
    let reason = reason.split(", expected struct").next().unwrap_or_default();
    format!("this is no record, {{\"headline\": …, \"articleBody\": …}}: {reason}")
}

fn without_place(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ")
        .next()
        .unwrap_or_default()
        .to_string()
}

/// Reads JSON Lines that are in memory; all lines that are wrong are named at once.
pub(super) fn lines(text: &str, resolver: &Resolver) -> Result<Found, IngestError> {
    let mut found = Found {
        slips: Slips::in_records(text.lines().map(str::as_bytes)),
        ..Found::default()
    };
    let mut wrong = WrongLines::default();
    for (number, line) in (1..).zip(text.split('\n')) {
        match one_line(line.as_bytes(), number, resolver) {
            Ok(article) => found.articles.extend(article),
            Err(error) => wrong.add(error),
        }
    }
    wrong.told()?;
    Ok(found)
}

/// Reads JSON Lines article by article, without holding the file. What the reader gives is UTF-8; a BOM is passed over. It goes
/// on after a line that is wrong, and ends after one that cannot be read to its end.
pub fn stream<R: BufRead>(
    reader: R,
    topics: &Topics,
) -> impl Iterator<Item = Result<Article, IngestError>> + use<R> {
    let resolver = Resolver::new(topics);
    let mut reader = reader;
    let mut line = Vec::new();
    let mut number = 0_usize;
    let mut is_over = false;
    std::iter::from_fn(move || {
        while !is_over {
            line.clear();
            number += 1;
            let read = read_line(&mut reader, &mut line);
            is_over = !matches!(read, Ok(1..)) || line.len() > LINE_LIMIT;
            match read {
                Ok(0) => return None,
                Ok(_) if is_over => {
                    return Some(Err(IngestError::Line {
                        line: number,
                        message: format!("the line is longer than {} MB", LINE_LIMIT >> 20),
                    }));
                }
                Ok(_) => {}
                Err(error) => {
                    return Some(Err(IngestError::Other(format!("line {number}: {error}"))));
                }
            }
            let bytes = line
                .strip_prefix(b"\xef\xbb\xbf")
                .filter(|_| number == 1)
                .unwrap_or(&line);
            match one_line(bytes, number, &resolver) {
                Ok(None) => {}
                Ok(Some(article)) => return Some(Ok(article)),
                Err(error) => return Some(Err(error)),
            }
        }
        None
    })
}

fn read_line<R: BufRead>(reader: &mut R, line: &mut Vec<u8>) -> std::io::Result<usize> {
    std::io::Read::take(reader, LINE_LIMIT as u64 + 2).read_until(b'\n', line)
}

fn one_line(
    line: &[u8],
    number: usize,
    resolver: &Resolver,
) -> Result<Option<Article>, IngestError> {
    let line = line.trim_ascii();
    if line.is_empty() {
        return Ok(None);
    }
    let refuse = |message: String| IngestError::Line {
        line: number,
        message,
    };
    let record: Record = serde_json::from_slice(line)
        .map_err(|error| refuse(format!("column {}: {}", error.column(), no_record(&error))))?;
    if record.is_other() {
        return Ok(None);
    }
    let article = record.into_article(resolver);
    let article = article.and_then(|article| with_text(article, line));
    let article = article.map_err(refuse)?;
    let number = u32::try_from(number).unwrap_or(u32::MAX);
    Ok(Some(Article {
        lines: vec![LineRange(number, number)],
        ..article
    }))
}
