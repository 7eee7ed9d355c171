//! The terms of an article, and the terms that a phrase is made of.
//!
//! At the position of every unit stand terms for the unit and what follows it:
//!
//! | unit | followed by | terms |
//! |---|---|---|
//! | 疫 | joined 苗 | pair 疫苗 |
//! | 月 | 焦 after a break | pair 月‖焦 |
//! | 第 | joined word | 第· |
//! | 焦 | a word after a break, or nothing | 焦‖ |
//! | word | | the word |
//! | word | joined 月 | also ·月 |
//! | word | 月 after a break | also ‖月 |
//! | word | a word, which needs a break between | also ‖· |
//!
//! and every Chinese character of the article once by itself, without positions. Positions count units and breaks
//! ([`Units::positions`]). So any phrase is exactly a few terms at fixed distances, single characters are found too,
//! and nothing is found that is not there.

mod collector;

use sha2::{Digest, Sha256};

use super::block::part;
use super::list::Mark;
use crate::archive::reprints;
use crate::article::{Article, Caption};
use crate::query::Field;
use crate::text::keywords::Keywords;
use crate::text::segment;
use crate::text::units::{Kind, Unit, Units};
use collector::Collector;

/// A term, as a number; terms that begin with the same character follow one another.
pub(crate) type Key = u64;

const JOINED: u64 = 0;
const BROKEN: u64 = 1;
const BEFORE_WORD: u64 = 2;
const LAST: u64 = 3;

/// Stands for a word where a character would stand.
const BARE: char = '\0';

const AFTER_WORD: u64 = 1 << 62;
const SINGLE: u64 = 2 << 62;
const WORD: u64 = 3 << 62;

/// Positions left free between headline, authors and body, so that nothing is found across.
const FIELD_GAP: u32 = crate::query::MAX_NEAR + 1;

/// A pair is so long: two characters and what is between them.
const PAIR_BITS: u32 = 45;

/// Pairs are below this.
const SMALL: Key = 1 << PAIR_BITS;

/// The first character of a pair is above these bits.
const FIRST_SHIFT: u32 = 24;

fn pair(first: char, kind: u64, second: u64) -> Key {
    u64::from(u32::from(first)) << FIRST_SHIFT | kind << 21 | second
}

fn single(c: char) -> Key {
    SINGLE | u64::from(u32::from(c))
}

fn after_word(c: char, joined: bool) -> Key {
    AFTER_WORD | if joined { JOINED } else { BROKEN } << 21 | u64::from(u32::from(c))
}

/// 62 bits of the word's hash: two words of one archive never share them in practice.
pub(crate) fn word(word: &str) -> Key {
    let digest = Sha256::digest(word.as_bytes());
    let mut first = [0_u8; 8];
    first.copy_from_slice(&digest[..8]);
    WORD | u64::from_be_bytes(first) >> 2
}

/// All terms that begin with this character, whatever follows.
pub(crate) fn beginning_with(c: char) -> std::ops::RangeInclusive<Key> {
    let first = pair(c, 0, 0);
    first..=first | 0xff_ffff
}

/// The same order of terms in 47 bits; none for words, which come last.
pub(super) fn short(key: Key) -> Option<u64> {
    (key < WORD).then_some(key >> 62 << PAIR_BITS | key & ((1 << PAIR_BITS) - 1))
}

/// The single character that a pair begins with.
pub(super) fn first_of(key: Key) -> Option<Key> {
    (key < SMALL).then_some(SINGLE | key >> FIRST_SHIFT)
}

pub(super) fn is_single(key: Key) -> bool {
    key & WORD == SINGLE
}

