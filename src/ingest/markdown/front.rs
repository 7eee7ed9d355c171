//! The front matter of a Markdown file: fields of a record, in YAML or TOML.
//!
//! Other programs write fields of their own there (draft, layout), which are passed over. But a name that is nearly
//! one of ours, a region or a topic that there is not, is refused with its line: it was written for us.

use serde_json::{Map, Value};

use super::line_at;
use crate::article::Article;
use crate::ingest::IngestError;
use crate::ingest::records::called::Resolver;
use crate::ingest::records::fields::Record;
use crate::ingest::records::{WrongLines, names};
use crate::ingest::sidecar;
use crate::topic::Topics;

/// Fields that hold what stands in a list: regions by code or name, and topics by id or label.
const REGIONS: [&str; 3] = ["region", "regions", "地区"];
const TOPICS: [&str; 3] = ["topics", "topic", "主题"];

pub(super) struct FrontMatter<'a> {
    fields: Map<String, Value>,
    /// As it is written, without its fences.
    text: &'a str,
    /// Where the text behind it starts.
    pub(super) behind: usize,
}

impl<'a> FrontMatter<'a> {
    /// What stands between two fences at the beginning of the text, if anything does.
    pub(super) fn of(text: &'a str) -> Result<Option<Self>, IngestError> {
        for fence in ["---", "+++"] {
            let Some(rest) = text
                .strip_prefix(fence)
                .and_then(|r| r.trim_start_matches([' ', '\t']).strip_prefix('\n'))
            else {
                continue;
            };
            let start = text.len() - rest.len();
            let Some(length) = fence_at(rest, fence) else {
                if begins_with_field(rest, fence) {
                    return Err(IngestError::Line {
                        line: 1,
                        message: format!(
                            "front matter is not closed; put a line {fence} behind its last field"
                        ),
                    });
                }
                continue;
            };
            let inner = rest.get(..length).unwrap_or_default();
            let fields = if fence == "---" {
                yaml(inner)?
            } else {
                toml_fields(inner)?
            };
            let behind = rest.get(length..).unwrap_or_default();
            let end = behind.find('\n').map_or(behind.len(), |at| at + 1);
            return Ok(Some(Self {
                fields,
                text: inner,
                behind: start + length + end,
            }));
        }
        Ok(None)
    }

    /// Refuses names of fields that are nearly those of ours, regions and topics that there are not, all of them at once. What
    /// else other programs write there (draft, layout) is passed over.
    pub(super) fn check(&self, topics: &Topics) -> Result<(), IngestError> {
        let mut slips: Vec<(usize, String)> = Vec::new();
        for (key, value) in &self.fields {
            let mut note = |message: String| slips.push((self.line_of(key), message));
            if let Some(name) = names::meant(key) {
                note(format!("unknown key {key:?}; did you mean {name:?}?"));
            }
            for said in listed(value) {
                if REGIONS.contains(&key.as_str())
                    && let Err(message) = sidecar::region(&said)
                {
                    note(message);
                }
                if TOPICS.contains(&key.as_str())
                    && !topics.topics.is_empty()
                    && let Err(message) = sidecar::topic(&said, topics)
                {
                    note(message);
                }
            }
        }
        slips.sort();
        let mut wrong = WrongLines::default();
        for (line, message) in slips {
            wrong.add(refusal(line, &message));
        }
        wrong.told()
    }

    /// The article that it alone makes.
    pub(super) fn into_record(self, resolver: &Resolver) -> Result<Article, IngestError> {
        let text = self.text;
        let refuse = |message: String| match line_quoted(text, &message) {
            Some(line) => refusal(line, &message),
            None => IngestError::Other(format!("front matter: {message}")),
        };
        let bare = ["headline", "title", "标题", "题名", "name"]
            .iter()
            .all(|key| !self.fields.contains_key(*key));
        let mut fields = self.fields;
        if bare {
            // The headline stands below as a heading; a record must have one.
            fields.insert("headline".to_string(), Value::from("-"));
        }
        let record: Record =
            serde_json::from_value(Value::Object(fields)).map_err(|e| refuse(e.to_string()))?;
        let mut article = record.into_article(resolver).map_err(refuse)?;
        if bare {
            article.headline.clear();
        }
        Ok(article)
    }

    /// The line of the file that a field begins in; the first is the fence.
    fn line_of(&self, key: &str) -> usize {
        let is_its = |line: &str| {
            let line = line.trim_start_matches(['"', '\'']);
            let rest = line.strip_prefix(key);
            let rest = rest.map(|rest| rest.trim_start_matches(['"', '\'', ' ']));
            rest.is_some_and(|rest| rest.starts_with([':', '=']))
        };
        2 + self.text.split('\n').position(is_its).unwrap_or_default()
    }
}

fn refusal(line: usize, message: &str) -> IngestError {
    IngestError::Line {
        line,
        message: format!("front matter: {message}"),
    }
}

/// The line of the file that holds what a message quotes first.
fn line_quoted(text: &str, message: &str) -> Option<usize> {
    let quoted = message.split('"').nth(1)?;
    let at = text.split('\n').position(|line| line.contains(quoted))?;
    Some(2 + at)
}

fn fence_at(rest: &str, fence: &str) -> Option<usize> {
    let mut offset = 0;
    for line in rest.split('\n') {
        if line.trim_end() == fence || (fence == "---" && line.trim_end() == "...") {
            return Some(offset);
        }
        offset += line.len() + 1;
    }
    None
}

