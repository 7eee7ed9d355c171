//! What to do when nothing, or little, holds the words as typed: take them apart (`apart`), and show what holds all
//! the words, or the most telling of them. Such matches are marked as partial and in no count, so that they never
//! pass for what was asked.

use std::sync::Arc;
use std::time::Instant;

use roaring::RoaringBitmap;

use super::apart::{Apart, FEW_WORDS};
use super::rank::{Members, Ranking, Weighed, Worth, sums};
use super::top::Top;
use super::{Culprit, Hit, MAX_SUSPECTS, Matches, Mode};
use crate::archive::index::{Index, Lookup};
use crate::archive::{Archive, Filter, PageRequest, Result};
use crate::query::{Field, Node, Query};

/// Partial matches worth less than this, in terms of the best one, are not shown.
const WORTH_SHOWING: f32 = 0.4;
/// There are at most so many partial matches.
const MAX_PARTIAL: usize = 1_000;
const PAGE: u64 = 10;

impl Archive {
    /// Articles with the words that unquoted terms are made of; then those with the most telling of them.
    pub(super) async fn find_by_words(
        &self,
        mut index: Arc<Index>,
        query: &Query,
        filter: &Filter,
        deadline: Instant,
    ) -> Result<(Matches, Ranking)> {
        let nothing = |index| (Matches::of(index, RoaringBitmap::new()), Ranking::default());
        let Some(apart) = Apart::of(query) else {
            return Ok(nothing(index));
        };
        let all = self
            .evaluate(&mut index, &apart.all(), filter, deadline)
            .await?;
        let parts = apart.parts();
        let lookups: Vec<Lookup> = parts
            .iter()
            .map(|part| Lookup::Phrase(part.units.clone(), Field::Any))
            .collect();
        let found = self.look_up(&mut index, &lookups, deadline).await?;
        let rest = match apart.rest() {
            Some(rest) => Some(self.evaluate(&mut index, &rest, filter, deadline).await?),
            None => (!filter.is_empty()).then(|| filter.select(&index.facets)),
        };
        let weighed: Vec<Weighed<'_>> = found
            .iter()
            .zip(&parts)
            .map(|(found, part)| {
                let worth = Worth::of(&index, found, part.weight, part.accident());
                (found, worth)
            })
            .collect();
        let partly = apart.words.len() >= FEW_WORDS || all.len() < PAGE;
        let shown = shown(&index, &weighed, &all, rest.as_ref(), partly);
        let set = shown.iter().map(|(_, number)| *number);
        let set = set.collect::<RoaringBitmap>() | &all;
        if set.is_empty() {
            return Ok(nothing(index));
        }
        let matches = Matches {
            mode: match all.is_empty() {
                true => Mode::Partial,
                false => Mode::Words,
            },
            full: all,
            words: apart.words,
            ..Matches::of(index, set)
        };
        Ok((matches, Ranking(shown)))
    }

    /// At most `limit` partial matches to follow the few articles that a query of several words finds as it stands.
    pub(super) async fn followers(
        &self,
        query: &Query,
        filter: &Filter,
        exact: &Matches,
        limit: usize,
        deadline: Instant,
    ) -> Result<Vec<Hit>> {
        let few = exact.mode == Mode::Exact && (1..PAGE).contains(&exact.set.len());
        let pasted = || Apart::of(query).is_some_and(|apart| apart.is_long());
        if limit == 0 || !few || !pasted() {
            return Ok(Vec::new());
        }
        let index = Arc::clone(&exact.index);
        let (mut more, mut ranking) = self.find_by_words(index, query, filter, deadline).await?;
        if !Arc::ptr_eq(&more.index, &exact.index) {
            return Ok(Vec::new());
        }
        more.set -= &exact.set;
        ranking.keep(&more.set);
        more.full.clear();
        more.mode = Mode::Partial;
        self.prefer_beginnings(&more, &mut ranking).await?;
        let page = PageRequest {
            cursor: None,
            limit,
        };
        let window = ranking.window(more.facets(), &page);
        self.show(&window.seqs, query, &more).await
    }

    /// Of a query that finds nothing: the terms without which it would find something.
    pub(super) async fn culprits(
        &self,
        query: &Query,
        filter: &Filter,
        deadline: Instant,
    ) -> Result<Vec<Culprit>> {
        let Some(Node::And(nodes)) = query.root() else {
            return Ok(Vec::new());
        };
        if nodes.len() > MAX_SUSPECTS {
            return Ok(Vec::new());
        }
        let mut index = self.index().await?;
        let mut culprits = Vec::new();
        for (at, node) in nodes.iter().enumerate() {
            let mut others = nodes.clone();
            others.remove(at);
            let others = Node::And(others);
            let without = self
                .evaluate(&mut index, &others, filter, deadline)
                .await?
                .len();
            if without > 0 {
                culprits.push(Culprit {
                    term: Query::spelling(node),
                    rest: Query::spelling(&others),
                    without,
                });
            }
        }
        Ok(culprits)
    }
}

impl Matches {
    /// Of a query of few words, what holds them all comes first.
    pub(super) fn put_full_first(&self, ranking: &mut Ranking) {
        if self.words.len() < FEW_WORDS {
            ranking.put_first(&self.full);
        }
    }
}

/// What is shown, with what it is worth: those that hold all words, and partial matches among what passes the rest of the
/// query, unless full ones are enough.
fn shown(
    index: &Index,
    weighed: &[Weighed<'_>],
    all: &RoaringBitmap,
    rest: Option<&RoaringBitmap>,
    partly: bool,
) -> Vec<(f32, u32)> {
    // Nearly every article has one of the words: only what may be shown is held.
    let mut best = Top::new(MAX_PARTIAL);
    let mut shown = Vec::new();
    let mut members = Members::of(all, index);
    sums(index, weighed, |score, number| {
        if members.take(number) {
            shown.push((score, number));
        }
        if best.is_open_to(score) && rest.is_none_or(|rest| rest.contains(number)) {
            best.push((score, number));
        }
    });
    if partly {
        let some = worth_showing(best.finish());
        shown.extend(some.filter(|(_, number)| !all.contains(*number)));
    }
    shown
}

/// Of these, best first, those that are worth showing.
fn worth_showing(best: Vec<(f32, u32)>) -> impl Iterator<Item = (f32, u32)> {
    let least = best.first().map_or(0.0, |best| best.0 * WORTH_SHOWING);
    best.into_iter()
        .take_while(move |(score, _)| *score >= least)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::Order;
    use crate::archive::tests::{archive, article, document, store};

    #[tokio::test]
    async fn a_long_word_that_nothing_holds_is_taken_apart() {
        let (_folder, archive) = archive().await;
        let articles = vec![
            article("甲", None, "县人民代表大会今天开幕。"),
            article("乙", None, "送药车沿江走了四个村。"),
        ];
        store(&archive, document("a.txt", "one", articles)).await;
        let search = async |typed: &str| {
            let (query, filter) = (Query::parse(typed), Filter::default());
            let page = PageRequest::default();
            let results = archive.search(&query, &filter, Order::Relevance, &page);
            results.await.unwrap()
        };
        let results = search("全国人民代表大会").await;
        assert_eq!((results.mode, results.total), (Mode::Partial, 1));
        let hit = &results.hits[0];
        assert_eq!((hit.row.headline.as_str(), hit.partial), ("甲", true));
        assert!(!hit.snippet.marks.is_empty());
        for none in ["\"全国人民代表大会\"", "流感", "covid"] {
            assert_eq!(search(none).await.total, 0, "{none}");
        }
    }
}
