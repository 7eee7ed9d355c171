//! Which article of a document is which known one, so that permalinks stay.

use std::collections::{HashMap, HashSet};

use crate::text::units::is_letter;

/// What articles are compared by.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text<'a> {
    /// The permanent id: that of a known article, or the one that a record brings.
    pub(super) id: Option<i64>,
    /// The id that the article would get, were it new.
    pub(super) claim: i64,
    pub(super) headline: &'a str,
    pub(super) body: &'a [String],
    /// A known article that is no longer there; matched only by what no living one is.
    pub(super) gone: bool,
}

/// The outcome: every known article is kept, merged or lost.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Plan {
    /// For each new article, the known one that it is.
    pub(super) known: Vec<Option<usize>>,
    /// Known articles whose text went into a new one.
    pub(super) merged: Vec<(usize, usize)>,
    /// Known articles that are no longer there.
    pub(super) lost: Vec<usize>,
}

/// Below this share of common shingles two bodies are not the same article.
const SAME: f64 = 0.5;
/// Under one headline so much in common is enough.
const SAME_UNDER_HEADLINE: f64 = 0.2;
/// An old body that stands in a new one by this share was merged into it.
const MERGED: f64 = 0.6;
/// Characters of a shingle.
const SHINGLE: usize = 4;
/// Characters of the runs that a sketch is made of, and how many a body needs to have one.
const SKETCH_RUN: usize = 8;
const SKETCH_FROM: usize = 16;
/// A shingle that more articles share says nothing.
const COMMON: usize = 64;

/// Matches the articles of a document's new version to the known ones: by id, by headline and body, by body alone, by
/// headline alone. Living articles first, then those that had gone.
pub(super) fn reconcile(old: &[Text], new: &[Text]) -> Plan {
    let mut matching = Matching {
        old,
        new,
        known: vec![None; new.len()],
        taken: vec![false; old.len()],
    };
    for gone in [false, true] {
        matching.exactly(gone);
        matching.by_score(gone);
    }
    let mut plan = Plan::default();
    let lost: Vec<usize> = (0..old.len())
        .filter(|o| !matching.taken[*o] && !old[*o].gone)
        .collect();
    if !lost.is_empty() {
        let holders = holders(new.iter().map(|article| shingles(article.body)));
        for index in lost {
            match swallowed_by(&old[index], &holders) {
                Some(target) => plan.merged.push((index, target)),
                None => plan.lost.push(index),
            }
        }
    }
    plan.known = matching.known;
    plan
}

struct Matching<'a> {
    old: &'a [Text<'a>],
    new: &'a [Text<'a>],
    known: Vec<Option<usize>>,
    taken: Vec<bool>,
}

impl Matching<'_> {
    fn pair(&mut self, old: usize, new: usize) {
        if !self.taken[old] && self.known[new].is_none() {
            self.taken[old] = true;
            self.known[new] = Some(old);
        }
    }

    /// By the id that a record brings, by the text, by the text that an article first had.
    fn exactly(&mut self, gone: bool) {
        let passes: [(KeyOf, KeyOf); 3] = [
            (|old| old.id, |new| new.id),
            (|old| Some(old.claim), |new| Some(new.claim)),
            (|old| old.id, |new| Some(new.claim)),
        ];
        for (of_old, of_new) in passes {
            let known: HashMap<i64, usize> = (0..self.old.len())
                .filter(|o| self.old[*o].gone == gone && !self.taken[*o])
                .filter_map(|o| Some((of_old(&self.old[o])?, o)))
                .collect();
            for n in 0..self.new.len() {
                if let Some(o) = of_new(&self.new[n]).and_then(|key| known.get(&key)) {
                    self.pair(*o, n);
                }
            }
        }
    }

    fn by_score(&mut self, gone: bool) {
        let old: Vec<usize> = (0..self.old.len())
            .filter(|o| self.old[*o].gone == gone && !self.taken[*o])
            .collect();
        let new: Vec<usize> = (0..self.new.len())
            .filter(|n| self.known[*n].is_none())
            .collect();
        if old.is_empty() || new.is_empty() {
            return;
        }
        let mut scored = self.scores(&old, &new);
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        for (_, o, n) in scored {
            self.pair(o, n);
        }
    }

    /// How alike those are that have anything in common.
    fn scores(&self, old: &[usize], new: &[usize]) -> Vec<(f64, usize, usize)> {
        let shingled: Vec<HashSet<u32>> = old.iter().map(|o| shingles(self.old[*o].body)).collect();
        let holders = holders(shingled.iter().cloned());
        let headlines_old = count_headlines(self.old);
        let headlines_new = count_headlines(self.new);
        let headline_of: Vec<String> = old.iter().map(|o| letters(self.old[*o].headline)).collect();
        let place_of: HashMap<usize, usize> = old.iter().copied().zip(0..).collect();
        let mut scored = Vec::new();
        for &n in new {
            let set = shingles(self.new[n].body);
            let headline = letters(self.new[n].headline);
            let mut common = in_common(&set, &holders);
            let count_of = |headlines: &Headlines| headlines.get(&headline).map_or(0, Vec::len);
            let only_one = count_of(&headlines_old) == 1 && count_of(&headlines_new) == 1;
            // With nothing in common, only a headline that both have alone says that they are the same.
            if only_one && let Some(at) = place_of.get(&headlines_old[&headline][0]) {
                common.entry(*at).or_default();
            }
            for (at, count) in common {
                let same_headline = !headline.is_empty() && headline_of[at] == headline;
                let shares = (share(count, shingled[at].len()), share(count, set.len()));
                let score = score(shares, same_headline, same_headline && only_one);
                scored.extend(score.map(|score| (score, old[at], n)));
            }
        }
        scored
    }
}

