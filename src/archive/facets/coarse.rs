//! Dates that are known to the month or to the year only.
//!
//! In the order of publication such an article stands on the first day that its date may mean. It counts in that month or
//! year and nowhere narrower, and a span of days takes it where all days that it may be of lie within.

use std::borrow::Cow;

use jiff::civil::Date;
use roaring::RoaringBitmap;

use super::{Facets, days_of};
use crate::edtf::{PartialDate, Precision};

/// The articles known to the month only, and to the year only; mostly none.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Coarse<Articles = RoaringBitmap> {
    pub(super) months: Articles,
    pub(super) years: Articles,
}

/// The same articles by their places.
pub(super) type Places = Coarse<Vec<i64>>;

impl Places {
    /// Takes in an article, if its date as it is stored is one of these.
    pub(super) fn note(&mut self, seq: i64, date: Option<&str>) {
        /// As long as a whole date is.
        const WHOLE: usize = "2024-04-24".len();
        let coarse = date.filter(|date| date.len() < WHOLE);
        let date = coarse.and_then(|date| date.parse::<PartialDate>().ok());
        match date.map(PartialDate::precision) {
            Some(Precision::Year) => self.years.push(seq),
            Some(Precision::Month) => self.months.push(seq),
            _ => {}
        }
    }
}

impl Coarse {
    pub(super) fn len(&self) -> usize {
        (self.months.len() + self.years.len()) as usize
    }

    /// Those of these facets that are still where they were, and these, by their numbers in the next ones.
    pub(super) fn followed(&self, from: &Facets, gone: &[i64], new: Places, to: &Facets) -> Self {
        let follow = |known: &RoaringBitmap, mut places: Vec<i64>| {
            let known = known.iter().filter_map(|number| from.seq(number));
            places.extend(known.filter(|seq| gone.binary_search(seq).is_err()));
            places.sort_unstable();
            to.numbers(places)
        };
        Self {
            months: follow(&self.months, new.months),
            years: follow(&self.years, new.years),
        }
    }
}

