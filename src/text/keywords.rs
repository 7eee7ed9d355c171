//! Keywords: the words of a text's beginning that set it apart from others (TF-IDF).
//!
//! The words are those that were cut for the index, so that a text is cut once; their weights are those of jieba's
//! dictionary. Only the beginning is read: the lead says what an article is about, and the cost stays the same
//! however long it is.

use std::collections::HashMap;
use std::sync::LazyLock;

use quick_cache::sync::Cache;

use super::segment::{Word, weight};
use super::units::Units;

/// So many keywords an article gets at most.
const MOST: usize = 6;
/// Positions that are read for them: the lead tells what an article is about, and the cost stays bounded.
const READ: usize = 300;

/// To ask the dictionary for a word's weight costs as much as to cut a sentence, and most words come again: so many are
/// remembered.
const REMEMBERED: usize = 1 << 16;
static WEIGHTS: LazyLock<Cache<Box<str>, Option<f64>>> = LazyLock::new(|| Cache::new(REMEMBERED));

/// Words as they are counted, in the writing of their text.
#[derive(Default)]
pub(crate) struct Keywords<'t> {
    counted: HashMap<&'t str, Counted>,
    read: usize,
}

struct Counted {
    times: u32,
    /// `None`: it is no keyword.
    weight: Option<f64>,
}

impl<'t> Keywords<'t> {
    /// Counts the words of a text, or of its beginning where enough was read before.
    pub(crate) fn read(&mut self, text: &'t str, units: &Units, words: &[Word]) {
        let left = READ - self.read;
        let mut words = words.iter().peekable();
        for (at, position) in units
            .positions()
            .map(|position| position as usize)
            .enumerate()
        {
            if position >= left {
                self.read = READ;
                return;
            }
            let Some(word) = words.next_if(|word| word.at == position) else {
                continue;
            };
            if let Some(written) = units.written(text, at..at + word.length) {
                // What a word weighs is asked once a text: of all that is done here, this costs most.
                let counted = self.counted.entry(written).or_insert_with(|| Counted {
                    times: 0,
                    weight: remembered(word.word),
                });
                counted.times += 1;
            }
        }
        self.read += units.positions().last().map_or(0, |last| last as usize + 1);
    }

    /// Those that tell most, the most telling first.
    pub(crate) fn best(self) -> Vec<String> {
        let weighed = self.counted.into_iter();
        let mut weighed: Vec<(f64, &str)> = weighed
            .filter_map(|(word, counted)| Some((f64::from(counted.times) * counted.weight?, word)))
            .collect();
        weighed.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        let best = weighed.into_iter().take(MOST);
        best.map(|(_, word)| word.to_string()).collect()
    }
}

fn remembered(word: &str) -> Option<f64> {
    WEIGHTS.get(word).unwrap_or_else(|| {
        let weight = weight(word);
        WEIGHTS.insert(word.into(), weight);
        weight
    })
}

#[cfg(test)]
mod tests {
    use super::super::segment::{chinese, cut};
    use super::*;

    fn keywords(texts: &[&str]) -> Vec<String> {
        let mut keywords = Keywords::default();
        for text in texts {
            let units = Units::of(text);
            keywords.read(text, &units, &cut(&chinese(&units)));
        }
        keywords.best()
    }

    #[test]
    fn keywords_set_a_text_apart() {
        let found = keywords(&[
            "2月起疫苗門診周末開放",
            "市疾控中心组织疫苗接种工作，疫苗充足，疫苗接种门诊周末开放。",
        ]);
        assert_eq!(found.first().map(String::as_str), Some("疫苗"));
        assert!(found.contains(&"門診".to_string()), "{found:?}");
        assert!(!found.contains(&"工作".to_string()), "{found:?}");
        assert!(keywords(&["", "。"]).is_empty());
    }

    #[test]
    fn the_beginning_is_read() {
        let found = keywords(&["疫苗", &"。好".repeat(READ / 2 - 1), "门诊", "电影"]);
        assert_eq!(found, ["门诊", "疫苗"]);
    }
}
