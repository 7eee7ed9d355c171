//! The order of what was found: bm25, headline before body, words before accidents, and a little for the recent.

use std::sync::{Mutex, PoisonError};

use roaring::RoaringBitmap;

use super::top::{RankedPage, Top};
use crate::archive::PageRequest;
use crate::archive::facets::Facets;
use crate::archive::index::{Found, Index, Mark, Postings};
use crate::archive::listing::Window;

const K1: f32 = 1.2;
const B: f32 = 0.75;
/// What a term in the headline is worth, in terms of one in the body.
const HEADLINE: f32 = 1.5;
/// What a term is worth that is nowhere in an article a word of its own.
pub(super) const ACCIDENT: f32 = 0.5;
/// By how much the most recent article is preferred to the oldest.
const RECENT: f32 = 0.02;

/// What a term is worth in the articles where it was found.
pub(super) struct Worth {
    /// What it is worth by itself.
    rarity: f32,
    /// How many times as much where it is no word of its own.
    accident: f32,
    /// How much an article is preferred to the one published before it.
    recent: f32,
    /// What it is worth at most in any article, by [`kind`].
    at_most: [f32; KINDS],
}

/// Marks of so many kinds are told apart by [`kind`]; of the last four the count is open.
const KINDS: usize = 64;

/// A number for all that are alike but for the article.
#[inline]
fn kind(mark: Mark) -> usize {
    let mark = mark.0 as usize;
    let last = KINDS - 4;
    if mark < last { mark } else { last | mark & 3 }
}

impl Worth {
    /// `weight` is what the term is worth by itself, beside how rare it is; `accident`, how many times as much where it is no
    /// word of its own.
    pub(super) fn of(index: &Index, postings: &Postings, weight: f32, accident: f32) -> Self {
        let articles = index.facets.len();
        let (all, found) = (articles as f32, postings.articles() as f32);
        let found = found.min(all);
        let rarity = (1.0 + (all - found + 0.5) / (found + 0.5)).ln();
        let accident = if postings.any_word() { accident } else { 1.0 };
        Self::among(articles, rarity * weight, accident)
    }

    /// Of a term in an archive of so many articles.
    fn among(articles: usize, rarity: f32, accident: f32) -> Self {
        let mut worth = Self {
            rarity,
            accident,
            recent: RECENT / (articles as f32).max(1.0),
            at_most: [0.0; KINDS],
        };
        worth.at_most = std::array::from_fn(|kind| {
            let mark = Mark(kind as u32);
            let many = Mark::new(u32::MAX >> 2, mark.headline(), mark.word());
            let mark = if kind < KINDS - 4 { mark } else { many };
            // No article is shorter or more recent than this.
            worth.at(&Found {
                number: articles as u32,
                length: 0.0,
                mark,
            })
        });
        worth
    }

    /// What it is worth in an article.
    #[inline]
    pub(super) fn at(&self, found: &Found) -> f32 {
        let mark = found.mark;
        let count = mark.count() as f32;
        let mut worth = count * (K1 + 1.0) / (count + K1 * (1.0 - B) + K1 * B * found.length);
        if !mark.word() {
            worth *= self.accident;
        }
        if mark.headline() {
            worth += HEADLINE;
        }
        self.rarity * worth * (1.0 + self.recent * found.number as f32)
    }

    /// No less than [`Self::at`], without reckoning.
    #[inline]
    pub(super) fn at_most(&self, found: &Found) -> f32 {
        self.at_most[kind(found.mark)]
    }
}

/// Where something was found, and what it is worth there.
pub(super) type Part<'a> = (&'a Postings, Worth);

/// Adds up what each article is worth, by where things were found and what each is worth there.
pub(super) fn sums(index: &Index, parts: &[Part<'_>], mut sink: impl FnMut(f32, u32)) {
    with_scores(index, |scores| {
        for (postings, worth) in parts {
            postings.each(index, |found| {
                if let Some(score) = scores.get_mut(found.number as usize) {
                    *score += worth.at(&found);
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
fn sums_in(index: &Index, parts: &[Part<'_>], set: &RoaringBitmap) -> Vec<(f32, u32)> {
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
                    *score += worth.at(&found);
                }
            });
        }
        let sums = set.iter().map(|number| (take(scores, number), number));
        sums.collect()
    })
}

/// Scores for each article, all 0 between uses: to make them for each query would cost more than the query. No more than
/// there are queries at a time.
static SCORES: Mutex<Vec<Vec<f32>>> = Mutex::new(Vec::new());

fn with_scores<T>(index: &Index, work: impl FnOnce(&mut [f32]) -> T) -> T {
    let spare = || SCORES.lock().unwrap_or_else(PoisonError::into_inner);
    // Taken out, so that a panic leaves none that are not 0.
    let mut scores = spare().pop().unwrap_or_default();
    if scores.len() < index.facets.len() {
        scores.resize(index.facets.len(), 0.0);
    }
    let done = work(&mut scores);
    spare().push(scores);
    done
}

fn take(scores: &mut [f32], number: u32) -> f32 {
    scores.get_mut(number as usize).map_or(0.0, std::mem::take)
}

/// What each article that was found is worth.
#[derive(Default)]
pub(super) struct Ranking(pub(super) Vec<(f32, u32)>);

impl Ranking {
    /// Adds up what the parts are worth in each article of the set.
    pub(super) fn of(index: &Index, parts: &[Part<'_>], set: &RoaringBitmap) -> Self {
        Self(sums_in(index, parts, set))
    }

    /// Leaves out all but the articles of the set.
    pub(super) fn keep(&mut self, set: &RoaringBitmap) {
        self.0.retain(|(_, number)| set.contains(*number));
        self.0.shrink_to_fit();
    }

    /// Raises the articles of the set above all others, in their order.
    pub(super) fn put_first(&mut self, set: &RoaringBitmap) {
        let best = self.0.iter().fold(0.0_f32, |best, place| best.max(place.0));
        self.raise(|number| if set.contains(number) { best } else { 0.0 });
    }

    pub(super) fn raise(&mut self, by: impl Fn(u32) -> f32) {
        let places = self.0.iter_mut();
        places.for_each(|(score, number)| *score += by(*number));
    }

    /// The best `limit`, best first.
    pub(super) fn best(&self, limit: usize) -> Vec<(f32, u32)> {
        let mut top = Top::new(limit);
        self.0.iter().for_each(|place| top.push(*place));
        top.finish()
    }

    /// One page, best first; of equals the newest.
    pub(super) fn window(&self, facets: &Facets, page: &PageRequest) -> Window {
        let mut ranked = RankedPage::of(facets, page);
        self.0.iter().for_each(|place| ranked.push(*place));
        ranked.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is passed over without reckoning could not have come onto the page.
    #[test]
    fn nothing_is_worth_more_than_its_bound() {
        for (rarity, accident) in [(0.1, 1.0), (3.0, ACCIDENT), (14.0, 0.3)] {
            let worth = Worth::among(1_000, rarity, accident);
            for mark in (4..400).chain([60_000, 1 << 20, u32::MAX]).map(Mark) {
                for number in [0, 1, 500, 999] {
                    for length in [0.01, 0.5, 1.0, 7.5] {
                        let found = Found {
                            number,
                            length,
                            mark,
                        };
                        assert!(worth.at(&found) <= worth.at_most(&found), "{found:?}");
                    }
                }
            }
        }
    }
}
