//! Which heading is the headline of which run of paragraphs.
//!
//! On a page a headline stands before its text or behind it. Every way to share out the headings of a gap between the
//! run before and the run behind is weighed: shared words speak for a pair, a run should have headings on one side only,
//! and none should go without.

use super::decks::is_subtitle;
use super::likeness::{Likeness, Pairs, pairs};
use super::pieces::{Kind, Piece};
use super::segments::{Page, Segment};

/// What a whole headline's words in the text are worth.
const SHARED_WORDS: f64 = 3.0;
/// A run with a headline.
const HEADED: f64 = 1.0;
/// A run that goes without.
const BARE: f64 = -2.0;
/// A run with headings on both sides.
const BOTH_SIDES: f64 = -2.5;
/// A heading of an item of short news.
const HEADED_ITEM: f64 = -10.0;
/// The side that headings stand on elsewhere on the page.
const USUAL_SIDE: f64 = 0.6;
/// Words that open a report follow the heading at once.
const BEFORE_REPORT: f64 = 0.8;

/// Which headings belong to which segments.
pub(super) struct Shares {
    /// Of each segment, in the order of the page.
    pub(super) own: Vec<Vec<usize>>,
    /// Headlines that stand among those of a segment and may have a text of their own that is not told apart yet.
    pub(super) spare: Vec<Vec<usize>>,
}

/// Shares out the headings of the page.
pub(super) fn share_out(pieces: &[Piece], page: &Page) -> Shares {
    let texts: Vec<String> = page
        .segments
        .iter()
        .map(|s| text(pieces, &s.pieces))
        .collect();
    let opening = |segment: &Segment| {
        let mut body = segment.pieces.iter().filter(|at| pieces[**at].is_body());
        body.next()
            .map_or_else(Pairs::new, |at| pairs(&pieces[*at].text))
    };
    let weigher = Weigher {
        page,
        openings: page.segments.iter().map(opening).collect(),
        likeness: Likeness::of(texts.iter().map(String::as_str)),
        words: pieces.iter().map(|piece| pairs(&piece.text)).collect(),
        glued: pieces.iter().map(|piece| piece.glued).collect(),
        subtitle: pieces
            .iter()
            .map(|piece| is_subtitle(&piece.text))
            .collect(),
        behind: page.gaps.first().is_some_and(Vec::is_empty)
            && page.gaps.last().is_some_and(|gap| !gap.is_empty()),
    };
    let splits = weigher.best_splits();
    let mut shares: Vec<Vec<usize>> = vec![Vec::new(); page.segments.len()];
    for (gap, (headings, split)) in page.gaps.iter().zip(splits).enumerate() {
        let (behind, before) = headings.split_at(split);
        if let Some(share) = gap.checked_sub(1).and_then(|run| shares.get_mut(run)) {
            share.extend(behind);
        }
        if let Some(share) = shares.get_mut(gap) {
            share.extend(before);
        }
    }
    weigher.lead_away(&mut shares);
    weigher.put_right(&mut shares);
    weigher.keep_order(&mut shares);
    let mut spare = weigher.give_to_the_bare(&mut shares);
    if let Some(left) = weigher.sort_out(&mut shares) {
        spare = left;
    }
    Shares { own: shares, spare }
}

/// The text of a run without its source and its writers, whose names headlines share by chance.
fn text(pieces: &[Piece], numbers: &[usize]) -> String {
    numbers
        .iter()
        .filter(|at| !matches!(pieces[**at].kind, Kind::Credit | Kind::Byline))
        .map(|at| pieces[*at].text.as_str())
        .collect::<Vec<_>>()
        .join("\n")
}

pub(super) struct Weigher<'a> {
    pub(super) page: &'a Page,
    pub(super) likeness: Likeness,
    /// Of the first paragraph of each segment.
    pub(super) openings: Vec<Pairs>,
    /// Of every piece.
    pub(super) words: Vec<Pairs>,
    /// The next piece stands right below it.
    pub(super) glued: Vec<bool>,
    /// It says what the headline above it is about.
    pub(super) subtitle: Vec<bool>,
    /// Headlines of this page stand behind their texts.
    pub(super) behind: bool,
}

/// The best way to share out the headings so far.
#[derive(Clone)]
struct Way {
    worth: f64,
    splits: Vec<usize>,
}

