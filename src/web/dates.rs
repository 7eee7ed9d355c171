//! Browsing by date: years, a year's heat map, a month's calendar, a day.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;

use super::besides::Besides;
use super::charts::{HeatMap, MonthCalendar, Scale};
use super::error::WebError;
use super::frame::{Frame, Section, show};
use super::listing::{Base, ListingView, date_address};
use super::params::{Asked, ListParams};
use super::reader::Reader;
use super::{App, Page};
use crate::archive::Filter;
use crate::archive::facets::Facets;
use crate::edtf::{PartialDate, Precision};
use crate::query::date as typed_date;
use roaring::RoaringBitmap;

/// Where the articles without a date are listed.
pub(super) const UNKNOWN: &str = "/dates/unknown";

/// A year with its months.
struct Year {
    year: i16,
    count: String,
    months: Vec<Month>,
    /// Those of which only the year is known.
    besides: Option<Besides>,
}

struct Month {
    address: String,
    name: &'static str,
    /// Shade 0: there is nothing to show.
    count: String,
    shade: u8,
}

#[derive(Template)]
#[template(path = "dates.html")]
struct DatesPage {
    frame: Frame,
    /// Newest first.
    years: Vec<Year>,
    undated: Option<Besides>,
    newest: Option<String>,
}

pub(super) async fn dates(State(app): State<App>, reader: Reader, asked: Asked) -> Page<Response> {
    let lang = reader.lang;
    let wanted = asked.value("date").trim();
    if !wanted.is_empty() {
        let date =
            typed_date(wanted).ok_or_else(|| WebError::BadParameter("date", wanted.to_string()))?;
        return Ok(Redirect::to(&date_address(date)).into_response());
    }
    let facets = app.archive.facets();
    let years = years(&reader, &facets);
    let newest = facets.span().map(|(_, last)| last.to_string());
    let title = reader.strings().dates;
    let undated = u64::from(facets.undated().end);
    let undated = Besides::new(
        &reader,
        [(Precision::Unknown, undated, UNKNOWN.to_string())],
    );
    let frame = Frame::new(reader, Section::Dates, title, "/dates");
    show(
        &DatesPage {
            frame,
            years,
            undated,
            newest,
        },
        lang,
    )
}

fn years(reader: &Reader, facets: &Facets) -> Vec<Year> {
    let all = facets.all();
    let mut counts: Vec<(i16, u64, [u64; 12])> = facets
        .count_years(&all)
        .into_iter()
        .rev()
        .map(|(year, count)| (year, count, [0; 12]))
        .collect();
    for ((year, month), count) in facets.count_months(&all) {
        let months = counts.iter_mut().find(|(known, ..)| *known == year);
        if let Some((.., months)) = months
            && let Some(known) = months.get_mut(usize::from(month) - 1)
        {
            *known = count;
        }
    }
    let scale = Scale::of(counts.iter().flat_map(|(.., months)| months).copied());
    let month = |year: i16, number: u8, count: u64| Month {
        address: format!("/dates/{year}/{number:02}"),
        name: reader.lang.month_head(number),
        count: reader.lang.number(count),
        shade: scale.shade(count),
    };
    let year_only = facets.count_year_only(&all);
    let besides = |year: i16| {
        let known = year_only.iter().filter(|(known, _)| *known == year);
        let address = format!("/dates/{year}?precision=year");
        let known = known.map(|(_, count)| (Precision::Year, *count, address.clone()));
        Besides::new(reader, known)
    };
    counts
        .into_iter()
        .map(|(year, count, months)| Year {
            year,
            besides: besides(year),
            count: reader.lang.number(count),
            months: (1..)
                .zip(months)
                .map(|(number, count)| month(year, number, count))
                .collect(),
        })
        .collect()
}

#[derive(Template)]
#[template(path = "date.html")]
struct DatePage {
    frame: Frame,
    title: String,
    weekday: &'static str,
    /// Address and name of the year, of the month, as far as they are above this date.
    above: Vec<(String, String)>,
    /// The nearest dates of the same precision that have articles.
    before: Option<(String, String)>,
    after: Option<(String, String)>,
    heat: Option<HeatMap>,
    calendar: Option<MonthCalendar>,
    /// What picture and calendar have no place for.
    besides: Option<Besides>,
    listing: ListingView,
}

pub(super) async fn year(
    app: State<App>,
    reader: Reader,
    Path(year): Path<String>,
    wanted: ListParams,
) -> Page<Response> {
    date_page(app, reader, &year, wanted).await
}

pub(super) async fn month(
    app: State<App>,
    reader: Reader,
    Path((year, month)): Path<(String, String)>,
    wanted: ListParams,
) -> Page<Response> {
    date_page(app, reader, &format!("{year}-{month}"), wanted).await
}

