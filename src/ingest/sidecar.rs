//! What the keeper says about a file: `NAME.meta.toml` beside it, or its table in the folder's `bulletins.toml`.
//!
//! ```toml
//! publication = "示例晚报"
//! date = "2024-05-17"        # EDTF
//! page = "06版"
//! region = "420500"          # GB/T 2260, or a name that only one place bears
//! source_url = "https://news.example/2024/0517/06.html"
//!
//! [[article]]
//! find = "周末儿科门诊"       # words of its headline, else of its decks, else of its text; or
//! # lines = "52-60"          # lines that it covers
//! headline = "城区三家医院开出周末儿科门诊"
//! topics = ["maternal-child"]
//! ```
//!
//! `bulletins.toml` holds a table of this form for each file (`["a.txt"]`); what stands above its tables is said of every
//! file that lies in the folder itself, not below it nor in its archives. Unknown keys and values that cannot be are refused
//! with file, line and the nearest valid name.

mod apply;
mod bulletins;
mod reader;
#[cfg(test)]
mod tests;
mod values;

use crate::article::{LineRange, Publication};
use crate::edtf::PartialDate;
use crate::region::Code;

pub use bulletins::Bulletins;
use reader::Reader;
pub(crate) use values::{region, topic};

/// The end of the name of a file's own sidecar.
pub const SUFFIX: &str = ".meta.toml";
/// The sidecar of a whole folder.
pub const FOLDER_FILE: &str = "bulletins.toml";

/// A sidecar says something that cannot be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file} line {line}: {message}")]
pub struct SidecarError {
    pub file: String,
    pub line: usize,
    pub message: String,
}

/// The keeper's word on one document.
#[derive(Debug, Clone, Default)]
pub struct Sidecar {
    /// As the keeper wrote it, or what several say together; kept in the archive with the document.
    pub text: String,
    pub publication: Publication,
    corrections: Vec<Correction>,
}

/// What a correction is about.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Target {
    Words(String),
    Lines(Vec<LineRange>),
}

/// A value with the place it stands at, for messages about it.
#[derive(Debug, Clone)]
struct At<T> {
    value: T,
    file: String,
    line: usize,
}

/// One `[[article]]` of a sidecar; what is `None` is left as it was found.
#[derive(Debug, Clone)]
struct Correction {
    target: At<Target>,
    headline: Option<String>,
    kicker: Option<String>,
    alternative_headline: Option<String>,
    date: Option<PartialDate>,
    regions: Option<Vec<Code>>,
    /// Checked when it is applied: the keeper may have a topics file of his own.
    topics: Option<At<Vec<String>>>,
    author: Option<Vec<String>>,
    credit: Option<String>,
    source_url: Option<String>,
    /// Another article whose text belongs to this one.
    merge: Option<At<Target>>,
    /// The line that an article of its own begins at.
    split: Option<At<u32>>,
    /// Lines in their reading order.
    order: Option<At<Vec<LineRange>>>,
    /// It is no article.
    drop: bool,
}

impl Sidecar {
    /// Reads a sidecar file; `name` is used in messages only.
    pub fn parse(name: &str, text: &str) -> Result<Self, SidecarError> {
        let reader = Reader::new(name, text);
        let table = reader.parse()?;
        let mut sidecar = reader.told(reader.document(&table))?;
        sidecar.text = text.to_string();
        Ok(sidecar)
    }

    /// Does it say something about single articles?
    pub fn has_corrections(&self) -> bool {
        !self.corrections.is_empty()
    }

    /// This sidecar, completed by what a more general one says.
    fn over(mut self, base: &Self) -> Self {
        self.publication = self.publication.or(&base.publication);
        self.corrections
            .splice(0..0, base.corrections.iter().cloned());
        self.text = merged(&base.text, &self.text);
        self
    }

    /// A file's own sidecar and its folder's word on it, of which its own goes first.
    pub fn joined(own: Option<Self>, of_folder: Option<Self>) -> Option<Self> {
        match (own, of_folder) {
            (Some(own), Some(base)) => Some(own.over(&base)),
            (own, of_folder) => own.or(of_folder),
        }
    }
}

/// The TOML of two sidecars as that of one: the second goes first, corrections of both stand in their order. It is written
/// anew, because a key may stand in both, and what follows an `[[article]]` would belong to it.
fn merged(base: &str, own: &str) -> String {
    let table = |text: &str| text.parse::<toml::Table>().unwrap_or_default();
    let mut all = table(base);
    for (key, value) in table(own) {
        match (all.get_mut(&key), value) {
            (Some(toml::Value::Array(before)), toml::Value::Array(more)) if key == "article" => {
                before.extend(more);
            }
            (_, value) => {
                all.insert(key, value);
            }
        }
    }
    toml::to_string(&all).unwrap_or_default()
}

impl<T> At<T> {
    fn error(&self, message: impl Into<String>) -> SidecarError {
        SidecarError {
            file: self.file.clone(),
            line: self.line,
            message: message.into(),
        }
    }
}
