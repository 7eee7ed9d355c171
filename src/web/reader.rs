//! Who reads, and how: language, colours, the address they are at.

use std::convert::Infallible;
use std::sync::Arc;

use axum::Form;
use axum::extract::FromRequestParts;
use axum::extract::rejection::FormRejection;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::address::Origin;
use super::i18n::{Lang, Strings};
use super::{App, Site};
use crate::topic::Topics;

/// A year: how long the choice of a language or of colours is kept.
const COOKIE_LIFE: &str = "Path=/; Max-Age=31536000; SameSite=Lax";

/// Light or dark, where the reader chose one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Theme {
    Auto,
    Light,
    Dark,
}

impl Theme {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    fn parse(text: &str) -> Self {
        match text {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::Auto,
        }
    }
}

/// What every page needs to know of its request.
#[derive(Clone)]
pub(super) struct Reader {
    pub(super) lang: Lang,
    pub(super) theme: Theme,
    /// Path and query as asked for.
    pub(super) address: String,
    /// Scheme and host that permalinks begin with.
    pub(super) origin: Origin,
    /// Does the archive hold nothing but the built-in sample?
    pub(super) sample: bool,
    pub(super) site: Arc<Site>,
    pub(super) topics: Arc<Topics>,
}

impl Reader {
    pub(super) fn strings(&self) -> &'static Strings {
        self.lang.strings()
    }

    /// A topic's label in the reader's language; its id where the topics file no longer has it.
    pub(super) fn topic<'a>(&'a self, id: &'a str) -> &'a str {
        let topic = self.topics.topics.iter().find(|topic| topic.id == id);
        topic.map_or(id, |topic| match self.lang {
            Lang::Zh => &topic.zh,
            Lang::En => &topic.en,
        })
    }

    pub(super) fn of(parts: &Parts, app: &App, sample: bool) -> Self {
        let headers = &parts.headers;
        let (lang, theme) = wishes(parts);
        Self {
            lang,
            theme,
            address: parts
                .uri
                .path_and_query()
                .map_or("/", |address| address.as_str())
                .to_string(),
            origin: Origin::of(headers, &app.site),
            sample,
            site: app.site.clone(),
            topics: app.topics.clone(),
        }
    }
}

/// The language and the colours that a request asks for.
pub(super) fn wishes(parts: &Parts) -> (Lang, Theme) {
    let theme = Theme::parse(cookie(&parts.headers, "theme").unwrap_or_default());
    (asked_language(parts).unwrap_or(Lang::Zh), theme)
}

/// The language that a request names in its address, its cookie or its header, where there are pages in one.
pub(super) fn asked_language(parts: &Parts) -> Option<Lang> {
    let headers = &parts.headers;
    let asked = parts
        .uri
        .query()
        .and_then(|query| value_of(query, '&', "lang"));
    asked
        .or_else(|| cookie(headers, "lang"))
        .and_then(Lang::parse)
        .or_else(|| Lang::accepted(text(headers, header::ACCEPT_LANGUAGE)))
}

impl FromRequestParts<App> for Reader {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let sample = app.is_sample().await;
        Ok(Self::of(parts, app, sample))
    }
}

pub(super) fn text(headers: &HeaderMap, name: header::HeaderName) -> &str {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    value_of(text(headers, header::COOKIE), ';', name)
}

fn value_of<'a>(list: &'a str, separator: char, name: &str) -> Option<&'a str> {
    list.split(separator)
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(known, value)| (known == name).then_some(value))
}

/// The forms at the foot of every page, for readers without script.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Preference {
    lang: Option<String>,
    theme: Option<String>,
    /// Where the reader was.
    #[serde(default)]
    back: String,
}

/// Remembers a language or colours in a cookie and goes back to where the reader was.
/// What is no such form wishes nothing.
pub(super) async fn prefer(wish: Result<Form<Preference>, FormRejection>) -> Response {
    let Form(wish) = wish.unwrap_or_default();
    let mut cookies = Vec::new();
    if let Some(lang) = wish.lang.as_deref().and_then(Lang::parse) {
        cookies.push(format!("lang={}; {COOKIE_LIFE}", lang.as_str()));
    }
    if let Some(theme) = wish.theme.as_deref() {
        cookies.push(format!(
            "theme={}; {COOKIE_LIFE}",
            Theme::parse(theme).as_str()
        ));
    }
    let mut response = StatusCode::SEE_OTHER.into_response();
    let headers = response.headers_mut();
    for cookie in cookies {
        if let Ok(value) = HeaderValue::from_str(&cookie) {
            headers.append(header::SET_COOKIE, value);
        }
    }
    let back = HeaderValue::from_str(&own_address(&wish.back));
    headers.insert(
        header::LOCATION,
        back.unwrap_or(HeaderValue::from_static("/")),
    );
    response
}

/// Only addresses of this site are gone back to, and not with another choice of language in them.
fn own_address(back: &str) -> String {
    // Browsers leave out tabs and line breaks before they look where an address leads.
    let own = back.starts_with('/')
        && !back.starts_with("//")
        && !back.contains(|c: char| c == '\\' || c.is_control());
    if !own {
        return "/".to_string();
    }
    let (path, query) = back.split_once('?').unwrap_or((back, ""));
    let kept: Vec<&str> = query
        .split('&')
        .filter(|pair| !pair.is_empty() && !pair.starts_with("lang="))
        .collect();
    match kept.is_empty() {
        true => path.to_string(),
        false => format!("{path}?{}", kept.join("&")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_site_are_gone_back_to() {
        assert_eq!(
            own_address("/search?q=a&lang=en&sort=newest"),
            "/search?q=a&sort=newest"
        );
        assert_eq!(own_address("/articles?lang=zh"), "/articles");
        for foreign in [
            "//evil.example/",
            "https://evil.example/",
            "/\\evil.example",
            "/\t/evil.example",
            "",
        ] {
            assert_eq!(own_address(foreign), "/", "{foreign}");
        }
    }
}
