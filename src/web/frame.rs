//! What surrounds every page: title, navigation, the head's links.

use askama::Template;
use axum::http::HeaderValue;
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};

use super::error::WebError;
use super::i18n::Strings;
use super::reader::{Reader, Theme};

/// The part of the site that the navigation marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    Home,
    Articles,
    Regions,
    Dates,
    Topics,
    Search,
    Trends,
    Other,
}

/// The frame of a page; `templates/base.html` draws it.
pub(super) struct Frame {
    pub(super) reader: Reader,
    pub(super) t: &'static Strings,
    pub(super) section: Section,
    /// Without the site's name; empty on the home page.
    pub(super) title: String,
    pub(super) description: String,
    /// Path and query of the page's one true address.
    pub(super) canonical: String,
    /// Path and query of the feed of what the page lists.
    pub(super) feed: Option<String>,
    pub(super) prev: Option<String>,
    pub(super) next: Option<String>,
    /// Is the page of use to search engines?
    pub(super) indexed: bool,
}

impl Frame {
    pub(super) fn new(
        reader: Reader,
        section: Section,
        title: impl Into<String>,
        canonical: impl Into<String>,
    ) -> Self {
        Self {
            t: reader.strings(),
            section,
            title: title.into(),
            description: reader.strings().site_description.to_string(),
            canonical: canonical.into(),
            feed: None,
            prev: None,
            next: None,
            indexed: true,
            reader,
        }
    }

    /// 海棠区开展春季疫苗接种 · 简报
    pub(super) fn full_title(&self) -> String {
        let site = &self.reader.site;
        match self.title.is_empty() {
            true if site.subtitle.trim().is_empty() => site.name.clone(),
            true => format!("{} · {}", site.name, site.subtitle),
            false => format!("{} · {}", self.title, site.name),
        }
    }

    /// A path with scheme and host.
    pub(super) fn absolute(&self, path: &str) -> String {
        self.reader.origin.to(path)
    }

    /// The value of `data-theme`; empty where the device decides.
    pub(super) fn theme(&self) -> &'static str {
        match self.reader.theme {
            Theme::Auto => "",
            chosen => chosen.as_str(),
        }
    }

    /// The site's sections with their addresses, in the order of the navigation.
    pub(super) fn sections(&self) -> [(Section, &'static str, &'static str); 7] {
        let t = self.t;
        [
            (Section::Home, "/", t.home),
            (Section::Articles, "/articles", t.articles),
            (Section::Regions, "/regions", t.regions),
            (Section::Dates, "/dates", t.dates),
            (Section::Topics, "/topics", t.topics),
            (Section::Search, "/search", t.search),
            (Section::Trends, "/trends", t.trends),
        ]
    }

    /// The choices of colours: value, name, chosen.
    pub(super) fn themes(&self) -> [(&'static str, &'static str, bool); 3] {
        let choices = [
            (Theme::Auto, self.t.theme_auto),
            (Theme::Light, self.t.theme_light),
            (Theme::Dark, self.t.theme_dark),
        ];
        choices.map(|(theme, name)| (theme.as_str(), name, theme == self.reader.theme))
    }

    pub(super) fn style(&self) -> String {
        super::assets::address("style.css")
    }

    pub(super) fn script(&self) -> String {
        super::assets::address("app.js")
    }
}

/// Bytes of a page, as most have them: room that is made once.
const USUAL: usize = 24 << 10;

/// A template as a response, in the language it was written in.
pub(super) fn show(
    page: &impl Template,
    reader_lang: super::i18n::Lang,
) -> Result<Response, WebError> {
    let mut html = String::with_capacity(USUAL);
    page.render_into(&mut html)?;
    let mut response = Html(html).into_response();
    response.headers_mut().insert(
        header::CONTENT_LANGUAGE,
        HeaderValue::from_static(reader_lang.tag()),
    );
    Ok(response)
}
