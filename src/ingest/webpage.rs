//! The text of a web page as a browser saves it: one paragraph a line, the article between breadcrumbs, lists and
//! notes.
//!
//! Without elements there are only words and order. The dateline (`2023-05-04 09:12 来源：…`) is the anchor: the
//! headline is the line above it that the text takes words from (`heads`), the body begins below the buttons behind
//! it and ends at the first mark of furniture (`marks`) behind which no text follows. What a site sets into the
//! text is furniture, too (`asides`); several datelines with headlines of their own make several articles, and blocks
//! beside them, too (`blocks`), numbered reports a digest (`digest`), and a newspaper's site is known by its navigation (`edition`).

pub(crate) mod asides;
mod blocks;
mod credits;
pub(crate) mod digest;
pub(crate) mod edition;
mod furniture;
mod heads;
mod making;
pub(crate) mod marks;
mod words;

use super::Segmented;
use super::dateline::{self, Dateline};
use super::newspaper;

pub(crate) use credits::{byline, caption, credit};
pub(crate) use heads::years;
use heads::{
    BUTTON, deck_above, first_prose, has_clock, has_head, headline_above, headline_before,
    headline_behind, is_dateline, is_day_alone, is_deck, may_be_headline, prose_behind,
    stands_below, tells, titled, wrapped,
};
pub(crate) use making::{COLOPHON, Making};

/// A non-blank line of the text: its number from 1, and itself, trimmed.
pub(crate) type Line<'a> = (u32, &'a str);

/// Does the text look like a saved web page (and not like the columns of a newspaper page)?
pub(super) fn looks_like(text: &str) -> bool {
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
    let of_the_web = lines.iter().any(|(_, l)| marks::is_of_the_web(l));
    let score = 3 * usize::from(has_head(&lines) || has_clock(&lines))
        + 2 * usize::from(dated)
        + 2 * usize::from(crumbs)
        + usize::from(furniture >= 2)
        + usize::from(furniture >= 5)
        + usize::from(long * 4 >= wrapped && long > 0)
        + 2 * usize::from(links)
        + 3 * usize::from(of_the_web);
    score >= 3 && (long > 0 || dated)
}

/// Is the text a page of a newspaper's digital edition?
pub(super) fn is_edition(text: &str) -> bool {
    let lines: Vec<Line<'_>> = numbered(text).collect();
    edition::read(&lines).is_some()
}

/// Finds the articles and the furniture of a text. Every non-blank line ends up in exactly one of them.
pub fn segment(text: &str) -> Segmented {
    let lines: Vec<Line<'_>> = numbered(text).collect();
    if let Some(segmented) = edition::read(&lines) {
        return segmented;
    }
    let starts = blocks::with_undated(&lines, article_starts(&lines));
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
            is_dateline(lines.get(*i).map_or("", |l| l.1), d)
                && marks::furniture(lines.get(*i).map_or("", |l| l.1))
                    .is_none_or(|why| why != "today" && why != "copyright")
        })
        .collect();
    let first = found.iter().position(|(i, d)| {
        (prose_behind(lines, *i) && (d.labelled || headline_before(lines, *i).is_some()))
            || (d.labelled && stands_below(lines, *i))
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
        } else if dateline.labelled && prose_behind(lines, i) {
            // A second article of the same text: it has a headline of its own.
            let is_told = |head: &usize| dateline.source.is_some() || is_deck(lines, *head);
            let Some(head) = headline_before(lines, i).filter(is_told) else {
                continue;
            };
            match starts.last_mut() {
                // What stands above was no article yet, only the day in a table of facts.
                Some(last) if !has_prose(lines, last.dateline, head) => last.dateline = Some(i),
                _ => starts.push(Start {
                    from: head,
                    dateline: Some(i),
                }),
            }
        }
    }
    starts
}

