//! The search page: what a query finds, how it was understood, and what to do where it finds nothing.

mod answer;
mod chart;
mod csv;
mod day;
mod feed;
mod region;
mod within;

use askama::Template;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

pub(super) use answer::{ask, understand};
pub(super) use csv::{csv, table};
pub(super) use feed::{feed, feed_of_words};

use super::examples::{Example, examples};
use super::frame::{Frame, Section, show};
use super::i18n::Strings;
use super::links::percent;
use super::listing::{Base, Chip, Choices, ROWS, Row, chips, narrow_by, sorts};
use super::params::ListParams;
use super::reader::Reader;
use super::{App, Page, cache};
use crate::archive::search::{Mode, SearchResults};
use crate::archive::{Filter, Order};
use crate::query::Query;
use answer::{explained, row_of};
use chart::TimeChart;
use day::page_of_date;
use region::page_of_region;

const BASE: &str = "/search";

/// A link with its words.
struct Way {
    address: String,
    words: String,
}

impl Way {
    /// To a page that is called so and has so many articles of those that the search is narrowed to, which it keeps.
    fn to_page(reader: &Reader, path: &str, name: &str, count: u64, kept: Filter) -> Self {
        let there = ListParams {
            filter: kept,
            ..ListParams::default()
        };
        Self {
            address: format!("{path}{}", there.query()),
            words: reader.strings().count_on(name, count),
        }
    }
}

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage {
    frame: Frame,
    wanted: ListParams,
    /// Ways to search, where nothing is asked for yet.
    examples: Vec<Example>,
    /// How the query was understood; empty where it says no more than the words themselves.
    understood: String,
    /// The page of the date that the query is.
    of_date: Option<Way>,
    /// The page of the region whose name the query is.
    of_region: Option<Way>,
    results: SearchResults,
    rows: Vec<Row>,
    chart: Option<TimeChart>,
    chips: Vec<Chip>,
    narrow: Vec<Choices>,
    sorts: Vec<(&'static str, String, bool)>,
    prev: Option<String>,
    next: Option<String>,
    feed: String,
    csv: String,
    trends: String,
    /// Other spellings, and the query without one of its terms.
    spellings: Vec<Way>,
    without: Vec<Way>,
    without_filters: Option<Way>,
    /// What may help where nothing is found.
    tips: Vec<&'static str>,
}

pub(super) async fn search(
    State(app): State<App>,
    reader: Reader,
    mut wanted: ListParams,
) -> Page<Response> {
    if !wanted.within.is_empty() {
        return Ok(narrowed(&wanted));
    }
    let lang = reader.lang;
    let query = understand(&app, &wanted.q)?;
    wanted.turned |= query.is_turned();
    let asked = !query.is_empty() || !wanted.filter.is_empty();
    let results = match asked {
        true => ask(&app, &query, &wanted, ROWS).await?,
        false => SearchResults::default(),
    };
    let without_filters = match results.hits.is_empty() && !wanted.filter.is_empty() {
        true => {
            let unfiltered = unfiltered(&wanted);
            Some(ask(&app, &query, &unfiltered, 1).await?)
        }
        false => None,
    };
    let examples = match asked {
        true => Vec::new(),
        false => examples(&app, lang).await?,
    };
    let facets = app.archive.facets();
    let of_date = page_of_date(&reader, &facets, &wanted);
    let of_region = page_of_region(&reader, &facets, &wanted);
    let page = SearchPage {
        examples,
        of_date,
        of_region,
        ..SearchPage::new(reader, wanted, &query, results, without_filters)
    };
    let complete = !page.results.incomplete;
    Ok(cache::kept_if(complete, show(&page, lang)?))
}

/// Goes to the query that both the earlier words and the new ones ask for.
fn narrowed(wanted: &ListParams) -> Response {
    let both = wanted.with(|w| {
        w.q = within::combine(&w.q, &w.within);
        w.within.clear();
    });
    let address = format!("{BASE}{}", both.query());
    (StatusCode::SEE_OTHER, [(header::LOCATION, address)]).into_response()
}

/// The same search in the whole archive.
fn unfiltered(wanted: &ListParams) -> ListParams {
    wanted.with(|w| w.filter = Filter::default())
}

/// The advice that fits the query.
fn tips(t: &'static Strings, query: &Query) -> Vec<&'static str> {
    let quoted = query.canonical().contains('"');
    let tips = [
        (true, t.tip_shorter),
        (query.phrases().len() > 1, t.tip_fewer),
        (quoted, t.tip_quotes),
        (true, t.tip_times),
    ];
    let fitting = tips
        .into_iter()
        .filter(|(fits, _)| *fits && !query.is_empty());
    fitting.map(|(_, tip)| tip).collect()
}

impl SearchPage {
    fn new(
        reader: Reader,
        wanted: ListParams,
        query: &Query,
        mut results: SearchResults,
        without_filters: Option<SearchResults>,
    ) -> Self {
        let t = reader.strings();
        let base = Base {
            path: BASE,
            fixed: Filter::default(),
        };
        let orders: &[Order] = match query.is_empty() {
            true => &[Order::Newest, Order::Oldest],
            false => &[Order::Relevance, Order::Newest, Order::Oldest],
        };
        let at = |cursor: &Option<String>| {
            let cursor = cursor.clone()?;
            let page = ListParams {
                after: Some(cursor),
                ..wanted.clone()
            };
            Some(base.address(&page))
        };
        let asking = |q: &str| base.address(&wanted.with(|w| w.q = q.to_string()));
        let hits = std::mem::take(&mut results.hits);
        let counts = results.facet_counts(wanted.filter.region);
        let same = wanted.with(|w| (w.limit, w.by) = (None, None)).query();
        Self {
            understood: explained(&reader, query),
            examples: Vec::new(),
            of_date: None,
            of_region: None,
            rows: hits.into_iter().map(|hit| row_of(&reader, hit)).collect(),
            chart: TimeChart::new(&reader, &counts, &base, &wanted),
            chips: chips(&reader, &base, &wanted),
            narrow: narrow_by(&reader, &counts, &counts.regions, &base, &wanted),
            sorts: sorts(&reader, &base, &wanted, orders),
            prev: at(&results.prev),
            next: at(&results.next),
            feed: format!("{BASE}/feed.atom{same}"),
            csv: format!("{BASE}.csv{same}"),
            trends: format!("/trends?q={}", percent(&wanted.q)),
            spellings: results
                .did_you_mean
                .iter()
                .map(|spelling| Way {
                    address: asking(spelling),
                    words: spelling.clone(),
                })
                .collect(),
            without: results
                .culprits
                .iter()
                .map(|culprit| Way {
                    address: asking(&culprit.rest),
                    words: t.without_word(&culprit.term, &culprit.without),
                })
                .collect(),
            without_filters: without_filters
                .filter(|found| !found.hits.is_empty())
                .map(|found| Way {
                    address: base.address(&unfiltered(&wanted)),
                    words: t.without_filters(
                        (found.mode != Mode::Partial)
                            .then(|| t.found(&found.total, &found.total_is_exact)),
                    ),
                }),
            tips: tips(t, query),
            frame: frame(reader, &wanted, &base, &results),
            results,
            wanted,
        }
        .linked()
    }

    /// Tells the frame about the feed and the neighbouring pages.
    fn linked(mut self) -> Self {
        if self.asked() {
            self.frame.feed = Some(self.feed.clone());
        }
        self.frame.prev.clone_from(&self.prev);
        self.frame.next.clone_from(&self.next);
        self
    }

    fn asked(&self) -> bool {
        !self.wanted.q.is_empty() || !self.wanted.filter.is_empty()
    }

    /// CSV, and how many rows of it where that is not all.
    fn csv_words(&self) -> String {
        let most = csv::MOST_ROWS as u64;
        match self.results.total > most {
            true => self.frame.t.csv_first(most),
            false => "CSV".to_string(),
        }
    }

    fn mode_note(&self) -> Option<&'static str> {
        match self.results.mode {
            Mode::Exact => None,
            Mode::Followed => Some(self.frame.t.mode_followed),
            Mode::Words => Some(self.frame.t.mode_words),
            Mode::Partial => Some(self.frame.t.mode_partial),
        }
    }

    /// What forms on this page send along beside what is typed in them.
    fn kept(&self, but: &[&str]) -> Vec<(&'static str, String)> {
        self.wanted
            .pairs(&[but, &["by", "limit", "after"]].concat())
    }

    fn from(&self) -> String {
        self.wanted
            .filter
            .from
            .map_or(String::new(), |date| date.to_string())
    }

    fn to(&self) -> String {
        self.wanted
            .filter
            .to
            .map_or(String::new(), |date| date.to_string())
    }
}

fn frame(reader: Reader, wanted: &ListParams, base: &Base, found: &SearchResults) -> Frame {
    let t = reader.strings();
    let title = match wanted.q.is_empty() {
        true => t.search.to_string(),
        false => format!("{} · {}", wanted.q, t.search),
    };
    let words_alone = ListParams {
        q: wanted.q.clone(),
        ..ListParams::default()
    };
    let mut frame = Frame::new(reader, Section::Search, title, base.address(&words_alone));
    // Filters, orders and further pages only repeat what the first page of the plain words leads to.
    frame.indexed = *wanted == words_alone && (wanted.q.is_empty() || found.total > 0);
    if found.total > 0 && !wanted.q.is_empty() {
        let total = t.found(&found.total, &found.total_is_exact);
        frame.description = format!("{} · {total}", wanted.q);
    }
    frame
}
