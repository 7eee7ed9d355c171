//! Storing segments.

use std::collections::HashMap;

use sqlx::SqliteConnection;

use super::codec::{Entry, put, put_entry};
use super::merge::merge_small;
use super::terms::{Key, Shape, Terms};
use crate::archive::{Result, reprints};

/// A block is closed before it grows beyond this: three of them fill a page of the database.
const BLOCK_BYTES: usize = 5_300;

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
    // One list for all postings, so that sorting it is all the work there is; an article's are in order already, which a
    // stable sort makes use of.
    let count = articles.iter().map(|(_, terms)| terms.postings.len()).sum();
    let mut order: Vec<(Key, u32, u32)> = Vec::with_capacity(count);
    for (doc, (_, terms)) in articles.iter().enumerate() {
        let numbered = (0..).zip(&terms.postings);
        order.extend(numbered.map(|(at, posting)| (posting.key, doc as u32, at)));
    }
    rayon::slice::ParallelSliceMut::par_sort(order.as_mut_slice());
    let mut entries = Vec::new();
    let mut positions = Vec::new();
    for group in order.chunk_by(|a, b| a.0 == b.0) {
        let Some(&(key, ..)) = group.first() else {
            continue;
        };
        entries.clear();
        positions.clear();
        let mut before = first;
        for (_, doc, at) in group {
            let Some((_, terms)) = articles.get(*doc as usize) else {
                continue;
            };
            let Some(posting) = terms.postings.get(*at as usize) else {
                continue;
            };
            let entry = Entry {
                doc: first + doc,
                count: posting.count,
                headline: posting.headline,
                word: posting.word,
            };
            put_entry(&mut entries, entry, before);
            before = entry.doc;
            positions.extend_from_slice(terms.positions(posting));
        }
        writer.add(tx, key, &entries, &positions).await?;
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
        })
    }

    /// Adds a term; terms come in ascending order.
    pub(super) async fn add(
        &mut self,
        tx: &mut SqliteConnection,
        key: Key,
        entries: &[u8],
        positions: &[u8],
    ) -> Result<()> {
        let held = self.head.len() + self.entries.len() + self.positions.len();
        let full = held + entries.len() + positions.len() > BLOCK_BYTES;
        if full && self.terms > 0 {
            self.close_block(tx).await?;
        }
        if self.terms == 0 {
            self.first_key = key;
            self.last_key = key;
        }
        put(&mut self.head, key - self.last_key);
        put(&mut self.head, entries.len() as u64);
        put(&mut self.head, positions.len() as u64);
        self.entries.extend_from_slice(entries);
        self.positions.extend_from_slice(positions);
        self.last_key = key;
        self.terms += 1;
        Ok(())
    }

    async fn close_block(&mut self, tx: &mut SqliteConnection) -> Result<()> {
        let mut block = Vec::with_capacity(self.head.len() + self.entries.len() + 12);
        put(&mut block, self.terms);
        put(&mut block, self.first_key);
        block.extend_from_slice(&self.head);
        block.extend_from_slice(&self.entries);
        sqlx::query("INSERT INTO posting (id, entries, positions) VALUES (?, ?, ?)")
            .bind((self.segment << BLOCK_BITS) + self.blocks)
            .bind(&block)
            .bind(&self.positions)
            .execute(tx)
            .await?;
        self.directory
            .extend_from_slice(&self.first_key.to_be_bytes());
        self.blocks += 1;
        self.terms = 0;
        self.head.clear();
        self.entries.clear();
        self.positions.clear();
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
            self.close_block(tx).await?;
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
    let mut counts: HashMap<&str, u32> = HashMap::new();
    for word in articles.iter().flat_map(|(_, terms)| &terms.vocabulary) {
        *counts.entry(word).or_default() += 1;
    }
    let list = serde_json::to_string(&counts).unwrap_or_default();
    sqlx::query(
        "INSERT INTO vocabulary (word, count) SELECT key, value FROM json_each(?) WHERE true
         ON CONFLICT (word) DO UPDATE SET count = count + excluded.count",
    )
    .bind(list)
    .execute(tx)
    .await?;
    Ok(())
}
