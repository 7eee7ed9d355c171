//! Ways through the articles of lookups, from part to part of their lists.

use super::list::{Entries, Entry, Mark};
use super::postings::{ListPart, Postings};

/// A way through the articles of a lookup.
pub(super) struct Cursor<'a> {
    /// Which lookup it is of.
    pub(super) lookup: usize,
    /// Does only that count which stands in headlines?
    pub(super) in_headlines: bool,
    /// Where we are, and the parts still to come.
    current: Way<'a>,
    parts: &'a [ListPart],
}

enum Way<'a> {
    List(&'a [Entry]),
    Packed(Box<Entries<'a>>),
}

impl<'a> Cursor<'a> {
    pub(super) fn of(lookup: usize, postings: &'a Postings) -> Self {
        let (list, in_headlines, parts): (&[Entry], _, &[ListPart]) = match postings {
            Postings::List(list) => (list, false, &[]),
            Postings::Term {
                in_headlines,
                parts,
            } => (&[], *in_headlines, parts),
        };
        Self {
            lookup,
            in_headlines,
            current: Way::List(list),
            parts,
        }
    }

    /// What was found in an article; they are asked for in ascending order.
    #[inline]
    pub(super) fn at(&mut self, doc: u32) -> Option<Mark> {
        let entry = self.peek_from(doc)?;
        (entry.doc == doc && entry.mark.counts(self.in_headlines)).then_some(entry.mark)
    }

    /// The first of the articles to come that is not before `from`; it is still to come after that.
    #[inline]
    fn peek_from(&mut self, from: u32) -> Option<Entry> {
        loop {
            let entry = match &mut self.current {
                Way::Packed(entries) => entries.peek_from(from),
                Way::List(list) => {
                    let before = list.iter().take_while(|entry| entry.doc < from).count();
                    *list = list.get(before..).unwrap_or_default();
                    list.first().copied()
                }
            };
            match entry {
                Some(entry) => return Some(entry),
                None => self.next_part(from)?,
            }
        }
    }

    /// The next articles before `end`, some at a time, also those where it stands elsewhere than in headlines.
    pub(super) fn next_before(&mut self, end: u32) -> Option<&[Entry]> {
        if self.peek_from(0)?.doc >= end {
            return None;
        }
        Some(match &mut self.current {
            Way::Packed(entries) => entries.take_before(end),
            Way::List(list) => {
                let (taken, rest) = list.split_at(list.partition_point(|entry| entry.doc < end));
                *list = rest;
                taken
            }
        })
    }

    /// Goes on to the next part that may hold what is sought.
    fn next_part(&mut self, doc: u32) -> Option<()> {
        let (part, rest) = self.parts.split_first()?;
        self.parts = rest;
        // A segment is of no use whose successor does not begin after what is sought.
        let next = rest.first().map(|next| next.first_doc);
        if next.is_none_or(|next| next > doc || next == part.first_doc) {
            self.current = Way::Packed(Box::new(part.entries()));
        }
        Some(())
    }
}