/// Is there text between a dateline and the next headline?
fn has_prose(lines: &[Line<'_>], dateline: Option<usize>, head: usize) -> bool {
    let between = lines.get(dateline.map_or(0, |at| at + 1)..head);
    between
        .unwrap_or_default()
        .iter()
        .any(|(_, l)| marks::is_prose(l) && marks::furniture(l).is_none())
}

/// Reads the lines of one article with the furniture round it.
fn one_page(lines: &[Line<'_>], dateline_at: Option<usize>, segmented: &mut Segmented) {
    let mut page = Making::default();
    let titled = titled(lines);
    let headline_at = headline_at(lines, dateline_at, titled);
    let below = dateline_at.filter(|at| stands_below(lines, *at));
    if let Some((_, dateline)) = below.and_then(|at| lines.get(at)) {
        page.date_below(dateline);
    }
    let dateline_at = dateline_at.filter(|_| below.is_none());
    let body_from = dateline_at.max(headline_at).map_or(0, |at| at + 1);
    let (head, below) = lines.split_at_checked(body_from).unwrap_or_default();
    let titled = titled.filter(|(_, last)| Some(*last) == headline_at);
    read_head(&mut page, head, lines, (headline_at, titled), dateline_at);
    let items = digest::items(below, &page.article.headline);
    if !items.is_empty() {
        reports(below, &items, page, segmented);
        return;
    }
    let buttons = below
        .iter()
        .take_while(|(_, l)| !marks::is_prose(l))
        .take_while(|(_, l)| l.chars().count() <= BUTTON || marks::furniture(l).is_some());
    let (buttons, body) = below.split_at(buttons.count());
    for (number, line) in buttons {
        page.furniture(*number, marks::furniture(line).unwrap_or("tools"));
    }
    page.body(body);
    page.finish(segmented);
}

/// The line of the headline: above the dateline, or above the text where there is none or it stands below; in a pinch the
/// short line behind the dateline.
fn headline_at(
    lines: &[Line<'_>],
    dateline_at: Option<usize>,
    titled: Option<(usize, usize)>,
) -> Option<usize> {
    let titled = titled.map(|(_, last)| last);
    let follows =
        |titled: &usize| dateline_at.is_none_or(|at| *titled < at || is_day_alone(lines, at));
    if let Some(titled) = titled.filter(follows) {
        return Some(titled);
    }
    let Some(at) = dateline_at else {
        return headline_above(lines);
    };
    if stands_below(lines, at) {
        return first_prose(lines).and_then(|text| headline_before(lines, text));
    }
    let is_short = |l: &str| may_be_headline(l) && l.chars().count() <= 50;
    let behind = || lines.get(at + 1).filter(|(_, l)| is_short(l));
    let above = headline_before(lines, at);
    // A day alone above the headline is that of the page.
    let is_told = |above: &usize| !is_day_alone(lines, at) || tells(lines, *above);
    above
        .filter(is_told)
        .or_else(|| headline_behind(lines, at).filter(|_| is_day_alone(lines, at)))
        .or(above)
        .or_else(|| behind().map(|_| at + 1))
}

/// Headline, decks and dateline, and what stands above and between them.
fn read_head(
    page: &mut Making,
    head: &[Line<'_>],
    lines: &[Line<'_>],
    (headline_at, titled): (Option<usize>, Option<(usize, usize)>),
    dateline_at: Option<usize>,
) {
    let of_title = titled.filter(|(first, last)| first < last);
    let deck_at = match of_title {
        Some((first, _)) => Some(first),
        None => headline_at.and_then(|at| deck_above(lines, at)),
    };
    let wrapped = of_title.and_then(|(first, last)| wrapped(lines, first, last));
    for (i, line) in head.iter().enumerate() {
        let is_behind = headline_at.is_some_and(|at| i > at);
        if Some(i) == deck_at.or(headline_at) {
            page.headline(&(line.0, wrapped.as_deref().unwrap_or(line.1)));
        } else if Some(i) == headline_at && wrapped.is_some() {
            page.own([line.0]);
        } else if Some(i) == headline_at {
            page.second_deck(line);
        } else if Some(i) == dateline_at {
            page.dateline(line, lines);
        } else if is_behind && is_deck(lines, i) {
            page.second_deck(line);
        } else {
            page.head(line, is_behind, "site-header");
        }
    }
}

/// Reads the reports of a digest: they have the page's date and, where they name none, its source.
pub(crate) fn reports(
    lines: &[Line<'_>],
    items: &[digest::Item],
    page: Making,
    segmented: &mut Segmented,
) {
    let (date, credit) = page.issue();
    let mut frame = page.dismissed("digest");
    let mut from = 0;
    let mut reports = Vec::new();
    for item in items {
        let mut report = Making::default();
        let start = item.number.unwrap_or(item.headline);
        frame.lines(lines.get(from..start).unwrap_or_default(), "digest");
        report.own((start..item.headline).filter_map(|i| Some(lines.get(i)?.0)));
        if let Some((number, _)) = lines.get(item.headline) {
            report.headline(&(*number, item.title.as_str()));
        }
        let text = lines.get(item.headline + 1..item.end).unwrap_or_default();
        for (line, aside) in text.iter().zip(asides::of(text)) {
            match aside {
                Some(why) => report.furniture(line.0, why),
                None => report.line(line),
            }
        }
        report.appeared(date.clone(), credit.clone());
        reports.push(report);
        from = item.end;
    }
    frame.lines(lines.get(from..).unwrap_or_default(), "site-footer");
    reports
        .into_iter()
        .for_each(|report| report.finish(segmented));
    frame.finish(segmented);
}

/// So many lines below a headline are a text, whatever they are like.
const SHORT_LINES: usize = 12;

/// Where the article's body ends: the first mark of furniture behind which no two paragraphs of prose follow. What is
/// set into the text (`asides`) does not end it.
fn end_of_body(lines: &[Line<'_>], asides: &[Option<&'static str>]) -> usize {
    let is_text = |l: &Line<'_>| marks::is_prose(l.1) && !closes(l.1);
    let last = lines.iter().rposition(is_text).unwrap_or(lines.len());
    let mut seen = false;
    for (i, line) in lines.iter().enumerate() {
        // A text of short lines all through has no prose.
        seen |= i >= SHORT_LINES;
        let aside = asides.get(i).copied().flatten().is_some();
        // Who supplied a text, or the numbers of pages, end it where no text follows.
        let is_end = |l: &str| credit(l).is_some() || marks::furniture(l) == Some("pages");
        if i > last && is_end(line.1) {
            return i;
        }
        if seen && !aside && closes(line.1) && !is_text(line) {
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

/// Does the line close a text: a note behind it, or the heading of a list?
fn closes(line: &str) -> bool {
    marks::section(line).is_some() || marks::is_tail(line)
}

#[cfg(test)]
mod tests;
