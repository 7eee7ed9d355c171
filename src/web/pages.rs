//! Pages of words: about, help.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::examples::{Example, examples};
use super::frame::{Frame, Section, show};
use super::i18n::Chapter;
use super::places::named_regions;
use super::reader::Reader;
use super::{App, Page};

#[derive(Template)]
#[template(path = "about.html")]
struct AboutPage {
    frame: Frame,
    articles: String,
    documents: String,
    regions: String,
    sources: String,
    span: Option<(String, String)>,
    is_empty: bool,
}

impl AboutPage {
    /// How to load bulletins is for who sets up an archive, not for the readers of one that is full.
    fn chapters(&self) -> impl Iterator<Item = &'static Chapter> {
        let to_be_filled = self.is_empty || self.frame.reader.sample;
        let chapters = self.frame.t.about_text.iter();
        chapters.filter(move |(_, id, _)| to_be_filled || *id != "load")
    }
}

pub(super) async fn about(State(app): State<App>, reader: Reader) -> Page<Response> {
    let lang = reader.lang;
    let facets = app.archive.facets();
    let title = reader.strings().about;
    let page = AboutPage {
        frame: Frame::new(reader, Section::Other, title, "/about"),
        is_empty: facets.is_empty(),
        articles: lang.number(facets.len() as u64),
        documents: lang.number(app.archive.count_documents().await?),
        regions: lang.number(named_regions(&facets).count() as u64),
        sources: lang.number(facets.sources().count() as u64),
        span: facets
            .span()
            .map(|(first, last)| (lang.date(first), lang.date(last))),
    };
    show(&page, lang)
}

#[derive(Template)]
#[template(path = "help.html")]
struct HelpPage {
    frame: Frame,
    examples: Vec<Example>,
}

pub(super) async fn help(State(app): State<App>, reader: Reader) -> Page<Response> {
    let lang = reader.lang;
    let title = reader.strings().help;
    let frame = Frame::new(reader, Section::Other, title, "/help");
    let examples = examples(&app, lang).await?;
    show(&HelpPage { frame, examples }, lang)
}
