//! The terms of an article, collected field by field and put in order.

use super::{FIELD_GAP, Key, PAIR_BITS, Posting, SMALL, Terms, terms_at};
use crate::archive::index::codec::put;
use crate::archive::index::list::Mark;
use crate::text::keywords::Keywords;
use crate::text::segment::{self, Word};
use crate::text::units::{Kind, Units};

/// Pairs leave so many bits for a place beside them in one number.
const PLACE_BITS: u32 = 64 - PAIR_BITS;

/// A position, and in the last bit whether a pair is a word of its own there.
type Place = u32;

/// Terms with their positions. Nearly all are pairs, which as one number each sort fastest.
#[derive(Default)]
pub(super) struct Collector {
    pairs: Vec<u64>,
    others: Vec<(Key, Place)>,
    words: Vec<String>,
    pub(super) position: u32,
    pub(super) length: u32,
}

impl Collector {
    pub(super) fn field<'t>(&mut self, text: &'t str, keywords: Option<&mut Keywords<'t>>) {
        if self.position > 0 {
            self.position += FIELD_GAP;
        }
        let units = Units::of(text);
        let chinese = segment::chinese(&units);
        let words = segment::cut(&chinese);
        if let Some(keywords) = keywords {
            keywords.read(text, &units, &words);
        }
        let mut own = words.into_iter().flat_map(Word::pairs).peekable();
        let start = self.position;
        for (at, (unit, offset)) in units.list().iter().zip(units.positions()).enumerate() {
            let position = start + offset;
            self.position = position + 1;
            let own = own.next_if(|own| *own == offset as usize).is_some();
            let place = position << 1 | Place::from(own);
            for key in terms_at(&units, at).into_iter().flatten() {
                match key < SMALL && place < 1 << PLACE_BITS {
                    true => self.pairs.push(key << PLACE_BITS | u64::from(place)),
                    false => self.others.push((key, place)),
                }
            }
            if unit.kind == Kind::Word {
                self.words.push(units.word(unit).to_string());
            }
        }
        self.length += units.len() as u32;
    }

    /// Puts everything in order.
    fn sort(&mut self) {
        self.pairs.sort_unstable();
        self.others.sort_unstable();
        self.words.sort_unstable();
        self.words.dedup();
        // A text is so long that pairs had to go with the others.
        if self.others.first().is_some_and(|(key, _)| *key < SMALL) {
            self.others.extend(self.pairs.drain(..).map(apart));
            self.others.sort_unstable();
        }
    }

    pub(super) fn finish(mut self, headline_end: u32) -> Terms {
        self.sort();
        let count = distinct(&self.pairs, PLACE_BITS) + self.others.len();
        let mut built = PostingsBuilder {
            headline_end,
            postings: Vec::with_capacity(count),
            positions: Vec::with_capacity(2 * (self.pairs.len() + self.others.len())),
        };
        for same in self.pairs.chunk_by(|a, b| apart(*a).0 == apart(*b).0) {
            built.add(same, |packed| apart(*packed));
        }
        built.add_all(&self.others);
        built.positions.shrink_to_fit();
        Terms {
            words: self.words,
            postings: built.postings,
            positions: built.positions,
            ..Terms::default()
        }
    }
}

/// The postings of an article, in the making: terms come in order.
struct PostingsBuilder {
    headline_end: u32,
    postings: Vec<Posting>,
    positions: Vec<u8>,
}

impl PostingsBuilder {
    /// Adds a term by all its occurrences, of which `apart` gives the term and the place.
    fn add<T>(&mut self, same: &[T], apart: impl Fn(&T) -> (Key, Place)) {
        let Some((key, first)) = same.first().map(&apart) else {
            return;
        };
        let (mut last, mut word) = (0, 0);
        for (_, place) in same.iter().map(apart) {
            let position = place >> 1;
            put(&mut self.positions, u64::from(position - last));
            last = position;
            word |= place & 1;
        }
        self.postings.push(Posting {
            key,
            mark: Mark::new(same.len() as u32, first >> 1 < self.headline_end, word == 1),
            to: self.positions.len() as u32,
        });
    }

    fn add_all(&mut self, others: &[(Key, Place)]) {
        for same in others.chunk_by(|a, b| a.0 == b.0) {
            self.add(same, |found| *found);
        }
    }
}

/// A term and its place out of one number.
fn apart(packed: u64) -> (Key, Place) {
    let place = packed & ((1 << PLACE_BITS) - 1);
    (packed >> PLACE_BITS, place as Place)
}

/// How many different numbers there are among those in order, without their last bits.
fn distinct(packed: &[u64], last_bits: u32) -> usize {
    packed
        .chunk_by(|a, b| a >> last_bits == b >> last_bits)
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::index::codec::Numbers;

    /// Positions that do not fit beside a pair are kept all the same, in order.
    #[test]
    fn terms_of_a_very_long_text_are_in_order() {
        let text = "疫苗接种，第4月a 疫苗";
        let terms = |start: u32| {
            let mut collector = Collector {
                position: start - FIELD_GAP,
                ..Collector::default()
            };
            collector.field(text, None);
            collector.finish(0)
        };
        let near = terms(FIELD_GAP + 1);
        let far = terms((1 << (PLACE_BITS - 1)) - 6);
        let counts = |terms: &Terms| -> Vec<(Key, u32)> {
            let postings = terms.postings.iter();
            postings.map(|it| (it.key, it.mark.count())).collect()
        };
        assert!(counts(&far).is_sorted_by(|a, b| a.0 < b.0));
        assert_eq!(counts(&near), counts(&far));
        let last = |positions| Numbers::new(positions).sum::<u64>();
        let mut pairs = far.with_positions().filter(|(it, _)| it.key < SMALL);
        assert!(pairs.any(|(_, positions)| last(positions) >= 1 << (PLACE_BITS - 1)));
    }
}
