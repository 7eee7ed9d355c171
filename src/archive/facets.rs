//! What listings filter and count by, in memory: for every region, topic and source the set of its articles.
//!
//! Articles are numbered densely in order of publication, so that a set is a compressed bitmap, a filter an
//! intersection, a span of dates a range, and a page a walk from a place. What is counted of a set is found in one walk
//! over its rows. Twenty bytes an article, and its bits in the sets ([`table`]); rebuilt when the archive changes.

mod changes;
mod coarse;
mod counts;
mod order;
mod sets;
mod snapshot;
mod table;

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use roaring::RoaringBitmap;
use tokio::sync::OnceCell;

use super::{Archive, Typical};
use crate::edtf::PartialDate;
use crate::region::{Code, Gazetteer};
use crate::text::units::Units;
use changes::Changes;
use coarse::Coarse;
use counts::Counted;
pub use counts::FacetCounts;
pub(super) use order::{DAY_BITS, day_number, day_of, days_of, first_place};
use sets::{LAST_REGION, Sets, named, with_ancestors};
pub(super) use snapshot::WORTHWHILE;
use table::{Table, Tally};

/// Names behind the small numbers that rows hold.
#[derive(Debug, Clone, Default)]
pub struct Names {
    topics: HashMap<u8, String>,
    sources: HashMap<i64, String>,
}

impl Names {
    pub fn topic(&self, id: u8) -> Option<&str> {
        self.topics.get(&id).map(String::as_str)
    }

    pub fn source(&self, id: i64) -> Option<&str> {
        self.sources.get(&id).map(String::as_str)
    }

    /// The largest number of a source; 0 where there is none.
    fn last_source(&self) -> u32 {
        let last = self.sources.keys().max();
        last.and_then(|id| u32::try_from(*id).ok()).unwrap_or(0)
    }
}

/// The articles of one revision of the archive, by what they are filtered by.
#[derive(Debug, Default)]
pub struct Facets {
    revision: u64,
    names: Names,
    /// Ascending by place; an article's index here is its number in the bitmaps.
    table: Table,
    /// A region's articles include those of the regions below it.
    regions: HashMap<Code, RoaringBitmap>,
    topics: HashMap<String, RoaringBitmap>,
    sources: HashMap<String, RoaringBitmap>,
    coarse: Coarse,
    counted: Counted,
    /// How many articles there are of each kind; counted when first asked for.
    whole: OnceLock<Tally>,
    /// The numbers of the articles of every month, from the first to the last; made when months are first counted.
    months: OnceLock<Vec<(Month, Range<u32>)>>,
    /// The names of sources as they are searched; cut when one is first looked for.
    cut_sources: OnceLock<Vec<(String, Units)>>,
    /// Are they all of the built-in sample? Every page says so; asked once.
    pub(super) only_sample: OnceCell<bool>,
    /// What examples are made of; looked for when it is first asked for.
    pub(super) typical: OnceCell<Option<Arc<Typical>>>,
}

/// Year and month.
type Month = (i16, u8);

impl Facets {
    pub fn revision(&self) -> u64 {
        self.revision
    }

    pub fn names(&self) -> &Names {
        &self.names
    }

    /// How many articles there are.
    pub fn len(&self) -> usize {
        self.table.len()
    }

    pub fn is_empty(&self) -> bool {
        self.table.len() == 0
    }

    /// Every article.
    pub fn all(&self) -> RoaringBitmap {
        let mut all = RoaringBitmap::new();
        all.insert_range(0..self.table.len() as u32);
        all
    }

    pub fn region(&self, code: Code) -> Option<&RoaringBitmap> {
        self.regions.get(&code)
    }

    /// The region of this name, of several the one with most articles.
    pub fn region_named(&self, name: &str) -> Option<Code> {
        let articles = |code: Code| self.region(code).map_or(0, |set| set.len());
        let named = Gazetteer::get().by_name(name).into_iter().rev();
        let named = named.map(|region| region.code);
        named.max_by_key(|code| articles(*code))
    }