pub(super) async fn day(
    app: State<App>,
    reader: Reader,
    Path((year, month, day)): Path<(String, String, String)>,
    wanted: ListParams,
) -> Page<Response> {
    date_page(app, reader, &format!("{year}-{month}-{day}"), wanted).await
}

async fn date_page(
    State(app): State<App>,
    reader: Reader,
    date: &str,
    wanted: ListParams,
) -> Page<Response> {
    let lang = reader.lang;
    let date: PartialDate = date.parse().map_err(|_| WebError::NotFound)?;
    if date.is_approximate() {
        return Err(WebError::NotFound);
    }
    let path = date_address(date);
    let fixed = Filter {
        from: Some(date),
        to: Some(date),
        ..Filter::default()
    };
    let base = Base { path: &path, fixed };
    let listing = ListingView::load(&app, &reader, &base, &wanted).await?;
    let facets = app.archive.facets();
    // Calendar and neighbours keep the other filters.
    let rest = Filter {
        from: None,
        to: None,
        precision: None,
        ..base.filter(&wanted)
    };
    let set = rest.select(&facets);
    let (first, last) = (date.first_day(), date.last_day());
    let (before, after) = facets.neighbours(&set, date);
    let wanted_known = |precision| wanted.with(|w| w.filter.precision = precision).query();
    let query = wanted_known(None);
    let neighbour = |day: Option<Date>| {
        let near = day.and_then(|day| as_coarse(day, date))?;
        Some((format!("{}{query}", date_address(near)), lang.date(near)))
    };
    let page = DatePage {
        title: lang.date(date),
        weekday: date.day().map_or("", |_| lang.weekday(first)),
        above: above(&reader, date),
        before: neighbour(before),
        after: neighbour(after),
        heat: date
            .month()
            .is_none()
            .then(|| HeatMap::new(&reader, &facets, &set, first, last)),
        calendar: date
            .month()
            .map(|_| MonthCalendar::new(&reader, &facets, &set, first.first_of_month())),
        besides: besides(&reader, &facets, &set, date, &|precision| {
            wanted_known(Some(precision))
        }),
        frame: listing.frame(
            reader,
            Section::Dates,
            &lang.date(date),
            &base.address(&wanted),
        ),
        listing,
    };
    show(&page, lang)
}

/// `/dates/unknown`
pub(super) async fn unknown(
    State(app): State<App>,
    reader: Reader,
    wanted: ListParams,
) -> Page<Response> {
    let lang = reader.lang;
    let fixed = Filter {
        precision: Some(Precision::Unknown),
        ..Filter::default()
    };
    let base = Base {
        path: UNKNOWN,
        fixed,
    };
    let listing = ListingView::load(&app, &reader, &base, &wanted).await?;
    let title = reader.strings().undated;
    let page = DatePage {
        title: title.to_string(),
        weekday: "",
        above: Vec::new(),
        before: None,
        after: None,
        heat: None,
        calendar: None,
        besides: None,
        frame: listing.frame(reader, Section::Dates, title, &base.address(&wanted)),
        listing,
    };
    show(&page, lang)
}

/// The articles of which only the month, or the year, of a date is known; `query` asks for those of a precision.
fn besides(
    reader: &Reader,
    facets: &Facets,
    set: &RoaringBitmap,
    date: PartialDate,
    query: &dyn Fn(Precision) -> String,
) -> Option<Besides> {
    let year = PartialDate::year_only(date.year())?;
    let month = date
        .month()
        .and_then(|month| PartialDate::month_of(date.year(), month));
    let within = [
        (Precision::Month, month.unwrap_or(year)),
        (Precision::Year, year),
    ];
    let known = within.map(|(precision, date)| {
        let count = facets.count_coarse(set, precision, date);
        let address = format!("{}{}", date_address(date), query(precision));
        (precision, count, address)
    });
    Besides::new(reader, known)
}

/// The year, month or day of `day`, as precise as `like`.
fn as_coarse(day: Date, like: PartialDate) -> Option<PartialDate> {
    match (like.month(), like.day()) {
        (None, _) => PartialDate::year_only(day.year()),
        (_, None) => PartialDate::month_of(day.year(), day.month() as u8),
        _ => Some(PartialDate::from(day)),
    }
}

fn above(reader: &Reader, date: PartialDate) -> Vec<(String, String)> {
    let year = date
        .month()
        .and_then(|_| PartialDate::year_only(date.year()));
    let month = date
        .day()
        .and(date.month())
        .and_then(|month| PartialDate::month_of(date.year(), month));
    let coarser = year.into_iter().chain(month);
    coarser
        .map(|date| (date_address(date), reader.lang.date(date)))
        .collect()
}
