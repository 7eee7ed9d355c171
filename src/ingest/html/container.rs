//! Finds the element that holds the article: the one whose lines weigh most when prose counts for and links against
//! it.
//!
//! No list of class names could keep up with the sites, so that names are hints: an element that calls itself
//! furniture is believed only while it holds little of the page's prose (a `div class="sidebar"` round the whole
//! article is not), and one with the name of an editor's field is preferred by a little. Summaries under links
//! belong to other articles; a page where most sentences are such is perhaps a list of articles.

use super::render::{Line, Rendered};
use super::roles::Role;
use crate::ingest::dateline;
use crate::ingest::webpage::marks;

/// What is known of each line, by the page's structure alone.
#[derive(Debug)]
pub(super) struct Weighed {
    /// The lines (indices) of the container, from its first to its last.
    pub(super) lines: std::ops::Range<usize>,
    /// Why a line is furniture, by the names of the elements around it.
    pub(super) furniture: Vec<Option<&'static str>>,
    /// Which lines are summaries of other articles.
    pub(super) teasers: Vec<bool>,
    /// Is the container a list of links to articles?
    pub(super) listing: Listing,
}

/// Is a page a list of articles rather than one?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Listing {
    No,
    /// Most of its sentences stand under links to articles.
    Perhaps,
    Sure,
}

/// An element that calls itself furniture is believed below this share (of 100) of the page's prose.
fn believed_below(why: &str) -> i64 {
    match why {
        // Readers may well write more than the reporter did.
        "comments" | "site-footer" => 80,
        _ => 40,
    }
}

/// A box of links holds less than this share (of 100) of the page's prose.
const BOX: i64 = 40;

/// The title, date and summary of another article have at most so many lines.
const ITEM: usize = 5;

/// What the name of a known editor's field adds, in hundredths.
const NAMED_BODY: i64 = 10;

pub(super) fn weigh(page: &Rendered) -> Weighed {
    let prose: Vec<i64> = page.lines.iter().map(prose_of).collect();
    let sums = sum(page, &prose);
    let all: i64 = prose.iter().sum();
    let spans = spans(page);
    let mut furniture = called_furniture(page, &sums, all);
    boxes(page, &spans, &sums, all, &mut furniture);
    let (weight, element) = heaviest(page, &furniture);
    let lines = range(page, element);
    let own = lines.clone();
    let own: Vec<usize> = own
        .filter(|i| furniture.get(*i).is_some_and(Option::is_none))
        .collect();
    Weighed {
        listing: listing(page, &own, weight),
        teasers: teasers(page, &spans),
        lines,
        furniture,
    }
}

/// Lines in elements that call themselves furniture, as far as these are believed.
fn called_furniture(page: &Rendered, sums: &[i64], all: i64) -> Vec<Option<&'static str>> {
    let believed = |element: usize, why: &str| {
        let prose = sums.get(element).copied().unwrap_or(0);
        all == 0 || prose * 100 < all * believed_below(why)
    };
    let why = |line: &Line| {
        page.ancestors(line.element)
            .find_map(|(i, e)| match e.role {
                Role::Furniture(why) if believed(i, why) => Some(why),
                _ => None,
            })
    };
    page.lines.iter().map(why).collect()
}

