//! The paragraphs of a page in the order they stand in, and what joins or parts them.

use super::beside::{Begins, begins, closed_above, hold, stay};
use super::bonds::{WORD, joint, opens_with_scrap};
use super::headings::shows_indents;
use super::likeness::{Pairs, telling};
use super::matching::Offer;
use super::pieces::{Kind, Piece};

/// What goes on must be worth this much.
pub(super) const GOES_ON: f64 = 1.5;
/// What a torn end and a beginning must be worth to each other.
pub(super) const WEAKEST: f64 = -1.0;
/// More ends than these are no page whose articles are mixed up.
const MOST_ENDS: usize = 60;

pub(super) struct Flow<'a> {
    pub(super) pieces: &'a [Piece],
    /// All paragraphs and subheads, in the order of the page.
    pub(super) units: Vec<usize>,
    pub(super) words: Vec<Pairs>,
    /// What it is worth that each paragraph stays with the one before it; the first stays with none.
    pub(super) stays: Vec<f64>,
    /// The same where what breaks off is looked for elsewhere: the next paragraph mostly is of the same article even so.
    pub(super) holds: Vec<f64>,
    /// The same where what the paragraph before leaves open has been found above that.
    pub(super) closed: Vec<f64>,
    /// Which torn beginnings may go on where which ends break off: by order of units, and what their words are worth to
    /// each other.
    pub(super) fits: Vec<Offer>,
    /// Too many ends to tell what goes on where.
    pub(super) ragged: bool,
}

/// Between a headline and the words that open its report: no report begins there, so it is the rest of something.
fn stands_loose(pieces: &[Piece], at: usize) -> bool {
    let printed = |piece: &&Piece| !matches!(piece.kind, Kind::Furniture(_) | Kind::Caption);
    let above = pieces[..at].iter().rev().find(printed);
    let below = pieces
        .get(at + 1..)
        .unwrap_or_default()
        .iter()
        .find(printed);
    above.is_some_and(|piece| piece.kind == Kind::Heading)
        && below.is_some_and(|piece| piece.kind == Kind::Lede)
}

impl<'a> Flow<'a> {
    pub(super) fn of(pieces: &'a [Piece], mut units: Vec<usize>, seen: &Pairs) -> Self {
        units.sort_unstable();
        let indents = shows_indents(pieces);
        let stays: Vec<f64> = (0..units.len())
            .map(|at| match at.checked_sub(1) {
                Some(before) => stay(pieces, units[before], units[at], indents, seen),
                None => 0.0,
            })
            .collect();
        let goes_on = |at: usize| stays.get(at).is_some_and(|stay| *stay >= GOES_ON);
        let tails: Vec<usize> = (0..units.len())
            .filter(|at| pieces[units[*at]].is_open() && !goes_on(at + 1))
            .collect();
        let heads = (1..units.len()).filter(|at| {
            let goes_on = pieces[units[at - 1]].is_open() && goes_on(*at);
            pieces[units[*at]].kind == Kind::Body && !goes_on
        });
        let ends = &units;
        let fits = heads
            .filter(|_| tails.len() <= MOST_ENDS)
            .flat_map(|head| {
                let below = &pieces[ends[head]];
                // What looks whole may still begin with the rest of a word.
                let least = match begins(below, indents) {
                    Begins::Whole if opens_with_scrap(&below.text) => WORD,
                    Begins::Whole if !stands_loose(pieces, units[head]) => WORD + 1.0,
                    _ => WEAKEST,
                };
                let worth = move |tail: &usize| {
                    let worth = joint(&pieces[ends[*tail]], below, seen);
                    let fits = worth >= least && *tail != head;
                    fits.then_some(Offer {
                        worth,
                        tail: *tail,
                        head,
                    })
                };
                tails.iter().filter_map(worth).collect::<Vec<_>>()
            })
            .collect();
        Self {
            pieces,
            words: units.iter().map(|at| telling(&pieces[*at].text)).collect(),
            holds: (0..units.len())
                .map(|at| match at.checked_sub(1) {
                    Some(before) => hold(pieces, units[before], units[at], stays[at]),
                    None => 0.0,
                })
                .collect(),
            closed: (0..units.len())
                .map(|at| match at.checked_sub(1) {
                    Some(before) => closed_above(pieces, units[before], units[at], indents),
                    None => 0.0,
                })
                .collect(),
            units,
            stays,
            fits,
            ragged: tails.len() > MOST_ENDS,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::likeness::pairs;
    use super::super::pieces::pieces;
    use super::*;

    #[test]
    fn what_stands_between_a_headline_and_its_report_goes_on_somewhere() {
        let rest = "人在家里也能听课，考完再到县里练手。";
        let report = "本报讯（记者张三）云山县把急救课搬到网上，八十个村都能听。";
        let end = "课表按农时排定，还教大家怎样照看老";
        let fits = |text: &str, units: &[usize]| {
            let pieces = pieces(text);
            let flow = Flow::of(&pieces, units.to_vec(), &pairs(text));
            flow.fits.iter().any(|fit| (fit.tail, fit.head) == (3, 1))
        };
        let between = |above: &str| format!("{report}\n\n{above}\n\n{rest}\n\n{report}\n\n{end}");
        assert!(fits(&between("急救课搬到网上"), &[0, 2, 3, 4]));
        assert!(!fits(&between("急救课还添了夜里的场次。"), &[0, 2, 3, 4]));
    }

    #[test]
    fn a_clause_of_a_few_characters_goes_on_where_a_word_is_torn() {
        let fits = |head: &str| {
            let text = format!(
                "急救课搬到了网上。县里的医生每周下乡两次，把药箱一只只地交\n\n村里的课堂每月两次。\n\n{head}"
            );
            let pieces = pieces(&text);
            let flow = Flow::of(&pieces, vec![0, 1, 2], &pairs(&text));
            flow.fits.iter().any(|fit| (fit.tail, fit.head) == (0, 2))
        };
        assert!(fits("给各村村医，一年带出八十个徒弟。"));
        assert!(!fits("考完的村医，一年带出八十个徒弟。"));
    }

    #[test]
    fn sentences_that_are_built_alike_open_paragraphs() {
        let fits = |topic: &str| {
            let text = format!(
                "急救课搬到了网上。县里的医生把课排到年底，还为村医配齐了教\n\n{topic}。课本由县里印发。\n\n用好村里课堂。每月两次。"
            );
            let pieces = pieces(&text);
            let flow = Flow::of(&pieces, vec![0, 1, 2], &pairs(&text));
            flow.fits.iter().any(|fit| (fit.tail, fit.head) == (0, 1)) || flow.stays[1] >= GOES_ON
        };
        assert!(!fits("用足网上教材"));
        assert!(fits("材一百多套"));
    }
}
