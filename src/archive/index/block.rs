//! Blocks of a segment: read from the database, remembered in memory.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use quick_cache::Weighter;
use quick_cache::sync::Cache;
use sqlx::Row;
use tokio_stream::StreamExt;

use super::codec::Numbers;
use super::list::{Entries, Entry, Summary, each_entry};
use super::terms::Key;
use crate::archive::Result;
use crate::archive::readers::Readers;

/// So many bytes of blocks are remembered. They never change, so a block stays right until its segment is merged away.
const REMEMBERED: u64 = 32 << 20;
/// About what one of them takes: the cache's own tables are made for so many.
const USUAL: u64 = 8 << 10;

/// One block of a segment: terms in ascending order with their lists.
pub(in crate::archive) struct Block {
    terms: Vec<Term>,
    entries: Vec<u8>,
    positions: Vec<u8>,
}

pub(super) struct Term {
    pub(super) key: Key,
    pub(super) summary: Summary,
    entries: Range<u32>,
    positions: Range<u32>,
}

impl Block {
    pub(super) fn new(entries: Vec<u8>, positions: Vec<u8>) -> Self {
        let mut numbers = Numbers::new(&entries);
        let count = numbers.next().unwrap_or(0) as usize;
        let mut key = numbers.next().unwrap_or(0);
        let mut terms = Vec::with_capacity(count.min(entries.len()));
        let (mut entries_at, mut positions_at) = (0_u32, 0_u32);
        for _ in 0..count {
            let mut next = || numbers.next();
            let (Some(step), Some(articles), Some(entries_len), Some(positions_len)) =
                (next(), next(), next(), next())
            else {
                break;
            };
            key = key.wrapping_add(step);
            let entries_end = entries_at.saturating_add(entries_len as u32);
            let positions_end = positions_at.saturating_add(positions_len as u32);
            terms.push(Term {
                key,
                summary: Summary {
                    articles: (articles >> 1) as u32,
                    any_word: articles & 1 != 0,
                },
                entries: entries_at..entries_end,
                positions: positions_at..positions_end,
            });
            (entries_at, positions_at) = (entries_end, positions_end);
        }
        let head = (entries.len() - numbers.rest().len()) as u32;
        terms.iter_mut().for_each(|term| {
            term.entries.start = term.entries.start.saturating_add(head);
            term.entries.end = term.entries.end.saturating_add(head);
        });
        Self {
            terms,
            entries,
            positions,
        }
    }

    pub(super) fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// The articles of a term; `first_doc` is the first article of the segment.
    pub(super) fn entries(&self, term: &Term, first_doc: u32) -> Entries<'_> {
        let bytes = part(&self.entries, &term.entries);
        Entries::new(bytes, term.summary.articles, first_doc)
    }

    /// Calls `sink` for each article of a term.
    pub(super) fn each_entry(&self, term: &Term, first_doc: u32, sink: impl FnMut(Entry)) {
        let bytes = part(&self.entries, &term.entries);
        each_entry(bytes, term.summary.articles, first_doc, sink);
    }

    /// Where the term stands in them.
    pub(super) fn positions(&self, term: &Term) -> Numbers<'_> {
        Numbers::new(part(&self.positions, &term.positions))
    }

    pub(super) fn term(&self, key: Key) -> Option<&Term> {
        let at = self
            .terms
            .binary_search_by_key(&key, |term| term.key)
            .ok()?;
        self.terms.get(at)
    }

    fn size(&self) -> usize {
        self.entries.len() + self.positions.len() + size_of::<Term>() * self.terms.len()
    }
}

pub(super) fn part<'a>(bytes: &'a [u8], range: &Range<u32>) -> &'a [u8] {
    bytes
        .get(range.start as usize..range.end as usize)
        .unwrap_or_default()
}

/// Blocks that have been read, by number and whether with positions.
pub(super) struct BlockCache(Cache<(i64, bool), Arc<Block>, Sizes>);

#[derive(Clone)]
struct Sizes;

impl Weighter<(i64, bool), Arc<Block>> for Sizes {
    fn weight(&self, _: &(i64, bool), block: &Arc<Block>) -> u64 {
        block.size() as u64
    }
}

impl Default for BlockCache {
    fn default() -> Self {
        let count = (REMEMBERED / USUAL) as usize;
        Self(Cache::with_weighter(count, REMEMBERED, Sizes))
    }
}

impl BlockCache {
    fn get(&self, id: i64, positions: bool) -> Option<Arc<Block>> {
        let exactly = self.0.get(&(id, positions));
        exactly.or_else(|| (!positions).then(|| self.0.get(&(id, true))).flatten())
    }

    /// All of these blocks, with their positions where they are wanted; what is not remembered is read in one go. `None`
    /// when one is no longer there.
    pub(super) async fn all(
        &self,
        readers: &Readers,
        wanted: HashMap<i64, bool>,
    ) -> Result<Option<HashMap<i64, Arc<Block>>>> {
        let mut blocks = HashMap::with_capacity(wanted.len());
        let mut missing: HashMap<i64, bool> = HashMap::new();
        for (id, positions) in wanted {
            match self.get(id, positions) {
                Some(block) => {
                    blocks.insert(id, block);
                }
                None => {
                    missing.insert(id, positions);
                }
            }
        }
        if missing.is_empty() {
            return Ok(Some(blocks));
        }
        let list: Vec<i64> = missing
            .iter()
            .map(|(block, positions)| block << 1 | i64::from(*positions))
            .collect();
        let mut reader = readers.get().await?;
        let mut rows = sqlx::query(
            "SELECT posting.id, entries, iif(value & 1, positions, x'') AS positions
             FROM json_each(?) JOIN posting ON posting.id = value >> 1",
        )
        .bind(serde_json::to_string(&list).unwrap_or_default())
        .fetch(&mut *reader);
        // One by one, so that the driver's copies of them all are not held beside ours.
        while let Some(row) = rows.try_next().await? {
            let id = row.try_get(0)?;
            let block = Arc::new(Block::new(row.try_get(1)?, row.try_get(2)?));
            if let Some(positions) = missing.remove(&id) {
                self.0.insert((id, positions), Arc::clone(&block));
            }
            blocks.insert(id, block);
        }
        // One that is missing has been merged away.
        Ok(missing.is_empty().then_some(blocks))
    }
}
