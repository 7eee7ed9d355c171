//! The order of what was found: bm25, headline before body, words before accidents, and a little for the recent.

use std::cell::Cell;
use std::sync::Arc;

use roaring::RoaringBitmap;

use crate::archive::PageRequest;
use crate::archive::facets::Facets;
use crate::archive::index::{Found, Index, Postings, in_all};
use crate::archive::listing::Window;

const K1: f32 = 1.2;
const B: f32 = 0.75;
/// What a term in the headline is worth, in terms of one in the body.
const HEADLINE: f32 = 1.5;
/// What a term is worth that is nowhere in an article a word of its own.
pub(super) const ACCIDENT: f32 = 0.5;
/// By how much the most recent article is preferred to the oldest.
const RECENT: f32 = 0.02;

/// What each article that was found is worth.
#[derive(Default)]
pub(super) enum Ranking {
    #[default]
    Nothing,
    /// The articles in which all terms stand, but none that is not in the set if there is one: weighed when they are asked for.
    All {
        index: Arc<Index>,
        terms: Vec<Term>,
        within: Option<RoaringBitmap>,
    },
    Scored(Vec<(f32, u32)>),
}

/// One term, and what it is worth.
pub(super) struct Term {
    postings: Postings,
    weight: f32,
    /// So many times as much where it is no word of its own.
    accident: f32,
}

impl Term {
    pub(super) fn new(postings: Postings, weight: f32, accident: f32) -> Self {
        Self {
            postings,
            weight,
            accident,
        }
    }

    /// What the term is worth in an article where it was found.
    fn worth(&self, index: &Index) -> impl Fn(&Found) -> f32 + use<> {
        let sum = self.postings.sum();
        let articles = index.facets.len() as f32;
        let found = (sum.articles as f32).min(articles);
        let rarity = (1.0 + (articles - found + 0.5) / (found + 0.5)).ln() * self.weight;
        let norm = K1 * B / index.average_length;
        let accident = match sum.any_word {
            true => self.accident,
            false => 1.0,
        };
        let recent = RECENT / articles.max(1.0);
        move |found| {
            let count = f32::from(found.count);
            let mut worth =
                count * (K1 + 1.0) / (count + K1 * (1.0 - B) + norm * f32::from(found.length));
            if !found.word {
                worth *= accident;
            }
            if found.headline {
                worth += HEADLINE;
            }
            rarity * worth * (1.0 + recent * found.number as f32)
        }
    }
}

/// Adds up what each article is worth, by where things were found and what each is worth there.
pub(super) fn sums<W: Fn(&Found) -> f32>(
    index: &Index,
    parts: &[(&Postings, W)],
    mut sink: impl FnMut(f32, u32),
) {
    with_scores(index, |scores| {
        for (postings, worth) in parts {
            postings.each(index, |found| {
                if let Some(score) = scores.get_mut(found.number as usize) {
                    *score += worth(&found);
                }
            });
        }
        // Each sum is taken out once.
        for (postings, _) in parts {
            postings.each(index, |found| {
                let score = take(scores, found.number);
                if score > 0.0 {
                    sink(score, found.number);
                }
            });
        }
    });
}

/// Adds up what each article of the set is worth: all of them, and no others.
fn sums_in<W: Fn(&Found) -> f32>(
    index: &Index,
    parts: &[(&Postings, W)],
    set: &RoaringBitmap,
) -> Vec<(f32, u32)> {
    with_scores(index, |scores| {
        for number in set {
            if let Some(score) = scores.get_mut(number as usize) {
                *score = f32::MIN_POSITIVE;
            }
        }
        for (postings, worth) in parts {
            postings.each(index, |found| {
                let score = scores.get_mut(found.number as usize);
                if let Some(score) = score.filter(|score| **score > 0.0) {
                    *score += worth(&found);
                }
            });
        }
        let sums = set.iter().map(|number| (take(scores, number), number));
        sums.collect()
    })
}

fn with_scores<T>(index: &Index, work: impl FnOnce(&mut [f32]) -> T) -> T {
    // Taken out, so that a panic leaves none that are not 0.
    let mut scores = SCORES.take();
    if scores.len() < index.facets.len() {
        scores.resize(index.facets.len(), 0.0);
    }
    let done = work(&mut scores);
    SCORES.set(scores);
    done
}

