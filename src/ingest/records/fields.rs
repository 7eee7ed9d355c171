//! The fields of a record: those of schema.org's `NewsArticle`, which our own export has, with the names that others use for
//! them in English and Chinese.
//!
//! Everything is taken as it comes (a string, a number, an object or a list, see [`super::values`]); what the values mean is
//! for [`super::article`] to say. A name that is missing here is told to the keeper, with the field that was likely meant
//! (`names`), and reads nothing.

use serde::Deserialize;

use super::values::Values;
use crate::article::{Basis, Caption, Doubt, LineRange, Origin};
use crate::text::any;

/// A record as it comes.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Record {
    #[serde(rename = "@type", alias = "type")]
    pub(crate) kind: Values,
    pub(crate) id: Values,
    pub(super) identifier: Values,
    #[serde(alias = "link", alias = "网址", alias = "链接")]
    pub(crate) url: Values,
    #[serde(rename = "mainEntityOfPage")]
    pub(super) main_entity: Values,
    #[serde(rename = "isBasedOn")]
    pub(super) based_on: Values,
    #[serde(
        alias = "标题",
        alias = "题名",
        alias = "题目",
        alias = "文章标题",
        alias = "新闻标题"
    )]
    pub(crate) headline: Values,
    #[serde(alias = "name")]
    pub(super) title: Values,
    #[serde(
        rename = "alternativeHeadline",
        alias = "alternateName",
        alias = "subtitle",
        alias = "副标题",
        alias = "副题"
    )]
    pub(super) alternative: Values,
    #[serde(alias = "pretitle", alias = "引题", alias = "肩题")]
    pub(super) kicker: Values,
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
    pub(super) date: Values,
    #[serde(rename = "dateCreated")]
    pub(super) created: Values,
    #[serde(rename = "dateBasis")]
    pub(super) basis: Option<Basis>,
    #[serde(rename = "dateWords")]
    pub(super) words: Option<String>,
    #[serde(
        alias = "authors",
        alias = "creator",
        alias = "byline",
        alias = "作者",
        alias = "记者"
    )]
    pub(super) author: Values,
    #[serde(
        rename = "creditText",
        alias = "credit",
        alias = "来源",
        alias = "出处"
    )]
    pub(super) credit: Values,
    #[serde(rename = "contentLocation", alias = "地区", alias = "地点")]
    pub(super) location: Values,
    #[serde(alias = "regions", alias = "spatialCoverage")]
    pub(super) region: Values,
    #[serde(alias = "主题", alias = "分类")]
    pub(super) about: Values,
    #[serde(alias = "topic", alias = "articleSection")]
    pub(super) topics: Values,
    #[serde(alias = "tags", alias = "关键词", alias = "标签")]
    pub(super) keywords: Values,
    #[serde(
        rename = "articleBody",
        alias = "body",
        alias = "正文",
        alias = "内容",
        alias = "content_text"
    )]
    pub(super) body: Values,
    #[serde(alias = "text")]
    pub(super) content: Values,
    pub(super) content_html: Values,
    #[serde(alias = "摘要", alias = "summary")]
    pub(super) description: Values,
    #[serde(rename = "isPartOf")]
    pub(super) part_of: serde_json::Value,
    #[serde(
        alias = "publication",
        alias = "newspaper",
        alias = "报纸",
        alias = "报名",
        alias = "报刊",
        alias = "刊名",
        alias = "媒体"
    )]
    pub(super) publisher: Values,
    #[serde(
        rename = "printPage",
        alias = "pagination",
        alias = "pageStart",
        alias = "page",
        alias = "版",
        alias = "版面",
        alias = "版次"
    )]
    pub(super) page: Values,
    pub(super) caption: Vec<OneCaption>,
    pub(super) source: OneSource,
    pub(super) doubts: Vec<Doubt>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum OneCaption {
    Full {
        text: String,
        credit: Option<String>,
    },
    Text(String),
}

/// Our own export names the document here; elsewhere it is the name of a source.
#[derive(Debug, Default, Deserialize)]
#[serde(untagged)]
pub(super) enum OneSource {
    Origin {
        name: String,
        #[serde(default)]
        lines: Vec<LineRange>,
    },
    Other(Values),
    #[default]
    None,
}

impl Record {
    /// Does the record call itself something else than an article?
    pub(crate) fn is_other(&self) -> bool {
        let kinds = &self.kind.0;
        let no_text =
            self.body.0.is_empty() && self.content.0.is_empty() && self.content_html.0.is_empty();
        no_text
            && !kinds.is_empty()
            && !kinds
                .iter()
                .any(|k| any::ends_with(&k.name, &["Article", "Posting", "Report", "CreativeWork"]))
    }
}

impl OneCaption {
    pub(super) fn into_caption(self) -> Caption {
        match self {
            Self::Full { text, credit } => Caption { text, credit },
            Self::Text(text) => Caption { text, credit: None },
        }
    }
}

impl OneSource {
    /// The document of another archive, or the name of a source.
    pub(super) fn into_parts(self) -> (Option<Origin>, Option<String>) {
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
