//! The pieces of a page: wrapped lines joined to paragraphs, each known for what it is.

use super::digests::{BULLETS, name_items};
use super::frame;
use super::headings::{
    confirm_headings, join_headings, name_frame, name_in_latin, name_rows, name_sections,
    name_topics, shows_indents, sign_below, sign_notices, sign_writers,
};
use super::lines::{self, Block, Line};
use super::marks;
use super::phrases::{is_heading, is_note};

/// What a piece is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A paragraph, whole or torn.
    Body,
    /// A paragraph that opens a report (本报讯 …).
    Lede,
    /// A short line that may be a headline, a deck of one or a subhead.
    Heading,
    /// A heading inside an article.
    Subhead,
    /// Names the writers and says nothing else.
    Byline,
    /// Names the source, in brackets, and says nothing else.
    Credit,
    /// Belongs to a picture.
    Caption,
    Furniture(&'static str),
}

/// A paragraph or a line of its own.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    pub(super) kind: Kind,
    pub(super) text: String,
    /// Numbers of its lines, ascending.
    pub(super) lines: Vec<u32>,
    /// Blank lines before it; 0 where the piece before stands in the same block.
    pub(super) gap: u32,
    /// The next piece stands in the same block.
    pub(super) glued: bool,
    /// The lines were set in a column.
    pub(super) wrapped: bool,
    /// The first piece of another page of the same file.
    pub(super) new_page: bool,
    /// One line of a column, as wide as a paragraph's first line, which may have lost its indent.
    pub(super) first_line: bool,
    /// Its first line is indented, or as much narrower than those below it as an indent that was lost.
    pub(super) starts_paragraph: bool,
    /// Its first sentence is one of several that are built alike, which open paragraphs.
    pub(super) topic: bool,
    /// The first line of a paragraph that goes on in the next column, though a sentence ends with it.
    pub(super) runs_on: bool,
}

impl Piece {
    pub(super) fn is_body(&self) -> bool {
        matches!(self.kind, Kind::Body | Kind::Lede)
    }

    /// Breaks off in the middle of a sentence, or of a paragraph.
    pub(super) fn is_open(&self) -> bool {
        let note = self.lines.len() == 1 && is_note(&self.text) && !self.text.contains(['，', ',']);
        let torn = !lines::ends_sentence(&self.text)
            && marks::credit(&self.text).is_none()
            && !marks::ends_in_number(&self.text)
            && !note;
        self.is_body() && (torn || self.runs_on)
    }

    /// Begins with the words of a report (本报讯 …), not as an item of short news.
    pub(super) fn opens_report(&self) -> bool {
        self.kind == Kind::Lede && marks::opens_report(&self.text)
    }

    /// The article ends here: a source stands in brackets.
    pub(super) fn ends_in_credit(&self) -> bool {
        self.kind == Kind::Credit || (self.is_body() && marks::credit(&self.text).is_some())
    }

    /// Can be the first line of a paragraph, alone.
    fn is_first_line(&self) -> bool {
        self.kind == Kind::Body && self.first_line && marks::credit(&self.text).is_none()
    }

    pub(super) fn chars(&self) -> usize {
        self.text.chars().count()
    }
}

/// The pieces of a page in the order of its lines.
pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for (block, column) in lines::columns(lines::blocks(text)) {
        let block = &block;
        let column = column.filter(|column| !is_headline(block, *column, pieces.last()));
        let paragraphs = match column {
            Some(column) => unwrap(&block.lines, column),
            None => block.lines.iter().map(|line| vec![*line]).collect(),
        };
        let many = paragraphs.len();
        for (at, paragraph) in paragraphs.into_iter().enumerate() {
            let piece = piece(&paragraph, column, block, at, at + 1 < many, &pieces);
            pieces.push(piece);
        }
    }
    name_rows(&mut pieces);
    sign_notices(&mut pieces);
    name_frame(&mut pieces);
    name_in_latin(&mut pieces);
    captions_above_credits(&mut pieces);
    sign_writers(&mut pieces);
    sign_below(&mut pieces);
    confirm_headings(&mut pieces);
    name_items(&mut pieces);
    name_topics(&mut pieces);
    name_sections(&mut pieces);
    join_first_lines(join_headings(pieces))
}

/// Where first lines are set narrower, such a line alone and no narrower one below it are the beginning and the rest of a
/// paragraph: in one block surely, in two where the column ended between them.
fn join_first_lines(pieces: Vec<Piece>) -> Vec<Piece> {
    let indents = shows_indents(&pieces);
    let mut joined: Vec<Piece> = Vec::new();
    for piece in pieces {
        let rest = piece.kind == Kind::Body && piece.wrapped && !piece.starts_paragraph;
        // What stands below an open end may be the last line of that.
        let below_end = joined.len() > 1 && joined[joined.len() - 2].is_open();
        let goes_on = indents && rest && piece.lines.len() > 1 && !below_end;
        match joined
            .last_mut()
            .filter(|line| goes_on && line.is_first_line())
        {
            Some(line) if piece.gap == 0 => {
                lines::join(&mut line.text, &piece.text);
                line.lines.extend(piece.lines);
                line.glued = piece.glued;
                line.first_line = false;
                line.starts_paragraph = true;
            }
            line => {
                if let Some(line) = line {
                    line.runs_on = true;
                }
                joined.push(piece);
            }
        }
    }
    joined
}

