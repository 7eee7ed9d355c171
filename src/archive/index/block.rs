//! Blocks of a segment: read from the database, remembered in memory.

use std::collections::HashMap;
use std::ops::{Range, RangeInclusive};
use std::sync::Arc;
use std::time::Instant;

use quick_cache::Weighter;
use quick_cache::sync::Cache;
use sqlx::Row;
use tokio_stream::StreamExt;

use super::codec::Numbers;
use super::list::{Entries, Entry, Summary, each_entry};
use super::terms::Key;
use crate::archive::readers::Readers;
use crate::archive::{ArchiveError, Result};

/// So many bytes of blocks are remembered. They never change, so a block stays right until its segment is merged away.
const REMEMBERED: u64 = 12 << 20;
/// About what one of them takes, for so many of which the cache's own tables are made: of 100,000 to a million articles a
/// block has 4 to 5 KB without its positions, as most are read, and 6 to 8 KB with them.
const USUAL: u64 = 5 << 10;

/// One of so many terms is found at once, those between by reading from it on: lists are so short that to hold every term
/// would take several times as much memory as all lists together.
const STRIDE: usize = 8;

/// One block of a segment: terms in ascending order with their lists.
pub(in crate::archive) struct Block {
    /// Terms, then their lists.
    entries: Vec<u8>,
    positions: Vec<u8>,
    /// Where the lists begin.
    lists: u32,
    milestones: Vec<Milestone>,
}

/// Where the terms from one on are read.
#[derive(Clone, Copy)]
struct Milestone {
    key: Key,
    /// Where it is told of, and where its lists begin.
    at: u32,
    entries: u32,
    positions: u32,
}

/// A term of a block.
#[derive(Debug, Clone)]
pub(super) struct Term {
    pub(super) key: Key,
    pub(super) summary: Summary,
    entries: Range<u32>,
    positions: Range<u32>,
}

/// Reads one term after the other.
struct Terms<'a> {
    numbers: Numbers<'a>,
    before: Key,
    entries: u32,
    positions: u32,
}

impl Iterator for Terms<'_> {
    type Item = Term;

    fn next(&mut self) -> Option<Term> {
        let mut next = || self.numbers.next();
        let (step, articles, entries, positions) = (next()?, next()?, next()?, next()?);
        let term = Term {
            key: self.before.wrapping_add(step),
            summary: Summary {
                articles: (articles >> 1) as u32,
                any_word: articles & 1 != 0,
            },
            entries: self.entries..self.entries.saturating_add(entries as u32),
            positions: self.positions..self.positions.saturating_add(positions as u32),
        };
        (self.before, self.entries, self.positions) =
            (term.key, term.entries.end, term.positions.end);
        Some(term)
    }
}

impl Block {
    pub(super) fn new(entries: Vec<u8>, positions: Vec<u8>) -> Self {
        let mut numbers = Numbers::new(&entries);
        let count = numbers.next().unwrap_or(0) as usize;
        let before = numbers.next().unwrap_or(0);
        let mut terms = Terms {
            numbers,
            before,
            entries: 0,
            positions: 0,
        };
        let mut milestones = Vec::with_capacity(count.min(entries.len()).div_ceil(STRIDE));
        for nth in 0..count {
            let at = (entries.len() - terms.numbers.rest().len()) as u32;
            let Some(term) = terms.next() else { break };
            if nth % STRIDE == 0 {
                milestones.push(Milestone {
                    key: term.key,
                    at,
                    entries: term.entries.start,
                    positions: term.positions.start,
                });
            }
        }
        let lists = (entries.len() - terms.numbers.rest().len()) as u32;
        Self {
            entries,
            positions,
            lists,
            milestones,
        }
    }

    /// The terms from a milestone on.
    fn terms_from(&self, milestone: Milestone) -> impl Iterator<Item = Term> {
        let head = self.entries.get(milestone.at as usize..self.lists as usize);
        let numbers = Numbers::new(head.unwrap_or_default());
        let step = numbers.clone().next().unwrap_or(0);
        let lists = self.lists;
        let terms = Terms {
            numbers,
            before: milestone.key.wrapping_sub(step),
            entries: milestone.entries,
            positions: milestone.positions,
        };
        terms.map(move |mut term| {
            term.entries.start = term.entries.start.saturating_add(lists);
            term.entries.end = term.entries.end.saturating_add(lists);
            term
        })
    }

    /// All terms, ascending.
    pub(super) fn terms(&self) -> impl Iterator<Item = Term> {
        let first = self.milestones.first();
        first.into_iter().flat_map(|first| self.terms_from(*first))
    }

    /// Those of a range, ascending.
    pub(super) fn terms_in(&self, keys: &RangeInclusive<Key>) -> impl Iterator<Item = Term> {
        let milestones = &self.milestones;
        let after = milestones.partition_point(|milestone| milestone.key <= *keys.start());
        let last = milestones.get(after.saturating_sub(1));
        let terms = last.into_iter().flat_map(|last| self.terms_from(*last));
        let (start, end) = (*keys.start(), *keys.end());
        terms
            .skip_while(move |term| term.key < start)
            .take_while(move |term| term.key <= end)
    }

