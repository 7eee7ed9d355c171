//! What was found, over time: a bar a month or a year, each a link to what it counts.

use askama::Template;

use crate::archive::facets::FacetCounts;
use crate::edtf::{PartialDate, Precision};
use crate::web::besides::Besides;
use crate::web::i18n::Strings;
use crate::web::listing::Base;
use crate::web::params::ListParams;
use crate::web::reader::Reader;

/// Up to so many months are drawn as months; longer times as years.
const MOST_MONTHS: usize = 36;
/// What fewer articles are spread over is seen from their rows.
const FEWEST: u64 = 5;
/// Up to so many periods are all named below their bars.
const MOST_NAMES: usize = 6;
/// Units of the picture; the stylesheet stretches it.
const WIDTH: f64 = 1000.0;
const HEIGHT: f64 = 100.0;
/// Where there are few bars they stay slim.
const WIDEST: f64 = 36.0;

struct Bar {
    /// Where its share of the width begins, and where itself does.
    slot: f64,
    x: f64,
    y: f64,
    width: f64,
    height: f64,
    name: String,
    count: u64,
    words: String,
    /// Where there is something to see.
    address: Option<String>,
}

#[derive(Template)]
#[template(path = "parts/timechart.html")]
pub(super) struct TimeChart {
    t: &'static Strings,
    bars: Vec<Bar>,
    /// Width of a bar's share.
    step: f64,
    /// The largest count of the scale.
    most: String,
    /// Of every bar where they are few, else the ends of time.
    names: Vec<String>,
    each_named: bool,
    besides: Option<Besides>,
}

impl TimeChart {
    /// `None` where there is nothing to compare.
    pub(super) fn new(
        reader: &Reader,
        counts: &FacetCounts,
        base: &Base<'_>,
        wanted: &ListParams,
    ) -> Option<Self> {
        let dated: u64 = counts.years.iter().map(|(_, count)| count).sum();
        if dated < FEWEST {
            return None;
        }
        let months = whole_months(counts);
        let by_month = (2..=MOST_MONTHS).contains(&months.len());
        let periods = match by_month {
            true => months,
            false => whole_years(counts),
        };
        if periods.len() < 2 {
            return None;
        }
        let most = periods.iter().map(|(_, count)| *count).max()?.max(1);
        let step = WIDTH / periods.len() as f64;
        let width = (step * 0.86).min(WIDEST);
        let bar = |(at, (period, count)): (usize, &(PartialDate, u64))| {
            let height =
                (*count as f64 / most as f64 * HEIGHT).max(if *count > 0 { 2.0 } else { 0.0 });
            let there = wanted.with(|w| {
                (w.filter.from, w.filter.to) = (Some(*period), Some(*period));
            });
            let name = reader.lang.date(*period);
            Bar {
                slot: at as f64 * step,
                x: at as f64 * step + (step - width) / 2.0,
                y: HEIGHT - height,
                width,
                height,
                words: reader.strings().count_on(&name, *count),
                address: (*count > 0).then(|| base.address(&there)),
                name,
                count: *count,
            }
        };
        let each_named = periods.len() <= MOST_NAMES;
        let named = match each_named {
            true => periods.iter().collect(),
            false => periods
                .first()
                .into_iter()
                .chain(periods.last())
                .collect::<Vec<_>>(),
        };
        // Bars of years hold what only the year is known of.
        let year_only = if by_month { counts.year_only() } else { 0 };
        let besides = [
            (Precision::Year, year_only),
            (Precision::Unknown, counts.undated),
        ];
        let besides = besides.map(|(known, count)| {
            let there = wanted.with(|w| w.filter.precision = Some(known));
            (known, count, base.address(&there))
        });
        Some(Self {
            t: reader.strings(),
            most: reader.lang.number(most),
            names: named
                .into_iter()
                .map(|(period, _)| reader.lang.date(*period))
                .collect(),
            each_named,
            besides: Besides::new(reader, besides),
            bars: periods.iter().enumerate().map(bar).collect(),
            step,
        })
    }

    fn number(&self, count: &u64) -> String {
        self.t.number(*count)
    }
}

/// Every month from the first to the last, those without articles too.
fn whole_months(counts: &FacetCounts) -> Vec<(PartialDate, u64)> {
    let index = |(year, month): (i16, u8)| i32::from(year) * 12 + i32::from(month) - 1;
    let (Some((first, _)), Some((last, _))) = (counts.months.first(), counts.months.last()) else {
        return Vec::new();
    };
    let mut known = counts.months.iter().peekable();
    (index(*first)..=index(*last))
        .filter_map(|at| {
            let (year, month) = ((at / 12) as i16, (at % 12 + 1) as u8);
            let count = known
                .next_if(|(known, _)| *known == (year, month))
                .map_or(0, |(_, count)| *count);
            Some((PartialDate::month_of(year, month)?, count))
        })
        .collect()
}

fn whole_years(counts: &FacetCounts) -> Vec<(PartialDate, u64)> {
    let (Some((first, _)), Some((last, _))) = (counts.years.first(), counts.years.last()) else {
        return Vec::new();
    };
    let mut known = counts.years.iter().peekable();
    (*first..=*last)
        .filter_map(|year| {
            let count = known
                .next_if(|(known, _)| *known == year)
                .map_or(0, |(_, count)| *count);
            Some((PartialDate::year_only(year)?, count))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_in_time_are_kept() {
        let counts = FacetCounts {
            months: vec![((2023, 11), 2), ((2024, 2), 5)],
            years: vec![(2021, 1), (2024, 5)],
            ..FacetCounts::default()
        };
        let counted: Vec<u64> = whole_months(&counts)
            .iter()
            .map(|(_, count)| *count)
            .collect();
        assert_eq!(counted, [2, 0, 0, 5]);
        let counted: Vec<u64> = whole_years(&counts)
            .iter()
            .map(|(_, count)| *count)
            .collect();
        assert_eq!(counted, [1, 0, 0, 5]);
        assert!(whole_months(&FacetCounts::default()).is_empty());
    }
}
