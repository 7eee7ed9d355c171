//! Articles about the same matter: the telling words of one article, sought in all others.

use std::time::Instant;

use super::PATIENCE;
use super::rank::{ACCIDENT, sums};
use super::top::Top;
use crate::archive::facets::{Facets, day_of};
use crate::archive::index::{Found, Lookup, Postings};
use crate::archive::suggest::Lexicon;
use crate::archive::{Archive, ArticleRecord, Result};
use crate::query::Field;
use crate::text::normalize::fold;
use crate::text::segment;
use crate::text::units::Units;

/// So many words are sought: the cost does not grow with the article.
const SOUGHT: usize = 10;
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
/// So many bytes of long lists are read, those of the rarest words first, so that the cost does not grow with the archive.
const READ: usize = 16 << 10;
/// Of what is read so many entries are weighed, again the rarest words first, but at least so many words.
const WEIGHED: u64 = 4 << 10;
const ALWAYS: usize = 3;
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
        let mut found = self
            .look_up_rarest(&mut index, &lookups, READ, Instant::now() + PATIENCE)
            .await?;
        found.sort_by_key(|(_, found)| found.sum().articles);
        let mut weighed = 0;
        let few = found
            .into_iter()
            .enumerate()
            .take_while(|(at, (_, found))| {
                weighed += found.sum().articles;
                *at < ALWAYS || weighed <= WEIGHED
            });
        let articles = index.facets.len() as f32;
        let telling: Vec<(f32, Postings)> = few
            .map(|(_, (at, found))| {
                let weight = words.get(at).map_or(0.0, |(_, weight)| *weight);
                let among = found.sum().articles.max(1) as f32;
                (weight * (articles / among).max(1.0).ln(), found)
            })
            .collect();
        let parts: Vec<_> = telling
            .iter()
            .map(|(weight, found)| (found, move |found: &Found| weight * presence(found)))
            .collect();
        let facets = &index.facets;
        let own = facets.number_from(record.row.seq);
        let mut likely = Top::new(LIKELY);
        let mut least = 0.0;
        sums(&index, &parts, |score, number| match number == own {
            true => least = score * WORTH_SHOWING,
            false => likely.push((score, number)),
        });
        let near = Nearness::of(record, facets);
        let mut top = Top::new(limit);
        for (score, number) in likely.finish() {
            if score > least {
                top.push((score * near.factor(number, facets), number));
            }
        }
        let top = top.finish();
        let places = top.iter().filter_map(|(_, number)| facets.seq(*number));
        Ok(places.collect())
    }
}

/// How much it says that a telling word was found so.
fn presence(found: &Found) -> f32 {
    let worth = if found.word { 1.0 } else { ACCIDENT };
    let more = if found.headline { IN_HEADLINE } else { 0.0 };
    worth + more
}

/// The words that tell most about an article, each with its weight: those of its headline and its keywords, the seldom ones
/// in the archive's headlines first.
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
struct Nearness {
    region: Option<roaring::RoaringBitmap>,
    province: Option<roaring::RoaringBitmap>,
    day: Option<jiff::civil::Date>,
}

impl Nearness {
    fn of(record: &ArticleRecord, facets: &Facets) -> Self {
        let main = record.row.regions.first();
        Self {
            region: main.and_then(|code| facets.region(*code).cloned()),
            province: main.and_then(|code| facets.region(code.province()).cloned()),
            day: day_of(record.row.seq),
        }
    }

    fn factor(&self, number: u32, facets: &Facets) -> f32 {
        let within = |set: &Option<roaring::RoaringBitmap>| {
            set.as_ref().is_some_and(|set| set.contains(number))
        };
        let mut factor = 1.0;
        if within(&self.region) {
            factor += SAME_REGION;
        }
        if within(&self.province) {
            factor += SAME_PROVINCE;
        }
        let other = facets.seq(number).and_then(day_of);
        if let (Some(day), Some(other)) = (self.day, other) {
            let apart = day.since(other).map_or(0, |span| span.get_days().abs());
            factor += SAME_TIME * HALF / (HALF + apart as f32);
        }
        factor
    }
}