    pub(super) fn term(&self, key: Key) -> Option<Term> {
        self.terms_in(&(key..=key)).next()
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

    fn size(&self) -> usize {
        self.entries.len() + self.positions.len() + size_of::<Milestone>() * self.milestones.len()
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

/// How far the blocks of one query are read.
#[derive(Clone, Copy)]
pub(super) struct Limit {
    pub(super) bytes: usize,
    pub(super) deadline: Instant,
}

impl Limit {
    fn check(&self, bytes: usize) -> Result<()> {
        match bytes > self.bytes || Instant::now() > self.deadline {
            true => Err(ArchiveError::TooSlow),
            false => Ok(()),
        }
    }
}

impl BlockCache {
    fn get(&self, id: i64, positions: bool) -> Option<Arc<Block>> {
        let exactly = self.0.get(&(id, positions));
        exactly.or_else(|| (!positions).then(|| self.0.get(&(id, true))).flatten())
    }

    /// All of these blocks, with their positions where they are wanted; what is not remembered is read in one go. `None`
    /// when one is no longer there. Beyond the limit none is read: so many are too many by what they usually have.
    pub(super) async fn all(
        &self,
        readers: &Readers,
        wanted: HashMap<i64, bool>,
        limit: Limit,
    ) -> Result<Option<HashMap<i64, Arc<Block>>>> {
        limit.check(wanted.len().saturating_sub(1) * USUAL as usize)?;
        let mut blocks = HashMap::with_capacity(wanted.len());
        let mut missing: HashMap<i64, bool> = HashMap::new();
        let mut bytes = 0;
        for (id, positions) in wanted {
            match self.get(id, positions) {
                Some(block) => {
                    bytes += block.size();
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
            bytes += block.size();
            limit.check(bytes)?;
            if let Some(positions) = missing.remove(&id) {
                self.0.insert((id, positions), Arc::clone(&block));
            }
            blocks.insert(id, block);
        }
        // One that is missing has been merged away.
        Ok(missing.is_empty().then_some(blocks))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::codec::put;
    use super::*;
    use crate::archive::tests::{archive, article, document, store};

    const COUNT: u64 = 4 * STRIDE as u64 + 3;

    /// Terms 1,000, 1,003, 1,006 and so on; the nth has n % 3 bytes in one list and n % 2 in the other, all of them n.
    fn bytes() -> (Vec<u8>, Vec<u8>) {
        let (mut entries, mut positions) = (Vec::new(), Vec::new());
        put(&mut entries, COUNT);
        put(&mut entries, 1_000);
        for n in 0..COUNT {
            let step = if n == 0 { 0 } else { 3 };
            for number in [step, 2 * n + n % 2, n % 3, n % 2] {
                put(&mut entries, number);
            }
        }
        for n in 0..COUNT as u8 {
            entries.extend(std::iter::repeat_n(n, usize::from(n % 3)));
            positions.extend(std::iter::repeat_n(n, usize::from(n % 2)));
        }
        (entries, positions)
    }

    #[test]
    fn every_term_is_found_with_its_lists() {
        let (entries, positions) = bytes();
        let block = Block::new(entries, positions);
        let keys: Vec<Key> = block.terms().map(|term| term.key).collect();
        let expected: Vec<Key> = (0..COUNT).map(|n| 1_000 + 3 * n).collect();
        assert_eq!(keys, expected);
        for n in 0..COUNT {
            let term = block.term(1_000 + 3 * n).unwrap();
            assert_eq!(term.summary.articles, n as u32);
            assert_eq!(term.summary.any_word, n % 2 == 1);
            assert_eq!(
                part(&block.entries, &term.entries),
                vec![n as u8; n as usize % 3]
            );
            assert_eq!(
                part(&block.positions, &term.positions),
                vec![n as u8; n as usize % 2]
            );
            assert!(block.term(1_001 + 3 * n).is_none() && block.term(999).is_none());
        }
        for (from, to) in [
            (0, 999),
            (0, 1_000),
            (1_001, 1_030),
            (1_050, 9_000),
            (5_000, 9_000),
        ] {
            let found: Vec<Key> = block.terms_in(&(from..=to)).map(|term| term.key).collect();
            let within = keys.iter().copied().filter(|key| (from..=to).contains(key));
            assert_eq!(found, within.collect::<Vec<_>>(), "{from} to {to}");
        }
    }

    #[tokio::test]
    async fn no_more_blocks_are_read_than_the_limit_says() {
        let (_folder, archive) = archive().await;
        // Each of thousands of pairs of characters is a term.
        let character = |n: u32| char::from_u32(0x4e00 + n * n % 20_000);
        let body: String = (0..20_000).filter_map(character).collect();
        let articles = vec![article("长文", None, &body)];
        store(&archive, document("a.txt", "one", articles)).await;
        let ids = sqlx::query_scalar("SELECT id FROM posting");
        let ids: Vec<i64> = ids
            .fetch_all(&mut *archive.read.get().await.unwrap())
            .await
            .unwrap();
        let wanted: HashMap<i64, bool> = ids.iter().map(|id| (*id, true)).collect();
        assert!(wanted.len() > 10);

        let soon = Instant::now() + Duration::from_secs(3_600);
        let usual = wanted.len() * USUAL as usize;
        for (bytes, deadline, read) in [
            (usize::MAX, soon, ids.len()),
            (usual / 2, soon, 0),
            (usize::MAX, Instant::now(), 0),
        ] {
            let cache = BlockCache::default();
            let limit = Limit { bytes, deadline };
            let all = cache.all(&archive.read, wanted.clone(), limit).await;
            match read {
                0 => assert!(matches!(all, Err(ArchiveError::TooSlow))),
                _ => assert_eq!(all.unwrap().map(|all| all.len()), Some(read)),
            }
            assert_eq!(cache.0.len(), read);
        }
    }

    #[test]
    fn damaged_blocks_end_early() {
        let (entries, positions) = bytes();
        let head = Block::new(entries.clone(), Vec::new()).lists as usize;
        for end in 0..head {
            let block = Block::new(entries[..end].to_vec(), positions.clone());
            assert!(block.terms().count() < COUNT as usize);
            let _ = block
                .terms()
                .map(|term| block.entries(&term, 0).count())
                .sum::<usize>();
        }
    }
}
