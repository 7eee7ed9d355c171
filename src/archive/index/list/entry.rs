//! One article in a term's list, and how it is written by itself.

use crate::archive::index::codec::{Numbers, put};

/// One article in a term's list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::archive) struct Entry {
    /// Number of the article.
    pub(in crate::archive) doc: u32,
    pub(in crate::archive) mark: Mark,
}

/// How often a term stands in an article and of what kind, in one number, which is passed on quicker than its parts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::archive) struct Mark(pub(in crate::archive) u32);

pub(super) const HEADLINE: u32 = 1;
pub(super) const WORD: u32 = 2;
pub(super) const FLAG_BITS: u32 = 2;
/// In what is not packed a third flag saves most articles their count.
const MANY: u64 = 4;
const MANY_BITS: u32 = 3;

impl Mark {
    #[inline]
    pub(in crate::archive) fn new(count: u32, headline: bool, word: bool) -> Self {
        let headline = if headline { HEADLINE } else { 0 };
        let word = if word { WORD } else { 0 };
        Self(count << FLAG_BITS | headline | word)
    }

    #[inline]
    pub(in crate::archive) fn count(self) -> u32 {
        self.0 >> FLAG_BITS
    }

    /// Does it stand in the headline?
    #[inline]
    pub(in crate::archive) fn headline(self) -> bool {
        self.0 & HEADLINE != 0
    }

    /// Does it count where perhaps only that does which stands in headlines?
    #[inline]
    pub(in crate::archive::index) fn counts(self, in_headlines: bool) -> bool {
        self.headline() || !in_headlines
    }

    /// Is it a word of its own somewhere (a pair of characters only)?
    #[inline]
    pub(in crate::archive) fn word(self) -> bool {
        self.0 & WORD != 0
    }

    /// Of something that stands where both do.
    #[inline]
    pub(in crate::archive::index) fn and(self, other: Self) -> Self {
        Self::new(
            self.count() + other.count(),
            self.headline() || other.headline(),
            self.word(),
        )
    }
}

/// Appends an entry by itself; `before` is the article before it in the list, or where the list's segment begins.
pub(in crate::archive::index) fn put_entry(bytes: &mut Vec<u8>, entry: Entry, before: u32) {
    let distance = u64::from(entry.doc.saturating_sub(before));
    let flags = entry.mark.0 & (HEADLINE | WORD);
    let head = distance << MANY_BITS | u64::from(flags);
    if entry.mark.count() > 1 {
        put(bytes, head | MANY);
        put(bytes, u64::from(entry.mark.count()));
    } else {
        put(bytes, head);
    }
}

pub(super) fn next_entry(numbers: &mut Numbers<'_>, before: u32) -> Option<Entry> {
    let head = numbers.next()?;
    let count = if head & MANY == 0 {
        1
    } else {
        numbers.next()? as u32
    };
    Some(Entry {
        doc: before.wrapping_add((head >> MANY_BITS) as u32),
        mark: Mark(count << FLAG_BITS | head as u32 & (HEADLINE | WORD)),
    })
}

/// Reads entries that were written one by one.
pub(in crate::archive::index) fn single_entries(
    bytes: &[u8],
    before: u32,
) -> impl Iterator<Item = Entry> {
    let mut numbers = Numbers::new(bytes);
    let mut before = before;
    std::iter::from_fn(move || {
        let entry = next_entry(&mut numbers, before)?;
        before = entry.doc;
        Some(entry)
    })
}
