//! Looks for the reports that are worth most together.

use std::ops::Range;

use super::joints::Joints;
use super::kinship::Kinship;

/// Runs of more paragraphs than these are not moved as one.
const RUN: usize = 4;
/// The least that a change must be worth.
const STEP: f64 = 0.01;
/// A page settles after fewer changes.
const CHANGES: usize = 300;
/// What the words of a report can make good at the most where its joints get worse.
const MADE_GOOD: f64 = 10.0;
/// How often the page is disturbed, and by how many changes, to see whether it settles better.
const SHAKES: usize = 40;
const DISTURBED: usize = 3;
/// A report without a headline.
const BARE: f64 = -6.0;
/// A headline without a report.
const ALONE: f64 = -0.7;
/// A headline right above the opening of its report.
const ABOVE_OPENING: f64 = 0.4;

/// A report: its headline, if it has one, and its paragraphs. Both are numbers in the order of the page; headlines have
/// theirs behind those of all paragraphs.
pub(super) type Chain = Vec<usize>;

pub(super) struct Sheet {
    /// Does the paragraph open a report?
    opens: Vec<bool>,
    /// The paragraph right below each headline.
    below: Vec<Option<usize>>,
    joints: Joints,
    kinship: Kinship,
}

/// What becomes of one or two of the chains.
type Change = Vec<(usize, Chain)>;

impl Sheet {
    pub(super) fn new(
        opens: Vec<bool>,
        below: Vec<Option<usize>>,
        joints: Joints,
        kinship: Kinship,
    ) -> Self {
        Self {
            opens,
            below,
            joints,
            kinship,
        }
    }

    pub(super) fn total(&mut self, chains: &[Chain]) -> f64 {
        chains.iter().map(|chain| self.worth(chain)).sum()
    }

    /// What a headline's words are worth to a report.
    pub(super) fn gain(&mut self, chain: &[usize], headline: usize) -> f64 {
        let with = [chain, &[headline]].concat();
        self.kinship.of_report(&with) - self.kinship.of_report(chain)
    }

    /// The best of three beginnings: the page as it was read, as it is printed, and every paragraph by itself.
    pub(super) fn settle(&mut self, read: Vec<Chain>, headlines: usize) -> Vec<Chain> {
        let paragraphs = self.opens.len();
        let single = |range: Range<usize>| range.map(|at| vec![at]);
        let mut printed: Vec<Chain> = Vec::new();
        for at in 0..paragraphs {
            match printed.last_mut() {
                Some(chain) if !self.opens[at] => chain.push(at),
                _ => printed.push(vec![at]),
            }
        }
        printed.extend(single(paragraphs..paragraphs + headlines));
        let shreds = single(0..paragraphs + headlines).collect();
        let mut best = self.climb(read);
        for start in [printed, shreds] {
            let settled = self.climb(start);
            if self.total(&settled) > self.total(&best) {
                best = settled;
            }
        }
        best
    }

