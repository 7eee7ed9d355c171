//! Searching: what a query finds, in which order, and what is said about it.

mod apart;
mod beginning;
mod evaluate;
mod fallback;
mod rank;
mod related;
mod show;
mod spelling;
mod top;

use std::ops::Range;
use std::sync::Arc;
use std::time::{Duration, Instant};

use roaring::RoaringBitmap;
use tokio::runtime::Handle;

pub(super) use top::is_cursor;

use super::facets::{FacetCounts, Facets};
use super::index::Index;
use super::listing::Window;
use super::{Archive, ArchiveError, ArticleRow, Filter, Order, PageRequest, Result};
use crate::query::Query;
use crate::region::Code;
use crate::text::highlight::Snippet;

/// No query takes longer.
pub(super) const PATIENCE: Duration = Duration::from_secs(1);

/// Of queries of more terms it is not looked for which one is to blame, nor for another spelling of it.
const MAX_SUSPECTS: usize = 8;

/// One article that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    pub row: ArticleRow,
    /// Bytes of the headline to be marked.
    pub headline_marks: Vec<Range<usize>>,
    pub snippet: Snippet,
    /// Articles of this page that say the same, folded into this one.
    pub reprints: Vec<ArticleRow>,
    /// It holds only some of the words.
    pub partial: bool,
}

/// How the articles were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// As the query says.
    #[default]
    Exact,
    /// As the query says; these are few, so that others with the most telling of its words follow, marked as partial. They
    /// are on the first page alone and in no count.
    Followed,
    /// Nothing holds the words as typed; these hold all the words they are made of.
    Words,
    /// Nothing holds all the words; these hold the most telling of them.
    Partial,
}

impl Mode {
    /// Is the hit among those that the total counts?
    pub fn counts(self, hit: &Hit) -> bool {
        self != Self::Followed || !hit.partial
    }
}

/// A term of a query without any result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Culprit {
    pub term: String,
    /// The query without it, and how many articles that finds.
    pub rest: String,
    pub without: u64,
}

/// Which articles were found.
#[derive(Debug, Clone, Default)]
struct Matched {
    set: RoaringBitmap,
    facets: Arc<Facets>,
}

/// What a search found.
#[derive(Debug, Clone, Default)]
pub struct SearchResults {
    pub hits: Vec<Hit>,
    pub total: u64,
    pub total_is_exact: bool,
    /// Cursor of the following page, where there is one.
    pub next: Option<String>,
    /// Cursor of the page before, where there is one.
    pub prev: Option<String>,
    matched: Matched,
    pub mode: Mode,
    /// Of a query that finds nothing as typed: which terms are to blame.
    pub culprits: Vec<Culprit>,
    /// Other spellings that would find something.
    pub did_you_mean: Vec<String>,
    /// The words that were searched, where they are not those of the query.
    pub words: Vec<String>,
    /// Some advice would have taken too long and is left out: asked again, there may be more.
    pub incomplete: bool,
}

impl SearchResults {
    /// How many of the articles found lie where. Counted when asked for: only the search page shows it.
    /// Of regions those directly below `above`.
    pub fn facet_counts(&self, above: Option<Code>) -> FacetCounts {
        self.matched.facets.counts(&self.matched.set, above)
    }

    /// The hits without those that only follow, for tables and feeds, which have no place for marks.
    pub fn counted(self) -> impl Iterator<Item = Hit> {
        let mode = self.mode;
        let hits = self.hits.into_iter();
        hits.filter(move |hit| mode.counts(hit))
    }

    /// Advice that would take too long is left out.
    fn in_time<T>(&mut self, advice: Result<Vec<T>>) -> Result<Vec<T>> {
        match advice {
            Err(ArchiveError::TooSlow) => {
                self.incomplete = true;
                Ok(Vec::new())
            }
            advice => advice,
        }
    }

    fn follow(&mut self, followers: Vec<Hit>) {
        if !followers.is_empty() {
            self.mode = Mode::Followed;
            self.hits.extend(followers);
        }
    }
}

/// The articles that a query finds.
pub(super) struct Matches {
    pub(super) index: Arc<Index>,
    pub(super) set: RoaringBitmap,
    pub(super) mode: Mode,
    /// Unless the mode is exact: those of the set that hold all words.
    pub(super) full: RoaringBitmap,
    /// What to mark instead of the query's own words.
    pub(super) words: Vec<String>,
}

impl Matches {
    /// Those that a query finds as it stands.
    fn of(index: Arc<Index>, set: RoaringBitmap) -> Self {
        Self {
            index,
            set,
            mode: Mode::Exact,
            full: RoaringBitmap::new(),
            words: Vec::new(),
        }
    }

    pub(super) fn facets(&self) -> &Facets {
        &self.index.facets
    }

    /// Does the article at this place hold all the words?
    fn is_full(&self, seq: i64) -> bool {
        self.mode == Mode::Exact || self.full.contains(self.facets().number_from(seq))
    }
}

/// What is asked for: which articles, in which order, and which page of them.
struct Request {
    query: Query,
    filter: Filter,
    order: Order,
    page: PageRequest,
}

