//! Dates as web pages print them, with their times of day.

use std::str::FromStr;
use std::sync::LazyLock;

use regex::{Captures, Match, Regex};

use super::{LABEL, fold};
use crate::article::{Basis, DatePublished};
use crate::edtf::PartialDate;
use crate::ingest::numerals;

/// A date found in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub date: PartialDate,
    /// `HH:MM` or `HH:MM:SS`, +08:00.
    pub time: Option<String>,
    /// As printed.
    pub words: String,
    /// Characters (not bytes) of the line before it.
    pub start: usize,
}

impl Found {
    pub fn published(self) -> DatePublished {
        DatePublished {
            date: self.date,
            basis: Basis::Printed,
            time: self.time,
            words: Some(self.words),
        }
    }
}

static DATE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)(?P<y>(?:1[89]|2[01])[0-9]{2}|[0-9]{2})
        \s*(?:年|[-/.])\s*(?P<m>[0-9]{1,2})\s*(?:月|[-/.])\s*(?P<d>[0-9]{1,2})\s*[日号]?
        (?P<clock>(?:[\sT,]|\(?(?:星期|周)[一二三四五六日天]\)?|上午|下午)*
            (?P<h>[0-9]{1,2})\s*[:时]\s*(?P<i>[0-9]{1,2})(?:\s*[:分]\s*(?P<s>[0-9]{1,2}))?(?:\.[0-9]+)?
            (?P<zone>Z|[+-][0-9]{2}:?[0-9]{2})?)?",
    )
    .expect("a valid pattern")
});

/// `2023 05/04 09:12:33`: year and day set apart, as some pages style them.
static SET_APART: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?P<y>20[0-9]{2})\s+(?P<m>[0-9]{1,2})[-/](?P<d>[0-9]{1,2})\s+(?P<h>[0-9]{1,2}):(?P<i>[0-9]{2})(?::(?P<s>[0-9]{2}))?",
    )
    .expect("a valid pattern")
});

static MONTH_DAY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?P<m>[0-9]{1,2})(?:月|[-/.])(?P<d>[0-9]{1,2})日?\s*(?P<h>[0-9]{1,2}):(?P<i>[0-9]{2})",
    )
    .expect("a valid pattern")
});

/// The same, also without a time, at the start of a line or behind its label.
static DAY_FIRST: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)^[\[(]?\s*(?:(?:发布|发表|更新)?(?:时间|日期)\s*[:\]丨|]?\s*)?
        (?P<words>(?P<m>[0-9]{1,2})(?:月|[-/.])(?P<d>[0-9]{1,2})日?
        (?:\s+(?:(?:星期|周)[一二三四五六日天]\s*)?(?P<h>[0-9]{1,2}):(?P<i>[0-9]{2})(?::[0-9]{2})?)?)(?:[\s\])|丨]|$)",
    )
    .expect("a valid pattern")
});

static HAN_DATE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?P<y>[一二][〇○零Ｏ一二三四五六七八九]{3})年(?P<m>[一二三四五六七八九十]{1,2})月(?P<d>[一二三四五六七八九十]{1,3})日")
        .expect("a valid pattern")
});

/// The first date with a year in the line. Two-digit years count only with a time of day or at the start of a line.
pub fn find(line: &str) -> Option<Found> {
    let folded = fold(line);
    for captures in DATE
        .captures_iter(&folded)
        .chain(SET_APART.captures_iter(&folded))
    {
        if let Some(found) = numeric(line, &folded, &captures) {
            return Some(found);
        }
    }
    in_han(line)
}

fn in_han(line: &str) -> Option<Found> {
    let captures = HAN_DATE.captures(line)?;
    let part = |name| captures.name(name).map(|it| it.as_str());
    let year = part("y")?.chars().try_fold(0, |year, c| {
        Some(year * 10 + i16::from(numerals::digit(c)?))
    })?;
    let (month, day) = (numerals::number(part("m")?)?, numerals::number(part("d")?)?);
    let whole = captures.get(0)?;
    Some(Found {
        date: PartialDate::day_of(year, month, day)?,
        time: None,
        words: whole.as_str().to_string(),
        start: line.get(..whole.start())?.chars().count(),
    })
}

/// A number that a pattern has found.
fn number<T: FromStr>(captures: &Captures<'_>, name: &str) -> Option<T> {
    captures.name(name)?.as_str().parse().ok()
}

