//! What paragraphs that stand beside one another are worth to each other.

use super::bonds::{begins_torn, joint};
use super::likeness::Pairs;
use super::phrases::{is_note, opens_paragraph, unbalanced};
use super::pieces::{Kind, Piece};

/// A whole paragraph follows a whole one.
const NEXT: f64 = 2.0;
/// They stand in one block, or a subhead stands above its text.
const SAME_BLOCK: f64 = 4.0;
/// The article has ended with its source, or the next paragraph begins in the middle of a sentence.
const ENDED: f64 = -2.5;
/// Paragraphs stand beside one another, whatever they say.
const STANDS: f64 = 0.4;

/// The part behind stands right above the only end of its article.
const REST_ABOVE: f64 = 0.5;
/// The same where it begins with what may be half a word.
const HALF_WORD: f64 = 2.0;

/// How a piece begins.
#[derive(PartialEq, Eq)]
pub(super) enum Begins {
    Whole,
    /// Perhaps in the middle of a sentence.
    Scrap,
    /// In the middle of a paragraph.
    Torn,
    /// In the middle of a sentence.
    Rest,
}

/// Where first lines are set narrower, the first line says it, else the first words.
pub(super) fn begins(piece: &Piece, indents: bool) -> Begins {
    let closing = piece
        .text
        .starts_with(['，', '、', '。', '”', '）', '》', ',', '；']);
    if closing || unbalanced(&piece.text).0 > 0 {
        Begins::Rest
    } else if piece.topic || (piece.wrapped && piece.starts_paragraph) {
        Begins::Whole
    } else if piece.wrapped && indents && piece.gap > 0 && piece.lines.len() > 1 {
        Begins::Torn
    } else if begins_torn(&piece.text) {
        Begins::Scrap
    } else {
        Begins::Whole
    }
}

/// What keeps a paragraph with the one before it, though that goes on elsewhere or does not seem to go on at all.
pub(super) fn hold(pieces: &[Piece], before: usize, at: usize, stay: f64) -> f64 {
    let between = pieces.get(before + 1..=at).unwrap_or_default();
    let parted = |piece: &Piece| {
        matches!(
            piece.kind,
            Kind::Lede | Kind::Credit | Kind::Heading | Kind::Byline
        )
    };
    if pieces[before].ends_in_credit() || between.iter().any(parted) {
        return stay;
    }
    // Behind its opening a report goes on, and be it with the rest of a paragraph whose beginning stands further down.
    let opening = pieces[before].kind == Kind::Lede && !pieces[before].is_open();
    stay.max(if opening { NEXT } else { STANDS })
}

/// What it is worth that a paragraph belongs where the one before it does.
pub(super) fn stay(pieces: &[Piece], before: usize, at: usize, indents: bool, seen: &Pairs) -> f64 {
    let (above, below) = (&pieces[before], &pieces[at]);
    let between = pieces.get(before + 1..at).unwrap_or_default();
    let parted = |kind: Kind| between.iter().any(|piece| piece.kind == kind);
    let ended = above.ends_in_credit() || parted(Kind::Credit);
    if below.kind == Kind::Lede || (ended && !is_note(&below.text)) {
        return ENDED;
    }
    if above.kind == Kind::Subhead {
        return SAME_BLOCK;
    }
    let heading = parted(Kind::Heading) || parted(Kind::Byline);
    let begins = begins(below, indents);
    if above.is_open() {
        let whole = begins == Begins::Whole && below.wrapped && below.starts_paragraph;
        let near = match (heading, &begins) {
            _ if whole => -1.0,
            (true, _) => 0.0,
            (_, Begins::Whole) => 1.0,
            _ => 3.0,
        };
        return (joint(above, below, seen) + near).clamp(ENDED, SAME_BLOCK);
    }
    behind_whole(above, below, begins, heading)
}

/// The same where what the paragraph before it leaves open has been found above: it follows as behind a whole one.
pub(super) fn closed_above(pieces: &[Piece], before: usize, at: usize, indents: bool) -> f64 {
    let (above, below) = (&pieces[before], &pieces[at]);
    let between = pieces.get(before + 1..at).unwrap_or_default();
    let parted = |piece: &Piece| matches!(piece.kind, Kind::Heading | Kind::Byline | Kind::Credit);
    if below.kind == Kind::Lede || between.iter().any(parted) {
        return ENDED;
    }
    behind_whole(above, below, begins(below, indents), false)
}