fn take(scores: &mut [f32], number: u32) -> f32 {
    scores.get_mut(number as usize).map_or(0.0, std::mem::take)
}

thread_local! {
    /// A score for each article, all 0 between uses: to make it for each query would cost more than the query.
    static SCORES: Cell<Vec<f32>> = const { Cell::new(Vec::new()) };
}

/// A place in the ranking to go on from: written `r{score}.{place}`, or with `-` before it for the page before.
struct Cursor {
    score: f32,
    seq: i64,
    backwards: bool,
}

impl Cursor {
    fn parse(text: &str) -> Option<Self> {
        let (rest, backwards) = match text.strip_prefix('-') {
            Some(rest) => (rest, true),
            None => (text, false),
        };
        let (score, seq) = rest.strip_prefix('r')?.split_once('.')?;
        Some(Self {
            score: f32::from_bits(u32::from_str_radix(score, 16).ok()?),
            seq: seq.parse().ok()?,
            backwards,
        })
    }
}

impl Ranking {
    /// Articles in which all terms stand; no others than those of the set, if there is one.
    pub(super) fn all(index: &Arc<Index>, terms: Vec<Term>, within: Option<RoaringBitmap>) -> Self {
        Self::All {
            index: Arc::clone(index),
            terms,
            within,
        }
    }

    /// Adds up what the terms are worth in each article of the set; where there is none, in each that has a term.
    pub(super) fn any(index: &Index, terms: &[Term], set: Option<&RoaringBitmap>) -> Self {
        let parts: Vec<_> = terms
            .iter()
            .map(|term| (&term.postings, term.worth(index)))
            .collect();
        Self::Scored(match set {
            Some(set) => sums_in(index, &parts, set),
            None => {
                let mut scored = Vec::new();
                sums(index, &parts, |score, number| scored.push((score, number)));
                scored
            }
        })
    }

    /// Tells what every article is worth, with its number.
    fn each(&self, mut sink: impl FnMut((f32, u32))) {
        match self {
            Self::Nothing => {}
            Self::All {
                index,
                terms,
                within,
            } => {
                let postings: Vec<&Postings> = terms.iter().map(|term| &term.postings).collect();
                let worths: Vec<_> = terms.iter().map(|term| term.worth(index)).collect();
                in_all(index, &postings, |found| {
                    let number = found.first().map_or(0, |found| found.number);
                    if within.as_ref().is_none_or(|set| set.contains(number)) {
                        let each = found.iter().zip(&worths).map(|(found, worth)| worth(found));
                        sink((each.sum(), number));
                    }
                });
            }
            Self::Scored(scored) => scored.iter().copied().for_each(sink),
        }
    }

    /// What every article is worth that passes, one by one.
    fn scored(self, passes: impl Fn(u32) -> bool) -> Vec<(f32, u32)> {
        let mut kept = Vec::new();
        self.each(|place| {
            if passes(place.1) {
                kept.push(place);
            }
        });
        kept
    }

    /// Leaves out all but the articles of the set.
    pub(super) fn keep(&mut self, set: &RoaringBitmap) {
        *self = Self::Scored(std::mem::take(self).scored(|number| set.contains(number)));
    }

    /// Raises the articles of the set above all others, in their order.
    pub(super) fn put_first(&mut self, set: &RoaringBitmap) {
        let mut best = 0.0_f32;
        self.each(|(score, _)| best = best.max(score));
        self.raise(|number| if set.contains(number) { best } else { 0.0 });
    }

    pub(super) fn raise(&mut self, by: impl Fn(u32) -> f32) {
        let mut scored = std::mem::take(self).scored(|_| true);
        scored
            .iter_mut()
            .for_each(|(score, number)| *score += by(*number));
        *self = Self::Scored(scored);
    }

