//! The pieces of a page: wrapped lines joined to paragraphs, each known for what it is.

use super::bonds::goes_through;
use super::lines::{self, Block, Line};
use super::marks;

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
}

impl Piece {
    pub(super) fn is_body(&self) -> bool {
        matches!(self.kind, Kind::Body | Kind::Lede)
    }

    /// Breaks off in the middle of a sentence.
    pub(super) fn is_open(&self) -> bool {
        self.is_body() && !lines::ends_sentence(&self.text) && marks::credit(&self.text).is_none()
    }

    /// The article ends here: a source stands in brackets.
    pub(super) fn ends_in_credit(&self) -> bool {
        self.kind == Kind::Credit || (self.is_body() && marks::credit(&self.text).is_some())
    }

    pub(super) fn chars(&self) -> usize {
        self.text.chars().count()
    }
}

/// The pieces of a page in the order of its lines.
pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let blocks = lines::blocks(text);
    let columns = lines::columns(&blocks);
    let mut pieces: Vec<Piece> = Vec::new();
    for (block, column) in blocks.iter().zip(columns) {
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
    name_frame(&mut pieces);
    confirm_headings(&mut pieces);
    join_headings(pieces)
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
    };
    piece.first_line = paragraph.len() == 1
        && column.is_some_and(|column| {
            (column.saturating_sub(7)..=column + 1).contains(&lines::width(&piece.text))
        });
    piece.kind = kind(&piece, column, before.last());
    piece
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
    if wide(line) || wide(next) || caption || indent || marks::is_credit(next.text) {
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
    let heading = first
        && line.width + 4 <= column
        && !line.text.contains(['，', '；', '。', ','])
        && !line.text.ends_with(['、', '：']);
    heading && next.width + 3 <= column
}

