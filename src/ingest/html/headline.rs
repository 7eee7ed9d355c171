//! The headline: the printed line that the page's own titles agree on, else the title without the site's name.
//!
//! Every line above the text, alone or with the lines behind it (headlines of two lines), gets points for agreeing
//! with a title, for its tag or class, and for standing near the text and above the date.
//! `<title>山村夜门诊_云山新闻网</title>` makes 山村夜门诊 the headline even where it is set as a plain paragraph; where all
//! titles say no more than the site's name, place and looks decide. A page that prints no headline at all has that
//! of its title.

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

/// The headline of a page whose article is in the lines of `container`.
pub(super) fn choose(
    page: &Rendered,
    meta: &Meta,
    container: &Range<usize>,
    furniture: &[Option<&'static str>],
) -> Headline {
    let choice = Choice {
        page,
        furniture,
        titles: titles(meta),
        text_start: container.start,
        end: head_end(page, container, furniture),
    };
    match choice.best() {
        Some(found) => Headline {
            text: without_label(&found.text, meta),
            lines: found.lines,
        },
        None => from_titles(meta),
    }
}

/// What the page calls itself, without the site's name, each with its weight.
fn titles(meta: &Meta) -> Vec<(String, i32)> {
    let own = meta.titles.iter();
    let own = own.filter(|(title, _)| !names_site(title, meta));
    let own = own.map(|(t, w)| (key(&without_site(t, meta.site.as_deref())), *w as i32));
    let listed = meta.edition.as_ref().map_or(&[][..], Navigation::titles);
    let listed = listed.iter().map(|title| (title.clone(), 2));
    own.chain(listed).collect()
}

/// The lines that may be the headline, and what speaks for each.
struct Choice<'a> {
    page: &'a Rendered,
    furniture: &'a [Option<&'static str>],
    titles: Vec<(String, i32)>,
    /// Where the element of the article begins.
    text_start: usize,
    /// The line before which the headline must stand.
    end: usize,
}

impl Choice<'_> {
    /// The printed lines that most speaks for; of those with as much, the first.
    fn best(&self) -> Option<Headline> {
        let mut best: Option<(i32, Headline)> = None;
        for (points, found) in (0..self.end).flat_map(|start| self.beginning_with(start)) {
            if best.as_ref().is_none_or(|(most, _)| points > *most) {
                best = Some((points, found));
            }
        }
        let enough = if self.titles.is_empty() { 1 } else { ENOUGH };
        let (_, found) = best.filter(|(points, _)| *points >= enough)?;
        match self.agreement(&found.text) > 0 {
            true => Some(found),
            false => Some(self.whole(found)),
        }
    }

    /// What begins with a line, with its points: the line alone, and with lines behind it where a title tells them together.
    fn beginning_with(&self, start: usize) -> Vec<(i32, Headline)> {
        let mut found = Vec::new();
        let mut alone = 0;
        for end in (start + 1..=start + LINES).take_while(|end| *end <= self.end) {
            let lines = start..end;
            let text = self.text(&lines);
            if !self.is_free(&lines) || !may_be(&text) {
                continue;
            }
            let agreement = self.agreement(&text);
            let is_alone = lines.len() == 1;
            if is_alone {
                alone = agreement;
            } else if agreement < 5 {
                continue;
            }
            let needless = i32::from(!is_alone && agreement <= alone);
            let points = agreement + self.stands(&lines) - needless;
            found.push((points, Headline { text, lines }));
        }
        found
    }

    /// What the place and the looks of lines say for them.
    fn stands(&self, lines: &Range<usize>) -> i32 {
        // Where no title tells the headline, its place tells it.
        let above_date = if self.titles.is_empty() { 3 } else { 1 };
        let is_near = lines.start + 6 >= self.text_start
            || (lines.start + 1..lines.start + 5).any(|i| self.is_dateline(i));
        let set = self.page.lines.get(lines.clone()).unwrap_or_default();
        looks(self.page, set)
            + 2 * i32::from(is_near)
            + above_date * i32::from(self.is_dateline(lines.end))
    }

    /// A headline that no title tells, with the lines that only `<br>` parts it from.
    fn whole(&self, found: Headline) -> Headline {
        let all = &self.page.lines;
        let element = |i: usize| all.get(i).map(|l| l.element);
        let own = element(found.lines.start);
        let same = |i: &usize| element(*i) == own;
        let from = (0..found.lines.start).rev().take_while(same).last();
        let from = from.unwrap_or(found.lines.start);
        let to = found.lines.end + (found.lines.end..all.len()).take_while(same).count();
        let lines = all.get(from..to).unwrap_or_default();
        let plain = |l: &Line| may_be(&l.text) && prose_of(l) == 0 && !l.is_links();
        let is_headline = (2..=LINES).contains(&lines.len())
            && to <= self.end
            && self.is_free(&(from..to))
            && lines.iter().all(plain);
        match is_headline {
            true => Headline {
                text: self.text(&(from..to)),
                lines: from..to,
            },
            false => found,
        }
    }

    fn text(&self, lines: &Range<usize>) -> String {
        let lines = self.page.lines.get(lines.clone()).unwrap_or_default();
        let texts: Vec<&str> = lines.iter().map(|l| l.text.as_str()).collect();
        texts.join(" ")
    }

    /// Is none of the lines furniture?
    fn is_free(&self, lines: &Range<usize>) -> bool {
        let is_free = |i: usize| self.furniture.get(i).is_some_and(Option::is_none);
        lines.clone().all(is_free)
    }

    fn is_dateline(&self, i: usize) -> bool {
        let line = self.page.lines.get(i);
        line.is_some_and(|l| dateline::parse(&l.text).is_one())
    }

    fn agreement(&self, text: &str) -> i32 {
        agreement(&key(text), &self.titles)
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
