//! The pairs of neighbouring characters of texts, by which they are compared: in full, and quickly by a bit for each.

use super::SHORTEST;
use crate::text::units::is_letter;

/// Texts that share this much of the pairs that either has are reprints of each other.
const ALIKE: f64 = 0.8;
/// Of longer texts the beginning decides.
const LONGEST: usize = 20_000;
/// Of a reprint's first words so many pairs, one in these, stand in the text at least: of a text about something else one in
/// ten, and of 13,000 reprints in a paper of a year, many with another beginning, one in five and a half.
const OF_FIRST_WORDS: usize = 6;
/// First words of fewer pairs say nothing.
const FEWEST: usize = 12;

/// The pairs of neighbouring characters of a text, punctuation and spaces left out: ascending, each once.
pub(in crate::archive) struct Pairs(Vec<u64>);

impl Pairs {
    pub(in crate::archive) fn of(text: &str) -> Self {
        let mut pairs: Vec<u64> = pairs(text.chars()).collect();
        pairs.sort_unstable();
        pairs.dedup();
        Self(pairs)
    }

    /// Share of the pairs that both have, of those that either has: 0–1.
    pub(in crate::archive) fn alike(&self, other: &Self) -> f64 {
        let mut others = other.0.iter().peekable();
        let in_other = |pair: &&u64| {
            while others.next_if(|other| other < pair).is_some() {}
            others.peek() == Some(pair)
        };
        let common = self.0.iter().filter(in_other).count();
        let either = self.0.len() + other.0.len() - common;
        common as f64 / either.max(1) as f64
    }

    /// Is one a reprint of the other?
    pub(in crate::archive) fn is_reprint(&self, other: &Self) -> bool {
        let (few, many) = (
            self.0.len().min(other.0.len()),
            self.0.len().max(other.0.len()),
        );
        let enough = few as f64 >= many as f64 * ALIKE;
        self.0.len() >= SHORTEST && enough && self.alike(other) >= ALIKE
    }
}

/// A quick look at which pairs a text has: a bit for the hash of each, in so many words. Two texts agree in these at least as
/// far as in their pairs, so that few need be compared in full.
pub(in crate::archive) struct PairBits<const WORDS: usize>([u64; WORDS]);

/// Small enough for many texts to be compared with each other.
pub(in crate::archive) type Signature = PairBits<32>;
/// Wide enough to tell of a single pair whether a text of some 500 characters has it, but for one in thirty.
pub(in crate::archive) type Wide = PairBits<256>;

impl<const WORDS: usize> PairBits<WORDS> {
    /// A little below [`ALIKE`], as hashes fall by chance.
    const LIKELY: f64 = ALIKE - 0.05;

    pub(in crate::archive) fn of(text: &str) -> Self {
        let mut words = [0; WORDS];
        for (word, bit) in pairs(text.chars()).map(Self::place) {
            if let Some(word) = words.get_mut(word) {
                *word |= bit;
            }
        }
        Self(words)
    }

    /// The word of a pair, and its bit there.
    fn place(pair: u64) -> (usize, u64) {
        // One multiplication spreads them well enough over so few bits (Fibonacci hashing).
        let hash = pair.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
        let bit = (hash * (WORDS as u64 * 64)) >> 32;
        ((bit / 64) as usize, 1 << (bit % 64))
    }

    /// May a text that begins so be a reprint of this one? The rest of it need not be read to tell most that are none.
    pub(in crate::archive) fn may_begin(&self, lead: &str) -> bool {
        let has = |(word, bit)| self.0.get(word).is_some_and(|word: &u64| word & bit != 0);
        let (mut all, mut common) = (0, 0);
        for place in pairs(lead.chars()).map(Self::place) {
            all += 1;
            common += usize::from(has(place));
        }
        all < FEWEST || common * OF_FIRST_WORDS >= all
    }

    /// May the texts be reprints of each other?
    pub(in crate::archive) fn resembles(&self, other: &Self) -> bool {
        let (mut common, mut either) = (0, 0);
        for (a, b) in self.0.iter().zip(&other.0) {
            common += (a & b).count_ones();
            either += (a | b).count_ones();
        }
        f64::from(common) >= f64::from(either) * Self::LIKELY
    }
}

/// A text's pairs in its order.
pub(in crate::archive) fn pairs(text: impl Iterator<Item = char>) -> impl Iterator<Item = u64> {
    let mut before = None;
    let letters = text.filter(|c| is_letter(*c)).take(LONGEST);
    letters.filter_map(move |c| {
        let pair = before.map(|b| (u64::from(b) << 32) | u64::from(u32::from(c)));
        before = Some(u32::from(c));
        pair
    })
}
