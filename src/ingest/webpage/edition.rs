//! A page of a newspaper's digital edition (数字报) saved as text: its articles, most often one, between the lists of the
//! issue's pages and of the page's titles. No dateline stands under the headline: the masthead has the day.

mod navigation;

use super::heads::{headline_before, is_deck, may_be_headline};
use super::marks;
use super::words::bare;
use super::{Line, Making, byline};
use crate::article::DatePublished;
use crate::ingest::Segmented;
use crate::ingest::dateline;
use crate::ingest::newspaper;
pub(crate) use navigation::Navigation;

/// Lines of a headline with its decks.
const HEAD: usize = 5;
/// Lines in which one headline is printed.
const HEADLINE: usize = 3;
/// Lines between a headline and its text: decks, byline, source.
const TO_TEXT: usize = 8;

/// Where an article stands, by indices of the lines.
struct Place {
    /// Its first line, the deck above the headline if any.
    from: usize,
    headline: std::ops::Range<usize>,
    /// The first line of its text.
    body: usize,
}

/// Reads the page, if it is one of a digital edition.
pub(super) fn read(lines: &[Line<'_>]) -> Option<Segmented> {
    let navigation = Navigation::of(lines, |_| true)?;
    let page = Page { lines, navigation };
    let places = page.places();
    let first = places.first()?.from;
    let publication = page.navigation.masthead(lines);
    let mut segmented = Segmented::default();
    let mut frame = Making::default();
    page.frame(&mut frame, 0..first);
    frame.finish(&mut segmented);
    for (n, place) in places.iter().enumerate() {
        let end = places.get(n + 1).map_or(lines.len(), |next| next.from);
        page.article(place, end, first).finish(&mut segmented);
    }
    segmented.publication = publication;
    Some(segmented)
}

struct Page<'a> {
    lines: &'a [Line<'a>],
    navigation: Navigation,
}