    /// The first `limit` of those that pass, in this order.
    fn first(
        &self,
        limit: usize,
        before: impl Fn(&(f32, u32), &(f32, u32)) -> bool,
        passes: impl Fn(&(f32, u32)) -> bool,
    ) -> Vec<(f32, u32)> {
        let mut top = Top::new(limit, before);
        self.each(|place| {
            if passes(&place) {
                top.push(place);
            }
        });
        top.finish()
    }

    /// The best `limit` that pass, best first.
    pub(super) fn best(&self, limit: usize, passes: impl Fn(u32) -> bool) -> Vec<(f32, u32)> {
        self.first(limit, better, |(_, number)| passes(*number))
    }

    /// One page, best first; of equals the newest.
    pub(super) fn window(&self, facets: &Facets, page: &PageRequest) -> Window {
        let cursor = page.cursor.as_deref().and_then(Cursor::parse);
        let limit = page.limit.clamp(1, 100);
        let backwards = cursor.as_ref().is_some_and(|cursor| cursor.backwards);
        let start = cursor.map(|cursor| {
            let number = facets.number_from(cursor.seq);
            (cursor.score, number)
        });
        let mut top = if backwards {
            let passes = |place: &_| start.is_none_or(|start| better(place, &start));
            self.first(limit + 1, |a, b| better(b, a), passes)
        } else {
            let passes = |place: &_| start.is_none_or(|start| better(&start, place));
            self.first(limit + 1, better, passes)
        };
        let more = top.len() > limit;
        top.truncate(limit);
        if backwards {
            top.reverse();
        }
        let cursor = |place: Option<&(f32, u32)>, wanted: bool, sign: &str| {
            let (score, number) = place.filter(|_| wanted)?;
            Some(format!(
                "{sign}r{:x}.{}",
                score.to_bits(),
                facets.seq(*number)?
            ))
        };
        Window {
            next: cursor(top.last(), backwards || more, ""),
            prev: cursor(
                top.first(),
                if backwards { more } else { start.is_some() },
                "-",
            ),
            seqs: top
                .iter()
                .filter_map(|(_, number)| facets.seq(*number))
                .collect(),
        }
    }
}

/// Is an article to stand before the other? Of equals the newest comes first.
pub(super) fn better(a: &(f32, u32), b: &(f32, u32)) -> bool {
    a.0 > b.0 || (a.0 == b.0 && a.1 > b.1)
}

/// Keeps the best of many.
pub(super) struct Top<F> {
    limit: usize,
    better: F,
    kept: Vec<(f32, u32)>,
    worst: Option<(f32, u32)>,
}

impl<F: Fn(&(f32, u32), &(f32, u32)) -> bool> Top<F> {
    pub(super) fn new(limit: usize, better: F) -> Self {
        Self {
            limit,
            better,
            kept: Vec::with_capacity(limit * 4),
            worst: None,
        }
    }

    #[inline]
    pub(super) fn push(&mut self, place: (f32, u32)) {
        if self
            .worst
            .as_ref()
            .is_some_and(|worst| !(self.better)(&place, worst))
        {
            return;
        }
        self.kept.push(place);
        if self.kept.len() >= self.limit * 4 {
            let better = &self.better;
            let last = self.limit.saturating_sub(1);
            self.kept
                .select_nth_unstable_by(last, |a, b| order(better, a, b));
            self.kept.truncate(self.limit);
            self.worst = self.kept.last().copied();
        }
    }

    /// Best first.
    pub(super) fn finish(mut self) -> Vec<(f32, u32)> {
        let better = &self.better;
        self.kept.sort_unstable_by(|a, b| order(better, a, b));
        self.kept.truncate(self.limit);
        self.kept
    }
}

fn order<T>(better: &impl Fn(&T, &T) -> bool, a: &T, b: &T) -> std::cmp::Ordering {
    match (better(a, b), better(b, a)) {
        (true, _) => std::cmp::Ordering::Less,
        (_, true) => std::cmp::Ordering::Greater,
        _ => std::cmp::Ordering::Equal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_come_first() {
        let places = (0..1_000_u32).map(|n| ((n * 7 % 100) as f32, n));
        let mut top = Top::new(3, better);
        places.for_each(|place| top.push(place));
        assert_eq!(top.finish(), [(99.0, 957), (99.0, 857), (99.0, 757)]);
    }
}
