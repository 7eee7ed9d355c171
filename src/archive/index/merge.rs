//! Merging segments, so that there are few: a term's lists become one.

use sqlx::SqliteConnection;

use super::block::{Block, Term};
use super::list::ListWriter;
use super::terms::Key;
use super::write::{BLOCK_BITS, SegmentWriter, is_part};
use crate::archive::{Archive, Result};

/// So many segments of about one size become one while more is being written.
const FAN_IN: usize = 8;
/// And so many once nothing more comes: each search looks into every segment.
const AT_REST: usize = 2;
/// Segments are of about one size that have as many digits in this base.
const BASE: u32 = 8;
/// Segments of more articles are left as they are.
const LARGEST: u32 = 1 << 18;
/// So many blocks are read at a time.
const READ_AHEAD: i64 = 64;

struct Source {
    id: i64,
    first_doc: u32,
    docs: u32,
}

/// Merges runs of small segments until there are less than [`FAN_IN`] of any size.
pub(super) async fn merge_small(tx: &mut SqliteConnection) -> Result<()> {
    merge_runs(tx, FAN_IN).await
}

impl Archive {
    /// Merges segments so that there is one of each size. Only those of one size are merged, so that a small load does not
    /// write all others again.
    pub(in crate::archive) async fn merge_segments(&self) -> Result<()> {
        let mut tx = self.write.begin_with("BEGIN IMMEDIATE").await?;
        merge_runs(&mut tx, AT_REST).await?;
        Ok(tx.commit().await?)
    }
}

async fn merge_runs(tx: &mut SqliteConnection, fan_in: usize) -> Result<()> {
    loop {
        let rows: Vec<(i64, u32, u32)> =
            sqlx::query_as("SELECT id, first_doc, docs FROM segment ORDER BY first_doc")
                .fetch_all(&mut *tx)
                .await?;
        let sources: Vec<Source> = rows
            .into_iter()
            .map(|(id, first_doc, docs)| Source {
                id,
                first_doc,
                docs,
            })
            .collect();
        match to_merge(&sources, fan_in) {
            Some(run) => merge(tx, run).await?,
            None => return Ok(()),
        }
    }
}

/// The run of segments at the end that should be one.
fn to_merge(sources: &[Source], fan_in: usize) -> Option<&[Source]> {
    let size = |source: &Source| source.docs.max(1).ilog(BASE);
    (0..=LARGEST.ilog(BASE)).find_map(|largest| {
        let small = |source: &&Source| source.docs < LARGEST && size(source) <= largest;
        let run = sources.iter().rev().take_while(small);
        let (all, of_size) = run.fold((0, 0), |(all, of_size), source| {
            (all + 1, of_size + usize::from(size(source) == largest))
        });
        (of_size >= fan_in).then(|| &sources[sources.len() - all..])
    })
}

async fn merge(tx: &mut SqliteConnection, sources: &[Source]) -> Result<()> {
    let mut cursors = Vec::with_capacity(sources.len());
    for source in sources {
        cursors.push(Cursor::start(tx, source).await?);
    }
    let mut writer = SegmentWriter::start(tx).await?;
    let first_doc = sources.first().map_or(0, |source| source.first_doc);
    let mut list = ListWriter::new(first_doc);
    let mut positions = Vec::new();
    while let Some(key) = cursors.iter().filter_map(Cursor::key).min() {
        positions.clear();
        for cursor in &mut cursors {
            // A list may have several parts.
            while cursor.key() == Some(key) {
                cursor.append(&mut list, &mut positions);
                cursor.next(tx).await?;
                if is_part(&list, &positions) {
                    writer.add(tx, key, &mut list, &positions).await?;
                    positions.clear();
                }
            }
        }
        writer.add(tx, key, &mut list, &positions).await?;
    }
    let docs = sources.iter().map(|source| source.docs).sum();
    let mut places = Vec::new();
    for source in sources {
        // One by one: SQLite would sort them with all that they hold.
        let part: Vec<u8> = sqlx::query_scalar("SELECT articles FROM segment WHERE id = ?")
            .bind(source.id)
            .fetch_one(&mut *tx)
            .await?;
        places.extend(part);
        sqlx::query("DELETE FROM segment WHERE id = ?")
            .bind(source.id)
            .execute(&mut *tx)
            .await?;
        sqlx::query("DELETE FROM posting WHERE id >= ? AND id < ?")
            .bind(source.id << BLOCK_BITS)
            .bind((source.id + 1) << BLOCK_BITS)
            .execute(&mut *tx)
            .await?;
    }
    writer.finish(tx, first_doc, &places, docs).await
}

