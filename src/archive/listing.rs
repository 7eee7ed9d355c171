//! Listings: one filter for all of them, paged by key, counted from memory.

use roaring::RoaringBitmap;

use super::facets::{Facets, day_of};
use super::{Archive, ArticleRow, Result};
use crate::edtf::PartialDate;
use crate::region::Code;

/// What a listing is narrowed to; everything that is set must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    /// The region or one below it, main or other.
    pub region: Option<Code>,
    /// A topic id.
    pub topic: Option<String>,
    /// The first day that counts.
    pub from: Option<PartialDate>,
    /// The last day that counts.
    pub to: Option<PartialDate>,
    /// The exact name of a source.
    pub source: Option<String>,
}

/// The order of a listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Order {
    #[default]
    Newest,
    Oldest,
    /// Only searches have one; plain listings treat it as newest.
    Relevance,
}

/// Which part of a listing is wanted.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PageRequest {
    /// A `next` or `prev` of an earlier page, as given; anything else starts at the beginning.
    pub cursor: Option<String>,
    /// At most this many rows, 1–100.
    pub limit: usize,
}

impl Default for PageRequest {
    fn default() -> Self {
        Self {
            cursor: None,
            limit: 20,
        }
    }
}

/// One page of a listing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Listing {
    pub rows: Vec<ArticleRow>,
    /// How many articles the whole listing has.
    pub total: u64,
    /// Cursor of the following page, where there is one.
    pub next: Option<String>,
    /// Cursor of the page before, where there is one.
    pub prev: Option<String>,
}

/// A place to go on from: the last row's `seq`, forwards, or the first row's, backwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cursor {
    After(i64),
    Before(i64),
}

impl Cursor {
    fn parse(text: &str) -> Option<Self> {
        match text.strip_prefix('-') {
            Some(seq) => seq.parse().ok().map(Self::Before),
            None => text.parse().ok().map(Self::After),
        }
    }
}

/// The places of one page within a set of articles.
pub(super) struct Window {
    /// Places in the order asked for.
    pub(super) seqs: Vec<i64>,
    pub(super) next: Option<String>,
    pub(super) prev: Option<String>,
}

impl Filter {
    /// Is nothing narrowed?
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The articles that pass, by their numbers in `facets`.
    pub fn select(&self, facets: &Facets) -> RoaringBitmap {
        let mut sets: Vec<&RoaringBitmap> = Vec::new();
        let empty = RoaringBitmap::new();
        if let Some(code) = self.region {
            sets.push(facets.region(code).unwrap_or(&empty));
        }
        if let Some(topic) = &self.topic {
            sets.push(facets.topic(topic).unwrap_or(&empty));
        }
        if let Some(source) = &self.source {
            sets.push(facets.source(source).unwrap_or(&empty));
        }
        let mut selected = match sets.split_first() {
            Some((first, rest)) => rest.iter().fold((*first).clone(), |all, set| all & *set),
            None => facets.all(),
        };
        if self.from.is_some() || self.to.is_some() {
            let from = self
                .from
                .map_or(jiff::civil::Date::MIN, |date| date.first_day());
            let to = self
                .to
                .map_or(jiff::civil::date(9000, 1, 1), |date| date.last_day());
            let days = facets.days(from.max(jiff::civil::date(1, 1, 2)), to);
            selected.remove_range(..days.start);
            selected.remove_range(days.end..);
        }
        selected
    }
}

impl PageRequest {
    /// Cuts this page out of a set of articles, by place.
    pub(super) fn window(&self, set: &RoaringBitmap, facets: &Facets, order: Order) -> Window {
        let cursor = self.cursor.as_deref().and_then(Cursor::parse);
        let limit = self.limit.clamp(1, 100);
        let oldest_first = order == Order::Oldest;
        // Walk away from the cursor: forwards in the listing, or backwards to the page before.
        let (from, ascending, backwards) = match cursor {
            Some(Cursor::After(seq)) => (Some(seq), oldest_first, false),
            Some(Cursor::Before(seq)) => (Some(seq), !oldest_first, true),
            None => (None, oldest_first, false),
        };
        let mut numbers: Vec<u32> = if ascending {
            let start = from.map_or(0, |seq| facets.number_from(seq.saturating_add(1)));
            set.range(start..).take(limit + 1).collect()
        } else {
            let end = from.map_or(u32::MAX, |seq| facets.number_from(seq));
            set.range(..end).rev().take(limit + 1).collect()
        };
        let more = numbers.len() > limit;
        numbers.truncate(limit);
        if backwards {
            numbers.reverse();
        }
        let seqs: Vec<i64> = numbers
            .iter()
            .filter_map(|number| facets.seq(*number))
            .collect();
        let has_next = if backwards { true } else { more };
        let has_prev = if backwards { more } else { from.is_some() };
        Window {
            next: seqs.last().filter(|_| has_next).map(|seq| seq.to_string()),
            prev: seqs
                .first()
                .filter(|_| has_prev)
                .map(|seq| format!("-{seq}")),
            seqs,
        }
    }
}

