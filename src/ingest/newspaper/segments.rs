//! Runs of paragraphs that belong together, and the headings between them.

use super::marks;
use super::phrases::is_note;
use super::pieces::{Kind, Piece};

/// Paragraphs that follow one another without a sign that another article has begun.
#[derive(Debug, Clone, Default)]
pub(super) struct Segment {
    /// Numbers of its pieces: paragraphs, subheads, bylines and credits.
    pub(super) pieces: Vec<usize>,
    /// Its first paragraph opens a report, or a line names the writer.
    pub(super) opened: bool,
    /// A source in brackets ends it.
    pub(super) closed: bool,
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
                } else if !ended && style.may_be_subhead(heading, after) {
                    candidates.push((article, at));
                }
            }
            _ => article += 1,
        }
    }
    for (article, at) in &candidates {
        if candidates
            .iter()
            .filter(|(other, _)| other == article)
            .count()
            >= 2
        {
            pieces[*at].kind = Kind::Subhead;
        }
    }
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
            ledes: count(&|piece| piece.kind == Kind::Lede),
            credits: count(&Piece::ends_in_credit),
            bylines: count(&|piece| piece.kind == Kind::Byline),
        }
    }

    /// Surely a subhead, if text of an article that has not ended stands before it.
    fn is_subhead(&self, heading: &Piece) -> bool {
        let set_in_text = heading.glued && heading.chars() <= 16;
        marks::is_numbered(&heading.text)
            || (set_in_text && self.ledes + self.credits > 0)
            || (set_in_text && heading.chars() <= 12)
    }

    /// A subhead, if the same article has another one like it.
    fn may_be_subhead(&self, heading: &Piece, after: &Piece) -> bool {
        let marked = self.ledes + self.credits + self.bylines > 0;
        marked
            && heading.gap <= 2
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
        ledes: pieces
            .iter()
            .filter(|piece| piece.kind == Kind::Lede)
            .count(),
    };
    for at in 0..pieces.len() {
        cutter.take(at);
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
            Kind::Furniture("jump-line") if marks::goes_on_from(&piece.text) => self.cut(),
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
