//! Regions by GB/T 2260 code: the gazetteer, the places a text names, and the regions of an article. Knows neither
//! HTTP nor SQL: ingestion and the web side both use it.
//!
//! What is known stands in `gazetteer`, `provinces`, `latin` and `lexicon`; `search` and `named` find regions by
//! what people type and write. A text is read in three steps. `scan` finds the words that mean something (`token`)
//! with the help of `candidates`, `alike` and `longer`, and `namesakes` decides which of several regions a name
//! means. `weigh` gives each place its weight by its zone (`zones`) and its role (`roles`, `scene`, `sent`,
//! `bodies`), summed up in `scores`. `resolve` draws the conclusion. What 我市 means on a page (`home`) is concluded
//! from all of the page by `page`: from who publishes it (`publisher`), else by the `votes` of its texts and the
//! names of its own accounts (`own`).

mod alike;
mod bodies;
mod candidates;
mod clause;
mod gazetteer;
mod home;
mod joined;
mod latin;
mod lexicon;
mod longer;
mod named;
mod namesakes;
mod own;
mod page;
mod provinces;
mod publisher;
mod resolve;
mod roles;
mod scan;
mod scene;
mod scores;
mod search;
mod sent;
mod short;
#[cfg(test)]
mod tests;
mod token;
mod votes;
mod weigh;
mod zones;

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

pub use gazetteer::{Gazetteer, Region};
pub use latin::latin;
pub use named::named;
pub use page::{Inference, page_place};
pub use provinces::{PROVINCES, Province};
pub use resolve::{RegionInput, ResolvedRegions, resolve};

/// A GB/T 2260 code: six digits; `XX0000` is a province, `XXXX00` a prefecture, anything else a county.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Code(u32);

/// The three levels of the standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    Province,
    Prefecture,
    County,
}

/// The text is no six-digit code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no GB/T 2260 code; write six digits such as 410800")]
pub struct CodeError(pub String);

impl Code {
    /// The code as a number between 110000 and 829999.
    pub fn number(self) -> u32 {
        self.0
    }

    /// `None` for a number that cannot be a code.
    pub fn from_number(number: u32) -> Option<Self> {
        (110_000..830_000).contains(&number).then_some(Self(number))
    }

    /// Its level, by the zeros at its end.
    pub fn level(self) -> Level {
        match self.0 {
            n if n % 10_000 == 0 => Level::Province,
            n if n % 100 == 0 => Level::Prefecture,
            _ => Level::County,
        }
    }

    /// The numbers of the codes that start with the same digits: itself and everything below it.
    pub fn span(self) -> Range<u32> {
        let width = match self.level() {
            Level::Province => 10_000,
            Level::Prefecture => 100,
            Level::County => 1,
        };
        self.0..self.0 + width
    }

    /// The code of its province-level region.
    pub fn province(self) -> Self {
        Self(self.0 / 10_000 * 10_000)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:06}", self.0)
    }
}

impl FromStr for Code {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        let digits = text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit());
        digits
            .then(|| text.parse().ok().and_then(Self::from_number))
            .flatten()
            .ok_or_else(|| CodeError(text.chars().take(40).collect()))
    }
}

impl TryFrom<String> for Code {
    type Error = CodeError;

    fn try_from(text: String) -> Result<Self, CodeError> {
        text.parse()
    }
}

impl From<Code> for String {
    fn from(code: Code) -> Self {
        code.to_string()
    }
}
