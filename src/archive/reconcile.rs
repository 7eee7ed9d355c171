//! Which article of a document is which known one, so that permalinks stay.

mod same;

use std::collections::{HashMap, HashSet};

use same::{SAME, body_letters, letters, share, shingles};
pub(super) use same::{Text, is_text_of, sketch};

/// The outcome: every known article is kept, merged or lost.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Plan {
    /// For each new article, the known one that it is.
    pub(super) known: Vec<Option<usize>>,
    /// Known articles whose text went into a new one, among them those that had gone.
    pub(super) merged: Vec<(usize, usize)>,
    /// Known articles that are no longer there.
    pub(super) lost: Vec<usize>,
}

/// Under one headline so much in common is enough.
const SAME_UNDER_HEADLINE: f64 = 0.2;
/// An old body that stands in a new one by this share was merged into it.
const MERGED: f64 = 0.6;
/// Of what is merged, the article goes on that the whole opens with: so many letters.
const OPENING: usize = 12;
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
    let left: Vec<usize> = (0..old.len()).filter(|o| !matching.taken[*o]).collect();
    if !left.is_empty() {
        let sets: Vec<HashSet<u32>> = new.iter().map(|article| shingles(article.body)).collect();
        let holders = holders(sets.iter());
        for index in left {
            match matching.swallowed_by(index, &sets, &holders) {
                Some(target) => plan.merged.push((index, target)),
                None if old[index].gone => {}
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
        let holders = holders(shingled.iter());
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
                let same_one = same_headline && only_one;
                let Some(score) = score(shares, same_headline, same_one) else {
                    continue;
                };
                let before = &self.old[old[at]];
                if same_one || !before.is_another(&self.new[n]) {
                    let opens = shares.0 >= MERGED && opens_as(before, &self.new[n]);
                    scored.push((score + if opens { 0.5 } else { 0.0 }, old[at], n));
                }
            }
        }
        scored
    }
}

impl Matching<'_> {
    /// The new article that holds the text of an old one: by all its words, and by those that told it apart from what the
    /// new one was before, with the same figures.
    fn swallowed_by(
        &self,
        old: usize,
        sets: &[HashSet<u32>],
        holders: &HashMap<u32, Vec<usize>>,
    ) -> Option<usize> {
        let set = shingles(self.old[old].body);
        let figures = self.old[old].figures();
        in_common(&set, holders)
            .into_iter()
            .map(|(n, common)| (share(common, set.len()), n))
            .filter(|(share, n)| *share >= MERGED && self.gained(*n, &set, &sets[*n]))
            .filter(|(_, n)| !figures.differ(&self.new[*n].figures()))
            .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))
            .map(|(_, n)| n)
    }

    /// Does a new article hold, of these words of another, those that it did not have before?
    fn gained(&self, new: usize, words: &HashSet<u32>, now: &HashSet<u32>) -> bool {
        let before = self.known[new].map(|old| shingles(self.old[old].body));
        let before = before.unwrap_or_default();
        let own: Vec<&u32> = words.difference(&before).collect();
        let held = own.iter().filter(|word| now.contains(word)).count();
        own.is_empty() || share(held, own.len()) >= MERGED
    }
}

type KeyOf = fn(&Text) -> Option<i64>;

/// `None` when they are not the same article.
fn score((a, b): (f64, f64), same_headline: bool, only_one: bool) -> Option<f64> {
    let alike = a.min(b).max(a.max(b) * 0.8);
    let enough = alike >= SAME || same_headline && (only_one || alike >= SAME_UNDER_HEADLINE);
    enough.then_some(alike + if same_headline { 1.0 } else { 0.0 })
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

/// Which of the texts hold a shingle.
fn holders<'s>(sets: impl Iterator<Item = &'s HashSet<u32>>) -> HashMap<u32, Vec<usize>> {
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

/// Does the new one open as the old one did?
fn opens_as(old: &Text, new: &Text) -> bool {
    let opening = |text: &Text| body_letters(text.body).into_iter().take(OPENING);
    opening(old).eq(opening(new))
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
                date: None,
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
    fn a_notice_is_no_correction_of_another_days() {
        let notice = |day: u32, cases: u32| {
            format!(
                "3月{day}日0时至24时，全市报告新增病例{cases}例，均在集中隔离点发现，提醒市民戴口罩。"
            )
        };
        let known = |old: (&str, &str), new: (&str, &str)| plan(&[old], &[new]).known == [Some(0)];
        let third = notice(3, 5);
        assert!(!known(
            ("3月3日通报", &third),
            ("3月4日通报", &notice(4, 7))
        ));
        for (headline, corrected) in [
            ("3月3日通报", notice(3, 6)),
            ("3月3日通报", notice(4, 7)),
            ("新增5例", notice(3, 6)),
            ("3月4日通报", third.clone()),
        ] {
            assert!(known(("3月3日通报", &third), (headline, &corrected)));
        }
        // One figure wrong in headline and text.
        assert!(known(
            ("全市新增5例", &third),
            ("全市新增6例", &notice(3, 6))
        ));
    }

    #[test]
    fn a_notice_that_differs_by_a_name_alone_went_into_none_but_what_took_it_in() {
        let notice = |town: &str| {
            format!(
                "{town}卫生院的接种点周末照常开门，居民凭证件前往，老人由社区接送，咨询电话贴在门口。"
            )
        };
        let (river, rock) = (notice("河湾镇"), notice("青石镇"));
        let old = [("接种通知", &*river), ("接种通知", &*rock)];
        let dropped = plan(&old, &[("接种通知", &rock)]);
        assert_eq!((dropped.known, dropped.lost), (vec![Some(1)], vec![0]));
        let both = format!("{rock}{river}");
        let merged = plan(&old, &[("接种通知", &both)]);
        assert_eq!((merged.known, merged.merged), (vec![Some(1)], vec![(0, 0)]));
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
}
