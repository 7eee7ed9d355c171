//! How many articles of a set lie where.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;

use quick_cache::sync::Cache;
use roaring::RoaringBitmap;

use super::table::Tally;
use super::{Facets, day_of};
use crate::archive::Filter;
use crate::edtf::{PartialDate, Precision};
use crate::region::{Code, Gazetteer};

/// Counts of so many filters are remembered.
const REMEMBERED: usize = 1_024;
/// The regions of one province are told apart by so many numbers, the last four digits of their codes.
const OF_PROVINCE: usize = 10_000;
/// The provinces are told apart by the first two.
const OF_COUNTRY: usize = 100;

/// Counts of a set of articles, most first or in order of time; values without any are left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FacetCounts {
    /// The regions directly below one, provinces for none, with those below them.
    pub regions: Vec<(Code, u64)>,
    /// By topic id.
    pub topics: Vec<(String, u64)>,
    pub years: Vec<(i16, u64)>,
    /// Without those of which only the year is known.
    pub months: Vec<((i16, u8), u64)>,
    pub sources: Vec<(String, u64)>,
    /// Articles without a date.
    pub undated: u64,
}

impl FacetCounts {
    /// Articles that are in a year, but in no month.
    pub fn year_only(&self) -> u64 {
        let years: u64 = self.years.iter().map(|(_, count)| count).sum();
        let months: u64 = self.months.iter().map(|(_, count)| count).sum();
        years - months
    }
}

/// The counts of filters, for one revision of the archive.
#[derive(Debug)]
pub(super) struct Counted(Cache<Filter, Arc<FacetCounts>>);

impl Default for Counted {
    fn default() -> Self {
        Self(Cache::new(REMEMBERED))
    }
}

/// All from memory.
impl Facets {
    /// Counts of the articles that pass a filter, of regions those directly below its own.
    pub fn counts_of(&self, filter: &Filter) -> Arc<FacetCounts> {
        let counts =
            || Ok::<_, Infallible>(Arc::new(self.counts(&filter.select(self), filter.region)));
        let Ok(counts) = self.counted.0.get_or_insert_with(filter, counts);
        counts
    }

    /// Counts of a set, of regions those directly below `above`.
    pub fn counts(&self, set: &RoaringBitmap, above: Option<Code>) -> FacetCounts {
        let tally = self.tally(set);
        let mut places = Places::below(above);
        for (regions, count) in self.table.regions_of(&tally) {
            places.count(regions, count);
        }
        let regions = self.regions_below(above);
        let mut topics = [0; 256];
        for (about, count) in self.table.topics_of(&tally) {
            about
                .iter()
                .for_each(|topic| topics[usize::from(*topic)] += count);
        }
        let topics = topics.into_iter().zip(0..=u8::MAX);
        let topic = |(count, id)| Some((self.names.topic(id)?, count));
        let sources = tally.sources.iter().zip(0..);
        let source = |(count, id): (&u32, i64)| Some((self.names.source(id)?, u64::from(*count)));
        let months = self.count_months(set);
        let year_only = self.count_year_only(set);
        FacetCounts {
            regions: most_first(regions.map(|code| (code, places.of(code)))),
            topics: owned(most_first(topics.filter_map(topic))),
            years: years(&months, &year_only),
            months,
            sources: owned(most_first(sources.filter_map(source))),
            undated: set.range_cardinality(self.undated()),
        }
    }

    /// Of more than half of all, those are counted that are missing.
    fn tally(&self, set: &RoaringBitmap) -> Tally {
        let all = self.len() as u64;
        let last_source = self.names.last_source();
        if set.len() * 2 <= all {
            return self.table.tally(set.iter(), last_source);
        }
        let whole = || self.table.tally(0..all as u32, last_source);
        let whole = self.whole.get_or_init(whole);
        let missing = self.all() - set;
        whole
            .clone()
            .without(&self.table.tally(missing.iter(), last_source))
    }

