//! Which paragraph goes on where another breaks off, on the whole page: some stand under another article's headline.

use std::collections::HashMap;

use super::bonds::{begins_torn, joint};
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

/// Where an article breaks off.
struct End {
    piece: usize,
    article: usize,
    /// Nothing of its article stands behind it.
    last: bool,
}

fn ends(pieces: &[Piece], stories: &[Story]) -> Vec<End> {
    let of = |(article, story): (usize, &Story)| {
        let open = story.body.iter().filter(|at| pieces[**at].is_open());
        let end = |at: &usize| End {
            piece: *at,
            article,
            last: story.body.last() == Some(at),
        };
        open.map(end).collect::<Vec<_>>()
    };
    stories.iter().enumerate().flat_map(of).collect()
}

/// Offers between articles.
fn across(pieces: &[Piece], stories: &[Story], page: &PageWords, seen: &Pairs) -> Vec<Offer> {
    let ends = ends(pieces, stories);
    let mut offers = Vec::new();
    if ends.len() > MOST_ENDS {
        return offers;
    }
    for (from, story) in stories.iter().enumerate() {
        let held = held(pieces, story, seen);
        for (order, head) in story.body.iter().enumerate().skip(1) {
            if pieces[*head].kind != Kind::Body || held.contains(head) {
                continue;
            }
            let torn = begins_torn(&pieces[*head].text) && !pieces[*head].topic;
            for end in ends.iter().filter(|end| end.article != from) {
                let like = || {
                    let own = page.share(*head, from, &story.body[order..])?;
                    Some(page.share(*head, end.article, &[])? - own)
                };
                if let Some(worth) = worth(pieces, end, *head, torn, like, seen) {
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

/// What speaks for another article's paragraph going on at this end, if enough does: its first words where it begins
/// torn, or that it stands shortly behind an article without an end and is more like that one than what it stands under.
fn worth(
    pieces: &[Piece],
    end: &End,
    head: usize,
    torn: bool,
    like: impl Fn() -> Option<f64>,
    seen: &Pairs,
) -> Option<f64> {
    let near = follows(pieces, end.piece, head);
    let behind = end.last && near > 0.0;
    if !torn && !behind {
        return None;
    }
    let words = joint(&pieces[end.piece], &pieces[head], seen);
    let like = like().unwrap_or_default();
    let worth = words + near + LIKE * like;
    let alien = pieces[head].chars() > 30 && like < ALIEN;
    let goes_on = torn && words >= WORDS && !alien;
    let rest = behind && worth >= REST && like > 0.0;
    (goes_on || rest).then(|| worth.max(words))
}

/// The paragraphs that words join to one of their own article, not their places alone.
fn held(pieces: &[Piece], story: &Story, seen: &Pairs) -> Vec<usize> {
    let own = assign(&offers(pieces, &story.body, seen));
    let by_words =
        |(tail, head): &(usize, usize)| joint(&pieces[*tail], &pieces[*head], seen) > 0.0;
    let held = own.into_iter().filter(by_words);
    held.map(|(_, head)| head).collect()
}

/// What leaves its article for that of the first part of its chain: the beginning that goes on elsewhere, and the
/// paragraphs below it that are as like the other article.
fn moves(pieces: &[Piece], stories: &[Story], page: &PageWords, links: &Links) -> Vec<Move> {
    let homes: HashMap<usize, usize> = stories
        .iter()
        .enumerate()
        .flat_map(|(at, story)| story.body.iter().map(move |piece| (*piece, at)))
        .collect();
    let home = |piece: &usize| homes.get(piece).copied();
    let joined = |piece: &usize| links.contains_key(piece) || links.values().any(|at| at == piece);
    let first = |tail: &&usize| links.values().all(|head| head != *tail);
    let mut moves = Vec::new();
    for first in links.keys().filter(first) {
        let mut tail = first;
        while let Some(head) = links.get(tail) {
            if let (Some(to), Some(from)) = (home(first), home(head))
                && from != to
            {
                let below = stories[from].body.iter().skip_while(|at| *at != head);
                let run: Vec<usize> = below
                    .skip(1)
                    .copied()
                    .take_while(|at| pieces[*at].kind == Kind::Body && !joined(at))
                    .collect();
                let more = run.iter().take_while(|at| {
                    let own = page.share(**at, from, &run);
                    page.share(**at, to, &[]) > own.map(|own| own - LEANS)
                });
                moves.push(Move {
                    from,
                    to,
                    behind: *tail,
                    pieces: std::iter::once(head).chain(more).copied().collect(),
                });
            }
            tail = head;
        }
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

#[cfg(test)]
mod tests {
    use super::super::likeness::pairs;
    use super::super::pieces::pieces;
    use super::*;

    /// Two articles of this many pieces, the first of each its headline, and what moves between them.
    fn moved(text: &str, articles: [usize; 2]) -> Vec<(usize, Vec<usize>)> {
        let pieces = pieces(text);
        let first = articles[0];
        let story = |from: usize, to: usize| Story {
            headings: vec![from],
            body: (from + 1..to).collect(),
        };
        let stories = [story(0, first), story(first, first + articles[1])];
        let (_, moves) = plan(&pieces, &stories, &pairs(text));
        let moved = moves.into_iter();
        moved.map(|change| (change.behind, change.pieces)).collect()
    }

    const OPEN: &str = "渔港里来了流动药房\n\n本报记者 张三\n\n药师每周三把流动药房开到渔港，船员下船就能取药，老船员还能当场量血压，";
    const WHOLE: &str = "云山县培训托育老师\n\n本报讯（记者李四）4月2日，云山县培训托育老师，八十人参加，学习喂养和护理。";

    #[test]
    fn the_rest_of_an_article_stands_below_the_next_headline() {
        let rest = "从此船员们取药不用再跑镇上。老船员的血压也有人管了。";
        let more = "流动药房还给每条渔船配了药箱，由药师定期检查。";
        let text = format!("{OPEN}\n\n{WHOLE}\n\n{rest}\n\n{more}");
        assert_eq!(moved(&text, [3, 4]), [(2, vec![5, 6])]);
    }

    #[test]
    fn what_is_more_like_its_own_article_stays() {
        let own = "托育老师两人一组练习喂养，护理课上人人动手。";
        let text = format!("{OPEN}\n\n{WHOLE}\n\n{own}");
        assert_eq!(moved(&text, [3, 3]), []);
    }

    #[test]
    fn each_of_two_ends_gets_its_own_rest() {
        let text = format!(
            "{OPEN}\n\n{WHOLE}\n\n老师们分成八个小组轮流上手，\n\n从此船员们取药不用再跑镇上。老船员的血压也有人管了。\n\n课后人人都拿到了托育护理证书。"
        );
        assert_eq!(moved(&text, [3, 5]), [(2, vec![6])]);
    }

    #[test]
    fn what_words_join_within_an_article_stays() {
        let text = format!(
            "{OPEN}\n\n{WHOLE}\n\n老师们带着教具练习给孩子做检\n\n查身体、量体温，老船员也来看。"
        );
        assert_eq!(moved(&text, [3, 4]), []);
    }
}
