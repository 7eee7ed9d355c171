//! The text of a web page as a browser saves it: one paragraph a line, the article between breadcrumbs, lists and notes.

pub(crate) mod marks;

use std::sync::LazyLock;

use regex::Regex;

use crate::article::{Article, Caption, Furniture, LineRange};

use super::Segmented;
use super::dateline::{self, Dateline, fold};
use super::newspaper;

/// A non-blank line of the text: its number from 1, and itself, trimmed.
type Line<'a> = (u32, &'a str);

/// Does the text look like a saved web page (and not like the columns of a newspaper page)?
pub fn looks_like(text: &str) -> bool {
    let lines: Vec<Line<'_>> = numbered(text).take(400).collect();
    let dated = lines.iter().take(40).any(|(_, l)| {
        let found = dateline::parse(l);
        found.is_one()
            && !newspaper::is_page_header(l)
            && (found.labelled || found.date.is_some_and(|d| d.time.is_some()))
    });
    let furniture = lines
        .iter()
        .filter(|(_, l)| marks::furniture(l).is_some() || marks::section(l).is_some())
        .count();
    let crumbs = lines
        .iter()
        .take(12)
        .any(|(_, l)| marks::furniture(l) == Some("breadcrumb"));
    let long = lines
        .iter()
        .filter(|(_, l)| l.chars().count() >= 60)
        .count();
    let wrapped = lines
        .iter()
        .filter(|(_, l)| (8..=32).contains(&l.chars().count()))
        .count();
    let links = text.matches("](http").count() >= 3;
    let score = 2 * usize::from(dated)
        + 2 * usize::from(crumbs)
        + usize::from(furniture >= 2)
        + usize::from(furniture >= 5)
        + usize::from(long * 4 >= wrapped && long > 0)
        + 2 * usize::from(links);
    score >= 3 && (long > 0 || dated)
}

/// Finds the articles and the furniture of a text. Every non-blank line ends up in exactly one of them.
pub fn segment(text: &str) -> Segmented {
    let lines: Vec<Line<'_>> = numbered(text).collect();
    let starts = article_starts(&lines);
    let mut segmented = Segmented::default();
    let mut from = 0;
    for (i, start) in starts.iter().enumerate() {
        let to = starts.get(i + 1).map_or(lines.len(), |next| next.from);
        one_page(
            lines.get(from..to).unwrap_or_default(),
            start.dateline.map(|d| d - from),
            &mut segmented,
        );
        from = to;
    }
    if starts.is_empty() {
        one_page(&lines, None, &mut segmented);
    }
    segmented
}

fn numbered(text: &str) -> impl Iterator<Item = Line<'_>> {
    (1..)
        .zip(text.split('\n'))
        .map(|(n, l)| {
            (
                n,
                l.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\u{200b}'),
            )
        })
        .filter(|(_, l)| !l.is_empty())
}

/// Where an article starts: its first line (index) and its dateline.
struct Start {
    from: usize,
    dateline: Option<usize>,
}

