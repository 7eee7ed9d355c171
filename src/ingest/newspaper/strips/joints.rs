//! What it is worth that one paragraph follows another, for their ends and their places alone.

use super::super::beside::{Begins, begins};
use super::super::bonds::joint;
use super::super::headings::shows_indents;
use super::super::likeness::Pairs;
use super::super::pieces::{Kind, Piece};

/// A whole paragraph stands right below a whole one.
const NEXT: f64 = 2.6;
/// The same with a headline between.
const NEXT_BELOW_HEADLINE: f64 = 0.5;
/// What may go on stands right below what breaks off: where columns end that says little.
const NEXT_OPEN: f64 = 0.3;
/// Columns are mostly pulled out in reading order.
const BACKWARDS: f64 = -3.5;
/// What a word, a figure or a quotation that goes through the tear counts against what the words of the report say.
const FOR: f64 = 0.7;
/// Most words at a tear are no halves of others, whatever they look like: of what speaks against a pair.
const AGAINST: f64 = 0.35;
/// What looks torn goes on where something breaks off.
const TORN: f64 = 1.1;
/// What goes on from what was said goes on where something breaks off, and not behind a whole sentence.
const GOES_ON: f64 = 1.3;
const GOES_ON_BEHIND_WHOLE: f64 = -1.6;
/// Behind a whole sentence: a beginning that looks torn, and one that is.
const SCRAP: f64 = -0.3;
const REST: f64 = -4.0;
/// A source ended the text.
const ENDED: f64 = -5.0;
/// A subhead away from what stands round it.
const ABOVE_SUBHEAD: f64 = -2.0;
const BELOW_SUBHEAD: f64 = -6.0;
/// No paragraph follows itself, and nothing stands above the opening of a report.
const NEVER: f64 = -20.0;
/// A report that has lost its opening begins with this.
const FIRST_TORN: f64 = -6.0;
const FIRST_WHOLE: f64 = -5.2;
/// A report breaks off for good.
const LOST_END: f64 = -2.5;
/// What goes on right below is worth this.
const SURE: f64 = 2.0;

pub(super) struct Joints {
    size: usize,
    /// By the order of the paragraph before and that of the one behind.
    worth: Vec<f64>,
    first: Vec<f64>,
    last: Vec<f64>,
    torn: usize,
}

impl Joints {
    pub(super) fn of(pieces: &[Piece], units: &[usize], seen: &Pairs) -> Self {
        let indents = shows_indents(pieces);
        let size = units.len();
        let pairs = (0..size).flat_map(|a| (0..size).map(move |b| (a, b)));
        let worth: Vec<f64> = pairs
            .map(|(a, b)| follow(pieces, units, a, b, indents, seen))
            .collect();
        let first = |at: &usize| match (pieces[*at].kind, begins(&pieces[*at], indents)) {
            (Kind::Lede, _) => 0.0,
            (_, Begins::Whole) => FIRST_WHOLE,
            _ => FIRST_TORN,
        };
        let open = |at: usize| pieces[units[at]].is_open();
        let goes_on = |at: usize| at + 1 < size && worth[at * size + at + 1] >= SURE;
        Self {
            size,
            first: units.iter().map(first).collect(),
            last: (0..size)
                .map(|at| if open(at) { LOST_END } else { 0.0 })
                .collect(),
            torn: (0..size).filter(|at| open(*at) && !goes_on(*at)).count(),
            worth,
        }
    }

    /// How many ends do not go on right below.
    pub(super) fn torn(&self) -> usize {
        self.torn
    }

    /// What the paragraphs of a report are worth to one another in this order.
    pub(super) fn along(&self, chain: &[usize]) -> f64 {
        let (Some(first), Some(last)) = (chain.first(), chain.last()) else {
            return 0.0;
        };
        let pairs = chain.windows(2);
        let pairs = pairs.map(|pair| self.worth[pair[0] * self.size + pair[1]]);
        self.first[*first] + pairs.sum::<f64>() + self.last[*last]
    }
}

fn follow(
    pieces: &[Piece],
    units: &[usize],
    before: usize,
    behind: usize,
    indents: bool,
    seen: &Pairs,
) -> f64 {
    let (above, below) = (&pieces[units[before]], &pieces[units[behind]]);
    if below.kind == Kind::Lede || before == behind {
        return NEVER;
    }
    let order = if behind < before { BACKWARDS } else { 0.0 };
    let credit = pieces
        .get(units[before] + 1)
        .is_some_and(|piece| piece.kind == Kind::Credit);
    let ended = if credit || above.ends_in_credit() {
        ENDED
    } else {
        0.0
    };
    let next = before + 1 == behind;
    let between = pieces
        .get(units[before] + 1..units[behind])
        .unwrap_or_default();
    let parts = |piece: &Piece| matches!(piece.kind, Kind::Heading | Kind::Byline | Kind::Credit);
    let parted = next && between.iter().any(parts);
    let begins = begins(below, indents);
    let worth = if above.is_open() {
        let near = if next && !parted { NEXT_OPEN } else { 0.0 };
        near + at_tear(joint(above, below, seen), &begins, below)
    } else {
        let near = match (next, parted) {
            (true, true) => NEXT_BELOW_HEADLINE,
            (true, false) => NEXT,
            (false, _) => apart(above, below),
        };
        near + behind_whole(&begins, below)
    };
    order + ended + worth
}

fn at_tear(joint: f64, begins: &Begins, below: &Piece) -> f64 {
    let joint = joint * if joint < 0.0 { AGAINST } else { FOR };
    let torn = if *begins == Begins::Whole { 0.0 } else { TORN };
    let on = if goes_on(&below.text) { GOES_ON } else { 0.0 };
    joint + torn + on
}

fn behind_whole(begins: &Begins, below: &Piece) -> f64 {
    let begins = match begins {
        Begins::Rest => REST,
        Begins::Scrap => SCRAP,
        Begins::Torn | Begins::Whole => 0.0,
    };
    let on = if goes_on(&below.text) {
        GOES_ON_BEHIND_WHOLE
    } else {
        0.0
    };
    begins + on
}

fn apart(above: &Piece, below: &Piece) -> f64 {
    let under = if above.kind == Kind::Subhead {
        BELOW_SUBHEAD
    } else {
        0.0
    };
    let over = if below.kind == Kind::Subhead {
        ABOVE_SUBHEAD
    } else {
        0.0
    };
    under + over
}

/// Begins with a word that goes on from what was said before it (也、均、已 …), or with a figure that is no date.
fn goes_on(text: &str) -> bool {
    const WORDS: &str = "也均已仍则才须并却便还又再都正即或及且而";
    const DATES: [char; 11] = [
        '年', '月', '日', '时', '岁', '点', '至', '-', '、', ':', '：',
    ];
    let behind = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let figure = behind.len() < text.len() && !behind.starts_with(DATES);
    figure || text.starts_with(|c| WORDS.contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_and_words_that_go_on_open_no_paragraph() {
        for text in [
            "48名村医领到证书。",
            "3.5万人次受益。",
            "也能在码头量血压。",
        ] {
            assert!(goes_on(text), "{text}");
        }
        for text in [
            "4月2日，药房开到渔港。",
            "2030年，村村有药房。",
            "药房开到渔港。",
        ] {
            assert!(!goes_on(text), "{text}");
        }
    }
}
