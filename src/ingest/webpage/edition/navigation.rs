//! What the sites of digital editions print round an article, and by what a page of one is known.
//!
//! Such sites (数字报) are alike all over China: buttons to the next page and article, a list of the issue's pages,
//! one of the page's titles. Several of these parts make a page one of an edition; a single 上一篇 does not. The
//! titles in the list tell which line is the headline, and the masthead tells the day, as these pages have no
//! dateline.

use std::sync::LazyLock;

use regex::Regex;

use super::super::Line;
use super::super::heads::{has_head, may_be_headline};
use super::super::marks;
use super::super::words::bare;
use super::author_line;
use crate::article::Publication;
use crate::ingest::dateline::{self, Found, fold};
use crate::ingest::newspaper;

/// The parts of such a site's navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// To other pages of the issue.
    Pages,
    /// Over the list of the page's titles.
    Titles,
    /// The edition's name, or the way to other issues.
    Issue,
    Zoom,
    /// To the page's other articles.
    Articles,
    /// A page of the issue.
    Page,
}

static PARTS: LazyLock<Vec<(Regex, Part)>> = LazyLock::new(|| {
    [
        (r"^[【\[●■◆\s]*(?:(?:本版|同版)(?:的?其[他它])?(?:标题|新闻|文章|稿件|内容|目录|报道|导航)(?:导航|列表|目录|标题|新闻)?|标题(?:导航|列表|目录))[】\]\s]*:?$", Part::Titles),
        (r"[上下前后]\s?一\s?版|^[【\[●■◆\s]*(?:版面|版次)\s?(?:导航|目录|概览|列表)|返回(?:版面|本版)", Part::Pages),
        (r"放大.{0,8}缩小|缩小.{0,8}放大", Part::Zoom),
        (r"^[【\[\s]*[上下前后]\s?一\s?篇|返回目录", Part::Articles),
        (r"^.{0,14}(?:数字|电子)(?:报纸|报刊?|版)(?:$|\W)|往期(?:回顾|报纸|查询)|[上下]一期|按日期(?:检索|查找|查看|阅读)|报纸(?:首页|检索|导读)", Part::Issue),
        (r"^[·●•○◎\s]*(?:第\s?[A-Z]{0,2}\d{1,3}\s?版|[A-Z]{0,2}\d{1,3}版)\s?[:：·]?\s?[^。，]{0,14}$", Part::Page),
    ]
    .into_iter()
    .filter_map(|(pattern, part)| Some((Regex::new(pattern).ok()?, part)))
    .collect()
});
static EDITION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[\s·\-—|]*(?:多媒体|全媒体)?(?:数字|电子)(?:报纸|报刊?|版)(?:平台)?")
        .expect("a valid pattern")
});
static BULLET: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(?:[·●•○◎■◆▪>]|\d{1,2}[.、])\s*").expect("a valid pattern"));

static PAGE_NAME: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"版\s*[:：]\s*(\S{2,10})").expect("a valid pattern"));

/// Lines in which a page with a dateline of its own has it.
const HEAD: usize = 400;
/// A line of navigation is no longer.
const LONG: usize = 80;
/// A page has at most so many titles.
const TITLES: usize = 40;
/// Titles up to this length may be names of columns: they tell no headline.
const SHORT: usize = 4;

/// The navigation round an article of a digital edition.
#[derive(Debug, Default)]
pub(crate) struct Navigation {
    /// Why a line is furniture, for each line.
    marks: Vec<Option<&'static str>>,
    /// The titles of the page, letters and digits alone.
    titles: Vec<String>,
    /// The names of the issue's pages.
    pages: Vec<String>,
}

impl Navigation {
    /// What the lines print of such a site; `None` where the page is no digital edition's.
    ///
    /// `may_list` says which lines (indices) can stand in a list of titles.
    pub(crate) fn of(lines: &[Line<'_>], may_list: impl Fn(usize) -> bool) -> Option<Self> {
        let parts: Vec<Option<Part>> = lines.iter().map(|l| part(l.1)).collect();
        if !is_edition(&parts) || has_head(lines.get(..HEAD).unwrap_or(lines)) {
            return None;
        }
        let is = |i: Option<usize>, part: Part| i.and_then(|i| parts.get(i)) == Some(&Some(part));
        let listed = |i: usize| {
            is(Some(i), Part::Page)
                && (is(i.checked_sub(1), Part::Page) || is(Some(i + 1), Part::Page))
        };
        let text = lines.iter().position(|l| marks::is_prose(l.1));
        let why = |(i, line): (usize, &Line<'_>)| match listed(i) {
            true => Some("navigation"),
            false => mark(line.1, parts.get(i).copied().flatten(), text > Some(i)),
        };
        let named = lines.iter().zip(&parts).filter(|(_, part)| part.is_some());
        let name = |line: &str| Some(PAGE_NAME.captures(line)?.get(1)?.as_str().to_string());
        let mut navigation = Self {
            marks: lines.iter().enumerate().map(why).collect(),
            titles: Vec::new(),
            pages: named.filter_map(|(l, _)| name(l.1)).collect(),
        };
        for i in (0..lines.len()).filter(|i| is(Some(*i), Part::Titles)) {
            navigation.list(lines, &parts, i + 1, &may_list);
        }
        Some(navigation)
    }

    pub(crate) fn mark(&self, i: usize) -> Option<&'static str> {
        self.marks.get(i).copied().flatten()
    }