/// One start for each dateline that has a headline before it and prose behind it; the first takes the page's head as well.
fn article_starts(lines: &[Line<'_>]) -> Vec<Start> {
    let mut found: Vec<(usize, Dateline)> = lines
        .iter()
        .enumerate()
        .filter(|(_, (_, l))| l.chars().count() <= 200)
        .map(|(i, (_, l))| (i, dateline::parse(l)))
        .filter(|(i, d)| {
            d.is_one()
                && marks::furniture(lines.get(*i).map_or("", |l| l.1))
                    .is_none_or(|why| why != "today" && why != "copyright")
        })
        .collect();
    let first = found.iter().position(|(i, d)| {
        prose_behind(lines, *i) && (d.labelled || headline_before(lines, *i).is_some())
    });
    let Some(first) = first else {
        return found
            .drain(..)
            .take(1)
            .map(|(i, _)| Start {
                from: 0,
                dateline: Some(i),
            })
            .collect();
    };
    let mut starts = Vec::new();
    for (i, dateline) in found.drain(..).skip(first) {
        if starts.is_empty() {
            starts.push(Start {
                from: 0,
                dateline: Some(i),
            });
        } else if dateline.labelled && dateline.source.is_some() && prose_behind(lines, i) {
            // A second article of the same text: it has a headline of its own.
            if let Some(head) = headline_before(lines, i) {
                starts.push(Start {
                    from: head,
                    dateline: Some(i),
                });
            }
        }
    }
    starts
}

fn prose_behind(lines: &[Line<'_>], at: usize) -> bool {
    lines
        .iter()
        .skip(at + 1)
        .take(8)
        .any(|(_, l)| marks::is_prose(l) && marks::furniture(l).is_none())
}

/// The headline above a dateline: the nearest line that is no furniture, within four lines.
fn headline_before(lines: &[Line<'_>], at: usize) -> Option<usize> {
    (at.saturating_sub(4)..at)
        .rev()
        .find(|i| lines.get(*i).is_some_and(|(_, l)| may_be_headline(l)))
}

fn may_be_headline(line: &str) -> bool {
    let count = line.chars().count();
    (4..=90).contains(&count)
        && marks::furniture(line).is_none()
        && marks::section(line).is_none()
        && !line.ends_with(['。', '；'])
        && !line.starts_with(['•', '·', '*'])
        && !dateline::parse(line).is_one()
        && line.chars().filter(|c| dateline::is_han(*c)).count() >= 4
}

/// Reads the lines of one article with the furniture round it.
fn one_page(lines: &[Line<'_>], dateline_at: Option<usize>, segmented: &mut Segmented) {
    let mut page = Making::default();
    let headline_at = match dateline_at {
        Some(at) => headline_before(lines, at).or_else(|| {
            let after = lines
                .get(at + 1)
                .filter(|(_, l)| may_be_headline(l) && l.chars().count() <= 50);
            after.map(|_| at + 1)
        }),
        None => lines
            .iter()
            .position(|(_, l)| may_be_headline(l) && !l.contains('|')),
    };
    let body_from = [dateline_at, headline_at]
        .into_iter()
        .flatten()
        .max()
        .map_or(0, |at| at + 1);
    for (i, line) in lines.iter().enumerate().take(body_from) {
        if Some(i) == headline_at {
            page.headline(line);
        } else if Some(i) == dateline_at {
            page.dateline(line);
        } else {
            page.head(line, headline_at.is_some_and(|h| i > h), "site-header");
        }
    }
    page.body(lines.get(body_from..).unwrap_or_default());
    page.finish(segmented);
}

/// One article in the making.
#[derive(Default)]
pub(crate) struct Making {
    pub(crate) article: Article,
    own: Vec<u32>,
    furniture: Vec<(u32, &'static str)>,
    /// The line before was (part of) the original title.
    original_open: bool,
}

static ORIGINAL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[(（【\[]?原(标题|题)[】\]]?\s*[:：]\s*").expect("a valid pattern")
});
static LINK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"!?\[([^\]\n]*)\]\((?:https?:|/|\./)[^)\s]*\)").expect("a valid pattern")
});
static REPORTERS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[(（](?:[^()（）]{0,16}?)(?:记者|通讯员)\s*[:：]?\s*([^()（）]{2,40})[)）]")
        .expect("a valid pattern")
});
static BYLINE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[(（【\[]?\s*(?:[^\s，。]{0,14}(?:记者|通讯员|特约撰稿人)|作者|撰文|文字?(?:/图)?|文图|图文|供稿(?:人|单位)?|撰稿)\s*[/:：]?\s*([^，。！？]{2,40})[)）】\]]?$")
        .expect("a valid pattern")
});
static CREDIT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[(（【\[]?\s*(?:(?:信息|文章|稿件|内容)?来源|稿源|转自|摘自|据)\s*[:：]\s*([^，。！？]{2,30}?)[)）】\]]?$").expect("a valid pattern")
});

impl Making {
    pub(crate) fn headline(&mut self, line: &Line<'_>) {
        self.own.push(line.0);
        self.article.headline = plain(line.1.trim_start_matches('#').trim());
    }

    /// Lines of the article that give nothing to its text.
    pub(crate) fn own(&mut self, lines: impl IntoIterator<Item = u32>) {
        self.own.extend(lines);
    }

    pub(crate) fn furniture(&mut self, line: u32, why: &'static str) {
        self.furniture.push((line, why));
    }

