//! The article where only a script or a hidden field holds it: a page that is drawn in the browser carries its data
//! as JSON.
//!
//! All data are searched for an object that has a long Chinese text under a name such as `content`, with a title
//! and a date beside it. The longest such text is the article. Scripts are read as JSON up to bounds of length,
//! depth and values, and never run.

use std::sync::LazyLock;

use dom_query::Document;
use percent_encoding::percent_decode_str;
use regex::Regex;
use serde_json::{Map, Value};

use super::container::prose_of;
use super::render::{Line, Rendered};
use crate::ingest::dateline::is_han;

/// What the data say.
#[derive(Debug)]
pub(super) struct State {
    pub(super) title: Option<String>,
    pub(super) date: Option<String>,
    pub(super) author: Option<String>,
    pub(super) source: Option<String>,
    pub(super) paragraphs: Vec<String>,
}

/// Fields that may hold an article's text.
const BODIES: [&str; 14] = [
    "content",
    "contents",
    "body",
    "articlebody",
    "articlecontent",
    "contenthtml",
    "html",
    "htmlcontent",
    "text",
    "maintext",
    "detail",
    "newscontent",
    "contentlist",
    "data",
];
const TITLES: [&str; 7] = [
    "title",
    "articletitle",
    "headline",
    "newstitle",
    "contenttitle",
    "maintitle",
    "name",
];
const DATES: [&str; 12] = [
    "publishtime",
    "pubtime",
    "publishdate",
    "pubdate",
    "publishedat",
    "newstime",
    "ptime",
    "createtime",
    "ctime",
    "datetime",
    "time",
    "date",
];
const AUTHORS: [&str; 6] = [
    "author",
    "authors",
    "authorname",
    "writer",
    "reporter",
    "reporters",
];
const SOURCES: [&str; 7] = [
    "source",
    "sourcename",
    "copyfrom",
    "newssource",
    "contentsource",
    "origin",
    "originname",
];
/// A script is read up to this length, and so many values of it.
const LONGEST: usize = 4 << 20;
const VALUES: usize = 100_000;
const DEPTH: usize = 24;
/// Chinese characters that a text has at least.
const LEAST: usize = 60;

static ASSIGNED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?:window(?:\.[\w$]+|\[["'][\w$]+["']\])+|(?:var|let|const)\s+[\w$]+)\s*=\s*(?:JSON\.parse\(\s*)?(?P<value>[{\["])"#)
        .expect("a valid pattern")
});
static UNDEFINED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"([:\[,]\s*)undefined\b").expect("a valid pattern"));

/// The longest text of an article in the page's data.
pub(super) fn find(page: &Document) -> Option<State> {
    let mut search = Search::default();
    for script in page.select("script").nodes() {
        let text = script.text();
        let text = UNDEFINED.replace_all(&text, "${1}null");
        let kind = script.attr_or("type", "").to_ascii_lowercase();
        if text.len() > LONGEST || kind.contains("ld+json") {
            continue;
        }
        if kind.contains("json") {
            search.json(&unescaped(text.trim()));
        } else {
            for found in ASSIGNED.captures_iter(&text).take(50) {
                let at = found.name("value").map_or(text.len(), |m| m.start());
                search.json(text.get(at..).unwrap_or_default());
            }
        }
    }
    search.fields(page);
    let (_, state) = search.best?;
    Some(state)
}

impl State {
    /// Does the page print the text as well?
    pub(super) fn is_printed(&self, page: &Rendered) -> bool {
        let bare = |text: &str| -> String { text.chars().filter(|c| is_han(*c)).collect() };
        let printed: String = page.lines.iter().map(|l| bare(&l.text)).collect();
        let own: Vec<String> = self.paragraphs.iter().map(|p| bare(p)).collect();
        let own = || own.iter().filter(|p| p.chars().count() >= 10);
        let found = own().filter(|p| printed.contains(p.as_str())).count();
        found * 3 >= own().count()
    }
}

#[derive(Default)]
struct Search {
    best: Option<(usize, State)>,
    seen: usize,
}

