//! The terms of a few articles in order: runs are made on all cores and put together into a segment.

use std::ops::Range;

use super::block::part;
use super::list::{Entry, ListWriter, put_entry, single_entries};
use super::terms::{Key, Posting, Terms, short};

/// A run has at most so many articles, as a power of two.
pub(super) const DOC_BITS: u32 = 16;

/// Terms in ascending order, each with its articles and where it stands in them.
pub(super) struct Run {
    first_doc: u32,
    terms: Vec<RunTerm>,
    entries: Vec<u8>,
    positions: Vec<u8>,
    /// The term we are at.
    at: usize,
}

struct RunTerm {
    key: Key,
    last_doc: u32,
    entries: Range<u32>,
    positions: Range<u32>,
}

impl Run {
    /// The terms of articles that are numbered from `first_doc`.
    pub(super) fn of(first_doc: u32, articles: &[(i64, &Terms)]) -> Self {
        let count = articles.iter().map(|(_, terms)| terms.postings.len()).sum();
        // Term and article in one number, as those are sorted quickest; words, whose numbers are too large, go behind.
        let mut order: Vec<u64> = Vec::with_capacity(count);
        let mut words: Vec<(Key, u64)> = Vec::new();
        for (doc, (_, terms)) in (0_u64..).zip(articles) {
            for posting in &terms.postings {
                match short(posting.key) {
                    Some(short) => order.push(short << DOC_BITS | doc),
                    None => words.push((posting.key, doc)),
                }
            }
        }
        // The articles' own terms are in order already, which only the stable sort makes use of.
        order.sort();
        words.sort();
        let docs = order.iter().map(|packed| packed & ((1 << DOC_BITS) - 1));
        let docs = docs.chain(words.into_iter().map(|(_, doc)| doc));
        let mut run = Self {
            first_doc,
            // Growing would cost as much as sorting.
            terms: Vec::with_capacity(count / 2),
            entries: Vec::with_capacity(count),
            positions: Vec::with_capacity(2 * count),
            at: 0,
        };
        // Each article's terms come in its own order.
        let mut left: Vec<_> = articles
            .iter()
            .map(|(_, terms)| (*terms, terms.postings.iter()))
            .collect();
        for doc in docs {
            if let Some((terms, postings)) = left.get_mut(doc as usize)
                && let Some(posting) = postings.next()
            {
                run.push(first_doc + doc as u32, terms, posting);
            }
        }
        run
    }

    fn push(&mut self, doc: u32, terms: &Terms, posting: &Posting) {
        let key = posting.key;
        let entry = Entry {
            doc,
            count: posting.count,
            headline: posting.headline,
            word: posting.word,
        };
        if self.terms.last().is_none_or(|term| term.key != key) {
            let (entries, positions) = (self.entries.len() as u32, self.positions.len() as u32);
            self.terms.push(RunTerm {
                key,
                last_doc: self.first_doc,
                entries: entries..entries,
                positions: positions..positions,
            });
        }
        self.positions.extend_from_slice(terms.positions(posting));
        if let Some(term) = self.terms.last_mut() {
            put_entry(&mut self.entries, entry, term.last_doc);
            term.last_doc = doc;
            term.entries.end = self.entries.len() as u32;
            term.positions.end = self.positions.len() as u32;
        }
    }

    pub(super) fn key(&self) -> Option<Key> {
        Some(self.terms.get(self.at)?.key)
    }

    /// Appends the lists of the term we are at to those of earlier articles, and goes on.
    pub(super) fn append(&mut self, list: &mut ListWriter, positions: &mut Vec<u8>) {
        let Some(term) = self.terms.get(self.at) else {
            return;
        };
        self.at += 1;
        let entries = single_entries(part(&self.entries, &term.entries), self.first_doc);
        entries.for_each(|entry| list.push(entry));
        positions.extend_from_slice(part(&self.positions, &term.positions));
    }
}
