//! What articles are filtered by, column by column: a million articles take some 30 MB and few allocations.

use super::snapshot::{Reader, put_number};
use crate::region::Code;

/// What is filtered by of one article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry<'a> {
    pub(super) seq: i64,
    pub(super) source: Option<i64>,
    pub(super) regions: &'a [Code],
    pub(super) topics: &'a [u8],
}

/// Articles one after the other.
#[derive(Debug, Clone, Default)]
pub(super) struct Columns {
    seqs: Vec<i64>,
    /// 0 for none; the archive numbers sources from 1.
    sources: Vec<u32>,
    regions: Vec<Code>,
    topics: Vec<u8>,
    /// Where the regions and topics of every article end.
    ends: Vec<(u32, u32)>,
}

impl Columns {
    pub(super) fn len(&self) -> usize {
        self.seqs.len()
    }

    pub(super) fn seqs(&self) -> &[i64] {
        &self.seqs
    }

    pub(super) fn push(&mut self, entry: Entry<'_>) {
        self.seqs.push(entry.seq);
        let source = entry.source.and_then(|source| u32::try_from(source).ok());
        self.sources.push(source.unwrap_or(0));
        self.regions.extend_from_slice(entry.regions);
        self.topics.extend_from_slice(entry.topics);
        self.ends
            .push((self.regions.len() as u32, self.topics.len() as u32));
    }

    pub(super) fn get(&self, at: usize) -> Option<Entry<'_>> {
        let (regions_end, topics_end) = *self.ends.get(at)?;
        let before = at.checked_sub(1).and_then(|before| self.ends.get(before));
        let (regions, topics) = before.copied().unwrap_or((0, 0));
        Some(Entry {
            seq: *self.seqs.get(at)?,
            source: Some(i64::from(*self.sources.get(at)?)).filter(|source| *source > 0),
            regions: self.regions.get(regions as usize..regions_end as usize)?,
            topics: self.topics.get(topics as usize..topics_end as usize)?,
        })
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Entry<'_>> {
        (0..self.len()).filter_map(|at| self.get(at))
    }

    /// Both, in order, without those of these columns whose places are `gone` (ascending).
    pub(super) fn merged(&self, other: &Self, gone: &[i64]) -> Self {
        let mut merged = Self::default();
        let mut others = other.iter().peekable();
        let kept = |entry: &Entry| gone.binary_search(&entry.seq).is_err();
        for entry in self.iter().filter(kept) {
            while let Some(other) = others.next_if(|other| other.seq < entry.seq) {
                merged.push(other);
            }
            merged.push(entry);
        }
        others.for_each(|other| merged.push(other));
        merged
    }

    /// Appends them as bytes.
    pub(super) fn write(&self, bytes: &mut Vec<u8>) {
        for length in [self.len(), self.regions.len(), self.topics.len()] {
            put_number(bytes, length);
        }
        bytes.extend(self.seqs.iter().flat_map(|seq| seq.to_le_bytes()));
        bytes.extend(self.sources.iter().flat_map(|source| source.to_le_bytes()));
        let codes = self.regions.iter().map(|code| code.number());
        bytes.extend(codes.flat_map(u32::to_le_bytes));
        bytes.extend_from_slice(&self.topics);
        let ends = self
            .ends
            .iter()
            .flat_map(|(regions, topics)| [*regions, *topics]);
        bytes.extend(ends.flat_map(u32::to_le_bytes));
    }

    /// Reads what [`Self::write`] wrote.
    pub(super) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let (articles, regions, topics) = (reader.number()?, reader.number()?, reader.number()?);
        let seqs = reader.take(articles.checked_mul(8)?)?.as_chunks().0;
        let sources = reader.take(articles.checked_mul(4)?)?.as_chunks().0;
        let codes = reader.take(regions.checked_mul(4)?)?.as_chunks().0;
        let topics = reader.take(topics)?;
        let ends = reader.take(articles.checked_mul(8)?)?.as_chunks::<8>().0;
        let codes = codes
            .iter()
            .map(|code| Code::from_number(u32::from_le_bytes(*code)));
        Some(Self {
            seqs: seqs.iter().map(|seq| i64::from_le_bytes(*seq)).collect(),
            sources: sources
                .iter()
                .map(|source| u32::from_le_bytes(*source))
                .collect(),
            regions: codes.collect::<Option<_>>()?,
            topics: topics.to_vec(),
            ends: ends
                .iter()
                .map(|[a, b, c, d, e, f, g, h]| {
                    let regions = u32::from_le_bytes([*a, *b, *c, *d]);
                    (regions, u32::from_le_bytes([*e, *f, *g, *h]))
                })
                .collect(),
        })
    }
}