    /// A further deck of the headline.
    pub(crate) fn alternative(&mut self, line: &Line<'_>) {
        self.own.push(line.0);
        let deck = line.1;
        let title = &mut self.article.alternative_headline;
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
        let bare =
            |text: &str| -> String { fold(text).chars().filter(|c| c.is_alphanumeric()).collect() };
        self.above_prose() && bare(line) == bare(&self.article.headline)
    }

    fn dateline(&mut self, line: &Line<'_>) {
        self.own.push(line.0);
        self.take(dateline::parse(&plain(line.1)));
    }

    fn take(&mut self, dateline: Dateline) {
        let article = &mut self.article;
        if article.date_published.is_none() {
            article.date_published = dateline.date.map(dateline::Found::published);
        }
        if article.credit_text.is_none() {
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
        let dateline = dateline::parse(line.1);
        let names = byline(line.1).filter(|_| below_headline);
        if let Some(names) = names {
            self.own.push(line.0);
            self.add_authors(names);
        } else if below_headline
            && (dateline.is_one() || (dateline.labelled && dateline.rest <= 14))
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

    /// The lines below headline and dateline.
    fn body(&mut self, lines: &[Line<'_>]) {
        let mut section: Option<&'static str> = None;
        let end = end_of_body(lines);
        for (i, line) in lines.iter().enumerate() {
            if i >= end {
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
        if self.above_prose() && self.original_title(line) {
            self.own.push(line.0);
        } else {
            self.body_line(line);
        }
    }

    /// Has no running text been read yet?
    pub(crate) fn above_prose(&self) -> bool {
        !self.article.article_body.iter().any(|p| marks::is_prose(p))
    }

    /// `原标题：…` and the further decks below it.
    fn original_title(&mut self, line: &Line<'_>) -> bool {
        let article = &mut self.article;
        if let Some(found) = ORIGINAL.find(line.1) {
            let title = line
                .1
                .get(found.end()..)
                .unwrap_or_default()
                .trim_end_matches([')', '）', '】']);
            if !title.is_empty() && title != article.headline {
                article.alternative_headline = Some(title.to_string());
            }
            self.original_open = true;
            return true;
        }
        let deck = self.original_open
            && !marks::is_prose(line.1)
            && line.1.chars().count() <= 40
            && shares(line.1, &article.headline);
        if deck && let Some(title) = &mut article.alternative_headline {
            *title = format!("{title} {}", line.1);
        }
        self.original_open &= deck;
        deck
    }

    fn body_line(&mut self, line: &Line<'_>) {
        let text = plain(line.1);
        let why = marks::furniture(&text);
        let dateline = dateline::parse(&text);
        if text.is_empty() {
            self.furniture.push((line.0, "picture"));
        } else if let Some(names) = byline(&text) {
            self.own.push(line.0);
            self.add_authors(names);
        } else if let Some(credit) = CREDIT.captures(&text).and_then(|c| c.get(1)) {
            self.own.push(line.0);
            self.article
                .credit_text
                .get_or_insert_with(|| credit.as_str().to_string());
        } else if dateline.is_one()
            && (dateline.labelled || text.chars().count() <= 45)
            && self.article.date_published.is_none()
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
        } else if marks::is_caption(&text) {
            self.own.push(line.0);
            self.article.caption.push(caption(&text));
        } else {
            self.own.push(line.0);
            self.article.article_body.push(text);
        }
    }

    /// Reporters named in brackets at the start or the end of the text.
    pub(crate) fn reporters(&mut self) {
        for paragraph in [
            self.article.article_body.first(),
            self.article.article_body.last(),
        ]
        .into_iter()
        .flatten()
        {
            let found: Vec<String> = REPORTERS
                .captures_iter(paragraph)
                .filter_map(|c| c.get(1))
                .flat_map(|names| dateline::names(names.as_str()))
                .collect();
            for name in found {
                if !self.article.author.contains(&name) {
                    self.article.author.push(name);
                }
            }
        }
    }

    pub(crate) fn finish(mut self, segmented: &mut Segmented) {
        self.reporters();
        let article = &self.article;
        let none = article.article_body.is_empty() && article.headline.is_empty();
        if none {
            self.furniture
                .extend(self.own.drain(..).map(|n| (n, "no-article")));
            self.furniture.sort_unstable();
        }
        segmented
            .furniture
            .extend(collect_furniture(&self.furniture, &self.own));
        if none {
            return;
        }
        self.article.lines = LineRange::collect(self.own);
        segmented.articles.push(self.article);
    }
}

/// Where the article's body ends: the first mark of furniture behind which no two paragraphs of prose follow.
fn end_of_body(lines: &[Line<'_>]) -> usize {
    let closes = |l: &str| {
        marks::section(l).is_some()
            || matches!(
                marks::furniture(l),
                Some("copyright" | "site-footer" | "share" | "pager" | "comments" | "tags")
            )
    };
    let is_text = |l: &Line<'_>| marks::is_prose(l.1) && !closes(l.1);
    let mut seen = false;
    for (i, line) in lines.iter().enumerate() {
        if seen && closes(line.1) && !is_text(line) {
            let behind = lines.get(i + 1..).unwrap_or_default();
            let next: Vec<&Line<'_>> = behind.iter().take(4).collect();
            let goes_on =
                next.iter().filter(|l| is_text(l)).count() >= 2 && marks::section(line.1).is_none();
            if !goes_on {
                return i;
            }
        }
        seen |= is_text(line);
    }
    lines.len()
}

/// Text without the marks of links and pictures.
fn plain(line: &str) -> String {
    if line.contains("](") {
        LINK.replace_all(line, |c: &regex::Captures<'_>| {
            let picture = c.get(0).is_some_and(|m| m.as_str().starts_with('!'));
            if picture {
                String::new()
            } else {
                c.get(1).map_or("", |m| m.as_str()).to_string()
            }
        })
        .trim()
        .to_string()
    } else {
        line.to_string()
    }
}

/// The names on a line that names the article's reporters and nothing else.
pub(crate) fn byline(line: &str) -> Option<Vec<String>> {
    if line.chars().count() > 60 {
        return None;
    }
    let names = dateline::names(BYLINE.captures(line)?.get(1)?.as_str());
    (!names.is_empty()).then_some(names)
}

/// The source on a line that names it and nothing else.
pub(crate) fn credit(line: &str) -> Option<String> {
    let found = CREDIT.captures(line)?;
    Some(found.get(1)?.as_str().trim().to_string())
}

/// Text and photographer of a caption.
pub(crate) fn caption(line: &str) -> Caption {
    let text = line.trim_start_matches(|c: char| "▲△▼↑↓←→■◆".contains(c) || c.is_whitespace());
    let end = text.trim_end_matches(['。', '）', ')', ' ']);
    let credit = ["摄", "供图"].iter().find_map(|mark| {
        let before = end.strip_suffix(mark)?.trim_end();
        let last = before
            .rsplit(|c: char| c.is_whitespace() || "（(。，".contains(c))
            .next()?;
        dateline::names(last).pop().or_else(|| {
            (2..=20)
                .contains(&last.chars().count())
                .then(|| last.to_string())
        })
    });
    Caption {
        text: text.to_string(),
        credit,
    }
}

/// Do the two share three characters in a row?
fn shares(a: &str, b: &str) -> bool {
    let a: Vec<char> = fold(a).chars().collect();
    let b = fold(b);
    a.windows(3)
        .any(|w| b.contains(&w.iter().collect::<String>()))
}

/// Neighbouring lines with one reason become one entry; lines of the article part them.
pub(crate) fn collect_furniture(lines: &[(u32, &'static str)], own: &[u32]) -> Vec<Furniture> {
    let parted = |from: u32, to: u32| own.iter().any(|n| from < *n && *n < to);
    let mut all: Vec<Furniture> = Vec::new();
    for (number, why) in lines {
        match all.last_mut() {
            Some(last)
                if last.why == *why && last.lines.1 < *number && !parted(last.lines.1, *number) =>
            {
                last.lines.1 = *number;
            }
            _ => all.push(Furniture {
                lines: LineRange(*number, *number),
                why: (*why).to_string(),
            }),
        }
    }
    all
}

#[cfg(test)]
mod tests;
