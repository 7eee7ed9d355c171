//! Help while typing: regions, topics and words of headlines that begin as what is typed does, by characters, pinyin or
//! initials.
//!
//! `GET /suggest?q=` answers `{"q": …, "items": [{"text", "kind", "url", "hint"}]}`, `kind` being `region`, `topic` or
//! `word`; `GET /opensearch/suggest?q=` says the same as browsers' search boxes want it.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::links::percent;
use super::params::ListParams;
use super::reader::Reader;
use super::{App, Page};
use crate::archive::facets::Facets;
use crate::region::Gazetteer;
use crate::text::normalize::fold;
use crate::text::pinyin::{self, Reading};

/// How many in all, and how many regions and topics among them.
const ITEMS: usize = 8;
const REGIONS: usize = 3;
const TOPICS: usize = 2;
/// Nobody completes longer texts.
const LONGEST: usize = 60;

/// One suggestion.
#[derive(Debug, Serialize)]
pub(super) struct Item {
    /// What it completes the query to, or the name of what it leads to.
    text: String,
    kind: &'static str,
    url: String,
    /// In the reader's language: where a region lies, how many articles there are.
    hint: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Suggestions {
    q: String,
    items: Vec<Item>,
}

pub(super) async fn suggest(
    State(app): State<App>,
    reader: Reader,
    typed: ListParams,
) -> Page<Json<Suggestions>> {
    let items = items(&app, &reader, &typed.q).await?;
    Ok(Json(Suggestions { q: typed.q, items }))
}

/// OpenSearch Suggestions 1.0: the query, its completions, their descriptions, their addresses.
pub(super) async fn opensearch(
    State(app): State<App>,
    reader: Reader,
    typed: ListParams,
) -> Page<Response> {
    let items = items(&app, &reader, &typed.q).await?;
    let column = |of: fn(&Item) -> &String| items.iter().map(of).cloned().collect::<Vec<_>>();
    let urls: Vec<String> = items
        .iter()
        .map(|item| reader.origin.to(&item.url))
        .collect();
    let answer = (
        &typed.q,
        column(|item| &item.text),
        column(|item| &item.hint),
        urls,
    );
    let media_type = [(header::CONTENT_TYPE, "application/x-suggestions+json")];
    Ok((media_type, Json(answer)).into_response())
}

async fn items(app: &App, reader: &Reader, typed: &str) -> Page<Vec<Item>> {
    if typed.is_empty() || typed.chars().nth(LONGEST).is_some() {
        return Ok(Vec::new());
    }
    // Syllables may be typed apart, and with their tones.
    if let Some(spelt) = pinyin::joined(typed) {
        let items = completing(app, reader, "", &spelt).await?;
        if !items.is_empty() {
            return Ok(items);
        }
    }
    // Only the last word is being typed.
    let (before, last) = match typed.rfind(char::is_whitespace) {
        Some(at) => typed.split_at(at),
        None => ("", typed),
    };
    completing(app, reader, before, last).await
}

/// What completes the last word; those before it stay.
async fn completing(app: &App, reader: &Reader, before: &str, last: &str) -> Page<Vec<Item>> {
    let facets = app.archive.facets();
    let mut items = Vec::new();
    if before.is_empty() {
        items = regions(reader, &facets, last);
        items.extend(topics(reader, &facets, last));
    }
    let words = app.archive.suggest(last, ITEMS - items.len()).await?;
    items.extend(words.into_iter().map(|suggestion| {
        let text = format!("{before} {}", suggestion.word).trim().to_string();
        Item {
            url: format!("/search?q={}", percent(&text)),
            text,
            kind: "word",
            hint: reader.strings().in_headlines(suggestion.count),
        }
    }));
    Ok(items)
}

/// Regions that have articles.
fn regions(reader: &Reader, facets: &Facets, typed: &str) -> Vec<Item> {
    let gazetteer = Gazetteer::get();
    let found = gazetteer
        .search(typed, 40)
        .into_iter()
        .filter_map(|region| {
            let count = facets.region(region.code)?.len();
            let above: Vec<&str> = gazetteer
                .ancestors(region.code)
                .map(|r| r.short_name)
                .collect();
            let place = above.into_iter().rev().collect::<Vec<_>>().join(" ");
            let articles = reader.strings().count_articles(&count);
            Some(Item {
                text: region.name.to_string(),
                kind: "region",
                url: format!("/regions/{}", region.code),
                hint: format!("{place} {articles}").trim().to_string(),
            })
        });
    found.take(REGIONS).collect()
}

fn topics(reader: &Reader, facets: &Facets, typed: &str) -> Vec<Item> {
    let typed = fold(typed);
    let begins = |text: &str| {
        let reading = Reading::of(text);
        let text = fold(text);
        text.contains(&typed)
            || reading.spelt.starts_with(&typed)
            || (typed.len() > 1 && reading.initials.starts_with(&typed))
    };
    let found = reader
        .topics
        .topics
        .iter()
        .filter(|topic| begins(&topic.zh) || begins(&topic.en));
    let found = found.filter_map(|topic| {
        let count = facets.topic(&topic.id)?.len();
        Some(Item {
            text: reader.topic(&topic.id).to_string(),
            kind: "topic",
            url: format!("/topics/{}", percent(&topic.id)),
            hint: reader.strings().count_articles(&count),
        })
    });
    found.take(TOPICS).collect()
}
