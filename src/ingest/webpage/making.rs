//! One article in the making: what each line of a page gives to it.
//!
//! The readers of saved pages and of their texts find the lines; here each line is taken for what it says, in one
//! place for all of them: a headline printed twice is one, a caption belongs to its picture, a reporter's name on a
//! line of its own is an author. Each line is noted as the article's own or as furniture, so that none is lost or
//! counted twice.

mod finish;
mod original;

use super::Line;
use super::asides;
use super::credits::{byline, caption, credit};
use super::heads::years;
use super::marks;
use super::words::{bare, plain};
use crate::article::{Article, Basis, DatePublished};
use crate::ingest::dateline::{self, Dateline, Years};

/// One article in the making.
#[derive(Default)]
pub(crate) struct Making {
    pub(crate) article: Article,
    own: Vec<u32>,
    furniture: Vec<(u32, &'static str)>,
    /// What a box above the text says in short.
    lead: Vec<String>,
    /// The line before was the label of such a box.
    lead_open: bool,
    /// The line before was (part of) the original title.
    original_open: bool,
    /// The line before counted a picture (`2/5`).
    picture_open: bool,
    /// The source stands beside the date without a label: one that is labelled is better.
    credit_guessed: bool,
}

/// A headline without what it is called (`来信标题：…`).
fn without_label(headline: &str) -> &str {
    let labelled = headline.split_once([':', '：']);
    let is_label = |label: &str| label.chars().count() <= 4 && label.ends_with("标题");
    let value = labelled.filter(|(label, _)| is_label(label.trim()));
    value.map_or(headline, |(_, value)| value.trim())
}

/// What stands below the number of a picture is its caption, if it is no longer.
const CAPTION: usize = 120;

/// Lines behind the body in which its writers may still be named.
pub(crate) const COLOPHON: usize = 8;

impl Making {
    pub(crate) fn headline(&mut self, line: &Line<'_>) {
        self.own.push(line.0);
        let text = line.1.trim_start_matches('#').trim();
        self.article.headline = plain(without_label(text));
    }

    /// Lines of the article that give nothing to its text.
    pub(crate) fn own(&mut self, lines: impl IntoIterator<Item = u32>) {
        self.own.extend(lines);
    }

    pub(crate) fn furniture(&mut self, line: u32, why: &'static str) {
        self.furniture.push((line, why));
    }

    /// A further deck, printed above the headline or below it.
    pub(crate) fn deck(&mut self, line: &Line<'_>, above: bool) {
        self.own.push(line.0);
        let deck = line.1;
        let title = match above {
            true => &mut self.article.kicker,
            false => &mut self.article.alternative_headline,
        };
        *title = Some(match title.take() {
            Some(first) => format!("{first} {deck}"),
            None => deck.to_string(),
        });
    }

    pub(crate) fn caption(&mut self, line: &Line<'_>) {
        self.own.push(line.0);
        self.article.caption.push(caption(line.1));
    }

    /// Is the line the headline once more, above the text?
    pub(crate) fn repeats_headline(&self, line: &str) -> bool {
        self.above_prose() && bare(line) == bare(&self.article.headline)
    }

    /// The second line of the headline, or the headline once more.
    pub(super) fn second_deck(&mut self, line: &Line<'_>) {
        if bare(line.1) == bare(&self.article.headline) {
            self.own.push(line.0);
        } else if self.article.headline.ends_with(['：', ':']) {
            self.own.push(line.0);
            self.article.headline.push_str(line.1);
        } else {
            self.deck(line, false);
        }
    }

    /// A dateline that stands below the text; its line is sorted with the text.
    pub(super) fn date_below(&mut self, line: &str) {
        self.take(dateline::parse(&plain(line)));
    }

    /// The dateline; one without a year has it from the page's lines.
    pub(super) fn dateline(&mut self, line: &Line<'_>, page: &[Line<'_>]) {
        self.own.push(line.0);
        let text = plain(line.1);
        if let Some(found) = dateline::ago(&text) {
            self.take(found);
            return;
        }
        let Some(found) = dateline::infer(&text, &years(page)) else {
            self.take(dateline::parse(&text));
            return;
        };
        self.take(found);
        if let Some(date) = &mut self.article.date_published {
            date.basis = Basis::Inferred;
        }
    }

    fn take(&mut self, dateline: Dateline) {
        let article = &mut self.article;
        if article.date_published.is_none() {
            article.date_published = dateline.date.map(dateline::Found::published);
        }
        if article.credit_text.is_none() || (self.credit_guessed && dateline.named) {
            self.credit_guessed = dateline.source.is_some() && !dateline.named;
            article.credit_text = dateline.source;
        }
        self.add_authors(dateline.author);
    }

    fn add_authors(&mut self, names: Vec<String>) {
        for name in names {
            if !self.article.author.contains(&name) {
                self.article.author.push(name);
            }
        }
    }

    /// A line above the body that is neither headline nor dateline.
    pub(crate) fn head(&mut self, line: &Line<'_>, below_headline: bool, otherwise: &'static str) {
        let without_year = dateline::infer(line.1, &Years::default());
        let open = without_year.is_some();
        let dateline = without_year.unwrap_or_else(|| dateline::parse(line.1));
        let names = byline(line.1).filter(|_| below_headline);
        let lead = below_headline
            && (marks::lead(line.1).is_some() || (self.lead_open && marks::is_prose(line.1)));
        if lead {
            self.lead(line);
        } else if let Some(names) = names {
            self.own.push(line.0);
            self.add_authors(names);
        } else if below_headline
            && (open || dateline.is_one() || (dateline.labelled && dateline.rest <= 14))
            && marks::furniture(line.1).is_none()
        {
            self.own.push(line.0);
            self.take(dateline);
        } else if below_headline && line.1.starts_with("——") {
            self.own.push(line.0);
            self.article.alternative_headline = Some(line.1.to_string());
        } else {
            let why = marks::furniture(line.1)
                .or_else(|| marks::section(line.1))
                .unwrap_or(otherwise);
            self.furniture.push((line.0, why));
        }
    }

