//! How often several things were written about, month by month, beside one another.

mod plot;

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::frame::{Frame, Section, show};
use super::links::percent;
use super::listing::{Base, Chip, chips};
use super::params::ListParams;
use super::reader::Reader;
use super::search::{table, understand};
use super::{App, Page};
use crate::archive::{Filter, Trends};
use crate::edtf::PartialDate;
use plot::Plot;

const BASE: &str = "/trends";
/// More lines cannot be told apart.
const MOST_QUERIES: usize = 5;

/// One of the queries that are compared.
struct Compared {
    query: String,
    total: String,
    address: String,
}

#[derive(Template)]
#[template(path = "trends.html")]
struct TrendsPage {
    frame: Frame,
    wanted: ListParams,
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
    lines
        .map(|(query, line)| Compared {
            query: query.clone(),
            total: reader.strings().count_articles(&line.iter().sum()),
            address: format!(
                "/search{}",
                wanted.with(|w| (w.q, w.by) = (query.clone(), None)).query()
            ),
        })
        .collect()
}

/// What is compared: separated by commas, unless they stand in quotes; each once.
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
    }
    queries
}

/// A row a month: the count of each query, and of all articles.
pub(super) async fn csv(State(app): State<App>, wanted: ListParams) -> Page<Response> {
    let mut asked = queries(&wanted.q);
    asked.truncate(MOST_QUERIES);
    let trends = compare(&app, &asked, &wanted).await?;
    let head = std::iter::once("month".to_string())
        .chain(asked)
        .chain(["all".to_string()]);
    let mut rows: Vec<Vec<String>> = vec![head.collect()];
    for (at, month) in trends.months.iter().enumerate() {
        let count = |line: &Vec<u64>| line.get(at).copied().unwrap_or(0).to_string();
        let counts = trends.lines.iter().chain([&trends.all]).map(count);
        let name = format!("{:04}-{:02}", month.year(), month.month());
        rows.push(std::iter::once(name).chain(counts).collect());
    }
    table(&rows, "trends.csv")
}

/// A row of the table: the month, where its articles are, the cells.
struct MonthRow {
    name: String,
    cells: Vec<(String, String)>,
    all: String,
}

impl TrendsPage {
    /// The latest month first; those without any article of the archive are left out.
    fn months(&self) -> Vec<MonthRow> {
        let lang = self.frame.reader.lang;
        let months = self
            .trends
            .months
            .iter()
            .zip(&self.trends.all)
            .enumerate()
            .rev();
        months
            .filter(|(_, (_, all))| **all > 0)
            .map(|(at, (first, all))| {
                let date = PartialDate::month_of(first.year(), first.month() as u8);
                let counts = self
                    .trends
                    .lines
                    .iter()
                    .map(|line| line.get(at).copied().unwrap_or(0));
                MonthRow {
                    name: date.map_or(String::new(), |date| lang.date(date)),
                    cells: counts
                        .map(|n| (lang.number(n), percentage(n, *all)))
                        .collect(),
                    all: lang.number(*all),
                }
            })
            .collect()
    }

    fn kept(&self) -> Vec<(&'static str, String)> {
        let filter = &self.wanted.filter;
        let kept = [
            ("region", filter.region.map(|code| code.to_string())),
            ("topic", filter.topic.clone()),
            ("source", filter.source.clone()),
            ("from", filter.from.map(|date| date.to_string())),
            ("to", filter.to.map(|date| date.to_string())),
            ("by", self.wanted.by.clone()),
        ];
        kept.into_iter()
            .filter_map(|(name, value)| Some((name, value?)))
            .collect()
    }

    fn examples(&self) -> [(&'static str, String); 3] {
        ["新冠,流感", "疫苗,体检,义诊", "标题:演练,标题:培训"]
            .map(|query| (query, format!("{BASE}?q={}", percent(query))))
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
    }
}
