//! Dates of uncertain precision, in the subset of EDTF (ISO 8601-2) that bulletins need.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A date known to the year, the month or the day: `2024`, `2024-04`, `2024-04-24`, each with `~` when approximate.
///
/// Ordering is by the first day it may mean, coarser dates first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PartialDate {
    year: i16,
    /// 1–12, or 0 when unknown.
    month: u8,
    /// 1–31, or 0 when unknown.
    day: u8,
    approximate: bool,
}

/// The text is no date of the supported EDTF subset.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is no date; write 2024-04-24 (2024/4/24, 2024年4月24日 and 20240424 are read, too), 2024-04 or 2024, \
     with ~ behind it if approximate"
)]
pub struct DateError(pub String);

/// How finely a date is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Precision {
    /// There is no date.
    Unknown,
    Year,
    Month,
    Day,
}

impl Precision {
    const ALL: [Self; 4] = [Self::Unknown, Self::Year, Self::Month, Self::Day];

    /// As addresses write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Year => "year",
            Self::Month => "month",
            Self::Day => "day",
        }
    }
}

impl FromStr for Precision {
    type Err = UnknownPrecision;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let named = Self::ALL.into_iter().find(|known| known.as_str() == text);
        named.ok_or(UnknownPrecision)
    }
}

/// The text names no [`Precision`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("precision is one of unknown, year, month, day")]
pub struct UnknownPrecision;

impl PartialDate {
    /// The first year that is taken for a date of publication; earlier numbers are not years of bulletins.
    pub const FIRST_YEAR: i16 = 1800;
    /// The last year that is taken for a date of publication.
    pub const LAST_YEAR: i16 = 2199;

    /// A whole year; `None` outside 1800–2199.
    pub fn year_only(year: i16) -> Option<Self> {
        Self::new(year, 0, 0)
    }

    /// A month of a year; `None` where there is no such month.
    pub fn month_of(year: i16, month: u8) -> Option<Self> {
        if month == 0 {
            return None;
        }
        Self::new(year, month, 0)
    }

    /// A day; `None` where the calendar has none.
    pub fn day_of(year: i16, month: u8, day: u8) -> Option<Self> {
        if month == 0 || day == 0 {
            return None;
        }
        Self::new(year, month, day)
    }

    /// A date as people type it: 2024-04-24, 2024/4/24, 2024年4月24日, 20240424; a month or a year alone.
    pub fn as_typed(text: &str) -> Option<Self> {
        let mut folded = crate::text::normalize::fold(text);
        folded.retain(|c| !c.is_whitespace());
        if folded.len() == 8 && folded.bytes().all(|byte| byte.is_ascii_digit()) {
            folded.insert(6, '-');
            folded.insert(4, '-');
        }
        let numbers: Vec<u16> = folded
            .trim_end_matches(['日', '号'])
            .trim_end_matches(['月', '年'])
            .split(['-', '/', '.', '年', '月'])
            .map(|part| part.parse().ok())
            .collect::<Option<_>>()?;
        let small = |n: u16| u8::try_from(n).ok();
        match *numbers.as_slice() {
            [year] => Self::year_only(year.try_into().ok()?),
            [year, month] => Self::month_of(year.try_into().ok()?, small(month)?),
            [year, month, day] => Self::day_of(year.try_into().ok()?, small(month)?, small(day)?),
            _ => None,
        }
    }

    /// A date that a keeper gives: as people type it, with `~` behind it if approximate.
    pub fn given(text: &str) -> Result<Self, DateError> {
        let text = text.trim();
        let bare = text.trim_end_matches(['~', '～']);
        let date =
            Self::as_typed(bare).ok_or_else(|| DateError(text.chars().take(40).collect()))?;
        Ok(match bare == text {
            true => date,
            false => date.approximately(),
        })
    }

    fn new(year: i16, month: u8, day: u8) -> Option<Self> {
        let known = (Self::FIRST_YEAR..=Self::LAST_YEAR).contains(&year)
            && month <= 12
            && (day == 0 || jiff::civil::Date::new(year, month as i8, day as i8).is_ok());
        known.then_some(Self {
            year,
            month,
            day,
            approximate: false,
        })
    }

    /// The same date, marked approximate (`~`).
    pub fn approximately(self) -> Self {
        Self {
            approximate: true,
            ..self
        }
    }

    pub fn year(self) -> i16 {
        self.year
    }

    pub fn month(self) -> Option<u8> {
        (self.month > 0).then_some(self.month)
    }

    pub fn day(self) -> Option<u8> {
        (self.day > 0).then_some(self.day)
    }

