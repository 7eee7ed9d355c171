//! What the texts of a page say about its place: every place that they name votes, an article at most [`MOST`] times.
//!
//! The words without a name give the unit (我市: a city, 区卫健委: a district), and each named place votes for the place of
//! that unit which it lies in: 温县 and 孟州市 for 焦作市 where 我市 is said, each for itself where 我县 is. Bodies count three
//! times (焦作市人民医院 is rarely named elsewhere). Bare names that a page's own account or station has (“健康金山”公众号)
//! vote as well ([`super::own`]), but what rests on them has to be clear.

use std::collections::{BTreeMap, BTreeSet};

use super::bodies::names_a_body;
use super::home::unit_at;
use super::lexicon::Unit;
use super::own::{Names, Sign, is_aside};
use super::token::{Token, What};
use super::{Code, Gazetteer, Level};

/// The share of all named places of its level that a place needs.
const SHARE: f64 = 0.4;

/// A place that rests on bare names, too, has so many times the votes of any other.
const CLEAR: f64 = 1.5;

/// The votes of one article, at most.
const MOST: f64 = 3.0;

/// A city below another has so many times the mentions of any other place there, where 我市 means it.
const STANDS_OUT: f64 = 1.5;

/// So often does a page say 全区, 区卫健委 for one mention of a district to name it.
const LOCAL: f64 = 3.0;

#[derive(Default)]
pub(super) struct Votes {
    /// How often each unit is said.
    units: BTreeMap<Unit, f64>,
    mentions: BTreeMap<Code, f64>,
    /// The same with articles counting alike, however often they name their places.
    shares: BTreeMap<Code, f64>,
    /// Where a place was counted, and for how much.
    counted: BTreeMap<usize, (Code, f64)>,
    /// Places that are named otherwise than as somebody's origin or goal.
    plain: BTreeSet<Code>,
    /// Places that are named with 市.
    as_cities: BTreeSet<Code>,
}

/// What speaks for a place of the unit.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    share: f64,
    mentions: f64,
}

type Sums = BTreeMap<Code, Sum>;

impl Votes {
    /// Counts what one article names.
    pub(super) fn count(&mut self, text: &str, article: &[Token]) {
        let mut named: BTreeMap<Code, f64> = BTreeMap::new();
        for token in article {
            if let What::Deictic(deictic) = &token.what {
                *self.units.entry(deictic.unit).or_default() += 1.0;
            }
            let place = token.place().filter(|place| !place.qualifier);
            if let Some(code) = place.and_then(|place| place.region()) {
                *named.entry(code).or_default() += self.vote(text, token, code);
            }
        }
        let sum: f64 = named.values().sum();
        for (code, votes) in named {
            *self.mentions.entry(code).or_default() += votes;
            *self.shares.entry(code).or_default() += votes * (MOST / sum).min(1.0);
        }
    }

    /// What one mention of a place counts.
    fn vote(&mut self, text: &str, token: &Token, code: Code) -> f64 {
        let vote = match names_a_body(&text[token.range.end..]) {
            true => 3.0,
            false => 1.0,
        };
        self.counted.insert(token.range.start, (code, vote));
        self.note_city(&text[token.range.clone()], code);
        if !is_aside(text, &token.range) {
            self.plain.insert(code);
        }
        vote
    }

    fn note_city(&mut self, word: &str, code: Code) {
        if word.ends_with('市') {
            self.as_cities.insert(code);
        }
    }

    /// Could a publisher of this place use the page's words? A city's does not say 我县.
    pub(super) fn suits(&self, publisher: Code) -> bool {
        let most = self.units.iter().max_by(|a, b| a.1.total_cmp(b.1));
        most.is_none_or(|(unit, _)| unit_at(publisher, *unit).is_some())
    }

    /// The units that the page speaks of, the smallest first, but for those that are said far less often than others;
    /// each with whether the page speaks of it throughout, so that it need not name it often. 我院 may be any body's.
    pub(super) fn usual_units(&self) -> Vec<(Unit, bool)> {
        let most = self.units.values().copied().fold(0.0, f64::max);
        let usual = self.units.iter().rev();
        let usual = usual.filter(|(unit, said)| **unit != Unit::Own && **said >= most / 4.0);
        let with_local = usual.map(|(&unit, &said)| {
            let is_small = matches!(unit, Unit::County | Unit::District | Unit::City);
            (unit, is_small && said >= LOCAL && said >= most / 2.0)
        });
        with_local.collect()
    }

