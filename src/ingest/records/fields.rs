//! The fields of a record (schema.org `NewsArticle`, with the names others use) and how an article is made of them.

use std::collections::HashMap;

use serde::Deserialize;

use crate::article::{Article, Basis, Caption, DatePublished, Doubt, LineRange, Origin};
use crate::edtf::PartialDate;
use crate::ingest::dateline;
use crate::region::{Code, named};
use crate::topic::Topics;

use super::values::{Value, Values};
use super::whole;

/// A record as it comes.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Record {
    #[serde(rename = "@type", alias = "type")]
    pub(crate) kind: Values,
    pub(crate) id: Values,
    identifier: Values,
    #[serde(alias = "link", alias = "网址", alias = "链接")]
    pub(crate) url: Values,
    #[serde(rename = "mainEntityOfPage")]
    main_entity: Values,
    #[serde(rename = "isBasedOn")]
    based_on: Values,
    #[serde(
        alias = "标题",
        alias = "题名",
        alias = "题目",
        alias = "文章标题",
        alias = "新闻标题"
    )]
    pub(crate) headline: Values,
    #[serde(alias = "name")]
    title: Values,
    #[serde(
        rename = "alternativeHeadline",
        alias = "alternateName",
        alias = "subtitle",
        alias = "副标题",
        alias = "副题"
    )]
    alternative: Values,
    #[serde(alias = "pretitle", alias = "引题", alias = "肩题")]
    kicker: Values,
    #[serde(
        rename = "datePublished",
        alias = "date_published",
        alias = "pubDate",
        alias = "发布日期",
        alias = "发表日期",
        alias = "刊登日期",
        alias = "见报日期"
    )]
    pub(crate) published: Values,
    #[serde(alias = "日期", alias = "时间", alias = "发布时间")]
    date: Values,
    #[serde(rename = "dateCreated")]
    created: Values,
    #[serde(rename = "dateBasis")]
    basis: Option<Basis>,
    #[serde(rename = "dateWords")]
    words: Option<String>,
    #[serde(
        alias = "authors",
        alias = "creator",
        alias = "byline",
        alias = "作者",
        alias = "记者"
    )]
    author: Values,
    #[serde(
        rename = "creditText",
        alias = "credit",
        alias = "来源",
        alias = "出处"
    )]
    credit: Values,
    #[serde(rename = "contentLocation", alias = "地区", alias = "地点")]
    location: Values,
    #[serde(alias = "regions", alias = "spatialCoverage")]
    region: Values,
    #[serde(alias = "主题", alias = "分类")]
    about: Values,
    #[serde(alias = "topic", alias = "articleSection")]
    topics: Values,
    #[serde(alias = "tags", alias = "关键词", alias = "标签")]
    keywords: Values,
    #[serde(
        rename = "articleBody",
        alias = "body",
        alias = "正文",
        alias = "内容",
        alias = "content_text"
    )]
    body: Values,
    #[serde(alias = "text")]
    content: Values,
    content_html: Values,
    #[serde(alias = "摘要", alias = "summary")]
    description: Values,
    #[serde(rename = "isPartOf")]
    part_of: serde_json::Value,
    #[serde(
        alias = "publication",
        alias = "newspaper",
        alias = "报纸",
        alias = "报名",
        alias = "报刊",
        alias = "刊名",
        alias = "媒体"
    )]
    publisher: Values,
    #[serde(
        rename = "printPage",
        alias = "pagination",
        alias = "pageStart",
        alias = "page",
        alias = "版",
        alias = "版面",
        alias = "版次"
    )]
    page: Values,
    caption: Vec<OneCaption>,
    source: OneSource,
    doubts: Vec<Doubt>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum OneCaption {
    Full {
        text: String,
        credit: Option<String>,
    },
    Text(String),
}

/// Our own export names the document here; elsewhere it is the name of a source.
#[derive(Debug, Default, Deserialize)]
#[serde(untagged)]
enum OneSource {
    Origin {
        name: String,
        #[serde(default)]
        lines: Vec<LineRange>,
    },
    Other(Values),
    #[default]
    None,
}

/// Finds topics and regions by what records call them.
pub(crate) struct Resolver {
    topics: HashMap<String, String>,
}

impl Resolver {
    pub(crate) fn new(topics: &Topics) -> Self {
        let mut names = HashMap::new();
        for topic in &topics.topics {
            let codes = topic
                .iptc
                .iter()
                .flat_map(|code| [code.clone(), format!("medtop:{code}")]);
            for name in [&topic.id, &topic.zh, &topic.en]
                .into_iter()
                .cloned()
                .chain(codes)
            {
                names
                    .entry(name.to_lowercase())
                    .or_insert_with(|| topic.id.clone());
            }
        }
        Self { topics: names }
    }

