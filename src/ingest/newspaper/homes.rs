//! Which article each paragraph of the page belongs to, wherever it stands.
//!
//! Columns are pulled out of a page in an order of their own, so that the rest of an article may stand under another's
//! headline. Every paragraph is weighed against every article: by the words they share, by the headline beside it, by
//! torn ends that it fits. Paragraphs that follow one another stay together unless one breaks off and the next does not
//! go on there. The best way through the whole page is taken, and weighed again with the articles that it makes.

mod fits;

use std::collections::BTreeMap;
use std::ops::Range;

use super::flow::{Flow, GOES_ON};
use super::likeness::{Pairs, telling};
use super::pieces::Kind;
use super::tally::{FEW, Tally};

/// What it is worth to have all of one's words in an article rather than in the average one.
const LIKE: f64 = 11.0;
/// All words of the headline stand in the paragraph.
const HEADLINE: f64 = 3.0;
/// The article's headline stands right before the paragraph.
const BELOW_HEADLINE: f64 = 1.5;
/// The article's headline stands right behind it.
const ABOVE_HEADLINE: f64 = 0.75;
/// Who wrote the article is named right before it.
const BELOW_BYLINE: f64 = 2.0;
/// The article has neither a headline nor an opening: pages seldom print such.
const NAMELESS: f64 = -0.8;
/// The article opens further on: columns are mostly pulled out in reading order.
const BEFORE_OPENING: f64 = -0.5;
/// Articles change with what they are given; they settle soon.
const ROUNDS: usize = 4;
/// More articles than these stand on no page.
const MOST_HOMES: usize = 80;

/// An article as it was cut.
pub(super) struct Home {
    pub(super) headings: Vec<usize>,
    pub(super) bylines: Vec<usize>,
    pub(super) body: Vec<usize>,
    /// Neither gives nor takes.
    pub(super) closed: bool,
}

/// The paragraphs of each article, in the order of the page.
pub(super) fn settle(flow: &Flow<'_>, homes: &[Home]) -> Vec<Vec<usize>> {
    let mut bodies: Vec<Vec<usize>> = homes.iter().map(|home| home.body.clone()).collect();
    if homes.len() < 2 || homes.len() > MOST_HOMES || flow.ragged {
        return bodies;
    }
    let sheet = Sheet::of(flow, homes);
    let mut owners = sheet.owners.clone();
    for _ in 0..ROUNDS {
        let (worth, holds) = sheet.weigh(&owners);
        let next = sheet.best_way(&worth, &holds);
        if next == owners {
            break;
        }
        owners = next;
    }
    if owners == sheet.owners {
        return bodies;
    }
    bodies.iter_mut().for_each(Vec::clear);
    for (unit, owner) in flow.units.iter().zip(&owners) {
        bodies[*owner].push(*unit);
    }
    bodies
}

struct Sheet<'a> {
    flow: &'a Flow<'a>,
    homes: &'a [Home],
    /// The home that each paragraph was cut to.
    owners: Vec<usize>,
    headlines: Vec<Pairs>,
    /// The opening (本报讯 …) of each home that has one.
    ledes: Vec<Option<usize>>,
}

impl<'a> Sheet<'a> {
    fn of(flow: &'a Flow<'a>, homes: &'a [Home]) -> Self {
        let cut = homes.iter().enumerate();
        let owned: BTreeMap<usize, usize> = cut
            .flat_map(|(home, cut)| cut.body.iter().map(move |unit| (*unit, home)))
            .collect();
        let headline = |home: &Home| {
            let texts = home
                .headings
                .iter()
                .map(|at| telling(&flow.pieces[*at].text));
            texts.flatten().collect()
        };
        let lede = |home: &Home| {
            let mut body = home.body.iter().copied();
            body.find(|at| flow.pieces[*at].kind == Kind::Lede)
        };
        Self {
            flow,
            homes,
            owners: owned.values().copied().collect(),
            headlines: homes.iter().map(headline).collect(),
            ledes: homes.iter().map(lede).collect(),
        }
    }

    /// What it is worth to give each paragraph to each home, as things stand, and to keep it with the one before it.
    fn weigh(&self, owners: &[usize]) -> (Vec<Vec<f64>>, Vec<f64>) {
        let page = self.tally(owners);
        let mut worth: Vec<Vec<f64>> = (0..self.flow.units.len())
            .map(|at| self.weigh_words(at, owners, &page))
            .collect();
        let mut holds = self.flow.holds.clone();
        for (tail, head, fit) in self.fitting(owners, &worth) {
            // The rest of a paragraph often stands above its beginning; what follows goes on behind both.
            let one_text =
                head < tail && owners[head..=tail].iter().all(|own| *own == owners[tail]);
            if let Some(hold) = holds.get_mut(tail + 1).filter(|_| one_text) {
                *hold = hold.max(self.flow.closed[tail + 1]);
            }
            let home = self.common_home(&worth, &holds, owners, [tail, head]);
            worth[tail][home] += fit;
            worth[head][home] += fit;
        }
        for (at, row) in worth.iter_mut().enumerate() {
            self.weigh_place(at, row);
            self.rule_out(at, row);
        }
        (worth, holds)
    }

