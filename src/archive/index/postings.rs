//! The articles in which something was found.

use std::sync::Arc;

use roaring::RoaringBitmap;

use super::block::Block;
use super::codec::Entry;
use super::state::{DEAD, Index};
use super::terms::Key;

/// An article in which something was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::archive) struct Found {
    /// The article's number in the facets' bitmaps.
    pub(in crate::archive) number: u32,
    /// How often.
    pub(in crate::archive) count: u16,
    /// How many units the article has.
    pub(in crate::archive) length: u16,
    pub(in crate::archive) headline: bool,
    /// It is a word of its own there.
    pub(in crate::archive) word: bool,
}

/// What a lookup found.
pub(in crate::archive) enum Postings {
    /// A term, whose list is read again each time: a frequent one has too many articles to hold them for every query.
    Term {
        key: Key,
        in_headlines: bool,
        /// Where its list lies in each segment, and the segment's first article.
        parts: Vec<(Arc<Block>, u32)>,
    },
    List(Vec<Found>),
}

/// What ranking must know of postings before it can weigh them.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::archive) struct Sum {
    /// In how many articles.
    pub(in crate::archive) articles: u64,
    /// Is it a word of its own in any?
    pub(in crate::archive) any_word: bool,
}

impl Postings {
    /// Calls `sink` for each article, each once.
    pub(in crate::archive) fn each(&self, index: &Index, mut sink: impl FnMut(Found)) {
        match self {
            Self::List(list) => list.iter().copied().for_each(sink),
            Self::Term {
                key,
                in_headlines,
                parts,
            } => {
                for (block, first_doc) in parts {
                    let Some(term) = block.term(*key) else {
                        continue;
                    };
                    for entry in block.entries(term, *first_doc) {
                        if (entry.headline || !in_headlines)
                            && let Some(found) = index.found(entry)
                        {
                            sink(found);
                        }
                    }
                }
            }
        }
    }

    pub(in crate::archive) fn sum(&self, index: &Index) -> Sum {
        let mut sum = Sum::default();
        self.each(index, |found| {
            sum.articles += 1;
            sum.any_word |= found.word;
        });
        sum
    }

    /// The numbers of the articles.
    pub(in crate::archive) fn set(&self, index: &Index) -> (RoaringBitmap, Sum) {
        let articles = index.facets.len();
        let mut sum = Sum::default();
        let mut note = |found: &Found| {
            sum.articles += 1;
            sum.any_word |= found.word;
        };
        let set = if self.length() < articles / 64 {
            let mut numbers = Vec::with_capacity(self.length());
            self.each(index, |found| {
                note(&found);
                numbers.push(found.number);
            });
            numbers.sort_unstable();
            numbers.into_iter().collect()
        } else {
            let mut bits = vec![0_u8; articles / 8 + 1];
            self.each(index, |found| {
                note(&found);
                if let Some(byte) = bits.get_mut(found.number as usize / 8) {
                    *byte |= 1 << (found.number % 8);
                }
            });
            RoaringBitmap::from_lsb0_bytes(0, &bits)
        };
        (set, sum)
    }

    /// How long it is: the bytes of a list that is read again, the articles of one that is held. There are no more articles.
    pub(in crate::archive) fn length(&self) -> usize {
        match self {
            Self::List(list) => list.len(),
            // An entry takes a byte at least.
            Self::Term { key, parts, .. } => {
                let sizes = parts.iter().filter_map(|(block, first_doc)| {
                    Some(block.entries(block.term(*key)?, *first_doc).rest().len())
                });
                sizes.sum()
            }
        }
    }
}

impl Index {
    /// What ranking asks of an article in a list; `None` where it is no longer there.
    #[inline]
    pub(super) fn found(&self, entry: Entry) -> Option<Found> {
        let doc = self.docs.get(entry.doc as usize)?;
        (doc.number != DEAD).then(|| Found {
            number: doc.number,
            count: entry.count.min(u32::from(u16::MAX)) as u16,
            length: doc.length,
            headline: entry.headline,
            word: entry.word,
        })
    }
}
