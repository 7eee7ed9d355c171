//! What a page says about its article: date, source, authors, address, the name of the site. What is printed beside
//! the headline goes before what the head of the page says to machines, which often names the site for a source;
//! the date is weighed from all of them (`date`).

use super::article::Reading;
use super::date::Dates;
use super::render::Line;
use super::titles;
use crate::article::{DatePublished, Publication};
use crate::ingest::dateline;
use crate::ingest::webpage::{self, Making, marks};

impl Reading {
    /// Date, source, authors and address.
    pub(super) fn facts(&self, making: &mut Making, name: &str, body_from: usize) {
        making.article.date_published = self.date(name, body_from);
        making.reporters();
        let article = &mut making.article;
        if let Some(source) = self
            .labelled_source(body_from)
            .or_else(|| self.meta.source.clone())
        {
            article.credit_text = Some(source);
        }
        if article.alternative_headline.is_none() {
            article.alternative_headline = self
                .meta
                .alternative
                .clone()
                .filter(|a| *a != article.headline && article.kicker.as_ref() != Some(a));
        }
        let from_meta = self.meta.authors.iter().flat_map(|a| dateline::names(a));
        if article.author.is_empty() {
            article.author.extend(from_meta.filter(|n| {
                n.chars().count() <= 4
                    && n.chars().all(dateline::is_han)
                    && !n.ends_with(['网', '报', '社', '台', '部', '科'])
            }));
            article.author.dedup();
        }
        article.source_url = self.meta.url.clone();
    }

    /// The lines from the headline to the first of the body and a little beyond, each with the one below it where it
    /// ends in a label.
    fn head_lines(&self, body_from: usize) -> Vec<String> {
        let from = match self.headline.lines.is_empty() {
            true => body_from.saturating_sub(8),
            false => self.headline.lines.end,
        };
        let to = body_from + 4;
        let texts = self
            .page
            .lines
            .iter()
            .skip(from)
            .take(to.saturating_sub(from));
        let lines: Vec<&Line> = texts.filter(|l| l.chars() <= 200).collect();
        let next = lines.iter().skip(1).map(|l| l.text.as_str()).chain([""]);
        lines
            .iter()
            .zip(next)
            .map(|(line, next)| match line.text.ends_with(['：', ':']) {
                true => format!("{}{next}", line.text),
                false => line.text.clone(),
            })
            .collect()
    }

    fn labelled_source(&self, body_from: usize) -> Option<String> {
        self.head_lines(body_from)
            .iter()
            .filter(|l| !marks::is_prose(l) && l.contains(['来', '稿', '出', '转']))
            .map(|l| dateline::parse(l))
            .find_map(|d| d.source.filter(|_| d.labelled))
    }

    fn date(&self, name: &str, body_from: usize) -> Option<DatePublished> {
        let mut dates = Dates::default();
        for (text, weight) in &self.meta.dates {
            dates.machine(text, *weight);
        }
        let head = self.head_lines(body_from);
        head.iter().for_each(|line| dates.head(line));
        let headline = self.headline.lines.start;
        let above = self
            .page
            .lines
            .iter()
            .take(headline)
            .skip(headline.saturating_sub(6));
        let end = self.weighed.lines.end;
        let below = self
            .page
            .lines
            .iter()
            .take(end + 6)
            .skip(end.saturating_sub(5).max(body_from + 4));
        above
            .chain(below)
            .filter(|l| l.chars() <= 200)
            .for_each(|line| dates.tail(&line.text));
        let lines: Vec<&str> = head.iter().map(String::as_str).collect();
        dates.address(self.meta.url.as_deref().unwrap_or_default(), &lines);
        dates.address(&format!("/{name}"), &[]);
        for text in &self.meta.changed {
            dates.changed(text, &lines);
        }
        if let Some(day) = &self.meta.issue_day {
            dates.issue(day);
        }
        let page: Vec<_> = (0..self.page.lines.len())
            .filter_map(|i| self.line(i, 0))
            .collect();
        dates.told(&lines, &webpage::years(&page));
        dates.choose()
    }

    pub(super) fn publication(&self) -> Publication {
        let titles = self.meta.titles.iter();
        let in_title = || {
            titles
                .map(|(t, _)| t)
                .find_map(|t| titles::site_in(t, &self.headline.text))
        };
        let issue = self.meta.issue.clone();
        Publication {
            name: issue
                .name
                .or_else(|| self.meta.site.clone().or_else(in_title)),
            ..issue
        }
    }
}
