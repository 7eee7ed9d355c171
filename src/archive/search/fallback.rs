//! What to do when nothing holds the words as typed: take them apart.

use std::sync::Arc;
use std::time::Instant;

use roaring::RoaringBitmap;

use super::rank::{ACCIDENT, Members, Ranking, Worth, sums};
use super::top::Top;
use super::{Culprit, Hit, MAX_SUSPECTS, Matches, Mode};
use crate::archive::index::{Index, Lookup};
use crate::archive::{Archive, Filter, PageRequest, Result};
use crate::query::{Field, Node, Phrase, Query};
use crate::text::segment;
use crate::text::units::{Kind, Units};

/// Partial matches worth less than this, in terms of the best one, are not shown.
const WORTH_SHOWING: f32 = 0.4;
/// There are at most so many partial matches.
const MAX_PARTIAL: usize = 1_000;
/// So many pairs of characters and words are looked up at most.
const MAX_PARTS: usize = 80;
/// What a pair of characters across two words is worth, in terms of one within a word.
const ACROSS: f32 = 0.3;
/// What a word of one character is worth.
const ALONE: f32 = 0.8;
/// Of queries of fewer words full matches come first, and partial ones only where those do not fill a page.
const FEW_WORDS: usize = 3;
const PAGE: u64 = 10;
/// Queries of fewer characters and words are no headline that was pasted.
const PASTED: usize = 8;

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
        let weighed: Vec<_> = found
            .iter()
            .zip(&parts)
            .map(|(found, part)| {
                (
                    found,
                    Worth::of(&index, found, part.weight, part.accident()),
                )
            })
            .collect();
        // Nearly every article has one of the words: only what may be shown is held.
        let mut best = Top::new(MAX_PARTIAL);
        let mut shown = Vec::new();
        let mut members = Members::of(&all, &index);
        sums(&index, &weighed, |score, number| {
            if members.take(number) {
                shown.push((score, number));
            }
            if best.is_open_to(score) && rest.as_ref().is_none_or(|rest| rest.contains(number)) {
                best.push((score, number));
            }
        });
        if apart.words.len() >= FEW_WORDS || all.len() < PAGE {
            let some = worth_showing(best.finish());
            shown.extend(some.filter(|(_, number)| !all.contains(*number)));
        }
        let mode = if all.is_empty() {
            Mode::Partial
        } else {
            Mode::Words
        };
        let set: RoaringBitmap = shown.iter().map(|(_, number)| *number).collect();
        let set = set | &all;
        if set.is_empty() {
            return Ok(nothing(index));
        }
        let matches = Matches {
            mode,
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

/// Of these, best first, those that are worth showing.
fn worth_showing(best: Vec<(f32, u32)>) -> impl Iterator<Item = (f32, u32)> {
    let least = best.first().map_or(0.0, |best| best.0 * WORTH_SHOWING);
    best.into_iter()
        .take_while(move |(score, _)| *score >= least)
}

/// A query whose unquoted terms are taken apart.
struct Apart<'a> {
    /// What is taken apart.
    loose: Vec<(&'a Phrase, Field)>,
    /// What must hold as it is.
    rest: Vec<Node>,
    /// The words of what is taken apart.
    words: Vec<String>,
}

impl<'a> Apart<'a> {
    fn of(query: &'a Query) -> Option<Self> {
        let nodes = match query.root()? {
            Node::And(nodes) => nodes.as_slice(),
            only => std::slice::from_ref(only),
        };
        let mut apart = Self {
            loose: Vec::new(),
            rest: Vec::new(),
            words: Vec::new(),
        };
        for node in nodes {
            match node {
                Node::Phrase(phrase, field) if !phrase.quoted || phrase.cited => {
                    apart.loose.push((phrase, *field));
                }
                other => apart.rest.push(other.clone()),
            }
        }
        for (phrase, _) in &apart.loose {
            for word in segment::words(&phrase.text) {
                if !apart.words.contains(&word) {
                    apart.words.push(word);
                }
            }
        }
        (apart.words.len() > 1 || apart.loose.len() > 1).then_some(apart)
    }

    /// All words of each term, in the term's field, and the rest.
    fn all(&self) -> Node {
        let words = self.loose.iter().flat_map(|(phrase, field)| {
            let words = segment::words(&phrase.text);
            words
                .into_iter()
                .filter_map(|word| Some(Node::Phrase(Phrase::new(&word, true)?, *field)))
        });
        Node::And(words.chain(self.rest.iter().cloned()).collect())
    }

    /// Is it as long as a headline that somebody pasted? Few short words are meant as they are typed.
    fn is_long(&self) -> bool {
        let units: usize = self
            .loose
            .iter()
            .map(|(phrase, _)| phrase.units.len())
            .sum();
        self.words.len() >= FEW_WORDS && units >= PASTED
    }

    fn rest(&self) -> Option<Node> {
        (!self.rest.is_empty()).then(|| Node::And(self.rest.clone()))
    }

    /// Pairs of characters and words, each once.
    fn parts(&self) -> Vec<Part> {
        let mut parts: Vec<(String, f32)> = Vec::new();
        let mut add =
            |text: String, weight: f32| match parts.iter_mut().find(|(known, _)| *known == text) {
                Some(known) => known.1 = known.1.max(weight),
                None => parts.push((text, weight)),
            };
        for (phrase, _) in &self.loose {
            for word in segment::all_words(&phrase.text) {
                parts_of(&Units::of(&word), 1.0, &mut add);
            }
            parts_of(&phrase.units, ACROSS, &mut add);
        }
        for word in self.words.iter().filter(|word| word.chars().count() == 1) {
            add(word.clone(), ALONE);
        }
        parts.truncate(MAX_PARTS);
        parts
            .into_iter()
            .map(|(text, weight)| Part {
                units: Units::of(&text),
                weight,
            })
            .collect()
    }
}

/// Something that a query is made of.
struct Part {
    units: Units,
    /// What it is worth, in terms of a pair of characters within a word.
    weight: f32,
}

impl Part {
    /// What it is worth where it is no word: a pair that is none in the query either is worth the same anywhere.
    fn accident(&self) -> f32 {
        match self.weight < ALONE {
            true => 1.0,
            false => ACCIDENT,
        }
    }
}

fn parts_of(units: &Units, weight: f32, add: &mut impl FnMut(String, f32)) {
    for pair in units.list().windows(2) {
        if let [first, second] = pair
            && let (Kind::Han(a), Kind::Han(b), true) = (first.kind, second.kind, second.joined)
        {
            add([a, b].iter().collect(), weight);
        }
    }
    for unit in units.list().iter().filter(|unit| unit.kind == Kind::Word) {
        add(units.word(unit).to_string(), weight);
    }
}
