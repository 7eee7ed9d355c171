//! What changed between two texts, word by word: Chinese words by jieba's dictionary, everything else as it stands.

use std::time::Instant;

use similar::{ChangeTag, TextDiff};

use super::segment;

/// A run of text that both have, or one of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    Same(String),
    Removed(String),
    Added(String),
}

/// The parts of two texts in order; put together without the added ones they are `before`, without the removed `after`.
/// What is not compared by `until` counts as replaced.
pub fn words(before: &str, after: &str, until: Instant) -> Vec<Part> {
    if Instant::now() >= until {
        return vec![
            Part::Removed(before.to_string()),
            Part::Added(after.to_string()),
        ];
    }
    let (old, new) = (segment::tokens(before), segment::tokens(after));
    let diff = TextDiff::configure()
        .deadline(until)
        .diff_slices(&old, &new);
    let mut parts: Vec<Part> = Vec::new();
    for change in diff.iter_all_changes() {
        let word = change.value();
        match (parts.last_mut(), change.tag()) {
            (Some(Part::Same(text)), ChangeTag::Equal)
            | (Some(Part::Removed(text)), ChangeTag::Delete)
            | (Some(Part::Added(text)), ChangeTag::Insert) => text.push_str(word),
            (_, ChangeTag::Equal) => parts.push(Part::Same(word.to_string())),
            (_, ChangeTag::Delete) => parts.push(Part::Removed(word.to_string())),
            (_, ChangeTag::Insert) => parts.push(Part::Added(word.to_string())),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_time() -> Instant {
        Instant::now() + std::time::Duration::from_secs(60)
    }

    #[test]
    fn without_time_all_is_replaced() {
        let parts = words("甲乙", "甲丙", Instant::now());
        assert_eq!(
            parts,
            [Part::Removed("甲乙".into()), Part::Added("甲丙".into())]
        );
    }

    #[test]
    fn words_are_told_apart_whole() {
        let parts = words(
            "全区十二个门诊周末照常开放。",
            "全区十三个门诊周日照常开放。",
            in_time(),
        );
        assert!(parts.contains(&Part::Removed("周末".into())), "{parts:?}");
        assert!(parts.contains(&Part::Added("周日".into())), "{parts:?}");
    }

    #[test]
    fn both_texts_can_be_read_off() {
        for (before, after) in [
            ("", "新增一段。"),
            ("删去 this 一段", ""),
            ("甲\n乙", "甲\n丙\n乙"),
            ("同一句话", "同一句话"),
        ] {
            let parts = words(before, after, in_time());
            let read = |without_added: bool| -> String {
                parts
                    .iter()
                    .filter_map(|part| match part {
                        Part::Same(text) => Some(text.as_str()),
                        Part::Removed(text) => without_added.then_some(text.as_str()),
                        Part::Added(text) => (!without_added).then_some(text.as_str()),
                    })
                    .collect()
            };
            assert_eq!((read(true), read(false)), (before.into(), after.into()));
        }
    }
}