impl Archive {
    /// One page of the articles that pass the filter.
    pub async fn list(&self, filter: &Filter, order: Order, page: &PageRequest) -> Result<Listing> {
        let facets = self.facets();
        let set = filter.select(&facets);
        let window = page.window(&set, &facets, order);
        Ok(Listing {
            rows: self.rows_at(&window.seqs).await?,
            total: set.len(),
            next: window.next,
            prev: window.prev,
        })
    }
}

/// Counts over a set of articles; all from memory.
impl Facets {
    /// For each region that is named in the set (with those above it): how many articles, most first.
    pub fn count_regions(&self, set: &RoaringBitmap) -> Vec<(Code, u64)> {
        // Walking over an article costs far less than an intersection; by how much is an estimate.
        if set.len() < self.regions().len() as u64 * 50 {
            return most_first(self.count_regions_of(set));
        }
        most_first(
            self.regions()
                .map(|(code, members)| (code, members.intersection_len(set))),
        )
    }

    /// The same for province-level regions only, which is quicker.
    pub fn count_provinces(&self, set: &RoaringBitmap) -> Vec<(Code, u64)> {
        let provinces = self.regions().filter(|(code, _)| code.province() == *code);
        most_first(provinces.map(|(code, members)| (code, members.intersection_len(set))))
    }

    /// For each topic id: how many articles of the set, most first.
    pub fn count_topics(&self, set: &RoaringBitmap) -> Vec<(String, u64)> {
        most_first(
            self.topics()
                .map(|(id, members)| (id.to_string(), members.intersection_len(set))),
        )
    }

    /// For each source: how many articles of the set, most first.
    pub fn count_sources(&self, set: &RoaringBitmap) -> Vec<(String, u64)> {
        most_first(
            self.sources()
                .map(|(name, members)| (name.to_string(), members.intersection_len(set))),
        )
    }

    /// Articles of the set a year, ascending; years without any are left out.
    pub fn count_years(&self, set: &RoaringBitmap) -> Vec<(i16, u64)> {
        let months = self.count_months(set);
        let years = months.chunk_by(|a, b| a.0.0 == b.0.0);
        years
            .filter_map(|months| {
                let ((year, _), _) = months.first()?;
                Some((*year, months.iter().map(|(_, count)| count).sum()))
            })
            .collect()
    }

    /// Articles of the set a month, ascending; months without any are left out.
    pub fn count_months(&self, set: &RoaringBitmap) -> Vec<((i16, u8), u64)> {
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

    /// Articles of the set on each day from `from` to `to`, both included.
    pub fn count_days(
        &self,
        set: &RoaringBitmap,
        from: jiff::civil::Date,
        to: jiff::civil::Date,
    ) -> Vec<(jiff::civil::Date, u64)> {
        from.series(jiff::Span::new().days(1))
            .take_while(|day| *day <= to)
            .map(|day| (day, set.range_cardinality(self.days(day, day))))
            .collect()
    }

    /// The nearest days before and after one that have articles of the set.
    pub fn neighbouring_days(
        &self,
        set: &RoaringBitmap,
        from: jiff::civil::Date,
        to: jiff::civil::Date,
    ) -> (Option<jiff::civil::Date>, Option<jiff::civil::Date>) {
        let days = self.days(from, to);
        let dated = self.undated().end;
        let before = set.range(dated..days.start.max(dated)).next_back();
        let after = set.range(days.end..).next();
        let day = |number: Option<u32>| number.and_then(|n| self.seq(n)).and_then(day_of);
        (day(before), day(after))
    }
}

fn most_first<K: Ord>(counts: impl Iterator<Item = (K, u64)>) -> Vec<(K, u64)> {
    let mut counts: Vec<(K, u64)> = counts.filter(|(_, count)| *count > 0).collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    counts
}
