//! What a page says of itself outside its text: `<meta>`, JSON-LD, `<time>`, canonical address, scripts. All is
//! taken as it is written, each with how far it is to be trusted; which of it holds is decided where title, date
//! and source are chosen. The names are those that Chinese sites use, among them the fields of widespread content
//! systems (`ArticleTitle`, `PubDate`).

use std::sync::LazyLock;

use dom_query::Document;
use regex::Regex;
use serde_json::Value;

use super::state::State;
use crate::article::Publication;
use crate::ingest::dateline::{Found, is_han};
use crate::ingest::webpage::edition::Navigation;
use crate::text::any;

/// The facts of a page's head. Texts are trimmed and not empty.
#[derive(Debug, Default)]
pub(super) struct Meta {
    /// Titles with how far each is to be trusted, best first.
    pub(super) titles: Vec<(String, u32)>,
    pub(super) alternative: Option<String>,
    /// Times of publication as written, with their weight.
    pub(super) dates: Vec<(String, u32)>,
    /// Times of the last change as written.
    pub(super) changed: Vec<String>,
    pub(super) authors: Vec<String>,
    pub(super) source: Option<String>,
    pub(super) site: Option<String>,
    /// Names (letters and digits alone) that a title gives to site and section, where it names nothing else.
    pub(super) sections: Vec<String>,
    /// The navigation of a newspaper's digital edition.
    pub(super) edition: Option<Navigation>,
    /// What such a page's masthead says.
    pub(super) issue: Publication,
    pub(super) issue_day: Option<Found>,
    pub(super) url: Option<String>,
    /// The article's text, where the page gives it to machines.
    pub(super) body: Option<String>,
}

const TITLES: [(&str, u32); 8] = [
    ("articletitle", 4),
    ("citation_title", 4),
    ("og:title", 3),
    ("twitter:title", 2),
    ("dc.title", 2),
    ("title", 2),
    ("headline", 3),
    ("contenttitle", 3),
];
const DATES: [(&str, u32); 19] = [
    ("pubdate", 4),
    ("article:published_time", 4),
    ("publishdate", 4),
    ("publish_time", 4),
    ("publishtime", 4),
    ("og:release_date", 4),
    ("og:published_time", 4),
    ("datepublished", 4),
    ("date_published", 4),
    ("citation_date", 4),
    ("citation_publication_date", 4),
    ("dc.date.issued", 4),
    ("dc.date", 3),
    ("weibo:article:create_at", 4),
    ("firstpublishtime", 4),
    ("firstpublishedtime", 4),
    ("article:create_time", 4),
    ("bytedance:published_time", 4),
    ("date", 2),
];
/// When a page was last changed: not its date, but it tells the year of a day that is printed without one.
const CHANGED: [&str; 7] = [
    "dateupdate",
    "datemodified",
    "lastmodifiedtime",
    "article:modified_time",
    "og:updated_time",
    "last-modified",
    "bytedance:updated_time",
];
const SOURCES: [&str; 5] = [
    "contentsource",
    "article:source",
    "source",
    "weibo:article:source",
    "mediaid",
];
const SITES: [&str; 4] = ["sitename", "og:site_name", "application-name", "publisher"];
const URLS: [&str; 3] = ["og:url", "url", "twitter:url"];

static SCRIPT_DATE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?i)\b(?:publish_?(?:time|date)|pub_?(?:time|date)|create_?time|oricreatetime|var\s+ct|datepublished|release_?(?:time|date))["']?\s*[:=]\s*["']?(\d{10}(?:\d{3})?\b|\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}[^"'<;,\n]{0,20})"#,
    )
    .expect("a valid pattern")
});
static SAVED_FROM: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"<!--\s*saved from url=\(\d+\)\s*(\S+)").expect("a valid pattern")
});

pub(super) fn read(page: &Document, html: &str) -> Meta {
    let mut meta = Meta::default();
    for script in page.select("script").nodes() {
        let text = script.text();
        if script.attr_or("type", "").contains("ld+json") {
            if let Ok(value) = serde_json::from_str::<Value>(text.trim()) {
                meta.linked_data(&value, 0);
            }
        } else if let Some(found) = SCRIPT_DATE.captures(&text).and_then(|c| c.get(1)) {
            meta.dates.push((found.as_str().to_string(), 2));
        }
    }
    for tag in page.select("meta").nodes() {
        let key = ["name", "property", "itemprop", "http-equiv"]
            .iter()
            .find_map(|name| tag.attr(name));
        let content = tag.attr("content").and_then(|c| text(&c));
        if let (Some(key), Some(content)) = (key, content) {
            meta.tag(&key.trim().to_ascii_lowercase(), content);
        }
    }
    if let Some(title) = text(&page.select_single("title").text()) {
        meta.titles.push((title, 2));
    }
    for tag in page.select("time").nodes().iter().take(1) {
        if let Some(date) = tag.attr("datetime").and_then(|d| text(&d)) {
            meta.dates.push((date, 2));
        }
    }
    meta.titles
        .sort_by_key(|(_, weight)| std::cmp::Reverse(*weight));
    meta.address(page, html);
    meta
}

