//! The lines of a page, sorted into what the article has of them and the furniture round it.
//!
//! Above the body stand headline, decks, dateline and lead; within the container everything is the article's that
//! is no furniture by its element or its words; behind a closing mark (责任编辑, 相关阅读) the body goes on only where much
//! of the prose is still to come. Every line ends up in exactly one place.

use super::article::Reading;
use super::container::{self, Listing};
use super::render::Line;
use super::roles::Role;
use crate::ingest::dateline;
use crate::ingest::webpage::{COLOPHON, Making, asides, marks};

/// Behind a closing mark the body goes on only where at least this share (of 100) of the prose is still to come.
const GOES_ON: i64 = 15;

impl Reading {
    /// Is the page a list of articles? Not where headline and dateline stand above its first link.
    pub(super) fn listing(&self) -> Listing {
        let headline = &self.headline.lines;
        let head = self.page.lines.iter().skip(headline.end).take(6);
        let opens_article = !headline.is_empty()
            && head
                .take_while(|l| !(l.is_links() && l.chars() >= 8))
                .any(|l| dateline::parse(&l.text).is_one());
        let told = || {
            let titles = self.meta.titles.iter();
            let mut titles = titles.map(|(title, _)| title);
            !headline.is_empty()
                && self.headline.text.chars().count() >= 10
                && titles.any(|t| t.starts_with(&self.headline.text))
        };
        match self.weighed.listing {
            Listing::Perhaps if opens_article => Listing::No,
            Listing::Perhaps if !told() => Listing::Sure,
            listing => listing,
        }
    }

    /// Sorts the lines above the body; returns the index of its first line.
    pub(super) fn head(&self, making: &mut Making, added: u32) -> usize {
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
            } else if below && structural.is_none() && self.is_lead(i) {
                making.lead(&line);
            } else if below && !dateline::parse(line.1).is_one() && structural.is_some() {
                making.furniture(line.0, structural.unwrap_or("site-header"));
            } else {
                making.head(&line, below, structural.unwrap_or("site-header"));
            }
        }
        body_from
    }

    /// Prose in a box that calls itself summary or lead.
    fn is_lead(&self, i: usize) -> bool {
        let line = self.page.lines.get(i);
        line.is_some_and(|l| self.page.has_role(l, Role::Lead) && container::prose_of(l) > 0)
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
            && (self.page.has_role(line, Role::Subtitle)
                || heading
                || self.is_deck(i)
                || self.is_kicker(i))
            && marks::furniture(&line.text).is_none()
            && !dateline::parse(&line.text).is_one()
    }

    /// On a page of a newspaper's digital edition the deck above the headline is printed as the newspaper had it.
    fn is_kicker(&self, i: usize) -> bool {
        let (Some(line), Some(edition)) = (self.page.lines.get(i), &self.meta.edition) else {
            return false;
        };
        i + 1 == self.headline.lines.start
            && !line.is_links()
            && edition.may_be_kicker(i, &line.text)
    }

    /// Between headline and dateline stands nothing but decks and buttons.
    fn is_deck(&self, i: usize) -> bool {
        let lines = &self.page.lines;
        let (Some(line), Some(next)) = (lines.get(i), lines.get(i + 1)) else {
            return false;
        };
        let letters = line.text.chars().filter(|c| dateline::is_han(*c)).count();
        i == self.headline.lines.end
            && dateline::parse(&next.text).is_one()
            && !line.is_links()
            && letters >= 8
            && line.chars() <= 50
            && !line.text.ends_with('。')
            && !dateline::parse(&line.text).labelled
            && marks::section(&line.text).is_none()
    }

    /// Sorts the lines of the container and those below it.
    pub(super) fn body(&self, making: &mut Making, from: usize, added: u32) {
        let end = self.end(from);
        let mut section = "site-footer";
        let mut foreign = false;
        let mut list = None;
        let centred = self.is_centred();
        let lines: Vec<_> = (from..end).filter_map(|i| self.line(i, added)).collect();
        let asides = asides::of(&lines);
        for i in from..self.page.lines.len() {
            let (Some(entry), Some(line)) = (self.line(i, added), self.page.lines.get(i)) else {
                continue;
            };
            let structural = self.weighed.furniture.get(i).copied().flatten();
            let marked = marks::section(&line.text).or_else(|| marks::furniture(&line.text));
            if i >= end {
                foreign |= marks::section(&line.text).is_some() || line.is_links();
                if !foreign && i < end + COLOPHON && making.colophon(&entry) {
                    continue;
                }
                section = marked.or(structural).unwrap_or(section);
                making.furniture(entry.0, section);
                continue;
            }
            list = self
                .opens_list(i)
                .or(list.filter(|_| line.is_links() || line.chars() < 6));
            let aside = asides.get(i - from).copied().flatten();
            if let Some(why) = structural.or(aside).or(list) {
                making.furniture(entry.0, why);
            } else if self.is_subtitle(i) {
                making.deck(&entry, false);
            } else if line.is_links() && !line.attachment && !marks::is_prose(&line.text) {
                making.furniture(entry.0, marked.unwrap_or("recommended"));
            } else if making.repeats_headline(&line.text) || self.answers_label(i) {
                making.own([entry.0]);
            } else if making.above_prose() && self.is_lead(i) {
                making.lead(&entry);
            } else if making.above_prose() && !line.text.chars().any(char::is_alphabetic) {
                making.furniture(entry.0, marked.unwrap_or("tools"));
            } else if self.is_caption(line, centred) {
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

    /// By its element, or under a picture and set to the middle, where the text itself is not (`centred`). Whole
    /// sentences of some length are text.
    fn is_caption(&self, line: &Line, centred: bool) -> bool {
        let count = line.chars();
        self.page.has_role(line, Role::Caption)
            || (line.under_picture
                && line.centred
                && !centred
                && (4..=80).contains(&count)
                && (count <= 40 || !marks::is_prose(&line.text)))
    }

    /// Is much of the text set to the middle?
    fn is_centred(&self) -> bool {
        let inside = self.page.lines.get(self.weighed.lines.clone());
        let lines = || inside.unwrap_or_default().iter().filter(|l| !l.is_links());
        let centred = lines().filter(|l| l.centred && !l.under_picture).count();
        centred * 10 > lines().count() * 4
    }

    /// The first line behind the body: a mark of furniture with little prose behind it, or the container's end.
    fn end(&self, from: usize) -> usize {
        let last = self.weighed.lines.end.max(from);
        let prose = |i: usize| match self.weighed.furniture.get(i) {
            Some(None) => self.page.lines.get(i).map_or(0, container::prose_of),
            _ => 0,
        };
        // The summaries of other articles do not make the text go on.
        let own = |i: usize| match self.weighed.teasers.get(i) {
            Some(true) => 0,
            _ => prose(i),
        };
        let mut behind: i64 = (from..last).map(own).sum();
        let mut seen = 0;
        for i in from..last {
            let closes = self.page.lines.get(i).is_some_and(|l| closes(&l.text))
                || self.opens_list(i).is_some();
            if closes && seen > 0 && behind * 100 < (seen + behind) * GOES_ON {
                return i;
            }
            seen += prose(i);
            behind -= own(i);
        }
        last
    }
}

fn closes(line: &str) -> bool {
    marks::is_tail(line)
        || marks::furniture(line) == Some("tools")
        || (marks::section(line) == Some("comments"))
}
