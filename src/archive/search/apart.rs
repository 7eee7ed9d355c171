//! A query taken apart: the words that its unquoted terms are made of, and pairs of characters.
//!
//! Who pastes a headline or types 儿童医院夜门诊 means its words, not that the characters stand together. Words find what
//! is said otherwise, pairs of characters what the dictionary cuts otherwise in another sentence; each is worth as
//! much as it tells.

use super::rank::ACCIDENT;
use crate::query::{Field, Node, Phrase, Query};
use crate::text::segment;
use crate::text::units::{Kind, Units};

/// So many pairs of characters and words are looked up at most.
const MAX_PARTS: usize = 80;
/// What a pair of characters across two words is worth, in terms of one within a word.
const ACROSS: f32 = 0.3;
/// What a word of one character is worth.
const ALONE: f32 = 0.8;
/// Of queries of fewer words full matches come first, and partial ones only where those do not fill a page.
pub(super) const FEW_WORDS: usize = 3;
/// Queries of fewer characters and words are no headline that was pasted.
const PASTED: usize = 8;

/// A query whose unquoted terms are taken apart.
pub(super) struct Apart<'a> {
    /// What is taken apart.
    loose: Vec<(&'a Phrase, Field)>,
    /// What must hold as it is.
    rest: Vec<Node>,
    /// The words of what is taken apart; of a single word, those that it holds.
    pub(super) words: Vec<String>,
}

impl<'a> Apart<'a> {
    pub(super) fn of(query: &'a Query) -> Option<Self> {
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
        if let ([_], [only]) = (apart.loose.as_slice(), apart.words.as_slice()) {
            apart.words = segment::shorter(only);
        }
        (apart.words.len() > 1 || apart.loose.len() > 1).then_some(apart)
    }

    /// All words of each term, in the term's field, and the rest.
    pub(super) fn all(&self) -> Node {
        let words = self.loose.iter().flat_map(|(phrase, field)| {
            let words = segment::words(&phrase.text);
            words
                .into_iter()
                .filter_map(|word| Some(Node::Phrase(Phrase::new(&word, true)?, *field)))
        });
        Node::And(words.chain(self.rest.iter().cloned()).collect())
    }

    /// Is it as long as a headline that somebody pasted? Few short words are meant as they are typed.
    pub(super) fn is_long(&self) -> bool {
        let units: usize = self
            .loose
            .iter()
            .map(|(phrase, _)| phrase.units.len())
            .sum();
        self.words.len() >= FEW_WORDS && units >= PASTED
    }

    pub(super) fn rest(&self) -> Option<Node> {
        (!self.rest.is_empty()).then(|| Node::And(self.rest.clone()))
    }

    /// Pairs of characters and words, each once.
    pub(super) fn parts(&self) -> Vec<Part> {
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
pub(super) struct Part {
    pub(super) units: Units,
    /// What it is worth, in terms of a pair of characters within a word.
    pub(super) weight: f32,
}

impl Part {
    /// What it is worth where it is no word: a pair that is none in the query either is worth the same anywhere.
    pub(super) fn accident(&self) -> f32 {
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