impl Meta {
    fn tag(&mut self, key: &str, content: String) {
        let find =
            |list: &[(&str, u32)]| list.iter().find(|(name, _)| *name == key).map(|(_, w)| *w);
        if let Some(weight) = find(&TITLES) {
            self.titles.push((content, weight));
        } else if let Some(weight) = find(&DATES) {
            self.dates.push((content, weight));
        } else if CHANGED.contains(&key) {
            self.changed.push(content);
        } else if SOURCES.contains(&key) {
            self.source.get_or_insert(content);
        } else if SITES.contains(&key) {
            self.site.get_or_insert(content);
        } else if URLS.contains(&key) && content.starts_with("http") {
            self.url.get_or_insert(content);
        } else if key == "author" || key == "article:author" || key == "citation_author" {
            self.authors.push(content);
        }
    }

    /// What the data of a page that is drawn by a script say of its article.
    pub(super) fn add_state(&mut self, state: &State) {
        self.titles.extend(state.title.clone().map(|t| (t, 4)));
        self.dates.extend(state.date.clone().map(|d| (d, 3)));
        self.authors.extend(state.author.clone());
        let source = state.source.clone();
        self.source = self.source.take().or(source.filter(|s| names_source(s)));
        self.titles
            .sort_by_key(|(_, weight)| std::cmp::Reverse(*weight));
    }

    fn address(&mut self, page: &Document, html: &str) {
        let canonical = page
            .select("link[rel=canonical]")
            .nodes()
            .iter()
            .find_map(|n| n.attr("href").and_then(|h| text(&h)));
        let saved = || {
            let head: String = html.chars().take(2000).collect();
            SAVED_FROM
                .captures(&head)
                .and_then(|c| c.get(1))
                .map(|m| m.as_str().to_string())
        };
        let known = canonical
            .filter(|c| c.starts_with("http"))
            .or_else(|| self.url.take())
            .or_else(saved);
        self.url = known.filter(|url| url.starts_with("http") && url.len() <= 2000);
    }

    /// The first article among the things described, wherever it is nested.
    fn linked_data(&mut self, value: &Value, depth: usize) {
        if depth > 6 {
            return;
        }
        match value {
            Value::Array(items) => items
                .iter()
                .for_each(|item| self.linked_data(item, depth + 1)),
            Value::Object(object) => {
                let kinds = strings(object.get("@type"));
                let article = kinds
                    .iter()
                    .any(|k| any::ends_with(k, &["Article", "Posting", "Report"]));
                let dated = object.contains_key("pubDate") || object.contains_key("datePublished");
                if article || (dated && self.dates.is_empty()) {
                    self.described(object);
                }
                for key in ["@graph", "mainEntity", "mainEntityOfPage"] {
                    if let Some(inner) = object.get(key) {
                        self.linked_data(inner, depth + 1);
                    }
                }
            }
            _ => {}
        }
    }

    fn described(&mut self, object: &serde_json::Map<String, Value>) {
        let first = |key: &str| strings(object.get(key)).into_iter().next();
        self.titles
            .extend(first("headline").or_else(|| first("title")).map(|t| (t, 4)));
        self.dates.extend(
            first("datePublished")
                .or_else(|| first("pubDate"))
                .map(|d| (d, 4)),
        );
        self.alternative = self
            .alternative
            .take()
            .or_else(|| first("alternativeHeadline"));
        self.authors.extend(strings(object.get("author")));
        self.source = self.source.take().or_else(|| first("creditText"));
        self.body = self.body.take().or_else(|| first("articleBody"));
        self.site = self.site.take().or_else(|| first("publisher"));
    }
}

/// A name and no number, address or key of the program's.
fn names_source(text: &str) -> bool {
    (2..=30).contains(&text.chars().count()) && text.chars().any(is_han) && !text.contains("://")
}

/// A string, the strings of a list, or the names of things.
fn strings(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(s)) => text(s).into_iter().collect(),
        Some(Value::Array(items)) => items
            .iter()
            .flat_map(|item| strings(Some(item)))
            .take(20)
            .collect(),
        Some(Value::Object(object)) => strings(object.get("name").filter(|n| n.is_string())),
        _ => Vec::new(),
    }
}

/// Trimmed, white space single, entities that were escaped twice read; `None` when empty.
fn text(raw: &str) -> Option<String> {
    let once = if raw.contains('&') {
        super::paragraphs(raw).join(" ")
    } else {
        raw.to_string()
    };
    let plain = once.split_whitespace().collect::<Vec<_>>().join(" ");
    (!plain.is_empty()).then_some(plain)
}