impl Weigher<'_> {
    /// How many of each gap's headings go to the run before it, chosen over the whole page.
    fn best_splits(&self) -> Vec<usize> {
        // ways[1]: the run before the gap already has headings; ways[0]: it has none.
        let mut ways: [Option<Way>; 2] = [
            None,
            Some(Way {
                worth: 0.0,
                splits: Vec::new(),
            }),
        ];
        for gap in 0..self.page.gaps.len() {
            let mut next: [Option<Way>; 2] = [None, None];
            for (headed, way) in ways.iter().enumerate() {
                let Some(way) = way else { continue };
                for split in self.splits(gap) {
                    let Some(worth) = self.worth(gap, split, headed == 1) else {
                        continue;
                    };
                    let better = Way {
                        worth: way.worth + worth,
                        splits: way.splits.iter().copied().chain([split]).collect(),
                    };
                    let slot = &mut next[usize::from(split < self.page.gaps[gap].len())];
                    if slot.as_ref().is_none_or(|slot| slot.worth < better.worth) {
                        *slot = Some(better);
                    }
                }
            }
            ways = next;
        }
        let best = ways
            .into_iter()
            .flatten()
            .max_by(|a, b| a.worth.total_cmp(&b.worth));
        best.map_or_else(|| vec![0; self.page.gaps.len()], |way| way.splits)
    }

    /// Between which headings a gap may be parted: lines of one block are one headline, and so is what says of it (——…).
    fn splits(&self, gap: usize) -> Vec<usize> {
        let headings = &self.page.gaps[gap];
        let whole = |at: &usize| {
            let (Some(above), Some(below)) = (
                at.checked_sub(1).and_then(|a| headings.get(a)),
                headings.get(*at),
            ) else {
                return true;
            };
            !self.one_headline(*above, *below)
        };
        (0..=headings.len()).filter(whole).collect()
    }

    pub(super) fn one_headline(&self, above: usize, below: usize) -> bool {
        above + 1 == below && (self.glued[above] || self.subtitle[below])
    }

    /// What it is worth to give the first `split` headings of a gap to the run before it, the others to the run behind.
    fn worth(&self, gap: usize, split: usize, headed: bool) -> Option<f64> {
        let (behind, before) = self.page.gaps[gap].split_at(split);
        let mut worth = 0.0;
        match gap.checked_sub(1) {
            Some(run) => {
                worth += match (headed, behind.is_empty()) {
                    (_, true) if self.page.segments[run].item => 0.0,
                    (_, false) if self.page.segments[run].item => HEADED_ITEM,
                    (true, false) => BOTH_SIDES,
                    (false, true) => BARE,
                    _ => HEADED,
                };
                worth += self.fit(behind, run);
                if !behind.is_empty() && self.behind {
                    worth += USUAL_SIDE;
                }
            }
            None if !behind.is_empty() => return None,
            None => {}
        }
        match self.page.segments.get(gap) {
            Some(segment) if !before.is_empty() => {
                worth += self.fit(before, gap);
                worth += if self.behind { 0.0 } else { USUAL_SIDE };
                worth += match segment {
                    item if item.item => HEADED_ITEM,
                    report if report.opened && !self.behind => BEFORE_REPORT,
                    _ => 0.0,
                };
            }
            None if !before.is_empty() => return None,
            _ => {}
        }
        Some(worth)
    }

    fn fit(&self, headings: &[usize], run: usize) -> f64 {
        headings
            .iter()
            .map(|at| SHARED_WORDS * self.likeness.share(&self.words[*at], run))
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::super::pieces::pieces;
    use super::super::segments::segments;
    use super::*;

    fn headed(text: &str) -> Vec<Vec<String>> {
        let pieces = pieces(text);
        let page = segments(&pieces);
        let shares = share_out(&pieces, &page);
        shares
            .own
            .into_iter()
            .map(|share| {
                share
                    .into_iter()
                    .map(|at| pieces[at].text.clone())
                    .collect()
            })
            .collect()
    }

    #[test]
    fn headlines_behind_their_texts_are_found() {
        let text = "村卫生室添了心电图机，老人不出村就能查心脏。\n\n（县卫健局）\n\n药学门诊开到了社区，慢病患者排队来问药。\n\n（县医院）\n\n社区有了药学门诊\n\n村里有了心电图机";
        assert_eq!(headed(text), [["村里有了心电图机"], ["社区有了药学门诊"]]);
    }

    #[test]
    fn two_decks_go_together() {
        let text = "夯实基础 提升能力\n\n海州市举办村医培训班\n\n本报讯（记者张三）海州市举办村医培训班，八十人参加。\n\n云山县启动义诊\n\n本报讯（记者李四）云山县启动义诊，走遍十二个乡镇。";
        assert_eq!(headed(text)[0].len(), 2);
    }

    #[test]
    fn decks_above_a_report_are_no_headlines_to_spare() {
        let text = "守护海上 健康出航\n\n海州流动药房开到渔港码头\n\n本报讯（记者张三）连日来，海州药师守护渔民健康，送药上船。\n\n云山县启动义诊\n\n本报讯（记者李四）云山县启动义诊，走遍十二个乡镇。";
        let pieces = pieces(text);
        let shares = share_out(&pieces, &segments(&pieces));
        assert_eq!(shares.own[0], [0, 1]);
        assert!(shares.spare.is_empty(), "{:?}", shares.spare);
    }
}