    fn topic(&self, value: &Value) -> Option<&String> {
        [Some(&value.name), value.code.as_ref()]
            .into_iter()
            .flatten()
            .chain(&value.others)
            .filter_map(|name| {
                let name = name.trim().to_lowercase();
                let last = name.rsplit('/').next().unwrap_or_default();
                self.topics.get(&name).or_else(|| self.topics.get(last))
            })
            .next()
    }
}

/// The region that a record calls by code or by name; its own name goes before those of its address, of which the
/// smallest region counts.
fn region(value: &Value) -> Option<Code> {
    let all = || value.code.iter().chain([&value.name]).chain(&value.others);
    all()
        .find_map(|text| code(text))
        .or_else(|| region_by_name(&value.name))
        .or_else(|| {
            let address = value.others.iter().filter_map(|text| region_by_name(text));
            address.max_by_key(|code| code.level())
        })
}

/// A code alone or as the last part of an address such as `…/regions/410800`.
fn code(text: &str) -> Option<Code> {
    let last = text.trim().rsplit(['/', ':']).next().unwrap_or_default();
    last.parse().ok()
}

/// The region of a name; ambiguous names give none.
fn region_by_name(name: &str) -> Option<Code> {
    match named(name).as_slice() {
        [one] => Some(one.code),
        _ => None,
    }
}

impl Record {
    /// Does the record call itself something else than an article?
    pub(crate) fn is_other(&self) -> bool {
        let kinds = &self.kind.0;
        let no_text =
            self.body.0.is_empty() && self.content.0.is_empty() && self.content_html.0.is_empty();
        no_text
            && !kinds.is_empty()
            && !kinds.iter().any(|k| {
                ["Article", "Posting", "Report", "CreativeWork"]
                    .iter()
                    .any(|w| k.name.ends_with(w))
            })
    }

    /// The article, or what is wrong with the record.
    pub(crate) fn into_article(self, resolver: &Resolver) -> Result<Article, String> {
        let mut article = Article {
            headline: single_line(
                self.headline
                    .first()
                    .or(self.title.first())
                    .unwrap_or_default(),
            ),
            kicker: self.kicker.first().map(single_line),
            alternative_headline: self.alternative.first().map(single_line),
            article_body: paragraphs(
                [self.body, self.content, self.description],
                self.content_html,
            ),
            caption: self
                .caption
                .into_iter()
                .map(OneCaption::into_caption)
                .collect(),
            doubts: self.doubts,
            ..Article::default()
        };
        part_decks(&mut article);
        if article.headline.is_empty() && article.article_body.is_empty() {
            return Err("neither headline nor articleBody; a record needs one of them".to_string());
        }
        let elsewhere = self.url.first().or(self.main_entity.first());
        article.id = [self.id, self.identifier]
            .into_iter()
            .flat_map(Values::names)
            .find(|id| elsewhere.as_deref().is_some_and(|url| is_own_id(id, url)));
        let based_on = self.based_on.first();
        let elsewhere = elsewhere.filter(|_| article.id.is_none());
        article.source_url = based_on.or(elsewhere).filter(|url| url.starts_with("http"));
        let date = [self.published, self.date, self.created]
            .into_iter()
            .find_map(Values::first);
        if let Some(text) = date {
            article.date_published = Some(published(&text, self.basis, self.words)?);
        }
        article.author = authors(self.author);
        let (origin, source_name) = self.source.into_parts();
        article.origin = origin;
        article.publication = whole::publication(&self.part_of, self.publisher, self.page)?;
        article.credit_text = self.credit.first().or(source_name);
        article.keywords = keywords(self.keywords);
        article.take_regions(self.location, self.region)?;
        article.take_topics(self.about, self.topics, resolver);
        Ok(article)
    }
}

impl Article {
    fn take_regions(&mut self, location: Values, region_names: Values) -> Result<(), String> {
        for value in location
            .0
            .into_iter()
            .chain(region_names.0)
            .flat_map(split_codes)
        {
            match region(&value) {
                Some(code) if !self.content_location.contains(&code) => {
                    self.content_location.push(code)
                }
                Some(_) => {}
                None if value.name.trim().bytes().all(|b| b.is_ascii_digit())
                    && !value.name.trim().is_empty() =>
                {
                    return Err(format!(
                        "{:?} is no region; write a six-digit code such as 410800, or a name",
                        value.name
                    ));
                }
                None => push_new(&mut self.keywords, value.name),
            }
        }
        Ok(())
    }

    fn take_topics(&mut self, about: Values, topics: Values, resolver: &Resolver) {
        for value in about.0.into_iter().chain(topics.0).flat_map(split_names) {
            match resolver.topic(&value) {
                Some(id) => push_new(&mut self.about, id.clone()),
                None if !value.name.is_empty() => push_new(&mut self.keywords, value.name),
                None => push_new(&mut self.keywords, value.code.unwrap_or_default()),
            }
        }
    }
}

fn push_new(list: &mut Vec<String>, item: String) {
    let item = item.trim();
    if !item.is_empty() && !list.iter().any(|i| i == item) {
        list.push(item.to_string());
    }
}