    pub fn topic(&self, id: &str) -> Option<&RoaringBitmap> {
        self.topics.get(id)
    }

    pub fn source(&self, name: &str) -> Option<&RoaringBitmap> {
        self.sources.get(name)
    }

    pub fn regions(&self) -> impl ExactSizeIterator<Item = (Code, &RoaringBitmap)> {
        self.regions.iter().map(|(code, set)| (*code, set))
    }

    pub fn topics(&self) -> impl Iterator<Item = (&str, &RoaringBitmap)> {
        self.topics.iter().map(|(id, set)| (id.as_str(), set))
    }

    pub fn sources(&self) -> impl Iterator<Item = (&str, &RoaringBitmap)> {
        self.sources.iter().map(|(name, set)| (name.as_str(), set))
    }

    /// The articles of all sources whose name holds this phrase.
    pub(super) fn sources_holding(&self, phrase: &Units) -> RoaringBitmap {
        let cut = |name: &String| (name.clone(), Units::of(name));
        let all = || self.sources.keys().map(cut).collect();
        let names = self.cut_sources.get_or_init(all).iter();
        let holding = names.filter(|(_, name)| !name.find(phrase).is_empty());
        let sets = holding.filter_map(|(name, _)| self.sources.get(name));
        sets.fold(RoaringBitmap::new(), |any, set| any | set)
    }

    /// The numbers of the articles whose date begins on the days of `from..=to`, coarse ones among them. Undated articles are
    /// in no such range.
    pub fn days(&self, from: jiff::civil::Date, to: jiff::civil::Date) -> Range<u32> {
        let start = self.number_from(day_number(from) << DAY_BITS);
        let end = self.number_from((day_number(to) + 1) << DAY_BITS);
        start..end.max(start)
    }

    /// The numbers of the articles without a date.
    pub fn undated(&self) -> Range<u32> {
        0..self.number_from(1 << DAY_BITS)
    }

    /// The number of the first article at or after a place.
    pub fn number_from(&self, seq: i64) -> u32 {
        self.table.seqs().partition_point(|known| *known < seq) as u32
    }

    /// The number of the article at this place; quick when it is the one before the article `hint`.
    pub(super) fn number_near(&self, seq: i64, hint: u32) -> Option<u32> {
        let before = hint.wrapping_sub(1);
        if self.seq(before) == Some(seq) {
            return Some(before);
        }
        let number = self.number_from(seq);
        (self.seq(number) == Some(seq)).then_some(number)
    }

    /// The place of the article with this number.
    pub fn seq(&self, number: u32) -> Option<i64> {
        self.table.seqs().get(number as usize).copied()
    }

    /// The codes of the article with this number, the main one first.
    pub(super) fn regions_of(&self, number: u32) -> &[Code] {
        self.table.regions_at(number as usize)
    }

    /// The numbers of articles at these places (ascending); places that are not known are left out.
    pub fn numbers(&self, seqs: impl IntoIterator<Item = i64>) -> RoaringBitmap {
        let mut start = 0;
        let mut numbers = RoaringBitmap::new();
        for seq in seqs {
            let rest = self.table.seqs().get(start..).unwrap_or_default();
            start += rest.partition_point(|known| *known < seq);
            match self.table.seqs().get(start) {
                Some(known) if *known == seq => numbers.insert(start as u32),
                Some(_) => false,
                None => break,
            };
        }
        numbers
    }

    /// The dates of the first article and of the last, in order of publication.
    pub fn span(&self) -> Option<(PartialDate, PartialDate)> {
        let first = self.undated().end;
        let last = (self.len() as u32).checked_sub(1)?;
        Some((self.date(first)?, self.date(last)?))
    }

