//! The articles that some lists have in common, without a set of each.

use std::ops::ControlFlow;

use super::list::{CHUNK, Entry};
use super::postings::Postings;

/// What some lists have in common: each is unpacked once, and of the last one, which may be as long as all others, only that is
/// kept.
pub(in crate::archive) struct Shared<'a> {
    /// All entries of each list but the last.
    lists: Vec<Vec<Entry>>,
    /// What the last one shares with others.
    known: Vec<Entry>,
    last: Option<&'a Postings>,
    seen: Bits,
    shared: Bits,
}

impl<'a> Shared<'a> {
    /// Of these lists, the shortest first.
    pub(in crate::archive) fn by(postings: impl Iterator<Item = &'a Postings>) -> Self {
        let mut others: Vec<&Postings> = postings.collect();
        let last = others.pop();
        let articles = others.iter().map(|postings| postings.articles()).sum();
        let mut shared = Self {
            lists: Vec::with_capacity(others.len()),
            known: Vec::new(),
            last,
            seen: Bits::for_articles(articles),
            shared: Bits::for_articles(articles),
        };
        for postings in &others {
            let list = shared.unpack(postings);
            shared.lists.push(list);
        }
        if let Some(postings) = last.filter(|_| !others.is_empty()) {
            shared.known = shared.unpack_last(postings);
        }
        shared
    }
}

impl Shared<'_> {
    fn unpack(&mut self, postings: &Postings) -> Vec<Entry> {
        let mut list = Vec::with_capacity(postings.articles());
        let (seen, shared) = (&mut self.seen.0, &mut self.shared.0);
        let mask = seen.len() - 1;
        postings.each_uncounted(|entries| {
            for entry in entries {
                let (at, bit) = place(entry.doc, mask);
                if let (Some(seen), Some(shared)) = (seen.get_mut(at), shared.get_mut(at)) {
                    *shared |= *seen & bit;
                    *seen |= bit;
                }
            }
            list.extend_from_slice(entries);
        });
        list
    }

    fn unpack_last(&mut self, postings: &Postings) -> Vec<Entry> {
        let mut list = Vec::new();
        let (seen, shared) = (&self.seen.0, &mut self.shared.0);
        let mask = seen.len() - 1;
        postings.each_uncounted(|entries| {
            for entries in entries.chunks(CHUNK) {
                let mut chosen = Chosen::default();
                for entry in entries {
                    let (at, bit) = place(entry.doc, mask);
                    let known = seen.get(at).map_or(0, |seen| seen & bit);
                    if let Some(shared) = shared.get_mut(at) {
                        *shared |= known;
                    }
                    chosen.push(entry, known != 0);
                }
                list.extend_from_slice(chosen.get());
            }
        });
        list
    }

    /// Calls `sink` for each article of a list that another list has, too, and for a few that none has; the last stored first.
    pub(in crate::archive) fn each(&self, list: usize, mut sink: impl FnMut(Entry)) {
        for entries in self.lists.get(list).unwrap_or(&self.known).rchunks(CHUNK) {
            let mut chosen = Chosen::default();
            for entry in entries.iter().rev() {
                chosen.push(entry, self.shared.has(entry.doc));
            }
            chosen.get().iter().copied().for_each(&mut sink);
        }
    }

    /// Calls `sink` for each article that no other list has, the last stored first, until it has had enough.
    pub(in crate::archive) fn each_alone(
        &self,
        list: usize,
        mut sink: impl FnMut(Entry) -> ControlFlow<()>,
    ) {
        let mut sink = |entry: Entry| match self.shared.has(entry.doc) {
            true => ControlFlow::Continue(()),
            false => sink(entry),
        };
        if let Some(list) = self.lists.get(list) {
            let _ = list.iter().rev().copied().try_for_each(sink);
        } else if let Some(last) = self.last {
            last.last_first(&mut sink);
        }
    }
}

