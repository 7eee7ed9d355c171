//! Which paragraph goes on where another breaks off, on the whole page: some stand under another article's headline.

use std::collections::HashMap;

use super::bonds::{begins_torn, bond};
use super::likeness::{Likeness, Pairs, telling};
use super::matching::{Links, Offer, assign};
use super::pieces::{Kind, Piece};
use super::threads::{follows, offers};

/// What must speak for the middle of a sentence going on where another article breaks off.
const WORDS: f64 = 1.5;
/// What must speak for a paragraph being the rest of an article that breaks off shortly before it.
const REST: f64 = 0.75;
/// What it is worth to have all of one's words in the other article and none in one's own.
const LIKE: f64 = 8.0;
/// Words of fewer pairs and ideographs say nothing of the article they belong to.
const FEW: usize = 12;
/// A longer beginning stays where so much more of its words are.
const ALIEN: f64 = -0.1;
/// So little more of a paragraph's words in the article it stands under do not part it from what went before it.
const LEANS: f64 = 0.03;
/// More ends than these are no page whose articles are mixed up.
const MOST_ENDS: usize = 40;

/// Numbers of pieces that leave one article for another.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Move {
    pub(super) from: usize,
    pub(super) to: usize,
    /// The piece that breaks off before them.
    pub(super) behind: usize,
    pub(super) pieces: Vec<usize>,
}

/// The numbers of an article's pieces.
pub(super) struct Story {
    pub(super) headings: Vec<usize>,
    pub(super) body: Vec<usize>,
}

/// What goes on where, and what must move for it.
pub(super) fn plan(pieces: &[Piece], stories: &[Story], seen: &Pairs) -> (Links, Vec<Move>) {
    let mut all: Vec<Offer> = stories
        .iter()
        .flat_map(|story| offers(pieces, &story.body, seen))
        .collect();
    let page = PageWords::of(pieces, stories);
    all.extend(across(pieces, stories, &page, seen));
    let links = assign(&all);
    let moves = moves(pieces, stories, &page, &links);
    (links, moves)
}

/// Offers between articles.
fn across(pieces: &[Piece], stories: &[Story], page: &PageWords, seen: &Pairs) -> Vec<Offer> {
    let ends: Vec<End> = stories
        .iter()
        .enumerate()
        .flat_map(|(article, story)| {
            let open = story.body.iter().filter(|at| pieces[**at].is_open());
            open.map(move |at| End {
                piece: *at,
                article,
                last: story.body.last() == Some(at),
            })
        })
        .collect();
    if ends.len() > MOST_ENDS {
        return Vec::new();
    }
    let mut offers = Vec::new();
    for (from, story) in stories.iter().enumerate() {
        let held = held(pieces, story, seen);
        for (order, head) in story.body.iter().enumerate().skip(1) {
            if pieces[*head].kind != Kind::Body || held.contains(head) {
                continue;
            }
            let own = page.share(*head, from, &story.body[order..]);
            for end in ends.iter().filter(|end| end.article != from) {
                let like = own.zip(page.share(*head, end.article, &[]));
                let like = like.map_or(0.0, |(own, other)| other - own);
                if let Some(worth) = worth(pieces, end, *head, like, seen) {
                    offers.push(Offer {
                        worth,
                        tail: end.piece,
                        head: *head,
                    });
                }
            }
        }
    }
    offers
}

/// Where an article breaks off.
struct End {
    piece: usize,
    article: usize,
    /// Nothing of its article stands behind it.
    last: bool,
}

/// What speaks for another article's paragraph going on at this end, if enough does: its first words, or that it stands
/// shortly behind an article without an end and is more like that one than what it stands under.
fn worth(pieces: &[Piece], end: &End, head: usize, like: f64, seen: &Pairs) -> Option<f64> {
    let (tail, text) = (&pieces[end.piece].text, &pieces[head].text);
    let near = follows(pieces, end.piece, head);
    let words = bond(tail, text, seen);
    let worth = words + near + LIKE * like;
    let alien = pieces[head].chars() > 30 && like < ALIEN;
    let torn = words >= WORDS && !alien && begins_torn(text);
    let rest = worth >= REST && end.last && near > 0.0 && like > 0.0;
    (torn || rest).then(|| worth.max(words))
}

/// The paragraphs that words join to one of their own article, not their places alone.
fn held(pieces: &[Piece], story: &Story, seen: &Pairs) -> Vec<usize> {
    let own = assign(&offers(pieces, &story.body, seen));
    let by_words =
        |(tail, head): &(usize, usize)| bond(&pieces[*tail].text, &pieces[*head].text, seen) > 0.0;
    let held = own.into_iter().filter(by_words);
    held.map(|(_, head)| head).collect()
}

/// What leaves its article: the beginning that goes on elsewhere, what goes on behind it, and the paragraphs below that
/// are more like the other article.
fn moves(pieces: &[Piece], stories: &[Story], page: &PageWords, links: &Links) -> Vec<Move> {
    let homes: HashMap<usize, usize> = stories
        .iter()
        .enumerate()
        .flat_map(|(at, story)| story.body.iter().map(move |piece| (*piece, at)))
        .collect();
    let home = |piece: &usize| homes.get(piece).copied();
    let mut moves = Vec::new();
    for (tail, head) in links {
        let (Some(to), Some(from)) = (home(tail), home(head)) else {
            continue;
        };
        if from == to {
            continue;
        }
        let body = &stories[from].body;
        let below = body.iter().skip_while(|at| *at != head).skip(1);
        let run: Vec<usize> = below
            .copied()
            .take_while(|at| {
                pieces[*at].kind == Kind::Body && !links.values().any(|joined| joined == at)
            })
            .collect();
        let more = run.iter().take_while(|at| {
            page.share(**at, to, &[]) > page.share(**at, from, &run).map(|own| own - LEANS)
        });
        let pieces = std::iter::once(head).chain(more).copied().collect();
        moves.push(Move {
            from,
            to,
            behind: *tail,
            pieces,
        });
    }
    moves
}

/// The words of each article, and of each of its pieces.
struct PageWords {
    pieces: HashMap<usize, Pairs>,
    /// The pieces of each article.
    articles: Vec<Vec<usize>>,
    likeness: Likeness,
}

impl PageWords {
    fn of(pieces: &[Piece], stories: &[Story]) -> Self {
        let articles: Vec<Vec<usize>> = stories
            .iter()
            .map(|story| story.headings.iter().chain(&story.body).copied().collect())
            .collect();
        let of = |article: &Vec<usize>| -> Pairs {
            article
                .iter()
                .flat_map(|at| telling(&pieces[*at].text))
                .collect()
        };
        Self {
            likeness: Likeness::new(articles.iter().map(of).collect()),
            pieces: articles
                .iter()
                .flatten()
                .map(|at| (*at, telling(&pieces[*at].text)))
                .collect(),
            articles,
        }
    }

    /// The share of a piece's words that an article holds, the piece itself and `unheard` ones being no witnesses; `None`
    /// where it has too few.
    fn share(&self, piece: usize, article: usize, unheard: &[usize]) -> Option<f64> {
        let part = self.pieces.get(&piece).filter(|part| part.len() >= FEW)?;
        let witnesses = self.articles[article]
            .iter()
            .filter(|at| **at != piece && !unheard.contains(at));
        let whole: Pairs = witnesses
            .filter_map(|at| self.pieces.get(at))
            .flatten()
            .copied()
            .collect();
        Some(self.likeness.share_of(part, &whole))
    }
}