/// The element whose lines weigh most, the innermost of several that weigh the same, with its weight.
fn heaviest(page: &Rendered, furniture: &[Option<&'static str>]) -> (i64, usize) {
    let lines = page.lines.iter().zip(furniture);
    let weights: Vec<i64> = lines
        .map(|(line, why)| weight(line, why.is_some()))
        .collect();
    let mut best = (i64::MIN, 0);
    for (i, mut weight) in sum(page, &weights).into_iter().enumerate().rev() {
        if weight > 0 && page.elements.get(i).is_some_and(|e| e.role == Role::Body) {
            weight += weight * NAMED_BODY / 100;
        }
        if weight > best.0 {
            best = (weight, i);
        }
    }
    best
}

/// `own`: the lines of the container that are no furniture; `weight`: that of the container.
fn listing(page: &Rendered, own: &[usize], weight: i64) -> Listing {
    let lines = || own.iter().filter_map(|i| page.lines.get(*i));
    let titles = |l: &&Line| l.is_links() && l.chars() >= 8;
    let links = lines().filter(titles).filter(|l| !l.attachment).count();
    let all_links = page.lines.iter().filter(titles).count();
    let prose: i64 = lines().map(prose_of).sum();
    let sentences = lines().filter(|l| prose_of(l) > 0).count();
    let summaries = own.iter().filter(|i| is_teaser(page, **i)).count();
    if links >= 5 && links > 2 * sentences || prose < 30 && all_links >= 8 && weight < 60 {
        Listing::Sure
    } else if summaries >= 3 && summaries * 10 >= sentences * 7 {
        Listing::Perhaps
    } else {
        Listing::No
    }
}

/// Is the line the summary of another article: prose below a link with at most a date between, or cut off above a date?
fn is_teaser(page: &Rendered, i: usize) -> bool {
    linked_above(page, i).is_some() || is_cut_above_date(page, i)
}

/// The link that a line of prose stands under, with at most a date between.
fn linked_above(page: &Rendered, i: usize) -> Option<usize> {
    page.lines.get(i).filter(|l| prose_of(l) > 0)?;
    let title = |l: &Line| l.is_links() && !l.attachment && l.chars() >= 6;
    (i.saturating_sub(2)..i)
        .rev()
        .take_while(|at| page.lines.get(*at).is_some_and(|l| prose_of(l) == 0))
        .find(|at| page.lines.get(*at).is_some_and(title))
}

fn is_cut_above_date(page: &Rendered, i: usize) -> bool {
    let cut = |l: &Line| l.text.ends_with("...") || l.text.ends_with('…');
    let date = page.lines.get(i + 1).map(|l| dateline::parse(&l.text));
    page.lines.get(i).is_some_and(cut) && date.is_some_and(|d| d.is_one() && d.rest == 0)
}

/// Which lines are summaries of other articles, by the element that each shares with its title and with little else.
fn teasers(page: &Rendered, spans: &[(usize, usize)]) -> Vec<bool> {
    let small = |element: usize| {
        spans
            .get(element)
            .is_some_and(|(from, to)| to - from <= ITEM)
    };
    let shares = |i: usize, title: usize| {
        let own = page.lines.get(i).map_or(0, |l| l.element);
        let mut around = page.ancestors(own).map(|(e, _)| e).take(3);
        around.any(|e| {
            small(e)
                && spans
                    .get(e)
                    .is_some_and(|(from, to)| (*from..*to).contains(&title))
        })
    };
    (0..page.lines.len())
        .map(|i| {
            is_cut_above_date(page, i) || linked_above(page, i).is_some_and(|at| shares(i, at))
        })
        .collect()
}

/// Boxes that open with a heading such as 相关阅读 and hold links: whatever else is in them is furniture as well.
fn boxes(
    page: &Rendered,
    spans: &[(usize, usize)],
    sums: &[i64],
    all: i64,
    furniture: &mut [Option<&'static str>],
) {
    let from_to = |element: usize| spans.get(element).copied().unwrap_or_default();
    for (i, line) in page.lines.iter().enumerate() {
        let Some(why) = marks::section(&line.text) else {
            continue;
        };
        let widest = page
            .ancestors(line.element)
            .map(|(element, _)| element)
            .take_while(|e| from_to(*e).0 == i)
            .filter(|e| sums.get(*e).copied().unwrap_or(0) * 100 < all * BOX)
            .last();
        let Some(inside) = widest.map(|e| from_to(e).0..from_to(e).1) else {
            continue;
        };
        let linked = page.lines.get(inside.clone()).unwrap_or_default();
        if linked.iter().skip(1).any(Line::is_links) {
            let own = furniture.get_mut(inside).unwrap_or_default();
            own.iter_mut()
                .for_each(|known| *known = known.or(Some(why)));
        }
    }
}

/// For each element its first line and the one behind its last.
fn spans(page: &Rendered) -> Vec<(usize, usize)> {
    let mut spans = vec![(usize::MAX, 0); page.elements.len()];
    let widen = |spans: &mut Vec<(usize, usize)>, element: usize, (from, to): (usize, usize)| {
        if let Some(span) = spans.get_mut(element) {
            *span = (span.0.min(from), span.1.max(to));
        }
    };
    for (i, line) in page.lines.iter().enumerate() {
        widen(&mut spans, line.element, (i, i + 1));
    }
    for i in (1..page.elements.len()).rev() {
        let own = spans.get(i).copied().unwrap_or_default();
        if let Some(parent) = page.elements.get(i).and_then(|e| e.parent) {
            widen(&mut spans, parent, own);
        }
    }
    spans
}

/// Characters of running text in a line.
pub(super) fn prose_of(line: &Line) -> i64 {
    let free = line.chars().saturating_sub(line.linked) as i64;
    if line.is_links() || !marks::is_prose(&line.text) || marks::furniture(&line.text).is_some() {
        0
    } else {
        free
    }
}

fn weight(line: &Line, furniture: bool) -> i64 {
    let (all, linked) = (line.chars() as i64, line.linked as i64);
    let free = (all - linked).max(0);
    if furniture {
        -(all.min(60) + 5)
    } else if marks::furniture(&line.text).is_some() || marks::section(&line.text).is_some() {
        -10
    } else if line.attachment {
        2
    } else if line.is_links() {
        -(linked + 10)
    } else if marks::is_prose(&line.text) {
        free
    } else {
        free * 3 / 10
    }
}

/// For each element the sum over the lines in it.
fn sum(page: &Rendered, of_lines: &[i64]) -> Vec<i64> {
    let mut sums = vec![0_i64; page.elements.len()];
    for (line, value) in page.lines.iter().zip(of_lines) {
        if let Some(own) = sums.get_mut(line.element) {
            *own += value;
        }
    }
    for i in (1..page.elements.len()).rev() {
        let own = sums.get(i).copied().unwrap_or(0);
        let parent = page.elements.get(i).and_then(|e| e.parent);
        if let Some(outer) = parent.and_then(|p| sums.get_mut(p)) {
            *outer += own;
        }
    }
    sums
}

fn range(page: &Rendered, element: usize) -> std::ops::Range<usize> {
    let mut inside = page
        .lines
        .iter()
        .enumerate()
        .filter(|(_, l)| page.ancestors(l.element).any(|(i, _)| i == element))
        .map(|(i, _)| i);
    let first = inside.next().unwrap_or(0);
    let last = inside.next_back().unwrap_or(first);
    first..(last + 1).min(page.lines.len())
}
