//! The articles that some lists have in common, without a set of each.

use super::list::{CHUNK, Entry};
use super::postings::Postings;

/// What some lists have in common: each is unpacked once, and of the last one, which may be as long as all others, only that is
/// kept, and what stands in headlines.
pub(in crate::archive) struct Shared {
    lists: Vec<Vec<Entry>>,
    seen: Bits,
    shared: Bits,
}

impl Shared {
    /// Of these lists, the shortest first.
    pub(in crate::archive) fn by(postings: &[Postings]) -> Self {
        let others = match postings {
            [others @ .., _] if !others.is_empty() => others,
            only => only,
        };
        let articles: usize = others.iter().map(Postings::articles).sum();
        let mut shared = Self {
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
            for entries in entries.chunks(CHUNK) {
                let mut chosen = Chosen::default();
                for entry in entries {
                    let (at, bit) = place(entry.doc, mask);
                    let known = seen.get(at).map_or(0, |seen| seen & bit);
                    if let Some(shared) = shared.get_mut(at) {
                        *shared |= known;
                    }
                    chosen.push(entry, known != 0 || entry.mark.headline());
                }
                list.extend_from_slice(chosen.get());
            }
        });
        list
    }

    /// Calls `sink` for each article of a list that another list has, too, and for a few that none has.
    pub(in crate::archive) fn each(&self, list: usize, sink: impl FnMut(Entry)) {
        self.chosen(list, |entry| self.shared.has(entry.doc), sink);
    }

    /// Calls `sink` for each article of a list that no other has, the last stored first.
    pub(in crate::archive) fn each_alone(&self, list: usize, sink: impl FnMut(Entry)) {
        self.chosen(list, |entry| !self.shared.has(entry.doc), sink);
    }

    #[inline]
    fn chosen(&self, list: usize, choose: impl Fn(&Entry) -> bool, mut sink: impl FnMut(Entry)) {
        let list = self.lists.get(list).map_or(&[][..], Vec::as_slice);
        for entries in list.rchunks(CHUNK) {
            let mut chosen = Chosen::default();
            entries
                .iter()
                .rev()
                .for_each(|entry| chosen.push(entry, choose(entry)));
            chosen.get().iter().copied().for_each(&mut sink);
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
