//! How much an article speaks of each place, and of the whole country or abroad.
//!
//! Every place that the text names weighs by the zone it stands in and by its role there: the scene of the lead (5) more
//! than a hospital in the body (1), and where somebody came from hardly anything (0.3). The first place of headline and
//! lead has a little more. Lists of provinces and vague words (江南、川渝等地) weigh little, however many names they hold, and
//! bylines nothing. A dateline chooses a province but no place in it, since agencies write from the capital; one from Beijing
//! tells of no place at all.

use std::collections::HashSet;
use std::ops::Range;

use super::Code;
use super::home::unit_at;
use super::lexicon::{Deictic, Unit};
use super::roles::{Role, is_subordinate, role};
use super::scene::meets;
use super::scores::{LIST, Scores};
use super::sent::is_guest;
use super::token::{Place, PlaceForm, Token, What};
use super::zones::{Zone, Zones};
use crate::text::any;

/// `home`: the place that the text is written for.
pub(super) fn weigh(text: &str, zones: &Zones, tokens: &[Token], home: Option<Code>) -> Scores {
    let mut weighing = Weighing {
        text,
        zones,
        home,
        lists: list_sentences(text, tokens),
        chain: None,
        seen: Seen::default(),
        national_first: false,
        scores: Scores::default(),
    };
    for token in tokens {
        weighing.take(token);
    }
    let mut scores = weighing.scores;
    scores.settle_scene();
    scores
}

struct Weighing<'a> {
    text: &'a str,
    zones: &'a Zones,
    home: Option<Code>,
    /// Sentences that list provinces.
    lists: Vec<Range<usize>>,
    /// Where the names begin that lead to the place to come: 西藏 in 西藏定日.
    chain: Option<usize>,
    seen: Seen,
    /// A body of the whole country comes first in headline or lead.
    national_first: bool,
    scores: Scores,
}

/// Which zones have had their first word.
#[derive(Default)]
struct Seen {
    headline: bool,
    lead: bool,
}

impl Seen {
    fn first(&mut self, zone: Zone) -> bool {
        let seen = match zone {
            Zone::Headline => &mut self.headline,
            Zone::Lead => &mut self.lead,
            _ => return false,
        };
        !std::mem::replace(seen, true)
    }
}

impl Weighing<'_> {
    fn take(&mut self, token: &Token) {
        let at = token.range.start;
        if in_byline(self.text, at) {
            return;
        }
        if token.place().is_some_and(|place| place.qualifier) {
            self.chain.get_or_insert(at);
            return;
        }
        let start = self.chain.take().unwrap_or(at);
        let zone = self.zones.of(at);
        match &token.what {
            What::Place(place) => self.add_place(place, &(start..token.range.end), zone),
            What::Deictic(deictic) => self.add_deictic(token, *deictic, zone),
            What::National => self.add_national(at, zone, [7.0, 3.0, 0.5]),
            What::Wide => self.add_national(at, zone, [2.0, 0.5, 0.1]),
            What::Foreign => self.add_national(at, zone, [7.0, 1.0, 0.3]),
        }
    }

    /// `range`: from the first of the names that lead to the place.
    fn add_place(&mut self, place: &Place, range: &Range<usize>, zone: Zone) {
        let role = self.role(place, range);
        let is_beijing = place.codes.iter().all(|c| c.province().number() == BEIJING);
        if role == Role::Dateline && is_beijing {
            self.scores.add_national(1.0);
        }
        let hosts = role == Role::Scene
            && self.national_first
            && (is_beijing || meets(self.text, range.start));
        let is_first = !role.is_aside()
            && !is_vague(place)
            && !place.codes.is_empty()
            && self.seen.first(zone);
        let weight = match role {
            Role::Dateline if is_beijing => 0.0,
            Role::Scene if hosts => 0.5,
            _ => weight(zone, role, is_first),
        };
        let weight = weight.min(self.most(place, range, is_first));
        for &code in &place.codes {
            if role == Role::Dateline && is_capital(code) {
                self.scores.add_bureau(code.province(), weight);
                continue;
            }
            self.scores.add(code, weight, zone);
            // Who comes to visit does not make the headline's place.
            if zone == Zone::Headline && role != Role::Origin {
                self.scores.add_to_headline(code);
            }
            if role == Role::Scene && zone == Zone::Lead && !hosts {
                self.scores.scene.get_or_insert(code);
            }
        }
    }

    fn role(&self, place: &Place, range: &Range<usize>) -> Role {
        match role(self.text, range) {
            _ if place.form == PlaceForm::Support => Role::Helped,
            Role::Plain if is_guest(&self.text[range.end..]) && self.is_elsewhere(place) => {
                Role::Origin
            }
            role => role,
        }
    }

    /// In another province than the one that the text is written for.
    fn is_elsewhere(&self, place: &Place) -> bool {
        let home = self.home.map(Code::province);
        home.is_some_and(|home| place.codes.iter().all(|code| code.province() != home))
    }

    /// What a place can weigh at most, where it is one of many or a vague word.
    fn most(&self, place: &Place, range: &Range<usize>, is_first: bool) -> f64 {
        let listed = |list: &Range<usize>| list.contains(&range.start);
        let listed = match !is_first && self.lists.iter().any(listed) {
            true => 0.3,
            false => f64::INFINITY,
        };
        let vague = match is_vague(place) {
            // 江南、川渝等地 is a list of regions of weather, not of places.
            true if self.text[range.end..].starts_with("等地") => 0.5,
            true => 1.5,
            false => f64::INFINITY,
        };
        listed.min(vague)
    }

    fn add_deictic(&mut self, token: &Token, deictic: Deictic, zone: Zone) {
        let Some(code) = self.home.and_then(|home| unit_at(home, deictic.unit)) else {
            self.note_unknown(&self.text[token.range.clone()], deictic, zone);
            return;
        };
        let is_scene = self.text[..token.range.start].ends_with('在');
        let weight = match (is_scene, deictic.unit, zone) {
            // Where a body is matters less than where it goes.
            (false, Unit::Own, Zone::Headline) => 3.0,
            (false, Unit::Own, Zone::Lead) => 1.5,
            (false, Unit::Own, _) => 0.5,
            (true, ..) => weight(zone, Role::Scene, self.seen.first(zone)),
            (false, ..) => weight(zone, Role::Actor, self.seen.first(zone)),
        };
        self.scores.add(code, weight, zone);
        if zone == Zone::Headline {
            self.scores.add_to_headline(code);
        }
        if is_scene && zone == Zone::Lead {
            self.scores.scene.get_or_insert(code);
        }
    }

    /// A word like 市卫健委 that no known place explains, where nothing was named before it.
    fn note_unknown(&mut self, word: &str, deictic: Deictic, zone: Zone) {
        let unknown = &mut self.scores.unknown;
        let is_new = !unknown.iter().any(|known| known == word);
        let is_unexplained = deictic.unit != Unit::Own && self.scores.order.is_empty();
        if is_unexplained && is_new && zone != Zone::Body {
            unknown.push(word.to_string());
        }
    }

    /// `weights`: of the first word of headline or lead, of others there, and of those in the body.
    fn add_national(&mut self, at: usize, zone: Zone, weights: [f64; 3]) {
        if zone == Zone::Credit || is_subordinate(self.text, at) {
            return;
        }
        let [leading, beside, later] = weights;
        let is_first = self.seen.first(zone);
        self.national_first |= is_first && leading > 5.0;
        self.scores.add_national(match zone {
            _ if is_first => leading,
            Zone::Headline | Zone::Lead => beside,
            _ => later,
        });
    }
}