    /// What bare names of this unit say beside what is counted. `frame`: where it begins; lists of links name places bare.
    pub(super) fn signs(
        &mut self,
        text: &str,
        frame: usize,
        names: &Names,
        unit: Unit,
    ) -> BTreeMap<Code, f64> {
        let mut sums = BTreeMap::new();
        let told = |sign: &Sign| sign.range.start < frame || sign.is_firm();
        for sign in names.signs(unit).into_iter().filter(told) {
            let counted = self.counted.get(&sign.range.start);
            let counted = counted.filter(|(code, _)| *code == sign.code);
            let more = sign.weight - counted.map_or(0.0, |(_, vote)| *vote);
            if counted.is_none() {
                self.note_city(&text[sign.range], sign.code);
                self.plain.insert(sign.code);
            }
            if more > 0.0 {
                *sums.entry(sign.code).or_default() += more;
            }
        }
        sums
    }

    /// The place of the unit that the page speaks of; `local`: it speaks of the unit throughout.
    pub(super) fn place(
        &self,
        unit: Unit,
        signs: &BTreeMap<Code, f64>,
        local: bool,
    ) -> Option<Code> {
        let sums = self.sums(unit, signs);
        let (code, sum) = self.best(&sums)?;
        let total: f64 = sums.values().map(|sum| sum.share).sum();
        // Bare names of several places tell nothing.
        let mut rivals = sums.iter().filter(|(other, _)| **other != code);
        let is_clear = signs.is_empty() || rivals.all(|(_, r)| r.share * CLEAR <= sum.share);
        if sum.mentions >= 2.0 && sum.share / total >= SHARE && is_clear {
            return Some(code);
        }
        let is_enough = local && (unit != Unit::City || sums.len() == 1);
        self.alone(&sums).filter(|_| is_enough)
    }

    /// What speaks for each place of the unit.
    fn sums(&self, unit: Unit, signs: &BTreeMap<Code, f64>) -> Sums {
        let mut sums = Sums::new();
        for (&code, share) in &self.shares {
            if let Some(place) = self.seat(code, unit) {
                let sum = sums.entry(place).or_default();
                sum.share += share;
                sum.mentions += self.mentioned(code);
            }
        }
        for (&code, weight) in signs {
            let sum = sums.entry(code).or_default();
            sum.share += weight;
            sum.mentions += weight;
        }
        self.leave_out_partners(&mut sums);
        sums
    }

    /// The place with the most votes; of two with as many, the one that is named itself, not by what lies in it.
    fn best(&self, sums: &Sums) -> Option<(Code, Sum)> {
        let best = sums.iter().max_by(|a, b| {
            let votes = a.1.share.total_cmp(&b.1.share);
            let own = self.mentioned(*a.0).total_cmp(&self.mentioned(*b.0));
            votes.then(own).then(b.0.cmp(a.0))
        });
        best.map(|(&code, &sum)| (code, sum))
    }

    /// 北京专家, 与上海协作: a province-level city that no text names in full is a partner where another city is named so.
    fn leave_out_partners(&self, sums: &mut Sums) {
        if sums.keys().any(|code| self.as_cities.contains(code)) {
            sums.retain(|code, _| code.level() != Level::Province || self.as_cities.contains(code));
        }
    }

    /// The only county or district that is named otherwise than as an origin or goal.
    fn alone(&self, sums: &Sums) -> Option<Code> {
        let named = |(code, sum): &(&Code, &Sum)| {
            sum.mentions >= 1.0 && code.level() == Level::County && self.plain.contains(code)
        };
        let mut named = sums.iter().filter(named).map(|(code, _)| *code);
        named.next().filter(|_| named.next().is_none())
    }

    fn mentioned(&self, code: Code) -> f64 {
        self.mentions.get(&code).copied().unwrap_or_default()
    }

    /// The place of the unit that a named place votes for: itself, or one that it lies in.
    fn seat(&self, code: Code, unit: Unit) -> Option<Code> {
        let parent = Gazetteer::get().region(code)?.parent;
        let place = unit_at(code, unit);
        let is_county_city =
            unit == Unit::City && code.level() == Level::County && place == Some(code);
        match parent {
            Some(parent) if is_county_city && self.is_one_of_several(code, parent) => {
                unit_at(parent, unit)
            }
            _ => place,
        }
    }

    /// A county-level city that is named beside others of its prefecture, and does not stand out: the page's 我市 means
    /// the prefecture.
    fn is_one_of_several(&self, city: Code, parent: Code) -> bool {
        let all = Gazetteer::get();
        let siblings = self.mentions.iter();
        let siblings =
            siblings.filter(|(c, _)| **c != city && **c != parent && all.within(**c, parent));
        let sibling = siblings.map(|(_, votes)| *votes).fold(0.0, f64::max);
        let (own, above) = (self.mentioned(city), self.mentioned(parent));
        let stands_out = own >= 3.0 * above.max(1.0) && own >= STANDS_OUT * sibling;
        sibling > 0.0 && !stands_out
    }
}
