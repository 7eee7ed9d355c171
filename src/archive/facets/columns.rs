//! What articles are filtered by, column by column: a million articles take some 30 MB and few allocations.

use super::snapshot::{Reader, put_number};
use crate::archive::index::put;
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

    /// Appends them as bytes: few, because reading them takes most of a server's start.
    pub(super) fn write(&self, bytes: &mut Vec<u8>) {
        for length in [self.len(), self.regions.len(), self.topics.len()] {
            put_number(bytes, length);
        }
        let mut before = 0;
        for seq in &self.seqs {
            put(bytes, seq.wrapping_sub(before) as u64);
            before = *seq;
        }
        for source in &self.sources {
            put(bytes, u64::from(*source));
        }
        for code in &self.regions {
            put(bytes, u64::from(code.number()));
        }
        bytes.extend_from_slice(&self.topics);
        let (mut regions, mut topics) = (0, 0);
        for ends in &self.ends {
            put(bytes, u64::from(ends.0 - regions));
            put(bytes, u64::from(ends.1 - topics));
            (regions, topics) = *ends;
        }
    }

    /// Reads what [`Self::write`] wrote.
    pub(super) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let (articles, regions, topics) = (reader.number()?, reader.number()?, reader.number()?);
        // Each takes a byte at least, so that no damaged number asks for more memory than there are bytes.
        if reader.rest() < articles.max(regions).max(topics) {
            return None;
        }
        let mut columns = Self {
            seqs: Vec::with_capacity(articles),
            sources: Vec::with_capacity(articles),
            regions: Vec::with_capacity(regions),
            topics: Vec::new(),
            ends: Vec::with_capacity(articles),
        };
        let mut before = 0_i64;
        for _ in 0..articles {
            before = before.wrapping_add(reader.short()? as i64);
            columns.seqs.push(before);
        }
        for _ in 0..articles {
            columns.sources.push(u32::try_from(reader.short()?).ok()?);
        }
        for _ in 0..regions {
            let number = u32::try_from(reader.short()?).ok()?;
            columns.regions.push(Code::from_number(number)?);
        }
        columns.topics = reader.take(topics)?.to_vec();
        let mut ends = (0_u32, 0_u32);
        for _ in 0..articles {
            ends.0 = ends.0.checked_add(u32::try_from(reader.short()?).ok()?)?;
            ends.1 = ends.1.checked_add(u32::try_from(reader.short()?).ok()?)?;
            columns.ends.push(ends);
        }
        Some(columns)
    }
}