fn piece(
    paragraph: &[Line<'_>],
    column: Option<usize>,
    block: &Block<'_>,
    at: usize,
    glued: bool,
    before: &[Piece],
) -> Piece {
    let mut text = String::new();
    for line in paragraph {
        lines::join(&mut text, line.text);
    }
    let mut piece = Piece {
        kind: Kind::Body,
        text,
        lines: paragraph.iter().map(|line| line.number).collect(),
        gap: if at == 0 { block.gap } else { 0 },
        glued,
        wrapped: column.is_some(),
        new_page: at == 0 && block.new_page,
        first_line: false,
        starts_paragraph: false,
        topic: false,
        runs_on: false,
    };
    let first = paragraph.first().map_or(0, |line| line.width);
    let within = |column: usize, from: usize, to: usize| {
        (column.saturating_sub(from)..=column + 1 - to).contains(&first)
    };
    piece.first_line = paragraph.len() == 1 && column.is_some_and(|column| within(column, 7, 0));
    // Figures and Latin letters leave most lines a little short: the widest shows how wide the column is.
    let widest = paragraph.iter().skip(1).map(|line| line.width).max();
    let narrower = column
        .zip(widest)
        .is_some_and(|(column, widest)| within(widest.clamp(column, column + 2), 7, 4));
    piece.starts_paragraph =
        paragraph.len() > 1 && (narrower || paragraph.first().is_some_and(|line| line.indented));
    piece.kind = kind(&piece, column, before.last());
    piece
}

/// Decks of a headline as wide as the column: a space parts their clauses where running text has a comma, or one is wider
/// than the column, or they stand behind a text that its source has closed, where no rest of one is set without a comma.
fn is_headline(block: &Block<'_>, column: usize, before: Option<&Piece>) -> bool {
    let spaced = |line: &Line<'_>| line.text.contains([' ', '\u{3000}']) || line.width > column + 2;
    let behind_source = block.lines.len() == 3 && before.is_some_and(Piece::ends_in_credit);
    let plain = |line: &Line<'_>| {
        is_heading(line.text) && !line.text.contains(['，', ',', '、', '：', '？', '！'])
    };
    (2..=3).contains(&block.lines.len())
        && (behind_source || block.lines.iter().any(spaced))
        && block.lines.iter().all(plain)
        && before.is_none_or(|piece| !piece.is_open())
}

/// What stands right above the line that says who took the picture, with no blank line between, is its caption.
fn captions_above_credits(pieces: &mut [Piece]) {
    for at in 1..pieces.len() {
        let (above, credit) = (&pieces[at - 1], &pieces[at]);
        let alone = credit.kind == Kind::Caption
            && credit.gap == 0
            && marks::photo_credit(&credit.text).is_some_and(|(_, start)| start == 0);
        let block = above.kind == Kind::Body && above.gap > 0 && !above.is_open();
        if alone && block && above.chars() <= 120 {
            pieces[at - 1].kind = Kind::Caption;
        }
    }
}

/// Joins the lines of a column to paragraphs.
fn unwrap<'a>(lines: &[Line<'a>], column: usize) -> Vec<Vec<Line<'a>>> {
    let mut paragraphs: Vec<Vec<Line<'a>>> = Vec::new();
    let mut open = false;
    for (at, line) in lines.iter().enumerate() {
        match paragraphs.last_mut() {
            Some(paragraph) if open => paragraph.push(*line),
            _ => paragraphs.push(vec![*line]),
        }
        let first = paragraphs
            .last()
            .is_some_and(|paragraph| paragraph.len() == 1);
        open = lines.get(at + 1).is_some_and(|next| {
            let after = lines.get(at + 2);
            !breaks_after(line, next, after, first, column)
        });
    }
    paragraphs
}

/// Does a paragraph end between these two lines of a column?
///
/// A paragraph's last line is short and ends a sentence. Texts pulled out of a PDF lose the indent of first lines: such
/// a line is two characters narrower than its column, which tells it from a heading above it.
fn breaks_after(
    line: &Line<'_>,
    next: &Line<'_>,
    after: Option<&Line<'_>>,
    first: bool,
    column: usize,
) -> bool {
    let wide = |line: &Line<'_>| line.width > column + 8;
    let caption = next.text.starts_with(marks::POINTERS);
    let indent = next.indented && !line.indented;
    let signed = marks::is_credit(next.text) || frame::is_day(next.text);
    let item = next.text.starts_with(BULLETS) && lines::ends_sentence(line.text);
    let rows = marks::cells(line.text).min(marks::cells(next.text)) >= 4;
    if wide(line) || wide(next) || caption || indent || signed || item || rows {
        return true;
    }
    if marks::opens_report(next.text) && !line.text.ends_with(['，', '、']) {
        return true;
    }
    let starts = next.width + 3 <= column
        && next.width + 5 >= column
        && after.is_some_and(|after| after.width + 2 >= column)
        && !lines::ends_sentence(next.text);
    if lines::ends_sentence(line.text) {
        return line.width + 3 <= column || starts;
    }
    let quotation = line.text.starts_with('“') && line.text.ends_with('”');
    let heading = first
        && line.width + 4 <= column
        && (quotation || !line.text.contains(['，', ',']))
        && !line.text.contains(['；', '。'])
        && !line.text.ends_with(['、', '：']);
    // A paragraph of two lines looks like a heading above a paragraph's first line, but it ends where that goes on.
    let first_line = (column.saturating_sub(8)..=column - 3).contains(&next.width)
        && (after.is_some() || !lines::ends_sentence(next.text) || line.width + 6 < column);
    heading && (first_line || next.width > column + 3 || line.width + 8 <= column)
}

