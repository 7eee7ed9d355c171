//! Which article of a corrected document is which known one, so that permalinks stay.

use std::collections::HashSet;

/// What articles are compared by.
#[derive(Debug, Clone)]
pub(super) struct Fingerprint {
    /// The id that the article would get, were it new.
    pub(super) derived: i64,
    /// The id that a record brings, or that the known article has.
    pub(super) id: Option<i64>,
    pub(super) headline: String,
    /// Hashes of the body's overlapping runs of four characters.
    shingles: HashSet<u32>,
}

impl Fingerprint {
    pub(super) fn new(derived: i64, id: Option<i64>, headline: &str, body: &[String]) -> Self {
        let letters: Vec<char> = body
            .iter()
            .flat_map(|paragraph| paragraph.chars())
            .filter(|c| c.is_alphanumeric())
            .collect();
        let hash = |run: &[char]| {
            run.iter().fold(0x811c_9dc5_u32, |h, c| {
                (h ^ *c as u32).wrapping_mul(0x0100_0193)
            })
        };
        Self {
            derived,
            id,
            headline: headline.chars().filter(|c| c.is_alphanumeric()).collect(),
            shingles: letters.windows(4).map(hash).collect(),
        }
    }

    /// Share of the smaller body's shingles that the other has, and of the larger one's; 0–1.
    fn overlap(&self, other: &Self) -> (f64, f64) {
        let common = self.shingles.intersection(&other.shingles).count() as f64;
        let (a, b) = (self.shingles.len() as f64, other.shingles.len() as f64);
        if a == 0.0 || b == 0.0 {
            return (0.0, 0.0);
        }
        (common / a, common / b)
    }
}

/// The outcome: every known article is kept, merged or withdrawn.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Plan {
    /// For each new article, the known one that it is.
    pub(super) known: Vec<Option<usize>>,
    /// Known articles whose text went into a new one.
    pub(super) merged: Vec<(usize, usize)>,
    /// Known articles that are no longer there.
    pub(super) withdrawn: Vec<usize>,
}

/// Below this share of common shingles two bodies are not the same article.
const SAME: f64 = 0.5;
/// An old body that stands in a new one by this share was merged into it.
const MERGED: f64 = 0.6;

/// Matches the articles of a document's new version to the known ones: by id, by headline and body, by body alone, by
/// headline alone.
pub(super) fn reconcile(old: &[Fingerprint], new: &[Fingerprint]) -> Plan {
    let mut plan = Plan {
        known: vec![None; new.len()],
        ..Plan::default()
    };
    let mut taken = vec![false; old.len()];
    match_exactly(old, new, &mut plan.known, &mut taken);
    match_by_score(old, new, &mut plan.known, &mut taken);
    for index in (0..old.len()).filter(|index| !taken[*index]) {
        match swallowed_by(&old[index], new) {
            Some(target) => plan.merged.push((index, target)),
            None => plan.withdrawn.push(index),
        }
    }
    plan
}

fn match_exactly(
    old: &[Fingerprint],
    new: &[Fingerprint],
    known: &mut [Option<usize>],
    taken: &mut [bool],
) {
    let by_id: std::collections::HashMap<i64, usize> = old
        .iter()
        .enumerate()
        .flat_map(|(n, o)| [Some((o.derived, n)), o.id.map(|id| (id, n))])
        .flatten()
        .collect();
    for (n, article) in new.iter().enumerate() {
        let found = [article.id, Some(article.derived)]
            .into_iter()
            .flatten()
            .find_map(|id| by_id.get(&id).filter(|o| !taken[**o]));
        if let Some(o) = found {
            known[n] = Some(*o);
            taken[*o] = true;
        }
    }
}

fn match_by_score(
    old: &[Fingerprint],
    new: &[Fingerprint],
    known: &mut [Option<usize>],
    taken: &mut [bool],
) {
    let free_old: Vec<usize> = (0..old.len()).filter(|o| !taken[*o]).collect();
    let free_new: Vec<usize> = (0..new.len()).filter(|n| known[*n].is_none()).collect();
    let mut scored: Vec<(f64, usize, usize)> = Vec::new();
    for &o in &free_old {
        for &n in &free_new {
            let (a, b) = old[o].overlap(&new[n]);
            let headline = !old[o].headline.is_empty() && old[o].headline == new[n].headline;
            let score = a.min(b).max(a.max(b) * 0.8) + if headline { 1.0 } else { 0.0 };
            if score >= SAME {
                scored.push((score, o, n));
            }
        }
    }
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    for (_, o, n) in scored {
        if !taken[o] && known[n].is_none() {
            known[n] = Some(o);
            taken[o] = true;
        }
    }
}

fn swallowed_by(old: &Fingerprint, new: &[Fingerprint]) -> Option<usize> {
    new.iter()
        .enumerate()
        .map(|(n, article)| (old.overlap(article).0, n))
        .filter(|(share, _)| *share >= MERGED)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, n)| n)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fingerprint(id: i64, headline: &str, body: &str) -> Fingerprint {
        Fingerprint::new(id, None, headline, &[body.to_string()])
    }

    const FLU: &str =
        "榕江区疾控中心昨天提醒市民及早接种流感疫苗，全区十二个接种门诊周末照常开放。";
    const SCHOOL: &str = "实验小学的同学们在操场上学习心肺复苏，校医一遍遍示范按压的深度和频率。";

    #[test]
    fn a_changed_headline_or_body_keeps_the_article() {
        let old = [
            fingerprint(1, "及早接种", FLU),
            fingerprint(2, "课堂", SCHOOL),
        ];
        let corrected = FLU.replace("十二个", "十三个");
        let new = [
            fingerprint(3, "操场上的急救课", SCHOOL),
            fingerprint(4, "及早接种", &corrected),
        ];
        assert_eq!(reconcile(&old, &new).known, [Some(1), Some(0)]);
    }

    #[test]
    fn of_two_merged_one_stays_and_one_leads_there() {
        let old = [
            fingerprint(1, "及早接种", FLU),
            fingerprint(2, "课堂", SCHOOL),
        ];
        let new = [fingerprint(3, "及早接种", &format!("{FLU}{SCHOOL}"))];
        let plan = reconcile(&old, &new);
        assert_eq!((plan.known, plan.merged), (vec![Some(0)], vec![(1, 0)]));
    }

    #[test]
    fn what_is_gone_is_withdrawn() {
        let old = [
            fingerprint(1, "及早接种", FLU),
            fingerprint(2, "课堂", SCHOOL),
        ];
        let plan = reconcile(&old, &[fingerprint(2, "课堂", SCHOOL)]);
        assert_eq!((plan.known, plan.withdrawn), (vec![Some(1)], vec![0]));
    }
}
