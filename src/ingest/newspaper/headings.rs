//! Which short lines are headlines, by what stands around them.

use super::bonds::{begins_torn, goes_through};
use super::frame;
use super::likeness::{Pairs, pairs};
use super::lines;
use super::marks;
use super::people::{in_a_row, is_signed, signs_letter};
use super::phrases::{adds, is_heading, unbalanced};
use super::pieces::{Kind, Piece};

/// Short lines beside the page's header are the newspaper's or its column's name, not headlines.
pub(super) fn name_frame(pieces: &mut [Piece]) {
    let header = |piece: &Piece| {
        matches!(
            piece.kind,
            Kind::Furniture("page-header" | "page-number" | "imprint" | "weather")
        )
    };
    let frame = |piece: &Piece| matches!(piece.kind, Kind::Furniture(_));
    // Backwards as well: the newspaper's name may stand above its name in Latin letters.
    for at in (0..pieces.len()).rev().chain(0..pieces.len()) {
        let beside = at
            .checked_sub(1)
            .is_some_and(|before| header(&pieces[before]))
            || pieces.get(at + 1).is_some_and(header);
        let edge = at < 4
            || at + 4 > pieces.len()
            || pieces[..at].iter().all(frame)
            || pieces[at + 1..].iter().all(frame);
        // The second deck of a headline at the page's end.
        let deck = at
            .checked_sub(1)
            .is_some_and(|above| pieces[above].kind == Kind::Heading && pieces[above].glued);
        let deck = deck && !frame::is_page_label(&pieces[at].text);
        if pieces[at].kind == Kind::Heading
            && pieces[..at].iter().all(frame)
            && opens_page(&pieces[at])
        {
            pieces[at].kind = Kind::Furniture("column-label");
        }
        if !beside || !edge || deck || pieces[at].kind != Kind::Heading {
            continue;
        }
        let chars = pieces[at].chars();
        if (chars <= 10 && pieces[at].text.ends_with('报'))
            || frame::is_page_label(&pieces[at].text)
        {
            pieces[at].kind = Kind::Furniture("page-header");
        } else if chars <= 6 {
            pieces[at].kind = Kind::Furniture("column-label");
        }
    }
}

/// 健康 and two characters more in a block of their own at the head of a page: what the page is called, be it after a
/// place by a name of old (健康齐鲁).
fn opens_page(piece: &Piece) -> bool {
    let name = piece.text.strip_prefix("健康").unwrap_or_default();
    let two = name.chars().count() == 2 && name.chars().all(char::is_alphabetic);
    two && piece.gap > 0 && !piece.glued
}

/// The name of a page or a column, with the same in Latin letters on the line below it.
pub(super) fn name_in_latin(pieces: &mut [Piece]) {
    for at in 0..pieces.len() {
        if pieces[at].kind != Kind::Heading || !frame::is_latin(&pieces[at].text) {
            continue;
        }
        pieces[at].kind = Kind::Furniture("column-label");
        let above = at.checked_sub(1).and_then(|above| pieces.get_mut(above));
        if let Some(name) = above.filter(|above| above.kind == Kind::Heading)
            && name.chars() <= 6
        {
            name.kind = Kind::Furniture("column-label");
        }
    }
}

/// A few characters in a block of their own above a headline's block are the name of what follows on the page.
pub(super) fn name_sections(pieces: &mut [Piece]) {
    for at in 0..pieces.len() {
        let [label, next, ..] = &pieces[at..] else {
            return;
        };
        let alone = |piece: &Piece| piece.kind == Kind::Heading && piece.gap > 0 && !piece.glued;
        let report = pieces.get(at + 2).map(|report| report.kind);
        let opened = matches!(report, Some(Kind::Lede | Kind::Byline));
        // ——记…: the second deck of a short headline.
        let deck = next.text.starts_with(['—', '记']);
        let short = label.chars() <= 4 && label.text.chars().all(char::is_alphabetic);
        let above = alone(next) && opened && short && next.chars() >= 8;
        let column =
            frame::names_column(&label.text) && matches!(next.kind, Kind::Heading | Kind::Byline);
        if alone(label) && !deck && (above || column) {
            pieces[at].kind = Kind::Furniture("column-label");
        }
    }
}

