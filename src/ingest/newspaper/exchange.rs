//! Torn paragraphs that stand under another article's headline go back to the article that breaks off before them.

use super::bonds::{begins_torn, bond};
use super::likeness::{Likeness, Pairs, pairs};
use super::pieces::{Kind, Piece};
use super::threads::{links, loose_ends};

/// What must speak for a beginning going on where another article breaks off.
const ENOUGH: f64 = 1.5;

/// Numbers of pieces that leave one article for another.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Move {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) pieces: Vec<usize>,
}

/// What should move; `articles` hold the numbers of their paragraphs, `texts` their whole texts.
pub(super) fn moves(
    pieces: &[Piece],
    articles: &[Vec<usize>],
    texts: &[String],
    seen: &Pairs,
) -> Vec<Move> {
    let likeness = Likeness::of(texts.iter().map(String::as_str));
    // A paragraph is no witness for itself.
    let share = |piece: usize, article: usize| {
        let others = articles[article].iter().filter(|at| **at != piece);
        let whole: Pairs = others.flat_map(|at| pairs(&pieces[*at].text)).collect();
        likeness.share_of(&pairs(&pieces[piece].text), &whole)
    };
    let mut ends = loose_ends(pieces, articles, seen);
    let mut moves = Vec::new();
    for (from, article) in articles.iter().enumerate() {
        let joined: Vec<usize> = links(pieces, article, seen).into_values().collect();
        let mut stray = article.iter().enumerate().skip(1).filter(|(_, at)| {
            pieces[**at].kind == Kind::Body
                && !joined.contains(at)
                && begins_torn(&pieces[**at].text)
        });
        let Some((order, first)) = stray.next() else {
            continue;
        };
        let offers = ends
            .iter()
            .enumerate()
            .filter(|(_, (to, _))| *to != from)
            .map(|(end, (to, tail))| {
                (
                    bond(&pieces[*tail].text, &pieces[*first].text, seen),
                    end,
                    *to,
                )
            });
        let Some((worth, end, to)) = offers.max_by(|a, b| a.0.total_cmp(&b.0)) else {
            continue;
        };
        let alien = pieces[*first].chars() > 30 && share(*first, to) < share(*first, from) - 0.1;
        if worth < ENOUGH || alien {
            continue;
        }
        let more = article[order + 1..].iter().take_while(|at| {
            pieces[**at].kind == Kind::Body
                && !joined.contains(at)
                && share(**at, to) > share(**at, from)
        });
        moves.push(Move {
            from,
            to,
            pieces: std::iter::once(first).chain(more).copied().collect(),
        });
        ends.remove(end);
    }
    moves
}
