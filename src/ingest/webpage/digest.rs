//! A digest (一周要闻): several short reports on one page, each below its number, most with their source below.
//!
//! Numbers also part the paragraphs of a single report (一是, 1.), so that a page is a digest only where its title
//! says so or most numbered parts name a source of their own. Each part is then an article of the page's date.

use std::sync::LazyLock;

use regex::Regex;

use super::heads::may_be_headline;
use super::marks;
use super::{Line, credit};
use crate::ingest::dateline;

/// `01`, `【2】`, `3.`, `NO.4`, alone or before the headline.
static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)^(?:NO\.?\s*)?[【\[(（]?0?(\d{1,2})[】\])）]?\s*(?:[.．、|丨/]\s*|\s|$)\s*(.*)$",
    )
    .expect("a valid pattern")
});
/// What such a page calls itself.
static TITLE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"一周(?:要闻|新闻|动态|回顾|热点|速览|大事|简报)|(?:要闻|新闻|动态|信息|工作)(?:简报|速览|速递|快报|集锦|汇总|摘要|播报|回顾)|周报|周刊|早报|晚报|快讯|简讯|要闻$|要闻[(（]").expect("a valid pattern")
});

/// One report of a digest, by indices of the lines.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Item {
    /// Its number, where that has a line of its own.
    pub(crate) number: Option<usize>,
    pub(crate) headline: usize,
    /// The headline without its number.
    pub(crate) title: String,
    /// Behind its last line.
    pub(crate) end: usize,
}

/// The reports of a digest, which `title` is the headline of; none where the numbers only part one report.
pub(crate) fn items(lines: &[Line<'_>], title: &str) -> Vec<Item> {
    let mut starts: Vec<(Option<usize>, usize, String)> = Vec::new();
    for (i, (_, line)) in lines.iter().enumerate() {
        let next = starts.len() + 1;
        if let Some(start) = start(lines, i, line, next) {
            starts.push(start);
        }
    }
    if starts.len() < 2 {
        return Vec::new();
    }
    let first =
        |(number, headline, _): &(Option<usize>, usize, String)| number.unwrap_or(*headline);
    let firsts: Vec<usize> = starts.iter().map(first).collect();
    let mut sourced = 0;
    let items = starts.into_iter().enumerate().map(|(n, start)| {
        let (number, headline, title) = start;
        let limit = firsts.get(n + 1).copied().unwrap_or(lines.len());
        let (end, source) = end(lines, headline + 1, limit);
        sourced += usize::from(source);
        Item {
            number,
            headline,
            title,
            end,
        }
    });
    let items: Vec<Item> = items.collect();
    let told = |item: &Item| {
        let body = lines.get(item.headline + 1..item.end).unwrap_or_default();
        body.iter().any(|(_, l)| marks::is_prose(l))
    };
    let digest = sourced * 2 > items.len() || TITLE.is_match(title);
    match digest && items.iter().all(told) {
        true => items,
        false => Vec::new(),
    }
}

/// The `next` number at line `i` with the headline on or below it.
fn start(
    lines: &[Line<'_>],
    i: usize,
    line: &str,
    next: usize,
) -> Option<(Option<usize>, usize, String)> {
    let found = NUMBER.captures(line)?;
    let number: usize = found.get(1)?.as_str().parse().ok()?;
    let rest = found.get(2)?.as_str().trim();
    if number != next {
        return None;
    }
    if !rest.is_empty() {
        return is_headline(rest).then(|| (None, i, rest.to_string()));
    }
    let (_, below) = lines.get(i + 1)?;
    is_headline(below).then(|| (Some(i), i + 1, (*below).to_string()))
}

fn is_headline(line: &str) -> bool {
    may_be_headline(line) && line.chars().count() <= 50
}

/// Behind the line that names the report's source, else before what is furniture; and whether it was a source.
fn end(lines: &[Line<'_>], from: usize, limit: usize) -> (usize, bool) {
    let own = lines.get(from..limit).unwrap_or_default();
    if let Some(at) = own.iter().position(|(_, l)| is_source(l)) {
        return (from + at + 1, true);
    }
    (
        from + super::end_of_body(own, &super::asides::of(own)),
        false,
    )
}

/// `（来源：区卫健局　通讯员：王伟）`.
fn is_source(line: &str) -> bool {
    let parsed = dateline::parse(line);
    line.chars().count() <= 60
        && !marks::is_prose(line)
        && (credit(line).is_some() || (parsed.named && parsed.rest <= 6))
}
