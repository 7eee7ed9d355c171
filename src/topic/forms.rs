//! What the form of a headline tells of its report: that it is about a meeting, an inspection, an award.

use std::collections::BTreeMap;

use super::Topic;
use crate::text::normalize::fold;

/// Characters that `…` stands for, at most.
const GAP: usize = 20;

/// One form: words that a headline has in this order.
#[derive(Debug)]
struct Form {
    words: Vec<String>,
    topic: usize,
    weight: f32,
}

/// The forms of all topics.
#[derive(Debug, Default)]
pub(super) struct Forms(Vec<Form>);

impl Forms {
    pub(super) fn build(topics: &[Topic]) -> Self {
        let of = |(topic, form): (usize, &(String, f32))| {
            let words = form.0.split('…').map(fold);
            Form {
                words: words.filter(|word| !word.is_empty()).collect(),
                topic,
                weight: form.1,
            }
        };
        let all = topics.iter().enumerate();
        let all = all.flat_map(|(n, topic)| topic.headline.iter().map(move |form| (n, form)));
        Self(all.map(of).filter(|form| !form.words.is_empty()).collect())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What speaks for each topic: its best form alone, since several say the same of one headline.
    pub(super) fn weights(&self, headline: &str) -> BTreeMap<usize, f32> {
        let headline = fold(headline);
        let mut best: BTreeMap<usize, f32> = BTreeMap::new();
        for form in self.0.iter().filter(|form| form.is_in(&headline)) {
            let weight = best.entry(form.topic).or_insert(form.weight);
            *weight = weight.max(form.weight);
        }
        best
    }
}

impl Form {
    fn is_in(&self, headline: &str) -> bool {
        let Some((first, others)) = self.words.split_first() else {
            return false;
        };
        let mut starts = headline.match_indices(first.as_str());
        starts.any(|(at, _)| {
            let rest = headline.get(at + first.len()..).unwrap_or_default();
            follow(rest, others)
        })
    }
}

/// Do the words follow one another in the same sentence, each after a few characters at most?
fn follow(text: &str, words: &[String]) -> bool {
    let Some((word, others)) = words.split_first() else {
        return true;
    };
    let Some(at) = text.find(word.as_str()) else {
        return false;
    };
    let between = text.get(..at).unwrap_or_default();
    between.chars().count() <= GAP
        && !between.contains(['。', '！', '？', '!', '?', '\n'])
        && follow(text.get(at + word.len()..).unwrap_or_default(), others)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weights(headline: &str) -> Vec<(usize, f32)> {
        let forms = |forms: &[(&str, f32)]| Topic {
            headline: forms.iter().map(|(f, w)| (f.to_string(), *w)).collect(),
            ..Topic::default()
        };
        let topics = [
            forms(&[("会议…召开", 9.0), ("召开", 2.0)]),
            forms(&[("表彰", 3.0)]),
        ];
        let found = Forms::build(&topics).weights(headline);
        found.into_iter().collect()
    }

    #[test]
    fn words_are_found_in_their_order_and_near_each_other() {
        assert_eq!(weights("全市防汛会议在西城召开"), [(0, 9.0)]);
        assert_eq!(weights("召开防汛会议"), [(0, 2.0)]);
        assert_eq!(weights("会议提前。明天召开"), [(0, 2.0)]);
        assert_eq!(weights("表彰会議召开"), [(0, 9.0), (1, 3.0)]);
        assert!(weights("河堤加高").is_empty());
    }
}