    /// The regions directly below one, provinces for none, that have articles.
    fn regions_below(&self, above: Option<Code>) -> impl Iterator<Item = Code> {
        let provinces = Gazetteer::get()
            .provinces()
            .filter(move |_| above.is_none());
        let children = above
            .into_iter()
            .flat_map(|above| Gazetteer::get().children(above));
        let all = provinces.chain(children).map(|region| region.code);
        all.filter(|code| self.regions.contains_key(code))
    }

    /// Articles of the set a month, as far as the month is known, ascending; months without any are left out.
    pub fn count_months(&self, set: &RoaringBitmap) -> Vec<((i16, u8), u64)> {
        let set = self.known_to(set, Precision::Month);
        let months = self.months();
        let mut counts = vec![0; months.len()];
        if set.len() < months.len() as u64 * 100 {
            let mut at = 0;
            for number in set.range(self.undated().end..) {
                while months.get(at).is_some_and(|(_, days)| days.end <= number) {
                    at += 1;
                }
                if let Some(count) = counts.get_mut(at) {
                    *count += 1;
                }
            }
        } else {
            let days = months.iter().map(|(_, days)| days.clone());
            counts = days.map(|days| set.range_cardinality(days)).collect();
        }
        let months = months.iter().map(|(month, _)| *month).zip(counts);
        months.filter(|(_, count)| *count > 0).collect()
    }

    /// Articles of the set a year, ascending; years without any are left out.
    pub fn count_years(&self, set: &RoaringBitmap) -> Vec<(i16, u64)> {
        years(&self.count_months(set), &self.count_year_only(set))
    }

    /// Articles of the set that are known to be of each day from `from` to `to`, both included.
    pub fn count_days(
        &self,
        set: &RoaringBitmap,
        from: jiff::civil::Date,
        to: jiff::civil::Date,
    ) -> Vec<(jiff::civil::Date, u64)> {
        let set = self.known_to(set, Precision::Day);
        from.series(jiff::Span::new().days(1))
            .take_while(|day| *day <= to)
            .map(|day| (day, set.range_cardinality(self.days(day, day))))
            .collect()
    }

    /// The first days of the nearest articles of the set before and after a date, of those known as finely as it.
    pub fn neighbours(
        &self,
        set: &RoaringBitmap,
        date: PartialDate,
    ) -> (Option<jiff::civil::Date>, Option<jiff::civil::Date>) {
        let set = self.known_to(set, date.precision());
        let days = self.days(date.first_day(), date.last_day());
        let dated = self.undated().end;
        let before = set.range(dated..days.start.max(dated)).next_back();
        let after = set.range(days.end..).next();
        let day = |number: Option<u32>| number.and_then(|n| self.seq(n)).and_then(day_of);
        (day(before), day(after))
    }
}

/// Counts of the regions below one, by what of their codes differs.
struct Places {
    above: Option<Code>,
    counts: Vec<u64>,
    /// Of the list that is just counted.
    met: Vec<usize>,
}

impl Places {
    fn below(above: Option<Code>) -> Self {
        let places = match above {
            Some(_) => OF_PROVINCE,
            None => OF_COUNTRY,
        };
        Self {
            above,
            counts: vec![0; places],
            met: Vec::new(),
        }
    }

    /// Counts articles once for each region that one of these is or lies in.
    fn count(&mut self, regions: &[Code], articles: u64) {
        self.met.clear();
        for code in regions {
            for place in self.places(*code).into_iter().flatten() {
                if !self.met.contains(&place) {
                    self.met.push(place);
                    if let Some(count) = self.counts.get_mut(place) {
                        *count += articles;
                    }
                }
            }
        }
    }

