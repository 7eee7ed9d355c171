//! Reprints: the same article printed in several places.
//!
//! Of every article's pairs of neighbouring characters nine minima of hashes are taken; each three of them make a key.
//! Two texts share a minimum as often as they share pairs (MinHash; Broder, 1997), so two that agree in 95 % of their
//! pairs share a key in 99.7 % of cases, two that agree in 30 % in 8 %. What shares a key is then compared in full, and
//! texts that say other figures in the same places are none: the notices of two days agree in nearly all else.

mod pairs;

use std::borrow::Cow;
use std::collections::HashSet;

use sqlx::QueryBuilder;
use sqlx::sqlite::SqliteConnection;
use tokio_stream::StreamExt;

use super::articles::unpack_text;
use super::index::{Terms, own_text};
use super::{Archive, ArticleId, ArticleRecord, ArticleRow, Lookup, Result};
use crate::text::figures::Figures;
pub(super) use pairs::{Pairs, Signature};
use pairs::{Wide, pairs};

/// Keys of an article.
pub(super) const KEYS: usize = 3;
/// Minima in a key.
const MINIMA: usize = 3;
/// Shorter texts say too little to be told apart, in characters.
const SHORTEST: usize = 40;
/// At most so many articles with one key are compared: forms that are filled in again and again are no reprints.
pub(super) const MOST: usize = most!();

/// [`MOST`] as a literal, for statements.
macro_rules! most {
    () => {
        50
    };
}
pub(super) use most;

/// The place of what shares a key with an article, and its first words.
pub(super) type Alike = (i64, String);

/// Two articles with one text.
#[derive(Debug, Clone, PartialEq)]
pub struct Reprint {
    /// The one with the smaller id.
    pub first: Box<ArticleRecord>,
    pub again: Box<ArticleRecord>,
    /// Share of the pairs of characters that either has: 0.8–1.
    pub alike: f64,
}

/// Do two texts of much the same words, given with their headlines, tell of other days or in other figures?
pub(super) fn is_another_notice(one: (&str, &str), other: (&str, &str)) -> bool {
    let figures = |(headline, body)| Figures::of(headline, [body]);
    figures(one).differ(&figures(other))
}

/// Spreads a number over 64 bits (the finaliser of SplitMix64).
fn mix(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The keys of a text, given as its paragraphs; none of a short one.
pub(super) fn keys<'a>(paragraphs: impl Iterator<Item = &'a str>) -> Vec<i64> {
    let mut minima = [u64::MAX; KEYS * MINIMA];
    let mut count = 0;
    for pair in pairs(paragraphs.flat_map(str::chars)) {
        count += 1;
        // One good hash; the others are made of its two halves.
        let hash = mix(pair);
        let step = (hash >> 32) | 1;
        let mut next = hash;
        for minimum in &mut minima {
            next = next
                .wrapping_add(step)
                .rotate_left(23)
                .wrapping_mul(0xff51_afd7_ed55_8ccd);
            *minimum = next.min(*minimum);
        }
    }
    if count < SHORTEST {
        return Vec::new();
    }
    let groups = (1..).zip(minima.chunks(MINIMA));
    groups
        .map(|(number, group)| group.iter().fold(number, |key, minimum| mix(key ^ minimum)) as i64)
        .collect()
}

/// As they are stored beside the article's content: 8 bytes each, big-endian.
pub(super) fn pack_keys(keys: &[i64]) -> Vec<u8> {
    keys.iter().flat_map(|key| key.to_be_bytes()).collect()
}

pub(super) fn unpack_keys(packed: &[u8]) -> Vec<i64> {
    let (keys, _) = packed.as_chunks();
    keys.iter().copied().map(i64::from_be_bytes).collect()
}

impl ArticleRecord {
    /// The keys of its text: as noted, else made of it.
    pub(super) fn keys(&self) -> Cow<'_, [i64]> {
        match &self.reprint_keys {
            Some(keys) => Cow::Borrowed(keys),
            None => Cow::Owned(keys(self.article.article_body.iter().map(String::as_str))),
        }
    }
}

