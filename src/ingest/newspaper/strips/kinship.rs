//! How much the paragraphs of a report speak of the same.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::super::likeness::{Pairs, telling};
use super::super::tally::FEW;
use crate::topic::Topics;

/// What it is worth to have all of one's words in the report and in no other.
const LIKE: f64 = 22.0;
/// A headline is short, and may be a play on words.
const HEADLINE: f64 = 0.7;
/// How far a report's words are believed against those of the page.
const BELIEF: f64 = 0.6;
/// What a word that stands elsewhere and not in the report says against it, at the most.
const ABSENT: f64 = -0.3;
/// A paragraph of so many words counts once; what longer and shorter ones count grows more slowly than they.
const LENGTH: f64 = 80.0;
const LONGEST: f64 = 2.0;
const GROWS: f64 = 0.7;
/// A topic of the trade that a paragraph speaks of counts as so many of its words: 免疫 and 疫苗 share no character.
const TOPIC: u32 = 3;

static TOPICS: LazyLock<Option<Topics>> = LazyLock::new(|| Topics::open(None).ok());

pub(super) struct Kinship {
    /// The words of each part, numbered: paragraphs, then headlines.
    words: Vec<Vec<usize>>,
    paragraphs: usize,
    /// How many parts hold each word.
    holders: Vec<f64>,
    size: f64,
    /// How many parts of the report that is weighed hold each word.
    counts: Vec<f64>,
    /// Reports that were weighed before, by their parts.
    known: HashMap<u128, f64>,
}

impl Kinship {
    /// Of at most 128 texts, of which the first are `paragraphs`, the others headlines.
    pub(super) fn of(texts: &[String], paragraphs: usize) -> Self {
        let mut numbers = HashMap::new();
        let mut holders = Vec::new();
        let mut number = |pair| -> usize {
            let number = *numbers.entry(pair).or_insert_with(|| {
                holders.push(0.0);
                holders.len() - 1
            });
            holders[number] += 1.0;
            number
        };
        let words: Vec<Vec<usize>> = texts
            .iter()
            .map(|text| told(text).into_iter().map(&mut number).collect())
            .collect();
        Self {
            paragraphs,
            size: words.iter().map(|own| own.len() as f64).sum(),
            counts: vec![0.0; holders.len()],
            words,
            holders,
            known: HashMap::new(),
        }
    }

    /// What the parts of a report are worth to one another, in whatever order.
    pub(super) fn of_report(&mut self, chain: &[usize]) -> f64 {
        let key = chain.iter().fold(0, |key, at| key | 1_u128 << at);
        if let Some(worth) = self.known.get(&key) {
            return *worth;
        }
        let all = || chain.iter().flat_map(|at| &self.words[*at]);
        let size = all().count() as f64;
        for word in all() {
            self.counts[*word] += 1.0;
        }
        let worth = chain.iter().map(|at| self.of_part(*at, size)).sum();
        for word in chain.iter().flat_map(|at| &self.words[*at]) {
            self.counts[*word] = 0.0;
        }
        self.known.insert(key, worth);
        worth
    }

    /// How much more often a part's words stand in the rest of the report than on the rest of the page.
    fn of_part(&self, at: usize, size: f64) -> f64 {
        let own = &self.words[at];
        let length = own.len() as f64;
        let (rest, page) = (size - length, self.size - length);
        if rest < FEW as f64 || own.is_empty() {
            return 0.0;
        }
        let known = own.iter().filter(|word| self.holders[**word] > 1.0);
        let sum: f64 = known
            .map(|word| {
                let (here, all) = (self.counts[*word] - 1.0, self.holders[*word] - 1.0);
                let often = here / rest / (all / page);
                ((1.0 + BELIEF * often) / (1.0 + BELIEF)).ln().max(ABSENT)
            })
            .sum();
        let kind = if at < self.paragraphs { 1.0 } else { HEADLINE };
        kind * LIKE * sum / length * (length / LENGTH).min(LONGEST).powf(GROWS)
    }
}

/// The words of a text, and the topics that it speaks of as words of their own.
fn told(text: &str) -> Pairs {
    let mut told = telling(text);
    let Some(topics) = TOPICS.as_ref() else {
        return told;
    };
    let about = topics.about("", &[text.to_string()]);
    let place = |id: &String| topics.topics.iter().position(|topic| topic.id == *id);
    // Private characters, which no text has.
    let private = |at: u32| char::from_u32(0xe000 + at);
    for topic in about.iter().filter_map(place) {
        let topic = u32::try_from(topic).ok().and_then(private);
        let marks = (0..TOPIC).filter_map(private);
        told.extend(
            topic
                .into_iter()
                .flat_map(|topic| marks.clone().map(move |mark| (topic, mark))),
        );
    }
    told
}
