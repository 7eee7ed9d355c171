//! Articles about the same matter: the telling words of one article, sought in all others.
//!
//! Its keywords and the words of its headline are looked up, the rarest first, as far as their lists are short;
//! what shares most of them, of the same place and time, comes first. What is read is bounded, so that the cost
//! grows with neither the article nor the archive.

use std::cmp::Reverse;
use std::ops::{ControlFlow, Range};
use std::time::Instant;

use super::PATIENCE;
use super::rank::ACCIDENT;
use super::top::Top;
use crate::archive::facets::{Facets, days_of};
use crate::archive::index::{Index, Lookup, Mark, Postings, Shared};
use crate::archive::suggest::Lexicon;
use crate::archive::{Archive, ArticleRecord, Result};
use crate::query::Field;
use crate::text::normalize::fold;
use crate::text::segment;
use crate::text::units::Units;

/// So many words are sought: the cost does not grow with the article.
const SOUGHT: usize = 8;
/// What a word of the headline is worth, and a keyword.
const OF_HEADLINE: f32 = 1.0;
const OF_KEYWORDS: f32 = 0.8;
/// What a word adds where it stands in the other article's headline.
const IN_HEADLINE: f32 = 0.5;
/// What no word is worth more than where it stands.
const MOST_WORTH: f32 = 1.0 + IN_HEADLINE;
/// What the same main region, and the same province, add.
const SAME_REGION: f32 = 0.3;
const SAME_PROVINCE: f32 = 0.1;
/// What the same day adds; less and less with the distance.
const SAME_TIME: f32 = 0.25;
/// Days in which that becomes half.
const HALF: f32 = 60.0;
/// So many blocks of long lists are read, those of the rarest words first, so that the cost does not grow with the archive.
const READ: usize = 6;
/// Of what is read so many entries are weighed, again the rarest words first. Beyond that the second word is weighed, too, if
/// an article may be worth showing for it alone; else it would hardly change which articles the first word finds.
const WEIGHED: usize = 8 << 10;
/// Of so many articles that share most words, place and time are looked at.
const LIKELY: usize = 60;
/// Articles worth less than this, in terms of the article itself, are about something else.
const WORTH_SHOWING: f32 = 0.3;

impl Archive {
    /// The places of articles about the same matter, the closest first: they share its telling words; those of the same
    /// region and time come before others.
    pub(in crate::archive) async fn related_places(
        &self,
        record: &ArticleRecord,
        limit: usize,
    ) -> Result<Vec<i64>> {
        let mut index = self.index().await?;
        let words = telling_words(record, &*self.lexicon().await?, index.facets.len());
        let lookups: Vec<Lookup> = words
            .iter()
            .map(|word| Lookup::Phrase(Units::of(&word.text), Field::Any))
            .collect();
        let found = self
            .look_up_rarest(&mut index, &lookups, READ, Instant::now() + PATIENCE)
            .await?;
        let facets = &index.facets;
        let near = Nearness::of(record);
        let mut top = Top::new(limit);
        let own = facets.number_from(record.row.seq);
        for (score, number) in Telling::of(&words, found, facets.len()).likely(&index, own) {
            top.push((score * near.factor(number, facets), number));
        }
        let top = top.finish();
        let places = top.iter().filter_map(|(_, number)| facets.seq(*number));
        Ok(places.collect())
    }
}

/// A word that tells what an article is about.
struct Word {
    text: String,
    weight: f32,
    in_headline: bool,
}

/// The rarest of an article's telling words.
struct Telling {
    words: Vec<Weighed>,
    /// What is worth no more is about something else.
    least: f32,
}

/// How much a word says, and the articles that have it.
struct Weighed {
    weight: f32,
    postings: Postings,
}

impl Telling {
    /// The rarest of the words that were looked up, as far as their lists are soon read; `all` is the number of articles.
    fn of(words: &[Word], mut found: Vec<(usize, Postings)>, all: usize) -> Self {
        found.sort_by_cached_key(|(_, postings)| postings.articles());
        let mut read = 0;
        let mut telling = Self {
            words: Vec::with_capacity(found.len()),
            least: 0.0,
        };
        for (at, postings) in found {
            let Some(word) = words.get(at) else { continue };
            let rarity = all as f32 / postings.articles().max(1) as f32;
            let weight = word.weight * rarity.max(1.0).ln();
            let least = telling.least + weight * worth(true, word.in_headline) * WORTH_SHOWING;
            read += postings.articles();
            let is_wanted = match telling.words.len() {
                0 => true,
                1 => read <= WEIGHED || weight * MOST_WORTH > least,
                _ => read <= WEIGHED,
            };
            if !is_wanted {
                break;
            }
            telling.least = least;
            telling.words.push(Weighed { weight, postings });
        }
        telling
    }