/// Notes the keys of articles that were stored at these places.
pub(super) async fn write(tx: &mut SqliteConnection, articles: &[(i64, &Terms)]) -> Result<()> {
    let pairs: Vec<(i64, i64)> = articles
        .iter()
        .flat_map(|(seq, terms)| terms.reprint_keys().iter().map(|key| (*seq, *key)))
        .collect();
    sqlx::query(
        "INSERT OR IGNORE INTO reprint (key, article)
         SELECT pair.value ->> 1, article.id FROM json_each(?) AS pair JOIN article ON article.seq = pair.value ->> 0",
    )
    .bind(serde_json::to_string(&pairs).unwrap_or_default())
    .execute(tx)
    .await?;
    Ok(())
}

impl Archive {
    /// Of the articles that share a key with this one those that have its text.
    pub(super) async fn with_text_of(
        &self,
        record: &ArticleRecord,
        alike: &[Alike],
    ) -> Result<Vec<ArticleRow>> {
        if alike.is_empty() {
            return Ok(Vec::new());
        }
        let own = own_text(&record.article.article_body, &record.article.caption);
        let known = Wide::of(&own);
        let likely = alike.iter().filter(|(_, lead)| known.may_begin(lead));
        let places: Vec<i64> = likely.map(|(place, _)| *place).collect();
        if places.is_empty() {
            return Ok(Vec::new());
        }
        let (pairs, signature) = (Pairs::of(&own), Signature::of(&own));
        // Forms that are filled in again and again share a key, too: rows are read only of what is a reprint.
        let packed = self.contents(&places).await?;
        let mut same = Vec::new();
        for (place, content) in &packed {
            let text = unpack_text(content)?;
            if signature.resembles(&Signature::of(&text))
                && pairs.is_reprint(&Pairs::of(&text))
                && !is_another_notice(("", &own), ("", &text))
            {
                same.push(*place);
            }
        }
        let mut rows = self.rows_at(&same).await?;
        rows.retain(|row| !is_another_notice((&record.row.headline, ""), (&row.headline, "")));
        Ok(rows)
    }

    /// Pairs of articles that share a key, most likely reprints; of several articles with one key each is paired with the
    /// first. With the name of a document, only those of which one may stand in it.
    pub async fn likely_reprints(
        &self,
        document: Option<&str>,
    ) -> Result<Vec<(ArticleId, ArticleId)>> {
        let mut query = QueryBuilder::new(
            "SELECT group_concat(article.id) FROM reprint JOIN article ON article.id = reprint.article",
        );
        if let Some(document) = document {
            query.push(
                " WHERE key IN (SELECT key FROM reprint WHERE article IN (
                  SELECT article.id FROM document JOIN article ON article.document = document.id WHERE name = ",
            );
            query.push_bind(document);
            query.push("))");
        }
        query.push(" GROUP BY key HAVING count(*) > 1");
        let mut connection = self.read.get().await?;
        let mut rows = query.build_query_scalar::<String>().fetch(&mut *connection);
        let mut seen: HashSet<(ArticleId, ArticleId)> = HashSet::new();
        let mut likely = Vec::new();
        while let Some(ids) = rows.next().await {
            let ids = ids?;
            let numbers = ids.split(',').filter_map(|id| id.parse().ok());
            let mut ids: Vec<ArticleId> = numbers.map(ArticleId::from_number).take(MOST).collect();
            ids.sort_unstable_by_key(|id| id.number());
            let Some((first, others)) = ids.split_first() else {
                continue;
            };
            likely.extend(
                others
                    .iter()
                    .map(|again| (*first, *again))
                    .filter(|pair| seen.insert(*pair)),
            );
        }
        Ok(likely)
    }

