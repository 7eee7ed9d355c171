//! An article while it is put together.

use super::bonds::begins_torn;
use super::homes::Home;
use super::pieces::{Kind, Piece};
use crate::article::LineRange;

/// The parts of an article, as numbers of pieces.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) headings: Vec<usize>,
    /// Paragraphs and subheads.
    pub(super) body: Vec<usize>,
    pub(super) bylines: Vec<usize>,
    pub(super) credits: Vec<usize>,
    pub(super) captions: Vec<usize>,
    /// Paragraphs of the body that stood elsewhere on the page.
    pub(super) strays: Vec<usize>,
    /// Goes on from another page of the newspaper.
    pub(super) continued: bool,
}

/// The article whose text stands above a piece.
pub(super) fn above(drafts: &[Draft], piece: usize) -> Option<usize> {
    let nearest = |draft: &Draft| {
        draft
            .body
            .iter()
            .chain(&draft.headings)
            .copied()
            .filter(|at| *at < piece)
            .max()
    };
    (0..drafts.len())
        .filter(|at| nearest(&drafts[*at]).is_some())
        .max_by_key(|at| nearest(&drafts[*at]))
}

impl Draft {
    pub(super) fn of(pieces: &[Piece], numbers: &[usize], headings: Vec<usize>) -> Self {
        let mut draft = Self {
            headings,
            ..Self::default()
        };
        for at in numbers {
            match pieces[*at].kind {
                Kind::Byline => draft.bylines.push(*at),
                Kind::Credit => draft.credits.push(*at),
                _ => draft.body.push(*at),
            }
        }
        draft
    }

    pub(super) fn home(&self) -> Home {
        Home {
            headings: self.headings.clone(),
            bylines: self.bylines.clone(),
            body: self.body.clone(),
            closed: self.continued,
        }
    }

    /// Takes the paragraphs that were found to be this article's, in the order of the page; what stands above its opening
    /// goes on where it breaks off.
    pub(super) fn settle(&mut self, pieces: &[Piece], body: Vec<usize>) {
        let new: Vec<usize> = body
            .iter()
            .copied()
            .filter(|at| !self.body.contains(at))
            .collect();
        let kept: Vec<usize> = self
            .body
            .iter()
            .copied()
            .filter(|at| body.contains(at))
            .collect();
        let opening = self.bylines.iter().chain(&kept).copied().min();
        let opened = |at: usize| {
            pieces[at].kind == Kind::Lede
                || (self.bylines.contains(&at) && !begins_torn_below(pieces, &kept))
        };
        let (above, below): (Vec<usize>, Vec<usize>) = new
            .iter()
            .partition(|at| opening.is_some_and(|first| opened(first) && **at < first));
        self.strays.retain(|at| body.contains(at));
        self.strays.extend(&new);
        self.body = kept;
        for at in below {
            let place = self.body.iter().position(|other| *other > at);
            self.body.insert(place.unwrap_or(self.body.len()), at);
        }
        let place = self.breaks_off(pieces);
        self.body.splice(place..place, above);
    }

    /// Behind the paragraph with which the text breaks off last, or at its end.
    fn breaks_off(&self, pieces: &[Piece]) -> usize {
        let last = self.body.iter().rposition(|at| pieces[*at].is_open());
        last.map_or(self.body.len(), |at| at + 1)
    }

    /// Puts strays where the text breaks off last, or at its end.
    pub(super) fn take_in(&mut self, pieces: &[Piece], strays: &[usize]) {
        self.put(self.breaks_off(pieces), strays);
    }

    /// Puts strays where the text breaks off with this piece.
    pub(super) fn put_behind(&mut self, tail: usize, strays: &[usize]) {
        let place = self.body.iter().position(|at| *at == tail);
        self.put(place.map_or(self.body.len(), |at| at + 1), strays);
    }

    pub(super) fn put(&mut self, place: usize, strays: &[usize]) {
        self.body.splice(place..place, strays.iter().copied());
        self.strays.extend(strays);
    }

    pub(super) fn text(&self, pieces: &[Piece]) -> String {
        let parts = self.headings.iter().chain(&self.body);
        parts
            .map(|at| pieces[*at].text.as_str())
            .collect::<Vec<_>>()
            .join("\n")
    }

    pub(super) fn lines(&self, pieces: &[Piece]) -> Vec<LineRange> {
        let parts = [
            &self.headings,
            &self.body,
            &self.bylines,
            &self.credits,
            &self.captions,
        ];
        LineRange::collect(
            parts
                .into_iter()
                .flatten()
                .flat_map(|at| pieces[*at].lines.iter().copied()),
        )
    }
}

fn begins_torn_below(pieces: &[Piece], body: &[usize]) -> bool {
    body.first()
        .is_some_and(|at| begins_torn(&pieces[*at].text))
}