impl Facets {
    /// Those of a set that are known at least so finely. The same set where no date is coarse.
    pub fn known_to<'s>(
        &self,
        set: &'s RoaringBitmap,
        precision: Precision,
    ) -> Cow<'s, RoaringBitmap> {
        let Coarse { months, years } = &self.coarse;
        let coarser = match precision {
            Precision::Unknown | Precision::Year => vec![],
            Precision::Month => vec![years],
            Precision::Day => vec![years, months],
        };
        let coarser = coarser.into_iter().filter(|coarse| !coarse.is_empty());
        coarser.fold(Cow::Borrowed(set), |set, coarse| {
            Cow::Owned(set.as_ref() - coarse)
        })
    }

    /// Takes out of a set all that is not known just so finely.
    pub(in crate::archive) fn keep_known(&self, set: &mut RoaringBitmap, precision: Precision) {
        let undated = self.undated();
        match precision {
            Precision::Unknown => {
                set.remove_range(undated.end..);
            }
            Precision::Year => *set &= &self.coarse.years,
            Precision::Month => *set &= &self.coarse.months,
            Precision::Day => {
                set.remove_range(undated);
                *set -= &self.coarse.months;
                *set -= &self.coarse.years;
            }
        }
    }

    /// Takes out of a set what began by this day, but may be of a later one.
    pub(in crate::archive) fn drop_later(&self, set: &mut RoaringBitmap, last: Date) {
        let spans = [
            (
                &self.coarse.years,
                last.first_of_year(),
                last.last_of_year(),
            ),
            (
                &self.coarse.months,
                last.first_of_month(),
                last.last_of_month(),
            ),
        ];
        for (coarse, first, end) in spans {
            if !coarse.is_empty() && last < end {
                *set -= self.begun(coarse, first, first);
            }
        }
    }

    /// How many of a set are known just so finely, to the month or to the year, of those that begin within a date.
    pub fn count_coarse(
        &self,
        set: &RoaringBitmap,
        precision: Precision,
        within: PartialDate,
    ) -> u64 {
        let coarse = match precision {
            Precision::Year => &self.coarse.years,
            Precision::Month => &self.coarse.months,
            Precision::Unknown | Precision::Day => return 0,
        };
        let begun = self.begun(coarse, within.first_day(), within.last_day());
        begun.intersection_len(set)
    }

    fn begun(&self, coarse: &RoaringBitmap, from: Date, to: Date) -> RoaringBitmap {
        let mut begun = RoaringBitmap::new();
        if !coarse.is_empty() {
            begun.insert_range(self.days(from, to));
            begun &= coarse;
        }
        begun
    }

    /// Articles of the set of which only the year is known, by year, ascending.
    pub fn count_year_only(&self, set: &RoaringBitmap) -> Vec<(i16, u64)> {
        let coarse = set & &self.coarse.years;
        if coarse.is_empty() {
            return Vec::new();
        }
        // They stand in the Januaries.
        let januaries = self.months().iter().filter(|((_, month), _)| *month == 1);
        let counts =
            januaries.map(|((year, _), days)| (*year, coarse.range_cardinality(days.clone())));
        counts.filter(|(_, count)| *count > 0).collect()
    }

    /// How finely the date of an article is known.
    fn precision(&self, number: u32) -> Precision {
        if self.undated().contains(&number) {
            return Precision::Unknown;
        }
        match (
            self.coarse.years.contains(number),
            self.coarse.months.contains(number),
        ) {
            (true, _) => Precision::Year,
            (_, true) => Precision::Month,
            _ => Precision::Day,
        }
    }

    /// The date of an article, as finely as it is known.
    pub(super) fn date(&self, number: u32) -> Option<PartialDate> {
        let day = super::day_of(self.seq(number)?)?;
        match self.precision(number) {
            Precision::Unknown => None,
            Precision::Year => PartialDate::year_only(day.year()),
            Precision::Month => PartialDate::month_of(day.year(), day.month() as u8),
            Precision::Day => Some(PartialDate::from(day)),
        }
    }

    /// The number of an article's day, where that is known.
    pub(in crate::archive) fn day_known(&self, number: u32) -> Option<i64> {
        let coarse = [&self.coarse.years, &self.coarse.months];
        let day = days_of(self.seq(number)?);
        day.filter(|_| !coarse.iter().any(|coarse| coarse.contains(number)))
    }

    /// The last day that an article is dated to.
    pub fn last_day(&self) -> Option<Date> {
        let all = self.all();
        let last = self.known_to(&all, Precision::Day).max()?;
        super::day_of(self.seq(last)?)
    }
}

#[cfg(test)]
mod tests {
    use super::super::table::Entry;
    use super::super::{Changes, Table, first_place};
    use super::*;
    use crate::archive::Filter;

    /// Articles of these dates, in order; the empty one has none.
    fn changes(revision: u64, dates: &[&str]) -> Changes {
        let mut changes = Changes {
            revision,
            ..Changes::default()
        };
        let mut table = Table::default();
        for (nth, date) in (0..).zip(dates) {
            let seq = first_place(date.parse().ok()) + nth + revision as i64 * 100;
            table.push(Entry {
                seq,
                source: None,
                regions: &[],
                topics: &[],
            });
            changes.coarse.note(seq, Some(*date));
        }
        changes.changed = table;
        changes
    }

    const DATES: [&str; 8] = [
        "",
        "2023",
        "2023-11-05",
        "2024",
        "2024~",
        "2024-01-01",
        "2024-02",
        "2024-02-29",
    ];