    /// What the first of the lines that are navigation and in no list say of the newspaper.
    pub(crate) fn masthead(&self, lines: &[Line<'_>]) -> Publication {
        let mut publication = Publication::default();
        for line in self.headers(lines) {
            let found = newspaper::masthead(&EDITION.replace(line, " "));
            publication.name = publication.name.or(found.name);
            publication.date = publication.date.or(found.date);
            publication.page = publication.page.or(found.page);
        }
        publication
    }

    /// The day that the first of those lines prints.
    pub(crate) fn day(&self, lines: &[Line<'_>]) -> Option<Found> {
        self.headers(lines).find_map(dateline::find)
    }

    fn headers<'a>(&self, lines: &[Line<'a>]) -> impl Iterator<Item = &'a str> {
        let marked = lines.iter().zip(&self.marks);
        marked
            .filter(|(_, mark)| matches!(mark, Some("site-header" | "page-header")))
            .map(|(line, _)| line.1)
    }

    /// Is the line one by which the site leads away from an article: to what comes next, to other pages?
    pub(super) fn leads_away(&self, i: usize) -> bool {
        self.mark(i).is_some_and(|why| why != "page-header")
    }

    /// Could the line be the deck above a headline (引题)? It is none of the names of newspaper and pages.
    pub(crate) fn may_be_kicker(&self, i: usize, line: &str) -> bool {
        self.mark(i).is_none()
            && !marks::is_prose(line)
            && may_be_headline(line)
            && author_line(line).is_none()
            && newspaper::masthead(line).name.is_none()
            && !self.pages.iter().any(|name| name == line)
    }

    pub(crate) fn titles(&self) -> &[String] {
        &self.titles
    }

    /// Are these the words (letters and digits alone) of a title of the page? Lists may cut long titles off.
    pub(super) fn lists(&self, words: &str) -> bool {
        let count = words.chars().count();
        self.titles.iter().any(|title| {
            let listed = title.chars().count();
            title == words
                || (listed >= 8 && words.starts_with(title.as_str()) && listed * 10 >= count * 6)
                || (count >= 8 && title.ends_with(words) && count * 10 >= listed * 5)
        })
    }

    /// The titles below a heading: to the first line that is navigation again, text, or a title printed a second time,
    /// and no farther than the list's own spacing reaches.
    fn list(
        &mut self,
        lines: &[Line<'_>],
        parts: &[Option<Part>],
        from: usize,
        may_list: &impl Fn(usize) -> bool,
    ) {
        let number = |i: usize| lines.get(i).map_or(0, |l| l.0);
        let mut dense = false;
        let mut bulleted = false;
        // Where the list's lines stand close together, a gap ends it.
        for i in from..(from + TITLES).min(lines.len()) {
            let text = lines.get(i).map_or("", |l| l.1);
            let title = BULLET.replace(text, "");
            let gap = number(i) > number(i - 1) + 1;
            let bullet = title.len() < text.len();
            let other = !may_list(i)
                || parts.get(i).copied().flatten().is_some()
                || (!bullet && marks::furniture(text).is_some())
                || text.chars().count() > LONG
                || text.ends_with('。');
            let words = bare(&title);
            if other || (gap && dense) || (bulleted && !bullet) || self.titles.contains(&words) {
                return;
            }
            dense |= !gap && i > from;
            bulleted |= bullet;
            if let Some(mark) = self.marks.get_mut(i) {
                *mark = Some("navigation");
            }
            if words.chars().count() > SHORT && self.titles.len() < 5 * TITLES {
                self.titles.push(words);
            }
        }
    }
}

/// Are these the lines of a digital edition's page? Printed pages name their parts and their digital edition, too, but
/// have no buttons.
fn is_edition(parts: &[Option<Part>]) -> bool {
    let count = |part: Part| parts.iter().filter(|p| **p == Some(part)).count();
    let any = |parts: &[Part]| parts.iter().filter(|p| count(**p) > 0).count();
    let buttons = any(&[Part::Pages, Part::Zoom, Part::Articles]);
    let names = any(&[Part::Titles, Part::Issue]) + usize::from(count(Part::Page) >= 3);
    buttons > 0 && any(&[Part::Pages, Part::Titles]) > 0 && buttons + names >= 2
}

fn part(line: &str) -> Option<Part> {
    let folded = fold(line.trim());
    if folded.chars().count() > LONG || folded.contains('。') {
        return None;
    }
    let found = PARTS.iter().find(|(pattern, _)| pattern.is_match(&folded));
    let jump = folded.contains(['转', '接', '见']);
    found
        .map(|(_, part)| *part)
        .filter(|part| *part != Part::Pages || !jump)
}

/// Why a line of the navigation is furniture. A day above the text is the masthead's, and one with a weekday or a page.
fn mark(line: &str, part: Option<Part>, above_text: bool) -> Option<&'static str> {
    let label = |line: &str| {
        line.trim_start_matches(|c: char| !c.is_alphabetic())
            .starts_with('版')
    };
    let of_issue = || {
        !marks::is_prose(line)
            && (above_text || line.contains(['版', '期', '周']))
            && dateline::parse(line).is_one()
    };
    let names_paper = || newspaper::masthead(line).name.as_deref() == Some(line);
    match part {
        Some(Part::Titles) => Some("navigation"),
        Some(Part::Pages) if label(line) => Some("navigation"),
        Some(Part::Zoom) => Some("tools"),
        Some(Part::Articles) => Some("pager"),
        Some(Part::Pages | Part::Page) => Some("site-header"),
        Some(Part::Issue) => Some("page-header"),
        None if of_issue() || names_paper() => Some("page-header"),
        None => None,
    }
}