    /// The numbers of the articles of every month, from the first to the last that has any.
    pub(super) fn months(&self) -> &[(Month, Range<u32>)] {
        self.months.get_or_init(|| {
            let Some((first, last)) = self.span() else {
                return Vec::new();
            };
            let first = first.first_day().first_of_month();
            let months = first.series(jiff::Span::new().months(1));
            months
                .take_while(|month| *month <= last.first_day())
                .map(|month| {
                    let days = self.days(month, month.last_of_month());
                    ((month.year(), month.month() as u8), days)
                })
                .collect()
        })
    }

    /// The next revision.
    pub(super) fn with(&self, changes: Changes) -> Self {
        let mut gone: Vec<i64> = changes.removed;
        gone.extend(changes.changed.seqs());
        gone.sort_unstable();
        let table = if self.is_empty() {
            changes.changed
        } else {
            self.table.merged(&changes.changed, &gone)
        };
        let mut next = Self::build(changes.revision, changes.names, table);
        next.coarse = self.coarse.followed(self, &gone, changes.coarse, &next);
        next
    }

    fn build(revision: u64, names: Names, table: Table) -> Self {
        let mut facets = Self {
            revision,
            names,
            ..Self::default()
        };
        let mut regions = Sets::up_to(LAST_REGION);
        let mut topics = Sets::up_to(u32::from(u8::MAX));
        let mut sources = Sets::up_to(facets.names.last_source());
        for (number, entry) in (0_u32..).zip(table.iter()) {
            for code in entry.regions.iter().copied().flat_map(with_ancestors) {
                regions.add(code.number(), number);
            }
            for topic in entry.topics {
                topics.add(u32::from(*topic), number);
            }
            if let Some(source) = entry.source.and_then(|id| u32::try_from(id).ok()) {
                sources.add(source, number);
            }
        }
        let sets = regions.finish();
        facets.regions = sets
            .filter_map(|(number, set)| Some((Code::from_number(number)?, set)))
            .collect();
        let names = &facets.names;
        facets.topics = named(topics, |id| names.topic(u8::try_from(id).ok()?));
        facets.sources = named(sources, |id| names.source(i64::from(id)));
        facets.table = table;
        facets
    }
}

impl Archive {
    /// What the current revision is filtered and counted by.
    pub fn facets(&self) -> std::sync::Arc<Facets> {
        self.facets.load_full()
    }
}

#[cfg(test)]
mod tests {
    use super::table::Entry;
    use super::*;

    fn changes(revision: u64, changed: &[(i64, &str, u8)], removed: Vec<i64>) -> Changes {
        let mut table = Table::default();
        for (seq, region, topic) in changed {
            table.push(Entry {
                seq: *seq,
                source: None,
                regions: &[region.parse().unwrap()],
                topics: &[*topic],
            });
        }
        let topics = [(1, "vaccination".to_string()), (2, "people".to_string())];
        Changes {
            revision,
            names: Names {
                topics: topics.into(),
                ..Names::default()
            },
            changed: table,
            coarse: coarse::Places::default(),
            removed,
        }
    }

    #[test]
    fn regions_hold_the_articles_of_those_below() {
        let facets =
            Facets::default().with(changes(1, &[(5, "410811", 1), (9, "410800", 2)], vec![]));
        let count = |code: &str| {
            facets
                .region(code.parse().unwrap())
                .map_or(0, |set| set.len())
        };
        assert_eq!(
            (count("410811"), count("410800"), count("410000")),
            (1, 2, 2)
        );
        let next = facets.with(changes(2, &[(5, "110000", 1), (7, "410800", 1)], vec![9]));
        let count = |code: &str| {
            next.region(code.parse().unwrap())
                .map_or(0, |set| set.len())
        };
        assert_eq!(
            (count("410811"), count("410800"), count("110000")),
            (0, 1, 1)
        );
        assert_eq!(next.topic("vaccination").map_or(0, |set| set.len()), 2);
        assert_eq!(next.numbers([1, 7, 9]).iter().collect::<Vec<_>>(), [1]);
    }
}
