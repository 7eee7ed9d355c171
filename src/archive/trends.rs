//! How often something was written about, month by month.

use std::time::Instant;

use jiff::ToSpan;
use jiff::civil::Date;
use roaring::RoaringBitmap;

use super::facets::Facets;
use super::search::PATIENCE;
use super::{Archive, Filter, Result};
use crate::edtf::Precision;
use crate::query::Query;

/// Two hundred years are enough for any plot; the month in which the span begins comes on top.
const MAX_MONTHS: i32 = 2_399;

/// Articles a month, from the first month that has any to the last.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trends {
    /// First days of the months.
    pub months: Vec<Date>,
    /// All articles that pass the filter.
    pub all: Course,
    /// Those that each query finds, as typed.
    pub lines: Vec<Course>,
}

/// Articles by when they are of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Course {
    /// As [`Trends::months`] says.
    pub months: Vec<u64>,
    /// Those of which only the year is known, by year.
    pub year_only: Vec<(i16, u64)>,
    /// Those without a date.
    pub undated: u64,
}

impl Archive {
    /// Counts what each query finds among the articles that pass the filter.
    ///
    /// # Errors
    /// [`super::ArchiveError::TooSlow`] when they take more than a second.
    pub async fn trends(&self, queries: &[Query], filter: &Filter) -> Result<Trends> {
        let (queries, filter) = (queries.to_vec(), filter.clone());
        self.on_a_turn(|archive| async move { archive.trends_now(&queries, &filter).await })
            .await
    }

    async fn trends_now(&self, queries: &[Query], filter: &Filter) -> Result<Trends> {
        let deadline = Instant::now() + PATIENCE;
        let facets = self.facets();
        let all = filter.select(&facets);
        let months = months(&all, &facets);
        let mut lines = Vec::with_capacity(queries.len());
        for query in queries {
            // Counted by the facets that the query was answered with: numbers mean nothing in another revision.
            let (set, facets) = self.matching(query, filter, deadline).await?;
            lines.push(Course::of(&set, &facets, &months));
        }
        Ok(Trends {
            all: Course::of(&all, &facets, &months),
            lines,
            months,
        })
    }
}

impl Course {
    fn of(set: &RoaringBitmap, facets: &Facets, months: &[Date]) -> Self {
        let known = facets.known_to(set, Precision::Month);
        let days = months
            .iter()
            .map(|first| facets.days(*first, first.last_of_month()));
        Self {
            months: days.map(|days| known.range_cardinality(days)).collect(),
            year_only: facets.count_year_only(set),
            undated: set.range_cardinality(facets.undated()),
        }
    }
}

/// The months from the first article of the set of which the month is known to the last.
fn months(set: &RoaringBitmap, facets: &Facets) -> Vec<Date> {
    let set = facets.known_to(set, Precision::Month);
    let undated = facets.undated();
    let day = |number: Option<u32>| facets.seq(number?).and_then(super::facets::day_of);
    let mut dated = set.range(undated.end..);
    let (Some(first), Some(last)) = (day(dated.next()), day(set.max())) else {
        return Vec::new();
    };
    // An article with a date of long ago must not hide what is written today.
    let earliest = last.first_of_month().checked_sub(MAX_MONTHS.months());
    let first = earliest.map_or(first, |earliest| first.max(earliest));
    let months = first.first_of_month().series(1.month());
    months.take_while(|month| *month <= last).collect()
}
