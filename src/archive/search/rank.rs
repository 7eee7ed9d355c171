//! The order of what was found: bm25, headline before body, words before accidents, and a little for the recent.
//!
//! An accident is a term that is nowhere in the article a word of its own: 京都 in 北京都市报. Articles are weighed in
//! batches, without branches, as this is what a search of a large archive spends its time with.

use roaring::RoaringBitmap;

use super::top::{RankedPage, Top};
use crate::archive::PageRequest;
use crate::archive::facets::Facets;
use crate::archive::index::{Batch, Found, Index, Postings, SetBuilder, sum_up};
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
        Self {
            rarity: rarity * weight,
            accident,
            recent: RECENT / (articles as f32).max(1.0),
        }
    }

    /// What it is worth in an article. Without branches, so that several articles are reckoned at once.
    #[inline]
    pub(super) fn at(&self, found: &Found) -> f32 {
        let mark = found.mark;
        let count = mark.count() as i32 as f32;
        let often = count * (K1 + 1.0) / (count + K1 * (1.0 - B) + K1 * B * found.length);
        let accident = if mark.word() { 1.0 } else { self.accident };
        let headline = if mark.headline() { HEADLINE } else { 0.0 };
        let recent = 1.0 + self.recent * found.number as i32 as f32;
        self.rarity * (often * accident + headline) * recent
    }
}

/// Makes of articles in which all lookups found something their set and one page of them, best first.
pub(super) struct Weigher<'a> {
    worths: Vec<Worth>,
    set: SetBuilder,
    page: RankedPage<'a>,
}

impl<'a> Weigher<'a> {
    pub(super) fn of(index: &'a Index, found: &[&Postings], page: &PageRequest) -> Self {
        let worth = |postings: &&Postings| Worth::of(index, postings, 1.0, ACCIDENT);
        Self {
            worths: found.iter().map(worth).collect(),
            set: SetBuilder::for_all(index, found),
            page: RankedPage::of(&index.facets, page),
        }
    }

    pub(super) fn weigh(&mut self, batch: &Batch) {
        let numbers = batch.numbers();
        let mut scores = [0.0; Batch::MOST];
        for (worth, marks) in self.worths.iter().zip(&batch.marks) {
            let found = numbers.iter().zip(&batch.lengths).zip(marks);
            for (score, ((number, length), mark)) in scores.iter_mut().zip(found) {
                *score += worth.at(&Found {
                    number: *number,
                    length: *length,
                    mark: *mark,
                });
            }
        }
        self.set.add_all(numbers);
        for place in scores.into_iter().zip(numbers.iter().copied()) {
            self.page.push(place);
        }
    }

    pub(super) fn finish(self) -> (RoaringBitmap, Window) {
        (self.set.finish(), self.page.finish())
    }
}

/// Where something was found, and what it is worth there.
pub(super) type Weighed<'a> = (&'a Postings, Worth);

/// Adds up what each article is worth, by where things were found and what each is worth there, and gives it to `sink`.
pub(super) fn sums(index: &Index, weighed: &[Weighed<'_>], sink: impl FnMut(f32, u32)) {
    let found: Vec<&Postings> = weighed.iter().map(|(postings, _)| *postings).collect();
    let worth = |nth: usize, found: &Found| weighed.get(nth).map_or(0.0, |(_, it)| it.at(found));
    sum_up(index, &found, worth, sink);
}

/// A set of articles as bits, of which many are asked for: much quicker than a compressed one.
pub(super) struct Members(Vec<u64>);

impl Members {
    pub(super) fn of(set: &RoaringBitmap, index: &Index) -> Self {
        let mut bits = vec![0; index.facets.len() / 64 + 1];
        set.iter().for_each(|number| {
            if let Some(bits) = bits.get_mut(number as usize / 64) {
                *bits |= 1 << (number % 64);
            }
        });
        Self(bits)
    }

    /// Takes an article out; was it there?
    #[inline]
    pub(super) fn take(&mut self, number: u32) -> bool {
        let bit = 1 << (number % 64);
        let Some(bits) = self.0.get_mut(number as usize / 64) else {
            return false;
        };
        let member = *bits & bit != 0;
        *bits &= !bit;
        member
    }
}

/// Adds up what each article of the set is worth: all of them, and no others.
fn sums_in(index: &Index, weighed: &[Weighed<'_>], set: &RoaringBitmap) -> Vec<(f32, u32)> {
    let mut members = Members::of(set, index);
    let mut found = Vec::with_capacity(set.len() as usize);
    sums(index, weighed, |score, number| {
        if members.take(number) {
            found.push((score, number));
        }
    });
    if (found.len() as u64) < set.len() {
        let others = set.iter().filter(|number| members.take(*number));
        found.extend(others.map(|number| (f32::MIN_POSITIVE, number)));
    }
    found
}

/// What each article that was found is worth.
#[derive(Default)]
pub(super) struct Ranking(pub(super) Vec<(f32, u32)>);

impl Ranking {
    /// Adds up what was found in each article of the set.
    pub(super) fn of(index: &Index, weighed: &[Weighed<'_>], set: &RoaringBitmap) -> Self {
        Self(sums_in(index, weighed, set))
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
