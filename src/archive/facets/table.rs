//! What articles are filtered and counted by: a million articles take some 20 MB and few allocations.

use std::hash::Hash;
use std::ops::Range;

use indexmap::IndexSet;

use super::snapshot::Reader;
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
pub(super) struct Table {
    seqs: Vec<i64>,
    rows: Vec<Row>,
    regions: Lists<Code>,
    topics: Lists<u8>,
}

/// One article's source and the numbers of its lists of regions and topics: many articles have the same.
#[derive(Debug, Clone, Copy)]
struct Row {
    /// 0 for none; the archive numbers sources from 1.
    source: u32,
    regions: u32,
    topics: u32,
}

/// Different lists, by number.
#[derive(Debug, Clone)]
struct Lists<T>(IndexSet<Box<[T]>>);

impl<T> Default for Lists<T> {
    fn default() -> Self {
        Self(IndexSet::new())
    }
}

impl<T: Copy + Eq + Hash> Lists<T> {
    fn number(&mut self, list: &[T]) -> u32 {
        let known = self.0.get_index_of(list);
        known.unwrap_or_else(|| self.0.insert_full(list.into()).0) as u32
    }

    fn get(&self, number: u32) -> Option<&[T]> {
        Some(self.0.get_index(number as usize)?)
    }

    fn iter(&self) -> impl Iterator<Item = &[T]> {
        self.0.iter().map(|list| &**list)
    }

    /// Takes in others; gives the numbers that they have here.
    fn take_in(&mut self, others: &Self) -> Vec<u32> {
        others.iter().map(|list| self.number(list)).collect()
    }
}

/// How many of some articles have each source (by number), each list of regions and each list of topics.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    pub(super) sources: Vec<u32>,
    regions: Vec<u32>,
    topics: Vec<u32>,
}

impl Tally {
    /// Of the articles that are not among those of the other, which all are among these.
    pub(super) fn without(mut self, other: &Self) -> Self {
        let columns = [
            (&mut self.sources, &other.sources),
            (&mut self.regions, &other.regions),
            (&mut self.topics, &other.topics),
        ];
        for (counts, others) in columns {
            let pairs = counts.iter_mut().zip(others);
            pairs.for_each(|(count, other)| *count -= other);
        }
        self
    }
}

impl Table {
    pub(super) fn with_capacity(articles: usize) -> Self {
        Self {
            seqs: Vec::with_capacity(articles),
            rows: Vec::with_capacity(articles),
            ..Self::default()
        }
    }

    pub(super) fn len(&self) -> usize {
        self.seqs.len()
    }

    pub(super) fn seqs(&self) -> &[i64] {
        &self.seqs
    }

    pub(super) fn push(&mut self, entry: Entry<'_>) {
        let source = entry.source.and_then(|source| u32::try_from(source).ok());
        let row = Row {
            source: source.unwrap_or(0),
            regions: self.regions.number(entry.regions),
            topics: self.topics.number(entry.topics),
        };
        self.push_row(entry.seq, row);
    }

    fn push_row(&mut self, seq: i64, row: Row) {
        self.seqs.push(seq);
        self.rows.push(row);
    }