/// Some entries out of [`CHUNK`]. Which ones cannot be foreseen, so that a branch would cost more than to write them all.
struct Chosen {
    entries: [Entry; CHUNK],
    count: usize,
}

impl Default for Chosen {
    fn default() -> Self {
        Self {
            entries: [Entry::default(); CHUNK],
            count: 0,
        }
    }
}

impl Chosen {
    #[inline]
    fn push(&mut self, entry: &Entry, chosen: bool) {
        if let Some(place) = self.entries.get_mut(self.count) {
            *place = *entry;
        }
        self.count += usize::from(chosen);
    }

    fn get(&self) -> &[Entry] {
        self.entries.get(..self.count).unwrap_or_default()
    }
}

/// A set of articles. Each bit stands for several, so that all bits stay in the processor's nearest cache.
struct Bits(Vec<u64>);

impl Bits {
    /// Bits for each article in a list: so that few fall together.
    const SPACE: usize = 32;

    fn for_articles(articles: usize) -> Self {
        Self(vec![0; (articles * Self::SPACE / 64).next_power_of_two()])
    }

    fn has(&self, doc: u32) -> bool {
        let (at, bit) = place(doc, self.0.len() - 1);
        self.0.get(at).is_some_and(|bits| bits & bit != 0)
    }
}

/// Where an article's bit is; `mask` is the number of words, a power of two, less one.
#[inline]
fn place(doc: u32, mask: usize) -> (usize, u64) {
    ((doc / 64) as usize & mask, 1 << (doc % 64))
}

#[cfg(test)]
mod tests {
    use super::super::list::Mark;
    use super::*;

    /// Every `step`th article.
    fn every(step: u32) -> Postings {
        let entry = |nth| Entry {
            doc: nth * step,
            mark: Mark::new(1, false, true),
        };
        Postings::List((0..600_u32.div_ceil(step)).map(entry).collect())
    }

    fn docs(each: impl FnOnce(&mut dyn FnMut(Entry))) -> Vec<u32> {
        let mut docs = Vec::new();
        each(&mut |entry| docs.push(entry.doc));
        docs
    }

    #[test]
    fn what_lists_share_and_what_one_has_alone_are_all_there_is() {
        let lists = [every(30), every(7), every(5), every(2)];
        let shared = Shared::by(lists.iter());
        for (at, list) in lists.iter().enumerate() {
            let of_both = docs(|sink| shared.each(at, sink));
            let alone = docs(|sink| {
                shared.each_alone(at, |entry| {
                    sink(entry);
                    ControlFlow::Continue(())
                });
            });
            for found in [&of_both, &alone] {
                assert!(found.is_sorted_by(|a, b| a > b), "the last stored first");
            }
            let others = [30, 7, 5, 2].into_iter().enumerate();
            let others: Vec<u32> = others.filter(|(n, _)| *n != at).map(|(_, n)| n).collect();
            let in_others = |doc: &u32| others.iter().any(|step| doc.is_multiple_of(*step));
            assert!(alone.iter().all(|doc| !in_others(doc)));
            // Bits fall together at times, so that a few count as shared that are not.
            let mut all = [of_both, alone].concat();
            all.sort_unstable();
            let Postings::List(entries) = list else {
                unreachable!("made of a list");
            };
            assert_eq!(
                all,
                entries.iter().map(|entry| entry.doc).collect::<Vec<_>>()
            );
        }
    }

    #[test]
    fn one_list_shares_nothing_and_is_read_as_far_as_is_wanted() {
        let list = every(3);
        let shared = Shared::by([&list].into_iter());
        assert!(docs(|sink| shared.each(0, sink)).is_empty());
        let mut read = Vec::new();
        shared.each_alone(0, |entry| {
            read.push(entry.doc);
            match read.len() {
                3 => ControlFlow::Break(()),
                _ => ControlFlow::Continue(()),
            }
        });
        assert_eq!(read, [597, 594, 591]);
    }
}
