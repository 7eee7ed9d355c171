//! From the parts of a page to its articles.

use super::decks::decks;
use super::drafts::{Draft, above};
use super::exchange::{Story, plan};
use super::frame;
use super::headlines::Shares;
use super::likeness::{Likeness, Pairs, pairs};
use super::lines;
use super::marks;
use super::matching::Links;
use super::people::{bare_names, in_a_row, is_person, is_signed, signer, signs_letter};
use super::phrases::is_sidebar;
use super::pieces::Piece;
use super::segments::Page;
use super::settling::{settle_in, sign};
use super::strips;
use super::threads::{self, Tears, adopt, weave};
use crate::article::{Article, Caption, Doubt, DoubtKind, LineRange};

/// The share of a caption's words that its article holds.
const CAPTION_FITS: f64 = 0.3;

/// The articles of a page in the order of their first lines.
pub(super) fn articles(pieces: &[Piece], page: Page, headings: Shares) -> Vec<Article> {
    let ledes = pieces.iter().filter(|piece| piece.opens_report()).count();
    let mut strays = page.loose;
    let mut drafts = Vec::new();
    for (segment, headings) in page.segments.into_iter().zip(headings.own) {
        let mut draft = Draft::of(pieces, &segment.pieces, headings);
        draft.continued = segment.continued;
        let scrap = draft.headings.is_empty()
            && !segment.continued
            && !segment.opened
            && !segment.closed
            && draft.body.len() <= 3;
        if scrap && (ledes > 0 || begins_sidebar(pieces, &draft.body)) {
            strays.push(segment.pieces);
        } else {
            drafts.push(draft);
        }
    }
    take_in_strays(pieces, &mut drafts, strays);
    let text: String = pieces
        .iter()
        .map(|piece| piece.text.as_str())
        .collect::<Vec<_>>()
        .join("\n");
    let seen = pairs(&text);
    settle_in(pieces, &mut drafts, headings.spare, &seen);
    let mut links = bring_home(pieces, &mut drafts, &seen);
    if let Some(anew) = strips::lay_out(pieces, &mut drafts, &links, &seen) {
        links = anew;
    }
    let ends = drafts.iter().filter_map(|draft| draft.body.last().copied());
    let tears = Tears {
        seen: &seen,
        lost: ends
            .filter(|at| pieces[*at].is_open() && !links.contains_key(at))
            .collect(),
        links,
    };
    let leftover = page
        .gaps
        .into_iter()
        .flatten()
        .filter(|at| drafts.iter().all(|d| !d.headings.contains(at)));
    let leftover: Vec<usize> = leftover.collect();
    if !leftover.is_empty() {
        // Headings without any text: nothing is lost, and the keeper is told.
        drafts.push(Draft::of(pieces, &[], leftover));
    }
    sign(&mut drafts, &page.bylines);
    give_captions(pieces, &mut drafts, &page.captions);
    let mut articles: Vec<Article> = drafts
        .iter()
        .map(|draft| draft.article(pieces, &tears))
        .collect();
    articles.sort_by_key(|article| article.lines.first().copied());
    articles
}

fn take_in_strays(pieces: &[Piece], drafts: &mut Vec<Draft>, strays: Vec<Vec<usize>>) {
    let bodies: Vec<Vec<usize>> = drafts
        .iter()
        .map(|draft| draft.headings.iter().chain(&draft.body).copied().collect())
        .collect();
    for (stray, home) in strays.iter().zip(adopt(pieces, &bodies, &strays)) {
        match home.and_then(|home| drafts.get_mut(home)) {
            Some(draft) if begins_sidebar(pieces, stray) => draft.body.extend(stray),
            Some(draft) => draft.take_in(pieces, stray),
            None => drafts.push(Draft::of(pieces, stray, Vec::new())),
        }
    }
}

fn begins_sidebar(pieces: &[Piece], numbers: &[usize]) -> bool {
    numbers
        .first()
        .is_some_and(|at| is_sidebar(&pieces[*at].text))
}

/// Finds what goes on where; paragraphs under another article's headline go back to the article that breaks off before
/// them.
fn bring_home(pieces: &[Piece], drafts: &mut [Draft], seen: &Pairs) -> Links {
    let stories: Vec<Story> = drafts
        .iter()
        .map(|draft| Story {
            headings: draft.headings.clone(),
            body: draft.body.clone(),
        })
        .collect();
    let (links, moves) = plan(pieces, &stories, seen);
    for change in moves {
        drafts[change.from]
            .body
            .retain(|at| !change.pieces.contains(at));
        drafts[change.to].put_behind(change.behind, &change.pieces);
    }
    links
}

/// Gives each picture's caption to the article it speaks of; one that is like none is an article of its own.
fn give_captions(pieces: &[Piece], drafts: &mut Vec<Draft>, captions: &[usize]) {
    let texts: Vec<String> = drafts.iter().map(|draft| draft.text(pieces)).collect();
    let likeness = Likeness::of(texts.iter().map(String::as_str));
    let mut last: Option<(usize, usize)> = None;
    for at in captions {
        let shown = caption(&pieces[*at].text).text;
        let fits = || likeness.best(&pairs(&shown), CAPTION_FITS);
        let home = if shown.is_empty() {
            // The photographer's line alone: of the caption right above it, else of the text there.
            last.filter(|(piece, _)| piece + 1 == *at)
                .map(|(_, home)| home)
                .or_else(|| above(drafts, *at))
        } else if says_nothing(&shown) {
            above(drafts, *at).or_else(fits)
        } else {
            fits().or_else(|| {
                if names_no_matter(&shown) {
                    above(drafts, *at)
                } else {
                    None
                }
            })
        };
        match home.and_then(|home| drafts.get_mut(home)) {
            Some(draft) => draft.captions.push(*at),
            None => drafts.push(Draft {
                captions: vec![*at],
                ..Draft::default()
            }),
        }
        last = Some((*at, home.unwrap_or(drafts.len() - 1)));
    }
}