/// The terms at the position of the unit `at` of a text or phrase.
fn terms_at(units: &Units, at: usize) -> [Option<Key>; 2] {
    let Some(unit) = units.list().get(at) else {
        return [None, None];
    };
    let next = units
        .list()
        .get(at + 1)
        .map(|next| (next.kind, next.joined));
    match (unit.kind, next) {
        (Kind::Han(c), Some((Kind::Han(d), true))) => {
            [Some(pair(c, JOINED, u64::from(u32::from(d)))), None]
        }
        (Kind::Han(c), Some((Kind::Han(d), false))) => {
            [Some(pair(c, BROKEN, u64::from(u32::from(d)))), None]
        }
        (Kind::Han(c), Some((Kind::Word, true))) => [Some(pair(c, BEFORE_WORD, 0)), None],
        (Kind::Han(c), _) => [Some(pair(c, LAST, 0)), None],
        (Kind::Word, Some((Kind::Han(d), joined))) => {
            [Some(word(units.word(unit))), Some(after_word(d, joined))]
        }
        (Kind::Word, Some((Kind::Word, _))) => {
            [Some(word(units.word(unit))), Some(after_word(BARE, false))]
        }
        (Kind::Word, None) => [Some(word(units.word(unit))), None],
    }
}

/// A term at a distance from the phrase's beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) key: Key,
    pub(crate) offset: u32,
}

/// The terms that a phrase is made of: as few as name every unit and every break. That units are joined follows from
/// their positions. A break does not, as a single unit between would take up the same place: the term of the unit before
/// it says so. A single Chinese character has no positions.
pub(crate) fn steps(phrase: &Units) -> Vec<Step> {
    let list = phrase.list();
    if let [
        Unit {
            kind: Kind::Han(c), ..
        },
    ] = list
    {
        return vec![Step {
            key: single(*c),
            offset: 0,
        }];
    }
    let last_is_han = list.last().is_some_and(|unit| unit.kind != Kind::Word);
    let mut steps = Vec::new();
    let mut named = 0;
    for (at, (unit, offset)) in list.iter().zip(phrase.positions()).enumerate() {
        // The last character's own term depends on what follows it, so the unit before it must name it.
        let before_last = last_is_han && at + 2 == list.len();
        let last = last_is_han && at + 1 == list.len();
        let joined = list.get(at + 1).is_none_or(|next| next.joined);
        if last || (at < named && !before_last && joined) {
            continue;
        }
        let mut keys = terms_at(phrase, at);
        if unit.kind == Kind::Word && joined && !before_last {
            keys[1] = None;
        }
        steps.extend(keys.into_iter().flatten().map(|key| Step { key, offset }));
        let next_is_han = list.get(at + 1).is_some_and(|next| next.kind != Kind::Word);
        named = at + 1 + usize::from(unit.kind != Kind::Word && next_is_han);
    }
    steps
}

/// What is indexed of one article, ready to be written.
#[derive(Debug, Clone, Default)]
pub(crate) struct Terms {
    /// Ascending by key. Single characters are left out: each stands there as often as pairs begin with it ([`first_of`]).
    pub(super) postings: Vec<Posting>,
    positions: Vec<u8>,
    pub(super) shape: Shape,
    /// Its Latin and other words, for beginnings of words.
    pub(super) words: Vec<String>,
    /// Words of the headline, for suggestions.
    pub(super) vocabulary: Vec<String>,
    /// Keys that reprints of the article share.
    reprint_keys: Vec<i64>,
}

/// One term of one article.
#[derive(Debug, Clone, Copy)]
pub(super) struct Posting {
    pub(super) key: Key,
    pub(super) mark: Mark,
    /// Its positions end here; they begin where those of the term before end.
    to: u32,
}

/// Where the fields of an article lie in its positions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Shape {
    /// The headline is before this position.
    pub(crate) headline_end: u16,
    /// The authors are before this one (and after the headline).
    pub(crate) author_end: u16,
    /// How many units there are in all.
    pub(crate) length: u16,
}

impl Shape {
    /// The positions of a field.
    pub(crate) fn field(self, field: Field) -> std::ops::Range<u32> {
        match field {
            Field::Any => 0..u32::MAX,
            Field::Headline => 0..u32::from(self.headline_end),
            Field::Author => u32::from(self.headline_end)..u32::from(self.author_end),
        }
    }
}

impl Terms {
    /// Cuts an article into terms. The costly part; needs no database.
    pub(crate) fn of(article: &Article) -> Self {
        Self::cut(article, false).0
    }

