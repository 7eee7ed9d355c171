//! The date of an article, chosen from the dates that its text names.
//!
//! A report is dated by the day it reports of, as near to the issue as the text tells: the day of a dispatch, of the
//! event in the lead, the day up to which figures reach. What lies long before the page's latest day is history.

use super::dates::{DateMention, Form, Year};
use super::roles::Role;
use super::year::{Dated, PageTime, days_between};
use crate::article::{Basis, DatePublished};
use crate::edtf::PartialDate;

/// A day so long before the page's latest day does not date a report.
const STALE_DAYS: i32 = 45;

/// The date of an article, or why there is none (in Chinese).
pub(super) fn choose(article: &Dated, page: PageTime) -> Result<DatePublished, String> {
    let choice = Choice { article, page };
    choice
        .day()
        .or_else(|| choice.issue())
        .or_else(|| choice.month_or_year())
        .ok_or_else(|| choice.reason())
}

struct Choice<'a> {
    article: &'a Dated,
    page: PageTime,
}

impl Choice<'_> {
    fn lead(&self) -> &[DateMention] {
        let mentions = &self.article.mentions;
        let end = mentions.partition_point(|m| m.range.start < self.article.lead);
        mentions.get(..end).unwrap_or_default()
    }

    fn body(&self) -> &[DateMention] {
        self.article
            .mentions
            .get(self.lead().len()..)
            .unwrap_or_default()
    }

    fn day(&self) -> Option<DatePublished> {
        let lead = self.lead();
        let first = |role| {
            lead.iter()
                .filter(|m| m.role == role)
                .find_map(|m| self.dated(m))
        };
        let vague = lead.iter().any(|m| m.form != Form::Calendar);
        let latest = |role| {
            let days = self.body().iter().filter(|m| m.role == role && !vague);
            days.filter_map(|m| self.dated(m)).max_by_key(|d| d.date)
        };
        // A report is no older than its figures: what happened or began before the day that they reach is told of later.
        let told_of = |role| {
            let day = first(role)?;
            let reach = first(Role::AsOf).or_else(|| latest(Role::AsOf));
            reach.filter(|reach| reach.date > day.date).or(Some(day))
        };
        first(Role::Published)
            .or_else(|| told_of(Role::Event))
            .or_else(|| told_of(Role::Start))
            .or_else(|| first(Role::Observance))
            .or_else(|| first(Role::AsOf))
            .or_else(|| self.days_before())
            .or_else(|| latest(Role::Event))
            .or_else(|| latest(Role::AsOf))
    }

    /// The day that a mention means, where it can date the report.
    fn dated(&self, mention: &DateMention) -> Option<DatePublished> {
        mention.last.day?;
        if self.continues_history(mention) {
            return None;
        }
        let date = self
            .page
            .complete(mention.last)
            .filter(|d| d.day().is_some())?;
        self.is_current(date).then(|| {
            let printed =
                matches!(mention.last.year, Some(Year::Of(_))) && mention.last.month.is_some();
            let basis = if printed {
                Basis::Printed
            } else {
                Basis::Inferred
            };
            self.published(date, basis, mention)
        })
    }

    fn published(&self, date: PartialDate, basis: Basis, mention: &DateMention) -> DatePublished {
        DatePublished {
            date,
            basis,
            time: None,
            words: Some(mention.words(&self.article.text).to_string()),
        }
    }

    fn is_current(&self, date: PartialDate) -> bool {
        let age = self
            .page
            .latest
            .map_or(0, |latest| days_between(date.last_day(), latest));
        let ahead = self.page.issue.is_some() && age < 0;
        age <= STALE_DAYS && !ahead
    }

    /// 2022年9月，…。12月3日，…: a day behind a sentence that opens in another year belongs to that year.
    fn continues_history(&self, mention: &DateMention) -> bool {
        let text = &self.article.text;
        let paragraph = text
            .get(..mention.range.start)
            .and_then(|t| t.rfind('\n'))
            .map_or(0, |at| at + 1);
        let opens = |m: &&DateMention| {
            let before = text.get(paragraph..m.range.start).unwrap_or_default();
            before.is_empty() || before.ends_with(['。', '！', '？', '；', '”'])
        };
        let earlier = self
            .article
            .mentions
            .iter()
            .take_while(|m| m.range.start < mention.range.start);
        let last = earlier
            .filter(|m| m.range.start >= paragraph && m.last.year.is_some())
            .filter(opens)
            .last();
        let other_year = match last.and_then(|m| m.last.year) {
            Some(Year::Of(year)) => self.page.year.is_some_and(|page| year < page),
            Some(Year::Relative(offset)) => offset < 0,
            None => false,
        };
        mention.last.year.is_none() && other_year
    }

    /// 昨日, where the day of the issue is known.
    fn days_before(&self) -> Option<DatePublished> {
        let issue = self.page.issue.filter(|issue| issue.day().is_some())?;
        self.lead().iter().find_map(|mention| {
            let Form::DaysBefore(days) = mention.form else {
                return None;
            };
            let span = jiff::Span::new().try_days(days).ok()?;
            let day = issue.last_day().checked_sub(span).ok()?;
            Some(self.published(day.into(), Basis::Inferred, mention))
        })
    }

    /// What prints no day appeared in its issue.
    fn issue(&self) -> Option<DatePublished> {
        self.page.issue.map(|date| DatePublished {
            date,
            basis: match self.page.given {
                true => Basis::Keeper,
                false => Basis::Inferred,
            },
            time: None,
            words: None,
        })
    }

    /// The month of the lead, else the year that the article names as its own.
    fn month_or_year(&self) -> Option<DatePublished> {
        let page_year = self.page.year?;
        let own = |m: &&DateMention| {
            let date = self.page.complete(m.last);
            m.form == Form::Calendar
                && date.is_some_and(|d| d.year() == page_year)
                && !self.continues_history(m)
        };
        let month = |role| {
            let mut months = self.lead().iter().filter(|m| m.role == role);
            months.find(|m| m.last.month.is_some() && m.last.day.is_none() && own(m))
        };
        if let Some(mention) = month(Role::Event).or_else(|| month(Role::Start))
            && let Some(date) = self.page.complete(mention.last)
            && self.is_current(date)
        {
            return Some(self.published(date, Basis::Inferred, mention));
        }
        let current =
            |m: &&DateMention| !matches!(m.role, Role::Background | Role::Planned) && own(m);
        let lead = self.lead().iter().find(current);
        let mention = lead.or_else(|| self.body().iter().find(|m| current(m)))?;
        let date = PartialDate::year_only(page_year)?;
        Some(self.published(date, Basis::Inferred, mention))
    }

    fn reason(&self) -> String {
        let text = &self.article.text;
        let usable = |m: &&DateMention| !matches!(m.role, Role::Background | Role::Planned);
        match self.article.mentions.iter().find(usable) {
            Some(mention) if mention.form != Form::Calendar => {
                format!("文中只说“{}”，没有日期", mention.words(text))
            }
            Some(mention) if self.page.year.is_none() => {
                format!("文中有“{}”，但整版没有年份可据", mention.words(text))
            }
            _ => "文中没有可作发布日期的日期".to_string(),
        }
    }
}
