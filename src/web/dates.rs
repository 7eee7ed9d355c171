//! Browsing by date: years, a year's heat map, a month's calendar, a day.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;

use super::charts::{HeatMap, MonthCalendar, Scale};
use super::error::WebError;
use super::frame::{Frame, Section, show};
use super::listing::{Base, ListingView, date_address};
use super::params::{Asked, ListParams};
use super::reader::Reader;
use super::{App, Page};
use crate::archive::Filter;
use crate::archive::facets::Facets;
use crate::edtf::PartialDate;

/// A year with its months.
struct Year {
    year: i16,
    count: String,
    months: Vec<Month>,
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
    undated: u64,
    newest: Option<String>,
}

pub(super) async fn dates(State(app): State<App>, reader: Reader, asked: Asked) -> Page<Response> {
    let lang = reader.lang;
    let wanted = asked.value("date").trim();
    if !wanted.is_empty() {
        let typed = typed_date(wanted);
        let date =
            typed.ok_or_else(|| WebError::BadRequest(reader.strings().no_such_date(wanted)))?;
        return Ok(Redirect::to(&date_address(date)).into_response());
    }
    let facets = app.archive.facets();
    let years = years(&reader, &facets);
    let newest = facets
        .span()
        .map(|(_, last)| PartialDate::from(last).to_string());
    let title = reader.strings().dates;
    let undated = u64::from(facets.undated().end);
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

/// Dates as people type them: 2024-04-24, 2024/4/24, 2024年4月24日, 20240424.
fn typed_date(text: &str) -> Option<PartialDate> {
    let text = text.trim();
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return format!("{}-{}-{}", text.get(..4)?, text.get(4..6)?, text.get(6..)?)
            .parse()
            .ok();
    }
    let parts = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty());
    parts
        .map(|part| format!("{part:0>2}"))
        .collect::<Vec<_>>()
        .join("-")
        .parse()
        .ok()
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
        name: reader.lang.month_name(number),
        count: reader.lang.number(count),
        shade: scale.shade(count),
    };
    counts
        .into_iter()
        .map(|(year, count, months)| Year {
            year,
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
        ..base.filter(&wanted)
    };
    let set = rest.select(&facets);
    let (first, last) = (date.first_day(), date.last_day());
    let (before, after) = facets.neighbouring_days(&set, first, last);
    let query = wanted.with(|_| ()).query();
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_people_type_them() {
        for text in [
            "2024-04-05",
            "2024/4/5",
            "2024年4月5日",
            "20240405",
            " 2024.4.5 ",
        ] {
            assert_eq!(
                typed_date(text).map(|date| date.to_string()).as_deref(),
                Some("2024-04-05"),
                "{text}"
            );
        }
        assert_eq!(
            typed_date("2024年4月")
                .map(|date| date.to_string())
                .as_deref(),
            Some("2024-04")
        );
        assert_eq!(typed_date("昨天"), None);
        assert_eq!(typed_date("2024-02-30"), None);
    }
}
