//! From what a query asks for to a set of articles.

use std::collections::{HashMap, HashSet};
use std::hash::{Hash, Hasher};
use std::sync::Arc;
use std::time::Instant;

use roaring::RoaringBitmap;

use crate::archive::facets::Facets;
use crate::archive::index::{Index, Lookup, Postings, set_of_all};
use crate::archive::{Archive, Filter, Result};
use crate::query::{Field, Node, Phrase};
use crate::text::units::Units;

/// A beginning of a word stands for at most so many words.
const MAX_WORDS: u32 = 2_000;

/// The articles found, and for each term that should stand in them, where it does.
pub(super) struct Evaluated {
    pub(super) set: RoaringBitmap,
    pub(super) leaves: Vec<Postings>,
    /// Every article of the set holds all of these.
    pub(super) in_all: bool,
    /// Not every article that holds them is in the set.
    pub(super) narrowed: bool,
}

impl Archive {
    /// The articles that match and pass the filter.
    pub(super) async fn evaluate(
        &self,
        index: &mut Arc<Index>,
        root: Option<&Node>,
        filter: &Filter,
        deadline: Instant,
    ) -> Result<Evaluated> {
        let Some(root) = root else {
            return Ok(Evaluated {
                set: filter.select(&index.facets),
                leaves: Vec::new(),
                in_all: false,
                narrowed: false,
            });
        };
        let (lookups, places) = self.lookups(root).await?;
        let found = self.look_up(index, &lookups, deadline).await?;
        let mut leaves = places.iter().filter_map(|at| found.get(*at));
        let mut set = combine(root, &mut leaves, index);
        if !filter.is_empty() {
            set &= filter.select(&index.facets);
        }
        let mut wanted = Vec::new();
        mark_wanted(root, true, &mut wanted);
        let wanted: HashSet<usize> = std::iter::zip(places, wanted)
            .filter_map(|(at, wanted)| wanted.then_some(at))
            .collect();
        let leaves = found.into_iter().enumerate();
        let leaves = leaves.filter_map(|(at, leaf)| wanted.contains(&at).then_some(leaf));
        Ok(Evaluated {
            set,
            leaves: leaves.collect(),
            in_all: asks_for_all(root),
            narrowed: !filter.is_empty() || !asks_for_leaves_alone(root),
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

fn asks_for_leaves_alone(root: &Node) -> bool {
    nodes_of_and(root).iter().all(is_leaf)
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
        Node::And(nodes) => {
            let mut together: Vec<&Postings> = Vec::with_capacity(nodes.len());
            let mut all: Option<RoaringBitmap> = None;
            // What is to be left out is taken away last, so that no complement has to be made.
            let mut without = RoaringBitmap::new();
            let mut narrow = |next: RoaringBitmap| {
                all = Some(match all.take() {
                    Some(all) => all & next,
                    None => next,
                });
            };
            for node in nodes {
                match node {
                    Node::Not(inner) => without |= combine(inner, leaves, index),
                    leaf if is_leaf(leaf) => together.extend(leaves.next()),
                    other => narrow(combine(other, leaves, index)),
                }
            }
            if !together.is_empty() {
                narrow(set_of_all(index, &together));
            }
            all.unwrap_or_else(|| facets.all()) - without
        }
        Node::Or(nodes) => nodes
            .iter()
            .map(|node| combine(node, leaves, index))
            .fold(RoaringBitmap::new(), |any, next| any | next),
        Node::Not(inner) => facets.all() - combine(inner, leaves, index),
        Node::Region(code) => facets.region(*code).cloned().unwrap_or_default(),
        Node::Topic(id) => facets.topic(id).cloned().unwrap_or_default(),
        Node::Source(phrase) => facets
            .sources()
            .filter(|(name, _)| !Units::of(name).find(&phrase.units).is_empty())
            .fold(RoaringBitmap::new(), |any, (_, set)| any | set),
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
