//! Headlines that stand apart from their texts: in one place for several of them, or far off.

use super::headlines::Weigher;
use super::likeness::Pairs;

/// So much more of a headline's words in a text far off tell that it is its headline.
const ELSEWHERE: f64 = 0.2;
/// Where less than this of its words stands, as of those in the text that holds most, it is not its text.
const NEARLY: f64 = 0.6;
/// A headline of which no more stands in a text is a slogan, or another text's.
const SLOGAN: f64 = 0.1;

/// A headline has no more lines than a kicker, the fact and what is printed below it.
const DECKS: usize = 3;

/// Where a headline of a pool goes.
struct Place {
    run: usize,
    /// For its words, not for want of another.
    found: bool,
}

impl Weigher<'_> {
    /// A headline goes to a text far off that has none, where its words stand there and not in the text beside it.
    pub(super) fn lead_away(&self, shares: &mut [Vec<usize>]) {
        for _ in 0..shares.len() {
            let bare: Vec<usize> = (0..shares.len())
                .filter(|run| self.wants_headline(*run, shares))
                .collect();
            let mut best: Option<(f64, usize, Vec<usize>, usize)> = None;
            for (owner, share) in shares.iter().enumerate() {
                for headline in share.chunk_by(|a, b| self.one_headline(*a, *b)) {
                    let own = self.share(headline, owner);
                    for run in &bare {
                        let gain = self.share(headline, *run) - own;
                        if gain > best.as_ref().map_or(ELSEWHERE, |best| best.0) {
                            best = Some((gain, owner, headline.to_vec(), *run));
                        }
                    }
                }
            }
            let Some((_, owner, mut headline, run)) = best else {
                return;
            };
            let mut above = shares[owner].chunk_by(|a, b| self.one_headline(*a, *b));
            let deck =
                above.find(|deck| deck.last().map(|last| last + 1) == headline.first().copied());
            if let Some(deck) = deck.filter(|deck| self.share(deck, owner) < SLOGAN) {
                headline.splice(0..0, deck.iter().copied());
            }
            shares[owner].retain(|at| !headline.contains(at));
            shares[run] = headline;
        }
    }

    /// Headlines in a row stand above reports in a row: where one belongs to a report below, the one printed before it
    /// belongs to the report before that, unless its words say that it is of the text above.
    pub(super) fn keep_order(&self, shares: &mut [Vec<usize>]) {
        for gap in 1..self.page.segments.len() {
            let row: Vec<&[usize]> = self.page.gaps[gap]
                .chunk_by(|a, b| self.one_headline(*a, *b))
                .collect();
            for pair in row.windows(2).rev() {
                let of = |headline: &[usize]| shares.iter().position(|s| s.contains(&headline[0]));
                let (Some(owner), Some(next)) = (of(pair[0]), of(pair[1])) else {
                    continue;
                };
                let run = next.saturating_sub(1);
                let bare = run >= gap && self.page.segments[run].opened;
                let unknown = self.share(pair[0], owner) <= self.share(pair[0], run).max(SLOGAN);
                let above = owner + 1 == gap && shares[owner] == pair[0];
                if above && bare && unknown && self.wants_headline(run, shares) {
                    shares[run] = std::mem::take(&mut shares[owner]);
                }
            }
        }
    }

    /// Has the text no headline, but ought to have one?
    fn wants_headline(&self, run: usize, shares: &[Vec<usize>]) -> bool {
        shares[run].is_empty() && !self.page.segments[run].item
    }

    /// Headlines of one gap whose order is not that of the texts round it.
    pub(super) fn put_right(&self, shares: &mut [Vec<usize>]) {
        for gap in 1..shares.len() {
            let all = &self.page.gaps[gap];
            let of = |run: usize| -> Vec<Vec<usize>> {
                let headlines = shares[run].chunk_by(|a, b| self.one_headline(*a, *b));
                headlines
                    .filter(|one| all.contains(&one[0]))
                    .map(<[usize]>::to_vec)
                    .collect()
            };
            let (behind, before) = (of(gap - 1), of(gap));
            let gain = |a: &[usize], b: &[usize]| {
                self.share(a, gap) + self.share(b, gap - 1)
                    - self.share(a, gap - 1)
                    - self.share(b, gap)
            };
            let pairs = behind
                .iter()
                .flat_map(|a| before.iter().map(move |b| (a, b)));
            let best = pairs.max_by(|(a, b), (c, d)| gain(a, b).total_cmp(&gain(c, d)));
            let Some((a, b)) = best.filter(|(a, b)| gain(a, b) > ELSEWHERE / 2.0) else {
                continue;
            };
            for (from, to, headline) in [(gap - 1, gap, a), (gap, gap - 1, b)] {
                shares[from].retain(|at| !headline.contains(at));
                shares[to].extend(headline);
                shares[to].sort_unstable();
            }
        }
    }

    /// Headings that stand together behind several texts go to those that they fit best, each with its decks.
    pub(super) fn give_to_the_bare(&self, shares: &mut [Vec<usize>]) -> Vec<Vec<usize>> {
        let mut spare = Vec::new();
        for owner in 0..shares.len() {
            if shares[owner].len() < 2 {
                continue;
            }
            let runs: Vec<usize> = (0..shares.len())
                .filter(|run| *run == owner || self.wants_headline(*run, shares))
                .collect();
            let pool = std::mem::take(&mut shares[owner]);
            let headlines: Vec<&[usize]> =
                pool.chunk_by(|a, b| self.one_headline(*a, *b)).collect();
            let homes = if headlines.len() == runs.len() && owner + 1 == shares.len() {
                self.one_each(&headlines, runs)
            } else {
                self.homes(&headlines, owner, &runs)
            };
            let decks = self.heads_report(&pool, owner);
            for (headline, home) in headlines.into_iter().zip(homes) {
                if !home.found && !decks {
                    spare.push(headline.to_vec());
                }
                shares[home.run].extend(headline);
            }
        }
        spare
    }

    /// Do the headings stand right above a report, with nothing between them, as the decks of one headline do?
    fn heads_report(&self, pool: &[usize], run: usize) -> bool {
        let segment = &self.page.segments[run];
        let opening = segment.pieces.first().filter(|_| segment.opened);
        let below = pool.iter().skip(1).chain(opening);
        pool.len() <= DECKS
            && opening.is_some()
            && pool
                .iter()
                .zip(below)
                .all(|(above, below)| above + 1 == *below)
    }

    pub(super) fn share(&self, headline: &[usize], run: usize) -> f64 {
        let words: Pairs = headline
            .iter()
            .flat_map(|at| self.words[*at].iter().copied())
            .collect();
        // A report's headline repeats its beginning, and a run may hold more than its own report.
        let opening = self.likeness.share_of(&words, &self.openings[run]);
        (self.likeness.share(&words, run) + opening) / 2.0
    }

    /// As many headlines as texts: in the order of the texts, unless their words say otherwise.
    fn one_each(&self, headlines: &[&[usize]], mut runs: Vec<usize>) -> Vec<Place> {
        let shares: Vec<Vec<f64>> = headlines
            .iter()
            .map(|headline| {
                (0..=runs.iter().copied().max().unwrap_or(0))
                    .map(|run| self.share(headline, run))
                    .collect()
            })
            .collect();
        for _ in 0..headlines.len() {
            for a in 0..headlines.len() {
                for b in a + 1..headlines.len() {
                    let now = shares[a][runs[a]] + shares[b][runs[b]];
                    if shares[a][runs[b]] + shares[b][runs[a]] > now + 0.02 {
                        runs.swap(a, b);
                    }
                }
            }
        }
        runs.into_iter()
            .map(|run| Place { run, found: true })
            .collect()
    }

    /// The text that each headline of a pool goes to: its owner, or one of those that have none; the best pairs first.
    fn homes(&self, headlines: &[&[usize]], owner: usize, runs: &[usize]) -> Vec<Place> {
        let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
        for (order, headline) in headlines.iter().enumerate() {
            let own = self.share(headline, owner);
            let shares = runs
                .iter()
                .map(|run| (self.share(headline, *run), order, *run));
            let all = 0..self.page.segments.len();
            let most = all.map(|run| self.share(headline, run)).fold(0.0, f64::max);
            pairs.extend(shares.filter(|(share, _, run)| {
                *run == owner || (*share > own + 0.05 && *share >= NEARLY * most)
            }));
        }
        pairs.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut homes: Vec<Option<usize>> = vec![None; headlines.len()];
        for (_, order, run) in pairs {
            if homes[order].is_none() && !homes.contains(&Some(run)) {
                homes[order] = Some(run);
            }
        }
        // What found no text of its own is a deck of the headline below it, or above it.
        let mut places: Vec<Place> = Vec::new();
        for (order, home) in homes.iter().enumerate() {
            let below = || homes[order..].iter().flatten().next();
            let above = || places.last().map(|place| &place.run);
            places.push(Place {
                run: *home
                    .as_ref()
                    .or_else(below)
                    .or_else(above)
                    .unwrap_or(&owner),
                found: home.is_some(),
            });
        }
        places
    }
}