fn kind(piece: &Piece, column: Option<usize>, before: Option<&Piece>) -> Kind {
    let text = piece.text.as_str();
    if text.chars().count() <= 80
        && let Some(why) = frame::furniture(text)
    {
        return Kind::Furniture(why);
    }
    if marks::is_credit(text) {
        return if marks::photo_credit(text).is_some() {
            Kind::Caption
        } else {
            Kind::Credit
        };
    }
    if marks::is_caption(text) {
        return Kind::Caption;
    }
    if marks::opens_report(text) && text.chars().count() > 30 {
        return Kind::Lede;
    }
    if marks::is_byline(text) {
        return Kind::Byline;
    }
    if marks::opens_report(text) {
        return Kind::Lede;
    }
    let follows_heading = before.is_some_and(|b| b.kind == Kind::Heading && b.glued);
    let continues = column.is_some_and(|column| {
        lines::width(text).abs_diff(column) <= 2 && before.is_some_and(|b| b.wrapped && b.is_open())
    });
    let short = column.is_some_and(|column| lines::width(text) + 8 <= column);
    let two_decks = follows_heading
        && (short || (!piece.glued && before.is_some_and(|b| b.gap > 0) && narrow(text, column)));
    let running = column.is_some() && piece.lines.len() > 1;
    if is_heading(text)
        && !continues
        && !running
        && (!follows_heading || two_decks || column.is_none())
    {
        return Kind::Heading;
    }
    Kind::Body
}

/// The second line of a headline does not look like a paragraph's first line, which fills the column but for its indent.
fn narrow(text: &str, column: Option<usize>) -> bool {
    let width = lines::width(text);
    column.is_none_or(|column| width + 5 < column || width > column + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(text: &str) -> Vec<(Kind, String)> {
        pieces(text)
            .into_iter()
            .map(|piece| (piece.kind, piece.text))
            .collect()
    }

    #[test]
    fn a_column_becomes_paragraphs() {
        let text = "入冬以来感冒的孩子多\n了起来，社区医院延长儿科\n门诊的时间，周末也不休\n息。\n医生提醒家长，孩子高\n热不退应当尽快就诊，不要\n自行加大药量。";
        let bodies: Vec<usize> = shape(text)
            .iter()
            .map(|(_, text)| text.chars().count())
            .collect();
        assert_eq!(bodies.len(), 2, "{:?}", shape(text));
    }

    /// A paragraph as it is set in a column, its indent lost.
    fn set(paragraph: &str) -> String {
        let chars: Vec<char> = paragraph.chars().collect();
        let (first, rest) = chars.split_at(12);
        let lines = std::iter::once(first).chain(rest.chunks(14));
        let lines: Vec<String> = lines.map(|line| line.iter().collect()).collect();
        lines.join("\n")
    }

    #[test]
    fn a_first_line_goes_on_though_a_sentence_ends_with_it() {
        let whole = set("渔港里来了流动药房，药师每周三把六十种常用药送上码头，船员下船就能取药。");
        let torn =
            set("老船员来得最早也最齐全。药师教他们自己量血压，量完记在航海日志上，一天一次。");
        let column = format!("{whole}\n\n{whole}\n\n{whole}\n\n{whole}\n\n");
        let found = pieces(&format!("{column}{torn}"));
        assert_eq!(found.len(), 5, "{found:?}");
        let parted = torn.replacen('\n', "\n\n", 1);
        let found = pieces(&format!("{column}{parted}"));
        assert_eq!(found.len(), 6, "{found:?}");
        assert!(found[4].is_open() && !found[3].is_open());
    }

    #[test]
    fn a_hint_where_to_find_more_is_whole() {
        let open = |text: &str| pieces(text)[0].is_open();
        assert!(!open("详见“云山健康”微信公众号"));
        assert!(open("详见的药品目录每周三由药师送上码头，船员下船"));
    }

    #[test]
    fn a_subhead_in_a_column_stands_alone() {
        let text = "把好入口第一关\n医院门口设立分诊台，\n体温高的先去发热门诊，其\n余的人直接就诊，全程不超\n过五分钟。";
        let found = shape(text);
        assert_eq!(found[0], (Kind::Heading, "把好入口第一关".to_string()));
        assert_eq!(found[1].0, Kind::Body);
    }
}