type KeyOf = fn(&Text) -> Option<i64>;

/// `None` when they are not the same article.
fn score((a, b): (f64, f64), same_headline: bool, only_one: bool) -> Option<f64> {
    let alike = a.min(b).max(a.max(b) * 0.8);
    let enough = alike >= SAME || same_headline && (only_one || alike >= SAME_UNDER_HEADLINE);
    enough.then_some(alike + if same_headline { 1.0 } else { 0.0 })
}

fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}

/// The articles of each headline.
type Headlines = HashMap<String, Vec<usize>>;

fn count_headlines(texts: &[Text]) -> Headlines {
    let mut headlines = Headlines::new();
    for (at, text) in texts.iter().enumerate() {
        let headline = letters(text.headline);
        if !headline.is_empty() {
            headlines.entry(headline).or_default().push(at);
        }
    }
    headlines
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| is_letter(*c)).collect()
}

/// Which of the texts hold a shingle.
fn holders(sets: impl Iterator<Item = HashSet<u32>>) -> HashMap<u32, Vec<usize>> {
    let mut holders: HashMap<u32, Vec<usize>> = HashMap::new();
    for (at, set) in sets.enumerate() {
        set.iter()
            .for_each(|shingle| holders.entry(*shingle).or_default().push(at));
    }
    holders
}

/// How many of the shingles each text has; those that too many have are left out.
fn in_common(set: &HashSet<u32>, holders: &HashMap<u32, Vec<usize>>) -> HashMap<usize, usize> {
    let mut common: HashMap<usize, usize> = HashMap::new();
    let telling = set.iter().filter_map(|shingle| holders.get(shingle));
    for at in telling.filter(|at| at.len() <= COMMON).flatten() {
        *common.entry(*at).or_default() += 1;
    }
    common
}

fn swallowed_by(old: &Text, holders: &HashMap<u32, Vec<usize>>) -> Option<usize> {
    let set = shingles(old.body);
    in_common(&set, holders)
        .into_iter()
        .map(|(n, common)| (share(common, set.len()), n))
        .filter(|(share, _)| *share >= MERGED)
        .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))
        .map(|(_, n)| n)
}

/// Is this one text, but for corrections?
pub(super) fn alike(a: &[String], b: &[String]) -> bool {
    let (a, b) = (shingles(a), shingles(b));
    let common = a.intersection(&b).count();
    share(common, a.len().max(b.len())) >= SAME
}

/// Hashes of the body's overlapping runs of characters, punctuation left out.
fn shingles(body: &[String]) -> HashSet<u32> {
    let hash = |run: &[char]| {
        run.iter().fold(0x811c_9dc5_u32, |hash, c| {
            (hash ^ *c as u32).wrapping_mul(0x0100_0193)
        })
    };
    body_letters(body).windows(SHINGLE).map(hash).collect()
}

