//! Pages whose columns were cut at their ends and pulled out in an order of their own.
//!
//! On such a page most reports break off where their first column ends, and their rests stand one below the other further
//! on, so that what stands beside a paragraph says little. The page is laid out anew: its paragraphs and headlines are
//! put together to the reports that are worth most, for what their ends say ([`joints`]) and for what their words share
//! ([`kinship`]). That is done only where it is worth far more than the page as it was read.

mod joints;
mod kinship;
mod search;

use super::decks::is_subtitle;
use super::drafts::Draft;
use super::likeness::Pairs;
use super::matching::Links;
use super::pieces::{Kind, Piece};
use super::settling::sign;
use super::threads::weave;
use joints::Joints;
use kinship::Kinship;
use search::{Chain, Sheet};

/// Fewer reports than these are no page that could be mixed up.
const REPORTS: usize = 3;
/// So many ends must go on elsewhere than right below.
const TORN: usize = 3;
/// A page of more paragraphs and headlines than these stays as it is.
const MOST: usize = 64;
/// The new page must be worth so much more than the old one, and so much of what that is worth: a page that was put together
/// well loses more by a mistake than it can gain.
const BETTER: f64 = 13.0;
const BETTER_BY: f64 = 0.5;
/// A page loses the opening of one report, seldom of two: where more are missing, it was not put together rightly.
const LOST_OPENINGS: usize = 1;

/// Lays the page out anew if it was cut to strips: the articles change, and what goes on where is told.
pub(super) fn lay_out(
    pieces: &[Piece],
    drafts: &mut Vec<Draft>,
    links: &Links,
    seen: &Pairs,
) -> Option<Links> {
    let mut units: Vec<usize> = drafts.iter().flat_map(|draft| draft.body.clone()).collect();
    units.sort_unstable();
    let ledes = units.iter().filter(|at| pieces[**at].opens_report());
    let page = Page {
        pieces,
        headlines: headlines(pieces),
        units: &units,
    };
    let closed = drafts.iter().any(|draft| draft.continued);
    if closed || ledes.count() < REPORTS || units.len() + page.headlines.len() > MOST {
        return None;
    }
    let joints = Joints::of(pieces, &units, seen);
    if joints.torn() < TORN {
        return None;
    }
    let mut sheet = Sheet::new(
        page.opens(),
        page.below(),
        joints,
        Kinship::of(&page.texts(), units.len()),
    );
    let now = page.as_read(drafts, links);
    let before = sheet.total(&now);
    let mut chains = sheet.settle(now, page.headlines.len());
    let better = before + BETTER.max(before * BETTER_BY);
    if sheet.total(&chains) < better || page.lost_openings(&chains) > LOST_OPENINGS {
        return None;
    }
    sheet.shake(&mut chains);
    page.join_decks(&mut sheet, &mut chains);
    let reports = chains.into_iter().map(|chain| page.report(chain)).collect();
    Some(take_over(pieces, drafts, reports))
}

/// A report of the page: the numbers of its pieces, in reading order.
struct Report {
    headings: Vec<usize>,
    body: Vec<usize>,
}

struct Page<'a> {
    pieces: &'a [Piece],
    /// Numbers of all paragraphs.
    units: &'a [usize],
    /// Numbers of the lines of each headline.
    headlines: Vec<Vec<usize>>,
}

fn headlines(pieces: &[Piece]) -> Vec<Vec<usize>> {
    let heading = |at: &usize| pieces[*at].kind == Kind::Heading;
    let all: Vec<usize> = (0..pieces.len()).filter(heading).collect();
    let one =
        |a: &usize, b: &usize| a + 1 == *b && (pieces[*a].glued || is_subtitle(&pieces[*b].text));
    all.chunk_by(one).map(<[usize]>::to_vec).collect()
}

