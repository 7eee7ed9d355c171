//! When a page was published: what most of its places agree on.
//!
//! A page names its date in many places, some of them wrong: a `<meta>` may hold the day of the template, a label
//! the day of an update, an address only the month. Every place gives a candidate with a weight, those of one day
//! support one another, and the day with most weight is the page's. Places that tell no year take it from the
//! address or from the last change.

use std::sync::LazyLock;

use regex::Regex;

use crate::article::{Basis, DatePublished};
use crate::clock;
use crate::edtf::PartialDate;
use crate::ingest::dateline::{self, Years, fold};
use crate::ingest::webpage::marks;

/// A place that names a date.
struct Candidate {
    published: DatePublished,
    weight: u32,
}

/// The places of a page that may name its date.
#[derive(Default)]
pub(super) struct Dates(Vec<Candidate>);

static PUBLISHED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:发布|发表|发稿|刊发|信息|文章|新闻|添加|上传)?(?:时间|日期)\s*[】\])]?\s*[:】\]]|发布于|发表于").expect("a valid pattern")
});
static OTHER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:更新|修改|成文|印发|生成|截止|实施|施行|有效|失效|活动|会议|开标|报名)(?:时间|日期)?\s*[:于至]?\s*$").expect("a valid pattern")
});
/// A month and a day of two digits.
const MONTH: &str = "(?:0[1-9]|1[0-2])";
const DAY: &str = r"(?:0[1-9]|[12]\d|3[01])";

static IN_URL: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = format!(
        r"[/_-](?P<y>(?:19[89]|20[0-4])\d)(?:[-/_]?(?P<m>{MONTH})(?:[-/_]?(?P<d>{DAY}))?|[-/_](?P<m1>[1-9])[-/_](?P<d1>[1-9]|[12]\d|3[01]))(?:[/_.t-]|$)",
    );
    Regex::new(&pattern).expect("a valid pattern")
});
/// The name that a content system much used by offices (TRS) gives its pages: `t20211221_123456.html`.
static IN_URL_TRS: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = format!(r"/[tc](?P<y>20[0-4]\d)(?P<m>{MONTH})(?P<d>{DAY})_\d");
    Regex::new(&pattern).expect("a valid pattern")
});

impl Dates {
    /// A time for machines: ISO 8601, `20211221090800`, seconds or milliseconds since 1970.
    pub(super) fn machine(&mut self, text: &str, weight: u32) {
        if let Some((date, time)) = moment(text) {
            self.push(date, time, text, Basis::Printed, weight);
        }
    }

    /// A line near the headline.
    pub(super) fn head(&mut self, line: &str) {
        let parsed = dateline::parse(line);
        let (folded, one) = (fold(line), parsed.is_one());
        let Some(found) = parsed.date else { return };
        if marks::furniture(line) == Some("today") || !one {
            return;
        }
        let before: String = folded.chars().take(found.start).collect();
        let weight = if OTHER.is_match(before.trim_end_matches([':', ' '])) {
            2
        } else if PUBLISHED.is_match(&folded) {
            5
        } else {
            3 + u32::from(found.time.is_some() || parsed.labelled)
        };
        self.push(found.date, found.time, &found.words, Basis::Printed, weight);
    }

    /// A line above the headline or at the end of the text.
    pub(super) fn tail(&mut self, line: &str) {
        let parsed = dateline::parse(line);
        let (folded, one) = (fold(line), parsed.is_one());
        let Some(found) = parsed.date else { return };
        if !one || marks::furniture(line) == Some("today") || (!parsed.labelled && parsed.rest > 0)
        {
            return;
        }
        let weight = if PUBLISHED.is_match(&folded) { 4 } else { 2 };
        self.push(found.date, found.time, &found.words, Basis::Printed, weight);
    }

    /// The day in a newspaper's masthead.
    pub(super) fn issue(&mut self, found: &dateline::Found) {
        self.push(found.date, None, &found.words, Basis::Printed, 2);
    }

    /// The address, and with it lines that print no year.
    pub(super) fn address(&mut self, url: &str, head: &[&str]) {
        let Some((date, words)) = in_url(url) else {
            return;
        };
        self.push(date, None, &words, Basis::Inferred, 1);
        self.without_year(head, date.year(), None);
    }

    /// A time of the last change: the year of lines that print none, and the last resort.
    pub(super) fn changed(&mut self, text: &str, head: &[&str]) {
        if let Some((date, time)) = moment(text) {
            self.without_year(head, date.year(), Some(date));
            self.push(date, time, text, Basis::Inferred, 1);
        }
    }

    /// Lines that print a month, a day and a time, in the year given or, where that is behind `until`, the one before.
    fn without_year(&mut self, head: &[&str], year: i16, until: Option<PartialDate>) {
        for line in head.iter().filter(|l| l.chars().count() <= 60) {
            if dateline::find(line).is_some() {
                continue;
            }
            let late = |date: PartialDate| until.is_some_and(|u| date.first_day() > u.last_day());
            let found = dateline::find_without_year(line, year)
                .filter(|f| !late(f.date))
                .or_else(|| dateline::find_without_year(line, year - 1));
            if let Some(found) = found {
                self.push(found.date, found.time, &found.words, Basis::Inferred, 2);
            }
        }
    }

    /// Lines that print no year, which the page's other lines give; only where nothing else dates the page.
    pub(super) fn told(&mut self, head: &[&str], years: &Years) {
        if !self.0.is_empty() {
            return;
        }
        let found = head
            .iter()
            .find_map(|line| dateline::infer(line, years)?.date);
        if let Some(found) = found {
            self.push(found.date, found.time, &found.words, Basis::Inferred, 2);
        }
    }

