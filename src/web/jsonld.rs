//! An article as schema.org has it: in the article's page, and from the API.

use std::borrow::Cow;

use serde::Serialize;

use super::api::Evidence;
use super::places::full_name;
use super::reader::Reader;
use crate::archive::ArticleRecord;
use crate::article::Issue;
use crate::clock::rfc3339;
use crate::region::Code;

/// A `NewsArticle`, its fields in the order of their names, and what it rests on.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct NewsArticle<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@id")]
    iri: &'a str,
    #[serde(rename = "@type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    about: Vec<Thing<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    alternative_headline: Option<String>,
    article_body: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    author: Vec<Thing<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    content_location: Vec<Thing<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    credit_text: Option<&'a str>,
    date_modified: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_published: Option<String>,
    headline: Cow<'a, str>,
    identifier: String,
    in_language: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_part_of: Option<Issue>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    keywords: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    kicker: Option<&'a str>,
    main_entity_of_page: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    print_page: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    publisher: Option<Thing<'a>>,
    url: &'a str,
    #[serde(flatten)]
    evidence: Option<Evidence<'a>>,
}

/// What else it names: a person, an organization, a region, a topic.
#[derive(Serialize)]
struct Thing<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    identifier: Option<Cow<'a, str>>,
    name: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

impl<'a> Thing<'a> {
    fn named(kind: &'static str, name: &'a str) -> Self {
        Self {
            kind,
            identifier: None,
            name: name.into(),
            url: None,
        }
    }

    fn region(reader: &Reader, code: Code) -> Self {
        Self {
            kind: "AdministrativeArea",
            identifier: Some(code.to_string().into()),
            name: full_name(code).into(),
            url: Some(reader.origin.to(&format!("/regions/{code}"))),
        }
    }

    fn topic(reader: &'a Reader, id: &'a str) -> Self {
        Self {
            kind: "Thing",
            identifier: Some(id.into()),
            name: reader.topic(id).into(),
            url: Some(reader.origin.to(&format!("/topics/{id}"))),
        }
    }
}

/// A `NewsArticle` as JSON-LD; what is not known is left out. `script` is what the body is written in. What it rests on is
/// for programs: search engines, which read pages, know no names for it.
pub(super) fn news_article(
    reader: &Reader,
    record: &ArticleRecord,
    script: &'static str,
    evidence: Option<Evidence<'_>>,
) -> String {
    let article = &record.article;
    let url = reader.origin.to(&super::article::address(record.row.id));
    let publication = record.publication();
    let person = |name| Thing::named("Person", name);
    let organization = |name| Thing::named("Organization", name);
    let regions = record.row.regions.iter();
    let topics = record.row.topics.iter();
    let it = NewsArticle {
        context: "https://schema.org",
        iri: &url,
        kind: "NewsArticle",
        about: topics.map(|id| Thing::topic(reader, id)).collect(),
        alternative_headline: article.other_decks(),
        article_body: article.article_body.join("\n"),
        author: article.author.iter().map(|name| person(name)).collect(),
        content_location: regions.map(|code| Thing::region(reader, *code)).collect(),
        credit_text: article.credit_text.as_deref(),
        date_modified: rfc3339(record.row.modified),
        date_published: article
            .date_published
            .as_ref()
            .map(|date| date.date.to_string()),
        headline: reader.strings().called(&record.row),
        identifier: record.row.id.to_string(),
        in_language: script,
        is_part_of: publication.issue(),
        keywords: &article.keywords,
        kicker: article.kicker.as_deref(),
        main_entity_of_page: &url,
        print_page: publication.page.as_deref(),
        publisher: publication.name.as_deref().map(organization),
        url: &url,
        evidence,
    };
    // Of strings and lists of them nothing can fail.
    serde_json::to_string(&it).unwrap_or_default()
}
