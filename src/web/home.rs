//! The home page: what is new, and every way into the archive.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::ToSpan;

use super::charts::{HeatMap, Spark, TileMap};
use super::examples::{Example, examples};
use super::frame::{Frame, Section, show};
use super::listing::{Day, by_day};
use super::reader::Reader;
use super::{App, Page};
use crate::archive::facets::Facets;
use crate::archive::{Filter, Order, PageRequest};

/// Articles shown as the latest.
const LATEST: usize = 15;

/// A topic with its course over the years.
pub(super) struct TopicLine {
    pub(super) id: String,
    pub(super) label: String,
    pub(super) count: String,
    pub(super) spark: Spark,
}

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    frame: Frame,
    /// A few of the query language's.
    examples: Vec<Example>,
    days: Vec<Day>,
    articles: String,
    documents: String,
    /// First and last day, in words.
    span: Option<(String, String)>,
    heat: Option<HeatMap>,
    tiles: TileMap,
    topics: Vec<TopicLine>,
}

pub(super) async fn home(State(app): State<App>, reader: Reader) -> Page<Response> {
    let lang = reader.lang;
    let page = PageRequest {
        cursor: None,
        limit: LATEST,
    };
    let listing = app
        .archive
        .list(&Filter::default(), Order::Newest, &page)
        .await?;
    let facets = app.archive.facets();
    let all = facets.all();
    let span = facets.span();
    let heat = facets.last_day().map(|last| {
        let from = last.saturating_sub(1.year()).tomorrow().unwrap_or(last);
        HeatMap::new(&reader, &facets, &all, from, last)
    });
    let mut frame = Frame::new(reader, Section::Home, "", "/");
    frame.feed = Some("/feed.atom".to_string());
    let reader = &frame.reader;
    let examples = examples(&app, lang).await?;
    let home = HomePage {
        examples: examples.into_iter().step_by(2).take(4).collect(),
        days: by_day(reader, listing.rows),
        articles: lang.number(listing.total),
        documents: lang.number(app.archive.count_documents().await?),
        span: span.map(|(first, last)| (lang.date(first), lang.date(last))),
        heat,
        tiles: TileMap::new(reader, &facets),
        topics: topic_lines(reader, &facets),
        frame,
    };
    show(&home, lang)
}

/// Every topic that has articles, in the order of the topics file, unknown ones last.
pub(super) fn topic_lines(reader: &Reader, facets: &Facets) -> Vec<TopicLine> {
    let Some((first, last)) = facets.span() else {
        return Vec::new();
    };
    let known = reader.topics.topics.iter().map(|topic| topic.id.as_str());
    let mut unknown: Vec<&str> = facets.topics().map(|(id, _)| id).collect();
    unknown.retain(|id| reader.topics.topics.iter().all(|topic| topic.id != *id));
    unknown.sort_unstable();
    known
        .chain(unknown)
        .filter_map(|id| Some((id, facets.topic(id)?)))
        .map(|(id, set)| TopicLine {
            id: id.to_string(),
            label: reader.topic(id).to_string(),
            count: reader.lang.number(set.len()),
            spark: Spark::new(facets, set, first.first_day(), last.first_day()),
        })
        .collect()
}
