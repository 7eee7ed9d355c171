//! What every listing and search takes in its address: one reading for pages, feeds and API.

use std::str::FromStr;

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;

use super::App;
use super::error::WebError;
use super::i18n::Lang;
use crate::archive::{Filter, OfDocument, Order, PageRequest};
use crate::edtf::{PartialDate, Precision};
use crate::region::Code;
use crate::text::nearest::nearest;

/// Filter, order and page of a listing, with the words of a search.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ListParams {
    /// The query as typed; empty where there is none.
    pub(super) q: String,
    /// More words, to be looked for among what `q` finds.
    pub(super) within: String,
    pub(super) filter: Filter,
    /// `None` leaves it to the page: newest for listings, relevance for searches.
    pub(super) sort: Option<Order>,
    /// The first day came after the last, and both were turned round.
    pub(super) turned: bool,
    /// A `next` or `prev` of an earlier page.
    pub(super) after: Option<String>,
    /// What trends show: `share`, else counts.
    pub(super) by: Option<String>,
    /// How many rows, 1–100; `None` leaves it to the page.
    pub(super) limit: Option<usize>,
}

impl ListParams {
    /// Reads name–value pairs. Empty values count as absent, because forms send them; names that are not ours are left
    /// alone, because other sites add theirs to links.
    pub(super) fn parse(pairs: &[(String, String)]) -> Result<Self, WebError> {
        let mut params = Self::default();
        for (name, value) in pairs {
            let value = value.trim();
            if value.is_empty() {
                continue;
            }
            match name.as_str() {
                "q" => params.q = value.to_string(),
                "within" => params.within = value.to_string(),
                "region" => params.filter.region = Some(read::<Code>("region", value)?),
                "topic" => params.filter.topic = Some(value.to_string()),
                "from" => params.filter.from = Some(date("from", value)?),
                "to" => params.filter.to = Some(date("to", value)?),
                "source" => params.filter.source = Some(value.to_string()),
                "precision" => {
                    params.filter.precision = Some(read::<Precision>("precision", value)?)
                }
                "document" => {
                    params.filter.document = Some(OfDocument::unread(read("document", value)?))
                }
                "sort" => params.sort = Some(sort(value)?),
                "after" => params.after = Some(cursor("after", value)?),
                "cursor" => params.after = Some(cursor("cursor", value)?),
                "by" => params.by = (value == "share").then(|| value.to_string()),
                "limit" => params.limit = Some(limit(value)?),
                "page" => return Err(bad("page", value)),
                _ => {}
            }
        }
        let span = (&mut params.filter.from, &mut params.filter.to);
        if let (Some(from), Some(to)) = &span
            && from.first_day() > to.last_day()
        {
            // Typed backwards, it can only mean this.
            std::mem::swap(span.0, span.1);
            params.turned = true;
        }
        Ok(params)
    }

    /// The page of the listing that is asked for.
    pub(super) fn page(&self, default_limit: usize) -> PageRequest {
        PageRequest {
            cursor: self.after.clone(),
            limit: self.limit.unwrap_or(default_limit),
        }
    }
}

/// What an address asks for beside a listing: names with their values.
pub(super) struct Asked(Vec<(String, String)>);

impl Asked {
    /// The value of a name, the last of several; empty where there is none.
    pub(super) fn value(&self, name: &str) -> &str {
        let mut named = self.0.iter().rev().filter(|(known, _)| known == name);
        named.next().map_or("", |(_, value)| value)
    }

    /// The number, date or the like of a name, where there is one.
    ///
    /// # Errors
    /// [`WebError::BadParameter`] for what cannot be read as one.
    pub(super) fn parsed<T: FromStr>(&self, name: &'static str) -> Result<Option<T>, WebError> {
        match self.value(name).trim() {
            "" => Ok(None),
            value => read(name, value).map(Some),
        }
    }
}

impl Asked {
    /// Rows on a page, 1–100, where a number is given.
    pub(super) fn limit(&self) -> Result<Option<usize>, WebError> {
        match self.value("limit").trim() {
            "" => Ok(None),
            value => limit(value).map(Some),
        }
    }

    /// Programs learn of a name that is none, of one that is given twice, and of a language that there are no words in:
    /// each would else widen or change what they ask for unseen.
    ///
    /// # Errors
    /// [`WebError::UnknownParameter`] with the nearest of the known names, [`WebError::RepeatedParameter`],
    /// [`WebError::BadParameter`].
    pub(super) fn only(&self, known: &[&'static str]) -> Result<(), WebError> {
        let mut earlier: Vec<&str> = Vec::new();
        for (name, _) in &self.0 {
            if !known.contains(&name.as_str()) {
                return Err(WebError::UnknownParameter(name.clone(), meant(name, known)));
            }
            if earlier.contains(&name.as_str()) {
                return Err(WebError::RepeatedParameter(name.clone()));
            }
            earlier.push(name);
        }
        match self.value("lang") {
            "" => Ok(()),
            tag => Lang::parse(tag).map_or(Err(bad("lang", tag)), |_| Ok(())),
        }
    }
}

/// What programs may ask for of listings and searches: all that pages take, but these; `cursor` is what pages call `after`.
pub(super) fn names_but(left_out: &[&str]) -> Vec<&'static str> {
    let names = ListParams::names().into_iter().chain(["cursor", "lang"]);
    names.filter(|name| !left_out.contains(name)).collect()
}