/// Walks through the terms of a segment.
struct Cursor {
    segment: i64,
    first_doc: u32,
    next_block: i64,
    /// The blocks read ahead, the next one last.
    ahead: Vec<Block>,
    block: Option<Block>,
    /// Its terms, and the one we are at.
    terms: Vec<Term>,
    at: usize,
}

impl Cursor {
    async fn start(tx: &mut SqliteConnection, source: &Source) -> Result<Self> {
        let mut cursor = Self {
            segment: source.id,
            first_doc: source.first_doc,
            next_block: source.id << BLOCK_BITS,
            ahead: Vec::new(),
            block: None,
            terms: Vec::new(),
            at: 0,
        };
        cursor.next_block(tx).await?;
        Ok(cursor)
    }

    fn key(&self) -> Option<Key> {
        Some(self.terms.get(self.at)?.key)
    }

    async fn next(&mut self, tx: &mut SqliteConnection) -> Result<()> {
        self.at += 1;
        if self.key().is_none() {
            self.next_block(tx).await?;
        }
        Ok(())
    }

    async fn next_block(&mut self, tx: &mut SqliteConnection) -> Result<()> {
        if self.ahead.is_empty() {
            let rows: Vec<(i64, Vec<u8>, Vec<u8>)> =
                sqlx::query_as("SELECT id, entries, positions FROM posting WHERE id >= ? AND id < ? ORDER BY id LIMIT ?")
                    .bind(self.next_block)
                    .bind((self.segment + 1) << BLOCK_BITS)
                    .bind(READ_AHEAD)
                    .fetch_all(tx)
                    .await?;
            self.next_block = rows.last().map_or(self.next_block, |row| row.0 + 1);
            let blocks = rows.into_iter().rev();
            self.ahead = blocks
                .map(|(_, entries, positions)| Block::new(entries, positions))
                .collect();
        }
        self.block = self.ahead.pop();
        let terms = self.block.as_ref().map(Block::terms);
        self.terms = terms.into_iter().flatten().collect();
        self.at = 0;
        Ok(())
    }

    /// Appends the list of the term we are at to that of earlier segments.
    fn append(&self, list: &mut ListWriter, positions: &mut Vec<u8>) {
        let (Some(block), Some(term)) = (&self.block, self.terms.get(self.at)) else {
            return;
        };
        block.each_entry(term, self.first_doc, |entry| list.push(entry));
        positions.extend_from_slice(block.positions(term).rest());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(sizes: &[u32], fan_in: usize) -> usize {
        let sources: Vec<Source> = sizes
            .iter()
            .map(|docs| Source {
                id: 0,
                first_doc: 0,
                docs: *docs,
            })
            .collect();
        to_merge(&sources, fan_in).map_or(0, <[Source]>::len)
    }

    #[test]
    fn eight_of_a_size_are_merged_while_more_is_written() {
        assert_eq!(run(&[1; 7], FAN_IN), 0);
        assert_eq!(run(&[1; 8], FAN_IN), 8);
        assert_eq!(run(&[5_000, 1, 1, 1, 1, 1, 1, 1, 1], FAN_IN), 8);
        let between = [5_000, 1, 5_000, 5_000, 5_000, 1, 5_000, 5_000, 5_000, 5_000];
        assert_eq!(run(&between, FAN_IN), 10);
        assert_eq!(run(&[LARGEST; 20], FAN_IN), 0);
    }

    #[test]
    fn two_of_a_size_are_merged_at_rest() {
        assert_eq!(run(&[90_000, 5_000, 40, 1], AT_REST), 0);
        assert_eq!(run(&[90_000, 5_000, 5_000, 40, 1], AT_REST), 4);
        assert_eq!(run(&[90_000, 5_000, 1, 1], AT_REST), 2);
        assert_eq!(run(&[LARGEST; 2], AT_REST), 0);
    }
}
