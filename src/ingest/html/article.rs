//! One page: its lines told apart into the article and the furniture round it.

use dom_query::Document as Dom;

use super::container::{self, Weighed};
use super::date::Dates;
use super::headline::{self, Headline};
use super::meta::{self, Meta};
use super::render::{self, Line, Rendered};
use super::roles::Role;
use crate::article::Publication;
use crate::ingest::webpage::{Making, marks};
use crate::ingest::{IngestError, Segmented, dateline};

/// A page as lines of text, and what they are.
pub(super) struct Page {
    pub(super) text: String,
    pub(super) segmented: Segmented,
}

/// Behind a closing mark the body goes on only where at least this share (of 100) of the prose is still to come.
const GOES_ON: i64 = 15;

/// Reads one page. `name` is the file's, whose digits may date the page.
pub(super) fn read_page(html: &str, name: &str) -> Result<Page, IngestError> {
    let dom = Dom::from(html);
    let meta = meta::read(&dom, html);
    let mut page = render::render(&dom.root(), false);
    if !page.lines.iter().any(|l| container::prose_of(l) > 0) {
        let all = render::render(&dom.root(), true);
        if all.lines.iter().any(|l| container::prose_of(l) > 0) {
            page = all;
        }
    }
    let body = meta.body.as_deref().unwrap_or_default();
    let printed = page.lines.iter().any(|l| container::prose_of(l) > 0);
    if !printed && !body.is_empty() {
        page.lines
            .extend(super::paragraphs(body).into_iter().map(|text| Line {
                text,
                ..Line::default()
            }));
    }
    if page.lines.is_empty() {
        return Err(IngestError::Other(
            "the page holds no text; where scripts draw it, save it from the browser as a complete page".to_string(),
        ));
    }
    let weighed = container::weigh(&page);
    let headline = headline::choose(&page, &meta, &weighed.lines, &weighed.furniture);
    let reading = Reading {
        page,
        meta,
        weighed,
        headline,
    };
    reading.finish(name)
}

/// A page with what was found out about it.
struct Reading {
    page: Rendered,
    meta: Meta,
    weighed: Weighed,
    headline: Headline,
}

impl Reading {
    fn finish(self, name: &str) -> Result<Page, IngestError> {
        let links = self.page.lines.iter().filter(|l| l.is_links()).count();
        if self.weighed.is_list {
            return Err(IngestError::Other(format!(
                "the page holds no article, only links to articles ({links} lines of links); save the articles' own pages"
            )));
        }
        // A headline that only the page's head names becomes a line of its own above the others.
        let added = u32::from(self.headline.lines.is_empty() && !self.headline.text.is_empty());
        let mut making = Making::default();
        if added == 1 {
            making.headline(&(1, self.headline.text.as_str()));
        } else {
            making.own(self.headline.lines.clone().map(number));
            making.article.headline.clone_from(&self.headline.text);
        }
        let body_from = self.head(&mut making, added);
        self.body(&mut making, body_from, added);
        self.facts(&mut making, name, body_from);
        let mut segmented = Segmented {
            publication: self.publication(),
            ..Segmented::default()
        };
        making.finish(&mut segmented);
        if segmented.articles.is_empty() {
            return Err(IngestError::Other(format!(
                "the page holds no article ({links} lines of links)"
            )));
        }
        let mut text = String::new();
        if added == 1 {
            text.push_str(&self.headline.text);
            text.push('\n');
        }
        text.push_str(
            &self
                .page
                .lines
                .iter()
                .map(|l| l.text.as_str())
                .collect::<Vec<_>>()
                .join("\n"),
        );
        Ok(Page { text, segmented })
    }

    fn line(&self, i: usize, added: u32) -> Option<(u32, &str)> {
        let line = self.page.lines.get(i)?;
        Some((number(i) + added, line.text.as_str()))
    }

    /// Sorts the lines above the body; returns the index of its first line.
    fn head(&self, making: &mut Making, added: u32) -> usize {
        let headline = &self.headline.lines;
        let body_from = self.weighed.lines.start.max(headline.end);
        for i in 0..body_from {
            let Some(line) = self.line(i, added) else {
                continue;
            };
            if headline.contains(&i) {
                continue;
            }
            let structural = self.weighed.furniture.get(i).copied().flatten();
            let below = (headline.is_empty() && i + 8 > body_from)
                || (!headline.is_empty() && i >= headline.end);
            if self.is_subtitle(i) && structural.is_none() {
                making.deck(&line, i < headline.start);
            } else if below && !dateline::parse(line.1).is_one() && structural.is_some() {
                making.furniture(line.0, structural.unwrap_or("site-header"));
            } else {
                making.head(&line, below, structural.unwrap_or("site-header"));
            }
        }
        body_from
    }

