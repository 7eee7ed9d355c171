//! All lexicons in one automaton: one pass over an article weighs all topics.

use std::cmp::Reverse;

use aho_corasick::{AhoCorasick, MatchKind};

use super::Topic;
use super::forms::Forms;
use super::portrait::is_portrait;
use crate::text::normalize::fold;

/// The terms of all topics.
#[derive(Debug)]
pub(super) struct Lexicon {
    automaton: AhoCorasick,
    /// By pattern: whether the term is in ASCII, so that it must stand as a word of its own.
    word: Vec<bool>,
    /// By pattern: topics (by number) with the weight the term has there.
    weights: Vec<Vec<(usize, f32)>>,
    forms: Forms,
    /// The topic (by number) of portraits.
    portraits: Option<usize>,
}

/// A term in the headline counts so many times what it does in the body, once.
const HEADLINE: f32 = 4.0;
/// And in the first paragraph.
const LEAD: f32 = 1.5;
const POWER: f32 = 1.5;
/// What the main topic needs: two hints in the lead, or one clear term.
const LEAST: f32 = 6.0;
/// What a further topic needs, as a share of the main one.
const BESIDE: f32 = 0.25;
/// And at least: more than one clear term in passing.
const LEAST_BESIDE: f32 = 25.0;
/// A third topic needs more: two are what most reports are about, and each further one is seldom missed.
const THIRD: f32 = 0.5;
const MOST: usize = 3;

/// Where a term stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Zone {
    Headline,
    Lead,
    Body,
}

impl Lexicon {
    /// `None` where no topic says what speaks for it.
    pub(super) fn build(topics: &[Topic]) -> Option<Self> {
        let mut terms: Vec<(String, usize, f32)> = Vec::new();
        for (number, topic) in topics.iter().enumerate() {
            for (term, weight) in &topic.lexicon {
                terms.push((fold(term), number, *weight));
            }
        }
        terms.retain(|(term, _, _)| !term.is_empty());
        terms.sort_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
        // 傳染病 and 传染病 are one term once they are folded.
        terms.dedup_by(|a, b| a.0 == b.0 && a.1 == b.1);
        let mut words: Vec<String> = Vec::new();
        let mut weights: Vec<Vec<(usize, f32)>> = Vec::new();
        for (term, topic, weight) in terms {
            let weight = raised(weight);
            match weights.last_mut() {
                Some(last) if words.last() == Some(&term) => last.push((topic, weight)),
                _ => {
                    words.push(term);
                    weights.push(vec![(topic, weight)]);
                }
            }
        }
        let forms = Forms::build(topics);
        let portraits = topics.iter().position(|topic| topic.portraits);
        if words.is_empty() && forms.is_empty() && portraits.is_none() {
            return None;
        }
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(&words)
            .ok()?;
        Some(Self {
            automaton,
            word: words.iter().map(|word| word.is_ascii()).collect(),
            weights,
            forms,
            portraits,
        })
    }

    /// The topics (by number) that an article is about, main first.
    pub(super) fn choose(
        &self,
        headline: &str,
        paragraphs: &[String],
        topics: usize,
    ) -> Vec<usize> {
        let mut scores = self.scores(headline, paragraphs, topics);
        self.raise_portraits(headline, paragraphs, &mut scores);
        let mut scores: Vec<(usize, f32)> = scores.into_iter().enumerate().collect();
        scores.sort_by(|a, b| b.1.total_cmp(&a.1));
        let main = scores.first().map_or(0.0, |s| s.1);
        if main < LEAST {
            return Vec::new();
        }
        let least = |rank: usize| match rank {
            0 => LEAST,
            1 => LEAST_BESIDE.max(BESIDE * main),
            _ => LEAST_BESIDE.max(THIRD * main),
        };
        let kept = scores.iter().take(MOST).enumerate();
        let kept = kept.filter(|(rank, (_, score))| *score >= least(*rank));
        kept.map(|(_, (topic, _))| *topic).collect()
    }

    fn scores(&self, headline: &str, paragraphs: &[String], topics: usize) -> Vec<f32> {
        let mut found: Vec<(usize, Zone)> = Vec::new();
        self.find(headline, Zone::Headline, &mut found);
        for (n, paragraph) in paragraphs.iter().enumerate() {
            let zone = if n == 0 { Zone::Lead } else { Zone::Body };
            self.find(paragraph, zone, &mut found);
        }
        found.sort_unstable();
        let mut scores = vec![0.0; topics];
        for same in found.chunk_by(|a, b| a == b) {
            let Some((pattern, zone)) = same.first() else {
                continue;
            };
            let often = (1.0 + same.len() as f32).log2();
            let factor = match zone {
                Zone::Headline => HEADLINE,
                Zone::Lead => LEAD * often,
                Zone::Body => often,
            };
            for (topic, weight) in self.weights.get(*pattern).into_iter().flatten() {
                if let Some(score) = scores.get_mut(*topic) {
                    *score += weight * factor;
                }
            }
        }
        for (topic, weight) in self.forms.weights(headline) {
            if let Some(score) = scores.get_mut(topic) {
                *score += raised(weight) * HEADLINE;
            }
        }
        scores
    }

    /// A portrait is about its person first, however much it tells of the work.
    fn raise_portraits(&self, headline: &str, paragraphs: &[String], scores: &mut [f32]) {
        let most = scores.iter().copied().fold(LEAST, f32::max);
        let portraits = self.portraits.and_then(|n| scores.get_mut(n));
        if let Some(score) = portraits.filter(|_| is_portrait(headline, paragraphs)) {
            *score += most;
        }
    }

    fn find(&self, text: &str, zone: Zone, found: &mut Vec<(usize, Zone)>) {
        let folded = fold(text);
        let hits = self.automaton.find_overlapping_iter(&folded);
        let mut hits: Vec<_> = hits
            .filter(|hit| {
                let word = self.word.get(hit.pattern().as_usize());
                !word.copied().unwrap_or_default() || stands_alone(&folded, hit.range())
            })
            .collect();
        hits.sort_unstable_by_key(|hit| (hit.start(), Reverse(hit.end())));
        // What stands within a longer term is part of its meaning: 性病 in 慢性病, 村医 in 乡村医生.
        let mut end = 0;
        for hit in hits {
            if hit.end() > end {
                end = hit.end();
                found.push((hit.pattern().as_usize(), zone));
            }
        }
    }
}

/// The stronger terms count more than in proportion: one that decides outweighs many hints.
fn raised(weight: f32) -> f32 {
    weight.signum() * weight.abs().powf(POWER)
}

/// AED in “AED除颤”, not in “AEDs”; 5G, not in “15G”.
fn stands_alone(text: &str, range: std::ops::Range<usize>) -> bool {
    let joins = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let bytes = text.as_bytes();
    let before = range.start.checked_sub(1).and_then(|at| bytes.get(at));
    !joins(before) && !joins(bytes.get(range.end))
}
