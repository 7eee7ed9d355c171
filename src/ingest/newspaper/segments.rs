//! Runs of paragraphs that belong together, and the headings between them.

use super::digests::opens_digest;
use super::frame;
use super::likeness::{Pairs, telling};
use super::marks;
use super::phrases::{is_note, is_sidebar};
use super::pieces::{Kind, Piece};
use super::tally::Tally;

/// Paragraphs that follow one another without a sign that another article has begun.
#[derive(Debug, Clone, Default)]
pub(super) struct Segment {
    /// Numbers of its pieces: paragraphs, subheads, bylines and credits.
    pub(super) pieces: Vec<usize>,
    /// Its first paragraph opens a report, or a line names the writer.
    pub(super) opened: bool,
    /// An item of short news, which has no headline.
    pub(super) item: bool,
    /// A source in brackets ends it.
    pub(super) closed: bool,
    /// A jump line above it says that it goes on from another page.
    pub(super) continued: bool,
}

/// A page as runs of paragraphs with the headings between them.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub(super) segments: Vec<Segment>,
    /// Headings before each segment, and behind the last.
    pub(super) gaps: Vec<Vec<usize>>,
    /// Torn paragraphs that stand where they do not belong: between a headline and its report.
    pub(super) loose: Vec<Vec<usize>>,
    pub(super) captions: Vec<usize>,
    /// Writers named among headlines, apart from their texts.
    pub(super) bylines: Vec<usize>,
}

/// Tells subheads from headlines.
pub(super) fn mark_subheads(pieces: &mut [Piece]) {
    let style = Style::of(pieces);
    let frame = |piece: &Piece| matches!(piece.kind, Kind::Furniture(_) | Kind::Caption);
    let mut candidates = Vec::new();
    // Grows where another article begins: subheads have siblings in their own article.
    let mut article = 0;
    for at in 0..pieces.len() {
        if matches!(pieces[at].kind, Kind::Lede | Kind::Byline) {
            article += 1;
        }
        let above = at.checked_sub(1).map(|above| &pieces[above]);
        if is_quotation(&pieces[at]) || above.is_some_and(|above| heads_box(above, &pieces[at])) {
            pieces[at].kind = Kind::Subhead;
        }
        if pieces[at].kind != Kind::Heading {
            continue;
        }
        let before = pieces[..at].iter().rev().find(|piece| !frame(piece));
        let after = pieces[at + 1..].iter().find(|piece| !frame(piece));
        match (before, after) {
            (Some(before), Some(after)) if before.is_body() && after.kind == Kind::Body => {
                let heading = &pieces[at];
                let ended = marks::credit(&before.text).is_some();
                if !ended && style.is_subhead(heading) {
                    pieces[at].kind = Kind::Subhead;
                } else if !ended && Style::may_be_subhead(heading, after) {
                    candidates.push((article, at));
                }
            }
            _ => article += 1,
        }
    }
    let runs = Runs::of(pieces);
    for siblings in candidates.chunk_by(|a, b| a.0 == b.0) {
        let siblings: Vec<usize> = siblings.iter().map(|(_, at)| *at).collect();
        let chars = |at: usize| pieces[at].chars();
        let within: Vec<usize> = siblings
            .iter()
            .copied()
            .filter(|at| chars(*at) <= 7 || runs.goes_on_below(*at))
            .collect();
        let series = series(&siblings, &chars, &within);
        for at in siblings {
            let paired = style.marked() && within.len() >= 2 && within.contains(&at);
            if paired || series.contains(&at) {
                pieces[at].kind = Kind::Subhead;
            }
        }
    }
}

/// Four headings and more in a row, short and nearly alike in length as few headlines are, most of them within one text.
fn series(siblings: &[usize], chars: &dyn Fn(usize) -> usize, within: &[usize]) -> Vec<usize> {
    let alike = |run: &[usize]| {
        let lengths = || run.iter().map(|at| chars(*at));
        let (least, most) = (lengths().min().unwrap_or(0), lengths().max().unwrap_or(0));
        let inner = run.iter().filter(|at| within.contains(at)).count();
        most <= 12 && most - least <= 4 && inner * 2 >= run.len()
    };
    let lengths = (4..=siblings.len()).rev();
    let mut runs = lengths.flat_map(|length| siblings.windows(length));
    runs.find(|run| alike(run)).unwrap_or_default().to_vec()
}

