//! Storing segments.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::collections::binary_heap::{BinaryHeap, PeekMut};

use rayon::prelude::*;
use sqlx::{QueryBuilder, SqliteConnection};

use super::codec::put;
use super::list::ListWriter;
use super::merge::merge_small;
use super::run::{DOC_BITS, Run};
use super::terms::{Key, Shape, Terms, vocabulary};
use crate::archive::{Result, reprints};
use crate::article::Article;

/// A block is closed before it grows beyond this: three of them fill a page of the database.
const BLOCK_BYTES: usize = 5_300;

/// A list with its positions is closed once it is as large as this, and goes on in the next block: what is read at a time
/// stays small, however frequent a term is. Larger than a block, so that no block holds two parts of one list.
const PART_BYTES: usize = 24 << 10;
const _: () = assert!(PART_BYTES > BLOCK_BYTES);

/// So many articles are sorted at a time, so that sorting stays near the processor.
const RUN: usize = 128;
const _: () = assert!(RUN <= 1 << DOC_BITS);

/// So many blocks are stored by one statement: each call of the driver costs as much as storing a block.
const TOGETHER: usize = 16;

/// Blocks of one segment are numbered from `segment << BLOCK_BITS`.
pub(super) const BLOCK_BITS: u32 = 32;

/// Stores the terms of articles, given with their places, as a new segment, and merges small segments.
pub(in crate::archive) async fn write_segment(
    tx: &mut SqliteConnection,
    articles: &[(i64, &Terms)],
) -> Result<()> {
    if articles.is_empty() {
        return Ok(());
    }
    reprints::write(tx, articles).await?;
    let first: i64 = sqlx::query_scalar("SELECT coalesce(max(first_doc + docs), 0) FROM segment")
        .fetch_one(&mut *tx)
        .await?;
    let first = first as u32;
    let mut writer = SegmentWriter::start(tx).await?;
    let numbered = articles.par_chunks(RUN).enumerate();
    let mut runs: Vec<Run> = numbered
        .map(|(at, articles)| Run::of(first + (at * RUN) as u32, articles))
        .collect();
    // The run with the smallest term comes first, of several the one with the earliest articles.
    let heads = runs.iter().enumerate();
    let mut next: BinaryHeap<Reverse<(Key, usize)>> = heads
        .filter_map(|(at, run)| Some(Reverse((run.key()?, at))))
        .collect();
    let mut list = ListWriter::new(first);
    let mut positions = Vec::new();
    while let Some(Reverse((key, _))) = next.peek().copied() {
        positions.clear();
        while let Some(mut head) = next.peek_mut().filter(|head| head.0.0 == key) {
            let Some(run) = runs.get_mut(head.0.1) else {
                break;
            };
            run.append(&mut list, &mut positions);
            if is_part(&list, &positions) {
                writer.add(tx, key, &mut list, &positions).await?;
                positions.clear();
            }
            match run.key() {
                Some(key) => head.0.0 = key,
                None => drop(PeekMut::pop(head)),
            }
        }
        writer.add(tx, key, &mut list, &positions).await?;
    }
    let places: Vec<(i64, Shape)> = articles
        .iter()
        .map(|(seq, terms)| (*seq, terms.shape))
        .collect();
    writer
        .finish(tx, first, &pack_places(&places), articles.len() as u32)
        .await?;
    note_words(tx, articles).await?;
    merge_small(tx).await
}

/// Is this enough to be stored before the rest of the term's list?
pub(super) fn is_part(list: &ListWriter, positions: &[u8]) -> bool {
    list.size() + positions.len() >= PART_BYTES
}

/// Writes one segment, term by term.
pub(super) struct SegmentWriter {
    segment: i64,
    directory: Vec<u8>,
    blocks: i64,
    first_key: Key,
    last_key: Key,
    terms: u64,
    head: Vec<u8>,
    entries: Vec<u8>,
    positions: Vec<u8>,
    /// Blocks that are closed but not stored: id, entries, positions.
    closed: Vec<(i64, Vec<u8>, Vec<u8>)>,
    /// The list being added.
    list: Vec<u8>,
}

impl SegmentWriter {
    pub(super) async fn start(tx: &mut SqliteConnection) -> Result<Self> {
        let segment = sqlx::query_scalar(
            "INSERT INTO segment (first_doc, docs, directory, articles) VALUES (0, 0, x'', x'') RETURNING id",
        )
        .fetch_one(tx)
        .await?;
        Ok(Self {
            segment,
            directory: Vec::new(),
            blocks: 0,
            first_key: 0,
            last_key: 0,
            terms: 0,
            head: Vec::new(),
            entries: Vec::new(),
            positions: Vec::new(),
            closed: Vec::with_capacity(TOGETHER),
            list: Vec::new(),
        })
    }

    /// Adds a term with its list, or a part of it, which ends here. Terms come in ascending order. A list without articles is
    /// left out.
    pub(super) async fn add(
        &mut self,
        tx: &mut SqliteConnection,
        key: Key,
        list: &mut ListWriter,
        positions: &[u8],
    ) -> Result<()> {
        self.list.clear();
        let summary = list.finish(&mut self.list);
        if summary.articles == 0 {
            return Ok(());
        }
        let held = self.head.len() + self.entries.len() + self.positions.len();
        let full = held + self.list.len() + positions.len() > BLOCK_BYTES;
        if full && self.terms > 0 {
            self.close_block();
            if self.closed.len() == TOGETHER {
                self.store_closed(tx).await?;
            }
        }
        if self.terms == 0 {
            self.first_key = key;
            self.last_key = key;
        }
        put(&mut self.head, key - self.last_key);
        let articles = u64::from(summary.articles) << 1 | u64::from(summary.any_word);
        put(&mut self.head, articles);
        put(&mut self.head, self.list.len() as u64);
        put(&mut self.head, positions.len() as u64);
        self.entries.extend_from_slice(&self.list);
        self.positions.extend_from_slice(positions);
        self.last_key = key;
        self.terms += 1;
        Ok(())
    }