    fn get(&self, at: usize) -> Option<Entry<'_>> {
        let row = self.rows.get(at)?;
        Some(Entry {
            seq: *self.seqs.get(at)?,
            source: Some(i64::from(row.source)).filter(|source| *source > 0),
            regions: self.regions.get(row.regions)?,
            topics: self.topics.get(row.topics)?,
        })
    }

    pub(super) fn regions_at(&self, at: usize) -> &[Code] {
        let row = self.rows.get(at);
        row.and_then(|row| self.regions.get(row.regions))
            .unwrap_or_default()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Entry<'_>> {
        (0..self.len()).filter_map(|at| self.get(at))
    }

    /// Counts the articles with these numbers; of sources those up to `last_source`.
    pub(super) fn tally(&self, numbers: impl Iterator<Item = u32>, last_source: u32) -> Tally {
        let mut tally = Tally {
            sources: vec![0; last_source as usize + 1],
            regions: vec![0; self.regions.0.len()],
            topics: vec![0; self.topics.0.len()],
        };
        // Sets give their numbers quickest this way.
        numbers.for_each(|number| {
            let Some(row) = self.rows.get(number as usize) else {
                return;
            };
            if let Some(count) = tally.sources.get_mut(row.source as usize) {
                *count += 1;
            }
            if let Some(count) = tally.regions.get_mut(row.regions as usize) {
                *count += 1;
            }
            if let Some(count) = tally.topics.get_mut(row.topics as usize) {
                *count += 1;
            }
        });
        tally
    }

    /// The lists of regions of a tally, and how many articles have each; those that have any.
    pub(super) fn regions_of<'t>(
        &'t self,
        tally: &'t Tally,
    ) -> impl Iterator<Item = (&'t [Code], u64)> {
        counted(&self.regions, &tally.regions)
    }

    /// The same of topics.
    pub(super) fn topics_of<'t>(
        &'t self,
        tally: &'t Tally,
    ) -> impl Iterator<Item = (&'t [u8], u64)> {
        counted(&self.topics, &tally.topics)
    }

    /// Both, in order, without those of this one whose places are `gone` (ascending).
    pub(super) fn merged(&self, other: &Self, gone: &[i64]) -> Self {
        let articles = self.len() + other.len();
        let mut merged = Self {
            regions: self.regions.clone(),
            topics: self.topics.clone(),
            ..Self::with_capacity(articles)
        };
        let regions = merged.regions.take_in(&other.regions);
        let topics = merged.topics.take_in(&other.topics);
        let number =
            |numbers: &[u32], known: u32| numbers.get(known as usize).copied().unwrap_or(0);
        let others = other.rows.iter().map(|row| Row {
            source: row.source,
            regions: number(&regions, row.regions),
            topics: number(&topics, row.topics),
        });
        let mut others = other.seqs.iter().copied().zip(others).peekable();
        let own = self.seqs.iter().copied().zip(self.rows.iter().copied());
        for (seq, row) in own.filter(|(seq, _)| gone.binary_search(seq).is_err()) {
            while let Some((other, row)) = others.next_if(|(other, _)| *other < seq) {
                merged.push_row(other, row);
            }
            merged.push_row(seq, row);
        }
        others.for_each(|(seq, row)| merged.push_row(seq, row));
        merged
    }

    /// The lists as bytes, for [`Self::read_lists`].
    pub(super) fn write_lists(&self, bytes: &mut Vec<u8>) {
        put(bytes, self.regions.0.len() as u64);
        for list in self.regions.iter() {
            put(bytes, list.len() as u64);
            list.iter()
                .for_each(|code| put(bytes, u64::from(code.number())));
        }
        put(bytes, self.topics.0.len() as u64);
        for list in self.topics.iter() {
            put(bytes, list.len() as u64);
            bytes.extend_from_slice(list);
        }
    }

    pub(super) fn read_lists(&mut self, reader: &mut Reader<'_>) -> Option<()> {
        for _ in 0..reader.short()? {
            let codes = (0..reader.short()?)
                .map(|_| Code::from_number(u32::try_from(reader.short()?).ok()?));
            let list: Option<Vec<Code>> = codes.collect();
            self.regions.number(&list?);
        }
        for _ in 0..reader.short()? {
            let topics = usize::try_from(reader.short()?).ok()?;
            self.topics.number(reader.take(topics)?);
        }
        Some(())
    }

    /// The articles of a range as bytes: few, because reading them takes most of a server's start.
    pub(super) fn write(&self, range: Range<usize>, bytes: &mut Vec<u8>) {
        let mut before = 0;
        let rows = self.seqs.iter().zip(&self.rows);
        for (seq, row) in rows.skip(range.start).take(range.len()) {
            put(bytes, seq.wrapping_sub(before) as u64);
            before = *seq;
            for number in [row.source, row.regions, row.topics] {
                put(bytes, u64::from(number));
            }
        }
    }

    /// Adds what [`Self::write`] wrote.
    pub(super) fn read(&mut self, reader: &mut Reader<'_>) -> Option<()> {
        let mut seq = 0_i64;
        while reader.rest() > 0 {
            seq = seq.wrapping_add(reader.short()? as i64);
            let mut number = || u32::try_from(reader.short()?).ok();
            let row = Row {
                source: number()?,
                regions: number()?,
                topics: number()?,
            };
            let known = (row.regions as usize) < self.regions.0.len()
                && (row.topics as usize) < self.topics.0.len();
            if !known {
                return None;
            }
            self.push_row(seq, row);
        }
        Some(())
    }
}

fn counted<'t, T: Copy + Eq + Hash>(
    lists: &'t Lists<T>,
    counts: &'t [u32],
) -> impl Iterator<Item = (&'t [T], u64)> {
    let lists = lists.iter().zip(counts);
    lists.filter_map(|(list, count)| (*count > 0).then_some((list, u64::from(*count))))
}
