//! The dates that a text names, in all the ways Chinese prints them, each with what it does in its sentence.
//!
//! 2024年3月5日, 3月5日至8日, 今年5月, 二〇二四年, 昨日 and 近日 are all read, with the parts that are printed and no others: what is
//! missing is completed later, from the page (`year`) and the issue (`published`). What only looks like a date
//! (3.5万, 24小时) is passed over.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::roles::{Role, role};
use crate::ingest::numerals;

/// The parts of a date that are printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Moment {
    pub(crate) year: Option<Year>,
    /// 1–12.
    pub(crate) month: Option<u8>,
    /// 1–31.
    pub(crate) day: Option<u8>,
}

/// A year as printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Year {
    Of(i16),
    /// Years from the year of publication: 今年 0, 去年 −1, 明年 1.
    Relative(i16),
}

/// What kind of words name the date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// With a year, a month or a day.
    Calendar,
    /// So many days before the issue: 今日 0, 昨日 1, 前日 2.
    DaysBefore(i16),
    /// 近日, 日前.
    Recent,
}

/// One date named in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DateMention {
    /// Bytes of the text.
    pub(crate) range: Range<usize>,
    pub(crate) form: Form,
    pub(crate) first: Moment,
    /// The end of a span (5月13日至19日); the same as `first` for a single date.
    pub(crate) last: Moment,
    pub(crate) role: Role,
}

impl DateMention {
    /// The words as printed.
    pub(crate) fn words<'a>(&self, text: &'a str) -> &'a str {
        text.get(self.range.clone()).unwrap_or_default()
    }

    /// The printed year, where it is a number.
    pub(crate) fn printed_year(&self) -> Option<i16> {
        match self.last.year {
            Some(Year::Of(year)) => Some(year),
            _ => None,
        }
    }
}

const DIGIT: &str = "[0-9０-９]";
const YEAR: &str = "(?:[12１２][0-9０-９]{3}|[一二][〇○零Ｏ一二三四五六七八九]{3})";
const MONTH: &str = "(?:[01０１]?[0-9０-９]|十[一二]?|[一二三四五六七八九])";
const DAY: &str = "(?:[0-3０-３]?[0-9０-９]|二十[一二三四五六七八九]?|廿[一二三四五六七八九]?|三十一?|十[一二三四五六七八九]?|[一二三四五六七八九])";
const RELATIVE: &str = "今年|本年|去年|上年|前年|明年";
const GAP: &str = r"[ \u{3000}]*";

static DATE: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = format!(
        r"(?:(?:(?P<y>{YEAR}){GAP}年|(?P<r>{RELATIVE})的?){GAP})?(?P<m>{MONTH}){GAP}月(?:份|[上中下]旬|{GAP}(?P<d>{DAY}))?
        |(?P<y2>{YEAR}){GAP}年
        |(?P<r2>{RELATIVE})
        |(?P<y3>[12][0-9]{{3}})[-/.](?P<m3>[0-9]{{1,2}})[-/.](?P<d3>[0-9]{{1,2}})
        |(?P<d4>{DIGIT}{{1,2}})日
        |(?P<w>近日|日前|近期|昨日|昨天|昨晚|今日|今天|前天|前日)"
    );
    Regex::new(&pattern.replace("\n        ", "")).expect("a valid pattern")
});

/// After the first day of a date: the 日 and the rest of a span or list.
static TAIL: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = format!(
        r"^{GAP}(?P<mark>[日号號])?(?:{GAP}(?:至|到|-|—|－|–|~|～|、|和){GAP}(?:(?P<y>{YEAR}){GAP}年)?{GAP}(?:(?P<m>{MONTH}){GAP}月)?{GAP}(?P<d>{DAY}){GAP}[日号號])?"
    );
    Regex::new(&pattern).expect("a valid pattern")
});

/// Every date that a text names, in order.
pub(crate) fn find(text: &str) -> Vec<DateMention> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(captures) = DATE.captures_at(text, at) {
        let Some(whole) = captures.get(0) else { break };
        at = whole.end();
        if let Some(mention) = read(text, whole.range(), &captures) {
            at = mention.range.end.max(at);
            found.push(mention);
        }
    }
    found
}

