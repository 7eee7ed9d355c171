//! The order of what was found: bm25, headline before body, words before accidents, and a little for the recent.

use std::cell::RefCell;

use roaring::RoaringBitmap;

use crate::archive::PageRequest;
use crate::archive::facets::Facets;
use crate::archive::index::{Found, Index};
use crate::archive::listing::Window;

const K1: f32 = 1.2;
const B: f32 = 0.75;
/// What a term in the headline is worth, in terms of one in the body.
const HEADLINE: f32 = 1.5;
/// What a term is worth that is nowhere in an article a word of its own.
pub(super) const ACCIDENT: f32 = 0.5;
/// By how much the most recent article is preferred to the oldest.
const RECENT: f32 = 0.02;

/// What each article that was found is worth, with its number.
#[derive(Default)]
pub(super) struct Ranking {
    scored: Vec<(f32, u32)>,
}

/// One term, and what it is worth.
pub(super) struct Term<'a> {
    pub(super) found: &'a [Found],
    pub(super) weight: f32,
    /// So many times as much where it is no word of its own.
    pub(super) accident: f32,
}

impl<'a> Term<'a> {
    pub(super) fn of(found: &'a [Found]) -> Self {
        Self {
            found,
            weight: 1.0,
            accident: ACCIDENT,
        }
    }

    /// What the term is worth in each of its articles.
    fn worths(&self, index: &Index) -> impl Iterator<Item = (f32, u32)> + use<'a> {
        let (articles, found) = (index.facets.len() as f32, self.found.len() as f32);
        let rarity = (1.0 + (articles - found + 0.5) / (found + 0.5)).ln() * self.weight;
        let norm = K1 * B / index.average_length;
        let accident = match self.found.iter().any(|found| found.word) {
            true => self.accident,
            false => 1.0,
        };
        let recent = RECENT / articles.max(1.0);
        self.found.iter().map(move |found| {
            let count = f32::from(found.count);
            let mut worth =
                count * (K1 + 1.0) / (count + K1 * (1.0 - B) + norm * f32::from(found.length));
            if !found.word {
                worth *= accident;
            }
            if found.headline {
                worth += HEADLINE;
            }
            let recent = 1.0 + recent * found.number as f32;
            (rarity * worth * recent, found.number)
        })
    }
}

thread_local! {
    /// A score for each article, all 0 between uses: to make it for each query would cost more than the query.
    static SCORES: RefCell<Vec<f32>> = const { RefCell::new(Vec::new()) };
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
    /// Adds up what the terms are worth in each article of the set; where there is none, in each that has a term.
    pub(super) fn of(index: &Index, terms: &[Term<'_>], set: Option<&RoaringBitmap>) -> Self {
        if let ([only], None) = (terms, set) {
            return Self {
                scored: only.worths(index).collect(),
            };
        }
        SCORES.with_borrow_mut(|scores| {
            if scores.len() < index.facets.len() {
                scores.resize(index.facets.len(), 0.0);
            }
            for (worth, number) in terms.iter().flat_map(|term| term.worths(index)) {
                if let Some(score) = scores.get_mut(number as usize) {
                    *score += worth;
                }
            }
            // Each score is taken out once.
            let numbers = terms
                .iter()
                .flat_map(|term| term.found)
                .map(|found| found.number);
            let mut take = |number: u32| {
                let score = std::mem::take(scores.get_mut(number as usize)?);
                (score > 0.0).then_some((score, number))
            };
            let Some(set) = set else {
                return Self {
                    scored: numbers.filter_map(take).collect(),
                };
            };
            let in_set = set
                .iter()
                .map(|number| (take(number).map_or(0.0, |(score, _)| score), number));
            let scored = in_set.collect();
            numbers.for_each(|number| {
                take(number);
            });
            Self { scored }
        })
    }

    /// What every article is worth, with its number.
    pub(super) fn scored(&self) -> impl Iterator<Item = (f32, u32)> {
        self.scored.iter().copied()
    }

    /// Leaves out all but the articles of the set.
    pub(super) fn keep(&mut self, set: &RoaringBitmap) {
        self.scored.retain(|(_, number)| set.contains(*number));
    }

    /// Raises the articles of the set above all others, in their order.
    pub(super) fn put_first(&mut self, set: &RoaringBitmap) {
        let best = self.scored().map(|(score, _)| score).fold(0.0, f32::max);
        self.raise(|number| if set.contains(number) { best } else { 0.0 });
    }

    pub(super) fn raise(&mut self, by: impl Fn(u32) -> f32) {
        self.scored
            .iter_mut()
            .for_each(|(score, number)| *score += by(*number));
    }

    /// The best `limit`, best first.
    pub(super) fn best(&self, limit: usize) -> Vec<(f32, u32)> {
        best(self.scored(), limit, better)
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
        let ranked = self.scored();
        let mut top = if backwards {
            let before = |place: &(f32, u32)| start.is_none_or(|start| better(place, &start));
            best(ranked.filter(before), limit + 1, |a, b| better(b, a))
        } else {
            let after = |place: &(f32, u32)| start.is_none_or(|start| better(&start, place));
            best(ranked.filter(after), limit + 1, better)
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

fn better(a: &(f32, u32), b: &(f32, u32)) -> bool {
    a.0 > b.0 || (a.0 == b.0 && a.1 > b.1)
}

/// The best `limit`, best first.
pub(super) fn best(
    places: impl Iterator<Item = (f32, u32)>,
    limit: usize,
    better: impl Fn(&(f32, u32), &(f32, u32)) -> bool,
) -> Vec<(f32, u32)> {
    let order = |a: &(f32, u32), b: &(f32, u32)| match (better(a, b), better(b, a)) {
        (true, _) => std::cmp::Ordering::Less,
        (_, true) => std::cmp::Ordering::Greater,
        _ => std::cmp::Ordering::Equal,
    };
    let mut kept: Vec<(f32, u32)> = Vec::with_capacity(limit * 4);
    let mut worst: Option<(f32, u32)> = None;
    for place in places {
        if worst.as_ref().is_some_and(|worst| !better(&place, worst)) {
            continue;
        }
        kept.push(place);
        if kept.len() >= limit * 4 {
            kept.select_nth_unstable_by(limit - 1, order);
            kept.truncate(limit);
            worst = kept.get(limit - 1).copied();
        }
    }
    kept.sort_unstable_by(order);
    kept.truncate(limit);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_come_first() {
        let places = (0..1_000_u32).map(|n| ((n * 7 % 100) as f32, n));
        let top = best(places, 3, better);
        assert_eq!(top, [(99.0, 957), (99.0, 857), (99.0, 757)]);
    }
}