    fn found(facets: &Facets, from: &str, to: &str) -> Vec<&'static str> {
        let filter = Filter {
            from: from.parse().ok(),
            to: to.parse().ok(),
            ..Filter::default()
        };
        let found = filter.select(facets);
        found.iter().map(|number| DATES[number as usize]).collect()
    }

    #[test]
    fn a_span_takes_what_is_wholly_within() {
        let facets = Facets::default().with(changes(1, &DATES));
        assert_eq!(found(&facets, "2024", "2024"), DATES[3..]);
        assert_eq!(found(&facets, "2024-01", "2024-02"), DATES[5..]);
        assert_eq!(found(&facets, "2024-01-01", "2024-02-28"), ["2024-01-01"]);
        assert_eq!(found(&facets, "2024-01-01", "2024-01-01"), ["2024-01-01"]);
        assert_eq!(found(&facets, "2023-01-02", ""), DATES[2..]);
        assert_eq!(found(&facets, "2023-01-01", ""), DATES[1..]);
        assert_eq!(
            found(&facets, "", "2024-06"),
            ["2023", "2023-11-05", "2024-01-01", "2024-02", "2024-02-29"]
        );
        assert_eq!(found(&facets, "", "2023-12-30"), ["2023-11-05"]);
    }

    #[test]
    fn what_is_known_coarsely_counts_coarsely() {
        let facets = Facets::default().with(changes(1, &DATES));
        let all = facets.all();
        assert_eq!(facets.count_years(&all), [(2023, 2), (2024, 5)]);
        assert_eq!(
            facets.count_months(&all),
            [((2023, 11), 1), ((2024, 1), 1), ((2024, 2), 2)]
        );
        let few: RoaringBitmap = (0..5).collect();
        assert_eq!(facets.count_months(&few), [((2023, 11), 1)]);
        assert_eq!(facets.count_years(&few), [(2023, 2), (2024, 2)]);
        let day = |text: &str| text.parse::<PartialDate>().unwrap().first_day();
        let days = facets.count_days(&all, day("2024-01-01"), day("2024-02-29"));
        let busy = days.iter().filter(|(_, count)| *count > 0);
        let busy: Vec<_> = busy.map(|(day, count)| (day.to_string(), *count)).collect();
        assert_eq!(busy, [("2024-01-01".into(), 1), ("2024-02-29".into(), 1)]);
        let (first, last) = facets.span().unwrap();
        assert_eq!(
            (first.to_string(), last.to_string()),
            ("2023".into(), "2024-02-29".into())
        );
        assert_eq!(facets.last_day(), Some(day("2024-02-29")));
        let near = |date: &str| facets.neighbours(&all, date.parse().unwrap());
        assert_eq!(
            near("2024-01-01"),
            (Some(day("2023-11-05")), Some(day("2024-02-29")))
        );
        assert_eq!(near("2024-03").0, Some(day("2024-02-29")));
        assert_eq!(near("2023-11"), (None, Some(day("2024-01-01"))));
        assert_eq!(near("2022").1, Some(day("2023-01-01")));
    }

    #[test]
    fn coarse_articles_are_followed_from_revision_to_revision() {
        let facets = Facets::default().with(changes(1, &DATES));
        let mut next = changes(2, &["2022", "2024-01"]);
        // The first of those of 2024 goes.
        next.removed.push(facets.seq(3).unwrap());
        // That of 2023 has become a day's.
        let place = facets.seq(1).unwrap();
        let mut table = Table::default();
        let entry = |seq| Entry {
            seq,
            source: None,
            regions: &[],
            topics: &[],
        };
        table.push(entry(next.changed.seqs()[0]));
        table.push(entry(place));
        table.push(entry(next.changed.seqs()[1]));
        next.changed = table;
        let next = facets.with(next);
        let all = next.all();
        assert_eq!(next.count_year_only(&all), [(2022, 1), (2024, 1)]);
        let coarse =
            |precision, date: &str| next.count_coarse(&all, precision, date.parse().unwrap());
        assert_eq!(coarse(Precision::Month, "2024-01"), 1);
        assert_eq!(coarse(Precision::Month, "2024"), 2);
        assert_eq!(coarse(Precision::Month, "2023"), 0);
        assert_eq!(coarse(Precision::Year, "2024"), 1);
        assert_eq!(next.count_months(&all)[0], ((2023, 1), 1));
    }
}