impl Page<'_> {
    fn opens(&self) -> Vec<bool> {
        let lede = |at: &usize| self.pieces[*at].kind == Kind::Lede;
        self.units.iter().map(lede).collect()
    }

    /// The order of the paragraph that stands right below each headline.
    fn below(&self) -> Vec<Option<usize>> {
        let next = |headline: &Vec<usize>| {
            let below = |at: &usize| headline.first().is_some_and(|above| above < at);
            self.units.iter().position(below)
        };
        self.headlines.iter().map(next).collect()
    }

    /// The texts of all paragraphs, then those of all headlines.
    fn texts(&self) -> Vec<String> {
        let text = |numbers: &[usize]| -> String {
            let texts = numbers.iter().map(|at| self.pieces[*at].text.as_str());
            texts.collect::<Vec<_>>().join("\n")
        };
        let units = self.units.iter().map(|at| text(&[*at]));
        units
            .chain(self.headlines.iter().map(|headline| text(headline)))
            .collect()
    }

    /// The page as it was read before. Of several headlines the last stands above the text.
    fn as_read(&self, drafts: &[Draft], links: &Links) -> Vec<Chain> {
        let mut chains: Vec<Chain> = Vec::new();
        let mut alone: Vec<usize> = (0..self.headlines.len()).collect();
        for draft in drafts {
            let own = |at: &usize| draft.headings.contains(&self.headlines[*at][0]);
            let headline = alone.iter().rposition(own).map(|place| alone.remove(place));
            let body = weave(self.pieces, &draft.body, links).concat();
            let body = body
                .iter()
                .filter_map(|at| self.units.binary_search(at).ok());
            let headline = headline.map(|at| self.units.len() + at);
            chains.push(headline.into_iter().chain(body).collect());
        }
        chains.extend(alone.into_iter().map(|at| vec![self.units.len() + at]));
        chains.retain(|chain| !chain.is_empty());
        chains
    }

    fn lost_openings(&self, chains: &[Chain]) -> usize {
        let opens = |at: &usize| self.pieces[*at].kind == Kind::Lede;
        let opened = |chain: &Chain| chain.iter().filter_map(|at| self.units.get(*at)).any(opens);
        let text = |chain: &&Chain| chain.iter().any(|at| *at < self.units.len());
        let lost = chains.iter().filter(text).filter(|chain| !opened(chain));
        lost.count()
    }

    /// A headline without a text is a deck of the one beside it. Of several in a row the one beside a headline that has
    /// a text comes first.
    fn join_decks(&self, sheet: &mut Sheet, chains: &mut Vec<Chain>) {
        let lone = chains
            .iter()
            .filter(|chain| chain.len() == 1 && chain[0] >= self.units.len());
        let lone: Vec<usize> = lone.map(|chain| chain[0]).collect();
        for deck in lone.iter().rev().chain(&lone) {
            if chains.iter().any(|chain| chain[..] == [*deck]) {
                self.join_deck(sheet, chains, *deck);
            }
        }
    }

    fn join_deck(&self, sheet: &mut Sheet, chains: &mut Vec<Chain>, deck: usize) {
        let size = self.units.len();
        let headed = |chain: &Chain| {
            let mut heads = chain.iter().filter(|at| **at >= size);
            chain.len() > 1 && heads.any(|at| self.beside(*at - size, deck - size))
        };
        let homes = (0..chains.len()).filter(|at| headed(&chains[*at]));
        let gains = homes.map(|home| (sheet.gain(&chains[home], deck), home));
        let best = gains.max_by(|a, b| a.0.total_cmp(&b.0));
        if let Some((_, home)) = best {
            chains[home].insert(0, deck);
            chains.retain(|chain| chain[..] != [deck]);
        }
    }

    fn beside(&self, one: usize, other: usize) -> bool {
        let follows = |a: usize, b: usize| {
            let (above, below) = (self.headlines[a].last(), self.headlines[b].first());
            above.map(|above| above + 1) == below.copied()
        };
        follows(one, other) || follows(other, one)
    }

    fn report(&self, chain: Chain) -> Report {
        let size = self.units.len();
        let (heads, body): (Vec<usize>, Vec<usize>) = chain.iter().partition(|at| **at >= size);
        let heads = heads
            .iter()
            .flat_map(|at| self.headlines[at - size].clone());
        let mut headings: Vec<usize> = heads.collect();
        headings.sort_unstable();
        Report {
            headings,
            body: body.iter().map(|at| self.units[*at]).collect(),
        }
    }
}

/// Makes the reports the articles of the page.
fn take_over(pieces: &[Piece], drafts: &mut Vec<Draft>, reports: Vec<Report>) -> Links {
    let old = std::mem::take(drafts);
    let mut links = Links::new();
    for report in reports {
        let joined = report
            .body
            .windows(2)
            .filter(|pair| pieces[pair[0]].is_open());
        links.extend(joined.map(|pair| (pair[0], pair[1])));
        let first = report.body.first();
        let home = old
            .iter()
            .find(|draft| first.is_some_and(|at| draft.body.contains(at)));
        let stood = |at: &&usize| home.is_some_and(|draft| draft.body.contains(at));
        drafts.push(Draft {
            strays: report
                .body
                .iter()
                .filter(|at| !stood(at))
                .copied()
                .collect(),
            headings: report.headings,
            body: report.body,
            ..Draft::default()
        });
    }
    for draft in old {
        sign(drafts, &draft.bylines);
        give_sources(drafts, draft.credits);
    }
    links
}

/// A source ends the text above it.
fn give_sources(drafts: &mut [Draft], credits: Vec<usize>) {
    for credit in credits {
        let nearest = |draft: &Draft| draft.body.iter().copied().filter(|at| *at < credit).max();
        if let Some(draft) = drafts.iter_mut().max_by_key(|draft| nearest(draft)) {
            draft.credits.push(credit);
        }
    }
}

#[cfg(test)]
mod tests;