    /// Where a region counts: the province's number, or its own and that of its city.
    fn places(&self, code: Code) -> [Option<usize>; 2] {
        let Some(above) = self.above else {
            return [Some(code.number() as usize / OF_PROVINCE), None];
        };
        if code.province() != above.province() {
            return [None, None];
        }
        let own = code.number() as usize % OF_PROVINCE;
        let city = own / 100 * 100;
        [Some(own), Some(city).filter(|city| *city != own)]
    }

    fn of(&self, code: Code) -> u64 {
        let [place, _] = self.places(code);
        place
            .and_then(|place| self.counts.get(place))
            .copied()
            .unwrap_or(0)
    }
}

/// Sums up the months of each year, and those of which only the year is known.
fn years(months: &[((i16, u8), u64)], year_only: &[(i16, u64)]) -> Vec<(i16, u64)> {
    let mut years = BTreeMap::new();
    let months = months.iter().map(|((year, _), count)| (*year, *count));
    for (year, count) in months.chain(year_only.iter().copied()) {
        *years.entry(year).or_default() += count;
    }
    years.into_iter().collect()
}

fn owned(counts: Vec<(&str, u64)>) -> Vec<(String, u64)> {
    let counts = counts.into_iter();
    counts
        .map(|(name, count)| (name.to_string(), count))
        .collect()
}

fn most_first<K: Ord>(counts: impl Iterator<Item = (K, u64)>) -> Vec<(K, u64)> {
    let mut counts: Vec<(K, u64)> = counts.filter(|(_, count)| *count > 0).collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    counts
}

#[cfg(test)]
mod tests {
    use super::super::table::{Entry, Table};
    use super::super::{Changes, Names};
    use super::*;

    /// Articles of one and of several regions: those of a city, of its districts, of a county directly below its province.
    fn facets() -> Facets {
        let codes = ["410811", "410800", "429004", "110101", "410102", "420100"];
        let codes = codes.map(|code| code.parse::<Code>().unwrap());
        let mut table = Table::default();
        for n in 0..3_000_usize {
            let regions: Vec<Code> = (0..n % 4)
                .map(|at| codes[(n / 4 + at * 5) % codes.len()])
                .collect();
            table.push(Entry {
                seq: ((n as i64 / 7 + 730_000) << super::super::DAY_BITS) + n as i64,
                source: Some((n % 5) as i64).filter(|id| *id > 0),
                regions: &regions,
                topics: &[(n % 3) as u8],
            });
        }
        let names = Names {
            topics: (0..3).map(|id| (id, format!("topic{id}"))).collect(),
            sources: (1..5).map(|id| (id, format!("source{id}"))).collect(),
        };
        let changes = Changes {
            revision: 1,
            names,
            changed: table,
            ..Changes::default()
        };
        Facets::default().with(changes)
    }

    #[test]
    fn counts_are_those_of_intersections() {
        let facets = facets();
        let few: RoaringBitmap = (0..3_000).filter(|n| n % 11 < 4).collect();
        for set in [
            RoaringBitmap::new(),
            few.clone(),
            facets.all() - few,
            facets.all(),
        ] {
            let within = |members: &RoaringBitmap| members.intersection_len(&set);
            let name =
                |(name, members): (&str, &RoaringBitmap)| (name.to_string(), within(members));
            for above in [
                None,
                Some("410000"),
                Some("420000"),
                Some("410800"),
                Some("110000"),
                Some("410811"),
            ] {
                let above = above.map(|code| code.parse().unwrap());
                let counts = facets.counts(&set, above);
                let regions = facets.regions_below(above);
                let regions = regions.map(|code| (code, within(facets.region(code).unwrap())));
                assert_eq!(counts.regions, most_first(regions), "{above:?}");
                assert_eq!(counts.topics, most_first(facets.topics().map(name)));
                assert_eq!(counts.sources, most_first(facets.sources().map(name)));
                if !set.is_empty() {
                    assert_eq!(counts.regions.is_empty(), above == "410811".parse().ok());
                    assert_eq!((counts.topics.len(), counts.sources.len()), (3, 4));
                }
            }
        }
    }
}
