//! How often several things were written about, month by month, beside one another.

mod periods;
mod plot;

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::besides::Besides;
use super::examples::comparisons;
use super::frame::{Frame, Section, show};
use super::listing::{Base, Chip, chips};
use super::params::{Asked, ListParams, names_but};
use super::reader::Reader;
use super::search::{table, understand};
use super::{App, Page};
use crate::archive::{Course, Filter, Trends};
use crate::edtf::Precision;
use periods::{Period, periods};
use plot::Plot;

const BASE: &str = "/trends";
/// More lines cannot be told apart.
const MOST_QUERIES: usize = 5;

/// One of the queries that are compared.
struct Compared {
    query: String,
    total: String,
    address: String,
    /// What the months have no place for.
    besides: Option<Besides>,
}

#[derive(Template)]
#[template(path = "trends.html")]
struct TrendsPage {
    frame: Frame,
    wanted: ListParams,
    /// What could be compared, each with its address, where nothing is yet.
    examples: Vec<(String, String)>,
    compared: Vec<Compared>,
    /// More were asked for than are compared.
    too_many: bool,
    trends: Trends,
    /// `None` where nothing was found.
    plot: Option<Plot>,
    share: bool,
    /// The same page by count and by share.
    by_count: String,
    by_share: String,
    csv: String,
    chips: Vec<Chip>,
}

pub(super) async fn trends(
    State(app): State<App>,
    reader: Reader,
    wanted: ListParams,
) -> Page<Response> {
    let lang = reader.lang;
    let all = queries(&wanted.q);
    let asked = all.get(..MOST_QUERIES).unwrap_or(&all);
    let trends = compare(&app, asked, &wanted).await?;
    let examples = match asked.is_empty() {
        true => comparisons(&app).await?,
        false => Vec::new(),
    };
    let base = Base {
        path: BASE,
        fixed: Filter::default(),
    };
    let share = wanted.by.as_deref() == Some("share");
    let by = |by: Option<&str>| base.address(&wanted.with(|w| w.by = by.map(str::to_string)));
    let title = match wanted.q.is_empty() {
        true => reader.strings().trends.to_string(),
        false => format!(
            "{} · {}",
            asked.join(reader.strings().list_comma),
            reader.strings().trends
        ),
    };
    let page = TrendsPage {
        examples,
        compared: compared(&reader, asked, &trends, &wanted),
        too_many: all.len() > MOST_QUERIES,
        plot: Plot::new(&reader, asked, &trends, share),
        share,
        by_count: by(None),
        by_share: by(Some("share")),
        csv: format!("{BASE}.csv{}", wanted.with(|w| w.by = None).query()),
        chips: chips(&reader, &base, &wanted),
        frame: {
            let mut frame = Frame::new(reader, Section::Trends, title, base.address(&wanted));
            frame.indexed = wanted.q.is_empty();
            frame
        },
        trends,
        wanted,
    };
    show(&page, lang)
}

async fn compare(app: &App, asked: &[String], wanted: &ListParams) -> Page<Trends> {
    let queries = asked.iter().map(|text| understand(app, text));
    let queries: Vec<_> = queries.collect::<Page<_>>()?;
    match queries.is_empty() {
        true => Ok(Trends::default()),
        false => Ok(app.archive.trends(&queries, &wanted.filter).await?),
    }
}

fn compared(
    reader: &Reader,
    asked: &[String],
    trends: &Trends,
    wanted: &ListParams,
) -> Vec<Compared> {
    let lines = asked.iter().zip(&trends.lines);
    let line = |(query, line): (&String, &Course)| {
        let search = |precision: Option<Precision>| {
            let there = wanted.with(|w| {
                (w.q, w.by) = (query.clone(), None);
                w.filter.precision = precision.or(w.filter.precision);
            });
            format!("/search{}", there.query())
        };
        let year_only = line.year_only.iter().map(|(_, count)| count).sum();
        let besides = [
            (Precision::Year, year_only),
            (Precision::Unknown, line.undated),
        ];
        let besides = besides.map(|(known, count)| (known, count, search(Some(known))));
        Compared {
            query: query.clone(),
            total: reader.strings().count_articles(&line.months.iter().sum()),
            address: search(None),
            besides: Besides::new(reader, besides),
        }
    };
    lines.map(line).collect()
}

