//! The terms of a few articles in order: runs are made on all cores and put together into a segment.

use std::ops::Range;

use super::block::part;
use super::list::{Entry, ListWriter, Mark, put_entry, single_entries};
use super::terms::{Key, Posting, Terms, first_of, short};

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

impl RunTerm {
    fn put(&mut self, entries: &mut Vec<u8>, entry: Entry) {
        put_entry(entries, entry, self.last_doc);
        self.last_doc = entry.doc;
        self.entries.end = entries.len() as u32;
    }
}

/// Single characters, added up while the pairs that begin with them come by: to sort them, too, would cost half as much again.
struct Singles {
    /// The character that pairs begin with now.
    key: Option<Key>,
    /// For each article what those of it come to; nothing where it has none.
    found: Vec<Mark>,
    /// Those before.
    terms: Vec<RunTerm>,
}

impl Singles {
    fn of(articles: usize) -> Self {
        Self {
            key: None,
            found: vec![Mark::default(); articles],
            terms: Vec::new(),
        }
    }

    /// Notes a term of an article; terms come in order.
    fn note(&mut self, run: &mut Run, doc: usize, posting: &Posting) {
        let key = first_of(posting.key);
        if key != self.key {
            self.close(run);
            self.key = key;
        }
        if key.is_some()
            && let Some(found) = self.found.get_mut(doc)
        {
            *found = found.and(posting.mark);
        }
    }

    fn close(&mut self, run: &mut Run) {
        let Some(key) = self.key else {
            return;
        };
        let mut term = run.begin(key);
        for (doc, found) in (run.first_doc..).zip(&mut self.found) {
            let mark = std::mem::take(found);
            if mark != Mark::default() {
                term.put(&mut run.entries, Entry { doc, mark });
            }
        }
        self.terms.push(term);
    }

    /// Adds them all to the run's terms: they come before words.
    fn finish(mut self, run: &mut Run) {
        self.close(run);
        run.terms.append(&mut self.terms);
    }
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
            .map(|(_, terms)| terms.with_positions())
            .collect();
        let mut next = |doc: u64| left.get_mut(doc as usize)?.next();
        let mut singles = Singles::of(articles.len());
        for packed in order {
            let doc = packed & ((1 << DOC_BITS) - 1);
            if let Some((posting, positions)) = next(doc) {
                singles.note(&mut run, doc as usize, posting);
                run.push(first_doc + doc as u32, posting, positions);
            }
        }
        singles.finish(&mut run);
        for (_, doc) in words {
            if let Some((posting, positions)) = next(doc) {
                run.push(first_doc + doc as u32, posting, positions);
            }
        }
        run
    }

    fn push(&mut self, doc: u32, posting: &Posting, positions: &[u8]) {
        if self.terms.last().is_none_or(|term| term.key != posting.key) {
            let term = self.begin(posting.key);
            self.terms.push(term);
        }
        self.positions.extend_from_slice(positions);
        if let Some(term) = self.terms.last_mut() {
            let mark = posting.mark;
            term.put(&mut self.entries, Entry { doc, mark });
            term.positions.end = self.positions.len() as u32;
        }
    }

    /// A term whose lists begin here.
    fn begin(&self, key: Key) -> RunTerm {
        let (entries, positions) = (self.entries.len() as u32, self.positions.len() as u32);
        RunTerm {
            key,
            last_doc: self.first_doc,
            entries: entries..entries,
            positions: positions..positions,
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
