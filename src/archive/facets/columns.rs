//! What articles are filtered by: a million articles take some 24 MB and few allocations.

use std::ops::Range;

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
pub(super) struct Columns {
    seqs: Vec<i64>,
    rows: Vec<Row>,
    /// Regions and topics of the articles whose rows do not hold them, and where those of each end.
    regions: Vec<Code>,
    topics: Vec<u8>,
    ends: Vec<(u32, u32)>,
}

/// One article's source, regions and topics: of nearly all within these sixteen bytes, so that a walk over scattered
/// articles waits for memory once for each.
#[derive(Debug, Clone, Copy)]
struct Row {
    /// 0 for none; the archive numbers sources from 1.
    source: u32,
    regions: Held,
    topics: [u8; TOPICS],
    /// How many topics are here; [`ELSEWHERE`] when they and the regions are not.
    topic_count: u8,
}

#[derive(Debug, Clone, Copy)]
enum Held {
    None,
    One(Code),
    /// With the topics, at this place of the others.
    Elsewhere(u32),
}

const TOPICS: usize = 3;
const ELSEWHERE: u8 = u8::MAX;

impl Columns {
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
        let mut row = Row {
            source: source.unwrap_or(0),
            regions: Held::None,
            topics: [0; TOPICS],
            topic_count: entry.topics.len() as u8,
        };
        match (entry.regions, row.topics.get_mut(..entry.topics.len())) {
            (regions @ ([] | [_]), Some(topics)) => {
                row.regions = regions.first().map_or(Held::None, |only| Held::One(*only));
                topics.copy_from_slice(entry.topics);
            }
            _ => {
                row.regions = Held::Elsewhere(self.ends.len() as u32);
                row.topic_count = ELSEWHERE;
                self.regions.extend_from_slice(entry.regions);
                self.topics.extend_from_slice(entry.topics);
                let ends = (self.regions.len() as u32, self.topics.len() as u32);
                self.ends.push(ends);
            }
        }
        self.seqs.push(entry.seq);
        self.rows.push(row);
    }

    pub(super) fn get(&self, at: usize) -> Option<Entry<'_>> {
        let (source, regions, topics) = self.filtered_by(at)?;
        Some(Entry {
            seq: *self.seqs.get(at)?,
            source,
            regions,
            topics,
        })
    }

    /// All of an article but its place: its source, regions and topics.
    #[inline]
    pub(super) fn filtered_by(&self, at: usize) -> Option<(Option<i64>, &[Code], &[u8])> {
        let row = self.rows.get(at)?;
        let source = Some(i64::from(row.source)).filter(|source| *source > 0);
        let here = || row.topics.get(..usize::from(row.topic_count));
        let (regions, topics) = match &row.regions {
            Held::None => (&[][..], here()?),
            Held::One(only) => (std::slice::from_ref(only), here()?),
            Held::Elsewhere(at) => self.elsewhere(*at as usize)?,
        };
        Some((source, regions, topics))
    }

    fn elsewhere(&self, at: usize) -> Option<(&[Code], &[u8])> {
        let ends = *self.ends.get(at)?;
        let before = at.checked_sub(1).and_then(|before| self.ends.get(before));
        let (regions, topics) = before.copied().unwrap_or((0, 0));
        Some((
            self.regions.get(regions as usize..ends.0 as usize)?,
            self.topics.get(topics as usize..ends.1 as usize)?,
        ))
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Entry<'_>> {
        (0..self.len()).filter_map(|at| self.get(at))
    }

    /// Both, in order, without those of these columns whose places are `gone` (ascending).
    pub(super) fn merged(&self, other: &Self, gone: &[i64]) -> Self {
        let mut merged = Self::with_capacity(self.len() + other.len());
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

    /// The articles of a range as bytes: few, because reading them takes most of a server's start.
    pub(super) fn write(&self, range: Range<usize>, bytes: &mut Vec<u8>) {
        let mut before = 0;
        for entry in range.filter_map(|at| self.get(at)) {
            put(bytes, entry.seq.wrapping_sub(before) as u64);
            before = entry.seq;
            put(bytes, entry.source.unwrap_or(0) as u64);
            put(bytes, entry.regions.len() as u64);
            for code in entry.regions {
                put(bytes, u64::from(code.number()));
            }
            put(bytes, entry.topics.len() as u64);
            bytes.extend_from_slice(entry.topics);
        }
    }

    /// Adds what [`Self::write`] wrote.
    pub(super) fn read(&mut self, reader: &mut Reader<'_>) -> Option<()> {
        let (mut seq, mut regions) = (0_i64, Vec::new());
        while reader.rest() > 0 {
            seq = seq.wrapping_add(reader.short()? as i64);
            let source = reader.short()?;
            regions.clear();
            for _ in 0..reader.short()? {
                regions.push(Code::from_number(u32::try_from(reader.short()?).ok()?)?);
            }
            let topics = usize::try_from(reader.short()?).ok()?;
            self.push(Entry {
                seq,
                source: i64::try_from(source).ok().filter(|source| *source > 0),
                regions: &regions,
                topics: reader.take(topics)?,
            });
        }
        Some(())
    }
}