fn behind_whole(above: &Piece, below: &Piece, begins: Begins, heading: bool) -> f64 {
    match begins {
        _ if below.gap == 0 && !heading => SAME_BLOCK,
        _ if heading || both_add(above, below) => 0.0,
        // A list goes on.
        _ if above.text.ends_with(['；', '：']) => NEXT,
        Begins::Rest => ENDED,
        // The column may have ended with a sentence.
        Begins::Torn => 0.0,
        Begins::Scrap => NEXT / 2.0,
        Begins::Whole => NEXT,
    }
}

/// Two paragraphs in a row that open with the same word which a text says once, at its end (此外，…).
fn both_add(above: &Piece, below: &Piece) -> bool {
    const ONCE: [&str; 6] = ["此外", "另外", "与此同时", "下一步", "据悉", "据了解"];
    ONCE.iter()
        .any(|word| above.text.starts_with(word) && below.text.starts_with(word))
}

/// What speaks for a paragraph being the rest of the one right below it: that is the only end of the article, and what
/// stands below it opens a paragraph of its own. `tail` and `head` are orders in the article.
pub(super) fn rest_above(pieces: &[Piece], article: &[usize], tail: usize, head: usize) -> f64 {
    let piece = |order: usize| article.get(order).map(|at| &pieces[*at]);
    let (1, 2, Some(first), Some(above)) = (head, tail, piece(0), piece(head)) else {
        return 0.0;
    };
    let below = piece(tail + 1).is_none_or(|piece| opens_paragraph(&piece.text));
    let torn = !above.starts_paragraph && !opens_paragraph(&above.text);
    let ends = || article.iter().filter(|at| pieces[**at].is_open()).count();
    match first.kind == Kind::Lede && below && torn && ends() == 1 {
        // A word that its tear does not tell apart from half of another.
        true if begins_torn(&above.text) => REST_ABOVE + HALF_WORD,
        true => REST_ABOVE,
        false => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::super::likeness::pairs;
    use super::super::pieces::pieces;
    use super::*;

    fn of(text: &str) -> f64 {
        let pieces = pieces(text);
        stay(&pieces, 0, 1, false, &pairs(text))
    }

    #[test]
    fn a_source_and_an_opening_part_what_follows() {
        let whole = "村医每周二下乡巡诊，带着药箱和心电图机。";
        assert!(
            of(&format!(
                "{whole}\n\n老人当场量血压，当场取药，不必再跑县城。"
            )) >= NEXT
        );
        assert!(
            of(&format!(
                "{whole}（县医院）\n\n老人当场量血压，当场取药，不必再跑县城。"
            )) < 0.0
        );
        assert!(
            of(&format!(
                "{whole}\n\n本报讯（记者张三）4月2日，云山县培训托育老师。"
            )) < 0.0
        );
    }

    #[test]
    fn a_text_says_once_what_it_adds() {
        let adds = "此外，流动药房还给每条渔船配了药箱。";
        assert!(of(&format!("{adds}\n\n此外，托育老师还要学急救。")) < NEXT);
        assert!(of(&format!("{adds}\n\n今年，流动药房还要开到岛上。")) >= NEXT);
    }

    #[test]
    fn a_report_goes_on_behind_its_opening() {
        let rest = "理、用药三门功课，考过才能上岗。";
        let held = |opening: &str| {
            let pieces = pieces(&format!("{opening}\n\n{rest}"));
            hold(&pieces, 0, 1, 0.0)
        };
        assert_eq!(held("本报讯（记者张三）4月2日，云山县培训托育老师。"), NEXT);
        assert_eq!(held("4月2日，云山县培训托育老师，八十人参加。"), STANDS);
    }

    #[test]
    fn what_is_left_open_is_closed_by_what_stands_above() {
        let text = "村医每周二下乡巡诊，带着药箱和心电图机，为村民免费检\n\n据了解，今年云山县还要培训八十名托育老师。";
        let pieces = pieces(text);
        assert!(stay(&pieces, 0, 1, false, &pairs(text)) < 0.0);
        assert_eq!(closed_above(&pieces, 0, 1, false), NEXT);
    }

    #[test]
    fn what_breaks_off_wants_what_goes_on() {
        let torn = "村医每周二下乡巡诊，带着药箱和心电图机，为村民免费检";
        let on = of(&format!("{torn}\n\n查身体，建立健康档案，还送药上门。"));
        let off = of(&format!(
            "{torn}\n\n据了解，今年云山县还要培训八十名托育老师。"
        ));
        assert!(on >= NEXT && off < 0.0, "{on} {off}");
    }
}