    /// A further deck beside the headline, by its class or by its tag.
    fn is_subtitle(&self, i: usize) -> bool {
        let headline = &self.headline.lines;
        let Some(line) = self.page.lines.get(i) else {
            return false;
        };
        let beside = !headline.is_empty() && (i + 2 >= headline.start && i <= headline.end + 1);
        let heading = i == headline.end
            && self
                .page
                .elements
                .get(line.element)
                .is_some_and(|e| matches!(e.tag.as_str(), "h2" | "h3"))
            && !line.is_links()
            && line.chars() >= 6
            && marks::section(&line.text).is_none();
        beside
            && (self.page.has_role(line, Role::Subtitle) || heading)
            && marks::furniture(&line.text).is_none()
            && !dateline::parse(&line.text).is_one()
    }

    /// Sorts the lines of the container and those below it.
    fn body(&self, making: &mut Making, from: usize, added: u32) {
        let end = self.end(from);
        let mut section = "site-footer";
        let mut list = None;
        for i in from..self.page.lines.len() {
            let (Some(entry), Some(line)) = (self.line(i, added), self.page.lines.get(i)) else {
                continue;
            };
            let structural = self.weighed.furniture.get(i).copied().flatten();
            let marked = marks::section(&line.text).or_else(|| marks::furniture(&line.text));
            if i >= end {
                section = marked.or(structural).unwrap_or(section);
                making.furniture(entry.0, section);
                continue;
            }
            list = self
                .opens_list(i)
                .or(list.filter(|_| line.is_links() || line.chars() < 6));
            if let Some(why) = structural.or(list) {
                making.furniture(entry.0, why);
            } else if self.is_subtitle(i) {
                making.deck(&entry, false);
            } else if line.is_links() && !line.attachment && !marks::is_prose(&line.text) {
                making.furniture(entry.0, marked.unwrap_or("recommended"));
            } else if making.repeats_headline(&line.text)
                || self.answers_label(i)
                || (making.above_prose() && is_summary(&line.text))
            {
                making.own([entry.0]);
            } else if self.is_caption(line) {
                making.caption(&entry);
            } else {
                making.line(&entry);
            }
        }
    }

    /// Does the line above end in a label that this line is the value of? What it says is read with its label.
    fn answers_label(&self, i: usize) -> bool {
        let line = self
            .page
            .lines
            .get(i)
            .filter(|l| l.chars() <= 24 && !marks::is_prose(&l.text));
        let above = i.checked_sub(1).and_then(|i| self.page.lines.get(i));
        line.is_some()
            && above.is_some_and(|l| {
                l.chars() <= 8 && l.text.ends_with(['：', ':']) && dateline::parse(&l.text).labelled
            })
    }

    /// A heading such as 相关阅读 with links below it.
    fn opens_list(&self, i: usize) -> Option<&'static str> {
        let line = self.page.lines.get(i)?;
        let why = marks::section(&line.text)?;
        let next = self
            .page
            .lines
            .get(i + 1..(i + 4).min(self.page.lines.len()))?;
        (line.is_links() || next.first().is_some_and(Line::is_links)).then_some(why)
    }

    fn is_caption(&self, line: &Line) -> bool {
        let count = line.chars();
        self.page.has_role(line, Role::Caption)
            || (line.under_picture && line.centred && (8..=80).contains(&count))
    }

    /// The first line behind the body: a mark of furniture with little prose behind it, or the container's end.
    fn end(&self, from: usize) -> usize {
        let last = self.weighed.lines.end.max(from);
        let prose = |i: usize| match self.weighed.furniture.get(i) {
            Some(None) => self.page.lines.get(i).map_or(0, container::prose_of),
            _ => 0,
        };
        let all: i64 = (from..last).map(prose).sum();
        let mut seen = 0;
        for i in from..last {
            let closes = self.page.lines.get(i).is_some_and(|l| closes(&l.text))
                || self.opens_list(i).is_some();
            if closes && seen > 0 && (all - seen) * 100 < all * GOES_ON {
                return i;
            }
            seen += prose(i);
        }
        last
    }

    /// Date, source, authors and address.
    fn facts(&self, making: &mut Making, name: &str, body_from: usize) {
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

    fn date(&self, name: &str, body_from: usize) -> Option<crate::article::DatePublished> {
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
        dates.choose()
    }

    fn publication(&self) -> Publication {
        let titles = self.meta.titles.iter();
        let in_title = || {
            titles
                .map(|(t, _)| t)
                .find_map(|t| headline::site_in(t, &self.headline.text))
        };
        Publication {
            name: self.meta.site.clone().or_else(in_title),
            ..Publication::default()
        }
    }
}

fn number(i: usize) -> u32 {
    i as u32 + 1
}

/// What a system sets above a text to say again how it begins.
fn is_summary(line: &str) -> bool {
    line.trim_start_matches(['[', '【', '(', '（'])
        .starts_with("摘要")
        && line.chars().count() <= 200
}

fn closes(line: &str) -> bool {
    matches!(
        marks::furniture(line),
        Some(
            "copyright"
                | "site-footer"
                | "share"
                | "pager"
                | "comments"
                | "tags"
                | "editor"
                | "tools"
        )
    ) || (marks::section(line) == Some("comments"))
}
