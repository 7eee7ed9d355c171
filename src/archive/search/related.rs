//! Articles about the same matter: the telling words of one article, sought in all others.

use std::time::Instant;

use super::PATIENCE;
use super::rank::ACCIDENT;
use super::top::Top;
use crate::archive::facets::{Facets, days_of};
use crate::archive::index::{Found, Index, Lookup, Postings};
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
/// So many blocks of long lists are read, those of the rarest words first, so that the cost does not grow with the archive.
const READ: usize = 6;
/// Of what is read so many entries are weighed, again the rarest words first, but at least so many words.
const WEIGHED: usize = 4 << 10;
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
        found.sort_by_key(|(_, found)| found.articles());
        let mut weighed = 0;
        let few = found
            .into_iter()
            .enumerate()
            .take_while(|(at, (_, found))| {
                weighed += found.articles();
                *at < ALWAYS || weighed <= WEIGHED
            });
        let facets = &index.facets;
        let own = facets.number_from(record.row.seq);
        let telling: Vec<Telling> = few
            .map(|(_, (at, found))| {
                let weight = words.get(at).map_or(0.0, |(_, weight)| *weight);
                Telling::new(&index, &found, weight, own)
            })
            .collect();
        let near = Nearness::of(record, facets);
        let mut top = Top::new(limit);
        for (score, number) in likely(&telling, own) {
            top.push((score * near.factor(number, facets), number));
        }
        let top = top.finish();
        let places = top.iter().filter_map(|(_, number)| facets.seq(*number));
        Ok(places.collect())
    }
}

/// A telling word: the articles that have it, and how much that says.
struct Telling {
    weight: f32,
    found: Vec<(u32, f32)>,
    /// What it is worth in the article itself.
    own: f32,
    /// What it is worth at most.
    most: f32,
}

impl Telling {
    fn new(index: &Index, postings: &Postings, weight: f32, own: u32) -> Self {
        let among = postings.articles().max(1);
        let rarity = (index.facets.len() as f32 / among as f32).max(1.0).ln();
        let weight = weight * rarity;
        let mut found = Vec::with_capacity(among);
        let (mut in_own, mut most) = (0.0, 0.0_f32);
        postings.each(index, |place| {
            let presence = presence(&place);
            most = most.max(presence);
            if place.number == own {
                in_own = presence;
            }
            found.push((place.number, presence));
        });
        Self {
            weight,
            found,
            own: weight * in_own,
            most: weight * most,
        }
    }
}

/// The articles that share most of the words, as far as they are worth showing: in one word alone nearly none is, so that of
/// most articles nothing is added up.
fn likely(telling: &[Telling], own: u32) -> Vec<(f32, u32)> {
    let least = telling.iter().map(|word| word.own).sum::<f32>() * WORTH_SHOWING;
    let shared = Shared::of(telling, least);
    let mut parts: Vec<(u32, f32)> = Vec::new();
    for word in telling {
        let likely = word.found.iter().filter(|(number, _)| shared.has(*number));
        parts.extend(likely.map(|(number, presence)| (*number, word.weight * presence)));
    }
    // Stable, so that what an article's words are worth is added up in their order.
    parts.sort_by_key(|(number, _)| *number);
    let mut likely = Top::new(LIKELY);
    for same in parts.chunk_by(|(a, _), (b, _)| a == b) {
        let score: f32 = same.iter().map(|(_, worth)| worth).sum();
        if let Some((number, _)) = same.first()
            && *number != own
            && score > least
        {
            likely.push((score, *number));
        }
    }
    likely.finish()
}

/// The articles that may be worth showing: those that have two words, or one that is worth enough alone. A few others are
/// among them, as each bit stands for several articles, so that all bits stay in the processor's nearest cache.
struct Shared(Vec<u64>);

impl Shared {
    /// Bits for each article in a list: so that few fall together.
    const SPACE: usize = 16;

    fn of(telling: &[Telling], least: f32) -> Self {
        let articles: usize = telling.iter().map(|word| word.found.len()).sum();
        let size = (articles * Self::SPACE / 64).next_power_of_two();
        let mut seen = vec![0_u64; size];
        let mut shared = Self(vec![0; size]);
        for word in telling {
            let alone = if word.most > least { u64::MAX } else { 0 };
            for (number, _) in &word.found {
                let (at, bit) = shared.place(*number);
                if let (Some(seen), Some(shared)) = (seen.get_mut(at), shared.0.get_mut(at)) {
                    *shared |= (*seen | alone) & bit;
                    *seen |= bit;
                }
            }
        }
        shared
    }

    fn has(&self, number: u32) -> bool {
        let (at, bit) = self.place(number);
        self.0.get(at).is_some_and(|bits| bits & bit != 0)
    }

    fn place(&self, number: u32) -> (usize, u64) {
        (
            (number / 64) as usize & (self.0.len() - 1),
            1 << (number % 64),
        )
    }
}

/// How much it says that a telling word was found so.
fn presence(found: &Found) -> f32 {
    let worth = if found.mark().word() { 1.0 } else { ACCIDENT };
    let more = if found.mark().headline() {
        IN_HEADLINE
    } else {
        0.0
    };
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
            day: days_of(record.row.seq),
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
        let other = facets.seq(number).and_then(days_of);
        if let (Some(day), Some(other)) = (self.day, other) {
            factor += SAME_TIME * HALF / (HALF + (day - other).abs() as f32);
        }
        factor
    }
}
