//! The articles in which something was found.

use std::sync::Arc;

use roaring::RoaringBitmap;

use super::block::Block;
use super::list::{Entries, Entry, Mark};
use super::state::{DEAD, Doc, Index};
use super::terms::Key;

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
        key: Key,
        in_headlines: bool,
        /// The blocks its list lies in, each with its segment's first article.
        parts: Vec<(Arc<Block>, u32)>,
    },
    List(Vec<Entry>),
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
    /// Calls `sink` for each article, each once.
    #[inline]
    pub(in crate::archive) fn each(&self, index: &Index, mut sink: impl FnMut(Found)) {
        self.each_entries(|entries| {
            for entry in entries {
                if let Some(doc) = index.alive(entry.doc) {
                    sink(Found::of(doc, entry.mark));
                }
            }
        });
    }

    /// Calls `sink` for all entries, some at a time, also of articles that are no longer there.
    #[inline]
    pub(super) fn each_entries(&self, mut sink: impl FnMut(&[Entry])) {
        let (key, in_headlines, parts) = match self {
            Self::List(list) => return sink(list),
            Self::Term {
                key,
                in_headlines,
                parts,
            } => (*key, *in_headlines, parts),
        };
        let mut chosen = Vec::new();
        for part in parts {
            let Some(mut entries) = list(part, key) else {
                continue;
            };
            while let Some(mut chunk) = entries.next_chunk() {
                if in_headlines {
                    chosen.clear();
                    chosen.extend(chunk.iter().filter(|entry| entry.mark.headline()));
                    chunk = &chosen;
                }
                sink(chunk);
            }
        }
    }

    /// In how many articles; those that are no longer there are counted, and of a term in headlines those where it stands
    /// elsewhere.
    pub(in crate::archive) fn articles(&self) -> usize {
        match self {
            Self::List(list) => list.len(),
            Self::Term { key, parts, .. } => {
                let terms = parts.iter().filter_map(|(block, _)| block.term(*key));
                terms.map(|term| term.summary.articles as usize).sum()
            }
        }
    }

    /// Is it a word of its own in any?
    pub(in crate::archive) fn any_word(&self) -> bool {
        match self {
            Self::List(list) => list.iter().any(|entry| entry.mark.word()),
            Self::Term { key, parts, .. } => {
                let mut terms = parts.iter().filter_map(|(block, _)| block.term(*key));
                terms.any(|term| term.summary.any_word)
            }
        }
    }

    fn cursor(&self) -> Cursor<'_> {
        match self {
            Self::List(list) => Cursor::List(list),
            Self::Term {
                key,
                in_headlines,
                parts,
            } => Cursor::Term {
                key: *key,
                in_headlines: *in_headlines,
                current: None,
                parts,
            },
        }
    }
}

fn list((block, first_doc): &(Arc<Block>, u32), key: Key) -> Option<Entries<'_>> {
    Some(block.entries(block.term(key)?, *first_doc))
}

/// A way through the articles of postings.
enum Cursor<'a> {
    List(&'a [Entry]),
    Term {
        key: Key,
        in_headlines: bool,
        current: Option<Box<Entries<'a>>>,
        /// Those still to come.
        parts: &'a [(Arc<Block>, u32)],
    },
}

impl Cursor<'_> {
    /// The first of the articles to come that is not before `from`.
    fn seek(&mut self, from: u32) -> Option<Entry> {
        match self {
            Self::List(list) => {
                let before = list.iter().take_while(|entry| entry.doc < from).count();
                let (found, rest) = list.get(before..)?.split_first()?;
                *list = rest;
                Some(*found)
            }
            Self::Term {
                key,
                in_headlines,
                current,
                parts,
            } => loop {
                while let Some((entry, _)) = current.as_mut().and_then(|list| list.seek(from)) {
                    if entry.mark.headline() || !*in_headlines {
                        return Some(entry);
                    }
                }
                let (part, rest) = parts.split_first()?;
                *parts = rest;
                // A segment is of no use whose successor does not begin after what is sought.
                let next = rest.first().map(|(_, first_doc)| *first_doc);
                if next.is_none_or(|next| next > from || next == part.1) {
                    *current = list(part, *key).map(Box::new);
                }
            },
        }
    }
}

