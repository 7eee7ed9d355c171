//! Small pictures of counts: heat map, tile map, sparkline, month calendar. Shades are classes, since styles are not
//! allowed in the page itself.

use askama::Template;
use jiff::ToSpan;
use jiff::civil::Date;

use super::i18n::{Lang, Strings};
use super::listing::date_address;
use super::places::short;
use super::reader::Reader;
use crate::archive::Filter;
use crate::archive::facets::Facets;
use crate::edtf::{PartialDate, Precision};
use crate::region::{Code, PROVINCES};
use roaring::RoaringBitmap;

/// Counts differ by at least this between palest and darkest, so that a picture of ones stays pale and calm.
const LEAST_SPAN: u64 = 16;

/// The shades of a picture's counts. It begins at the least of them, so that days that are all busy still differ.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    least: u64,
    span: u64,
}

impl Scale {
    pub(super) fn of(counts: impl Iterator<Item = u64> + Clone) -> Self {
        let least = counts.clone().filter(|count| *count > 0).min().unwrap_or(1);
        let most = counts.max().unwrap_or(0);
        Self {
            least,
            span: (most.saturating_sub(least) + 1).max(LEAST_SPAN),
        }
    }

    /// 0 for none, else 1–5 by the square root, so that small counts show.
    pub(super) fn shade(self, count: u64) -> u8 {
        if count == 0 {
            return 0;
        }
        let above = count.saturating_sub(self.least) + 1;
        let share = (above as f64 / self.span as f64).sqrt();
        (share * 5.0).ceil().clamp(1.0, 5.0) as u8
    }
}

/// One day of a heat map, at its place in units of one square.
struct Square {
    x: usize,
    y: usize,
    shade: u8,
    /// Address and words where the day has articles.
    link: Option<(String, String)>,
}