fn single_line(text: String) -> String {
    if text.contains(['\n', '\t']) || text.starts_with(' ') || text.ends_with(' ') {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    } else {
        text
    }
}

/// An id as archives of this kind give them, eleven characters of Crockford base32, with the permalink that says so:
/// numbers of other systems look the same.
fn is_own_id(id: &str, url: &str) -> bool {
    let in_form = id.len() == 11
        && id
            .bytes()
            .all(|b| b"0123456789abcdefghjkmnpqrstvwxyz".contains(&b));
    let before = url.trim_end_matches('/').strip_suffix(id);
    in_form && before.is_some_and(|before| before.ends_with("/articles/"))
}

fn paragraphs(plain: [Values; 3], html: Values) -> Vec<String> {
    let [body, content, description] = plain;
    for values in [body, content] {
        let found = split_paragraphs(values);
        if !found.is_empty() {
            return found;
        }
    }
    if let Some(html) = html.first() {
        return super::feed::paragraphs_of(&html);
    }
    split_paragraphs(description)
}

/// A list's items are paragraphs; within a string they end at line breaks. A string of HTML gives its paragraphs.
fn split_paragraphs(values: Values) -> Vec<String> {
    let mut found = Vec::new();
    for text in values.names() {
        if text.contains("</p>") || text.contains("<br") {
            found.extend(super::feed::paragraphs_of(&text));
        } else if text.contains('\n')
            || text.starts_with(char::is_whitespace)
            || text.ends_with(char::is_whitespace)
        {
            found.extend(
                text.split(['\n', '\r'])
                    .map(str::trim)
                    .filter(|p| !p.is_empty())
                    .map(str::to_string),
            );
        } else {
            found.push(text);
        }
    }
    found
}

/// `alternativeHeadline` may hold the kicker once more, as our own export has it.
fn part_decks(article: &mut Article) {
    let (Some(kicker), Some(decks)) = (&article.kicker, &article.alternative_headline) else {
        return;
    };
    if decks == kicker {
        article.alternative_headline = None;
    } else if let Some(below) = decks.strip_prefix(&format!("{kicker} ")) {
        article.alternative_headline = Some(below.to_string());
    }
}

/// Names; one string may hold several, parted by commas.
fn authors(values: Values) -> Vec<String> {
    let mut all = Vec::new();
    for name in values.names() {
        for part in name.split(['、', ';', '；', ',', '，']) {
            push_new(&mut all, part.to_string());
        }
    }
    all
}

fn keywords(values: Values) -> Vec<String> {
    let mut all = Vec::new();
    for text in values.names() {
        for part in text.split([',', '，', '、', ';', '；']) {
            push_new(&mut all, part.to_string());
        }
    }
    all
}

/// `410800;320000` in a cell of a table are two regions.
fn split_codes(value: Value) -> Vec<Value> {
    if value.code.is_none() && value.name.contains([';', '；', ',', '，', '、', '|']) {
        return split_names(value);
    }
    vec![value]
}

fn split_names(value: Value) -> Vec<Value> {
    if value.code.is_some()
        || !value.others.is_empty()
        || !value.name.contains([';', '；', ',', '，', '、', '|'])
    {
        return vec![value];
    }
    let parts = value
        .name
        .split([';', '；', ',', '，', '、', '|'])
        .map(str::trim)
        .filter(|p| !p.is_empty());
    parts
        .map(|name| Value {
            name: name.to_string(),
            ..Value::default()
        })
        .collect()
}

/// The date of a record: as a keeper gives it, ISO 8601 with or without time and zone (moved to +08:00), or as Chinese pages print it.
pub(super) fn published(
    text: &str,
    basis: Option<Basis>,
    words: Option<String>,
) -> Result<DatePublished, String> {
    let text = text.trim();
    let (date, time) = match PartialDate::given(text) {
        Ok(date) => (date, None),
        Err(error) => match dateline::find(text) {
            Some(found) => (found.date, found.time),
            None => return Err(format!("datePublished: {error}")),
        },
    };
    Ok(DatePublished {
        date,
        basis: basis.unwrap_or(Basis::Keeper),
        time,
        words,
    })
}

impl OneCaption {
    fn into_caption(self) -> Caption {
        match self {
            Self::Full { text, credit } => Caption { text, credit },
            Self::Text(text) => Caption { text, credit: None },
        }
    }
}

impl OneSource {
    /// The document of another archive, or the name of a source.
    fn into_parts(self) -> (Option<Origin>, Option<String>) {
        match self {
            Self::Origin { name, lines } if !lines.is_empty() || name.contains('.') => {
                (Some(Origin { name, lines }), None)
            }
            Self::Origin { name, .. } => (None, Some(name)),
            Self::Other(values) => (None, values.first()),
            Self::None => (None, None),
        }
    }
}