    /// The same, and the keywords that its words give it.
    pub(crate) fn and_keywords(article: &Article) -> (Self, Vec<String>) {
        Self::cut(article, true)
    }

    /// Keywords only where they are `wanted`: to weigh words takes a quarter of the time.
    fn cut(article: &Article, wanted: bool) -> (Self, Vec<String>) {
        let mut collector = Collector::default();
        let mut keywords = wanted.then(Keywords::default);
        let (headline, body) = (headline_text(article), body_text(article));
        collector.field(&headline, keywords.as_mut());
        let headline_end = collector.position;
        collector.field(&article.author.join("；"), None);
        let author_end = collector.position;
        collector.field(&body, keywords.as_mut());
        let shape = Shape {
            headline_end: small(headline_end),
            author_end: small(author_end),
            length: small(collector.length),
        };
        let mut terms = collector.finish(headline_end);
        terms.shape = shape;
        terms.vocabulary = vocabulary(article);
        terms.reprint_keys = reprints::keys(article.article_body.iter().map(String::as_str));
        (terms, keywords.map(Keywords::best).unwrap_or_default())
    }

    /// Keys that reprints of the article share.
    pub(in crate::archive) fn reprint_keys(&self) -> &[i64] {
        &self.reprint_keys
    }

    /// The terms in order, each with its positions as distances.
    pub(super) fn with_positions(&self) -> impl Iterator<Item = (&Posting, &[u8])> {
        let ends = self.postings.iter().map(|posting| posting.to);
        let ranges = std::iter::once(0).chain(ends.clone()).zip(ends);
        let positions = ranges.map(|(from, to)| part(&self.positions, &(from..to)));
        self.postings.iter().zip(positions)
    }
}

fn small(number: u32) -> u16 {
    number.min(u32::from(u16::MAX)) as u16
}

/// Words of the headline, for suggestions.
pub(super) fn vocabulary(article: &Article) -> Vec<String> {
    segment::words(&headline_text(article))
}

/// Everything that `标题:` looks into.
pub(crate) fn headline_text(article: &Article) -> String {
    match article.other_decks() {
        Some(decks) => format!("{}\n{decks}", article.headline),
        None => article.headline.clone(),
    }
}

/// Everything of an article but headline and authors.
fn body_text(article: &Article) -> String {
    parts(&article.article_body, &article.caption)
        .chain(article.credit_text.as_deref())
        .collect::<Vec<&str>>()
        .join("\n")
}

/// The same without its source, which is shown by itself.
pub(crate) fn own_text(body: &[String], captions: &[Caption]) -> String {
    parts(body, captions).collect::<Vec<&str>>().join("\n")
}

fn parts<'a>(body: &'a [String], captions: &'a [Caption]) -> impl Iterator<Item = &'a str> {
    let captions = captions
        .iter()
        .flat_map(|caption| [Some(&caption.text), caption.credit.as_ref()]);
    let paragraphs = body.iter().map(String::as_str);
    paragraphs.chain(captions.flatten().map(String::as_str))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offsets(phrase: &str) -> Vec<u32> {
        steps(&Units::of(phrase))
            .iter()
            .map(|step| step.offset)
            .collect()
    }

    #[test]
    fn a_phrase_needs_every_second_pair() {
        assert_eq!(offsets("疫"), [0]);
        assert_eq!(offsets("疫苗"), [0]);
        assert_eq!(offsets("疫苗接"), [0, 1]);
        assert_eq!(offsets("疫苗接种"), [0, 2]);
        assert_eq!(offsets("疫苗接种率"), [0, 2, 3]);
        assert_eq!(offsets("4月"), [0, 0]);
        assert_eq!(offsets("4月份"), [0, 1]);
        assert_eq!(offsets("第4"), [0, 1]);
        assert_eq!(offsets("疫，苗"), [0]);
        assert_eq!(offsets("疫苗，接种"), [0, 1, 3]);
        assert_eq!(offsets("疫苗，4月"), [0, 1, 3, 3]);
        assert_eq!(offsets("health commission"), [0, 0, 2]);
        assert_eq!(offsets("4，月份"), [0, 0, 2]);
    }
}
