//! From what a query asks for to a set of articles, and to one page of them.
//!
//! Each term is looked up once, however often the query has it; sets are combined as the query says. Where all
//! terms must stand in an article, the walk that finds the articles also ranks them, so that long lists are read
//! once.

use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;
use std::time::Instant;

use roaring::RoaringBitmap;

use super::rank::{ACCIDENT, Ranking, Weigher, Worth};
use crate::archive::facets::Facets;
use crate::archive::index::{Index, Lookup, Postings, in_all, set_of_all};
use crate::archive::listing::Window;
use crate::archive::{Archive, Filter, PageRequest, Result};
use crate::query::{Field, Node, Phrase};

/// A beginning of a word stands for at most so many words.
const MAX_WORDS: u32 = 2_000;

/// A query whose terms have been looked up.
pub(super) struct LookedUp<'a> {
    root: &'a Node,
    filter: &'a Filter,
    found: Vec<Postings>,
    /// Which of them is that of each term, in the order in which [`combine`] takes them.
    places: Vec<usize>,
}

impl Archive {
    /// The articles that match and pass the filter.
    pub(super) async fn evaluate(
        &self,
        index: &mut Arc<Index>,
        root: &Node,
        filter: &Filter,
        deadline: Instant,
    ) -> Result<RoaringBitmap> {
        let looked_up = self.look_up_terms(index, root, filter, deadline).await?;
        Ok(looked_up.set(index))
    }

    pub(super) async fn look_up_terms<'a>(
        &self,
        index: &mut Arc<Index>,
        root: &'a Node,
        filter: &'a Filter,
        deadline: Instant,
    ) -> Result<LookedUp<'a>> {
        let (lookups, places) = self.lookups(root).await?;
        Ok(LookedUp {
            root,
            filter,
            found: self.look_up(index, &lookups, deadline).await?,
            places,
        })
    }

    /// The lookups of a query, each once, and which of them gives the result of each term, in the order in which
    /// [`combine`] takes them.
    async fn lookups(&self, root: &Node) -> Result<(Vec<Lookup>, Vec<usize>)> {
        let mut terms = Vec::new();
        collect(root, &mut terms);
        let mut lookups = Vec::with_capacity(terms.len());
        let mut places = Vec::with_capacity(terms.len());
        let mut known = HashMap::new();
        for term in terms {
            if let Some(at) = known.get(&term) {
                places.push(*at);
                continue;
            }
            lookups.push(match &term {
                Term::Phrase(phrase, field) => Lookup::Phrase(phrase.0.units.clone(), *field),
                Term::Near(phrases, distance, field) => {
                    let units = phrases.iter().map(|phrase| phrase.0.units.clone());
                    Lookup::Near(units.collect(), *distance, *field)
                }
                Term::Prefix(letters, field) => {
                    Lookup::Words(self.words_with(letters, MAX_WORDS).await?, *field)
                }
            });
            places.push(lookups.len() - 1);
            known.insert(term, lookups.len() - 1);
        }
        Ok((lookups, places))
    }
}

impl LookedUp<'_> {
    fn leaves(&self) -> impl Iterator<Item = &Postings> {
        self.places.iter().filter_map(|at| self.found.get(*at))
    }

    pub(super) fn set(&self, index: &Index) -> RoaringBitmap {
        let set = combine(self.root, &mut self.leaves(), index);
        match self.filter.is_empty() {
            true => set,
            false => set & self.filter.select(&index.facets),
        }
    }

    /// The articles, and one page of them, best first.
    pub(super) fn ranked(&self, index: &Index, page: &PageRequest) -> (RoaringBitmap, Window) {
        if asks_for_all(self.root) {
            return self.ranked_in_one_walk(index, page);
        }
        let set = self.set(index);
        let mut wanted = Vec::new();
        mark_wanted(self.root, true, &mut wanted);
        let wanted = self.leaves().zip(wanted);
        let parts: Vec<_> = each_once(wanted.filter_map(|(leaf, wanted)| wanted.then_some(leaf)))
            .into_iter()
            .map(|leaf| (leaf, Worth::of(index, leaf, 1.0, ACCIDENT)))
            .collect();
        let window = Ranking::of(index, &parts, &set).window(&index.facets, page);
        (set, window)
    }

    fn ranked_in_one_walk(&self, index: &Index, page: &PageRequest) -> (RoaringBitmap, Window) {
        let mut all = All::of(nodes_of_and(self.root), &mut self.leaves(), index);
        if !self.filter.is_empty() {
            all.narrow(self.filter.select(&index.facets));
        }
        let mut weigher = Weigher::of(index, &all.leaves, page);
        in_all(index, &all.leaves, |batch| {
            if all.within.is_some() || all.without.is_some() {
                batch.retain(|number| all.passes(number));
            }
            weigher.weigh(batch);
        });
        weigher.finish()
    }
}

/// The same may be asked for twice.
fn each_once<'a>(leaves: impl Iterator<Item = &'a Postings>) -> Vec<&'a Postings> {
    let mut once: Vec<&Postings> = Vec::new();
    for leaf in leaves {
        if !once.iter().any(|known| std::ptr::eq(*known, leaf)) {
            once.push(leaf);
        }
    }
    once
}