/// The page cut at every heading and opening.
struct Runs {
    /// The run of each piece; headings count to the run above them.
    of: Vec<usize>,
    words: Vec<Pairs>,
    tally: Tally,
}

impl Runs {
    fn of(pieces: &[Piece]) -> Self {
        let mut of = Vec::new();
        let mut words: Vec<Pairs> = vec![Pairs::new()];
        let mut headed = false;
        for piece in pieces {
            if piece.kind == Kind::Lede || (headed && piece.is_body()) {
                words.push(Pairs::new());
            }
            headed = piece.kind == Kind::Heading || (headed && !piece.is_body());
            of.push(words.len() - 1);
            if piece.is_body() {
                words[of.last().copied().unwrap_or_default()].extend(telling(&piece.text));
            }
        }
        let mut tally = Tally::empty(words.len());
        for (run, words) in words.iter().enumerate() {
            tally.add(run, words);
        }
        Self { of, words, tally }
    }

    /// Is the text below a heading more like that above it than like any other of the page?
    fn goes_on_below(&self, heading: usize) -> bool {
        let above = self.of[heading];
        let Some(below) = self.words.get(above + 1) else {
            return true;
        };
        let likes = self.tally.likes(below, None);
        let others = (0..likes.len()).filter(|run| *run != above && *run != above + 1);
        let most = others.filter_map(|run| likes[run]).fold(f64::MIN, f64::max);
        likes[above].is_none_or(|like| like >= most)
    }
}

/// A subhead in the words of somebody: a line of its own above a text, all of it in quotation marks.
fn is_quotation(piece: &Piece) -> bool {
    let words = piece
        .text
        .strip_prefix('“')
        .and_then(|text| text.strip_suffix('”'));
    let line = matches!(piece.kind, Kind::Body | Kind::Heading) && piece.lines.len() == 1;
    line && piece.glued
        && piece.chars() <= 20
        && words.is_some_and(|words| !words.contains(['“', '”', '。', '！', '？', '；']))
}

/// The headline of a box, below the label that opens it (新闻链接：).
fn heads_box(label: &Piece, headline: &Piece) -> bool {
    headline.kind == Kind::Heading && label.glued && is_sidebar(&label.text) && label.chars() <= 8
}

/// How the page shows where articles begin and end.
struct Style {
    ledes: usize,
    credits: usize,
    bylines: usize,
}

impl Style {
    fn of(pieces: &[Piece]) -> Self {
        let count =
            |test: &dyn Fn(&Piece) -> bool| pieces.iter().filter(|piece| test(piece)).count();
        Self {
            ledes: count(&Piece::opens_report),
            credits: count(&Piece::ends_in_credit),
            bylines: count(&|piece| piece.kind == Kind::Byline),
        }
    }

    /// Openings, sources or writers show where articles begin or end.
    fn marked(&self) -> bool {
        self.ledes + self.credits + self.bylines > 0
    }

    /// Surely a subhead, if text of an article that has not ended stands before it.
    fn is_subhead(&self, heading: &Piece) -> bool {
        let set_in_text = heading.glued && heading.chars() <= 16;
        marks::is_numbered(&heading.text)
            || (set_in_text && self.ledes + self.credits > 0)
            || (set_in_text && heading.chars() <= 12)
    }

    /// A subhead, if the same article has another one like it.
    fn may_be_subhead(heading: &Piece, after: &Piece) -> bool {
        heading.gap <= 2
            && after.gap <= 2
            && heading.chars() <= 16
            && !heading.text.contains([' ', '\u{3000}'])
    }
}

/// Cuts the page into segments at headings, at the words that open a report and behind credits.
pub(super) fn segments(pieces: &[Piece]) -> Page {
    let mut cutter = Cutter {
        pieces,
        page: Page::default(),
        current: Segment::default(),
        headings: Vec::new(),
        ledes: pieces.iter().filter(|piece| piece.opens_report()).count(),
    };
    for at in 0..pieces.len() {
        cutter.take(at);
    }
    if cutter.only_byline() {
        cutter.page.bylines = std::mem::take(&mut cutter.current.pieces);
    }
    cutter.cut();
    let Cutter {
        mut page, headings, ..
    } = cutter;
    page.gaps.push(headings);
    page
}

