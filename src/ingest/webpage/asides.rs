//! What a site sets into the text of an article: boxes that lead to others, and advertisements. The text goes on
//! behind them.
//!
//! A box is known by its heading (延伸阅读) or an advertisement by its label (广告); how far it reaches, by what stands
//! in it: short lines with one mark, summaries that speak of other things than the text before. Where nothing of
//! the text follows, it is no box but the end of the article, and not treated here.

use std::sync::LazyLock;

use regex::Regex;

use super::heads::told;
use super::{Line, closes, marks};
use crate::ingest::dateline::is_han;

/// What a line alone says that stands over an advertisement.
const ADVERTISEMENTS: [&str; 12] = [
    "广告",
    "推广",
    "广告推广",
    "商业广告",
    "商业推广",
    "推广链接",
    "推广信息",
    "广告位",
    "赞助",
    "赞助商",
    "赞助商链接",
    "赞助商广告",
];
/// Lines of such a box, without its heading.
const BOX: usize = 8;
/// Characters of a title in such a box.
const TITLE: usize = 40;
/// Characters of a sentence that an advertisement may have.
const SLOGAN: usize = 60;

/// The words that call customers.
static CALL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"热线|报名|咨询|扫码|点击|抢购|优惠|查看详情|>>|＞＞|[0-9]{3,4}[-—][0-9]{4}|[0-9]{7}",
    )
    .expect("a valid pattern")
});
/// The end of a summary that a link to the rest follows.
static CUT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?:…|\.\.\.|[\[【(（](?:详细|详情|全文|更多|阅读全文|查看全文)[\]】)）]|>>|»|＞＞)$",
    )
    .expect("a valid pattern")
});

