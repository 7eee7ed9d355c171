//! How much of a text's own words stand in another text of the same page.

use std::collections::{BTreeSet, HashMap};

use crate::text::normalize::fold;

/// Two letters or digits that follow one another.
type Pair = (char, char);

/// Stands for what follows a letter that is taken by itself.
const ALONE: char = ' ';

/// The pairs of a text, in order: sums over them must come out the same on every machine.
pub(super) type Pairs = BTreeSet<Pair>;

/// The pairs of characters of a text; punctuation breaks them.
pub(super) fn pairs(text: &str) -> Pairs {
    let mut pairs = Pairs::new();
    let mut last = None;
    for c in fold(text).chars() {
        let letter = c.is_alphanumeric().then_some(c);
        if let (Some(a), Some(b)) = (last, letter) {
            pairs.insert((a, b));
        }
        last = letter;
    }
    pairs
}

/// The pairs of a text with its single ideographs, but for those that any text holds: a short text shares more of these
/// with others than it shares pairs.
pub(super) fn telling(text: &str) -> Pairs {
    const COMMON: &str = "的了在是和与及或为对从到以于把被让向就都也还又并而且但将已其之所我你他她它这那有不上下中个一二三四五六七八九十百千万年月日时人会要";
    let single = |c: &char| c.is_alphabetic() && !c.is_ascii() && !COMMON.contains(*c);
    let mut telling = pairs(text);
    telling.extend(text.chars().filter(single).map(|c| (c, ALONE)));
    telling
}

/// What tells the texts of a page apart: pairs that few of them hold weigh most.
pub(super) struct Likeness {
    texts: Vec<Pairs>,
    holders: HashMap<Pair, usize>,
}

impl Likeness {
    pub(super) fn of<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        Self::new(texts.map(pairs).collect())
    }

    pub(super) fn new(texts: Vec<Pairs>) -> Self {
        let mut holders = HashMap::new();
        for pair in texts.iter().flatten() {
            *holders.entry(*pair).or_insert(0) += 1;
        }
        Self { texts, holders }
    }

    /// The share, from 0 to 1, of `part` that stands in the text with this number.
    pub(super) fn share(&self, part: &Pairs, text: usize) -> f64 {
        self.texts
            .get(text)
            .map_or(0.0, |whole| self.share_of(part, whole))
    }

    /// The share of `part` that stands in `whole`.
    pub(super) fn share_of(&self, part: &Pairs, whole: &Pairs) -> f64 {
        let weigh = |pairs: &mut dyn Iterator<Item = &Pair>| {
            pairs.map(|pair| self.weight(pair)).sum::<f64>()
        };
        let all = weigh(&mut part.iter());
        if all > 0.0 {
            weigh(&mut part.intersection(whole)) / all
        } else {
            0.0
        }
    }

    /// Pairs that most texts of the page hold weigh next to nothing, those that none holds a little.
    fn weight(&self, pair: &Pair) -> f64 {
        let texts = self.texts.len().max(1) as f64;
        match self.holders.get(pair) {
            Some(holders) => (1.0 + texts / *holders as f64).ln() - 0.6,
            None => 0.5,
        }
        .max(0.05)
    }

    /// The number of the text that holds most of `part`: at least `enough` of it, or half of that where no other text comes
    /// near.
    pub(super) fn best(&self, part: &Pairs, enough: f64) -> Option<usize> {
        let mut shares: Vec<(f64, usize)> = (0..self.texts.len())
            .map(|text| (self.share(part, text), text))
            .collect();
        shares.sort_by(|a, b| b.0.total_cmp(&a.0));
        let (share, best) = *shares.first()?;
        let second = shares.get(1).map_or(0.0, |(share, _)| *share);
        (share >= enough || (share >= enough / 2.0 && share >= 2.0 * second)).then_some(best)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_all_texts_hold_counts_little() {
        let texts = [
            "市卫健委举办疫苗接种宣传",
            "市卫健委举办义诊活动",
            "市卫健委举办急救培训",
        ];
        let likeness = Likeness::of(texts.into_iter());
        let caption = pairs("市卫健委疫苗接种现场");
        assert_eq!(likeness.best(&caption, 0.3), Some(0));
        assert!(likeness.share(&caption, 0) > 0.5 && likeness.share(&caption, 1) < 0.35);
    }
}
