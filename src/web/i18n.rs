//! The two languages of the interface: which one a reader gets, and how it writes dates and numbers.
//!
//! Every string stands in [`Strings`], once for each language; one that is missing does not compile.

mod called;
mod clauses;
mod doubts;
mod en;
mod refusals;
mod spoken;
mod strings;
mod zh;

use jiff::civil::{Date, Weekday};

use crate::article::{Basis, DatePublished};
use crate::edtf::PartialDate;
pub(super) use clauses::ClauseNames;
pub(super) use strings::{Chapter, Strings};

/// A language of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Lang {
    Zh,
    En,
}

impl Lang {
    /// As cookies and addresses write it.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Zh => "zh",
            Self::En => "en",
        }
    }

    /// For `lang` attributes (BCP 47).
    pub(super) fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-Hans",
            Self::En => "en",
        }
    }

    pub(super) fn strings(self) -> &'static Strings {
        match self {
            Self::Zh => &zh::STRINGS,
            Self::En => &en::STRINGS,
        }
    }

    /// `zh`, `zh-CN`, `en-GB` …; `None` for languages there are no pages in.
    pub(super) fn parse(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next()?;
        match primary.to_ascii_lowercase().as_str() {
            "zh" => Some(Self::Zh),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// The language that an `Accept-Language` header likes best; `None` where it names neither.
    pub(super) fn accepted(header: &str) -> Option<Self> {
        let weighted = header.split(',').filter_map(|item| {
            let (tag, weight) = item.split_once(";q=").unwrap_or((item, "1"));
            Some((Self::parse(tag)?, weight.trim().parse::<f32>().ok()?))
        });
        weighted
            .filter(|(_, weight)| *weight > 0.0)
            .fold(None, |best: Option<(Self, f32)>, next| match best {
                Some(best) if best.1 >= next.1 => Some(best),
                _ => Some(next),
            })
            .map(|(lang, _)| lang)
    }

    /// 12,345
    pub(super) fn number(self, number: u64) -> String {
        let digits = number.to_string();
        let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        grouped
    }

    /// 2024年4月24日; 24 April 2024. Coarse dates as coarsely as they are known.
    pub(super) fn date(self, date: PartialDate) -> String {
        let about = date.is_approximate();
        match self {
            Self::Zh => {
                let mut text = format!("{}年", date.year());
                if let Some(month) = date.month() {
                    text += &format!("{month}月");
                }
                if let Some(day) = date.day() {
                    text += &format!("{day}日");
                }
                if about { text + "前后" } else { text }
            }
            Self::En => {
                let mut text = String::from(if about { "about " } else { "" });
                if let Some(day) = date.day() {
                    text += &format!("{day} ");
                }
                if let Some(month) = date.month() {
                    text += &format!("{} ", self.month_name(month));
                }
                text + &date.year().to_string()
            }
        }
    }

    /// 星期三; Wednesday
    pub(super) fn weekday(self, date: Date) -> &'static str {
        let names = match self {
            Self::Zh => [
                "星期一",
                "星期二",
                "星期三",
                "星期四",
                "星期五",
                "星期六",
                "星期日",
            ],
            Self::En => [
                "Monday",
                "Tuesday",
                "Wednesday",
                "Thursday",
                "Friday",
                "Saturday",
                "Sunday",
            ],
        };
        match date.weekday() {
            Weekday::Monday => names[0],
            Weekday::Tuesday => names[1],
            Weekday::Wednesday => names[2],
            Weekday::Thursday => names[3],
            Weekday::Friday => names[4],
            Weekday::Saturday => names[5],
            Weekday::Sunday => names[6],
        }
    }

    /// 一 … 日; Mo … Su, from Monday.
    pub(super) fn weekday_heads(self) -> [&'static str; 7] {
        match self {
            Self::Zh => ["一", "二", "三", "四", "五", "六", "日"],
            Self::En => ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"],
        }
    }

    /// 4月; April. Anything but 1–12 is empty.
    pub(super) fn month_name(self, month: u8) -> &'static str {
        const ZH: [&str; 12] = [
            "1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月",
        ];
        const EN: [&str; 12] = [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ];
        let names = match self {
            Self::Zh => &ZH,
            Self::En => &EN,
        };
        names
            .get(usize::from(month).wrapping_sub(1))
            .copied()
            .unwrap_or_default()
    }

    /// 4月; Apr: where there is little room.
    pub(super) fn month_head(self, month: u8) -> &'static str {
        let name = self.month_name(month);
        match self {
            Self::Zh => name,
            Self::En => name.get(..3).unwrap_or(name),
        }
    }

    /// What an article's date rests on, in words; `None` where it stands in the source as it is.
    pub(super) fn basis(self, date: &DatePublished) -> Option<&'static str> {
        match (self, date.basis, &date.words) {
            (_, Basis::Printed, _) => None,
            (Self::Zh, Basis::Inferred, Some(_)) => Some("据文中日期推断"),
            (Self::Zh, Basis::Inferred, None) => Some("据所在版面的日期"),
            (Self::Zh, Basis::Keeper, _) => Some("由管理者注明"),
            (Self::En, Basis::Inferred, Some(_)) => Some("inferred from dates in the text"),
            (Self::En, Basis::Inferred, None) => Some("the date of its page"),
            (Self::En, Basis::Keeper, _) => Some("given by the keeper"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_liked_language_wins() {
        assert_eq!(Lang::accepted("en-GB,en;q=0.9,zh;q=0.8"), Some(Lang::En));
        assert_eq!(Lang::accepted("fr,zh-TW;q=0.8,en;q=0.5"), Some(Lang::Zh));
        assert_eq!(Lang::accepted("de"), None);
        assert_eq!(Lang::accepted("en;q=0,zh;q=x"), None);
    }

    #[test]
    fn dates_and_numbers_are_written_for_each() {
        let date = |text: &str| text.parse().unwrap();
        assert_eq!(Lang::Zh.date(date("2024-04-24")), "2024年4月24日");
        assert_eq!(Lang::En.date(date("2024-04-24")), "24 April 2024");
        assert_eq!(Lang::Zh.date(date("2024-04~")), "2024年4月前后");
        assert_eq!(Lang::En.date(date("2024")), "2024");
        assert_eq!(Lang::Zh.number(1_234_567), "1,234,567");
        assert_eq!(Lang::En.number(12), "12");
    }
}