    /// The words of each article as things stand.
    fn tally(&self, owners: &[usize]) -> Tally {
        let mut tally = Tally::empty(self.homes.len());
        for (words, home) in self.flow.words.iter().zip(owners) {
            tally.add(*home, words);
        }
        for (home, words) in self.headlines.iter().enumerate() {
            tally.add(home, words);
        }
        tally
    }

    fn weigh_words(&self, at: usize, owners: &[usize], page: &Tally) -> Vec<f64> {
        let words = &self.flow.words[at];
        let own = owners[at];
        let mut silent = Tally::empty(1);
        for other in self.unheard(at, owners) {
            silent.add(0, &self.flow.words[other]);
        }
        let likes = match words.len() {
            FEW.. => page.likes(words, Some((own, &silent))),
            _ => vec![None; self.homes.len()],
        };
        let known: Vec<f64> = likes.iter().copied().flatten().collect();
        let mean = known.iter().sum::<f64>() / known.len().max(1) as f64;
        let most = known.iter().copied().fold(0.0, f64::max);
        likes
            .iter()
            .zip(&self.headlines)
            .enumerate()
            .map(|(home, (like, headline))| {
                // What nothing is known of is as good as any where it is, and not better than others elsewhere.
                let unknown = if home == own { most } else { mean };
                LIKE * like.unwrap_or(unknown) + HEADLINE * page.share(headline, words)
            })
            .collect()
    }

    /// What is no witness for a paragraph belonging where it is: itself, and what came there with it. What stands above it
    /// behind the article's own beginning did not.
    fn unheard(&self, at: usize, owners: &[usize]) -> Vec<usize> {
        let breaks = |at: &usize| self.flow.stays[*at] < GOES_ON || owners[*at] != owners[*at - 1];
        let start = (1..=at).rev().find(breaks).unwrap_or(0);
        let end = (at + 1..self.flow.units.len())
            .find(breaks)
            .unwrap_or(self.flow.units.len());
        let home = &self.homes[owners[at]];
        let begins = home.body.first() == Some(&self.flow.units[start])
            || self.flow.pieces[self.flow.units[start]].kind == Kind::Lede;
        if begins {
            (at..end).collect()
        } else {
            (start..end).collect()
        }
    }

    /// Headlines and writers' names beside a paragraph.
    fn weigh_place(&self, at: usize, row: &mut [f64]) {
        let last = at
            .checked_sub(1)
            .map_or(0, |before| self.flow.units[before] + 1);
        let next = self
            .flow
            .units
            .get(at + 1)
            .copied()
            .unwrap_or(self.flow.pieces.len());
        let above = last..self.flow.units[at];
        let below = self.flow.units[at] + 1..next;
        let heading = |range: Range<usize>| {
            range
                .filter(|at| self.flow.pieces[*at].kind == Kind::Heading)
                .collect::<Vec<_>>()
        };
        let (nearest, next) = (
            heading(above.clone()).pop(),
            heading(below).first().copied(),
        );
        for ((home, lede), worth) in self.homes.iter().zip(&self.ledes).zip(row) {
            let holds = |at: Option<usize>| at.is_some_and(|at| home.headings.contains(&at));
            // What opens with 本报讯 begins there, not below its headline.
            if holds(nearest) && lede.is_none() {
                *worth += BELOW_HEADLINE;
            }
            if holds(next) {
                *worth += ABOVE_HEADLINE;
            }
            if home.bylines.iter().any(|byline| above.contains(byline)) {
                *worth += BELOW_BYLINE;
            }
        }
    }

    /// What opens an article is its own.
    fn rule_out(&self, at: usize, row: &mut [f64]) {
        let own = self.owners[at];
        let fixed =
            self.flow.pieces[self.flow.units[at]].kind == Kind::Lede || self.homes[own].closed;
        for (number, (home, worth)) in self.homes.iter().zip(row).enumerate() {
            if number != own && (fixed || home.closed) {
                *worth = f64::NEG_INFINITY;
            }
            match self.ledes[number] {
                None if home.headings.is_empty() => *worth += NAMELESS,
                Some(lede) if self.flow.units[at] < lede => *worth += BEFORE_OPENING,
                _ => {}
            }
        }
    }