    /// Disturbs a settled page and keeps it where it settles better; the same way every time.
    pub(super) fn shake(&mut self, chains: &mut Vec<Chain>) {
        let mut seed = 7_u64;
        let mut pick = |most: usize| {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) as usize % most.max(1)
        };
        for _ in 0..SHAKES {
            let mut shaken = chains.clone();
            for _ in 0..DISTURBED {
                let (a, b) = (pick(shaken.len()), pick(shaken.len()));
                let mut changes = self.changes(&shaken, a.min(b), a.max(b));
                if !changes.is_empty() {
                    let change = changes.swap_remove(pick(changes.len()));
                    apply(&mut shaken, change);
                }
            }
            let settled = self.climb(shaken);
            if self.total(&settled) > self.total(chains) + STEP {
                *chains = settled;
            }
        }
    }

    fn climb(&mut self, mut chains: Vec<Chain>) -> Vec<Chain> {
        for _ in 0..CHANGES {
            // What is cut off may be a report of its own.
            chains.push(Chain::new());
            let change = self.best_change(&chains);
            let settled = change.is_none();
            apply(&mut chains, change.unwrap_or_default());
            if settled {
                break;
            }
        }
        chains
    }

    fn best_change(&mut self, chains: &[Chain]) -> Option<Change> {
        let joints: Vec<f64> = chains.iter().map(|chain| self.along(chain)).collect();
        let worth: Vec<f64> = chains.iter().map(|chain| self.worth(chain)).collect();
        let mut best: Option<(f64, Change)> = None;
        for a in 0..chains.len() {
            for b in 0..chains.len() {
                for change in self.changes(chains, a, b) {
                    let before = |of: &[f64]| change.iter().map(|(at, _)| of[*at]).sum::<f64>();
                    let along: f64 = change.iter().map(|(_, chain)| self.along(chain)).sum();
                    if along < before(&joints) - MADE_GOOD {
                        continue;
                    }
                    let after: f64 = change.iter().map(|(_, chain)| self.worth(chain)).sum();
                    let gain = after - before(&worth);
                    if gain > best.as_ref().map_or(STEP, |best| best.0) {
                        best = Some((gain, change));
                    }
                }
            }
        }
        best.map(|(_, change)| change)
    }

    /// All changes of two reports (what follows a cut, or their headlines, change places), and of a run of paragraphs
    /// that goes from the one to the other or elsewhere in it.
    fn changes(&self, chains: &[Chain], a: usize, b: usize) -> Vec<Change> {
        let (one, other) = (&chains[a], &chains[b]);
        let mut changes = Vec::new();
        if a < b {
            let cuts = self
                .cuts(one)
                .flat_map(|at| self.cuts(other).map(move |to| (at, to)));
            let heads = (self.headed(one), self.headed(other));
            for (at, to) in cuts.chain((heads != (0, 0)).then_some(heads)) {
                let first = [&one[..at], &other[to..]].concat();
                changes.push(vec![(a, first), (b, [&other[..to], &one[at..]].concat())]);
            }
        }
        if a != b {
            changes.extend(self.merged(chains, a, b));
        }
        for start in self.cuts(one) {
            for end in start + 1..=one.len().min(start + RUN) {
                let run = &one[start..end];
                let rest = [&one[..start], &one[end..]].concat();
                let home = if a == b { &rest } else { other };
                for place in self.cuts(home) {
                    let taken = [&home[..place], run, &home[place..]].concat();
                    changes.push(match a == b {
                        true => vec![(a, taken)],
                        false => vec![(a, rest.clone()), (b, taken)],
                    });
                }
            }
        }
        changes
    }

    /// All paragraphs of a report that has lost its opening go to another, with the headline if that one has none.
    fn merged(&self, chains: &[Chain], a: usize, b: usize) -> Vec<Change> {
        let (one, other) = (&chains[a], &chains[b]);
        let (headline, body) = one.split_at(self.headed(one));
        let opened = body.first().is_none_or(|at| self.opens[*at]);
        if opened || other.is_empty() {
            return Vec::new();
        }
        let bare = self.headed(other) == 0;
        let (taken, left): (&[usize], &[usize]) = match bare {
            true => (headline, &[]),
            false => (&[], headline),
        };
        let places = self.cuts(other);
        let merge = |place: usize| {
            let whole = [taken, &other[..place], body, &other[place..]].concat();
            vec![(a, left.to_vec()), (b, whole)]
        };
        places.map(merge).collect()
    }

    /// Where a report may be cut: its headline and its opening stay where they are.
    fn cuts(&self, chain: &[usize]) -> Range<usize> {
        let headed = self.headed(chain);
        let opened = chain.get(headed).is_some_and(|at| self.opens[*at]);
        headed + usize::from(opened)..chain.len() + 1
    }

    fn headed(&self, chain: &[usize]) -> usize {
        usize::from(chain.first().is_some_and(|at| *at >= self.opens.len()))
    }

    fn along(&self, chain: &[usize]) -> f64 {
        let headed = self.headed(chain);
        self.joints.along(&chain[headed..])
            + match (headed, chain.len()) {
                (0, 1..) => BARE,
                (1, 1) => ALONE,
                (1, _) if self.stands_above(chain[0], chain[1]) => ABOVE_OPENING,
                _ => 0.0,
            }
    }

    fn stands_above(&self, headline: usize, paragraph: usize) -> bool {
        self.opens[paragraph] && self.below[headline - self.opens.len()] == Some(paragraph)
    }

    fn worth(&mut self, chain: &[usize]) -> f64 {
        self.along(chain) + self.kinship.of_report(chain)
    }
}

fn apply(chains: &mut Vec<Chain>, change: Change) {
    for (at, chain) in change {
        chains[at] = chain;
    }
    chains.retain(|chain| !chain.is_empty());
}
