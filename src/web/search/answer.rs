//! From words to results: one way for the page, feeds, CSV and API.

use std::ops::Range;

use crate::archive::facets::Facets;
use crate::archive::search::{Hit, SearchResults};
use crate::archive::{Order, PageRequest};
use crate::query::{ClauseKind, Field, Names, Query};
use crate::region::{Code, Gazetteer};
use crate::topic::Topics;
use crate::web::article::address;
use crate::web::error::WebError;
use crate::web::headline::escaped;
use crate::web::i18n::ClauseNames;
use crate::web::listing::Row;
use crate::web::params::ListParams;
use crate::web::places::place;
use crate::web::reader::Reader;
use crate::web::{App, Page};

/// What `地区:` and `主题:` can name: every region by its name, of several the one with most articles; every topic by
/// its id or either label.
struct FieldNames<'a> {
    topics: &'a Topics,
    facets: &'a Facets,
}

impl Names for FieldNames<'_> {
    fn region(&self, name: &str) -> Option<Code> {
        let code = name.parse().ok();
        code.or_else(|| region_named(self.facets, name))
    }

    fn topic(&self, name: &str) -> Option<String> {
        let known = self.topics.named(name).map(|topic| topic.id.clone());
        known.or_else(|| self.facets.topic(name).map(|_| name.to_string()))
    }
}

/// The region that a name means, alone or with those that it lies in (湖北宜昌): of several the one with most articles.
pub(super) fn region_named(facets: &Facets, name: &str) -> Option<Code> {
    facets.region_named(name).or_else(|| {
        let all = Gazetteer::get();
        let whole = all.regions().iter();
        whole
            .filter(|region| name.ends_with(region.name) || name.ends_with(region.short_name))
            .find(|region| {
                all.full_name(region.code) == name || place(region.code).replace(' ', "") == name
            })
            .map(|region| region.code)
    })
}

/// Understands a query.
///
/// # Errors
/// One that is too long or has too many terms is refused.
pub(in crate::web) fn understand(app: &App, text: &str) -> Page<Query> {
    let names = FieldNames {
        topics: &app.topics,
        facets: &app.archive.facets(),
    };
    let query = Query::parse_with(text, &names);
    match query.problem() {
        Some(problem) => Err(WebError::BadQuery(problem)),
        None => Ok(query),
    }
}

/// Asks the archive for one page; in order of relevance unless another order is asked for.
pub(in crate::web) async fn ask(
    app: &App,
    query: &Query,
    wanted: &ListParams,
    rows: usize,
) -> Page<SearchResults> {
    let order = wanted.sort.unwrap_or(Order::Relevance);
    let page: PageRequest = wanted.page(rows);
    Ok(app
        .archive
        .search(query, &wanted.filter, order, &page)
        .await?)
}

impl ClauseNames for Reader {
    fn region(&self, code: &str) -> String {
        code.parse().map_or_else(|_| code.to_string(), place)
    }

    fn topic(&self, id: &str) -> String {
        Reader::topic(self, id).to_string()
    }
}

/// How a query was understood, unless it is nothing but words.
pub(super) fn explained(reader: &Reader, query: &Query) -> String {
    let clauses = query.explanation();
    let plain = clauses
        .iter()
        .all(|clause| clause.kind == ClauseKind::Words(Field::Any) && !clause.excluded);
    match plain && clauses.len() < 2 {
        true => String::new(),
        false => reader.strings().clauses(&clauses, reader),
    }
}

/// A result as a row of a listing, with its hits marked.
pub(super) fn row_of(reader: &Reader, hit: Hit) -> Row {
    let date = hit.row.date.map(|date| reader.lang.date(date));
    let headline = match hit.row.headline.is_empty() {
        true => escaped(&reader.strings().called(&hit.row)),
        false => marked(&hit.row.headline, &hit.headline_marks),
    };
    let snippet = marked(&hit.snippet.text, &hit.snippet.marks);
    let reprints = hit.reprints.iter().map(|row| {
        let source = row.source.clone().unwrap_or_default();
        let date = row
            .date
            .map_or(String::new(), |date| reader.lang.date(date));
        let words = format!("{source} {date}");
        let words = Some(words.trim().to_string()).filter(|words| !words.is_empty());
        (address(row.id), words.unwrap_or_else(|| row.id.to_string()))
    });
    Row {
        date: date.or_else(|| Some(reader.strings().undated.to_string())),
        marked: Some((headline, snippet)),
        reprints: reprints.collect(),
        partial: hit.partial,
        ..Row::new(reader, hit.row)
    }
}

/// The text as HTML, with these bytes of it marked.
fn marked(text: &str, marks: &[Range<usize>]) -> String {
    let mut html = String::with_capacity(text.len() + marks.len() * 13);
    let mut at = 0;
    for mark in marks {
        let (Some(before), Some(hit)) = (text.get(at..mark.start), text.get(mark.clone())) else {
            continue;
        };
        html += &escaped(before);
        html += &format!("<mark>{}</mark>", escaped(hit));
        at = mark.end;
    }
    html + &escaped(text.get(at..).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hits_are_marked_and_nothing_gets_through() {
        assert_eq!(
            marked("<b>疫苗</b>", std::slice::from_ref(&(3..9))),
            "&#60;b&#62;<mark>疫苗</mark>&#60;/b&#62;"
        );
        assert_eq!(marked("疫苗", std::slice::from_ref(&(1..2))), "疫苗");
        assert_eq!(marked("", &[]), "");
    }
}
