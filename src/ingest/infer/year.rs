//! The year that a page speaks of, and its latest day: what completes a date printed without a year.
//!
//! Bulletins print 4月24日 and leave the year to the issue. Where no issue is known, the page's other dates tell it:
//! a full date most, a year alone in a lead a little, a year deep in a text nothing by itself. A day that is
//! counted by years tells its year, and so does what is still to come (`tense`). Where nothing is sure, the year
//! stays open: a wrong year is worse than none.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::dates::{DateMention, Moment, Year};
use super::observances;
use super::roles::Role;
use super::tense::{self, Tense};
use crate::clock;
use crate::edtf::PartialDate;
use crate::text::any;

/// The texts of an article with the dates that they name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Dated {
    pub(super) text: String,
    pub(super) mentions: Vec<DateMention>,
    /// Where headline and first paragraph end.
    pub(super) lead: usize,
}

/// What a page says about its own time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct PageTime {
    /// The issue's date, where it is printed or given.
    pub(super) issue: Option<PartialDate>,
    /// It is given.
    pub(super) given: bool,
    pub(super) year: Option<i16>,
    /// The latest day that a report on the page names as its own.
    pub(super) latest: Option<Date>,
}

/// What speaks for a year: a month or day of it counts more than its mere number.
const ENOUGH: f32 = 1.0;
const DATED: f32 = 3.0;
const AUTUMN: u8 = 9;
const PLANNING: [&str; 5] = ["部署", "安排", "谋划", "迎接", "计划"];
/// What is done in its year: 围绕2023年度…项目; 表彰2023年度先进 may be of the next.
const UNDER_WAY: [&str; 7] = ["围绕", "列入", "实施", "推进", "启动", "开展", "组织"];
/// What is done when its year is over: 开展2023年度考核.
const AFTERWARDS: [&str; 9] = [
    "考核", "考评", "总结", "述职", "评议", "评选", "评优", "决算", "表彰",
];

/// What is summed up while its year still runs: 总结2023年上半年, by the last month of it.
const PARTS: [(&str, u8); 6] = [
    ("上半年", 6),
    ("一季度", 3),
    ("第一季度", 3),
    ("二季度", 6),
    ("第二季度", 6),
    ("前三季度", 9),
];
const SUMMING_UP: [&str; 5] = ["总结", "回顾", "通报", "分析", "盘点"];

impl PageTime {
    pub(super) fn of(issue: Option<PartialDate>, articles: &[Dated]) -> Self {
        let year = issue.map(PartialDate::year).or_else(|| year_of(articles));
        let mut time = Self {
            issue,
            given: false,
            year,
            latest: None,
        };
        let days = articles.iter().flat_map(|article| time.days(article));
        time.latest = issue
            .filter(|i| i.day().is_some())
            .map(PartialDate::last_day)
            .or_else(|| days.max());
        time
    }

    /// The days that the article's lead names.
    fn days(self, article: &Dated) -> impl Iterator<Item = Date> {
        let lead = article
            .mentions
            .iter()
            .take_while(|m| m.range.start < article.lead);
        let own = lead.filter(|m| !matches!(m.role, Role::Background | Role::Planned));
        own.filter_map(move |m| {
            let date = self.complete(m.last)?;
            date.day().map(|_| date.last_day())
        })
    }

    /// The date that a moment means on this page; `None` without a month or where its year is unknown.
    pub(super) fn complete(self, moment: Moment) -> Option<PartialDate> {
        let year = match moment.year {
            Some(Year::Of(year)) => year,
            Some(Year::Relative(offset)) => self.year?.checked_add(offset)?,
            None => self.year?,
        };
        match (moment.month.or_else(|| self.month_of(moment)), moment.day) {
            (Some(month), Some(day)) => {
                let date = PartialDate::day_of(year, month, day)?;
                Some(self.before_issue(date, moment))
            }
            (Some(month), None) => PartialDate::month_of(year, month),
            (None, _) => PartialDate::year_only(year),
        }
    }

    /// 24日 alone is a day of the issue's month.
    fn month_of(self, moment: Moment) -> Option<u8> {
        moment.day.and_then(|_| self.issue?.month())
    }

    /// In January, 28 December without a year was last year's.
    fn before_issue(self, date: PartialDate, moment: Moment) -> PartialDate {
        let Some(issue) = self.issue else { return date };
        let printed = matches!(moment.year, Some(Year::Of(_)));
        let far_ahead = days_between(issue.last_day(), date.last_day()) > 180;
        let earlier = PartialDate::day_of(
            date.year() - 1,
            date.month().unwrap_or(1),
            date.day().unwrap_or(1),
        );
        if far_ahead && !printed {
            earlier.unwrap_or(date)
        } else {
            date
        }
    }
}

pub(super) fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

/// The year that the page's dates name, or the one that it speaks of as present, where that is later.
fn year_of(articles: &[Dated]) -> Option<i16> {
    let mentions = || articles.iter().flat_map(|article| &article.mentions);
    let own = |m: &&DateMention| !matches!(m.role, Role::Planned | Role::Background);
    let undated = mentions().filter(|m| m.printed_year().is_none() && m.last.day.is_some());
    let latest = undated
        .filter(own)
        .filter_map(|m| m.last.month)
        .max()
        .unwrap_or(0);
    // In November the coming year is planned for.
    let current = tense::current_year(articles, latest >= 11);
    let Some((dated, weight)) = spoken_of(articles) else {
        return current;
    };
    let dates = mentions().filter(|m| m.printed_year() == Some(dated) && m.role != Role::Planned);
    let last = dates.filter_map(|m| m.last.month).max().unwrap_or(0);
    // 2021年9月, 3月18日, and 2022年将: the page goes on where its dated history ends. In autumn one speaks of the
    // coming year, so that a year's mere number gives way before that only.
    let ends = if weight < DATED { AUTUMN } else { last };
    let later = current.filter(|&year| year == dated + 1 && (1..ends).contains(&latest));
    later.or(Some(dated))
}