/// A name of its own between a headline and its text is the writer's.
pub(super) fn sign_writers(pieces: &mut [Piece]) {
    for at in 1..pieces.len().saturating_sub(1) {
        let (above, below) = (&pieces[at - 1], &pieces[at + 1]);
        let line =
            matches!(pieces[at].kind, Kind::Heading | Kind::Body) && pieces[at].lines.len() == 1;
        if line && above.kind == Kind::Heading && below.is_body() && is_signed(&pieces[at].text) {
            pieces[at].kind = Kind::Byline;
        }
    }
}

/// Writers' names behind a whole text: several side by side, or who signs a letter.
pub(super) fn sign_below(pieces: &mut [Piece]) {
    let mut letter = false;
    for at in 1..pieces.len() {
        letter = match pieces[at - 1].kind {
            Kind::Heading | Kind::Lede | Kind::Credit | Kind::Byline => false,
            _ => letter || greets(&pieces[at - 1].text),
        };
        let above = &pieces[at - 1];
        let whole = above.kind == Kind::Body && !above.is_open();
        let below = pieces.get(at + 1).is_none_or(|below| !below.is_body());
        let text = &pieces[at].text;
        let signed = (below && in_a_row(text).is_some()) || (letter && signs_letter(text));
        let line = matches!(pieces[at].kind, Kind::Heading | Kind::Body);
        if whole && line && signed {
            pieces[at].kind = Kind::Byline;
        }
    }
}

/// 尊敬的……：, which opens a letter.
fn greets(text: &str) -> bool {
    const GREETINGS: [&str; 4] = ["尊敬的", "敬爱的", "亲爱的", "致"];
    text.ends_with(['：', ':'])
        && text.chars().count() <= 30
        && GREETINGS.iter().any(|greeting| text.starts_with(greeting))
}

/// Paragraphs whose first sentences are as long as one another, short, and begin alike (用足…。用好…。): such a sentence
/// is no rest of one.
pub(super) fn name_topics(pieces: &mut [Piece]) {
    let topic = |piece: &Piece| {
        let (sentence, rest) = piece.text.split_once('。')?;
        let chars = sentence.chars().count();
        let plain = (4..=7).contains(&chars) && sentence.chars().all(char::is_alphabetic);
        (piece.kind == Kind::Body && plain && !rest.is_empty())
            .then_some((chars, sentence.chars().next()))
    };
    let topics: Vec<_> = pieces.iter().map(topic).collect();
    for (piece, own) in pieces.iter_mut().zip(&topics) {
        piece.topic = own.is_some() && topics.iter().filter(|other| *other == own).count() >= 2;
    }
}

/// The authority below its notice, and the day below that.
pub(super) fn sign_notices(pieces: &mut [Piece]) {
    for at in 1..pieces.len().saturating_sub(1) {
        let [above, name, day] = &pieces[at - 1..=at + 1] else {
            return;
        };
        let signature = name.glued
            && matches!(above.kind, Kind::Body | Kind::Subhead)
            && frame::is_authority(&name.text)
            && frame::is_day(&day.text);
        if signature {
            pieces[at].kind = Kind::Credit;
            pieces[at + 1].kind = Kind::Credit;
        }
    }
}

/// The rows of a table or a list: three lines and more whose cells stand apart, figures among them, or two and more that
/// begin with a like label (一等奖：…).
pub(super) fn name_rows(pieces: &mut [Piece]) {
    let line = |piece: &Piece| {
        piece.lines.len() == 1
            && matches!(piece.kind, Kind::Heading | Kind::Body)
            && !lines::ends_sentence(&piece.text)
    };
    let row = |piece: &Piece| line(piece) && marks::cells(&piece.text) >= 2;
    let figures = |piece: &Piece| {
        let digits = piece.text.matches(|c: char| c.is_ascii_digit()).count();
        digits >= 2 || (digits > 0 && marks::cells(&piece.text) >= 3)
    };
    for rows in
        pieces.chunk_by_mut(|a, b| row(a) && row(b) && (b.gap == 0 || (figures(a) && figures(b))))
    {
        let counted = rows
            .iter()
            .filter(|row| row.text.contains(|c: char| c.is_ascii_digit()))
            .count();
        if rows.len() >= 3 && counted * 2 >= rows.len() {
            rows.iter_mut().for_each(|piece| piece.kind = Kind::Subhead);
        }
    }
    for entries in pieces.chunk_by_mut(|a, b| label(a).is_some() && label(a) == label(b)) {
        if entries.len() >= 2 {
            entries
                .iter_mut()
                .for_each(|piece| piece.kind = Kind::Subhead);
        }
    }
}

