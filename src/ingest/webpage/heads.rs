//! Where an article stands in the text of a page: its dateline, and the headline above it. A headline is known by
//! what follows: the text takes words from it. A breadcrumb or the title of another article above the same dateline
//! does not have the text's words, however much it looks like a headline.

use super::Line;
use super::credits::byline;
use super::marks;
use super::words::bare;
use crate::ingest::dateline::{self, Dateline, Years};
use crate::ingest::newspaper;

/// No column of a newspaper is so wide.
const UNBROKEN: usize = 50;
/// Lines up to this length between dateline and text are buttons (`字号`, `朋友圈`).
pub(super) const BUTTON: usize = 6;
/// Lines between a headline and its dateline.
const BETWEEN: usize = 5;

/// Is there a line that says when and from where, with a headline above and unbroken paragraphs below?
pub(super) fn has_head(lines: &[Line<'_>]) -> bool {
    let dates = |line: &str| {
        let found = dateline::parse(line);
        let timed = found.date.as_ref().is_some_and(|d| d.time.is_some());
        let told = found.labelled && (found.source.is_some() || line.contains(['发', '时']));
        line.chars().count() <= 120
            && !newspaper::is_page_header(line)
            && is_dateline(line, &found)
            && (timed || told)
    };
    let unbroken = |l: &Line<'_>| l.1.chars().count() >= UNBROKEN && marks::is_prose(l.1);
    lines.iter().enumerate().any(|(i, (_, l))| {
        l.contains(|c: char| c.is_ascii_digit())
            && dates(l)
            && headline_before(lines, i).is_some()
            && behind(lines, i).take(10).any(unbroken)
    })
}

/// Does an outlet with the time of day alone (`东州日报  11:16`), as on pages of the day, stand between a headline and its text?
pub(super) fn has_clock(lines: &[Line<'_>]) -> bool {
    let [(_, headline), (_, clock), (_, text), ..] = lines else {
        return false;
    };
    let outlet = dateline::before_clock(clock);
    may_be_headline(headline)
        && outlet.is_some_and(|outlet| outlet.chars().filter(|c| dateline::is_han(*c)).count() >= 2)
        && text.chars().count() >= UNBROKEN
        && marks::is_prose(text)
}

/// The lines below a dateline that may be text: no furniture, no buttons.
fn behind<'a, 'b>(lines: &'b [Line<'a>], at: usize) -> impl Iterator<Item = &'b Line<'a>> {
    lines.iter().skip(at + 1).take(40).filter(|(_, l)| {
        l.chars().count() > BUTTON && marks::furniture(l).is_none() && !dateline::parse(l).is_one()
    })
}

/// A dateline, also one that prints no year.
pub(super) fn is_dateline(line: &str, parsed: &Dateline) -> bool {
    let published = ["发布时间", "发布日期", "发表时间"];
    parsed.is_one()
        || dateline::ago(line).is_some()
        || (published.iter().any(|label| line.trim().starts_with(label))
            && dateline::find_without_year(line, 2000).is_some())
        || is_without_year(line)
}

fn is_without_year(line: &str) -> bool {
    !marks::is_prose(line) && dateline::infer(line, &Years::default()).is_some()
}

/// The years that the lines of a page print: those of its text, and the one on its rights.
pub(crate) fn years(lines: &[Line<'_>]) -> Years {
    let all = || lines.iter().map(|l| l.1);
    let text = all().filter(|l| marks::is_prose(l) && marks::furniture(l).is_none());
    let rights = all().filter(|l| {
        matches!(marks::furniture(l), Some("copyright" | "site-footer"))
            && (l.contains(['©', '权']) || l.to_lowercase().contains("copyright"))
    });
    Years::of(text, rights)
}

pub(super) fn prose_behind(lines: &[Line<'_>], at: usize) -> bool {
    behind(lines, at).take(8).any(|(_, l)| marks::is_prose(l))
}

/// The headline above a dateline: of the few lines there the one that the text takes most words from, and is near.
pub(super) fn headline_before(lines: &[Line<'_>], at: usize) -> Option<usize> {
    let text = text_of(behind(lines, at));
    let above = (at.saturating_sub(BETWEEN)..at).rev();
    let candidates = above.filter(|i| lines.get(*i).is_some_and(|(_, l)| may_be_headline(l)));
    let worth = |i: usize| {
        let line = lines.get(i).map_or("", |(_, l)| *l);
        2 * told(line, &text) + 4 * usize::from(is_long(line)) + BETWEEN - (at - i)
    };
    candidates
        .map(|i| (worth(i), std::cmp::Reverse(at - i), i))
        .max()
        .map(|(.., i)| i)
}

/// The headline (its last line) above a text without a dateline: what stands right above a line of labels
/// (`发布人：… 浏览：…`), else of all lines there, from the top.
pub(super) fn headline_above(lines: &[Line<'_>]) -> Option<usize> {
    let at = first_text(lines)?;
    let labels = lines.iter().take(at).position(|(_, l)| {
        let found = dateline::parse(l);
        found.labelled && found.rest <= 14
    });
    let above = labels.and_then(|labels| labels.checked_sub(1));
    if let Some(above) = above.filter(|above| is_deck(lines, *above)) {
        return Some(above);
    }
    let text = text_of(lines.iter().skip(at));
    let worth = |line: &str| 3 * told(line, &text) + 4 * usize::from(is_long(line));
    let above = lines.iter().take(at).enumerate().rev();
    let candidates = above.filter(|(_, (_, l))| may_be_headline(l));
    let (best, _) = candidates.max_by_key(|(_, (_, l))| worth(l))?;
    let is_first = best + 1 < at && are_parted(lines, best, best + 1);
    Some(if is_first { best + 1 } else { best })
}

/// Says the line a day and nothing else?
pub(super) fn is_day_alone(lines: &[Line<'_>], at: usize) -> bool {
    let found = lines.get(at).map(|(_, line)| dateline::parse(line));
    found.is_some_and(|found| {
        let is_day = found.date.is_some_and(|date| date.time.is_none());
        is_day && !found.labelled && found.rest == 0
    })
}

/// The headline between a day on a line of its own and the text: on sites of newspapers the day is that of the page.
pub(super) fn headline_behind(lines: &[Line<'_>], at: usize) -> Option<usize> {
    let text = first_text(lines).filter(|text| *text > at)?;
    let between = (at + 1..text).rev();
    let mut headlines = between.filter(|i| lines.get(*i).is_some_and(|(_, l)| may_be_headline(l)));
    headlines.find(|i| told_of(lines, *i) >= 2)
}

/// Has the text anything of the line above it?
pub(super) fn tells(lines: &[Line<'_>], at: usize) -> bool {
    told_of(lines, at) > 0
}

fn told_of(lines: &[Line<'_>], at: usize) -> usize {
    let text = text_of(behind(lines, at));
    lines.get(at).map_or(0, |(_, line)| told(line, &text))
}

/// The first paragraphs as one.
fn text_of<'a, 'b>(lines: impl Iterator<Item = &'b Line<'a>>) -> String
where
    'a: 'b,
{
    lines.take(12).map(|(_, l)| *l).collect()
}

/// Long enough for a headline that says what happened.
fn is_long(line: &str) -> bool {
    line.chars()
        .filter(|c| dateline::is_han(*c))
        .nth(7)
        .is_some()
}

/// How many runs of three characters of a line the text has, up to a few.
pub(super) fn told(line: &str, text: &str) -> usize {
    let letters: Vec<char> = line.chars().filter(|c| dateline::is_han(*c)).collect();
    let runs = letters.windows(3).map(|w| w.iter().collect::<String>());
    runs.filter(|run| text.contains(run.as_str()))
        .take(4)
        .count()
}

/// The first deck of a headline of two lines.
pub(super) fn deck_above(lines: &[Line<'_>], at: usize) -> Option<usize> {
    let headline = lines.get(at).map_or("", |(_, l)| *l);
    let above = at.checked_sub(1)?;
    let wording = lines.get(above).is_some_and(|(_, l)| rewords(l, headline));
    let is_one = is_deck(lines, above) || are_parted(lines, above, at);
    (is_one && !wording).then_some(above)
}

/// Do two lines stand by themselves between blank lines, and has the text something of the first? So do the decks of a
/// headline; names of sites and sections stand elsewhere.
fn are_parted(lines: &[Line<'_>], first: usize, second: usize) -> bool {
    let number = |at: usize| lines.get(at).map(|(number, _)| *number);
    let is_gap = |before: Option<u32>, after: Option<u32>| {
        before
            .zip(after)
            .is_none_or(|(before, after)| after > before + 1)
    };
    let (Some(from), Some(to)) = (number(first), number(second)) else {
        return false;
    };
    let before = first.checked_sub(1).and_then(number);
    let text = text_of(behind(lines, second));
    let deck = lines.get(first).map_or("", |(_, l)| *l);
    to == from + 1
        && is_gap(before, Some(from))
        && is_gap(Some(to), number(second + 1))
        && may_be_headline(deck)
        && is_long(deck)
        && told(deck, &text) >= 1
}

/// Is a line the other in an earlier wording? The title of a saved tab stays as it was when the headline is changed.
fn rewords(line: &str, other: &str) -> bool {
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect();
    let (line, other): (Vec<char>, Vec<char>) = (letters(line), letters(other));
    let runs: Vec<&[char]> = line.windows(2).collect();
    let shared = other.windows(2).filter(|run| runs.contains(run)).count();
    let most = line.len().max(other.len()).saturating_sub(1);
    other.len() >= 8 && shared * 10 >= most * 6
}

/// Could the line be a headline that the text below takes words from?
pub(super) fn is_deck(lines: &[Line<'_>], at: usize) -> bool {
    let text = text_of(behind(lines, at));
    lines.get(at).is_some_and(|(_, line)| {
        may_be_headline(line) && marks::lead(line).is_none() && told(line, &text) >= 2
    })
}

/// Is the dateline set below the text? There is text above it, and no headline that the text below takes words from.
pub(super) fn stands_below(lines: &[Line<'_>], at: usize) -> bool {
    let text = text_of(behind(lines, at).filter(|(_, l)| marks::is_prose(l)));
    let above = lines.get(at.saturating_sub(8)..at).unwrap_or_default();
    let prose = above
        .iter()
        .any(|(_, l)| marks::is_prose(l) && marks::furniture(l).is_none() && !may_be_headline(l));
    let headline = headline_before(lines, at).and_then(|i| lines.get(i));
    prose && headline.is_none_or(|(_, l)| told(l, &text) < 3)
}

pub(super) fn first_prose(lines: &[Line<'_>]) -> Option<usize> {
    lines
        .iter()
        .position(|(_, l)| marks::is_prose(l) && marks::furniture(l).is_none())
}

/// The first line that is plainly text: a long one if there is any. The titles of other articles may end as sentences do.
fn first_text(lines: &[Line<'_>]) -> Option<usize> {
    let is_text = |l: &Line<'_>| marks::is_prose(l.1) && marks::furniture(l.1).is_none();
    let is_unbroken = |l: &Line<'_>| l.1.chars().count() >= UNBROKEN && is_text(l);
    let unbroken = lines.iter().position(is_unbroken);
    unbroken.or_else(|| first_prose(lines))
}

/// The lines (first and last) that the page names as the headline: its title, the first line, before the names of section and
/// site (`标题_健康_东州网`), or the row 标题 of a table. They may be two.
pub(super) fn titled(lines: &[Line<'_>]) -> Option<(usize, usize)> {
    let title = lines.first().and_then(|(_, title)| {
        let (name, _) = title.split_once(|c: char| "_|｜-–—".contains(c))?;
        place_of(&bare(name), lines, 1)
    });
    title.or_else(|| {
        let row = lines.iter().take(40).position(|(_, l)| bare(l) == "标题")?;
        let (_, name) = lines.get(row + 1)?;
        let again = place_of(&bare(name), lines, row + 2);
        again.or_else(|| may_be_headline(name).then_some((row + 1, row + 1)))
    })
}

/// The line or the two lines that say a name, from a line on.
fn place_of(name: &str, lines: &[Line<'_>], from: usize) -> Option<(usize, usize)> {
    const LETTERS: usize = 8;
    if name.chars().count() < LETTERS {
        return None;
    }
    let at = |i: usize| lines.get(i).map_or(String::new(), |(_, l)| bare(l));
    (from..lines.len().min(80)).find_map(|i| match at(i) {
        line if line == name => Some((i, i)),
        line if !line.is_empty() && name.strip_prefix(&line) == Some(&at(i + 1)) => {
            Some((i, i + 1))
        }
        _ => None,
    })
}

/// A headline that is set on two lines and named in one above.
pub(super) fn wrapped(lines: &[Line<'_>], first: usize, last: usize) -> Option<String> {
    let joined = format!("{}{}", lines.get(first)?.1, lines.get(last)?.1);
    let mut above = lines.iter().take(first);
    above.any(|(_, l)| l.contains(&joined)).then_some(joined)
}

pub(super) fn may_be_headline(line: &str) -> bool {
    let count = line.chars().count();
    let labels = dateline::parse(line);
    (4..=90).contains(&count)
        && !(labels.labelled && labels.rest <= 14)
        && byline(line).is_none()
        && marks::furniture(line).is_none()
        && marks::section(line).is_none()
        && !line.ends_with(['。', '；'])
        && !line.starts_with(['•', '·', '*', '—'])
        && !labels.is_one()
        && dateline::before_clock(line).is_none()
        && line.chars().filter(|c| dateline::is_han(*c)).count() >= 4
}

#[cfg(test)]
mod tests;