    fn close_block(&mut self) {
        let mut block = Vec::with_capacity(self.head.len() + self.entries.len() + 12);
        put(&mut block, self.terms);
        put(&mut block, self.first_key);
        block.extend_from_slice(&self.head);
        block.extend_from_slice(&self.entries);
        let id = (self.segment << BLOCK_BITS) + self.blocks;
        let positions = self.positions.clone();
        self.closed.push((id, block, positions));
        self.directory
            .extend_from_slice(&self.first_key.to_be_bytes());
        self.blocks += 1;
        self.terms = 0;
        self.head.clear();
        self.entries.clear();
        self.positions.clear();
    }

    async fn store_closed(&mut self, tx: &mut SqliteConnection) -> Result<()> {
        let mut query = QueryBuilder::new("INSERT INTO posting (id, entries, positions) ");
        query.push_values(
            self.closed.drain(..),
            |mut row, (id, entries, positions)| {
                row.push_bind(id).push_bind(entries).push_bind(positions);
            },
        );
        query.build().execute(tx).await?;
        Ok(())
    }

    /// Closes the segment: its first article, where its articles stand ([`pack_places`]) and how many they are.
    pub(super) async fn finish(
        mut self,
        tx: &mut SqliteConnection,
        first_doc: u32,
        articles: &[u8],
        docs: u32,
    ) -> Result<()> {
        if self.terms > 0 {
            self.close_block();
        }
        if !self.closed.is_empty() {
            self.store_closed(tx).await?;
        }
        sqlx::query(
            "UPDATE segment SET first_doc = ?, docs = ?, directory = ?, articles = ? WHERE id = ?",
        )
        .bind(first_doc)
        .bind(docs)
        .bind(&self.directory)
        .bind(articles)
        .bind(self.segment)
        .execute(tx)
        .await?;
        Ok(())
    }
}

const PLACE_BYTES: usize = 14;

/// Place and shape of articles, fourteen bytes each.
pub(super) fn pack_places(places: &[(i64, Shape)]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(places.len() * PLACE_BYTES);
    for (seq, shape) in places {
        bytes.extend_from_slice(&seq.to_be_bytes());
        for number in [shape.headline_end, shape.author_end, shape.length] {
            bytes.extend_from_slice(&number.to_be_bytes());
        }
    }
    bytes
}

pub(super) fn unpack_places(bytes: &[u8]) -> impl Iterator<Item = (i64, Shape)> {
    bytes.as_chunks::<PLACE_BYTES>().0.iter().map(|place| {
        let [a, b, c, d, e, f, g, h, t0, t1, u0, u1, l0, l1] = *place;
        let shape = Shape {
            headline_end: u16::from_be_bytes([t0, t1]),
            author_end: u16::from_be_bytes([u0, u1]),
            length: u16::from_be_bytes([l0, l1]),
        };
        (i64::from_be_bytes([a, b, c, d, e, f, g, h]), shape)
    })
}

/// Notes Latin words, for beginnings of words, and the words of headlines, for suggestions.
async fn note_words(tx: &mut SqliteConnection, articles: &[(i64, &Terms)]) -> Result<()> {
    let mut words: Vec<&str> = articles
        .iter()
        .flat_map(|(_, terms)| &terms.words)
        .map(String::as_str)
        .collect();
    words.sort_unstable();
    words.dedup();
    let list = serde_json::to_string(&words).unwrap_or_default();
    sqlx::query("INSERT OR IGNORE INTO word (word) SELECT value FROM json_each(?)")
        .bind(list)
        .execute(&mut *tx)
        .await?;
    let list = counted(articles.iter().flat_map(|(_, terms)| &terms.vocabulary));
    sqlx::query(
        "INSERT INTO vocabulary (word, count) SELECT key, value FROM json_each(?) WHERE true
         ON CONFLICT (word) DO UPDATE SET count = count + excluded.count",
    )
    .bind(list)
    .execute(tx)
    .await?;
    Ok(())
}

/// Takes back the words of a headline that [`note_words`] noted.
pub(in crate::archive) async fn forget_words(
    tx: &mut SqliteConnection,
    article: &Article,
) -> Result<()> {
    let list = counted(&vocabulary(article));
    for statement in [
        "UPDATE vocabulary SET count = count - gone.value FROM json_each(?) AS gone WHERE word = gone.key",
        "DELETE FROM vocabulary WHERE word IN (SELECT key FROM json_each(?)) AND count <= 0",
    ] {
        sqlx::query(statement).bind(&list).execute(&mut *tx).await?;
    }
    Ok(())
}

/// How often each word comes, as JSON.
fn counted<'a>(words: impl IntoIterator<Item = &'a String>) -> String {
    let mut counts: HashMap<&str, u32> = HashMap::new();
    for word in words {
        *counts.entry(word).or_default() += 1;
    }
    serde_json::to_string(&counts).unwrap_or_default()
}