/// What is compared: separated by commas, unless they stand in quotes; each once. Of too many, one too many.
fn queries(text: &str) -> Vec<String> {
    let mut quoted = false;
    let parts = text.split(|c: char| {
        quoted ^= matches!(c, '"' | '“' | '”' | '＂');
        !quoted && matches!(c, ',' | '，' | '、' | ';' | '；' | '\n')
    });
    let mut queries: Vec<String> = Vec::new();
    for part in parts.map(str::trim).filter(|part| !part.is_empty()) {
        if !queries.iter().any(|known| known == part) {
            queries.push(part.to_string());
        }
        if queries.len() > MOST_QUERIES {
            break;
        }
    }
    queries
}

/// A row a month: the count of each query, and of all articles. Rows for what no month has a place for follow: `2024` where
/// only the year is known, `unknown` where there is no date.
pub(super) async fn csv(
    State(app): State<App>,
    asked: Asked,
    wanted: ListParams,
) -> Page<Response> {
    asked.only(&names_but(&[]))?;
    let mut compared = queries(&wanted.q);
    compared.truncate(MOST_QUERIES);
    let trends = compare(&app, &compared, &wanted).await?;
    let head = std::iter::once("month".to_string())
        .chain(compared)
        .chain(["all".to_string()]);
    let mut rows: Vec<Vec<String>> = vec![head.collect()];
    for Period { date, counts, all } in periods(&trends) {
        let unknown = Precision::Unknown.as_str();
        let name = date.map_or(unknown.to_string(), |date| date.to_string());
        let counts = counts.into_iter().chain([all]);
        let counts = counts.map(|count| count.to_string());
        rows.push(std::iter::once(name).chain(counts).collect());
    }
    table(&rows, "trends.csv")
}

/// A row of the table: the period and its cells.
struct MonthRow {
    name: String,
    cells: Vec<(String, String)>,
    all: String,
}

impl TrendsPage {
    /// The latest month first; those without any article of the archive are left out.
    fn months(&self) -> Vec<MonthRow> {
        let mut periods = periods(&self.trends);
        let months = periods.len().min(self.trends.months.len());
        let (months, others) = periods.split_at_mut(months);
        months.reverse();
        let rows = months.iter().chain(others.iter());
        rows.filter(|period| period.all > 0)
            .map(|period| self.row(period))
            .collect()
    }

    fn row(&self, period: &Period) -> MonthRow {
        let lang = self.frame.reader.lang;
        let counts = period.counts.iter();
        MonthRow {
            name: match period.date {
                None => self.frame.t.undated.to_string(),
                Some(date) if date.month().is_none() => self.frame.t.year_alone(&lang.date(date)),
                Some(date) => lang.date(date),
            },
            cells: counts
                .map(|count| (lang.number(*count), percentage(*count, period.all)))
                .collect(),
            all: lang.number(period.all),
        }
    }

    /// Why nothing is drawn.
    fn nothing(&self) -> &'static str {
        let unplaced = self.compared.iter().any(|one| one.besides.is_some());
        match unplaced {
            true => self.frame.t.trends_unplaced,
            false => self.frame.t.trends_nothing,
        }
    }

    /// What the form sends along beside the words that are typed in it.
    fn kept(&self) -> Vec<(&'static str, String)> {
        self.wanted.pairs(&["q", "sort", "limit", "after"])
    }
}

/// 12.3%
fn percentage(part: u64, all: u64) -> String {
    format!("{:.1}%", part as f64 * 100.0 / all.max(1) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_are_separated_by_commas_outside_quotes() {
        assert_eq!(queries("新冠，流感、 流感,"), ["新冠", "流感"]);
        assert_eq!(
            queries("\"新冠,流感\" 学校,体检"),
            ["\"新冠,流感\" 学校", "体检"]
        );
        assert!(queries(" , ").is_empty());
        let many: String = (0..1_000).map(|n| format!("{n},")).collect();
        assert_eq!(queries(&many).len(), MOST_QUERIES + 1);
    }
}
