//! How often words stand in each of a page's texts, whatever the length of the texts.

use std::collections::HashMap;

use super::likeness::Pairs;

/// How far an article's own words are believed against those of the page.
const BELIEF: f64 = 0.3;
/// Words of fewer pairs and ideographs say little.
pub(super) const FEW: usize = 12;

type Pair = (char, char);

/// How often each pair stands in each text.
pub(super) struct Tally {
    /// The texts that hold a pair, and how often.
    holders: HashMap<Pair, Vec<(usize, f64)>>,
    sizes: Vec<f64>,
    size: f64,
}

impl Tally {
    pub(super) fn empty(texts: usize) -> Self {
        Self {
            holders: HashMap::new(),
            sizes: vec![0.0; texts],
            size: 0.0,
        }
    }

    /// Counts words for a text.
    pub(super) fn add(&mut self, text: usize, words: &Pairs) {
        for pair in words {
            let holders = self.holders.entry(*pair).or_default();
            match holders.iter_mut().find(|(holder, _)| *holder == text) {
                Some((_, count)) => *count += 1.0,
                None => holders.push((text, 1.0)),
            }
        }
        self.sizes[text] += words.len() as f64;
        self.size += words.len() as f64;
    }

    /// How much more often than on the whole page a paragraph's words stand in each text, what is `silent` in one of them
    /// left out; `None` where nothing else is left.
    pub(super) fn likes(&self, words: &Pairs, silent: Option<(usize, &Tally)>) -> Vec<Option<f64>> {
        let size = |text: usize| match silent {
            Some((own, silent)) if own == text => self.sizes[text] - silent.size,
            _ => self.sizes[text],
        };
        let mut sums = vec![0.0; self.sizes.len()];
        for pair in words {
            let holders = self.holders.get(pair).map_or(&[][..], Vec::as_slice);
            let all: f64 = holders.iter().map(|(_, count)| count).sum();
            for (text, count) in holders {
                let unheard = match silent {
                    Some((own, silent)) if own == *text => silent.count(pair),
                    _ => 0.0,
                };
                let often = (count - unheard) / size(*text).max(1.0) / (all / self.size);
                sums[*text] += (1.0 + BELIEF * often).ln();
            }
        }
        let length = words.len() as f64;
        let sums = sums.into_iter().enumerate();
        sums.map(|(text, sum)| (size(text) >= FEW as f64).then_some(sum / length))
            .collect()
    }

    fn count(&self, pair: &Pair) -> f64 {
        let holders = self.holders.get(pair);
        holders.map_or(0.0, |holders| holders.iter().map(|(_, count)| count).sum())
    }

    /// The share of a headline that stands in a paragraph; what stands everywhere counts little.
    pub(super) fn share(&self, headline: &Pairs, words: &Pairs) -> f64 {
        let (mut all, mut share) = (0.0, 0.0);
        for pair in headline {
            let weight = 1.0 / self.holders.get(pair).map_or(1, Vec::len) as f64;
            all += weight;
            share += if words.contains(pair) { weight } else { 0.0 };
        }
        if all > 0.0 { share / all } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::super::likeness::telling;
    use super::*;

    #[test]
    fn a_long_text_is_not_liked_for_its_length() {
        let mut tally = Tally::empty(2);
        tally.add(0, &telling("渔港的药师把药箱送上渔船，船员下船取药。"));
        tally.add(1, &telling("云山县的托育老师练习喂养、护理、急救，药箱也要会用，每人练满二十遍，练完了还要考，考完了发证，发了证才能上岗，上了岗还要年年复训。"));
        let words = telling("药师检查渔船上的药箱。");
        let likes = tally.likes(&words, None);
        assert!(likes[0] > likes[1], "{likes:?}");
        let mut all = Tally::empty(1);
        all.add(0, &telling("渔港的药师把药箱送上渔船，船员下船取药。"));
        assert_eq!(tally.likes(&words, Some((0, &all)))[0], None);
    }
}
