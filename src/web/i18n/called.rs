//! What an article is called, where it stood, and what of it changed.

use std::borrow::Cow;

use super::{Lang, Strings};
use crate::archive::{Action, ArticleRow, Other};
use crate::article::{Publication, called};

impl Strings {
    /// The headline; else the first words of the text in square brackets.
    pub(in crate::web) fn called<'a>(&self, row: &'a ArticleRow) -> Cow<'a, str> {
        self.named(&row.headline, &row.lead)
    }

    pub(in crate::web) fn other_called<'a>(&self, other: &'a Other) -> Cow<'a, str> {
        self.named(&other.headline, &other.lead)
    }

    fn named<'a>(&self, headline: &'a str, lead: &str) -> Cow<'a, str> {
        called(headline, lead).unwrap_or(Cow::Borrowed(self.no_headline))
    }

    /// The title of a feed's entry for an article that is gone; it may have had no headline.
    pub(in crate::web) fn departed(&self, action: Action, headline: &str) -> String {
        match (headline, self.is_zh()) {
            ("", _) => self.action(action).to_string(),
            (_, true) => format!("{}：{headline}", self.action(action)),
            (_, false) => format!("{}: {headline}", self.action(action)),
        }
    }

    /// 示例日报 2024年4月30日 第3版
    pub(in crate::web) fn stood_in(&self, publication: &Publication) -> String {
        let date = publication.date.map(|date| self.lang.date(date));
        let page = publication.page.as_ref();
        let page = page.map(|page| self.printed_page(page));
        let parts = publication.name.clone().into_iter().chain(date).chain(page);
        parts.collect::<Vec<_>>().join(" ")
    }

    /// 改动：标题、日期, of fields as schema.org names them; keywords are no matter of readers, who see none.
    pub(in crate::web) fn field_names(&self, fields: &[&str]) -> String {
        let names = &self.fields;
        let name = |field: &&str| match *field {
            "headline" => names.headline,
            "kicker" => names.kicker,
            "alternativeHeadline" => names.second_headline,
            "datePublished" => names.date,
            "author" => names.author,
            "creditText" => names.source,
            "contentLocation" => names.region,
            "about" => names.topic,
            "publisher" => self.publication,
            "caption" => self.captions,
            _ => names.text,
        };
        let seen = fields.iter().filter(|field| **field != "keywords");
        let named: Vec<_> = seen.map(name).collect();
        match (named.is_empty(), self.lang) {
            (true, _) => String::new(),
            (_, Lang::Zh) => format!("改动：{}", named.join("、")),
            (_, Lang::En) => format!("changed: {}", named.join(", ").to_lowercase()),
        }
    }
}