fn read(text: &str, range: Range<usize>, captures: &Captures<'_>) -> Option<DateMention> {
    let before = text.get(..range.start)?.chars().next_back();
    let part = |name| captures.name(name).map(|m| m.as_str());
    if let Some(word) = part("w") {
        return relative_word(text, range, word, before);
    }
    // 12024年, 第3月, 3.5月 are no dates.
    if before.is_some_and(|c| digit(c).is_some() || ".．第".contains(c)) {
        return None;
    }
    let mut moment = Moment {
        year: year(
            part("y").or(part("y2")).or(part("y3")),
            part("r").or(part("r2")),
        ),
        month: part("m").or(part("m3")).and_then(number),
        day: part("d").or(part("d3")).or(part("d4")).and_then(number),
    };
    let mut range = range;
    let mut last = moment;
    if let Some(day) = captures.name("d") {
        match tail(text, day.end(), moment) {
            Some((end, to)) => {
                range.end = end;
                last = to;
            }
            None => {
                // 4月24小时…: the number is not a day.
                range.end = day.start();
                moment.day = None;
                last.day = None;
            }
        }
    } else if captures.name("d4").is_some() && !is_bare_day(text, &range, before) {
        return None;
    }
    let valid = |m: Moment| {
        m.month.is_none_or(|m| (1..=12).contains(&m)) && m.day.is_none_or(|d| (1..=31).contains(&d))
    };
    let rest = text.get(range.end..)?;
    let of_age = rest.starts_with(['龄', '嫂', '饼', '经'])
        && moment.day.is_none()
        && moment.month.is_some();
    (valid(moment) && valid(last) && !of_age).then(|| DateMention {
        role: role(text, &range, moment.day.is_some()),
        range,
        form: Form::Calendar,
        first: moment,
        last,
    })
}

/// The end of the date's words and the last day they name; `None` where no 日 follows.
fn tail(text: &str, at: usize, first: Moment) -> Option<(usize, Moment)> {
    let captures = TAIL.captures(text.get(at..)?)?;
    let part = |name| captures.name(name).map(|m| m.as_str());
    let day = part("d").and_then(number);
    if day.is_none() && part("mark").is_none() {
        return None;
    }
    let last = Moment {
        year: year(part("y"), None).or(first.year),
        month: part("m").and_then(number).or(first.month),
        day: day.or(first.day),
    };
    Some((at + captures.get(0)?.end(), last))
}

fn relative_word(
    text: &str,
    range: Range<usize>,
    word: &str,
    before: Option<char>,
) -> Option<DateMention> {
    let form = match word {
        "近日" | "日前" | "近期" => Form::Recent,
        "今日" | "今天" => Form::DaysBefore(0),
        "前天" | "前日" => Form::DaysBefore(2),
        _ => Form::DaysBefore(1),
    };
    // 节日前, 附近日…, 目前日均 are other words.
    let part_of_word =
        before.is_some_and(|c| "节假生即工末每附数多目".contains(c) || digit(c).is_some());
    let counted = text.get(range.end..)?.starts_with(['均', '头', '常']);
    (!part_of_word && !counted).then(|| DateMention {
        range,
        form,
        first: Moment::default(),
        last: Moment::default(),
        role: Role::Event,
    })
}

/// 24日 alone: a day of the month, not a number of days.
fn is_bare_day(text: &str, range: &Range<usize>, before: Option<char>) -> bool {
    let counted_before = before.is_some_and(|c| "前后每满历约近共达超、-—至".contains(c));
    let rest = text.get(range.end..).unwrap_or_default();
    !counted_before
        && !rest.starts_with([
            '内', '间', '龄', '均', '游', '报', '常', '元', '志', '程', '疗', '以', '本',
        ])
}

fn year(printed: Option<&str>, relative: Option<&str>) -> Option<Year> {
    if let Some(text) = printed {
        let digits = text
            .chars()
            .map(|c| digit(c).or_else(|| numerals::digit(c)));
        let number = digits
            .into_iter()
            .try_fold(0, |n: i16, d| Some(n * 10 + i16::from(d?)))?;
        return (1800..2200).contains(&number).then_some(Year::Of(number));
    }
    let offset = match relative? {
        "去年" | "上年" => -1,
        "前年" => -2,
        "明年" => 1,
        _ => 0,
    };
    Some(Year::Relative(offset))
}