/// For each line of a body why it is none of the text's, where it is set into it.
pub(crate) fn of(lines: &[Line<'_>]) -> Vec<Option<&'static str>> {
    let mut asides = vec![None; lines.len()];
    let mut seen = false;
    let mut at = 0;
    while let Some((_, line)) = lines.get(at) {
        let found = match seen {
            true => advertisement(lines, at).or_else(|| links(lines, at)),
            false => None,
        };
        seen |= is_text(line);
        let (end, why) = found.unwrap_or((at + 1, ""));
        if !why.is_empty() {
            asides
                .iter_mut()
                .take(end)
                .skip(at)
                .for_each(|aside| *aside = Some(why));
        }
        at = end;
    }
    asides
}

fn is_text(line: &str) -> bool {
    marks::is_prose(line) && !closes(line)
}

/// Does a blank line part the line from the one before?
fn parted(lines: &[Line<'_>], at: usize) -> bool {
    let number = |i: usize| lines.get(i).map_or(0, |l| l.0);
    at > 0 && number(at) > number(at - 1) + 1
}

/// The end of the advertisement that opens at a line, before the next paragraph of prose.
fn advertisement(lines: &[Line<'_>], at: usize) -> Option<(usize, &'static str)> {
    let (_, label) = lines.get(at)?;
    let bare: String = label.chars().filter(|c| c.is_alphanumeric()).collect();
    if !ADVERTISEMENTS.contains(&bare.as_str()) {
        return None;
    }
    let dense = !parted(lines, at + 1);
    let is_part = |i: usize| {
        let line = lines.get(i).map_or("", |l| l.1);
        let slogan = dense && line.chars().count() <= SLOGAN && CALL.is_match(line);
        let ends = matches!(marks::furniture(line), Some("editor" | "copyright"));
        let text = is_text(line) && !slogan;
        let apart = dense && parted(lines, i);
        !text && !ends && !apart && marks::section(line).is_none()
    };
    let limit = lines.len().min(at + 1 + BOX);
    let end = (at + 1..limit).find(|i| !is_part(*i)).unwrap_or(limit);
    // Where blank lines part all lines, a subhead may stand before the text goes on.
    let last = end - 1;
    let calls = lines.get(last).is_some_and(|l| CALL.is_match(l.1));
    let subhead = !dense && last > at + 1 && !calls && lines.get(end).is_some_and(|l| is_text(l.1));
    Some((end - usize::from(subhead), "advertisement"))
}

/// The end of a box with titles of other articles, where the text goes on behind it.
fn links(lines: &[Line<'_>], at: usize) -> Option<(usize, &'static str)> {
    let (_, heading) = lines.get(at)?;
    let why = marks::section(heading).filter(|why| matches!(*why, "recommended" | "hot-list"))?;
    let end = end_of_titles(lines, at + 1)?;
    let behind = lines.get(end..)?;
    let stops = behind.iter().position(|l| closes(l.1) && !is_text(l.1));
    let mark = list_mark(lines.get(at + 1)?.1);
    let text = behind.get(..stops.unwrap_or(behind.len()))?;
    let before = lines.get(..at)?;
    let titles = lines.get(at + 1..end)?;
    if titles.iter().any(|title| summed_up(title.1, before, text)) {
        return None;
    }
    ((stops.is_some() || mark.is_some()) && goes_on(before, text, mark)).then_some((end, why))
}

/// Do these lines tell of another article's title, in words that the text before has not?
fn summed_up(title: &str, before: &[Line<'_>], lines: &[Line<'_>]) -> bool {
    let own: String = before.iter().map(|l| l.1).collect();
    let prose = lines.iter().filter(|l| marks::is_prose(l.1));
    let said: String = prose.map(|l| l.1).collect();
    let letters: Vec<char> = title.chars().filter(|c| is_han(*c)).collect();
    let runs = letters.windows(3).map(|w| w.iter().collect::<String>());
    let new = runs.filter(|run| said.contains(run.as_str()) && !own.contains(run.as_str()));
    new.count() >= 3
}

/// Behind the short lines from `from` on that carry one mark, or stand together.
fn end_of_titles(lines: &[Line<'_>], from: usize) -> Option<usize> {
    let mark = list_mark(lines.get(from)?.1);
    let dense = !parted(lines, from);
    let is_title = |i: usize| {
        let line = lines.get(i).map_or("", |l| l.1);
        let apart = i > from && dense && parted(lines, i);
        let other = i > from && list_mark(line) != mark;
        !is_text(line) && !closes(line) && line.chars().count() <= TITLE && !apart && !other
    };
    let limit = lines.len().min(from + BOX);
    let end = (from..limit).find(|i| !is_title(*i)).unwrap_or(limit);
    (end > from).then_some(end)
}

/// The mark that opens a line of a list: a bullet, a bracket, a number.
fn list_mark(line: &str) -> Option<char> {
    let first = line.chars().next()?;
    let numbered = || line.trim_start_matches(|c: char| c.is_ascii_digit());
    match first {
        '0'..='9' if numbered().starts_with(['.', '、', '．', ' ']) => Some('1'),
        _ if "·•●○◎■□◆◇▪▶►★☆>[【《〖".contains(first) => Some(first),
        _ => None,
    }
}

/// Does the text go on in these lines? Summaries of other articles do not: they stand below titles, break off, or speak
/// of other things.
fn goes_on(before: &[Line<'_>], lines: &[Line<'_>], mark: Option<char>) -> bool {
    let own = lines
        .iter()
        .filter(|l| marks::furniture(l.1).is_none() && !marks::is_caption(l.1));
    let kinds: Vec<(&str, bool)> = own.map(|l| (l.1, is_text(l.1))).collect();
    let prose = || kinds.iter().filter(|(_, text)| *text);
    let together = kinds.windows(2).filter(|w| w.iter().all(|(_, text)| *text));
    let below_titles = kinds
        .windows(2)
        .filter(|w| matches!(w, [(_, false), (_, true)]));
    let at_once = mark.is_some() || matches!(kinds.first(), Some((_, true)));
    let listed = mark.is_some() && kinds.iter().any(|(l, _)| list_mark(l) == mark);
    let said: String = before.iter().map(|l| l.1).collect();
    let count = prose().count();
    let shared = prose().filter(|(l, _)| told(l, &said) > 0).count();
    at_once
        && count >= 2
        && together.count() >= 1
        && below_titles.count() * 2 <= count
        && !listed
        && shared * 2 > count
        && !prose().any(|(l, _)| CUT.is_match(l.trim_end()))
}

#[cfg(test)]
mod tests;
