//! The rows of a comparison: its months, then the years of what is known to the year only, then what has no date.

use crate::archive::{Course, Trends};
use crate::edtf::PartialDate;

/// What is counted of a month, of a year, or without a date.
pub(super) struct Period {
    /// As finely as it is known.
    pub(super) date: Option<PartialDate>,
    /// Of each query.
    pub(super) counts: Vec<u64>,
    pub(super) all: u64,
}

/// All months from the first to the last; of years, and of what has no date, those that have any article.
pub(super) fn periods(trends: &Trends) -> Vec<Period> {
    let period = |date, count: &dyn Fn(&Course) -> u64| Period {
        date,
        counts: trends.lines.iter().map(count).collect(),
        all: count(&trends.all),
    };
    let months = trends.months.iter().enumerate().map(|(at, first)| {
        let date = PartialDate::month_of(first.year(), first.month() as u8);
        period(date, &|course| course.months.get(at).copied().unwrap_or(0))
    });
    let years = trends.all.year_only.iter().map(|(year, _)| {
        let date = PartialDate::year_only(*year);
        let of = |course: &Course| {
            let counts = &course.year_only;
            let known = counts.iter().find(|(known, _)| known == year);
            known.map_or(0, |(_, count)| *count)
        };
        period(date, &of)
    });
    let undated = (trends.all.undated > 0).then(|| period(None, &|course| course.undated));
    months.chain(years).chain(undated).collect()
}
