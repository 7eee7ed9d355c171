//! The articles that some lists have in common, without a set of each.

use super::list::Entry;
use super::postings::{Found, Postings};
use super::state::Index;

/// Lists, each unpacked once, with what any two of them have in common.
pub(in crate::archive) struct Unpacked<'a> {
    index: &'a Index,
    lists: Vec<Vec<Slim>>,
    shared: Bits,
}

/// What is kept of an entry.
#[derive(Clone, Copy)]
struct Slim {
    doc: u32,
    headline: bool,
    word: bool,
}

impl Slim {
    fn of(entry: &Entry) -> Self {
        Self {
            doc: entry.doc,
            headline: entry.headline,
            word: entry.word,
        }
    }
}

impl<'a> Unpacked<'a> {
    pub(in crate::archive) fn of(index: &'a Index, postings: &[Postings]) -> Self {
        let articles: usize = postings.iter().map(Postings::articles).sum();
        let mut seen = Bits::for_articles(articles);
        let mut shared = Bits::for_articles(articles);
        let lists = postings.iter().map(|postings| {
            let mut list = Vec::with_capacity(postings.articles());
            postings.each_entry(|entry| {
                let (at, bit) = seen.place(entry.doc);
                if let (Some(seen), Some(shared)) = (seen.0.get_mut(at), shared.0.get_mut(at)) {
                    *shared |= *seen & bit;
                    *seen |= bit;
                }
                list.push(Slim::of(&entry));
            });
            list
        });
        let lists = lists.collect();
        Self {
            index,
            lists,
            shared,
        }
    }

    /// Calls `sink` for each article of a list that is wanted and still there. `wanted` is told whether another list has it,
    /// too (a few are taken for such that none has), and how it was found, but not yet which one it is: to find that out costs
    /// more than all the rest.
    #[inline]
    pub(in crate::archive) fn each(
        &self,
        list: usize,
        wanted: impl Fn(bool, &Found) -> bool,
        mut sink: impl FnMut(Found),
    ) {
        for slim in self.lists.get(list).into_iter().flatten() {
            let mut found = Found {
                headline: slim.headline,
                word: slim.word,
                count: 1,
                ..Found::default()
            };
            if wanted(self.shared.has(slim.doc), &found)
                && let Some(doc) = self.index.alive(slim.doc)
            {
                (found.number, found.length) = (doc.number, doc.length);
                sink(found);
            }
        }
    }
}

/// A set of articles. Each bit stands for several, so that all bits stay in the processor's nearest cache.
struct Bits(Vec<u64>);

impl Bits {
    /// Bits for each article in a list: so that few fall together.
    const SPACE: usize = 16;

    fn for_articles(articles: usize) -> Self {
        Self(vec![0; (articles * Self::SPACE / 64).next_power_of_two()])
    }

    fn has(&self, doc: u32) -> bool {
        let (at, bit) = self.place(doc);
        self.0.get(at).is_some_and(|bits| bits & bit != 0)
    }

    #[inline]
    fn place(&self, doc: u32) -> (usize, u64) {
        ((doc / 64) as usize & (self.0.len() - 1), 1 << (doc % 64))
    }
}