    fn push(
        &mut self,
        date: PartialDate,
        time: Option<String>,
        words: &str,
        basis: Basis,
        weight: u32,
    ) {
        self.0.push(Candidate {
            published: DatePublished {
                date,
                basis,
                time,
                words: Some(words.trim().to_string()),
            },
            weight,
        });
    }

    /// The day with the most weight; of the places that name it, the one that says most.
    pub(super) fn choose(self) -> Option<DatePublished> {
        let support = |date: PartialDate| -> u32 {
            self.0
                .iter()
                .filter(|c| c.published.date.contains(date))
                .map(|c| c.weight)
                .sum()
        };
        let mut best: Option<(u32, &Candidate)> = None;
        for candidate in &self.0 {
            let weight = support(candidate.published.date);
            let better = best.is_none_or(|(most, found)| {
                let worth = |c: &Candidate| {
                    (
                        c.published.basis == Basis::Printed,
                        c.weight,
                        c.published.time.is_some(),
                    )
                };
                weight > most
                    || (weight == most
                        && found.published.date == candidate.published.date
                        && worth(candidate) > worth(found))
            });
            if better {
                best = Some((weight, candidate));
            }
        }
        best.map(|(_, candidate)| candidate.published.clone())
    }
}

fn in_url(url: &str) -> Option<(PartialDate, String)> {
    let path = url.split(['?', '#']).next()?;
    let captures = IN_URL_TRS
        .captures(path)
        .or_else(|| IN_URL.captures_iter(path).last())?;
    let number = |a: &str, b: &str| {
        captures
            .name(a)
            .or_else(|| captures.name(b))
            .and_then(|m| m.as_str().parse::<u8>().ok())
    };
    let year: i16 = captures.name("y")?.as_str().parse().ok()?;
    let date = match (number("m", "m1"), number("d", "d1")) {
        (Some(month), Some(day)) => PartialDate::day_of(year, month, day)?,
        (Some(month), None) => PartialDate::month_of(year, month)?,
        _ => PartialDate::year_only(year)?,
    };
    Some((
        date,
        captures
            .get(0)?
            .as_str()
            .trim_matches(['/', '_', '-', '.'])
            .to_string(),
    ))
}

/// A time for machines: seconds since 1970, digits alone, or a date in one of the usual forms.
fn moment(text: &str) -> Option<(PartialDate, Option<String>)> {
    since_1970(text)
        .or_else(|| compact(text).map(|date| (date, None)))
        .or_else(|| dateline::find(text).map(|f| (f.date, f.time)))
}

fn since_1970(text: &str) -> Option<(PartialDate, Option<String>)> {
    let text = text.trim();
    let seconds: i64 = match text.len() {
        10 => text.parse().ok()?,
        13 => text.parse::<i64>().ok()? / 1000,
        _ => return None,
    };
    let moment = clock::in_china(seconds)?;
    let date = PartialDate::day_of(moment.year(), moment.month() as u8, moment.day() as u8)?;
    (date.year() >= 1995).then(|| (date, Some(moment.strftime("%H:%M:%S").to_string())))
}

/// `20211221` with or without a time behind it.
fn compact(text: &str) -> Option<PartialDate> {
    let text = text.trim();
    let digits = text.bytes().all(|b| b.is_ascii_digit()) && [8, 12, 14].contains(&text.len());
    let part = |from: usize, to: usize| text.get(from..to)?.parse::<u8>().ok();
    digits.then_some(())?;
    PartialDate::day_of(text.get(..4)?.parse().ok()?, part(4, 6)?, part(6, 8)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_hold_dates_in_many_forms() {
        for (url, expected) in [
            (
                "http://a.example.cn/zwgk/202112/t20211221_123456.html",
                "2021-12-21",
            ),
            ("http://a.example.cn/2021-12/21/c_1128184.htm", "2021-12-21"),
            (
                "http://a.example.cn/n1/2021/1221/c1004-323.html",
                "2021-12-21",
            ),
            (
                "http://a.example.cn/art/2021/12/21/art_88_99.html",
                "2021-12-21",
            ),
            (
                "http://a.example.cn/art/2021/3/7/art_88_99.html",
                "2021-03-07",
            ),
            ("http://a.example.cn/20211221/abc.shtml", "2021-12-21"),
            ("http://a.example.cn/xw/202112/5f2e.html", "2021-12"),
        ] {
            assert_eq!(
                in_url(url).map(|(d, _)| d.to_string()).as_deref(),
                Some(expected),
                "{url}"
            );
        }
        assert_eq!(in_url("http://a.example.cn/info/1021/20567.htm"), None);
        assert_eq!(in_url("http://a.example.cn/a/302112214.html"), None);
    }

    #[test]
    fn places_that_agree_outweigh_one_that_does_not() {
        let mut dates = Dates::default();
        dates.machine("2021-12-21T09:08:00+08:00", 4);
        dates.head("更新时间：2022-01-05");
        dates.head("2021-12-21 09:08 来源：东州日报");
        let chosen = dates.choose().unwrap();
        assert_eq!(chosen.date.to_string(), "2021-12-21");
        assert_eq!(chosen.basis, Basis::Printed);
    }

    #[test]
    fn seconds_are_read_in_chinese_time() {
        let mut dates = Dates::default();
        dates.machine("1640016000", 2);
        let chosen = dates.choose().unwrap();
        assert_eq!(
            (chosen.date.to_string().as_str(), chosen.time.as_deref()),
            ("2021-12-21", Some("00:00:00"))
        );
    }
}
