//! Finds the element that holds the article: the one whose lines weigh most when prose counts for and links against it.

use super::render::{Line, Rendered};
use super::roles::Role;
use crate::ingest::webpage::marks;

/// What is known of each line, by the page's structure alone.
#[derive(Debug)]
pub(super) struct Weighed {
    /// The lines (indices) of the container, from its first to its last.
    pub(super) lines: std::ops::Range<usize>,
    /// Why a line is furniture, by the names of the elements around it.
    pub(super) furniture: Vec<Option<&'static str>>,
    /// Is the container a list of links to articles?
    pub(super) is_list: bool,
}

/// An element that calls itself furniture is believed below this share (of 100) of the page's prose.
fn believed_below(why: &str) -> i64 {
    match why {
        // Readers may well write more than the reporter did.
        "comments" | "site-footer" => 80,
        _ => 40,
    }
}

/// What the name of a known editor's field adds, in hundredths.
const NAMED_BODY: i64 = 10;

pub(super) fn weigh(page: &Rendered) -> Weighed {
    let prose: Vec<i64> = page.lines.iter().map(prose_of).collect();
    let sums = sum(page, &prose);
    let all: i64 = prose.iter().sum();
    let furniture: Vec<Option<&'static str>> = page
        .lines
        .iter()
        .map(|line| {
            page.ancestors(line.element)
                .find_map(|(i, e)| match e.role {
                    Role::Furniture(why)
                        if sums.get(i).copied().unwrap_or(0) * 100 < all * believed_below(why)
                            || all == 0 =>
                    {
                        Some(why)
                    }
                    _ => None,
                })
        })
        .collect();
    let weights: Vec<i64> = page
        .lines
        .iter()
        .zip(&furniture)
        .map(|(line, why)| weight(line, why.is_some()))
        .collect();
    let mut best = (i64::MIN, 0);
    for (i, weight) in sum(page, &weights).into_iter().enumerate().rev() {
        let named = page.elements.get(i).is_some_and(|e| e.role == Role::Body) && weight > 0;
        let weight = if named {
            weight + weight * NAMED_BODY / 100
        } else {
            weight
        };
        if weight > best.0 {
            best = (weight, i);
        }
    }
    let lines = range(page, best.1);
    let inside = || {
        lines
            .clone()
            .filter(|i| furniture.get(*i).is_some_and(Option::is_none))
    };
    let total: i64 = inside().filter_map(|i| prose.get(i)).sum();
    let links = inside()
        .filter_map(|i| page.lines.get(i))
        .filter(|l| l.is_links() && l.chars() >= 8 && !l.attachment)
        .count();
    let sentences = inside()
        .filter(|i| prose.get(*i).is_some_and(|p| *p > 0))
        .count();
    let all_links = page
        .lines
        .iter()
        .filter(|l| l.is_links() && l.chars() >= 8)
        .count();
    Weighed {
        is_list: (links >= 5 && links > 2 * sentences)
            || (total < 30 && all_links >= 8 && best.0 < 60),
        lines,
        furniture,
    }
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