    /// The home of each paragraph that is worth most over the whole page.
    fn best_way(&self, worth: &[Vec<f64>], holds: &[f64]) -> Vec<usize> {
        let mut best: Vec<f64> = worth.first().cloned().unwrap_or_default();
        let mut from: Vec<Vec<usize>> = Vec::new();
        for (row, stay) in worth.iter().zip(holds).skip(1) {
            let top = (0..best.len())
                .max_by(|a, b| best[*a].total_cmp(&best[*b]))
                .unwrap_or(0);
            let chosen: Vec<usize> = (0..best.len())
                .map(|home| {
                    if best[home] + stay >= best[top] && home != top
                        || (home == top && *stay >= 0.0)
                    {
                        home
                    } else {
                        top
                    }
                })
                .collect();
            best = chosen
                .iter()
                .enumerate()
                .map(|(home, before)| {
                    let stays = if home == *before { *stay } else { 0.0 };
                    best[*before] + stays + row[home]
                })
                .collect();
            from.push(chosen);
        }
        let mut home = (0..best.len())
            .max_by(|a, b| best[*a].total_cmp(&best[*b]))
            .unwrap_or(0);
        let mut way = vec![home];
        for chosen in from.iter().rev() {
            home = chosen[home];
            way.push(home);
        }
        way.reverse();
        way
    }
}

#[cfg(test)]
mod tests {
    use super::super::likeness::pairs;
    use super::super::pieces::pieces;
    use super::*;

    /// The paragraphs of articles that begin at these pieces, each with its headline, once they are settled.
    fn settled(text: &str, starts: &[usize]) -> Vec<Vec<usize>> {
        let pieces = pieces(text);
        let ends = starts.iter().skip(1).copied().chain([pieces.len()]);
        let homes: Vec<Home> = starts
            .iter()
            .zip(ends)
            .map(|(start, end)| Home {
                headings: vec![*start],
                bylines: Vec::new(),
                body: (start + 1..end).collect(),
                closed: false,
            })
            .collect();
        let units = homes.iter().flat_map(|home| home.body.clone()).collect();
        settle(&Flow::of(&pieces, units, &pairs(text)), &homes)
    }

    const BOAT: &str = "渔港里来了流动药房\n\n本报讯（记者张三）渔港里来了流动药房，药师每周三到码头，船员下船就能取药，老船员还能量血压。\n\n流动药房带着六十种药，药师给每条渔船配了药箱，";
    const CARE: &str = "云山县培训托育老师\n\n本报讯（记者李四）云山县培训托育老师，八十名托育老师学习喂养、护理和急救，每人练满二十遍。\n\n托育老师两人一组练习喂养，护理课上人人动手，急救课请来了县医院的医生。";

    #[test]
    fn a_column_of_another_article_goes_home() {
        let rest = "并且由药师定期检查药箱，过期的药当场收走。\n\n船员们说，有了流动药房，渔船上的药箱再没有空过，量血压也不用跑镇上。";
        let text = format!("{BOAT}\n\n{CARE}\n\n{rest}");
        assert_eq!(settled(&text, &[0, 3]), [vec![1, 2, 6, 7], vec![4, 5]]);
    }

    #[test]
    fn an_end_and_its_rest_do_not_change_places() {
        let boat = BOAT.replace("药箱，", "药箱，从此船上量血压也有了电子");
        let rest = "血压计可用。药师还教船员自己量血压，量完记在航海日志上。";
        let text = format!("{boat}\n\n{CARE}\n\n{rest}");
        assert_eq!(settled(&text, &[0, 3]), [vec![1, 2, 6], vec![4, 5]]);
    }

    #[test]
    fn a_paragraph_whose_rest_stands_above_it_keeps_what_follows() {
        let text = format!(
            "{CARE}\n\n理和用药三门课，考过才能上岗。\n\n今年，全县给托育老师开设喂养，急救、护\n\n据了解，今年各镇统一组织报名，名额先到先得。"
        );
        let pieces = pieces(&text);
        let flow = Flow::of(&pieces, vec![1, 2, 3, 4, 5], &pairs(&text));
        let homes = [Home {
            headings: vec![0],
            bylines: Vec::new(),
            body: flow.units.clone(),
            closed: false,
        }];
        let sheet = Sheet::of(&flow, &homes);
        let (_, holds) = sheet.weigh(&sheet.owners);
        assert!(flow.holds[4] < 1.0 && holds[4] > 1.0, "{holds:?}");
    }

    #[test]
    fn what_stands_right_stays() {
        let rest = "并且由药师定期检查药箱，过期的药当场收走。";
        let text = format!("{BOAT}\n\n{rest}\n\n{CARE}");
        assert_eq!(settled(&text, &[0, 4]), [vec![1, 2, 3], vec![5, 6]]);
    }

    #[test]
    fn what_goes_on_from_another_page_neither_gives_nor_takes() {
        let text = format!("{BOAT}\n\n{CARE}");
        let pieces = pieces(&text);
        let home = |headings: Vec<usize>, body: Vec<usize>, closed: bool| Home {
            headings,
            bylines: Vec::new(),
            body,
            closed,
        };
        let homes = [
            home(vec![0], vec![1], false),
            home(vec![], vec![2], true),
            home(vec![3], vec![4, 5], false),
        ];
        let flow = Flow::of(&pieces, vec![1, 2, 4, 5], &pairs(&text));
        let found = settle(&flow, &homes);
        assert_eq!(found, [vec![1], vec![2], vec![4, 5]]);
    }
}