const BEIJING: u32 = 110_000;

/// 闽北, 赴鄂: a short form that tells no more than a part of a province.
fn is_vague(place: &Place) -> bool {
    place.form == PlaceForm::Abbreviation && place.codes.len() == 1
}

fn weight(zone: Zone, role: Role, first: bool) -> f64 {
    match (zone, role) {
        (Zone::Headline, Role::Origin | Role::Compared | Role::Helped | Role::Media) => 1.5,
        (Zone::Headline, _) => 4.0 + f64::from(u8::from(first)),
        (Zone::Lead, Role::Dateline | Role::Scene) => 5.0,
        (Zone::Lead, Role::Actor) => 4.0 + f64::from(u8::from(first)),
        (Zone::Lead, Role::Body | Role::Plain) if first => 4.0,
        (Zone::Lead, Role::Body) => 3.0,
        (Zone::Lead, Role::Plain) => 1.5,
        (Zone::Body, Role::Dateline | Role::Scene) => 2.0,
        (Zone::Body, Role::Actor) => 1.5,
        (Zone::Body, Role::Body | Role::Plain) => 1.0,
        (Zone::Credit, Role::Media) => 0.5,
        (Zone::Credit, _) => 2.0,
        (_, Role::Media) => 1.0,
        (_, Role::Helped) => 0.5,
        (_, Role::Origin | Role::Compared) => 0.3,
    }
}

/// An agency writes from the capital for the whole province.
fn is_capital(code: Code) -> bool {
    matches!(code.number() % 10_000, 0 | 100)
}

/// Bytes that a list of names may fill.
const BYLINE: usize = 180;
/// What opens such a list.
const WRITERS: [&str; 5] = ["记者", "通讯员", "实习", "本报记者", "见习"];

/// Names in （记者 …） are persons.
fn in_byline(text: &str, at: usize) -> bool {
    let start = text.floor_char_boundary(at.saturating_sub(BYLINE));
    let before = &text[start..at];
    let open = before.rfind(['（', '(', '）', ')', '。', '\n']);
    open.is_some_and(|open| {
        let bracket = &before[open..];
        let inside = bracket.trim_start_matches(['（', '(', ' ']);
        bracket.starts_with(['（', '(']) && any::starts_with(inside, &WRITERS)
    })
}

/// Sentences that name four provinces or more.
fn list_sentences(text: &str, tokens: &[Token]) -> Vec<Range<usize>> {
    let mut start = 0;
    let ends = text
        .match_indices(['。', '\n', '；'])
        .map(|(at, s)| at + s.len());
    let mut lists = Vec::new();
    for end in ends.chain([text.len()]) {
        let inside = tokens
            .iter()
            .filter(|t| (start..end).contains(&t.range.start));
        let first = inside.filter_map(|t| t.place()?.codes.first());
        let provinces: HashSet<Code> = first.map(|code| code.province()).collect();
        if provinces.len() >= LIST {
            lists.push(start..end);
        }
        start = end;
    }
    lists
}