impl Archive {
    /// One page of what a query finds among the articles that pass the filter. An empty query finds them all, newest
    /// first; a refused one finds nothing.
    ///
    /// # Errors
    /// [`super::ArchiveError::TooSlow`] when the query takes more than a second.
    pub async fn search(
        &self,
        query: &Query,
        filter: &Filter,
        order: Order,
        page: &PageRequest,
    ) -> Result<SearchResults> {
        if query.problem().is_some() {
            return Ok(SearchResults::default());
        }
        let request = Request {
            query: query.clone(),
            filter: filter.clone(),
            order,
            page: page.clone(),
        };
        self.on_a_turn(|archive| async move {
            let results = archive.search_now(&request).await?;
            let nothing = results.hits.is_empty() && results.total > 0;
            match nothing && archive.is_behind(&results.matched.facets).await? {
                true => archive.search_now(&request).await,
                false => Ok(results),
            }
        })
        .await
    }

    /// Does what evaluates queries on a thread of its own, once one of the turns is free, so that what is quick does not wait
    /// behind it.
    pub(super) async fn on_a_turn<T, Work, Done>(&self, work: Work) -> Result<T>
    where
        T: Send + 'static,
        Work: FnOnce(Self) -> Done + Send + 'static,
        Done: Future<Output = Result<T>>,
    {
        let turn = Arc::clone(&self.turns).acquire_owned().await;
        let archive = self.clone();
        let runtime = Handle::current();
        let done = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            runtime.block_on(work(archive))
        });
        done.await.map_err(std::io::Error::other)?
    }

    async fn search_now(&self, request: &Request) -> Result<SearchResults> {
        let deadline = Instant::now() + PATIENCE;
        let Request { query, filter, .. } = request;
        let (matches, window) = self.find(request, deadline).await?;
        let mut results = SearchResults {
            total: matches.set.len(),
            total_is_exact: true,
            mode: matches.mode,
            words: matches.words.clone(),
            ..SearchResults::default()
        };
        if results.mode != Mode::Exact || results.total == 0 {
            let culprits = self.culprits(query, filter, deadline).await;
            results.culprits = results.in_time(culprits)?;
            let spellings = self.other_spellings(query, filter, deadline).await;
            results.did_you_mean = results.in_time(spellings)?;
        }
        results.hits = self.show(&window.seqs, query, &matches).await?;
        // Who pasted a headline and got its article needs no others.
        let by_headline = results
            .hits
            .iter()
            .any(|hit| !hit.headline_marks.is_empty());
        let page = &request.page;
        if request.order == Order::Relevance && page.cursor.is_none() && !by_headline {
            let limit = page.limit.saturating_sub(results.hits.len());
            let followers = self.followers(query, filter, &matches, limit, deadline);
            let followers = results.in_time(followers.await)?;
            results.follow(followers);
        }
        results.next = window.next;
        results.prev = window.prev;
        results.matched = Matched {
            set: matches.set,
            facets: Arc::clone(&matches.index.facets),
        };
        Ok(results)
    }

    /// The articles that a query finds as it stands, by their numbers in these facets.
    pub(super) async fn matching(
        &self,
        query: &Query,
        filter: &Filter,
        deadline: Instant,
    ) -> Result<(RoaringBitmap, Arc<Facets>)> {
        let mut index = self.index().await?;
        let set = match query.root() {
            None => RoaringBitmap::new(),
            Some(root) => self.evaluate(&mut index, root, filter, deadline).await?,
        };
        Ok((set, Arc::clone(&index.facets)))
    }

    /// How many articles a query finds as it stands.
    pub async fn count(&self, query: &Query, filter: &Filter) -> Result<u64> {
        let (query, filter) = (query.clone(), filter.clone());
        self.on_a_turn(|archive| async move {
            let deadline = Instant::now() + PATIENCE;
            Ok(archive.matching(&query, &filter, deadline).await?.0.len())
        })
        .await
    }

    /// What a query finds; where that is nothing, what its words find. And the page that is asked for.
    async fn find(&self, request: &Request, deadline: Instant) -> Result<(Matches, Window)> {
        let Request {
            query,
            filter,
            order,
            page,
        } = request;
        let mut index = self.index().await?;
        let by_date = |matches: Matches| {
            let window = page.window(&matches.set, matches.facets(), *order);
            (matches, window)
        };
        let Some(root) = query.root() else {
            let set = filter.select(&index.facets);
            return Ok(by_date(Matches::of(index, set)));
        };
        let terms = self
            .look_up_terms(&mut index, root, filter, deadline)
            .await?;
        if *order == Order::Relevance {
            let (set, window) = terms.ranked(&index, page);
            if !set.is_empty() {
                return Ok((Matches::of(index, set), window));
            }
        } else {
            let set = terms.set(&index);
            if !set.is_empty() {
                return Ok(by_date(Matches::of(index, set)));
            }
        }
        let (matches, mut ranking) = self.find_by_words(index, query, filter, deadline).await?;
        if *order != Order::Relevance {
            return Ok(by_date(matches));
        }
        self.prefer_beginnings(&matches, &mut ranking).await?;
        matches.put_full_first(&mut ranking);
        let window = ranking.window(matches.facets(), page);
        Ok((matches, window))
    }
}
