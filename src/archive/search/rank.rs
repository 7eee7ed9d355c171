//! The order of what was found: bm25, headline before body, words before accidents, and a little for the recent.

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

/// What each article is worth.
#[derive(Default)]
pub(super) struct Ranking {
    /// By number.
    scores: Vec<f32>,
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
    /// Adds up what the terms are worth in each article.
    pub(super) fn of(index: &Index, leaves: &[Vec<Found>]) -> Self {
        let mut ranking = Self {
            scores: vec![0.0; index.facets.len()],
        };
        leaves
            .iter()
            .for_each(|found| ranking.add(index, found, 1.0, ACCIDENT));
        ranking
    }

    /// Adds what one term is worth; `accident` times as much where it is no word of its own.
    pub(super) fn add(&mut self, index: &Index, found: &[Found], weight: f32, accident: f32) {
        let articles = index.facets.len() as f32;
        let rarity = (1.0 + (articles - found.len() as f32 + 0.5) / (found.len() as f32 + 0.5))
            .ln()
            * weight;
        let norm = K1 * B / index.average_length;
        let any_word = found.iter().any(|found| found.word);
        let recent = RECENT / articles.max(1.0);
        for found in found {
            let count = f32::from(found.count);
            let mut worth =
                count * (K1 + 1.0) / (count + K1 * (1.0 - B) + norm * f32::from(found.length));
            if any_word && !found.word {
                worth *= accident;
            }
            if found.headline {
                worth += HEADLINE;
            }
            if let Some(score) = self.scores.get_mut(found.number as usize) {
                *score += rarity * worth * (1.0 + recent * found.number as f32);
            }
        }
    }

    /// What every article is worth that has a score, with its number.
    pub(super) fn scored(&self) -> impl Iterator<Item = (f32, u32)> {
        let scored = self.scores.iter().copied().zip(0..);
        scored.filter(|(score, _)| *score > 0.0)
    }

    /// Raises the articles of the set above all others, in their order.
    pub(super) fn put_first(&mut self, set: &RoaringBitmap) {
        let best = self.scores.iter().copied().fold(0.0, f32::max);
        set.iter().for_each(|number| self.raise(number, best));
    }

    pub(super) fn raise(&mut self, number: u32, by: f32) {
        if let Some(score) = self.scores.get_mut(number as usize) {
            *score += by;
        }
    }

    /// The best `limit` of the set, best first.
    pub(super) fn best_of(&self, set: &RoaringBitmap, limit: usize) -> Vec<(f32, u32)> {
        best(
            set.iter().map(|number| (self.score(number), number)),
            limit,
            better,
        )
    }

    pub(super) fn score(&self, number: u32) -> f32 {
        self.scores.get(number as usize).copied().unwrap_or(0.0)
    }

    /// One page of the set, best first; of equals the newest.
    pub(super) fn window(
        &self,
        set: &RoaringBitmap,
        facets: &Facets,
        page: &PageRequest,
    ) -> Window {
        let cursor = page.cursor.as_deref().and_then(Cursor::parse);
        let limit = page.limit.clamp(1, 100);
        let backwards = cursor.as_ref().is_some_and(|cursor| cursor.backwards);
        let start = cursor.map(|cursor| {
            let number = facets.number_from(cursor.seq);
            (cursor.score, number)
        });
        let ranked = set.iter().map(|number| (self.score(number), number));
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