struct Cutter<'a> {
    pieces: &'a [Piece],
    page: Page,
    current: Segment,
    /// Since the last finished segment.
    headings: Vec<usize>,
    ledes: usize,
}

impl Cutter<'_> {
    fn take(&mut self, at: usize) {
        let piece = &self.pieces[at];
        match piece.kind {
            Kind::Furniture("jump-line") if frame::goes_on_from(&piece.text) => {
                self.cut();
                self.current.continued = true;
            }
            Kind::Furniture("column-label") if opens_digest(self.pieces, at) => self.cut(),
            Kind::Furniture(_) => {}
            Kind::Caption => self.page.captions.push(at),
            Kind::Heading => {
                // The writer's name above the headline: of the report that is still to come.
                if !self.only_byline() {
                    self.cut();
                }
                self.headings.push(at);
            }
            Kind::Lede => {
                self.cut_at_lede();
                self.add(at);
                self.current.opened = true;
                self.current.item = !piece.opens_report();
            }
            Kind::Byline => {
                // Writers below one another sign the same report.
                let signed = self.only_byline();
                let opens = signed || self.current.opened || self.current.closed;
                if opens && !signed {
                    self.cut();
                }
                self.add(at);
                self.current.opened |= opens;
            }
            Kind::Credit => {
                self.add(at);
                self.current.closed = true;
            }
            Kind::Body | Kind::Subhead => {
                if self.current.closed && !is_note(&piece.text) {
                    self.cut();
                }
                self.add(at);
                self.current.closed |=
                    piece.kind == Kind::Body && marks::credit(&piece.text).is_some();
            }
        }
    }

    fn add(&mut self, at: usize) {
        self.current.pieces.push(at);
    }

    fn only_byline(&self) -> bool {
        let byline = |at: &usize| self.pieces[*at].kind == Kind::Byline;
        self.current.pieces.iter().all(byline)
    }

    /// A byline may stand between the headline and the words that open the report.
    fn cut_at_lede(&mut self) {
        if self.only_byline() {
            return;
        }
        let stray = self.ledes >= 2
            && !self.current.opened
            && !self.current.closed
            && self.current.pieces.len() <= 3;
        if stray {
            let torn = std::mem::take(&mut self.current);
            self.page.loose.push(torn.pieces);
        } else {
            self.cut();
        }
    }

    fn cut(&mut self) {
        if self.current.pieces.is_empty() {
            return;
        }
        self.page.segments.push(std::mem::take(&mut self.current));
        self.page.gaps.push(std::mem::take(&mut self.headings));
    }
}

#[cfg(test)]
mod tests {
    use super::super::pieces::pieces;
    use super::*;

    fn page(text: &str) -> Page {
        let mut pieces = pieces(text);
        mark_subheads(&mut pieces);
        segments(&pieces)
    }

    #[test]
    fn reports_are_cut_at_their_opening_words() {
        let text = "海州开展义诊\n\n本报讯（记者张三）4月2日，海州开展义诊活动，三百人前来咨询。\n\n云山办培训班\n\n本报讯（记者李四）4月3日，云山举办培训班，八十名村医参加。";
        let page = page(text);
        assert_eq!(page.segments.len(), 2);
        assert_eq!(page.gaps, [vec![0], vec![2], vec![]]);
    }

    #[test]
    fn a_credit_ends_an_article_and_a_note_may_follow() {
        let text = "全县村医轮训班开班，四十八名村医参加培训。\n\n（县医共体总院）\n\n详见“海州健康”微信公众号\n\n另一篇报道从这里开始，说的是药房的事情。\n\n（县中医院）\n\n药房开进山寨";
        let page = page(text);
        assert_eq!(page.segments[0].pieces, [0, 1, 2]);
        assert_eq!(page.segments[1].pieces, [3, 4]);
        assert_eq!(page.gaps[2], [5]);
    }

    #[test]
    fn torn_text_between_headline_and_report_is_loose() {
        let text = "甲地开展巡诊\n\n本报讯 甲地组织医生巡诊，为老人量血压、\n\n乙地筹建新院\n\n测血糖，共服务六百人。\n\n本报讯 乙地新院开工，床位三百张。";
        assert_eq!(page(text).loose, [vec![3]]);
    }
}
