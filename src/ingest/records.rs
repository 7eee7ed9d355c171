//! Records: JSON, JSON Lines, CSV, RSS and Atom.
//!
//! A file with a record that cannot be read is refused whole, with the line and what is wrong, so that nothing is half
//! loaded. Up to [`KEEP_TEXT`] the document keeps its text; above, articles know their lines but the text is not kept twice.

mod article;
pub(crate) mod called;
mod csv;
mod feed;
pub(crate) mod fields;
mod json;
mod lists;
pub(crate) mod names;
mod values;
mod whole;
mod wrong;

pub use json::stream;
pub use names::tell_slips;
pub use wrong::WrongLines;

use crate::article::{Article, Document, Furniture, Layout, LineRange, Publication};

use super::{Context, IngestError, Source, decode};
use called::Resolver;
use names::Slips;

/// Texts of record files are kept up to this many bytes.
const KEEP_TEXT: usize = 4 << 20;

/// What a file of records holds.
#[derive(Debug, Default)]
struct Found {
    articles: Vec<Article>,
    publication: Publication,
    slips: Slips,
}

/// Reads a file of records.
pub fn read(source: &Source, context: &Context) -> Result<Document, IngestError> {
    let decoded = decode::decode(&source.bytes)?;
    let resolver = Resolver::new(&context.topics);
    let extension = source
        .name
        .rsplit_once('.')
        .map_or("", |(_, e)| e)
        .to_ascii_lowercase();
    let (layout, found) = match extension.as_str() {
        "csv" | "tsv" => (Layout::Records, csv::read(&decoded.text, &resolver)?),
        "xml" | "rss" | "atom" => (Layout::Feed, feed::read(&decoded.text)?),
        "jsonl" | "ndjson" => (Layout::Records, json::lines(&decoded.text, &resolver)?),
        _ => (Layout::Records, json::whole(&decoded.text, &resolver)?),
    };
    if found.articles.is_empty() {
        return Err(IngestError::Other("the file holds no articles".to_string()));
    }
    found.slips.tell(&source.name);
    let text = if decoded.text.len() <= KEEP_TEXT {
        decoded.text
    } else {
        String::new()
    };
    let furniture = frame(&text, &found.articles);
    Ok(Document {
        name: source.name.clone(),
        bytes: source.bytes.clone(),
        text,
        encoding: decoded.encoding.to_string(),
        layout,
        publication: found.publication,
        articles: found.articles,
        furniture,
        sample: false,
    })
}

/// The non-blank lines round the records: brackets, a header, a channel's own description.
fn frame(text: &str, articles: &[Article]) -> Vec<Furniture> {
    let mut covered: Vec<LineRange> = articles
        .iter()
        .flat_map(|a| a.lines.iter().copied())
        .collect();
    covered.sort_unstable();
    let mut covered = covered.into_iter().peekable();
    let free = (1_u32..).zip(text.split('\n')).filter(|(number, line)| {
        while covered.next_if(|range| range.1 < *number).is_some() {}
        !line.trim().is_empty() && !covered.peek().is_some_and(|range| range.contains(*number))
    });
    LineRange::collect(free.map(|(number, _)| number).collect::<Vec<_>>())
        .into_iter()
        .map(|lines| Furniture {
            lines,
            why: "record-frame".to_string(),
        })
        .collect()
}

/// The number of the line, from 1, that each of the ascending byte offsets stands on.
struct LineCounter<'a> {
    bytes: &'a [u8],
    offset: usize,
    line: u32,
}

impl<'a> LineCounter<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            bytes: text.as_bytes(),
            offset: 0,
            line: 1,
        }
    }

    fn line_of(&mut self, offset: usize) -> u32 {
        let passed = self.bytes.get(self.offset..offset).unwrap_or_default();
        self.line += memchr::memchr_iter(b'\n', passed).count() as u32;
        self.offset = self.offset.max(offset);
        self.line
    }
}

#[cfg(test)]
mod tests;
