//! Listings: one filter for all of them, paged by key, counted from memory.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use roaring::RoaringBitmap;
use sqlx::Row;

use super::documents::from_json;
use super::facets::Facets;
use super::{Archive, ArticleId, ArticleRow, Result};
use crate::edtf::{PartialDate, Precision};
use crate::region::Code;

/// What a listing is narrowed to; everything that is set must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    /// The region or one below it, main or other.
    pub region: Option<Code>,
    /// A topic id.
    pub topic: Option<String>,
    /// The first day that counts. An article whose date is known coarsely must lie within with every day it may mean.
    pub from: Option<PartialDate>,
    /// The last day that counts.
    pub to: Option<PartialDate>,
    /// The exact name of a source.
    pub source: Option<String>,
    /// How finely the date is known, just so.
    pub precision: Option<Precision>,
    /// Only what stands in this document.
    pub document: Option<OfDocument>,
}

/// A document by its id, with the places of its articles, which facets do not know.
#[derive(Debug, Clone)]
pub struct OfDocument {
    pub id: ArticleId,
    pub name: String,
    /// Ascending.
    places: Arc<[i64]>,
}

impl OfDocument {
    /// One that is asked for, but not yet looked up: [`Archive::of_document`] knows its articles.
    pub fn unread(id: ArticleId) -> Self {
        Self {
            id,
            name: String::new(),
            places: Arc::default(),
        }
    }
}

/// The id says it all.
impl PartialEq for OfDocument {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for OfDocument {}

impl Hash for OfDocument {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.id.hash(state);
    }
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
    /// A `next` or `prev` of an earlier page, as given; one of another order starts at the beginning.
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
            facets.drop_later(&mut selected, to);
        }
        if let Some(precision) = self.precision {
            facets.keep_known(&mut selected, precision);
        }
        if let Some(document) = &self.document {
            selected &= facets.numbers(document.places.iter().copied());
        }
        selected
    }
}

impl PageRequest {
    /// Has the text the form of a cursor, of a listing or of a ranking?
    pub fn understands(cursor: &str) -> bool {
        Cursor::parse(cursor).is_some() || super::search::is_cursor(cursor)
    }

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
    /// What narrows a listing to one document; `None` where there is none with this id. The places come as one text, because
    /// that of a large record file has as many as a row each would take long.
    pub async fn of_document(&self, id: ArticleId) -> Result<Option<OfDocument>> {
        let row = sqlx::query(
            "SELECT name, (SELECT json_group_array(seq) FROM article WHERE document = d.id) AS places
             FROM document d WHERE key = ?",
        )
        .bind(id.number())
        .fetch_optional(&mut *self.read.get().await?)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let mut places: Vec<i64> = from_json(row.try_get("places")?)?;
        places.sort_unstable();
        Ok(Some(OfDocument {
            id,
            name: row.try_get("name")?,
            places: places.into(),
        }))
    }

    /// One page of the articles that pass the filter.
    pub async fn list(&self, filter: &Filter, order: Order, page: &PageRequest) -> Result<Listing> {
        let facets = self.facets();
        let listing = self.list_from(&facets, filter, order, page).await?;
        let nothing = listing.rows.is_empty() && listing.total > 0;
        match nothing && self.is_behind(&facets).await? {
            true => self.list_from(&self.facets(), filter, order, page).await,
            false => Ok(listing),
        }
    }

    /// Where articles are counted of which none is there: has what they were counted by been overtaken? All that was written
    /// is taken in by then, so that asked again, counts and articles agree.
    pub(super) async fn is_behind(&self, facets: &Facets) -> Result<bool> {
        self.refresh().await?;
        Ok(self.revision() != facets.revision())
    }

    async fn list_from(
        &self,
        facets: &Facets,
        filter: &Filter,
        order: Order,
        page: &PageRequest,
    ) -> Result<Listing> {
        let set = filter.select(facets);
        let window = page.window(&set, facets, order);
        Ok(Listing {
            rows: self.rows_at(&window.seqs).await?,
            total: set.len(),
            next: window.next,
            prev: window.prev,
        })
    }
}
