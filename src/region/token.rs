//! What the reading of a text finds: words, each with what it means where it stands.
//!
//! [`super::scan`] makes tokens, [`super::namesakes`] decides between the regions of a name, [`super::weigh`] and
//! [`super::page`] draw their conclusions. 焦作市卫健委 in a text gives a place; 我市 gives a deictic, which only the place of
//! the publication explains; 国家卫健委 gives no place at all but speaks for the whole country.

use std::ops::Range;

use super::lexicon::{Deictic, Name};
use super::{Code, Gazetteer};

/// A word of the text with its meaning there. Ranges are bytes of the text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    pub(super) range: Range<usize>,
    pub(super) what: What,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum What {
    Place(Place),
    Deictic(Deictic),
    National,
    Wide,
    Foreign,
}

/// A place in a text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Place {
    /// The regions meant: one, several for joined short forms, none where several of a name fit alike.
    pub(super) codes: Vec<Code>,
    /// What else the name could mean.
    pub(super) candidates: Vec<Name>,
    pub(super) form: PlaceForm,
    /// Stands right before a place within it: 福建省 in 福建省福州市.
    pub(super) qualifier: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PlaceForm {
    Full,
    Short,
    Alias,
    Abbreviation,
    /// 援鄂: the place that is helped.
    Support,
}

impl Token {
    pub(super) fn place(&self) -> Option<&Place> {
        match &self.what {
            What::Place(place) => Some(place),
            _ => None,
        }
    }

    /// The one region that the token means beyond doubt.
    pub(super) fn region(&self) -> Option<Code> {
        self.place().and_then(Place::region)
    }

    /// Does the token stand right before these bytes: 福建省·福州市, 浏阳的官渡?
    pub(super) fn adjoins(&self, text: &str, range: &Range<usize>) -> bool {
        let gap = text.get(self.range.end..range.start).unwrap_or("?");
        matches!(gap, "" | "·" | "•" | "-" | " " | "的")
    }
}

impl Place {
    /// A place that its word alone tells.
    pub(super) fn of(codes: Vec<Code>, form: PlaceForm) -> Self {
        Self {
            codes,
            candidates: Vec::new(),
            form,
            qualifier: false,
        }
    }

    /// A name that may mean any of these regions.
    pub(super) fn named(candidates: Vec<Name>, form: PlaceForm) -> Self {
        Self {
            codes: Vec::new(),
            candidates,
            form,
            qualifier: false,
        }
    }

    /// The one region that is meant.
    pub(super) fn region(&self) -> Option<Code> {
        match self.codes[..] {
            [code] => Some(code),
            _ => None,
        }
    }

    /// Could the region lie in this place?
    pub(super) fn is_above(&self, code: Code) -> bool {
        let all = Gazetteer::get();
        let candidates = self.candidates.iter().map(|name| name.code);
        let mut above = self.codes.iter().copied().chain(candidates);
        above.any(|above| code != above && all.within(code, above))
    }
}