/// What a page says of a year.
#[derive(Debug, Clone, Copy, Default)]
struct Spoken {
    weight: f32,
    /// It is not only planned for.
    is_own: bool,
}

impl Spoken {
    fn add(&mut self, weight: f32) {
        self.weight += weight;
        self.is_own |= weight >= ENOUGH;
    }
}

/// The latest year that enough speaks for, with what does.
fn spoken_of(articles: &[Dated]) -> Option<(i16, f32)> {
    let mut years: BTreeMap<i16, Spoken> = BTreeMap::new();
    for article in articles {
        for (year, mention) in printed_years(article) {
            years.entry(year).or_default().add(weight(article, mention));
        }
        for year in observances::years(&article.text) {
            years.entry(year).or_default().add(DATED);
        }
    }
    let last_month = last_month(articles);
    for (year, month) in articles.iter().flat_map(summed_up) {
        if month <= last_month {
            years.entry(year).or_default().add(ENOUGH);
        }
    }
    // In December the coming year is planned for.
    let enough = |spoken: &Spoken| spoken.weight >= ENOUGH && (last_month < 11 || spoken.is_own);
    years.retain(|_, spoken| enough(spoken));
    let (year, spoken) = years.into_iter().next_back()?;
    // Who speaks of the year 2023 as a whole does not write in 2016, whatever else happened then.
    let is_looked_back_on = articles
        .iter()
        .flat_map(looked_back_on)
        .any(|own| own > year);
    (!is_looked_back_on || spoken.weight >= DATED).then_some((year, spoken.weight))
}

fn printed_years(article: &Dated) -> impl Iterator<Item = (i16, &DateMention)> {
    let mentions = article.mentions.iter();
    mentions.filter_map(|mention| Some((mention.printed_year()?, mention)))
}

/// The latest month of a day that is printed without its year.
fn last_month(articles: &[Dated]) -> u8 {
    let mentions = articles.iter().flat_map(|article| &article.mentions);
    let open = mentions.filter(|m| m.printed_year().is_none());
    let months = open.filter_map(|m| m.last.day.and(m.last.month));
    months.max().unwrap_or(0)
}

/// Years of which a part is summed up (总结2023年上半年), with the month in which it ends.
fn summed_up(article: &Dated) -> impl Iterator<Item = (i16, u8)> {
    printed_years(article)
        .filter_map(|(year, mention)| Some((year, summed_up_to(article, mention)?)))
}

/// Years that are spoken of as a whole (2023年度), when they are over.
fn looked_back_on(article: &Dated) -> impl Iterator<Item = i16> {
    let whole =
        |mention: &DateMention| mention.role == Role::Background && is_term(article, mention);
    let years = printed_years(article).filter(move |(_, mention)| whole(mention));
    years.map(|(year, _)| year)
}

/// 总结2023年上半年: the month in which the part of the year ends. A page whose days lie behind it sums up its own year.
fn summed_up_to(article: &Dated, mention: &DateMention) -> Option<u8> {
    let after = article.text.get(mention.range.end..)?;
    let bare = mention.last.month.is_none() && near_before(article, mention, &SUMMING_UP);
    let part = PARTS.iter().find(|(part, _)| after.starts_with(part));
    part.filter(|_| bare).map(|(_, month)| *month)
}

/// 2023年度.
fn is_term(article: &Dated, mention: &DateMention) -> bool {
    let after = article.text.get(mention.range.end..).unwrap_or_default();
    mention.last.month.is_none() && after.starts_with('度')
}

/// 2023年度“服务月”, and not 2023年度考核.
fn is_term_under_way(article: &Dated, mention: &DateMention) -> bool {
    let after = article.text.get(mention.range.end..).unwrap_or_default();
    let near: String = after.chars().take(12).collect();
    let clause = near
        .split(['，', ',', '。', '、'])
        .next()
        .unwrap_or_default();
    is_term(article, mention) && !any::holds(clause, &AFTERWARDS)
}

/// Whether one of the words stands within eight characters before the date.
fn near_before(article: &Dated, mention: &DateMention, words: &[&str]) -> bool {
    let before = article.text.get(..mention.range.start).unwrap_or_default();
    let start = before.char_indices().rev().nth(7).map_or(0, |(at, _)| at);
    let near = before.get(start..).unwrap_or_default();
    any::holds(near, words)
}

/// A year that has not come yet is no page's own.
pub(super) fn is_to_come(mention: &DateMention) -> bool {
    let is_ahead = |year: i16| year > clock::today().year();
    mention.printed_year().is_some_and(is_ahead)
}

fn weight(article: &Dated, mention: &DateMention) -> f32 {
    let has = |words: &[&str]| near_before(article, mention, words);
    match mention.role {
        _ if is_to_come(mention) => 0.0,
        _ if Tense::of(article, mention) == Some(Tense::Current) => DATED,
        Role::Planned => 0.0,
        // Since when something is as it is: 自2016年起.
        Role::Start if mention.last.month.is_none() => 0.0,
        Role::Background if has(&UNDER_WAY) && is_term_under_way(article, mention) => 1.0,
        Role::Background if mention.last.month.is_none() => 0.0,
        Role::Background => 1.0,
        _ if mention.last.month.is_some() => DATED,
        _ if has(&PLANNING) => 0.5,
        // A year alone, deep in a text, is as likely of somebody's life.
        _ if mention.range.start >= article.lead => 0.5,
        _ => 1.0,
    }
}
