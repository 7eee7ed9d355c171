//! The lines of a comparison, told apart by dashes as well as by colour.

use askama::Template;

use crate::archive::{Course, Trends};
use crate::edtf::PartialDate;
use crate::web::i18n::Strings;
use crate::web::reader::Reader;

/// Units of the picture; the stylesheet stretches it.
const WIDTH: f64 = 1000.0;
const HEIGHT: f64 = 300.0;

struct Line {
    name: String,
    points: String,
}

/// A month, over its whole height, with what stands in it.
struct Strip {
    x: f64,
    words: String,
}

#[derive(Template)]
#[template(path = "parts/plot.html")]
pub(super) struct Plot {
    t: &'static Strings,
    label: String,
    lines: Vec<Line>,
    strips: Vec<Strip>,
    step: f64,
    most: String,
    first: String,
    last: String,
}

impl Plot {
    /// `None` where no query finds anything.
    pub(super) fn new(
        reader: &Reader,
        queries: &[String],
        trends: &Trends,
        share: bool,
    ) -> Option<Self> {
        let values = |line: &Course| -> Vec<f64> {
            let pairs = line.months.iter().zip(&trends.all.months);
            pairs
                .map(|(count, all)| match share {
                    true => *count as f64 / (*all).max(1) as f64,
                    false => *count as f64,
                })
                .collect()
        };
        let lines: Vec<Vec<f64>> = trends.lines.iter().map(values).collect();
        let most = lines.iter().flatten().copied().fold(0.0, f64::max);
        if most <= 0.0 {
            return None;
        }
        let say = |value: f64| match share {
            true => format!("{:.1}%", value * 100.0),
            false => reader.lang.number(value as u64),
        };
        let months: Vec<String> = trends
            .months
            .iter()
            .filter_map(|month| PartialDate::month_of(month.year(), month.month() as u8))
            .map(|month| reader.lang.date(month))
            .collect();
        let step = WIDTH / months.len().max(1) as f64;
        let strips = months.iter().enumerate().map(|(at, month)| {
            let values = queries.iter().zip(&lines);
            let said = values.map(|(query, line)| {
                format!("{query} {}", say(line.get(at).copied().unwrap_or(0.0)))
            });
            Strip {
                x: at as f64 * step,
                words: format!("{month}  {}", said.collect::<Vec<_>>().join("  ")),
            }
        });
        let label = match share {
            true => reader.strings().by_share,
            false => reader.strings().by_count,
        };
        Some(Self {
            t: reader.strings(),
            label: label.to_string(),
            strips: strips.collect(),
            lines: queries
                .iter()
                .zip(&lines)
                .map(|(name, line)| Line {
                    name: name.clone(),
                    points: points(line, most, step),
                })
                .collect(),
            step,
            most: say(most),
            first: months.first().cloned().unwrap_or_default(),
            last: months.last().cloned().unwrap_or_default(),
        })
    }
}

/// Each value in the middle of its month.
fn points(values: &[f64], most: f64, step: f64) -> String {
    let points = values.iter().enumerate().map(|(at, value)| {
        let (x, y) = ((at as f64 + 0.5) * step, HEIGHT - value / most * HEIGHT);
        format!("{x:.1},{y:.1}")
    });
    let points: Vec<String> = points.collect();
    match points.as_slice() {
        // A single month is a short level line rather than an invisible point.
        [_] => {
            let y = HEIGHT - values.first().copied().unwrap_or(0.0) / most * HEIGHT;
            format!("0,{y:.1} {WIDTH},{y:.1}")
        }
        _ => points.join(" "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_stay_in_the_picture() {
        assert_eq!(
            points(&[0.0, 2.0, 1.0], 2.0, 100.0),
            "50.0,300.0 150.0,0.0 250.0,150.0"
        );
        assert_eq!(points(&[1.0], 2.0, 1000.0), "0,150.0 1000,150.0");
        assert_eq!(points(&[], 1.0, 1.0), "");
    }
}