/// The known name that was most likely meant: one that differs by few letters, or that is part of what was typed.
fn meant(typed: &str, known: &[&'static str]) -> Option<&'static str> {
    let words = || known.iter().copied().filter(|name| name.len() > 1);
    nearest(typed, words()).or_else(|| words().find(|name| typed.contains(name)))
}

impl FromRequestParts<App> for Asked {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, WebError> {
        let pairs = Query::<Vec<(String, String)>>::from_request_parts(parts, app).await;
        let Query(pairs) = pairs.map_err(|_| bad("", ""))?;
        Ok(Self(pairs))
    }
}

impl FromRequestParts<App> for ListParams {
    type Rejection = WebError;

    /// A topic or document that there is not is refused like a region that is none: an empty listing would not say why it
    /// is empty.
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, WebError> {
        let Asked(pairs) = Asked::from_request_parts(parts, app).await?;
        let mut params = Self::parse(&pairs)?;
        if let Some(document) = &mut params.filter.document {
            let id = document.id;
            let known = app.archive.of_document(id).await?;
            *document = known.ok_or_else(|| bad("document", &id.to_string()))?;
        }
        match &params.filter.topic {
            Some(id) if !app.knows_topic(id) => Err(bad("topic", id)),
            _ => Ok(params),
        }
    }
}

fn bad(name: &'static str, value: &str) -> WebError {
    WebError::BadParameter(name, value.to_string())
}

fn read<T: FromStr>(name: &'static str, value: &str) -> Result<T, WebError> {
    value.parse().map_err(|_| bad(name, value))
}

/// As people type it, too: 2024年4月, 2024/4/1.
fn date(name: &'static str, value: &str) -> Result<PartialDate, WebError> {
    let read = value.parse().ok();
    read.or_else(|| crate::query::date(value))
        .ok_or_else(|| bad(name, value))
}

fn sort(value: &str) -> Result<Order, WebError> {
    match value {
        "newest" => Ok(Order::Newest),
        "oldest" => Ok(Order::Oldest),
        "relevance" => Ok(Order::Relevance),
        _ => Err(bad("sort", value)),
    }
}

/// `name` is `after` on pages, `cursor` in the API.
fn cursor(name: &'static str, value: &str) -> Result<String, WebError> {
    match PageRequest::understands(value) {
        true => Ok(value.to_string()),
        false => Err(bad(name, value)),
    }
}

fn limit(value: &str) -> Result<usize, WebError> {
    match value.parse() {
        Ok(limit @ 1..=100) => Ok(limit),
        _ => Err(bad("limit", value)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(pairs: &[(&str, &str)]) -> Result<ListParams, WebError> {
        let pairs: Vec<_> = pairs
            .iter()
            .map(|(n, v)| (n.to_string(), v.to_string()))
            .collect();
        ListParams::parse(&pairs)
    }

    #[test]
    fn what_makes_no_sense_is_refused_with_a_reason() {
        for pair in [
            ("region", "abc"),
            ("from", "2024-13"),
            ("page", "-1"),
            ("sort", "up"),
            ("limit", "0"),
            ("precision", "hour"),
            ("after", "'x"),
            ("after", "xyz"),
            ("cursor", "r1"),
        ] {
            assert!(
                matches!(parse(&[pair]), Err(WebError::BadParameter(..))),
                "{pair:?}"
            );
        }
    }

    #[test]
    fn the_nearest_name_is_what_was_meant() {
        let known = ["q", "region", "from", "to", "limit"];
        for (typed, meant) in [
            ("regions", Some("region")),
            ("form", Some("from")),
            ("date_from", Some("from")),
            ("limits", Some("limit")),
            ("colour", None),
            ("x", None),
            ("", None),
        ] {
            assert_eq!(super::meant(typed, &known), meant, "{typed}");
        }
    }

    #[test]
    fn empty_fields_of_a_form_do_not_filter() {
        let params = parse(&[("q", " 流感 "), ("region", ""), ("utm_source", "x")]).unwrap();
        assert_eq!(
            (params.q.as_str(), params.filter.is_empty()),
            ("流感", true)
        );
    }
}