    /// Year, month or day.
    pub fn precision(self) -> Precision {
        match (self.month, self.day) {
            (0, _) => Precision::Year,
            (_, 0) => Precision::Month,
            _ => Precision::Day,
        }
    }

    pub fn is_approximate(self) -> bool {
        self.approximate
    }

    /// The first day that this date may mean.
    pub fn first_day(self) -> jiff::civil::Date {
        jiff::civil::date(self.year, self.month.max(1) as i8, self.day.max(1) as i8)
    }

    /// The last day that this date may mean.
    pub fn last_day(self) -> jiff::civil::Date {
        let first = self.first_day();
        match (self.month, self.day) {
            (0, _) => first.last_of_year(),
            (_, 0) => first.last_of_month(),
            _ => first,
        }
    }

    /// Does every day that `other` may mean lie within this date?
    pub fn contains(self, other: Self) -> bool {
        self.first_day() <= other.first_day() && other.last_day() <= self.last_day()
    }
}

impl From<jiff::civil::Date> for PartialDate {
    fn from(date: jiff::civil::Date) -> Self {
        Self {
            year: date.year(),
            month: date.month() as u8,
            day: date.day() as u8,
            approximate: false,
        }
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if self.month > 0 {
            write!(f, "-{:02}", self.month)?;
        }
        if self.day > 0 {
            write!(f, "-{:02}", self.day)?;
        }
        if self.approximate {
            f.write_str("~")?;
        }
        Ok(())
    }
}

impl FromStr for PartialDate {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        let error = || DateError(text.chars().take(40).collect());
        let (bare, approximate) = match text.strip_suffix('~') {
            Some(bare) => (bare, true),
            None => (text, false),
        };
        let digits = |part: &str, width: usize| -> Option<u16> {
            (part.len() == width && part.bytes().all(|b| b.is_ascii_digit()))
                .then(|| part.parse().ok())
                .flatten()
        };
        let mut parts = bare.split('-');
        let year = parts.next().and_then(|p| digits(p, 4)).ok_or_else(error)? as i16;
        let month = parts
            .next()
            .map(|p| digits(p, 2).filter(|m| *m > 0).ok_or_else(error));
        let day = parts
            .next()
            .map(|p| digits(p, 2).filter(|d| *d > 0).ok_or_else(error));
        if parts.next().is_some() {
            return Err(error());
        }
        let month = month.transpose()?.unwrap_or(0) as u8;
        let day = day.transpose()?.unwrap_or(0) as u8;
        let date = Self::new(year, month, day).ok_or_else(error)?;
        Ok(Self {
            approximate,
            ..date
        })
    }
}

impl TryFrom<String> for PartialDate {
    type Error = DateError;

    fn try_from(text: String) -> Result<Self, DateError> {
        text.parse()
    }
}

impl From<PartialDate> for String {
    fn from(date: PartialDate) -> Self {
        date.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> PartialDate {
        text.parse().unwrap()
    }

    #[test]
    fn dates_keep_their_precision() {
        for text in ["2024", "2024-04", "2024-04-24", "2024-04~", "2024-02-29"] {
            assert_eq!(date(text).to_string(), text);
        }
    }

    #[test]
    fn what_no_calendar_has_is_refused() {
        for text in [
            "",
            "24",
            "2024-13",
            "2024-00",
            "2023-02-29",
            "2024-4-1",
            "2024-04-24-01",
            "2024-04-24T09",
            "0000",
        ] {
            assert!(text.parse::<PartialDate>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_keeper_may_write_a_date_in_many_ways() {
        for (text, read) in [
            ("2024-04-02", Some("2024-04-02")),
            ("2024/4/2", Some("2024-04-02")),
            ("2024.04.02", Some("2024-04-02")),
            ("2024年4月2日", Some("2024-04-02")),
            ("２０２４年４月２日", Some("2024-04-02")),
            ("20240402", Some("2024-04-02")),
            ("2024年4月", Some("2024-04")),
            ("2024年", Some("2024")),
            ("2024-04~", Some("2024-04~")),
            ("2024年4月～", Some("2024-04~")),
            ("2024-02-30", None),
            ("24-04-02", None),
            ("~", None),
            ("", None),
        ] {
            let date = PartialDate::given(text).ok().map(|date| date.to_string());
            assert_eq!(date.as_deref(), read, "{text}");
        }
    }

    #[test]
    fn a_coarse_date_spans_its_days() {
        assert_eq!(date("2024-02").last_day().to_string(), "2024-02-29");
        assert_eq!(date("2024").first_day().to_string(), "2024-01-01");
        assert!(date("2024").contains(date("2024-04-24")));
        assert!(!date("2024-04").contains(date("2024")));
    }
}