/// Half a year of squares, so that a narrow page can set the halves below each other.
struct Strip {
    squares: Vec<Square>,
    /// Month names above the columns.
    months: Vec<(usize, &'static str)>,
    weeks: usize,
}

/// A calendar of squares, a column a week, shaded by count.
#[derive(Template)]
#[template(path = "parts/heat.html")]
pub(super) struct HeatMap {
    t: &'static Strings,
    label: String,
    strips: Vec<Strip>,
    /// The same by month, as links: the way without a mouse.
    months: Vec<(String, String, String)>,
}

impl HeatMap {
    /// The days from `from` to `to`, of the articles in `set`.
    pub(super) fn new(
        reader: &Reader,
        facets: &Facets,
        set: &RoaringBitmap,
        from: Date,
        to: Date,
    ) -> Self {
        let lang = reader.lang;
        let days = facets.count_days(set, from, to);
        let scale = Scale::of(days.iter().map(|(_, count)| *count));
        let label = format!(
            "{}–{}",
            lang.date(PartialDate::from(from)),
            lang.date(PartialDate::from(to))
        );
        Self {
            t: reader.strings(),
            label,
            strips: strips(lang, &days, scale),
            months: months(reader, facets, set, from, to),
        }
    }
}

/// Two halves as wide as each other, the second from the first of a month on, so that every month is in one piece.
fn strips(lang: Lang, days: &[(Date, u64)], scale: Scale) -> Vec<Strip> {
    let middle = days.len() / 2;
    let firsts = (1..days.len()).filter(|at| days.get(*at).is_some_and(|(day, _)| day.day() == 1));
    let half = firsts.min_by_key(|at| at.abs_diff(middle));
    let (first, second) = days.split_at(half.unwrap_or(days.len()));
    let halves = [first, second].into_iter().filter(|days| !days.is_empty());
    let mut strips: Vec<Strip> = halves.map(|days| Strip::new(lang, days, scale)).collect();
    let weeks = strips.iter().map(|strip| strip.weeks).max().unwrap_or(0);
    strips.iter_mut().for_each(|strip| strip.weeks = weeks);
    strips
}

impl Strip {
    fn new(lang: Lang, days: &[(Date, u64)], scale: Scale) -> Self {
        let offset = days.first().map_or(0, |(day, _)| weekday(*day));
        let weeks = (days.len() + offset).div_ceil(7);
        let mut months: Vec<(usize, &'static str)> = Vec::new();
        let squares = days
            .iter()
            .enumerate()
            .map(|(index, (day, count))| {
                let (x, y) = ((index + offset) / 7, (index + offset) % 7);
                // A strip opens with the name of its month; a month that only begins in it is named by the next one.
                let named = match index {
                    0 => day.day() <= 14,
                    _ => day.day() == 1 && x + 1 < weeks,
                };
                if named {
                    months.push((x, lang.month_head(day.month() as u8)));
                }
                Square {
                    x,
                    y,
                    shade: scale.shade(*count),
                    link: link(lang, *day, *count),
                }
            })
            .collect();
        Self {
            squares,
            months,
            weeks,
        }
    }

    fn width(&self) -> usize {
        self.weeks * SQUARE
    }
}

/// Side of a heat map's square with its gap, in the picture's units.
const SQUARE: usize = 12;

fn weekday(day: Date) -> usize {
    day.weekday().to_monday_zero_offset() as usize
}

fn link(lang: Lang, day: Date, count: u64) -> Option<(String, String)> {
    let date = PartialDate::from(day);
    let words = lang.strings().count_on(&lang.date(date), count);
    (count > 0).then(|| (date_address(date), words))
}

/// Address, name and count of the months of a span that have articles, those among them of which the month alone is known.
fn months(
    reader: &Reader,
    facets: &Facets,
    set: &RoaringBitmap,
    from: Date,
    to: Date,
) -> Vec<(String, String, String)> {
    let known = facets.known_to(set, Precision::Month);
    let firsts = from.first_of_month().series(1.month());
    firsts
        .take_while(|first| *first <= to)
        .filter_map(|first| {
            let month = PartialDate::month_of(first.year(), first.month() as u8)?;
            let days = facets.days(first.max(from), first.last_of_month().min(to));
            let count = known.range_cardinality(days);
            (count > 0).then(|| {
                let name = reader.lang.date(month);
                (date_address(month), name, reader.lang.number(count))
            })
        })
        .collect()
}

/// A province's square on the tile map.
struct Tile {
    code: Code,
    name: &'static str,
    row: u8,
    column: u8,
    shade: u8,
    count: String,
}

/// The 34 province-level regions as squares, shaded by count, with a list that says the same.
#[derive(Template)]
#[template(path = "parts/tiles.html")]
pub(super) struct TileMap {
    t: &'static Strings,
    tiles: Vec<Tile>,
}

impl TileMap {
    pub(super) fn new(reader: &Reader, facets: &Facets) -> Self {
        let counts = &facets.counts_of(&Filter::default()).regions;
        let scale = Scale::of(counts.iter().map(|(_, count)| *count));
        let count = |code: Code| {
            counts
                .iter()
                .find(|(known, _)| *known == code)
                .map_or(0, |(_, count)| *count)
        };
        let tiles = PROVINCES.iter().map(|province| Tile {
            code: province.code,
            name: short(province.code),
            row: province.row,
            column: province.column,
            shade: scale.shade(count(province.code)),
            count: reader.lang.number(count(province.code)),
        });
        Self {
            t: reader.strings(),
            tiles: tiles.collect(),
        }
    }
}

/// A line of counts, 120 × 24 units.
#[derive(Template)]
#[template(path = "parts/spark.html")]
pub(super) struct Spark {
    points: String,
}

/// So many quarters are drawn at most, the last ones: an article of long ago must not hide what is written today.
const QUARTERS: i32 = 400;

impl Spark {
    /// Articles of `set` in each quarter of `from..=to`, as far as their month is known.
    pub(super) fn new(facets: &Facets, set: &RoaringBitmap, from: Date, to: Date) -> Self {
        let known = facets.known_to(set, Precision::Month);
        let mut counts = Vec::new();
        let earliest = to
            .first_of_month()
            .saturating_sub((3 * (QUARTERS - 1)).months());
        let mut start = from.first_of_month().max(earliest);
        while start <= to {
            let end = start.saturating_add(2.months()).last_of_month();
            counts.push(known.range_cardinality(facets.days(start, end)));
            start = end.tomorrow().unwrap_or(Date::MAX);
        }
        Self {
            points: polyline(&counts, 120.0, 24.0),
        }
    }
}

/// The points of a line through the counts, left to right, in a box of this size.
pub(super) fn polyline(counts: &[u64], width: f64, height: f64) -> String {
    let most = counts.iter().copied().max().unwrap_or(0).max(1) as f64;
    let step = width / (counts.len().max(2) - 1) as f64;
    let points = counts.iter().enumerate().map(|(index, count)| {
        let y = height - 1.0 - (*count as f64 / most) * (height - 2.0);
        format!("{:.1},{y:.1}", index as f64 * step)
    });
    points.collect::<Vec<_>>().join(" ")
}

/// A day of a month calendar.
struct Cell {
    day: i8,
    shade: u8,
    link: Option<(String, String)>,
    count: String,
}

/// A month as people know it, from Monday to Sunday.
#[derive(Template)]
#[template(path = "parts/month.html")]
pub(super) struct MonthCalendar {
    heads: [&'static str; 7],
    caption: String,
    /// Weeks of seven; `None` belongs to another month.
    weeks: Vec<Vec<Option<Cell>>>,
}

impl MonthCalendar {
    pub(super) fn new(reader: &Reader, facets: &Facets, set: &RoaringBitmap, first: Date) -> Self {
        let days = facets.count_days(set, first, first.last_of_month());
        let scale = Scale::of(days.iter().map(|(_, count)| *count));
        let mut cells: Vec<Option<Cell>> = (0..weekday(first)).map(|_| None).collect();
        cells.extend(days.iter().map(|(day, count)| {
            Some(Cell {
                day: day.day(),
                shade: scale.shade(*count),
                link: link(reader.lang, *day, *count),
                count: reader.lang.number(*count),
            })
        }));
        let caption = PartialDate::month_of(first.year(), first.month() as u8)
            .map(|month| reader.lang.date(month));
        let mut weeks = Vec::new();
        while !cells.is_empty() {
            let rest = cells.split_off(cells.len().min(7));
            let mut week = std::mem::replace(&mut cells, rest);
            week.resize_with(7, || None);
            weeks.push(week);
        }
        Self {
            heads: reader.lang.weekday_heads(),
            caption: caption.unwrap_or_default(),
            weeks,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_articles_are_still_seen() {
        let shades = |counts: &[u64]| -> Vec<u8> {
            let scale = Scale::of(counts.iter().copied());
            counts.iter().map(|count| scale.shade(*count)).collect()
        };
        assert_eq!(shades(&[0, 1, 25, 50, 100]), [0, 1, 3, 4, 5]);
        assert_eq!(shades(&[0, 1, 1]), [0, 2, 2]);
        // All busy, and still not all the same.
        assert_eq!(shades(&[760, 800, 840]), [1, 4, 5]);
    }

    #[test]
    fn every_month_is_in_one_half() {
        for from in ["2023-01-01", "2024-01-01", "2023-04-25", "2023-02-15"] {
            let from: Date = from.parse().unwrap();
            let to = from.saturating_add(1.year()).yesterday().unwrap();
            let days = from.series(1.day()).take_while(|day| *day <= to);
            let days: Vec<(Date, u64)> = days.map(|day| (day, 1)).collect();
            let strips = strips(Lang::Zh, &days, Scale::of([1].into_iter()));
            assert_eq!(strips.len(), 2, "{from}");
            let (first, second) = (&strips[0], &strips[1]);
            assert_eq!(first.squares.len() + second.squares.len(), days.len());
            assert_eq!(days[first.squares.len()].0.day(), 1, "{from}");
            assert!(
                first.squares.len().abs_diff(second.squares.len()) <= 31,
                "{from}"
            );
            assert_eq!(first.width(), second.width());
            // The second half opens with the name of its month.
            let opens = days[first.squares.len()].0.month() as u8;
            assert_eq!(second.months[0], (0, Lang::Zh.month_head(opens)));
        }
    }

    #[test]
    fn a_line_stays_in_its_box() {
        assert_eq!(
            polyline(&[0, 5, 10], 100.0, 20.0),
            "0.0,19.0 50.0,10.0 100.0,1.0"
        );
        assert_eq!(polyline(&[], 100.0, 20.0), "");
        assert_eq!(polyline(&[0], 100.0, 20.0), "0.0,19.0");
    }
}
