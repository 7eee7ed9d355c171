//! The articles in which something was found.

use std::ops::ControlFlow;
use std::sync::Arc;

use super::block::{Block, Term};
use super::list::{Entries, Entry, Mark};
use super::state::{DEAD, Doc, Index};

/// An article in which something was found.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(in crate::archive) struct Found {
    /// The article's number in the facets' bitmaps.
    pub(in crate::archive) number: u32,
    /// How many units the article has, in terms of what articles have on average.
    pub(in crate::archive) length: f32,
    /// How often, and of what kind: in one number, which is passed on quicker than its parts.
    pub(in crate::archive) mark: Mark,
}

/// What a lookup found, in the order in which articles were stored.
pub(in crate::archive) enum Postings {
    /// A term, whose list is read again each time: a frequent one has too many articles to hold them for every query.
    Term {
        in_headlines: bool,
        parts: Vec<ListPart>,
    },
    List(Vec<Entry>),
}

/// A part of a term's list: the block it lies in, and the first article of its segment.
pub(in crate::archive) struct ListPart {
    pub(super) block: Arc<Block>,
    pub(super) term: Term,
    pub(super) first_doc: u32,
}

impl ListPart {
    pub(super) fn entries(&self) -> Entries<'_> {
        self.block.entries(&self.term, self.first_doc)
    }
}

impl Found {
    #[inline]
    pub(super) fn of(doc: Doc, mark: Mark) -> Self {
        Self {
            number: doc.number,
            length: doc.length,
            mark,
        }
    }
}

impl Postings {
    /// Calls `sink` for all entries, some at a time, also of articles that are no longer there.
    #[inline]
    pub(super) fn each_entries(&self, sink: impl FnMut(&[Entry])) {
        self.each_of(true, sink);
    }

    /// The same, where it does not matter how often the term stands in each.
    #[inline]
    pub(super) fn each_uncounted(&self, sink: impl FnMut(&[Entry])) {
        self.each_of(false, sink);
    }

    #[inline]
    fn each_of(&self, counted: bool, mut sink: impl FnMut(&[Entry])) {
        let (in_headlines, parts) = match self {
            Self::List(list) => return sink(list),
            Self::Term {
                in_headlines,
                parts,
            } => (*in_headlines, parts),
        };
        let mut chosen = Vec::new();
        for part in parts {
            let mut entries = part.entries();
            if !counted {
                entries.leave_counts();
            }
            while let Some(mut chunk) = entries.next_chunk() {
                if in_headlines {
                    chosen.clear();
                    chosen.extend(chunk.iter().filter(|entry| entry.mark.counts(in_headlines)));
                    chunk = &chosen;
                }
                sink(chunk);
            }
        }
    }

    /// Calls `sink` for one entry after the other, the last stored first, until it has had enough. What is before that is
    /// hardly read: most lists have several parts.
    pub(in crate::archive) fn last_first(&self, mut sink: impl FnMut(Entry) -> ControlFlow<()>) {
        let mut backwards =
            |entries: &[Entry]| entries.iter().rev().copied().try_for_each(&mut sink);
        let (in_headlines, parts) = match self {
            Self::List(list) => {
                let _ = backwards(list);
                return;
            }
            Self::Term {
                in_headlines,
                parts,
            } => (*in_headlines, parts),
        };
        let mut entries = Vec::new();
        for part in parts.iter().rev() {
            entries.clear();
            part.block.each_entry(&part.term, part.first_doc, |entry| {
                if entry.mark.counts(in_headlines) {
                    entries.push(entry);
                }
            });
            if backwards(&entries).is_break() {
                break;
            }
        }
    }

    /// In how many articles; those that are no longer there are counted, and of a term in headlines those where it stands
    /// elsewhere.
    pub(in crate::archive) fn articles(&self) -> usize {
        match self {
            Self::List(list) => list.len(),
            Self::Term { parts, .. } => {
                let parts = parts.iter();
                parts.map(|part| part.term.summary.articles as usize).sum()
            }
        }
    }

    /// Is it a word of its own in any?
    pub(in crate::archive) fn any_word(&self) -> bool {
        match self {
            Self::List(list) => list.iter().any(|entry| entry.mark.word()),
            Self::Term { parts, .. } => parts.iter().any(|part| part.term.summary.any_word),
        }
    }
}

impl Index {
    /// What ranking asks of an article in a list; [`DEAD`] where it is no longer there.
    #[inline]
    pub(super) fn doc(&self, doc: u32) -> Doc {
        let doc = self.docs.get(doc as usize).copied();
        doc.unwrap_or(Doc {
            number: DEAD,
            length: 0.0,
        })
    }

    /// The same; `None` where it is no longer there.
    #[inline]
    pub(super) fn alive(&self, doc: u32) -> Option<Doc> {
        Some(self.doc(doc)).filter(|doc| doc.number != DEAD)
    }

    /// The number of an article in the facets' bitmaps; `None` where it is no longer there.
    #[inline]
    pub(in crate::archive) fn number(&self, doc: u32) -> Option<u32> {
        self.alive(doc).map(|doc| doc.number)
    }
}
