//! Articles about the same matter: the telling words of one article, sought in all others.

use std::time::Instant;

use super::PATIENCE;
use super::rank::ACCIDENT;
use super::top::Top;
use crate::archive::facets::{Facets, days_of};
use crate::archive::index::{Found, Lookup, Postings, Shared};
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
/// What the same main region, and the same province, add.
const SAME_REGION: f32 = 0.3;
const SAME_PROVINCE: f32 = 0.1;
/// What the same day adds; less and less with the distance.
const SAME_TIME: f32 = 0.25;
/// Days in which that becomes half.
const HALF: f32 = 60.0;
/// So many blocks of long lists are read, those of the rarest words first, so that the cost does not grow with the archive.
const READ: usize = 6;
/// Of what is read so many entries are weighed, again the rarest words first, but at least so many words.
const WEIGHED: usize = 8 << 10;
const ALWAYS: usize = 2;
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
            .map(|(word, _)| Lookup::Phrase(Units::of(word), Field::Any))
            .collect();
        let found = self
            .look_up_rarest(&mut index, &lookups, READ, Instant::now() + PATIENCE)
            .await?;
        let facets = &index.facets;
        let (weights, postings) = rarest(&words, found, facets.len());
        let telling = Telling {
            lists: Shared::by(&index, &postings),
            weights,
        };
        let own = facets.number_from(record.row.seq);
        let near = Nearness::of(record, facets);
        let mut top = Top::new(limit);
        for (score, number) in telling.likely(own) {
            top.push((score * near.factor(number, facets), number));
        }
        let top = top.finish();
        let places = top.iter().filter_map(|(_, number)| facets.seq(*number));
        Ok(places.collect())
    }
}

/// The rarest of the words that were looked up, as far as their lists are soon read: how much each says, and its list.
fn rarest(
    words: &[(String, f32)],
    mut found: Vec<(usize, Postings)>,
    all: usize,
) -> (Vec<f32>, Vec<Postings>) {
    found.sort_by_cached_key(|(_, postings)| postings.articles());
    let mut read = 0;
    let few = found
        .into_iter()
        .enumerate()
        .take_while(|(taken, (_, postings))| {
            read += postings.articles();
            *taken < ALWAYS || read <= WEIGHED
        });
    let weighed = few.map(|(_, (at, postings))| {
        let weight = words.get(at).map_or(0.0, |(_, weight)| *weight);
        let rarity = all as f32 / postings.articles().max(1) as f32;
        (weight * rarity.max(1.0).ln(), postings)
    });
    weighed.unzip()
}

/// Telling words: how much each says, and the articles that have it.
struct Telling<'a> {
    weights: Vec<f32>,
    lists: Shared<'a>,
}

impl Telling<'_> {
    /// The articles that share most of the words, as far as they are worth showing: in one word alone nearly none is, so
    /// that of most articles nothing is added up.
    fn likely(&self, own: u32) -> Vec<(f32, u32)> {
        let mut parts: Vec<(u32, f32)> = Vec::new();
        for (at, weight) in self.weights.iter().enumerate() {
            self.lists.each(at, |found| {
                parts.push((found.number, weight * presence(&found)));
            });
        }
        // Stable, so that what an article's words are worth is added up in their order.
        parts.sort_by_key(|(number, _)| *number);
        let sums = parts.chunk_by(|(a, _), (b, _)| a == b);
        let sums = sums.filter_map(|same| {
            let (number, _) = same.first()?;
            Some((same.iter().map(|(_, worth)| worth).sum::<f32>(), *number))
        });
        let sums: Vec<(f32, u32)> = sums.collect();
        let least = sums.iter().find(|(_, number)| *number == own);
        let least = least.map_or(0.0, |(score, _)| score * WORTH_SHOWING);
        let mut likely = Top::new(LIKELY);
        let others = sums.into_iter().filter(|(_, number)| *number != own);
        let mut several = 0;
        for other in others.filter(|(score, _)| *score > least) {
            several += 1;
            likely.push(other);
        }
        // A word alone, the rarest first, as far as not enough is found that shares more.
        let mut enough = LIKELY.saturating_sub(several);
        for (at, weight) in self.weights.iter().enumerate() {
            if enough == 0 {
                break;
            }
            self.lists.each_alone(at, |found| {
                let score = weight * presence(&found);
                if score > least {
                    enough = enough.saturating_sub(1);
                    likely.push((score, found.number));
                }
            });
        }
        likely.finish()
    }
}

/// How much it says that a telling word was found so.
fn presence(found: &Found) -> f32 {
    let worth = if found.mark.word() { 1.0 } else { ACCIDENT };
    let more = if found.mark.headline() {
        IN_HEADLINE
    } else {
        0.0
    };
    worth + more
}

/// The words that tell most about an article, each with its weight: those of its headline and its keywords. Of many, those
/// that are seldom in the archive's headlines.
fn telling_words(record: &ArticleRecord, lexicon: &Lexicon, articles: usize) -> Vec<(String, f32)> {
    let headline = segment::words(&record.row.headline).into_iter();
    let keywords = record.article.keywords.iter().map(|word| fold(word));
    let all = headline
        .map(|word| (word, OF_HEADLINE))
        .chain(keywords.map(|word| (word, OF_KEYWORDS)));
    let mut words: Vec<(String, f32)> = Vec::new();
    for (word, weight) in all {
        if word.chars().nth(1).is_none() || word.bytes().all(|b| b.is_ascii_digit()) {
            continue;
        }
        match words.iter_mut().find(|(known, _)| *known == word) {
            Some(known) => known.1 += weight,
            None => words.push((word, weight)),
        }
    }
    if words.len() <= SOUGHT {
        return words;
    }
    let rarity = |word: &str| {
        let known = lexicon.get(word).map_or(0, |word| word.count);
        (articles as f32 / (1.0 + known as f32)).max(1.0).ln()
    };
    words.sort_by_cached_key(|(word, weight)| {
        std::cmp::Reverse((weight * rarity(word) * 1_000.0) as u32)
    });
    words.truncate(SOUGHT);
    words
}

/// How near other articles are in place and time.
struct Nearness<'a> {
    region: Option<&'a roaring::RoaringBitmap>,
    province: Option<&'a roaring::RoaringBitmap>,
    day: Option<i64>,
}

impl<'a> Nearness<'a> {
    fn of(record: &ArticleRecord, facets: &'a Facets) -> Self {
        let main = record.row.regions.first();
        Self {
            region: main.and_then(|code| facets.region(*code)),
            province: main.and_then(|code| facets.region(code.province())),
            day: record
                .row
                .date
                .and_then(|date| date.day())
                .and_then(|_| days_of(record.row.seq)),
        }
    }

    fn factor(&self, number: u32, facets: &Facets) -> f32 {
        let within =
            |set: Option<&roaring::RoaringBitmap>| set.is_some_and(|set| set.contains(number));
        let mut factor = 1.0;
        if within(self.region) {
            factor += SAME_REGION;
        }
        if within(self.province) {
            factor += SAME_PROVINCE;
        }
        if let (Some(day), Some(other)) = (self.day, facets.day_known(number)) {
            factor += SAME_TIME * HALF / (HALF + (day - other).abs() as f32);
        }
        factor
    }
}