/// What the label of an entry ends with (一等奖：…, 二等奖：…).
fn label(piece: &Piece) -> Option<char> {
    let short = piece.lines.len() == 1 && piece.chars() <= 46;
    let label = piece.text.split_once(['：', ':'])?.0;
    let plain = (2..=5).contains(&label.chars().count()) && label.chars().all(char::is_alphabetic);
    label
        .chars()
        .next_back()
        .filter(|_| short && plain && piece.kind != Kind::Lede)
}

/// A line is a headline only where a headline can stand.
///
/// One with a comma needs whole text before it and a report behind it. One that may be a paragraph's first line at the
/// bottom of a column must not go on in the next column, nor stand within an article on a page whose articles end in credits.
pub(super) fn confirm_headings(pieces: &mut [Piece]) {
    let credits = pieces.iter().filter(|piece| piece.ends_in_credit()).count();
    let indents = shows_indents(pieces);
    let frame = |piece: &&Piece| !matches!(piece.kind, Kind::Furniture(_) | Kind::Caption);
    for at in 0..pieces.len() {
        if is_second_deck(pieces, at) || stands_above_report(pieces, at) {
            pieces[at].kind = Kind::Heading;
        }
        if is_broken_headline(pieces, at) {
            pieces[at].kind = Kind::Heading;
            pieces[at + 1].kind = Kind::Heading;
        }
        if pieces[at].kind != Kind::Heading {
            continue;
        }
        let before = pieces[..at].iter().rev().find(frame);
        let after = pieces[at + 1..].iter().find(frame);
        let text = pieces[at].text.as_str();
        let opening = after.is_some_and(|next| matches!(next.kind, Kind::Lede | Kind::Byline));
        let report = opening || after.is_some_and(|next| next.kind == Kind::Heading);
        let fresh = at
            .checked_sub(1)
            .is_none_or(|above| pieces[above].ends_in_credit() || is_label(&pieces[above]));
        let block = pieces[at].gap > 0 && !pieces[at].glued;
        let alone = block && (fresh || (!pieces[at].wrapped && is_repeated(pieces, at)));
        let scrap = text.contains(['，', ','])
            && ((!report && !alone) || before.is_some_and(Piece::is_open));
        let text_above = before.is_some_and(Piece::is_body);
        let within = credits >= 2 && text_above && !before.is_some_and(Piece::ends_in_credit);
        let goes_on = after.is_some_and(|next| {
            let placed = within || (indents && !alone && next.lines.len() > 1);
            goes_on(&pieces[at], next, placed)
                || (text_above && next.kind == Kind::Body && lists_on(text, &next.text))
        });
        let told = text_above && !opening && (ends_in_list(text) || adds(text));
        let goes_on = goes_on || (told && !is_repeated(pieces, at));
        if scrap || goes_on {
            pieces[at].kind = Kind::Body;
        }
    }
}

/// Is the line the beginning of what stands below it: for its first words, or as the first line of a paragraph (`placed`:
/// where one may stand)?
fn goes_on(line: &Piece, below: &Piece, placed: bool) -> bool {
    const CLOSING: [char; 7] = ['，', '。', '、', '；', '”', '）', '》'];
    let rest = below.kind == Kind::Body && below.wrapped && !below.starts_paragraph;
    let torn = || goes_through(&line.text, &below.text) || begins_torn(&below.text);
    let first_line = line.first_line && !line.glued;
    // On a page that is not set in columns a line may be the first of its paragraph as well.
    let word = !line.wrapped
        && below.kind == Kind::Body
        && begins_torn(&below.text)
        && goes_through(&line.text, &below.text);
    (below.is_body() && below.text.starts_with(CLOSING))
        || (first_line && rest && (placed || torn()))
        || word
}

/// 包括村医、 / 司机、教师以及…: does a list go on in the text below?
fn lists_on(text: &str, below: &str) -> bool {
    let mark = below.find(|c: char| !c.is_alphabetic());
    let item = mark.and_then(|mark| below.split_at_checked(mark));
    text.contains('、')
        && item.is_some_and(|(item, rest)| {
            rest.starts_with('、') && (2..=6).contains(&item.chars().count())
        })
}

/// 药箱里备着体温计、血压计、止血: a list that breaks off within its last item.
fn ends_in_list(text: &str) -> bool {
    let items: Vec<usize> = text.split('、').map(|item| item.chars().count()).collect();
    let alike = items.iter().all(|item| *item == items[0]);
    items.len() > 1 && !alike && items.last().is_some_and(|last| *last <= 6)
}

