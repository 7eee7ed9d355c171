//! What an article says of each place, summed up, and what follows from the sums.
//!
//! A place has what is said of itself and what is said of all places below it: three reports of 福州's districts speak of
//! 福州 as a whole. Against the best province stand the weight of what is national or foreign, and a rival province that
//! is spoken of nearly as much. The scene of a lead (在宁波市举行) outdoes the sums unless the headline speaks of elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use super::zones::Zone;
use super::{Code, Gazetteer};

/// The weights of an article.
#[derive(Debug, Default)]
pub(super) struct Scores {
    places: BTreeMap<Code, f64>,
    /// The same with what is said of all places below.
    totals: BTreeMap<Code, f64>,
    body: BTreeMap<Code, f64>,
    /// Places in order of appearance.
    pub(super) order: Vec<Code>,
    /// The place of a scene in headline or lead.
    pub(super) scene: Option<Code>,
    headline: BTreeSet<Code>,
    /// Datelines by province: they choose the province, not the place in it.
    bureaus: BTreeMap<Code, f64>,
    national: f64,
    /// Words like 市卫健委 that no known place explains.
    pub(super) unknown: Vec<String>,
}

/// What repeated mentions in the body can add for one place.
const BODY_CAP: f64 = 8.0;
/// So many provinces in one sentence are a list, and in one article, none of them far ahead, are the whole country.
pub(super) const LIST: usize = 4;

impl Scores {
    pub(super) fn add(&mut self, code: Code, weight: f64, zone: Zone) {
        if !self.order.contains(&code) {
            self.order.push(code);
        }
        let mut weight = weight;
        if zone == Zone::Body {
            let spent = self.body.entry(code).or_default();
            weight = weight.min(BODY_CAP - *spent).max(0.0);
            *spent += weight;
        }
        *self.places.entry(code).or_default() += weight;
        *self.totals.entry(code).or_default() += weight;
        for above in Gazetteer::get().ancestors(code) {
            *self.totals.entry(above.code).or_default() += weight;
        }
    }

    /// The headline speaks of this place.
    pub(super) fn add_to_headline(&mut self, code: Code) {
        self.headline.insert(code);
    }

    /// An agency writes from the capital of this province.
    pub(super) fn add_bureau(&mut self, province: Code, weight: f64) {
        *self.bureaus.entry(province).or_default() += weight;
    }

    pub(super) fn add_national(&mut self, weight: f64) {
        self.national += weight;
    }

    /// A scene holds only where the headline speaks of no other place at its level; a place of the headline within it is
    /// the finer scene.
    pub(super) fn settle_scene(&mut self) {
        let all = Gazetteer::get();
        let Some(scene) = self.scene else {
            return;
        };
        let beside = |&code: &Code| !all.within(scene, code) && !all.within(code, scene);
        if self.headline.iter().any(beside) {
            self.scene = None;
            return;
        }
        let inside = self.headline.iter();
        let inside = inside.filter(|&&code| all.within(code, scene));
        let finest = inside.copied().max_by_key(|code| code.level());
        self.scene = finest.or(Some(scene));
    }

    /// What is said of exactly this place.
    pub(super) fn own(&self, code: Code) -> f64 {
        self.places.get(&code).copied().unwrap_or_default()
    }

    /// What is said of this place and all below it.
    pub(super) fn below(&self, code: Code) -> f64 {
        self.totals.get(&code).copied().unwrap_or_default()
    }

    /// Whether a place is named only in passing, once in the body of an article that names the place round it as well.
    pub(super) fn passes(&self, code: Code, around: Code) -> bool {
        let body = self.body.get(&code).copied().unwrap_or_default();
        let once = self.below(code) <= 1.5 && body >= self.below(code);
        let first = |code| self.order.iter().position(|named| *named == code);
        let later = first(around).is_some_and(|around| first(code).is_some_and(|at| at > around));
        once && later && self.own(around) > 0.0
    }

    /// Whether the headline names this place or one below it.
    pub(super) fn heads(&self, code: Code) -> bool {
        self.headline
            .iter()
            .any(|&named| Gazetteer::get().within(named, code))
    }

    fn province(&self, code: Code) -> f64 {
        self.below(code) + self.bureaus.get(&code).copied().unwrap_or_default()
    }

    fn provinces(&self) -> Vec<(Code, f64)> {
        let mut codes: Vec<Code> = Vec::new();
        let named = self.order.iter().map(|code| code.province());
        for code in named.chain(self.bureaus.keys().copied()) {
            if !codes.contains(&code) {
                codes.push(code);
            }
        }
        let mut sums: Vec<(Code, f64)> = codes.into_iter().map(|c| (c, self.province(c))).collect();
        sums.sort_by(|a, b| b.1.total_cmp(&a.1));
        sums
    }

    pub(super) fn best_province(&self) -> Option<Code> {
        self.provinces()
            .first()
            .filter(|(_, weight)| *weight >= 1.0)
            .map(|(code, _)| *code)
    }

    /// Another province that is spoken of nearly as much.
    pub(super) fn rival(&self, main: Code) -> Option<Code> {
        let own = self.province(main);
        let mut others = self
            .provinces()
            .into_iter()
            .filter(|(code, _)| *code != main);
        others
            .find(|(_, weight)| *weight > 0.9 * own)
            .map(|(code, _)| code)
    }

    pub(super) fn is_national(&self) -> bool {
        let provinces = self.provinces();
        let best = provinces.first().map_or(0.0, |p| p.1);
        let total: f64 = provinces.iter().map(|p| p.1).sum();
        let spread = provinces.len() >= LIST && best < 0.3 * total && self.headline.is_empty();
        let held = self.scene.is_some() && best >= 0.6 * self.national;
        (self.national > best && !held) || spread
    }
}
