//! The articles that some lists have in common, without a set of each.

use super::list::Entry;
use super::postings::{Found, Postings};
use super::state::Index;

/// What some lists have in common: each is unpacked once, and of the last one, which may be as long as all others, only that is
/// kept, and what stands in headlines. Which article it is, is found out only of what is asked for, as this costs more than
/// all the rest.
pub(in crate::archive) struct Shared<'a> {
    index: &'a Index,
    lists: Vec<Vec<Entry>>,
    seen: Bits,
    shared: Bits,
}

impl<'a> Shared<'a> {
    /// Of these lists, the shortest first.
    pub(in crate::archive) fn by(index: &'a Index, postings: &[Postings]) -> Self {
        let others = match postings {
            [others @ .., _] if !others.is_empty() => others,
            only => only,
        };
        let articles: usize = others.iter().map(Postings::articles).sum();
        let mut shared = Self {
            index,
            lists: Vec::with_capacity(postings.len()),
            seen: Bits::for_articles(articles),
            shared: Bits::for_articles(articles),
        };
        for (at, postings) in postings.iter().enumerate() {
            let list = match at < others.len() {
                true => shared.unpack(postings),
                false => shared.unpack_last(postings),
            };
            shared.lists.push(list);
        }
        shared
    }

    fn unpack(&mut self, postings: &Postings) -> Vec<Entry> {
        let mut list = Vec::with_capacity(postings.articles());
        let (seen, shared) = (&mut self.seen.0, &mut self.shared.0);
        let mask = seen.len() - 1;
        postings.each_entries(|entries| {
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
        postings.each_entries(|entries| {
            for entry in entries {
                let (at, bit) = place(entry.doc, mask);
                let known = seen.get(at).is_some_and(|seen| seen & bit != 0);
                if known && let Some(shared) = shared.get_mut(at) {
                    *shared |= bit;
                }
                if known || entry.mark.headline() {
                    list.push(*entry);
                }
            }
        });
        list
    }

    /// Calls `sink` for each article of a list that another list has, too, and for a few that none has.
    pub(in crate::archive) fn each(&self, list: usize, sink: impl FnMut(Found)) {
        self.chosen(list, |entry| self.shared.has(entry.doc), sink);
    }

    /// Calls `sink` for each article of a list that no other has.
    pub(in crate::archive) fn each_alone(&self, list: usize, sink: impl FnMut(Found)) {
        self.chosen(list, |entry| !self.shared.has(entry.doc), sink);
    }

    #[inline]
    fn chosen(&self, list: usize, choose: impl Fn(&Entry) -> bool, mut sink: impl FnMut(Found)) {
        let list = self.lists.get(list).into_iter().flatten();
        for entry in list.filter(|entry| choose(entry)) {
            if let Some(doc) = self.index.alive(entry.doc) {
                sink(Found::of(doc, entry.mark));
            }
        }
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