impl Search {
    /// Reads the first value of the text; a string may itself be JSON.
    fn json(&mut self, text: &str) {
        let mut values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
        match values.next() {
            Some(Ok(Value::String(inner))) => {
                let inner = unescaped(&inner);
                if let Ok(value) = serde_json::from_str::<Value>(&inner) {
                    self.value(&value, None, 0);
                }
            }
            Some(Ok(value)) => self.value(&value, None, 0),
            _ => {}
        }
    }

    /// Hidden fields of a form (`textarea`) that hold title, time and text for a script to draw.
    fn fields(&mut self, page: &Document) {
        let fields: Map<String, Value> = page
            .select("textarea")
            .nodes()
            .iter()
            .map(|field| (field.attr_or("class", ""), field.text()))
            .filter_map(|(class, text)| {
                let last = class.rsplit(['-', '_', ' ']).next()?;
                Some((last.to_string(), Value::String(text.to_string())))
            })
            .collect();
        let body = fields.get("content").or_else(|| fields.get("body"));
        if let Some(body) = body {
            self.body(body, &fields, None);
        }
    }

    fn value(&mut self, value: &Value, outer: Option<&Map<String, Value>>, depth: usize) {
        self.seen += 1;
        if depth > DEPTH || self.seen > VALUES {
            return;
        }
        match value {
            Value::Array(items) => {
                for item in items {
                    self.value(item, outer, depth + 1);
                }
            }
            Value::Object(object) => {
                for (key, inner) in object {
                    if BODIES.contains(&plain(key).as_str()) {
                        self.body(inner, object, outer);
                    }
                    self.value(inner, Some(object), depth + 1);
                }
            }
            _ => {}
        }
    }

    /// Takes the text if it is the longest yet. Only one whose object, or the one around it, names a title is an
    /// article.
    fn body(
        &mut self,
        value: &Value,
        object: &Map<String, Value>,
        outer: Option<&Map<String, Value>>,
    ) {
        let text = text_of(value);
        let count = text.chars().filter(|c| is_han(*c)).count();
        if count < LEAST || self.best.as_ref().is_some_and(|(most, _)| *most >= count) {
            return;
        }
        let from = |keys: &[&str]| field(object, keys).or_else(|| field(outer?, keys));
        let Some(title) = from(&TITLES) else { return };
        let paragraphs = super::paragraphs(&text);
        let prose: i64 = paragraphs.iter().map(|p| prose_of(&line(p))).sum();
        if prose * 2 < count as i64 {
            return;
        }
        let state = State {
            title: Some(title),
            date: from(&DATES),
            author: from(&AUTHORS),
            source: from(&SOURCES),
            paragraphs,
        };
        self.best = Some((count, state));
    }
}

fn line(text: &str) -> Line {
    Line {
        text: text.to_string(),
        ..Line::default()
    }
}

/// A string, or the strings of a list of paragraphs.
fn text_of(value: &Value) -> String {
    let part = |item: &Value| -> Option<String> {
        let inner = ["data", "text", "content", "value", "desc"]
            .iter()
            .find_map(|key| item.get(key)?.as_str());
        let text = item.as_str().or(inner)?;
        Some(format!("<p>{text}</p>"))
    };
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().filter_map(part).collect(),
        _ => String::new(),
    }
}

/// The first of the fields that holds a short string or a number.
fn field(object: &Map<String, Value>, keys: &[&str]) -> Option<String> {
    let named = |name: &&str| object.iter().find(|(key, _)| plain(key) == **name);
    keys.iter()
        .filter_map(named)
        .find_map(|(_, value)| match value {
            Value::String(text) => super::paragraphs(text).into_iter().next(),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        })
        .filter(|text| text.chars().count() <= 200)
}

/// `publish_time` → `publishtime`.
fn plain(key: &str) -> String {
    key.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

/// JSON that was percent-encoded to stand in a page.
fn unescaped(text: &str) -> String {
    if !text.starts_with("%7B") && !text.starts_with("%5B") {
        return text.to_string();
    }
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}