#[derive(PartialEq, Eq, Hash)]
enum Term<'a> {
    Phrase(Said<'a>, Field),
    Prefix(&'a str, Field),
    Near(Vec<Said<'a>>, u32, Field),
}

/// A phrase; two are the same that say the same, quoted or not.
#[derive(Clone, Copy)]
struct Said<'a>(&'a Phrase);

impl PartialEq for Said<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.0.text == other.0.text
    }
}

impl Eq for Said<'_> {}

impl Hash for Said<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.text.hash(state);
    }
}

fn collect<'a>(node: &'a Node, into: &mut Vec<Term<'a>>) {
    match node {
        Node::Phrase(phrase, field) => into.push(Term::Phrase(Said(phrase), *field)),
        Node::Prefix(letters, field) => into.push(Term::Prefix(letters, *field)),
        Node::Near(phrases, distance, field) => {
            let phrases = phrases.iter().map(Said).collect();
            into.push(Term::Near(phrases, *distance, *field));
        }
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().for_each(|node| collect(node, into)),
        Node::Not(inner) => collect(inner, into),
        Node::Region(_) | Node::Topic(_) | Node::Source(_) | Node::Date(..) => {}
    }
}

/// For each lookup: should its words stand in the article?
fn mark_wanted(node: &Node, wanted: bool, into: &mut Vec<bool>) {
    match node {
        Node::Phrase(..) | Node::Prefix(..) | Node::Near(..) => into.push(wanted),
        Node::And(nodes) | Node::Or(nodes) => nodes
            .iter()
            .for_each(|node| mark_wanted(node, wanted, into)),
        Node::Not(inner) => mark_wanted(inner, !wanted, into),
        Node::Region(_) | Node::Topic(_) | Node::Source(_) | Node::Date(..) => {}
    }
}

/// Something that is looked up.
fn is_leaf(node: &Node) -> bool {
    matches!(node, Node::Phrase(..) | Node::Prefix(..) | Node::Near(..))
}

fn nodes_of_and(root: &Node) -> &[Node] {
    match root {
        Node::And(nodes) => nodes,
        only => std::slice::from_ref(only),
    }
}

/// Must all that should stand in an article stand in it?
fn asks_for_all(root: &Node) -> bool {
    let nodes = nodes_of_and(root);
    nodes.iter().any(is_leaf)
        && !nodes
            .iter()
            .any(|node| matches!(node, Node::Or(_) | Node::And(_)))
}

/// What an article must hold and be, all of it.
struct All<'a> {
    leaves: Vec<&'a Postings>,
    within: Option<RoaringBitmap>,
    /// Taken away last, so that no complement has to be made.
    without: Option<RoaringBitmap>,
}

impl<'a> All<'a> {
    fn of(nodes: &[Node], leaves: &mut impl Iterator<Item = &'a Postings>, index: &Index) -> Self {
        let mut all = Self {
            leaves: Vec::with_capacity(nodes.len()),
            within: None,
            without: None,
        };
        for node in nodes {
            match node {
                Node::Not(inner) => {
                    *all.without.get_or_insert_default() |= combine(inner, leaves, index);
                }
                leaf if is_leaf(leaf) => all.leaves.extend(leaves.next()),
                other => all.narrow(combine(other, leaves, index)),
            }
        }
        all.leaves = each_once(all.leaves.into_iter());
        all
    }

    fn narrow(&mut self, set: RoaringBitmap) {
        self.within = Some(match self.within.take() {
            Some(within) => within & set,
            None => set,
        });
    }

    #[inline]
    fn passes(&self, number: u32) -> bool {
        let holds = |set: &RoaringBitmap| set.contains(number);
        self.within.as_ref().is_none_or(holds) && !self.without.as_ref().is_some_and(holds)
    }

    fn set(mut self, index: &Index) -> RoaringBitmap {
        if !self.leaves.is_empty() {
            self.narrow(set_of_all(index, &self.leaves));
        }
        let within = self.within.unwrap_or_else(|| index.facets.all());
        within - self.without.unwrap_or_default()
    }
}

fn combine<'a>(
    node: &Node,
    leaves: &mut impl Iterator<Item = &'a Postings>,
    index: &Index,
) -> RoaringBitmap {
    let facets: &Facets = &index.facets;
    match node {
        Node::Phrase(..) | Node::Prefix(..) | Node::Near(..) => {
            let leaf: Vec<&Postings> = leaves.next().into_iter().collect();
            set_of_all(index, &leaf)
        }
        Node::And(nodes) => All::of(nodes, leaves, index).set(index),
        Node::Or(nodes) => nodes
            .iter()
            .map(|node| combine(node, leaves, index))
            .fold(RoaringBitmap::new(), |any, next| any | next),
        Node::Not(inner) => facets.all() - combine(inner, leaves, index),
        Node::Region(code) => facets.region(*code).cloned().unwrap_or_default(),
        Node::Topic(id) => facets.topic(id).cloned().unwrap_or_default(),
        Node::Source(phrase) => facets.sources_holding(&phrase.units),
        Node::Date(from, to) => {
            let filter = Filter {
                from: *from,
                to: *to,
                ..Filter::default()
            };
            filter.select(facets)
        }
    }
}
