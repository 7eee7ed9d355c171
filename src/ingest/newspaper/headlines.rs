//! Which heading is the headline of which run of paragraphs.
//!
//! On a page a headline stands before its text or behind it. Every way to share out the headings of a gap between the
//! run before and the run behind is weighed: shared words speak for a pair, a run should have headings on one side only,
//! and none should go without.

use super::likeness::{Likeness, Pairs, pairs};
use super::pieces::Piece;
use super::segments::Page;

/// What a whole headline's words in the text are worth.
const SHARED_WORDS: f64 = 3.0;
/// A run with a headline.
const HEADED: f64 = 1.0;
/// A run that goes without.
const BARE: f64 = -2.0;
/// A run with headings on both sides.
const BOTH_SIDES: f64 = -2.5;
/// The side that headings stand on elsewhere on the page.
const USUAL_SIDE: f64 = 0.6;
/// Words that open a report follow the heading at once.
const BEFORE_REPORT: f64 = 0.8;

/// The headings of each segment of the page, in the order of the page.
pub(super) fn share_out(pieces: &[Piece], page: &Page) -> Vec<Vec<usize>> {
    let texts: Vec<String> = page
        .segments
        .iter()
        .map(|s| text(pieces, &s.pieces))
        .collect();
    let weigher = Weigher {
        page,
        likeness: Likeness::of(texts.iter().map(String::as_str)),
        words: pieces.iter().map(|piece| pairs(&piece.text)).collect(),
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
    weigher.give_to_the_bare(&mut shares);
    shares
}

fn text(pieces: &[Piece], numbers: &[usize]) -> String {
    numbers
        .iter()
        .map(|at| pieces[*at].text.as_str())
        .collect::<Vec<_>>()
        .join("\n")
}

struct Weigher<'a> {
    page: &'a Page,
    likeness: Likeness,
    /// Of every piece.
    words: Vec<Pairs>,
    /// Headlines of this page stand behind their texts.
    behind: bool,
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
                for split in 0..=self.page.gaps[gap].len() {
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

    /// What it is worth to give the first `split` headings of a gap to the run before it, the others to the run behind.
    fn worth(&self, gap: usize, split: usize, headed: bool) -> Option<f64> {
        let (behind, before) = self.page.gaps[gap].split_at(split);
        let mut worth = 0.0;
        match gap.checked_sub(1) {
            Some(run) => {
                worth += match (headed, behind.is_empty()) {
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
                worth += if segment.opened { BEFORE_REPORT } else { 0.0 };
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

    /// Headings stand together behind several texts: one that fits a bare run better goes there.
    fn give_to_the_bare(&self, shares: &mut [Vec<usize>]) {
        for bare in 0..shares.len() {
            if !shares[bare].is_empty() {
                continue;
            }
            let spare = shares
                .iter()
                .enumerate()
                .filter(|(_, share)| share.len() >= 2);
            let better = spare
                .flat_map(|(run, share)| share.iter().map(move |at| (run, *at)))
                .filter_map(|(run, at)| {
                    let gain = self.likeness.share(&self.words[at], bare)
                        - self.likeness.share(&self.words[at], run);
                    (gain > 0.05).then_some((gain, run, at))
                });
            if let Some((_, run, at)) = better.max_by(|a, b| a.0.total_cmp(&b.0)) {
                shares[run].retain(|other| *other != at);
                shares[bare].push(at);
            }
        }
    }
}

/// Divides the decks of a headline: what is printed above, the one that states the fact, what is printed below.
pub(super) fn decks(lines: &[&str]) -> [Option<String>; 3] {
    if let [one] = lines {
        let (above, rest) = kicker(one);
        return [above.map(str::to_string), Some(rest.to_string()), None];
    }
    let fact = (0..lines.len())
        .max_by_key(|at| (fact(lines[*at]), std::cmp::Reverse(*at)))
        .unwrap_or_default();
    let (above, rest) = lines.split_at(fact);
    let (headline, below) = rest.split_at(rest.len().min(1));
    [above, headline, below].map(|decks| Some(decks.join(" ")).filter(|text| !text.is_empty()))
}

/// Splits off a slogan that was printed before 我市….
fn kicker(line: &str) -> (Option<&str>, &str) {
    const SUBJECTS: [&str; 6] = ["我市", "我省", "我县", "我区", "我院", "我国"];
    let cut = line
        .match_indices([' ', '\u{3000}'])
        .find_map(|(at, space)| {
            let rest = line.get(at + space.len()..)?;
            SUBJECTS
                .iter()
                .any(|subject| rest.starts_with(subject))
                .then_some((line.get(..at).map(str::trim), rest))
        });
    cut.unwrap_or((None, line))
}

/// How much a deck looks like the statement of a fact rather than a slogan.
fn fact(line: &str) -> i32 {
    const EVENTS: [&str; 30] = [
        "召开", "举行", "举办", "启动", "开展", "获", "完成", "印发", "公布", "成立", "签约",
        "揭牌", "开班", "上线", "投用", "开工", "落成", "赴", "调研", "走进", "推进", "发布",
        "出台", "部署", "组织", "建成", "入选", "通过", "达", "活动",
    ];
    const BODIES: [&str; 14] = [
        "我市", "我省", "我县", "我区", "全市", "全省", "全县", "全区", "市", "县", "区", "省",
        "医院", "委",
    ];
    let events = EVENTS
        .iter()
        .filter(|word| line.contains(**word))
        .count()
        .min(2) as i32;
    let bodies = BODIES
        .iter()
        .filter(|word| line.contains(**word))
        .count()
        .min(2) as i32;
    let digits = i32::from(line.contains(|c: char| c.is_numeric()));
    let slogan = line.matches([' ', '\u{3000}']).count().min(3) as i32;
    2 * events + bodies + digits - 2 * slogan
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
        let divided = decks(&["夯实基础 提升能力", "海州市举办村医培训班"]);
        assert_eq!(
            divided.each_ref().map(Option::as_deref),
            [
                Some("夯实基础 提升能力"),
                Some("海州市举办村医培训班"),
                None
            ]
        );
    }

    #[test]
    fn decks_above_and_below_stay_apart() {
        let divided = decks(&["一条心", "海州市举办村医培训班", "八十人坐进课堂"]);
        assert_eq!(
            divided.each_ref().map(Option::as_deref),
            [
                Some("一条心"),
                Some("海州市举办村医培训班"),
                Some("八十人坐进课堂")
            ]
        );
        assert_eq!(decks(&[]), [None, None, None]);
    }

    #[test]
    fn a_kicker_is_split_from_our_city() {
        let divided = decks(&["科学防病 健康过冬 我市开展科普宣传"]);
        assert_eq!(
            divided.each_ref().map(Option::as_deref),
            [Some("科学防病 健康过冬"), Some("我市开展科普宣传"), None]
        );
    }
}
