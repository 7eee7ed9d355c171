//! The topics file: TOML, checked so that a slip is named with its line and the name that was likely meant.

use std::collections::{BTreeMap, HashSet};

use serde::Deserialize;
use toml::Spanned;

use super::Topic;

/// What is wrong, and where.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct FileError {
    /// From 1.
    pub(super) line: usize,
    pub(super) message: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    topic: Vec<Spanned<Entry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: Spanned<String>,
    zh: Spanned<String>,
    en: Option<String>,
    iptc: Option<Spanned<String>>,
    #[serde(default)]
    portraits: bool,
    #[serde(default)]
    lexicon: Terms,
    #[serde(default)]
    headline: Terms,
}

type Terms = BTreeMap<Spanned<String>, Spanned<f32>>;

const KEYS: [&str; 8] = [
    "topic",
    "id",
    "zh",
    "en",
    "iptc",
    "portraits",
    "lexicon",
    "headline",
];
/// More would not fit what readers can overlook, nor the links of a page.
const MOST_TOPICS: usize = 200;

pub(super) fn parse(text: &str) -> Result<Vec<Topic>, FileError> {
    let file: File = toml::from_str(text).map_err(|error| FileError {
        line: line_of(text, error.span().map_or(0, |span| span.start)),
        message: explain(error.message()),
    })?;
    let at = |start: usize, message: String| FileError {
        line: line_of(text, start),
        message,
    };
    if file.topic.is_empty() || file.topic.len() > MOST_TOPICS {
        let message = format!("a topics file names 1 to {MOST_TOPICS} topics");
        return Err(at(0, message));
    }
    let mut ids = HashSet::new();
    let mut topics = Vec::new();
    for entry in file.topic {
        let entry = entry.into_inner();
        let start = entry.id.span().start;
        if !ids.insert(entry.id.get_ref().clone()) {
            let message = format!("the id {:?} is given twice", entry.id.get_ref());
            return Err(at(start, message));
        }
        topics.push(check(entry).map_err(|(start, message)| at(start, message))?);
    }
    Ok(topics)
}

fn check(entry: Entry) -> Result<Topic, (usize, String)> {
    let id = entry.id.get_ref();
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    if id.is_empty() || id.len() > 60 || !id.bytes().all(plain) {
        let message = format!(
            "the id {id:?} stands in addresses: write a–z, 0–9 and - only, such as \"primary-care\""
        );
        return Err((entry.id.span().start, message));
    }
    if entry.zh.get_ref().trim().is_empty() {
        let message = format!("the topic {id:?} needs a label: zh = \"…\"");
        return Err((entry.zh.span().start, message));
    }
    if let Some(iptc) = &entry.iptc {
        let code = iptc.get_ref();
        if code.len() != 8 || !code.bytes().all(|b| b.is_ascii_digit()) {
            let message = format!(
                "iptc = {code:?} is no Media Topic code; write eight digits such as \"20000446\", or leave the line out"
            );
            return Err((iptc.span().start, message));
        }
    }
    let lexicon = weighted(entry.lexicon)?;
    let headline = weighted(entry.headline)?;
    let zh = entry.zh.into_inner();
    Ok(Topic {
        en: entry.en.unwrap_or_else(|| zh.clone()),
        id: entry.id.into_inner(),
        zh,
        iptc: entry.iptc.map(Spanned::into_inner),
        lexicon,
        headline,
        portraits: entry.portraits,
    })
}

fn weighted(terms: Terms) -> Result<Vec<(String, f32)>, (usize, String)> {
    let mut all = Vec::new();
    for (term, weight) in terms {
        let value = *weight.get_ref();
        if term.get_ref().trim().is_empty() || !value.is_finite() || value.abs() > 100.0 {
            let message = format!(
                "the weight of {:?} is {value}; write a number from 5 (decides) to below 0 (speaks against)",
                term.get_ref()
            );
            return Err((term.span().start, message));
        }
        all.push((term.into_inner(), value));
    }
    Ok(all)
}

/// An unknown key with the one that was likely meant.
fn explain(message: &str) -> String {
    let unknown = message
        .strip_prefix("unknown field `")
        .and_then(|rest| rest.split_once('`'))
        .map(|(name, _)| name);
    match unknown {
        Some(name) => format!(
            "there is no key {name:?} here; did you mean {:?}?",
            nearest(name)
        ),
        None => message.to_string(),
    }
}

fn nearest(name: &str) -> &'static str {
    let name = name.to_lowercase();
    let likeness = |key: &&str| similar::TextDiff::from_chars(*key, name.as_str()).ratio();
    KEYS.into_iter()
        .max_by(|a, b| likeness(a).total_cmp(&likeness(b)))
        .unwrap_or("id")
}

fn line_of(text: &str, at: usize) -> usize {
    let before = text.as_bytes().iter().take(at);
    1 + before.filter(|byte| **byte == b'\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> FileError {
        parse(text).expect_err("must be refused")
    }

    #[test]
    fn a_keepers_file_is_read() {
        let text = "[[topic]]\nid = \"harvest\"\nzh = \"收成\"\n[topic.lexicon]\n\"小麦\" = 5\n\"玉米\" = 1.5\n";
        let topics = parse(text).unwrap();
        assert_eq!(topics[0].en, "收成");
        let mut lexicon = topics[0].lexicon.clone();
        lexicon.sort_by(|a, b| b.1.total_cmp(&a.1));
        assert_eq!(lexicon, [("小麦".into(), 5.0), ("玉米".into(), 1.5)]);
        assert!(!topics[0].portraits && topics[0].headline.is_empty());
    }

    #[test]
    fn forms_of_headlines_and_portraits_are_read() {
        let text = "[[topic]]\nid = \"fairs\"\nzh = \"集市\"\nportraits = true\n[topic.headline]\n\"开…集\" = 9\n";
        let topics = parse(text).unwrap();
        assert_eq!(topics[0].headline, [("开…集".into(), 9.0)]);
        assert!(topics[0].portraits);
    }

    #[test]
    fn a_slip_is_named_with_its_line() {
        let unknown = error("[[topic]]\nid = \"a\"\nzh = \"甲\"\nlexikon = {}\n");
        assert_eq!(unknown.line, 4);
        assert!(unknown.message.contains("\"lexicon\""), "{unknown:?}");
        let twice =
            error("[[topic]]\nid = \"a\"\nzh = \"甲\"\n\n[[topic]]\nid = \"a\"\nzh = \"乙\"\n");
        assert_eq!(twice.line, 6);
        let id = error("[[topic]]\nid = \"A b\"\nzh = \"甲\"\n");
        assert_eq!(id.line, 2);
        let iptc = error("[[topic]]\nid = \"a\"\nzh = \"甲\"\niptc = \"123\"\n");
        assert_eq!(iptc.line, 4);
        let weight = error("[[topic]]\nid = \"a\"\nzh = \"甲\"\n[topic.lexicon]\n\"乙\" = nan\n");
        assert_eq!(weight.line, 5);
        let kind =
            error("[[topic]]\nid = \"a\"\nzh = \"甲\"\n[topic.lexicon]\n\"乙\" = \"five\"\n");
        assert_eq!(kind.line, 5);
        assert_eq!(error("topic = []").line, 1);
        assert_eq!(error("[[topic]]\nid = \"a\"\nzh = \n").line, 3);
    }
}
