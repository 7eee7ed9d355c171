//! Articles about the same matter: the telling words of one article, sought in all others.

use std::collections::HashMap;
use std::time::Instant;

use super::PATIENCE;
use super::rank::{ACCIDENT, Ranking, best};
use crate::archive::facets::{Facets, day_of};
use crate::archive::index::{Lookup, body_text};
use crate::archive::suggest::Lexicon;
use crate::archive::{Archive, ArticleRecord, ArticleRow, Result};
use crate::query::Field;
use crate::text::segment;
use crate::text::units::Units;

/// So many words are sought: the cost does not grow with the article.
const KEYWORDS: usize = 10;
/// So many bytes of the body are looked through for them.
const LOOKED_THROUGH: usize = 6_000;
/// What a word in the headline is worth, in terms of one in the body.
const HEADLINE: f32 = 3.0;
/// What the same main region, and the same province, add.
const SAME_REGION: f32 = 0.3;
const SAME_PROVINCE: f32 = 0.1;
/// What the same day adds; less and less with the distance.
const SAME_TIME: f32 = 0.25;
/// Days in which that becomes half.
const HALF: f32 = 60.0;
/// So many articles are weighed, those of the rarest words first, so that weighing does not grow with the archive.
const WEIGHED: usize = 4_000;
/// Articles worth less than this, in terms of the article itself, are about something else.
const WORTH_SHOWING: f32 = 0.3;

impl Archive {
    /// Articles about the same matter, the closest first: they share its telling words; those of the same region and time
    /// come before others. Reprints of the article itself are left out.
    pub async fn related(&self, record: &ArticleRecord, limit: usize) -> Result<Vec<ArticleRow>> {
        let mut index = self.index().await?;
        let words = keywords(record, &*self.lexicon().await?, index.facets.len());
        let lookups: Vec<Lookup> = words
            .iter()
            .map(|(word, _)| Lookup::Phrase(Units::of(word), Field::Any))
            .collect();
        let found = self
            .look_up(&mut index, &lookups, Instant::now() + PATIENCE)
            .await?;
        let mut ranking = Ranking::of(&index, &[]);
        let mut numbers = roaring::RoaringBitmap::new();
        let mut rarest: Vec<_> = words.iter().zip(&found).collect();
        rarest.sort_by_key(|(_, found)| found.len());
        let mut room = WEIGHED;
        for ((_, weight), found) in rarest {
            room = match room.checked_sub(found.len()) {
                Some(room) => room,
                None if numbers.is_empty() => 0,
                None => break,
            };
            ranking.add(&index, found, *weight, ACCIDENT);
            numbers |= super::evaluate::set_of(found, index.facets.len());
        }
        let facets = &index.facets;
        let own = facets.number_from(record.row.seq);
        let least = ranking.score(own) * WORTH_SHOWING;
        numbers.remove(own);
        let near = Nearness::of(record, facets);
        let scored = numbers
            .iter()
            .map(|number| (ranking.score(number), number))
            .filter(|(score, _)| *score > least)
            .map(|(score, number)| (score * near.factor(number, facets), number));
        let top = best(scored, limit * 2, |a, b| (a.0, a.1) > (b.0, b.1));
        let seqs: Vec<i64> = top.iter().filter_map(|(_, n)| facets.seq(*n)).collect();
        let mut rows = self.rows_at(&seqs).await?;
        rows.retain(|row| row.id != record.row.id && row.lead != record.row.lead);
        rows.dedup_by(|a, b| a.headline == b.headline && a.lead == b.lead);
        rows.truncate(limit);
        Ok(rows)
    }
}

/// The words that tell most about an article, each with its weight: often in it, seldom in the archive's headlines.
fn keywords(record: &ArticleRecord, lexicon: &Lexicon, articles: usize) -> Vec<(String, f32)> {
    let body = body_text(&record.article);
    let body = &body[..body.floor_char_boundary(LOOKED_THROUGH)];
    let mut counts: HashMap<String, f32> = HashMap::new();
    let texts = [(record.row.headline.as_str(), HEADLINE), (body, 1.0)];
    for (text, worth) in texts {
        for word in segment::words(text) {
            if word.chars().nth(1).is_some() && !word.bytes().all(|b| b.is_ascii_digit()) {
                *counts.entry(word).or_default() += worth;
            }
        }
    }
    let weigh = |word: &str, count: f32| {
        let known = lexicon.get(word).map_or(0, |word| word.count);
        (1.0 + count.ln()) * (articles as f32 / (1.0 + known as f32)).max(1.0).ln()
    };
    let mut words: Vec<(String, f32)> = counts
        .into_iter()
        .map(|(word, count)| (weigh(&word, count), count, word))
        .filter(|(weight, count, _)| *weight > 0.0 && *count > 1.0)
        .map(|(weight, _, word)| (word, weight))
        .collect();
    words.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    words.truncate(KEYWORDS);
    let most = words.first().map_or(1.0, |(_, weight)| *weight);
    words.iter_mut().for_each(|(_, weight)| *weight /= most);
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