impl Page<'_> {
    fn text(&self, i: usize) -> &str {
        self.lines.get(i).map_or("", |l| l.1)
    }

    fn is_furniture(&self, i: usize) -> bool {
        self.navigation.mark(i).is_some() || marks::furniture(self.text(i)).is_some()
    }

    /// The headlines that the list of titles names, each with text below it; else the one above byline or text.
    fn places(&self) -> Vec<Place> {
        let mut places: Vec<Place> = Vec::new();
        let mut i = 0;
        while i < self.lines.len() {
            let end = places.last().map_or(0, |p| p.body);
            match self.listed(i).and_then(|lines| self.place(lines, end)) {
                Some(place) => {
                    i = place.body;
                    places.push(place);
                }
                None => i += 1,
            }
        }
        if places.is_empty() {
            places.extend(self.unlisted());
        }
        places
    }

    /// The lines from `i` on that print a title of the list.
    fn listed(&self, i: usize) -> Option<std::ops::Range<usize>> {
        let mut words = String::new();
        for end in i + 1..=(i + HEADLINE).min(self.lines.len()) {
            if self.is_furniture(end - 1) {
                return None;
            }
            words.push_str(&bare(self.text(end - 1)));
            if self.navigation.lists(&words) {
                return Some(i..end);
            }
        }
        None
    }

    /// The place of the article with this headline, if there is text below it; `end` is behind the headline before.
    fn place(&self, headline: std::ops::Range<usize>, end: usize) -> Option<Place> {
        let below = headline.end..(headline.end + TO_TEXT).min(self.lines.len());
        let prose = below
            .clone()
            .find(|i| !self.is_furniture(*i) && marks::is_prose(self.text(*i)))?;
        let byline = (below.start..prose).rfind(|i| author_line(self.text(*i)).is_some());
        let body = match byline {
            Some(at) => (at + 1..prose)
                .find(|i| !self.is_bare_day(*i))
                .unwrap_or(prose),
            None => (below.start..prose)
                .find(|i| !self.is_furniture(*i) && !self.is_second_deck(*i))
                .unwrap_or(prose),
        };
        let above = (end.max(headline.start.saturating_sub(2))..headline.start).rev();
        let from = above
            .take_while(|i| self.navigation.may_be_kicker(*i, self.text(*i)))
            .last()
            .unwrap_or(headline.start);
        Some(Place {
            from,
            headline,
            body,
        })
    }

    /// The headline that no list names: above the byline, else above the text.
    fn unlisted(&self) -> Option<Place> {
        let free = |i: &usize| !self.is_furniture(*i);
        let prose = (0..self.lines.len()).find(|i| free(i) && marks::is_prose(self.text(*i)))?;
        let head = prose.saturating_sub(HEAD)..prose;
        let byline = head
            .clone()
            .find(|i| free(i) && author_line(self.text(*i)).is_some());
        let foot = byline.unwrap_or(prose);
        // A bare day under the headline is printed as the masthead's is.
        let days = (0..foot).rev().take_while(|i| self.is_bare_day(*i));
        let foot = foot - days.count();
        let from = (0..foot).rev().take_while(free).last()?;
        let own = self.lines.get(from..)?;
        let above_byline = || {
            byline?;
            (from..foot)
                .rev()
                .find(|i| may_be_headline(self.text(*i)) && !self.text(*i).starts_with("——"))
        };
        let headline =
            above_byline().or_else(|| Some(from + headline_before(own, foot - from)?))?;
        self.place(headline..headline + 1, 0)
    }

    /// Does the line print a day and nothing else?
    fn is_bare_day(&self, i: usize) -> bool {
        let line = self.text(i);
        dateline::find(line).is_some_and(|found| found.words.trim() == line)
    }

    fn is_second_deck(&self, i: usize) -> bool {
        self.text(i).starts_with("——") || is_deck(self.lines, i)
    }

    /// Sorts lines that belong to no article.
    fn frame(&self, making: &mut Making, lines: std::ops::Range<usize>) {
        for i in lines {
            let known = self.navigation.mark(i);
            let why = known.or_else(|| marks::furniture(self.text(i)));
            let number = self.lines.get(i).map_or(0, |l| l.0);
            making.furniture(number, why.unwrap_or("site-header"));
        }
    }

    fn article(&self, place: &Place, end: usize, first: usize) -> Making {
        let mut making = Making::default();
        let line = |i: usize| self.lines.get(i).copied().unwrap_or_default();
        (place.from..place.headline.start).for_each(|i| making.deck(&line(i), true));
        let headline = place.headline.clone();
        making.headline(&line(headline.start));
        for (number, text) in (headline.start + 1..headline.end).map(line) {
            making.own([number]);
            making.article.headline.push_str(&format!(" {text}"));
        }
        for i in headline.end..place.body {
            self.below_headline(&mut making, i);
        }
        making.appeared(self.issue_day(place.from, first), None);
        let text = self.end_of_text(place.body, end);
        making.body(self.lines.get(place.body..text).unwrap_or_default());
        self.frame(&mut making, text..end);
        making
    }

    /// Behind the last line of the text: the site leads on to other articles.
    fn end_of_text(&self, body: usize, end: usize) -> usize {
        let prose = (body..end).find(|i| marks::is_prose(self.text(*i)));
        let away = prose.and_then(|from| (from..end).find(|i| self.navigation.leads_away(*i)));
        away.unwrap_or(end)
    }

    /// A line between headline and text.
    fn below_headline(&self, making: &mut Making, i: usize) {
        let line = self.lines.get(i).copied().unwrap_or_default();
        if let Some(names) = author_line(line.1) {
            making.own([line.0]);
            making.article.author.extend(names);
        } else if dateline::parse(line.1).is_one() {
            making.head(&line, true, "site-header");
        } else if self.is_furniture(i) {
            self.frame(making, i..i + 1);
        } else if may_be_headline(line.1) {
            making.deck(&line, false);
        } else {
            making.head(&line, true, "site-header");
        }
    }

    /// The day in the masthead above the article, else the one in a line that names newspaper, day and page
    /// (《…》（…年…月…日 第…版）).
    fn issue_day(&self, from: usize, first: usize) -> Option<DatePublished> {
        let in_frame = |i: &usize| {
            matches!(
                self.navigation.mark(*i),
                Some("site-header" | "page-header")
            )
        };
        let of_issue = |i: &usize| self.text(*i).contains(['版', '期', '周']);
        let day = |i: usize| dateline::find(self.text(i));
        let nearest = (0..from)
            .rev()
            .filter(in_frame)
            .filter(of_issue)
            .find_map(day);
        let above = nearest.or_else(|| (0..first).find_map(day));
        let names = |i: &usize| {
            self.text(*i).starts_with(['《', '（', '(']) && self.text(*i).contains('版')
        };
        let in_line = || (0..self.lines.len()).filter(names).find_map(day);
        above.or_else(in_line).map(dateline::Found::published)
    }
}

/// The names on a byline, also behind a mark such as □ and without a word that says so.
fn author_line(line: &str) -> Option<Vec<String>> {
    let bare = line.trim_start_matches(|c: char| "□■○●◇◆▲".contains(c) || c.is_whitespace());
    let marked = bare.len() < line.len() && bare.chars().count() <= 12;
    byline(bare)
        .or_else(|| newspaper::signer(bare).map(|name| vec![name]))
        .or_else(|| Some(dateline::names(bare)).filter(|names| marked && !names.is_empty()))
}

#[cfg(test)]
mod tests;
