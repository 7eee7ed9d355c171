//! Is the index what the articles say?

use std::collections::HashMap;

use sqlx::SqliteConnection;

use super::block::Block;
use super::list::Mark;
use super::terms::{Key, Shape, Terms, first_of, is_single};
use super::write::{BLOCK_BITS, unpack_places};
use crate::archive::Result;

/// So many blocks are read at a time.
const READ_AHEAD: i64 = 64;

/// What the index holds of one article: its shape and a sum over its terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::archive) struct Held {
    shape: Shape,
    sum: u64,
}

impl Held {
    /// What the index should hold of an article.
    pub(in crate::archive) fn of(terms: &Terms) -> Self {
        let add = |sum: u64, (key, mark)| sum.wrapping_add(mix(key, mark));
        let held = terms
            .postings
            .iter()
            .map(|posting| (posting.key, posting.mark));
        let sum = held.chain(singles(terms)).fold(0, add);
        Self {
            shape: terms.shape,
            sum,
        }
    }
}

/// The single characters of an article.
fn singles(terms: &Terms) -> impl Iterator<Item = (Key, Mark)> {
    let postings = &terms.postings;
    let alike = postings.chunk_by(|a, b| first_of(a.key) == first_of(b.key));
    alike.filter_map(|alike| {
        let key = first_of(alike.first()?.key)?;
        let marks = alike.iter().map(|posting| posting.mark);
        Some((key, marks.fold(Mark::default(), Mark::and)))
    })
}

fn mix(key: Key, mark: Mark) -> u64 {
    let bits = key ^ u64::from(mark.0).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (bits ^ (bits >> 31)).wrapping_mul(0xbf58_476d_1ce4_e5b9)
}

/// Number, first article, how many, directory, places.
type SegmentRow = (i64, u32, u32, Vec<u8>, Vec<u8>);

/// Reads the whole index: what it holds of the article at every place, as last stored, and what is wrong with it.
pub(in crate::archive) async fn read_all(
    tx: &mut SqliteConnection,
) -> Result<(HashMap<i64, Held>, Vec<String>)> {
    let mut problems = Vec::new();
    let mut held = HashMap::new();
    let segments: Vec<SegmentRow> = sqlx::query_as(
        "SELECT id, first_doc, docs, directory, articles FROM segment ORDER BY first_doc",
    )
    .fetch_all(&mut *tx)
    .await?;
    let mut next_doc = 0;
    for (id, first_doc, docs, directory, articles) in segments {
        let places: Vec<(i64, Shape)> = unpack_places(&articles).collect();
        if first_doc < next_doc || places.len() != docs as usize {
            problems.push(format!(
                "index segment {id} has its articles wrongly numbered"
            ));
        }
        next_doc = first_doc + docs;
        let mut sums = vec![0_u64; places.len()];
        let blocks = read_segment(tx, id, first_doc, &mut sums).await?;
        match blocks {
            Some(keys) if keys == directory => {}
            _ => problems.push(format!("index segment {id} is damaged")),
        }
        for ((seq, shape), sum) in places.into_iter().zip(sums) {
            held.insert(seq, Held { shape, sum });
        }
    }
    let stray: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM posting WHERE id >> ? NOT IN (SELECT id FROM segment)",
    )
    .bind(BLOCK_BITS)
    .fetch_one(&mut *tx)
    .await?;
    if stray > 0 {
        problems.push(format!("{stray} blocks of the index belong to no segment"));
    }
    Ok((held, problems))
}

/// Sums up the terms of each article of a segment. Returns the first terms of its blocks as the directory has them;
/// `None` when a list leads outside the segment.
async fn read_segment(
    tx: &mut SqliteConnection,
    segment: i64,
    first_doc: u32,
    sums: &mut [u64],
) -> Result<Option<Vec<u8>>> {
    let mut directory = Vec::new();
    let mut sound = true;
    let mut next = segment << BLOCK_BITS;
    loop {
        let rows: Vec<(i64, Vec<u8>, Vec<u8>)> = sqlx::query_as(
            "SELECT id, entries, positions FROM posting WHERE id >= ? AND id < ? ORDER BY id LIMIT ?",
        )
        .bind(next)
        .bind((segment + 1) << BLOCK_BITS)
        .bind(READ_AHEAD)
        .fetch_all(&mut *tx)
        .await?;
        let Some(last) = rows.last() else { break };
        next = last.0 + 1;
        for (_, entries, positions) in rows {
            let block = Block::new(entries, positions);
            let first = block.terms().next().map_or(0, |term| term.key);
            directory.extend_from_slice(&first.to_be_bytes());
            sound &= sum_up(&block, first_doc, sums);
        }
    }
    Ok(sound.then_some(directory))
}

fn sum_up(block: &Block, first_doc: u32, sums: &mut [u64]) -> bool {
    let mut sound = true;
    for term in block.terms() {
        let (mut count, mut articles) = (0, 0);
        block.each_entry(&term, first_doc, |entry| {
            count += entry.mark.count() as usize;
            articles += 1;
            match sums.get_mut(entry.doc.wrapping_sub(first_doc) as usize) {
                Some(sum) => *sum = sum.wrapping_add(mix(term.key, entry.mark)),
                None => sound = false,
            }
        });
        let positions = if is_single(term.key) { 0 } else { count };
        sound &= block.positions(&term).count() == positions && articles == term.summary.articles;
    }
    sound
}