/// Do the paragraphs above or below hold half of a line's words? A headline is taken from its text.
fn is_repeated(pieces: &[Piece], at: usize) -> bool {
    let words = pairs(&pieces[at].text);
    let held = |texts: &mut dyn Iterator<Item = &Piece>| {
        let texts = texts.filter(|piece| piece.is_body()).take(6);
        let texts: Pairs = texts.flat_map(|piece| pairs(&piece.text)).collect();
        words.intersection(&texts).count() * 2 >= words.len()
    };
    held(&mut pieces[..at].iter().rev()) || held(&mut pieces[at + 1..].iter())
}

/// The name of a column, where another article begins.
fn is_label(piece: &Piece) -> bool {
    piece.kind == Kind::Furniture("column-label")
        || (piece.kind == Kind::Heading && frame::names_column(&piece.text))
}

/// Do the paragraphs of the page's columns begin with narrower lines, so that one that does not is torn?
pub(super) fn shows_indents(pieces: &[Piece]) -> bool {
    let whole = pieces.windows(2).filter(|pair| {
        let ended = pair[0].is_body() && !pair[0].is_open();
        ended && pair[1].is_body() && pair[1].wrapped && pair[1].lines.len() > 1
    });
    let (shown, all) = whole.fold((0, 0), |(shown, all), pair| {
        (shown + usize::from(pair[1].starts_paragraph), all + 1)
    });
    all >= 3 && shown * 4 >= all * 3
}

/// A line in a block of its own right above the words that open a report, and no rest of what breaks off before it.
fn stands_above_report(pieces: &[Piece], at: usize) -> bool {
    let line = &pieces[at];
    let alone = line.wrapped && line.lines.len() == 1 && line.gap > 0 && !line.glued;
    let report = pieces.get(at + 1).is_some_and(Piece::opens_report);
    let rest =
        || at > 0 && (goes_through(&pieces[at - 1].text, &line.text) || begins_torn(&line.text));
    line.kind == Kind::Body && alone && report && is_heading(&line.text) && !rest()
}

/// A line below a heading in its block, and above the report that it heads or a paragraph's beginning.
fn is_second_deck(pieces: &[Piece], at: usize) -> bool {
    let heading = at
        .checked_sub(1)
        .is_some_and(|before| pieces[before].kind == Kind::Heading && pieces[before].glued);
    let report = pieces.get(at + 1).is_none_or(|next| {
        matches!(next.kind, Kind::Lede | Kind::Byline)
            || (!pieces[at].glued && (next.kind == Kind::Heading || next.starts_paragraph))
    });
    heading && report && pieces[at].kind == Kind::Body && is_heading(&pieces[at].text)
}

/// A headline of two lines whose first ends within a phrase (病房里的 / 读书声) or a quotation: no line of running text
/// leaves so much of the column empty.
fn is_broken_headline(pieces: &[Piece], at: usize) -> bool {
    let short = |piece: &Piece| piece.wrapped && piece.lines.len() == 1 && !piece.first_line;
    let [first, second] = &pieces[at..pieces.len().min(at + 2)] else {
        return false;
    };
    let block = first.kind == Kind::Body && first.gap > 0 && first.glued && !second.glued;
    block && short(first) && short(second) && parts_headline(&first.text, &second.text)
}

fn parts_headline(first: &str, second: &str) -> bool {
    let phrase = first.trim_end_matches(['的', '和', '、', '，']);
    let within_phrase = phrase.len() < first.len() && is_heading(phrase) && is_heading(second);
    let within_quotation = unbalanced(first) == (0, 1) && is_heading(&format!("{first}{second}"));
    within_phrase || within_quotation
}

/// Joins the lines of one headline that was broken over two lines of a column.
pub(super) fn join_headings(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut joined: Vec<Piece> = Vec::new();
    for piece in pieces {
        let plain = |text: &str| !text.contains([' ', '\u{3000}', '！', '？']);
        match joined.last_mut() {
            Some(last)
                if last.kind == Kind::Heading
                    && piece.kind == Kind::Heading
                    && piece.gap == 0
                    && last.wrapped
                    && plain(&last.text)
                    && plain(&piece.text)
                    && last.chars() + piece.chars() <= 36 =>
            {
                lines::join(&mut last.text, &piece.text);
                last.lines.extend(piece.lines);
                last.glued = piece.glued;
            }
            _ => joined.push(piece),
        }
    }
    joined
}
