//! Plain listings: all articles, and those of a topic.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;

use super::error::WebError;
use super::frame::{Frame, Section, show};
use super::home::{TopicLine, topic_lines};
use super::listing::{Base, ListingView};
use super::params::ListParams;
use super::reader::Reader;
use super::{App, Page};
use crate::archive::{ArticleRow, Filter, Order, PageRequest};

#[derive(Template)]
#[template(path = "articles.html")]
struct ArticlesPage {
    frame: Frame,
    listing: ListingView,
    /// What the range of dates is set to now.
    from: String,
    to: String,
}

pub(super) async fn articles(
    State(app): State<App>,
    reader: Reader,
    wanted: ListParams,
) -> Page<Response> {
    let lang = reader.lang;
    let base = Base {
        path: "/articles",
        fixed: Filter::default(),
    };
    let listing = ListingView::load(&app, &reader, &base, &wanted).await?;
    let title = reader.strings().articles;
    let frame = listing.frame(reader, Section::Articles, title, &base.address(&wanted));
    let text = |date: Option<crate::edtf::PartialDate>| {
        date.map_or(String::new(), |date| date.to_string())
    };
    let (from, to) = (text(wanted.filter.from), text(wanted.filter.to));
    show(
        &ArticlesPage {
            frame,
            listing,
            from,
            to,
        },
        lang,
    )
}

/// A topic with its newest articles.
struct TopicCard {
    line: TopicLine,
    newest: Vec<ArticleRow>,
}

#[derive(Template)]
#[template(path = "topics.html")]
struct TopicsPage {
    frame: Frame,
    topics: Vec<TopicCard>,
}

pub(super) async fn topics(State(app): State<App>, reader: Reader) -> Page<Response> {
    let lang = reader.lang;
    let mut topics = Vec::new();
    for line in topic_lines(&reader, &app.archive.facets()) {
        let filter = Filter {
            topic: Some(line.id.clone()),
            ..Filter::default()
        };
        let page = PageRequest {
            cursor: None,
            limit: 3,
        };
        let newest = app.archive.list(&filter, Order::Newest, &page).await?.rows;
        topics.push(TopicCard { line, newest });
    }
    let title = reader.strings().topics;
    let frame = Frame::new(reader, Section::Topics, title, "/topics");
    show(&TopicsPage { frame, topics }, lang)
}

#[derive(Template)]
#[template(path = "topic.html")]
struct TopicPage {
    frame: Frame,
    label: String,
    listing: ListingView,
}

pub(super) async fn topic(
    State(app): State<App>,
    reader: Reader,
    Path(id): Path<String>,
    wanted: ListParams,
) -> Page<Response> {
    let lang = reader.lang;
    if !app.knows_topic(&id) {
        return Err(WebError::NotFound);
    }
    let label = reader.topic(&id).to_string();
    let path = format!("/topics/{}", super::links::percent(&id));
    let fixed = Filter {
        topic: Some(id),
        ..Filter::default()
    };
    let base = Base { path: &path, fixed };
    let listing = ListingView::load(&app, &reader, &base, &wanted).await?;
    let frame = listing.frame(reader, Section::Topics, &label, &base.address(&wanted));
    show(
        &TopicPage {
            frame,
            label,
            listing,
        },
        lang,
    )
}