/// One number for a body that stays the same under most small corrections; `None` for bodies too short to be told apart.
pub(super) fn sketch(body: &[String]) -> Option<i64> {
    let letters = body_letters(body);
    if letters.len() < SKETCH_FROM {
        return None;
    }
    let hash = |run: &[char]| {
        let hash = run.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, c| {
            (hash ^ u64::from(u32::from(*c))).wrapping_mul(0x0100_0000_01b3)
        });
        (hash ^ (hash >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 1
    };
    letters
        .windows(SKETCH_RUN)
        .map(hash)
        .min()
        .map(|least| least as i64)
}

fn body_letters(body: &[String]) -> Vec<char> {
    body.iter()
        .flat_map(|paragraph| paragraph.chars())
        .filter(|c| is_letter(*c))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::ArticleId;

    const FLU: &str =
        "榕江区疾控中心昨天提醒市民及早接种流感疫苗，全区十二个接种门诊周末照常开放。";
    const SCHOOL: &str = "实验小学的同学们在操场上学习心肺复苏，校医一遍遍示范按压的深度和频率。";

    fn plan(old: &[(&str, &str)], new: &[(&str, &str)]) -> Plan {
        let body = |(_, body): &(&str, &str)| [body.to_string()];
        let old_bodies: Vec<[String; 1]> = old.iter().map(body).collect();
        let new_bodies: Vec<[String; 1]> = new.iter().map(body).collect();
        fn text<'a>(id: Option<i64>, headline: &'a str, body: &'a [String; 1]) -> Text<'a> {
            let claim = ArticleId::derive("a.txt", headline, body, 0).number();
            Text {
                id,
                claim,
                headline,
                body,
                gone: false,
            }
        }
        let old: Vec<Text> = (1..)
            .zip(old.iter().zip(&old_bodies))
            .map(|(id, (article, body))| text(Some(id), article.0, body))
            .collect();
        let new: Vec<Text> = new
            .iter()
            .zip(&new_bodies)
            .map(|(article, body)| text(None, article.0, body))
            .collect();
        reconcile(&old, &new)
    }

    #[test]
    fn a_changed_headline_or_body_keeps_the_article() {
        let corrected = FLU.replace("十二个", "十三个");
        let plan = plan(
            &[("及早接种", FLU), ("课堂", SCHOOL)],
            &[("操场上的急救课", SCHOOL), ("及早接种", &corrected)],
        );
        assert_eq!(plan.known, [Some(1), Some(0)]);
    }

    #[test]
    fn of_two_merged_one_stays_and_one_leads_there() {
        let both = format!("{FLU}{SCHOOL}");
        let plan = plan(
            &[("及早接种", FLU), ("课堂", SCHOOL)],
            &[("及早接种", &both)],
        );
        assert_eq!((plan.known, plan.merged), (vec![Some(0)], vec![(1, 0)]));
    }

    #[test]
    fn what_is_no_longer_there_is_lost() {
        let plan = plan(&[("及早接种", FLU), ("课堂", SCHOOL)], &[("课堂", SCHOOL)]);
        assert_eq!((plan.known, plan.lost), (vec![Some(1)], vec![0]));
    }

    #[test]
    fn a_column_title_alone_makes_no_article_the_same() {
        let plan = plan(
            &[("简讯", FLU), ("简讯", SCHOOL)],
            &[
                ("简讯", FLU),
                ("简讯", "区图书馆周末举办旧书交换，市民可带书前来。"),
            ],
        );
        assert_eq!((plan.known, plan.lost), (vec![Some(0), None], vec![1]));
    }

    #[test]
    fn a_sketch_outlasts_a_correction() {
        let long = [FLU, SCHOOL].concat();
        let kept = (0..20)
            .filter(|at| {
                let mut letters: Vec<char> = long.chars().collect();
                letters[at * 3] = '改';
                sketch(&[letters.into_iter().collect()]) == sketch(std::slice::from_ref(&long))
            })
            .count();
        assert!(kept >= 12, "{kept} of 20");
        assert_eq!(sketch(&["太短".to_string()]), None);
    }
}
