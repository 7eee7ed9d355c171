//! From the bytes of a file to a [`Document`]: decode → layout → segment → infer.
//!
//! A segmenter finds articles and furniture; [`infer`] then fills in what follows from the text (dates, regions, topics,
//! doubts). A new kind of file is one match arm in [`read`] and one file beside it.

#[cfg(test)]
mod accounted;
pub mod dateline;
pub mod decode;
pub mod files;
pub mod html;
pub mod infer;
pub mod layout;
pub mod markdown;
pub mod newspaper;
mod numerals;
pub mod pdf;
pub mod records;
pub mod sidecar;
pub mod webpage;

use std::sync::Arc;

use crate::article::{Article, Document, Furniture, Layout, Publication};
use crate::topic::Topics;
use sidecar::Sidecar;

/// One file to read.
#[derive(Debug, Clone, Default)]
pub struct Source {
    /// File name, or the path below the loaded folder with `/` between.
    pub name: String,
    pub bytes: Vec<u8>,
    /// What the keeper says about the file.
    pub sidecar: Option<Sidecar>,
}

/// What stays the same for all files of a load.
#[derive(Debug, Clone)]
pub struct Context {
    pub topics: Arc<Topics>,
}

/// What a segmenter found in a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Segmented {
    pub articles: Vec<Article>,
    pub furniture: Vec<Furniture>,
    /// What the text itself says about the publication it is part of.
    pub publication: Publication,
}

/// The kinds of files that are read, by the ends of their names.
const KINDS: &str =
    "txt, html, md, json, jsonl, csv, tsv, xml, rss, atom, pdf, and zip, tar.gz, tgz of these";

/// Why a file could not be read. The message says what to do about it; the caller adds the file's name.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    #[error("the file is empty")]
    Empty,
    #[error("the file holds nothing but blanks")]
    Blank,
    #[error("the file is {size} MB; at most {limit} MB are read: split it")]
    TooLarge { size: u64, limit: u64 },
    #[error("{0}")]
    Decode(#[from] decode::DecodeError),
    #[error("files of this kind ({0}) are not read; kinds that are: {KINDS}")]
    UnknownKind(String),
    /// A line of the file is not as it should be.
    #[error("line {line}: {message}")]
    Line { line: usize, message: String },
    /// Several lines are not; the first is named with its reason, and how many are named by their numbers.
    #[error("{first} (also wrong: line {})", numbers(others, *more))]
    Lines {
        first: Box<IngestError>,
        others: Vec<(usize, String)>,
        more: usize,
    },
    /// The keeper's sidecar says something that cannot be.
    #[error("{0}")]
    Sidecar(#[from] sidecar::SidecarError),
    #[error("{0}")]
    Other(String),
}

/// 3, 4 and 7 more
fn numbers(lines: &[(usize, String)], more: usize) -> String {
    let numbers: Vec<String> = lines.iter().map(|(line, _)| line.to_string()).collect();
    match more {
        0 => numbers.join(", "),
        more => format!("{} and {more} more", numbers.join(", ")),
    }
}

impl IngestError {
    /// All that is wrong, each with its reason, a line each; and what becomes of a file of which some lines are.
    pub fn in_full(&self) -> String {
        let mut told = self.to_string();
        if let Self::Lines { others, .. } = self {
            for (line, message) in others {
                told += &format!("\n  line {line}: {message}");
            }
        }
        if matches!(self, Self::Line { .. } | Self::Lines { .. }) {
            told += "\n  nothing of this file was loaded";
        }
        told
    }
}

/// Reads one file. Pure but for PDF, which runs `pdftotext`.
pub fn read(source: &Source, context: &Context) -> Result<Document, IngestError> {
    if source.bytes.is_empty() {
        return Err(IngestError::Empty);
    }
    let extension = source.name.rsplit_once('.').map_or("", |(_, e)| e);
    let mut document = match extension.to_ascii_lowercase().as_str() {
        "txt" | "text" => plain_text(source)?,
        "htm" | "html" | "shtml" | "xhtml" => html::read(source)?,
        "md" | "markdown" => markdown::read(source, context)?,
        "json" | "jsonl" | "ndjson" | "csv" | "tsv" | "xml" | "rss" | "atom" => {
            records::read(source, context)?
        }
        "pdf" => pdf::read(source)?,
        "" => return Err(IngestError::UnknownKind("no ending".to_string())),
        other => return Err(IngestError::UnknownKind(other.to_string())),
    };
    if document.text.trim().is_empty() && document.articles.is_empty() {
        return Err(IngestError::Blank);
    }
    if let Some(sidecar) = &source.sidecar {
        sidecar.apply(&mut document, context)?;
    }
    infer::complete(&mut document, context);
    Ok(document)
}

fn plain_text(source: &Source) -> Result<Document, IngestError> {
    let decoded = decode::decode(&source.bytes)?;
    let layout = layout::detect(&decoded.text);
    let segmented = match layout {
        Layout::Webpage => webpage::segment(&decoded.text),
        _ => newspaper::segment(&decoded.text),
    };
    Ok(Document::from_text(source, decoded, layout, segmented))
}

impl Document {
    /// Puts together what was read of a text file.
    pub(crate) fn from_text(
        source: &Source,
        decoded: decode::Decoded,
        layout: Layout,
        segmented: Segmented,
    ) -> Self {
        Self {
            name: source.name.clone(),
            bytes: source.bytes.clone(),
            text: decoded.text,
            encoding: decoded.encoding.to_string(),
            layout,
            publication: segmented.publication,
            articles: segmented.articles,
            furniture: segmented.furniture,
            sample: false,
        }
    }
}