    /// Compares two articles in full; `None` where neither is a reprint of the other.
    pub async fn compare(&self, first: ArticleId, again: ArticleId) -> Result<Option<Reprint>> {
        let (Lookup::Found(first), Lookup::Found(again)) =
            (self.article(first).await?, self.article(again).await?)
        else {
            return Ok(None);
        };
        let body = |record: &ArticleRecord| record.article.article_body.concat();
        let (text, other_text) = (body(&first), body(&again));
        let (one, other) = (Pairs::of(&text), Pairs::of(&other_text));
        let is_reprint = one.is_reprint(&other)
            && !is_another_notice(
                (&first.row.headline, &text),
                (&again.row.headline, &other_text),
            );
        Ok(is_reprint.then(|| Reprint {
            alike: one.alike(&other),
            first,
            again,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "三月二日，河湾镇卫生院的送药车沿江走了四个村，把慢性病药品送到六十多位老人手中，司机和药师同行，当面核对用药，回程时又捎上两位复诊的病人，镇上说每周二都会照这条路线再走一遍。";

    #[test]
    fn a_reprint_shares_a_key_and_another_text_does_not() {
        let keys = |text: &str| keys(std::iter::once(text));
        let reprint = TEXT.replace("送药车沿江", "送药车沿河").replace('，', ", ");
        assert!(keys(TEXT).iter().any(|key| keys(&reprint).contains(key)));
        assert!(Pairs::of(TEXT).is_reprint(&Pairs::of(&reprint)));
        assert!(Signature::of(TEXT).resembles(&Signature::of(&reprint)));
        assert!(Wide::of(TEXT).may_begin("据报道，三月二日，河湾镇卫生院的送药车沿江走了"));
        let other = "山口村的饮水净化站修好通水，村医每周取样两次送县里化验，结果贴在村口的公告栏里，全村三百户人家放心饮用，学校的孩子们再不必从家里带水上学。";
        assert!(!keys(TEXT).iter().any(|key| keys(other).contains(key)));
        assert!(!Pairs::of(TEXT).is_reprint(&Pairs::of(other)));
        assert!(!Signature::of(TEXT).resembles(&Signature::of(other)));
        assert!(!Wide::of(TEXT).may_begin(other) && Wide::of(TEXT).may_begin("另讯"));
    }

    #[test]
    fn the_notice_of_another_day_is_no_reprint() {
        let day = |day: u32, new: u32, all: u32| {
            (
                format!("3月{day}日疫情通报"),
                format!(
                    "3月{day}日0时至24时，全市报告新增病例{new}例，均在集中隔离点发现，已转运至定点医院。截至3月{day}日24时，\
                     在院治疗{all}例，市卫生健康委提醒市民出门戴口罩，按时接种疫苗，有发热咳嗽的及时到发热门诊就诊。"
                ),
            )
        };
        fn given((headline, body): &(String, String)) -> (&str, &str) {
            (headline, body)
        }
        let third = day(3, 5, 41);
        for other in [day(4, 7, 48), day(4, 5, 41)] {
            assert!(Pairs::of(&third.1).is_reprint(&Pairs::of(&other.1)));
            assert!(is_another_notice(given(&third), given(&other)));
            // Where only the headline tells the day.
            let undated = |text: &str| text.replace("3月3日", "昨日").replace("3月4日", "昨日");
            let bodies = [undated(&third.1), undated(&other.1)];
            assert!(is_another_notice(
                (&third.0, &bodies[0]),
                (&other.0, &bodies[1])
            ));
        }
        let edited = third.1.replace("，已转运至定点医院", "");
        let edited = edited.replace("提醒市民", "提醒60岁以上的市民");
        assert!(Pairs::of(&third.1).is_reprint(&Pairs::of(&edited)));
        assert!(!is_another_notice(given(&third), ("全市新增5例", &edited)));
    }

    #[test]
    fn a_text_of_few_words_has_no_key() {
        assert!(keys(["短讯一则", "如上"].into_iter()).is_empty());
    }

    /// Of texts that agree in nine pairs out of ten nearly all must share a key.
    #[test]
    fn keys_find_texts_that_are_nearly_alike() {
        let text = |seed: u64, changed: usize| -> String {
            let letter = |n: u64| char::from_u32(0x4e00 + (mix(n) % 5000) as u32).unwrap_or('一');
            (0..400_u64)
                .map(|at| match (at as usize) < changed {
                    true => letter(seed * 7919 + at + 1_000_000),
                    false => letter(seed * 7919 + at),
                })
                .collect()
        };
        let shared = (0..200)
            .filter(|seed| {
                let (a, b) = (text(*seed, 0), text(*seed, 20));
                let (a, b) = (
                    keys([a.as_str()].into_iter()),
                    keys([b.as_str()].into_iter()),
                );
                a.iter().any(|key| b.contains(key))
            })
            .count();
        assert!(shared >= 180, "{shared} of 200");
    }
}