    /// A line of a box above the text that says in short what it is about.
    pub(crate) fn lead(&mut self, line: &Line<'_>) {
        self.own.push(line.0);
        self.lead_open = marks::lead(line.1).map_or(self.lead_open, str::is_empty);
        if marks::lead(line.1) != Some("") {
            self.lead.push(plain(line.1));
        }
    }

    /// The lines below headline and dateline.
    pub(super) fn body(&mut self, lines: &[Line<'_>]) {
        let mut section: Option<&'static str> = None;
        // Behind the heading of a list nothing is the article's.
        let mut foreign = false;
        let asides = asides::of(lines);
        let end = super::end_of_body(lines, &asides);
        for (i, line) in lines.iter().enumerate() {
            if let Some(why) = asides.get(i).copied().flatten().filter(|_| i < end) {
                self.furniture(line.0, why);
            } else if i >= end {
                foreign |= marks::section(line.1).is_some();
                if !foreign && i < end + COLOPHON && self.colophon(line) {
                    continue;
                }
                section = marks::section(line.1)
                    .or_else(|| marks::furniture(line.1))
                    .or(section);
                self.furniture
                    .push((line.0, section.unwrap_or("site-footer")));
            } else {
                self.line(line);
            }
        }
    }

    /// A line of the body.
    pub(crate) fn line(&mut self, line: &Line<'_>) {
        if self.original_title(line) {
            self.own.push(line.0);
        } else if self.above_prose() && marks::lead(line.1).is_some() {
            self.lead(line);
        } else {
            self.body_line(line);
        }
    }

    /// The date and source that a page gives to all its reports.
    pub(super) fn issue(&self) -> (Option<DatePublished>, Option<String>) {
        let article = &self.article;
        (article.date_published.clone(), article.credit_text.clone())
    }

    /// A report of a page with this date and source; what the report says of itself stands.
    pub(super) fn appeared(&mut self, date: Option<DatePublished>, credit: Option<String>) {
        if self.article.date_published.is_none() {
            self.article.date_published = date;
        }
        if self.article.credit_text.is_none() {
            self.article.credit_text = credit;
        }
    }

    /// The lines read so far as furniture: they are no article.
    pub(super) fn dismissed(mut self, why: &'static str) -> Self {
        let own = std::mem::take(&mut self.own);
        self.furniture.extend(own.into_iter().map(|n| (n, why)));
        self.furniture.sort_unstable();
        Self {
            furniture: self.furniture,
            ..Self::default()
        }
    }

    /// Lines of furniture, each for its own reason where it has one.
    pub(super) fn lines(&mut self, lines: &[Line<'_>], otherwise: &'static str) {
        for line in lines {
            let why = marks::section(line.1).or_else(|| marks::furniture(line.1));
            self.furniture.push((line.0, why.unwrap_or(otherwise)));
        }
    }

    /// Has no running text been read yet?
    pub(crate) fn above_prose(&self) -> bool {
        !self.article.article_body.iter().any(|p| marks::is_prose(p))
    }

    fn body_line(&mut self, line: &Line<'_>) {
        let text = marks::without_tail(&plain(line.1)).to_string();
        let why = marks::furniture(&text);
        let shown = std::mem::replace(&mut self.picture_open, why == Some("picture-number"));
        let dateline = dateline::parse(&text);
        if text.is_empty() {
            self.furniture.push((line.0, "picture"));
        } else if let Some(names) = byline(&text) {
            self.own.push(line.0);
            self.add_authors(names);
        } else if let Some(credit) = credit(&text) {
            self.own.push(line.0);
            self.set_credit(credit);
        } else if let Some(outlet) = dateline::before_clock(&text).filter(|_| self.above_prose()) {
            self.own.push(line.0);
            self.set_credit(outlet.to_string());
        } else if dateline.is_one()
            && (dateline.labelled || text.chars().count() <= 45)
            && self.article.date_published.is_none()
            && why != Some("editor")
            && !self.signs_off(&dateline)
        {
            self.own.push(line.0);
            self.take(dateline);
        } else if why == Some("editor") {
            self.own.push(line.0);
        } else if let Some(why) =
            why.filter(|_| !marks::is_prose(&text) || why == Some("copyright"))
        {
            self.furniture.push((line.0, why));
        } else if dateline.labelled && dateline.rest <= 6 && !marks::is_prose(&text) {
            self.own.push(line.0);
            self.take(dateline);
        } else if marks::is_caption(&text) || (shown && text.chars().count() <= CAPTION) {
            self.own.push(line.0);
            self.article.caption.push(caption(&text));
        } else {
            self.own.push(line.0);
            self.article.article_body.push(text);
        }
    }

    /// The source that a line of its own names.
    fn set_credit(&mut self, credit: String) {
        if self.article.credit_text.is_none() || self.credit_guessed {
            self.article.credit_text = Some(credit);
            self.credit_guessed = false;
        }
    }

    /// A line between the end of the body and the next article that says who wrote or supplied it; says whether it was.
    pub(crate) fn colophon(&mut self, line: &Line<'_>) -> bool {
        let text = plain(line.1);
        if let Some(names) = byline(&text) {
            self.add_authors(names);
        } else if let Some(credit) = credit(&text) {
            self.set_credit(credit);
        } else {
            return false;
        }
        self.own.push(line.0);
        true
    }
}