    /// The articles that share most of the words, as far as they are worth showing: in one word alone nearly none is, so
    /// that of most articles nothing is added up. Of equals the last stored; `own` is not among them.
    fn likely(&self, index: &Index, own: u32) -> Vec<(f32, u32)> {
        let shared = Shared::by(self.words.iter().map(|word| &word.postings));
        let mut parts: Vec<(u32, f32)> = Vec::new();
        for (at, word) in self.words.iter().enumerate() {
            shared.each(at, |entry| {
                parts.push((entry.doc, word.weight * presence(entry.mark)));
            });
        }
        // Stable, so that what an article's words are worth is added up in their order.
        parts.sort_by_key(|(doc, _)| Reverse(*doc));
        let mut likely = Likely::above(self.least, index, own);
        for same in parts.chunk_by(|(a, _), (b, _)| a == b) {
            let score: f32 = same.iter().map(|(_, worth)| worth).sum();
            if let Some((doc, _)) = same.first() {
                likely.keep(score, *doc);
            }
        }
        // A word alone, the rarest first, as far as not enough is found that shares more.
        for (at, word) in self.words.iter().enumerate() {
            if likely.are_enough() {
                break;
            }
            if likely.takes(word.weight * MOST_WORTH) {
                shared.each_alone(at, |entry| {
                    likely.keep(word.weight * presence(entry.mark), entry.doc);
                    match likely.takes(word.weight * MOST_WORTH) {
                        true => ControlFlow::Continue(()),
                        false => ControlFlow::Break(()),
                    }
                });
            }
        }
        likely.finish()
    }
}

/// The best articles by words alone, of equals those that came first.
struct Likely<'a> {
    index: &'a Index,
    own: u32,
    top: Top,
    /// What is worth no more is of no use.
    floor: f32,
    /// The articles that were kept at some time. In `top` stands the place here, counted from the end.
    numbers: Vec<u32>,
}

impl<'a> Likely<'a> {
    fn above(floor: f32, index: &'a Index, own: u32) -> Self {
        Self {
            index,
            own,
            top: Top::new(LIKELY),
            floor,
            numbers: Vec::with_capacity(LIKELY * 2),
        }
    }

    /// Is something of this score of use?
    #[inline]
    fn takes(&self, score: f32) -> bool {
        score > self.floor
    }

    #[inline]
    fn keep(&mut self, score: f32, doc: u32) {
        if !self.takes(score) {
            return;
        }
        // Which article it is, is found out only of what is kept: it costs more than all the rest.
        if let Some(number) = self.index.number(doc).filter(|number| *number != self.own) {
            self.top.push((score, u32::MAX - self.numbers.len() as u32));
            self.numbers.push(number);
            self.floor = self.top.floor().max(self.floor);
        }
    }

    fn are_enough(&self) -> bool {
        self.numbers.len() >= LIKELY
    }

    /// In any order, as their rank is told by more than words.
    fn finish(self) -> Vec<(f32, u32)> {
        let numbers = self.numbers;
        let number = |place: u32| numbers.get((u32::MAX - place) as usize).copied();
        let best = self.top.unordered().into_iter();
        best.filter_map(|(score, place)| Some((score, number(place)?)))
            .collect()
    }
}

/// How much it says that a telling word was found so.
fn presence(mark: Mark) -> f32 {
    worth(mark.word(), mark.headline())
}

fn worth(word: bool, in_headline: bool) -> f32 {
    let worth = if word { 1.0 } else { ACCIDENT };
    let more = if in_headline { IN_HEADLINE } else { 0.0 };
    worth + more
}

/// The words that tell most about an article: those of its headline and its keywords. Of many, those that are seldom in
/// the archive's headlines.
fn telling_words(record: &ArticleRecord, lexicon: &Lexicon, articles: usize) -> Vec<Word> {
    let headline = segment::words(&record.row.headline).into_iter();
    let keywords = record.article.keywords.iter().map(|word| fold(word));
    let all = headline
        .map(|word| (word, OF_HEADLINE, true))
        .chain(keywords.map(|word| (word, OF_KEYWORDS, false)));
    let mut words: Vec<Word> = Vec::new();
    for (text, weight, in_headline) in all {
        if text.chars().nth(1).is_none() || text.bytes().all(|b| b.is_ascii_digit()) {
            continue;
        }
        match words.iter_mut().find(|known| known.text == text) {
            Some(known) => known.weight += weight,
            None => words.push(Word {
                text,
                weight,
                in_headline,
            }),
        }
    }
    if words.len() <= SOUGHT {
        return words;
    }
    let rarity = |word: &str| {
        let known = lexicon.get(word).map_or(0, |word| word.count);
        (articles as f32 / (1.0 + known as f32)).max(1.0).ln()
    };
    words.sort_by_cached_key(|word| Reverse((word.weight * rarity(&word.text) * 1_000.0) as u32));
    words.truncate(SOUGHT);
    words
}

/// How near other articles are in place and time.
struct Nearness {
    region: Range<u32>,
    province: Range<u32>,
    day: Option<i64>,
}

impl Nearness {
    fn of(record: &ArticleRecord) -> Self {
        let main = record.row.regions.first();
        Self {
            region: main.map_or(0..0, |code| code.span()),
            province: main.map_or(0..0, |code| code.province().span()),
            day: record
                .row
                .date
                .and_then(|date| date.day())
                .and_then(|_| days_of(record.row.seq)),
        }
    }

    fn factor(&self, number: u32, facets: &Facets) -> f32 {
        let codes = facets.regions_of(number);
        let within = |span: &Range<u32>| codes.iter().any(|code| span.contains(&code.number()));
        let mut factor = 1.0;
        if within(&self.region) {
            factor += SAME_REGION;
        }
        if within(&self.province) {
            factor += SAME_PROVINCE;
        }
        if let (Some(day), Some(other)) = (self.day, facets.day_known(number)) {
            factor += SAME_TIME * HALF / (HALF + (day - other).abs() as f32);
        }
        factor
    }
}
