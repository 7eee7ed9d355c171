//! The headline: the printed line that the page's own titles agree on, else the title without the site's name.

use std::ops::Range;

use super::container::prose_of;
use super::meta::Meta;
use super::render::{Line, Rendered};
use super::roles::Role;
use super::titles::{key, names_channel, names_site, without_site};
use crate::ingest::dateline;
use crate::ingest::webpage::edition::Navigation;
use crate::ingest::webpage::marks;

/// Where the headline stands.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Headline {
    pub(super) text: String,
    /// The lines (indices) that print it; empty where only the page's head names it.
    pub(super) lines: Range<usize>,
}

/// Points that a printed line needs to be believed.
const ENOUGH: i32 = 4;
/// A headline is set in at most so many lines.
const LINES: usize = 4;
/// Lines into the container that may still be the headline.
const INTO_CONTAINER: usize = 12;

const LABELS: [&str; 8] = [
    "原创", "转载", "独家", "图文", "视频", "置顶", "推荐", "专题",
];

pub(super) fn choose(
    page: &Rendered,
    meta: &Meta,
    container: &Range<usize>,
    furniture: &[Option<&'static str>],
) -> Headline {
    let listed = meta.edition.as_ref().map_or(&[][..], Navigation::titles);
    let titles: Vec<(String, i32)> = meta
        .titles
        .iter()
        .filter(|(title, _)| !names_site(title, meta))
        .map(|(t, w)| (key(&without_site(t, meta.site.as_deref())), *w as i32))
        .chain(listed.iter().map(|title| (title.clone(), 2)))
        .collect();
    // Where no title tells the headline, its place tells it.
    let above_date = if titles.is_empty() { 3 } else { 1 };
    let end = head_end(page, container, furniture);
    let near = |i: usize| {
        i + 6 >= container.start
            || page
                .lines
                .iter()
                .skip(i + 1)
                .take(4)
                .any(|l| dateline::parse(&l.text).is_one())
    };
    let mut best: Option<(i32, Headline)> = None;
    for start in 0..end {
        let mut alone = 0;
        for count in 1..=LINES {
            let Some(lines) = page
                .lines
                .get(start..start + count)
                .filter(|_| start + count <= end)
            else {
                break;
            };
            let usable =
                (start..start + count).all(|i| furniture.get(i).is_some_and(Option::is_none));
            let text = lines
                .iter()
                .map(|l| l.text.as_str())
                .collect::<Vec<_>>()
                .join(" ");
            if !usable || !may_be(&text) {
                continue;
            }
            let agreement = agreement(&key(&text), &titles);
            if count == 1 {
                alone = agreement;
            } else if agreement < 5 {
                continue;
            }
            let dated = page
                .lines
                .get(start + count)
                .is_some_and(|l| dateline::parse(&l.text).is_one());
            let dated = i32::from(dated) * above_date;
            let points = agreement + looks(page, lines) + i32::from(near(start)) * 2 + dated
                - i32::from(count > 1 && agreement <= alone);
            if best.as_ref().is_none_or(|(most, _)| points > *most) {
                best = Some((
                    points,
                    Headline {
                        text,
                        lines: start..start + count,
                    },
                ));
            }
        }
    }
    let enough = if titles.is_empty() { 1 } else { ENOUGH };
    match best {
        Some((points, found)) if points >= enough => {
            let told = agreement(&key(&found.text), &titles) > 0;
            let found = if told {
                found
            } else {
                whole(page, found, end, furniture)
            };
            Headline {
                text: without_label(&found.text, meta),
                lines: found.lines,
            }
        }
        _ => from_titles(meta),
    }
}

/// A headline that no title tells, with the lines that only `<br>` parts it from.
fn whole(
    page: &Rendered,
    found: Headline,
    end: usize,
    furniture: &[Option<&'static str>],
) -> Headline {
    let element = |i: usize| page.lines.get(i).map(|l| l.element);
    let own = element(found.lines.start);
    let same = |i: &usize| element(*i) == own;
    let from = (0..found.lines.start).rev().take_while(same).last();
    let from = from.unwrap_or(found.lines.start);
    let to = found.lines.end + (found.lines.end..page.lines.len()).take_while(same).count();
    let lines = page.lines.get(from..to).unwrap_or_default();
    let plain = (from..to).all(|i| furniture.get(i).is_some_and(Option::is_none))
        && lines
            .iter()
            .all(|l| may_be(&l.text) && prose_of(l) == 0 && !l.is_links());
    if !(2..=LINES).contains(&lines.len()) || to > end || !plain {
        return found;
    }
    let text: Vec<&str> = lines.iter().map(|l| l.text.as_str()).collect();
    Headline {
        text: text.join(" "),
        lines: from..to,
    }
}

/// The line before which the headline must stand: the container's first long sentence, or its second.
fn head_end(
    page: &Rendered,
    container: &Range<usize>,
    furniture: &[Option<&'static str>],
) -> usize {
    let mut sentences = 0;
    let first_prose = container.clone().find(|i| {
        let own = furniture.get(*i).is_some_and(Option::is_none);
        let Some(line) = page.lines.get(*i).filter(|l| own && prose_of(l) > 0) else {
            return false;
        };
        sentences += 1;
        sentences == 2 || line.chars() > 40
    });
    let earliest = container.start + 1;
    let latest = container.start + INTO_CONTAINER;
    first_prose
        .unwrap_or(latest)
        .clamp(earliest, latest)
        .min(page.lines.len())
}

fn may_be(text: &str) -> bool {
    let count = text.chars().count();
    (4..=120).contains(&count)
        && marks::furniture(text).is_none()
        && !dateline::parse(text).is_one()
        && text
            .chars()
            .any(|c| dateline::is_han(c) || c.is_alphabetic())
        && !text.ends_with(['：', ':'])
}

/// How the line is set.
fn looks(page: &Rendered, lines: &[Line]) -> i32 {
    let Some(line) = lines.first() else { return 0 };
    let tag = page
        .elements
        .get(line.element)
        .map_or("", |e| e.tag.as_str());
    let tag = page
        .ancestors(line.element)
        .take(2)
        .map(|(_, e)| e.tag.as_str())
        .find(|t| t.starts_with('h') && t.len() == 2)
        .unwrap_or(tag);
    let set = match tag {
        "h1" => 4,
        "h2" => 3,
        "h3" => 2,
        "h4" | "h5" => 1,
        _ if page.has_role(line, Role::Title) => 3,
        _ => i32::from(line.centred || line.bold),
    };
    let subtitle = i32::from(page.has_role(line, Role::Subtitle)) * 4;
    let links = i32::from(line.is_links()) * 5;
    let section = i32::from(marks::section(&line.text).is_some()) * 3;
    let channel = i32::from(names_channel(&line.text)) * 4;
    let sentence = i32::from(line.text.ends_with('。')) * 3;
    set - links - subtitle - section - channel - sentence
}

/// How far the page's titles speak for a line.
fn agreement(line: &str, titles: &[(String, i32)]) -> i32 {
    let count = line.chars().count();
    let points = titles.iter().map(|(title, weight)| {
        let all = title.chars().count().max(1);
        if title == line {
            5 + weight
        } else if title.starts_with(line) && count >= 6 {
            3 + weight + i32::from(count * 10 >= all * 6)
        } else if title.contains(line) && count >= 8 && count * 10 >= all * 4 {
            2 + weight
        } else if line.starts_with(title.as_str()) && all >= 8 && count * 10 <= all * 16 {
            3 + weight
        } else if line.contains(title.as_str()) && all >= 8 && count * 10 <= all * 16 {
            2 + weight
        } else {
            0
        }
    });
    points.max().unwrap_or(0)
}

/// A label set before the headline (`原创`) that the page's own title has not.
fn without_label(printed: &str, meta: &Meta) -> String {
    let titles = meta.titles.iter().map(|(t, _)| t);
    let bare = LABELS.iter().find_map(|label| {
        let rest = printed.strip_prefix(label)?.trim_start();
        let told = titles
            .clone()
            .any(|t| key(&without_site(t, meta.site.as_deref())) == key(rest));
        told.then(|| rest.to_string())
    });
    bare.unwrap_or_else(|| printed.to_string())
}

fn from_titles(meta: &Meta) -> Headline {
    let own = meta.titles.iter().filter(|(t, _)| !names_site(t, meta));
    let text = own
        .chain(&meta.titles)
        .map(|(t, _)| without_site(t, meta.site.as_deref()))
        .find(|t| !t.is_empty());
    Headline {
        text: text.unwrap_or_default(),
        lines: 0..0,
    }
}