/// Calls `sink` for each article in which all of these were found, with what was found of each.
pub(in crate::archive) fn in_all(
    index: &Index,
    postings: &[&Postings],
    mut sink: impl FnMut(&[Found]),
) {
    if let [only] = postings {
        return only.each(index, |found| sink(&[found]));
    }
    // The rarest leads.
    let mut order: Vec<usize> = (0..postings.len()).collect();
    order.sort_by_key(|at| postings.get(*at).map(|postings| postings.articles()));
    let cursors = order.iter().filter_map(|at| postings.get(*at));
    let mut cursors: Vec<Cursor> = cursors.map(|postings| postings.cursor()).collect();
    let Some((lead, others)) = cursors.split_first_mut() else {
        return;
    };
    let mut current: Vec<Option<Entry>> = vec![None; others.len()];
    let mut found = vec![Found::default(); postings.len()];
    let mut next = lead.seek(0);
    'articles: while let Some(entry) = next {
        for (other, current) in others.iter_mut().zip(&mut current) {
            if current.is_none_or(|current| current.doc < entry.doc) {
                *current = other.seek(entry.doc);
            }
            match current {
                None => return,
                Some(current) if current.doc > entry.doc => {
                    next = lead.seek(current.doc);
                    continue 'articles;
                }
                Some(_) => {}
            }
        }
        if let Some(doc) = index.alive(entry.doc) {
            let entries = std::iter::once(entry).chain(current.iter().copied().flatten());
            for (entry, at) in entries.zip(&order) {
                if let Some(found) = found.get_mut(*at) {
                    *found = Found::of(doc, entry.mark);
                }
            }
            sink(&found);
        }
        next = lead.seek(entry.doc + 1);
    }
}

/// Becomes the set of some articles: bit by bit where they may be many, sorted where they are few.
pub(in crate::archive) enum SetBuilder {
    Few(Vec<u32>),
    Many(Vec<u8>),
}

impl SetBuilder {
    /// For articles in which all of these were found.
    pub(in crate::archive) fn for_all(index: &Index, postings: &[&Postings]) -> Self {
        let articles = index.facets.len();
        let most = postings.iter().map(|postings| postings.articles());
        let most = most.min().unwrap_or(0);
        match most < articles / 64 {
            true => Self::Few(Vec::with_capacity(most)),
            false => Self::Many(vec![0; articles / 8 + 1]),
        }
    }

    #[inline]
    pub(in crate::archive) fn add_all(&mut self, added: &[u32]) {
        match self {
            Self::Few(numbers) => numbers.extend_from_slice(added),
            Self::Many(bits) => {
                for number in added {
                    if let Some(byte) = bits.get_mut(*number as usize / 8) {
                        *byte |= 1 << (number % 8);
                    }
                }
            }
        }
    }

    pub(in crate::archive) fn finish(self) -> RoaringBitmap {
        match self {
            Self::Few(mut numbers) => {
                numbers.sort_unstable();
                numbers.into_iter().collect()
            }
            Self::Many(bits) => RoaringBitmap::from_lsb0_bytes(0, &bits),
        }
    }
}

/// The numbers of the articles in which all of these were found.
pub(in crate::archive) fn set_of_all(index: &Index, postings: &[&Postings]) -> RoaringBitmap {
    let mut set = SetBuilder::for_all(index, postings);
    in_all(index, postings, |found| {
        if let [first, ..] = found {
            set.add_all(&[first.number]);
        }
    });
    set.finish()
}

impl Index {
    /// What ranking asks of an article in a list; `None` where it is no longer there.
    #[inline]
    pub(super) fn alive(&self, doc: u32) -> Option<Doc> {
        let doc = self.docs.get(doc as usize)?;
        (doc.number != DEAD).then_some(*doc)
    }
}