/// Is the first line one of front matter, as it is not below a rule that is drawn above a text?
fn begins_with_field(rest: &str, fence: &str) -> bool {
    let mark = if fence == "---" { ':' } else { '=' };
    let first = rest
        .split('\n')
        .map(str::trim)
        .find(|line| !line.is_empty());
    let field = first.and_then(|line| line.split_once(mark));
    field.is_some_and(|(name, value)| {
        let name = name.trim_end();
        let is_name = |c: char| c.is_alphanumeric() || "_-@".contains(c);
        !name.is_empty()
            && name.chars().all(is_name)
            && (value.is_empty() || value.starts_with(' '))
    })
}

/// The texts and numbers of a value, those of a list one by one, also where one text holds several.
fn listed(value: &Value) -> Vec<String> {
    match value {
        Value::Array(list) => list.iter().flat_map(listed).collect(),
        Value::String(text) => {
            let parts = text.split([';', '；', ',', '，', '、', '|']).map(str::trim);
            let parts = parts.filter(|part| !part.is_empty());
            parts.map(str::to_string).collect()
        }
        Value::Number(number) => vec![number.to_string()],
        _ => Vec::new(),
    }
}

fn yaml(text: &str) -> Result<Map<String, Value>, IngestError> {
    if text.trim().is_empty() {
        return Ok(Map::new());
    }
    serde_saphyr::from_str(text).map_err(|error| {
        let message = error.to_string();
        let first = message.lines().next().unwrap_or_default();
        match error.location() {
            Some(at) => IngestError::Line {
                // Its own lines begin behind the fence.
                line: 1 + at.line() as usize,
                message: format!("front matter (YAML): {}", without_place(first)),
            },
            None => IngestError::Other(format!("front matter (YAML): {first}")),
        }
    })
}

/// A message of the YAML reader without the place that it begins with.
fn without_place(message: &str) -> &str {
    let behind = message.split_once(": ").filter(|(place, _)| {
        let words = ["error", "line", "column"];
        let mut parts = place.split_whitespace();
        parts.all(|part| words.contains(&part) || part.parse::<u64>().is_ok())
    });
    behind.map_or(message, |(_, rest)| without_place(rest))
}

fn toml_fields(text: &str) -> Result<Map<String, Value>, IngestError> {
    let table: toml::Table = toml::from_str(text).map_err(|error| IngestError::Line {
        line: 1 + error
            .span()
            .map_or(1, |span| line_at(text, span.start) as usize),
        message: format!("front matter (TOML): {}", error.message()),
    })?;
    Ok(table
        .into_iter()
        .map(|(key, value)| (key, json(value)))
        .collect())
}

fn json(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::from(text),
        toml::Value::Integer(number) => Value::from(number),
        toml::Value::Float(number) => Value::from(number),
        toml::Value::Boolean(truth) => Value::from(truth),
        toml::Value::Datetime(moment) => Value::from(moment.to_string()),
        toml::Value::Array(list) => Value::Array(list.into_iter().map(json).collect()),
        toml::Value::Table(table) => {
            Value::Object(table.into_iter().map(|(k, v)| (k, json(v))).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        let read = FrontMatter::of(text).and_then(|front| match front {
            Some(front) => front.check(&Topics::open(None).unwrap()),
            None => Ok(()),
        });
        read.map_or_else(|error| error.to_string(), |()| String::new())
    }

    #[test]
    fn front_matter_that_is_never_closed_is_told() {
        for text in [
            "---\ntitle: 甲\n\n正文。\n",
            "+++\ntitle = \"甲\"\n正文。\n",
        ] {
            let said = refused(text);
            assert!(
                said.starts_with("line 1: front matter is not closed"),
                "{said}"
            );
        }
        // A rule above a text is none.
        for text in [
            "---\n\n# 甲\n\n正文。\n",
            "---\n会议：在此\n",
            "---\nhttps://a.example\n",
        ] {
            assert_eq!(refused(text), "", "{text}");
        }
    }

    #[test]
    fn slips_of_the_pen_are_named_with_their_line() {
        for (fields, words) in [
            (
                "title: 甲\nauther: 王一",
                "line 3: front matter: unknown key \"auther\"; did you mean \"author\"?",
            ),
            (
                "region: 火星",
                "line 2: front matter: \"火星\" is no region",
            ),
            (
                "title: 甲\n\ntopics:\n  - vacination",
                "line 4: front matter: \"vacination\" is no topic; did you mean \"vaccination\"?",
            ),
            (
                "topics: [nosuch]",
                "line 2: front matter: \"nosuch\" is no topic",
            ),
        ] {
            let said = refused(&format!("---\n{fields}\n---\n正文。\n"));
            assert!(said.starts_with(words), "{fields}: {said}");
        }
        let said = refused("---\nregion: 火星\nauther: 王一\n---\n正文。\n");
        assert!(
            said.starts_with("line 2: ") && said.contains("line 3"),
            "{said}"
        );
        let said = refused("---\ntitle: 甲\nauthor: [王一\ndate: 2024\n---\n正文。\n");
        assert!(
            said.starts_with("line 4: front matter (YAML): ") && !said.contains("column"),
            "{said}"
        );
        let said = refused("+++\ntitle = \"甲\"\nregoin = \"宜昌\"\n+++\n正文。\n");
        assert!(
            said.starts_with("line 3: ") && said.contains("\"region\""),
            "{said}"
        );
    }

    #[test]
    fn what_other_programs_write_there_is_passed_over() {
        let fields = "title: 甲\nlayout: post\ndraft: false\nslug: a\nuid: 7\nlang: zh\nweight: 3\ncategories: [x]\n\
                      keywords: 健康\nlocation: 河边会堂\nregion: 宜昌, 410800\ntopics: people、vaccination\ndateModified: 2024-01-01";
        assert_eq!(refused(&format!("---\n{fields}\n---\n正文。\n")), "");
    }
}