fn kind(piece: &Piece, column: Option<usize>, before: Option<&Piece>) -> Kind {
    let text = piece.text.as_str();
    if text.chars().count() <= 80
        && let Some(why) = marks::furniture(text)
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
    let two_decks = follows_heading
        && !piece.glued
        && before.is_some_and(|b| b.gap > 0)
        && narrow(text, column);
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

/// Could the text be a headline? Short, no sentence's end, and not a scrap of running text.
fn is_heading(text: &str) -> bool {
    let chars = text.chars().count();
    let commas = text.chars().filter(|c| matches!(c, '，' | ',')).count();
    let lists = text.chars().filter(|c| *c == '、').count();
    let balanced = unbalanced(text) == (0, 0);
    (2..=46).contains(&chars)
        && balanced
        && !text.contains(['。', '；'])
        && !text.ends_with([
            '，', '、', '：', ',', ':', '—', '）', ')', '的', '将', '并', '和',
        ])
        && !text.starts_with(['，', '、', '。', '：', '”', '）', '》', '（'])
        && commas <= 1
        && lists <= 2
        && !(commas > 0 && (chars > 30 || opens_clause(text)))
        && !is_note(text)
        && !opens_scrap(text)
}

/// How many brackets and quotation marks are closed without having been opened, and opened without being closed.
pub(super) fn unbalanced(text: &str) -> (usize, usize) {
    let (mut closed, mut open) = (0, 0_usize);
    for c in text.chars() {
        match c {
            '“' | '《' | '（' | '「' | '【' => open += 1,
            '”' | '》' | '）' | '」' | '】' if open > 0 => open -= 1,
            '”' | '》' | '）' | '」' | '】' => closed += 1,
            _ => {}
        }
    }
    (closed, open)
}

/// A running text that begins with a time or a connective and goes on behind a comma.
fn opens_clause(text: &str) -> bool {
    let clause = text.split(['，', ',']).next().unwrap_or(text);
    opens_paragraph(text)
        || clause.ends_with(['日', '月', '年', '时', '后', '中', '前', '间', '下'])
}

/// Torn running text, however short.
fn opens_scrap(text: &str) -> bool {
    const SCRAPS: [&str; 9] = ["截至", "截止", "及", "等", "的", "了", "以及", "并", "且"];
    SCRAPS.iter().any(|word| text.starts_with(word))
}

/// A hint below an article: where to find more.
pub(super) fn is_note(text: &str) -> bool {
    const NOTES: [&str; 14] = [
        "详见",
        "详情",
        "扫描",
        "扫码",
        "更多",
        "咨询",
        "报名",
        "来源：",
        "来源:",
        "注：",
        "链接：",
        "电话：",
        "长按",
        "点击",
    ];
    NOTES.iter().any(|word| text.starts_with(word))
}

/// Opens a box beside an article that gives its background.
pub(super) fn is_sidebar(text: &str) -> bool {
    const LABELS: [&str; 7] = [
        "新闻链接",
        "相关链接",
        "知识链接",
        "背景链接",
        "链接：",
        "新闻背景",
        "延伸阅读",
    ];
    let bare = text.trim_start_matches(['【', '［', '[', '■', '●', '▲', '◆', '·', '“']);
    LABELS.iter().any(|label| bare.starts_with(label))
}

/// Does the text open as paragraphs do: with a time, a connective, the event's own parts?
pub(super) fn opens_paragraph(text: &str) -> bool {
    const OPENINGS: [&str; 66] = [
        "据",
        "近日",
        "近年",
        "近期",
        "日前",
        "昨日",
        "今日",
        "昨天",
        "今天",
        "当日",
        "当天",
        "同时",
        "此外",
        "另外",
        "目前",
        "截至",
        "截止",
        "下一步",
        "接下来",
        "今后",
        "期间",
        "会议",
        "会上",
        "会后",
        "会前",
        "活动",
        "培训中",
        "培训期间",
        "演练",
        "比赛",
        "大赛",
        "本次",
        "此次",
        "该项",
        "该院",
        "该县",
        "该区",
        "该市",
        "这次",
        "今年",
        "去年",
        "为",
        "随着",
        "在此",
        "与此同时",
        "记者",
        "新闻链接",
        "相关链接",
        "就",
        "通过",
        "根据",
        "按照",
        "自",
        "针对",
        "一是",
        "首先",
        "其次",
        "最后",
        "第一",
        "推选",
        "赛前",
        "宣传",
        "现场",
        "经过",
        "此前",
        "其中",
    ];
    let bare = text.trim_start_matches(['“', '"', '「']);
    let dated = text.chars().next().is_some_and(|c| c.is_ascii_digit())
        && text.chars().take(8).any(|c| matches!(c, '年' | '月'));
    dated || OPENINGS.iter().any(|word| bare.starts_with(word)) || text.starts_with(['“', '"'])
}

/// Short lines beside the page's header are its column's name, not headlines.
fn name_frame(pieces: &mut [Piece]) {
    let header = |piece: &Piece| {
        matches!(
            piece.kind,
            Kind::Furniture("page-header" | "page-number" | "imprint")
        )
    };
    for at in 0..pieces.len() {
        let beside = at
            .checked_sub(1)
            .is_some_and(|before| header(&pieces[before]))
            || pieces.get(at + 1).is_some_and(header);
        let edge = at < 4 || at + 4 > pieces.len();
        let label = pieces[at].kind == Kind::Heading && pieces[at].chars() <= 6;
        if beside && edge && label {
            pieces[at].kind = Kind::Furniture("column-label");
        }
    }
}

/// A line is a headline only where a headline can stand.
///
/// One with a comma needs whole text before it and a report behind it. One that may be a paragraph's first line at the
/// bottom of a column must not go on in the next column, nor stand within an article on a page whose articles end in credits.
fn confirm_headings(pieces: &mut [Piece]) {
    let credits = pieces.iter().filter(|piece| piece.ends_in_credit()).count();
    let frame = |piece: &&Piece| !matches!(piece.kind, Kind::Furniture(_) | Kind::Caption);
    for at in 0..pieces.len() {
        if is_second_deck(pieces, at) {
            pieces[at].kind = Kind::Heading;
        }
        if pieces[at].kind != Kind::Heading {
            continue;
        }
        let before = pieces[..at].iter().rev().find(frame);
        let after = pieces[at + 1..].iter().find(frame);
        let text = pieces[at].text.as_str();
        let report = after
            .is_some_and(|next| matches!(next.kind, Kind::Lede | Kind::Byline | Kind::Heading));
        let scrap = text.contains(['，', ',']) && (!report || before.is_some_and(Piece::is_open));
        let goes_on = pieces[at].first_line
            && !pieces[at].glued
            && after.is_some_and(|next| {
                let within =
                    credits >= 2 && before.is_some_and(|b| b.is_body() && !b.ends_in_credit());
                next.kind == Kind::Body
                    && next.wrapped
                    && (within || goes_through(text, &next.text))
            });
        if scrap || goes_on {
            pieces[at].kind = Kind::Body;
        }
    }
}

/// A line between a heading and the report that it heads, with no blank line around.
fn is_second_deck(pieces: &[Piece], at: usize) -> bool {
    let heading = at
        .checked_sub(1)
        .is_some_and(|before| pieces[before].kind == Kind::Heading && pieces[before].glued);
    let report = pieces
        .get(at + 1)
        .is_some_and(|next| matches!(next.kind, Kind::Lede | Kind::Byline));
    heading && report && pieces[at].kind == Kind::Body && is_heading(&pieces[at].text)
}

/// Joins the lines of one headline that was broken over two lines of a column.
fn join_headings(pieces: Vec<Piece>) -> Vec<Piece> {
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

    #[test]
    fn a_subhead_in_a_column_stands_alone() {
        let text = "把好入口第一关\n医院门口设立分诊台，\n体温高的先去发热门诊，其\n余的人直接就诊，全程不超\n过五分钟。";
        let found = shape(text);
        assert_eq!(found[0], (Kind::Heading, "把好入口第一关".to_string()));
        assert_eq!(found[1].0, Kind::Body);
    }

    #[test]
    fn scraps_of_running_text_are_no_headlines() {
        for text in [
            "截至3月",
            "2022年9月，某县发生疫情",
            "此外，加强团队管理，需",
            "为老人测血压的",
        ] {
            assert!(!is_heading(text), "{text}");
        }
        for text in [
            "村医冬训班开班",
            "张三：山路上的守护者",
            "学本领 强技能 打基础",
            "“健康大篷车”开进山村",
        ] {
            assert!(is_heading(text), "{text}");
        }
    }
}