/// A number below 100 in either kind of digits: 24, ２４, 二十四, 廿四.
fn number(text: &str) -> Option<u8> {
    if text.chars().all(|c| digit(c).is_some()) {
        let digits = text.chars().filter_map(digit);
        return digits
            .into_iter()
            .try_fold(0_u8, |n, d| n.checked_mul(10)?.checked_add(d));
    }
    numerals::number(text)
}

fn digit(c: char) -> Option<u8> {
    match c {
        '0'..='9' => Some(c as u8 - b'0'),
        '０'..='９' => u8::try_from(c as u32 - '０' as u32).ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `words year-month-day..day role`, one line a mention.
    fn shown(text: &str) -> Vec<String> {
        let moment = |m: Moment| {
            let year = match m.year {
                Some(Year::Of(year)) => year.to_string(),
                Some(Year::Relative(n)) => format!("{n:+}"),
                None => "?".into(),
            };
            format!("{year}/{}/{}", m.month.unwrap_or(0), m.day.unwrap_or(0))
        };
        let show = |m: DateMention| match m.form {
            Form::Recent => format!("{} recent", m.words(text)),
            Form::DaysBefore(n) => format!("{} -{n}", m.words(text)),
            Form::Calendar if m.first == m.last => format!("{} {}", m.words(text), moment(m.first)),
            Form::Calendar => format!("{} {}..{}", m.words(text), moment(m.first), moment(m.last)),
        };
        find(text).into_iter().map(show).collect()
    }

    #[test]
    fn all_ways_of_printing_a_date_are_read() {
        let table = [
            ("2024年4月24日，", "2024年4月24日 2024/4/24"),
            ("２０２４年４月２４日", "２０２４年４月２４日 2024/4/24"),
            ("二〇二四年四月二十四日", "二〇二四年四月二十四日 2024/4/24"),
            (
                "二○二一年十二月三十一日",
                "二○二一年十二月三十一日 2021/12/31",
            ),
            ("2023 年 9 月 19 日,", "2023 年 9 月 19 日 2023/9/19"),
            ("4月24日下午", "4月24日 ?/4/24"),
            ("省卫健委24日发布", "24日 ?/0/24"),
            ("今年5月份", "今年5月份 +0/5/0"),
            ("自5月中旬起", "5月中旬 ?/5/0"),
            ("2024年3月下旬", "2024年3月下旬 2024/3/0"),
            ("去年12月3日", "去年12月3日 -1/12/3"),
            ("5月13日至19日举行", "5月13日至19日 ?/5/13..?/5/19"),
            ("4月25日—5月1日", "4月25日—5月1日 ?/4/25..?/5/1"),
            (
                "2023年12月30日至2024年1月2日",
                "2023年12月30日至2024年1月2日 2023/12/30..2024/1/2",
            ),
            ("5月8-10日", "5月8-10日 ?/5/8..?/5/10"),
            ("3月14、15日", "3月14、15日 ?/3/14..?/3/15"),
            ("2024年第一季度", "2024年 2024/0/0"),
            ("发布于2021-12-21 09:08", "2021-12-21 2021/12/21"),
            ("近日，市里", "近日 recent"),
            ("记者昨日获悉", "昨日 -1"),
        ];
        for (text, expected) in table {
            assert_eq!(shown(text), [expected], "{text}");
        }
    }

    #[test]
    fn what_looks_like_a_date_is_none() {
        for text in [
            "3个月",
            "满6月龄",
            "365日",
            "15日内办结",
            "节日前夕",
            "13月5日里的",
            "每24日",
            "第3月",
            "共30日间",
            "30年来",
            "三年行动",
            "体温38.5",
            "100日游",
            "目前日均接诊",
        ] {
            assert!(shown(text).is_empty(), "{text}: {:?}", shown(text));
        }
    }

    #[test]
    fn a_number_after_the_month_need_not_be_a_day() {
        assert_eq!(shown("4月24小时值守"), ["4月 ?/4/0"]);
    }
}
