//! An article as schema.org has it: in the article's page, and from the API.

use serde_json::{Value, json};

use super::address::Origin;
use super::charts::full_name;
use super::listing::script;
use super::reader::Reader;
use crate::archive::ArticleRecord;

/// A `NewsArticle` as JSON-LD; what is not known is left out.
pub(super) fn news_article(reader: &Reader, record: &ArticleRecord) -> Value {
    let article = &record.article;
    let origin: &Origin = &reader.origin;
    let url = origin.to(&super::article::address(record.row.id));
    let publication = &record.document.publication;
    let body = article.article_body.join("\n");
    let mut value = json!({
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": url,
        "identifier": record.row.id.to_string(),
        "url": url,
        "mainEntityOfPage": url,
        "headline": reader.strings().called(&record.row),
        "alternativeHeadline": article.other_decks(),
        "kicker": article.kicker,
        "datePublished": article.date_published.as_ref().map(|date| date.date.to_string()),
        "dateModified": super::feeds::rfc3339(record.row.modified),
        "author": article.author.iter().map(|name| json!({"@type": "Person", "name": name})).collect::<Vec<_>>(),
        "creditText": article.credit_text,
        "inLanguage": script(&body),
        "articleBody": body,
        "keywords": article.keywords,
        "contentLocation": record.row.regions.iter().map(|code| json!({
            "@type": "AdministrativeArea", "identifier": code.to_string(), "name": full_name(*code),
            "url": origin.to(&format!("/regions/{code}")),
        })).collect::<Vec<_>>(),
        "about": record.row.topics.iter().map(|id| json!({
            "@type": "Thing", "identifier": id, "name": reader.topic(id), "url": origin.to(&format!("/topics/{id}")),
        })).collect::<Vec<_>>(),
        "publisher": publication.name.as_ref().map(|name| json!({"@type": "Organization", "name": name})),
        "printPage": publication.page,
    });
    if let Some(fields) = value.as_object_mut() {
        fields.retain(|_, value| {
            !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty())
        });
    }
    value
}