/// Too short, or too plain (图为现场), to be news of its own.
fn names_no_matter(caption: &str) -> bool {
    caption.chars().count() < 20 || (caption.starts_with("图为") && caption.chars().count() < 40)
}

/// Only that there is a picture (图为活动现场): such words stand in many a text by chance.
fn says_nothing(caption: &str) -> bool {
    let mut words = caption.to_string();
    for empty in ["图为", "上图", "下图", "活动", "会议", "现场"] {
        words = words.replace(empty, "");
    }
    words.chars().filter(|c| c.is_alphanumeric()).count() < 2
}

impl Draft {
    fn article(&self, pieces: &[Piece], tears: &Tears<'_>) -> Article {
        let headings: Vec<&str> = self
            .headings
            .iter()
            .map(|at| pieces[*at].text.as_str())
            .collect();
        let [kicker, headline, alternative_headline] = decks(&headings);
        let mut article = Article {
            headline: headline.unwrap_or_default(),
            kicker,
            alternative_headline,
            lines: self.lines(pieces),
            ..Article::default()
        };
        let chains = weave(pieces, &self.body, &tears.links);
        for (number, chain) in chains.iter().enumerate() {
            article.article_body.push(joined(pieces, chain));
            if let Some(reason) = threads::doubt(pieces, &chains, number, &self.strays, tears) {
                article.doubts.push(Doubt {
                    kind: DoubtKind::Torn,
                    reason,
                    paragraph: Some(number),
                    lines: LineRange::collect(
                        chain
                            .iter()
                            .flat_map(|at| pieces[*at].lines.iter().copied()),
                    ),
                });
            }
        }
        self.add_people(pieces, &mut article);
        if article.article_body.is_empty() && article.headline.is_empty() {
            // News in a picture: its caption is all the text there is.
            article.article_body = article
                .caption
                .drain(..)
                .map(|caption| caption.text)
                .collect();
        }
        article
    }

    /// Writers, sources, photographers.
    fn add_people(&self, pieces: &[Piece], article: &mut Article) {
        let mut people = Vec::new();
        for at in &self.body {
            if pieces[*at].opens_report() {
                let lede = marks::lede(&pieces[*at].text);
                let named = marks::names(lede);
                people.extend(match named.is_empty() {
                    true => bare_names(lede),
                    false => named,
                });
            }
            self.add_credit(marks::credit(&pieces[*at].text), &mut people, article);
        }
        for at in &self.bylines {
            let text = &pieces[*at].text;
            match marks::names(text) {
                named if named.is_empty() => match in_a_row(text) {
                    Some(row) => people.extend(row),
                    None if is_signed(text) || signs_letter(text) => people.extend(signer(text)),
                    None => {}
                },
                named => people.extend(named),
            }
        }
        for at in &self.credits {
            let text = pieces[*at].text.as_str();
            let signature = frame::is_authority(text).then_some(text);
            self.add_credit(marks::credit(text).or(signature), &mut people, article);
        }
        for at in &self.captions {
            let caption = caption(&pieces[*at].text);
            let credit = caption.credit.as_deref().unwrap_or_default();
            let named = credit.split(' ').filter(|name| is_person(name));
            people.extend(named.map(str::to_string));
            let are_known = credit.split(' ').all(is_person);
            match article.caption.last_mut() {
                Some(last) if caption.text.is_empty() => {
                    last.credit = last.credit.take().or(caption.credit)
                }
                // Who took a picture that has no words is an author only.
                None if caption.text.is_empty() && are_known => {}
                _ => article.caption.push(caption),
            }
        }
        for name in people {
            if !article.author.contains(&name) {
                article.author.push(name);
            }
        }
    }

    /// Brackets at the end name the writers or the source.
    fn add_credit(&self, credit: Option<&str>, people: &mut Vec<String>, article: &mut Article) {
        let Some(credit) = credit else { return };
        let writers = marks::names(credit);
        if !writers.is_empty() {
            people.extend(writers);
            return;
        }
        let (persons, source): (Vec<&str>, Vec<&str>) =
            credit.split_whitespace().partition(|part| is_person(part));
        people.extend(persons.into_iter().map(str::to_string));
        let source = source.join(" ");
        if !matches!(source.as_str(), "" | "本报" | "本刊" | "完" | "全文完")
            && article.credit_text.is_none()
        {
            article.credit_text = Some(source);
        }
    }
}

fn joined(pieces: &[Piece], chain: &[usize]) -> String {
    let mut text = String::new();
    for at in chain {
        lines::join(&mut text, &pieces[*at].text);
    }
    text
}

/// A caption's text without the signs that point to the picture, and who took it.
fn caption(text: &str) -> Caption {
    let bare = text.trim_matches(|c| marks::POINTERS.contains(&c) || c == ' ' || c == '\u{3000}');
    match marks::photo_credit(bare) {
        Some((credit, start)) => Caption {
            text: bare.get(..start).unwrap_or(bare).trim().to_string(),
            credit: Some(credit),
        },
        None => Caption {
            text: bare.to_string(),
            credit: None,
        },
    }
}
