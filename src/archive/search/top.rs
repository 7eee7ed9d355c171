//! The best of many, and pages of them. Only as many as a page shows are kept while millions are weighed; a page
//! begins behind the score and the place of the last one before, so that paging on costs no more than the first
//! page.

use std::cmp::Ordering;

use crate::archive::PageRequest;
use crate::archive::facets::Facets;
use crate::archive::listing::Window;

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

/// Has the text the form of a place in a ranking?
pub(in crate::archive) fn is_cursor(text: &str) -> bool {
    Cursor::parse(text).is_some()
}

/// One page of what is pushed, best first; of equals the newest.
pub(super) struct RankedPage<'a> {
    facets: &'a Facets,
    limit: usize,
    start: Option<(f32, u32)>,
    top: Top,
}

impl<'a> RankedPage<'a> {
    pub(super) fn of(facets: &'a Facets, page: &PageRequest) -> Self {
        let cursor = page.cursor.as_deref().and_then(Cursor::parse);
        let limit = page.limit.clamp(1, 100);
        let backwards = cursor.as_ref().is_some_and(|cursor| cursor.backwards);
        let start = cursor.map(|cursor| (cursor.score, facets.number_from(cursor.seq)));
        Self {
            facets,
            limit,
            start,
            top: Top::towards(backwards, limit + 1),
        }
    }

    #[inline]
    pub(super) fn push(&mut self, place: (f32, u32)) {
        let follows = |start| self.top.before(&start, &place);
        if self.top.is_open_to(place.0) && self.start.is_none_or(follows) {
            self.top.push(place);
        }
    }

    pub(super) fn finish(self) -> Window {
        let (facets, backwards) = (self.facets, self.top.backwards);
        let mut top = self.top.finish();
        let more = top.len() > self.limit;
        top.truncate(self.limit);
        if backwards {
            top.reverse();
        }
        let cursor = |place: Option<&(f32, u32)>, wanted: bool, sign: &str| {
            let (score, number) = place.filter(|_| wanted)?;
            let seq = facets.seq(*number)?;
            Some(format!("{sign}r{:x}.{seq}", score.to_bits()))
        };
        let has_prev = if backwards {
            more
        } else {
            self.start.is_some()
        };
        Window {
            next: cursor(top.last(), backwards || more, ""),
            prev: cursor(top.first(), has_prev, "-"),
            seqs: top
                .iter()
                .filter_map(|(_, number)| facets.seq(*number))
                .collect(),
        }
    }
}

/// Is an article to stand before the other? Of equals the newest comes first.
fn better(a: &(f32, u32), b: &(f32, u32)) -> bool {
    a.0 > b.0 || (a.0 == b.0 && a.1 > b.1)
}

/// So many times as many as are wanted are held, so that the best of them are seldom sought.
const SLACK: usize = 2;

/// Keeps the best of many; backwards, the worst.
pub(super) struct Top {
    limit: usize,
    backwards: bool,
    kept: Vec<(f32, u32)>,
    /// What is not before this place is of no use; at first, everything is before it.
    last: (f32, u32),
}

impl Top {
    pub(super) fn new(limit: usize) -> Self {
        Self::towards(false, limit)
    }

    fn towards(backwards: bool, limit: usize) -> Self {
        let last = match backwards {
            true => (f32::INFINITY, u32::MAX),
            false => (f32::NEG_INFINITY, 0),
        };
        Self {
            limit,
            backwards,
            kept: Vec::with_capacity(limit * SLACK),
            last,
        }
    }

    #[inline]
    fn before(&self, a: &(f32, u32), b: &(f32, u32)) -> bool {
        match self.backwards {
            true => better(b, a),
            false => better(a, b),
        }
    }

    /// Could something of this score be kept? Of many, most could not. Backwards, which is rare, all are looked at.
    #[inline]
    pub(super) fn is_open_to(&self, score: f32) -> bool {
        score >= self.last.0 || self.backwards
    }

    /// What scores less is not kept any longer.
    #[inline]
    pub(super) fn floor(&self) -> f32 {
        self.last.0
    }

    #[inline]
    pub(super) fn push(&mut self, place: (f32, u32)) {
        if self.before(&place, &self.last) {
            self.kept.push(place);
            if self.kept.len() >= self.limit * SLACK {
                self.cut();
            }
        }
    }

    /// Leaves the best only.
    fn cut(&mut self) {
        let backwards = self.backwards;
        let last = self.limit.saturating_sub(1);
        self.kept
            .select_nth_unstable_by(last, |a, b| order(a, b, backwards));
        self.kept.truncate(self.limit);
        self.last = self.kept.last().copied().unwrap_or(self.last);
    }

    /// In order.
    pub(super) fn finish(self) -> Vec<(f32, u32)> {
        let backwards = self.backwards;
        let mut kept = self.unordered();
        kept.sort_unstable_by(|a, b| order(a, b, backwards));
        kept
    }

    /// The same in any order.
    pub(super) fn unordered(mut self) -> Vec<(f32, u32)> {
        if self.kept.len() > self.limit {
            self.cut();
        }
        self.kept
    }
}

fn order(a: &(f32, u32), b: &(f32, u32), backwards: bool) -> Ordering {
    let order = match (better(a, b), better(b, a)) {
        (true, _) => Ordering::Less,
        (_, true) => Ordering::Greater,
        _ => Ordering::Equal,
    };
    if backwards { order.reverse() } else { order }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_come_first() {
        let places = (0..1_000_u32).map(|n| ((n * 7 % 100) as f32, n));
        let mut top = Top::new(3);
        places.for_each(|place| top.push(place));
        assert_eq!(top.finish(), [(99.0, 957), (99.0, 857), (99.0, 757)]);
    }

    #[test]
    fn backwards_the_worst_come_first() {
        let places = (0..1_000_u32).map(|n| ((n * 7 % 100) as f32, n));
        let mut top = Top::towards(true, 3);
        places.for_each(|place| top.push(place));
        assert_eq!(top.finish(), [(0.0, 0), (0.0, 100), (0.0, 200)]);
    }
}
