//! How much the paragraphs of a report speak of the same.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::super::likeness::{Pairs, telling};
use super::super::tally::FEW;
use crate::topic::Topics;

/// How far a report's words are expected to be those of its page: as far as if it held so many of them already.
const PAGE: f64 = 3000.0;
/// What words that come again count against the ends of paragraphs.
const AGAIN: f64 = 0.3;
/// What it is worth to have all of one's words in the report and in no other: so a part of few words counts for something.
const LIKE: f64 = 5.0;
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
    holders: Vec<usize>,
    size: usize,
    /// Of each word, what it is worth that one more part of a report holds it, by how many of its parts do already.
    again: Vec<Vec<f64>>,
    /// What a text of so many words shares by chance.
    chance: Vec<f64>,
    /// How many parts of the report that is weighed hold each word.
    counts: Vec<usize>,
    /// Reports that were weighed before, by their parts.
    known: HashMap<u128, f64>,
}

impl Kinship {
    /// Of at most 128 texts, of which the first are `paragraphs`, the others headlines.
    pub(super) fn of(texts: &[String], paragraphs: usize) -> Self {
        let mut numbers = HashMap::new();
        let mut holders: Vec<usize> = Vec::new();
        let mut number = |pair| -> usize {
            let number = *numbers.entry(pair).or_insert_with(|| {
                holders.push(0);
                holders.len() - 1
            });
            holders[number] += 1;
            number
        };
        let words: Vec<Vec<usize>> = texts
            .iter()
            .map(|text| told(text).into_iter().map(&mut number).collect())
            .collect();
        let size = words.iter().map(Vec::len).sum();
        Self {
            again: holders.iter().map(|all| again(*all, size)).collect(),
            chance: chance(size),
            counts: vec![0; holders.len()],
            words,
            paragraphs,
            holders,
            size,
            known: HashMap::new(),
        }
    }

    /// What the parts of a report are worth to one another, in whatever order.
    pub(super) fn of_report(&mut self, chain: &[usize]) -> f64 {
        let key = chain.iter().fold(0, |key, at| key | 1_u128 << at);
        if let Some(worth) = self.known.get(&key) {
            return *worth;
        }
        let again = self.count(chain);
        let size = chain.iter().map(|at| self.words[*at].len()).sum();
        let like: f64 = chain.iter().map(|at| self.of_part(*at, size)).sum();
        for word in chain.iter().flat_map(|at| &self.words[*at]) {
            self.counts[*word] = 0;
        }
        let worth = AGAIN * (again - self.chance[size]) + like;
        self.known.insert(key, worth);
        worth
    }

    /// Counts the words of a report, and tells what those are worth that come again in it: how much more likely they are
    /// in one report than in reports of their own, but for what so many words share by chance.
    fn count(&mut self, chain: &[usize]) -> f64 {
        let mut worth = 0.0;
        for own in chain.iter().map(|at| &self.words[*at]) {
            worth += self.chance[own.len()];
            for word in own {
                worth += self.again[*word][self.counts[*word]];
                self.counts[*word] += 1;
            }
        }
        worth
    }

    /// How much more often a part's words stand in the rest of the report than on the rest of the page.
    fn of_part(&self, at: usize, size: usize) -> f64 {
        let own = &self.words[at];
        let (rest, page) = (size - own.len(), self.size - own.len());
        if rest < FEW || own.is_empty() {
            return 0.0;
        }
        let (length, rest, page) = (own.len() as f64, rest as f64, page as f64);
        let known = own.iter().filter(|word| self.holders[**word] > 1);
        let sum: f64 = known
            .map(|word| {
                let here = (self.counts[*word] - 1) as f64;
                let often = here / rest / ((self.holders[*word] - 1) as f64 / page);
                ((1.0 + BELIEF * often) / (1.0 + BELIEF)).ln().max(ABSENT)
            })
            .sum();
        let kind = if at < self.paragraphs { 1.0 } else { HEADLINE };
        kind * LIKE * sum / length * (length / LENGTH).min(LONGEST).powf(GROWS)
    }
}

/// What it is worth that one more part of a report holds a word, by how many of its parts do already; so many parts of
/// the page hold it.
fn again(holders: usize, size: usize) -> Vec<f64> {
    let expected = PAGE * holders as f64 / size as f64;
    let more = |held: usize| (1.0 + held as f64 / expected).ln();
    (0..holders).map(more).collect()
}

/// What texts of 0, 1, 2 … words share by chance.
fn chance(size: usize) -> Vec<f64> {
    let mut sum = 0.0;
    let mut chance = vec![sum];
    for words in 0..size {
        sum += (1.0 + words as f64 / PAGE).ln();
        chance.push(sum);
    }
    chance
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_come_again_keep_a_report_together() {
        let texts = [
            "流动药房开到渔港码头,药师教船员量血压,船员下船就能取药。",
            "托育老师两人一组练喂养和急救,每人练满二十遍才算过关。",
            "药师把船员的血压记在航海日志上,船员出海前都到流动药房。",
            "考过急救的托育老师领到证书,喂养和护理也要一项项过关。",
        ];
        let mut kinship = Kinship::of(&texts.map(str::to_string), texts.len());
        let alone = kinship.of_report(&[0]);
        let together = kinship.of_report(&[0, 2]) + kinship.of_report(&[1, 3]);
        assert!(alone.abs() < 1e-9, "{alone}");
        assert!(together > 0.0, "{together}");
        assert!(kinship.of_report(&[0, 1]) + kinship.of_report(&[2, 3]) < together / 2.0);
    }
}
