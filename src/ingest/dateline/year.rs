//! The year of a dateline that prints none, from the years that its page prints. Where they tell none, it stays unknown.

use super::{Dateline, find_day, parse_without_year};
use crate::edtf::PartialDate;
use crate::ingest::infer::dates;

/// A day of the text no farther from the dateline's tells its year.
const NEAR: i32 = 45;

/// What a page prints of years.
#[derive(Debug, Default)]
pub(crate) struct Years {
    /// The text's days that are printed in full.
    days: Vec<PartialDate>,
    /// The last year that the text prints, with a day or without.
    latest: Option<i16>,
    /// The last one of the line on the page's rights.
    rights: Option<i16>,
}

impl Years {
    /// The years of a text and of the lines on the page's rights.
    pub(crate) fn of<'a>(
        text: impl Iterator<Item = &'a str>,
        rights: impl Iterator<Item = &'a str>,
    ) -> Self {
        let mentions: Vec<_> = text.flat_map(dates::find).collect();
        Self {
            days: mentions.iter().filter_map(day).collect(),
            latest: mentions.iter().filter_map(|m| m.printed_year()).max(),
            rights: rights.filter_map(last_year).last(),
        }
    }

    /// The year of a day that `in_year` gives for each year: that of the text's days near it; else the rights' year, which
    /// may be long past or long after, unless the text's own last year says otherwise.
    fn year(&self, in_year: impl Fn(i16) -> Option<PartialDate>) -> Option<i16> {
        let near = |day: &PartialDate| {
            let years = [day.year() - 1, day.year(), day.year() + 1];
            let distance = |year: &i16| Some(apart(in_year(*year)?, *day)?.abs());
            years
                .into_iter()
                .find(|y| distance(y).is_some_and(|n| n <= NEAR))
        };
        let mut years: Vec<i16> = self.days.iter().filter_map(near).collect();
        years.sort_unstable();
        years.dedup();
        match (years.as_slice(), self.rights) {
            ([year], _) => Some(*year),
            ([], rights) => rights.filter(|year| self.latest.is_none_or(|own| own == *year)),
            (_, rights) => rights.filter(|year| years.contains(year)),
        }
    }
}

/// Reads a line as a dateline without a year, which the page's years give; the date stays open where they give none.
pub(crate) fn infer(line: &str, years: &Years) -> Option<Dateline> {
    const LEAP: i16 = 2000;
    let open = parse_without_year(line, LEAP)?;
    let in_year = |year| find_day(line, year).map(|found| found.date);
    let dated = years
        .year(in_year)
        .and_then(|year| parse_without_year(line, year));
    Some(dated.unwrap_or(Dateline { date: None, ..open }))
}

/// A day that is printed with its year.
fn day(found: &dates::DateMention) -> Option<PartialDate> {
    PartialDate::day_of(found.printed_year()?, found.last.month?, found.last.day?)
}

/// Days from the first to the second.
fn apart(first: PartialDate, second: PartialDate) -> Option<i32> {
    let span = first.first_day().until(second.first_day()).ok()?;
    Some(span.get_days())
}

/// The last year on a line such as `版权所有 © 2009-2021`.
fn last_year(line: &str) -> Option<i16> {
    let numbers = line.split(|c: char| !c.is_ascii_digit());
    let years = numbers.filter(|digits| digits.len() == 4);
    let mut years = years.filter_map(|digits| digits.parse().ok());
    years.rfind(|year| (1990..=2100).contains(year))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = "09-14 16:05 来源：东州网 记者 贺小满";

    fn year(line: &str, text: &str, rights: &str) -> Option<i16> {
        let years = Years::of([text].into_iter(), [rights].into_iter());
        let found = infer(line, &years).unwrap();
        found.date.map(|found| found.date.year())
    }

    #[test]
    fn the_year_is_that_of_the_texts_days_near_it() {
        let rights = "版权所有 © 2009-2023 东州网";
        assert_eq!(year(LINE, "自2021年9月1日起推行。", rights), Some(2021));
        let turn = "01-03 来源：东州网";
        assert_eq!(year(turn, "2021年12月30日，药车上路。", rights), Some(2022));
        // The text's days are far from it, or there are none.
        assert_eq!(year(LINE, "2023年3月1日开张。", rights), Some(2023));
        assert_eq!(year(LINE, "截至9月12日。", rights), Some(2023));
    }

    #[test]
    fn without_a_year_the_date_stays_unknown() {
        assert_eq!(year(LINE, "截至9月12日。", "版权所有 东州网"), None);
        let both = "2016年9月13日开张，2021年9月10日重开。";
        assert_eq!(year(LINE, both, ""), None);
        assert_eq!(year(LINE, both, "© 2021"), Some(2021));
        // The rights were last renewed before what the text tells of, or long after it.
        assert_eq!(year(LINE, "2021年3月，药车上路。", "© 2019"), None);
        assert_eq!(year(LINE, "2016年3月1日开张。", "© 2023"), None);
        assert_eq!(year("02-29 来源：东州网", "", "© 2023"), None);
    }

    #[test]
    fn source_writer_and_time_are_read_as_well() {
        let found = infer(LINE, &Years::default()).unwrap();
        assert_eq!(found.source.as_deref(), Some("东州网"));
        assert_eq!(found.author, ["贺小满"]);
        let found = infer(
            LINE,
            &Years::of(["2021年9月1日"].into_iter(), [].into_iter()),
        );
        let date = found.unwrap().date.unwrap();
        assert_eq!(date.date.to_string(), "2021-09-14");
        assert_eq!(date.time.as_deref(), Some("16:05"));
        assert_eq!(date.words, "09-14 16:05");
    }

    #[test]
    fn a_day_in_a_text_is_no_dateline() {
        for line in [
            "9月14日，记者从市卫生健康委获悉，药车上路。",
            "09-14 16:05",
            "3-5 天见效",
            "9月14日 药车上路",
        ] {
            assert_eq!(infer(line, &Years::default()), None, "{line}");
        }
    }
}