/// The characters of the line that were found in it when it was folded, which keeps their number.
fn as_printed(line: &str, start: usize, found: &Match<'_>) -> String {
    let characters = found.as_str().chars().count();
    line.chars().skip(start).take(characters).collect()
}

fn numeric(line: &str, folded: &str, captures: &Captures<'_>) -> Option<Found> {
    let whole = captures.get(0)?;
    let before = folded.get(..whole.start())?;
    let year: i16 = number(captures, "y")?;
    let (month, day) = (number(captures, "m")?, number(captures, "d")?);
    if before.ends_with(|c: char| c.is_ascii_alphanumeric() || "/.-".contains(c) || c == '第') {
        return None;
    }
    let behind = folded.get(whole.end()..)?;
    if behind.starts_with(|c: char| c.is_ascii_digit() || c == '%') {
        return None;
    }
    let clock = captures.name("h").is_some();
    let year = match year {
        100.. => year,
        _ if !clock && !before.trim().is_empty() && !before.trim_end().ends_with([':', ' ']) => {
            return None;
        }
        _ if !(clock || before.trim().is_empty() || LABEL.is_match(before)) => return None,
        0..=69 => 2000 + year,
        80..=99 => 1900 + year,
        _ => return None,
    };
    let date = PartialDate::day_of(year, month, day)?;
    let start = before.chars().count();
    let words = as_printed(line, start, &whole);
    let afternoon = whole.as_str().contains("下午");
    let (date, time) = clock_of(date, captures, afternoon);
    Some(Found {
        date,
        time,
        words: words.trim().to_string(),
        start,
    })
}

/// The time of day at +08:00; a zone moves date and time.
fn clock_of(
    date: PartialDate,
    captures: &Captures<'_>,
    afternoon: bool,
) -> (PartialDate, Option<String>) {
    let (Some(hour), Some(minute)) = (number(captures, "h"), number(captures, "i")) else {
        return (date, None);
    };
    let hour = if afternoon && hour < 12 {
        hour + 12
    } else {
        hour
    };
    let second: Option<i8> = number(captures, "s");
    let Ok(time) = jiff::civil::Time::new(hour, minute, second.unwrap_or(0), 0) else {
        return (date, None);
    };
    let local = date.first_day().to_datetime(time);
    let moved = captures
        .name("zone")
        .and_then(|z| shift(local, z.as_str()))
        .unwrap_or(local);
    let text = match second {
        Some(_) => moved.strftime("%H:%M:%S").to_string(),
        None => moved.strftime("%H:%M").to_string(),
    };
    (moved.date().into(), Some(text))
}

/// From the zone `Z`, `+0800` or `-05:00` to +08:00.
fn shift(local: jiff::civil::DateTime, zone: &str) -> Option<jiff::civil::DateTime> {
    let minutes = match zone {
        "Z" => 0,
        _ => {
            let digits: String = zone.chars().filter(char::is_ascii_digit).collect();
            let hours: i64 = digits.get(..2)?.parse().ok()?;
            let rest: i64 = digits.get(2..)?.parse().ok()?;
            let size = hours * 60 + rest;
            if zone.starts_with('-') { -size } else { size }
        }
    };
    local
        .checked_add(jiff::SignedDuration::from_mins(8 * 60 - minutes))
        .ok()
}

/// A month and day with a time, whose year must come from elsewhere: `12-21 09:08`.
pub fn find_without_year(line: &str, year: i16) -> Option<Found> {
    without_year(&MONTH_DAY, line, year)
}

/// A month and day that open a line, whose year must come from elsewhere: `12-21 来源：…`.
pub(super) fn find_day(line: &str, year: i16) -> Option<Found> {
    without_year(&DAY_FIRST, line, year)
}

fn without_year(pattern: &Regex, line: &str, year: i16) -> Option<Found> {
    let folded = fold(line);
    let captures = pattern.captures(&folded)?;
    let words = captures.name("words").or_else(|| captures.get(0))?;
    let number = |name| number::<u8>(&captures, name);
    let date = PartialDate::day_of(year, number("m")?, number("d")?)?;
    let start = folded.get(..words.start())?.chars().count();
    let clock = number("h").zip(number("i"));
    Some(Found {
        date,
        time: clock.map(|(hour, minute)| format!("{hour:02}:{minute:02}")),
        words: as_printed(line, start, &words),
        start,
    })
}
