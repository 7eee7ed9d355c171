//! How much an article speaks of each place, and of the whole country or abroad.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::ops::Range;

use super::home::unit_at;
use super::lexicon::{Deictic, Unit};
use super::resolve::RegionInput;
use super::roles::{Role, is_subordinate, role};
use super::scan::{Place, PlaceForm, Token, What};
use super::sent::is_guest;
use super::{Code, Gazetteer};

/// The parts of an article in one text, in order of how much they tell.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Zones {
    headline: Range<usize>,
    /// The first sentences of the body.
    lead: Range<usize>,
    body: Range<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Zone {
    Headline,
    Lead,
    Body,
    Credit,
}

/// Characters of the lead: what stands later is a detail.
const LEAD: usize = 90;

impl Zones {
    pub(super) fn join(input: &RegionInput) -> (String, Self) {
        let mut text = format!("{}\n", input.headline);
        let start = text.len();
        for paragraph in input.paragraphs {
            text.push_str(paragraph);
            text.push('\n');
        }
        let body = start..text.len();
        let lead = start..start + lead_length(&text[body.clone()]);
        for line in [input.credit, input.source].into_iter().flatten() {
            text.push_str(line);
            text.push('\n');
        }
        let headline = 0..input.headline.len();
        let zones = Self {
            headline,
            lead,
            body,
        };
        (text, zones)
    }

    fn of(&self, at: usize) -> Zone {
        match at {
            _ if self.headline.contains(&at) => Zone::Headline,
            _ if self.lead.contains(&at) => Zone::Lead,
            _ if self.body.contains(&at) => Zone::Body,
            _ => Zone::Credit,
        }
    }
}

/// To the end of the sentence in which the lead's last character stands.
fn lead_length(body: &str) -> usize {
    let reach = body
        .char_indices()
        .nth(LEAD)
        .map_or(body.len(), |(at, _)| at);
    let first = body
        .find('。')
        .map_or(body.len(), |at| at + '。'.len_utf8());
    let reach_end = body[..reach].rfind('。').map(|at| at + '。'.len_utf8());
    reach_end
        .unwrap_or(first.min(body.len()))
        .max(first.min(2 * reach))
        .min(body.len())
        .max(floor(body, reach.min(first)))
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The weights of an article.
#[derive(Debug, Default)]
pub(super) struct Scores {
    /// The place that the text is written for.
    home: Option<Code>,
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
    national_first: bool,
    /// Words like 市卫健委 that no known place explains.
    pub(super) unknown: Vec<String>,
}

/// What repeated mentions in the body can add for one place.
const BODY_CAP: f64 = 8.0;
/// So many provinces in one sentence are a list.
const LIST: usize = 4;

pub(super) fn weigh(text: &str, zones: &Zones, tokens: &[Token], home: Option<Code>) -> Scores {
    let mut scores = Scores {
        home,
        ..Scores::default()
    };
    let lists = list_sentences(text, tokens);
    let mut seen = Seen::default();
    let mut chain = None;
    for token in tokens {
        if in_byline(text, token.range.start) {
            continue;
        }
        if matches!(&token.what, What::Place(place) if place.qualifier) {
            chain.get_or_insert(token.range.start);
            continue;
        }
        let start = chain.take().unwrap_or(token.range.start);
        let zone = zones.of(token.range.start);
        let listed = lists.iter().any(|list| list.contains(&token.range.start));
        match &token.what {
            What::Place(place) => {
                let range = start..token.range.end;
                scores.add_place(text, zone, &range, place, listed, &mut seen);
            }
            What::Deictic(deictic) => scores.add_deictic(text, zone, token, *deictic, &mut seen),
            What::National => scores.add_national(text, zone, token, [7.0, 3.0, 0.5], &mut seen),
            What::Wide => scores.add_national(text, zone, token, [2.0, 0.5, 0.1], &mut seen),
            What::Foreign => scores.add_national(text, zone, token, [7.0, 1.0, 0.3], &mut seen),
        }
    }
    scores.settle_scene();
    scores
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

impl Scores {
    fn add_place(
        &mut self,
        text: &str,
        zone: Zone,
        // From the first of the names that lead to the place: 西藏定日.
        range: &Range<usize>,
        place: &Place,
        listed: bool,
        seen: &mut Seen,
    ) {
        let paragraph = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
        let mut role = role(text, range, paragraph);
        if place.form == PlaceForm::Support {
            role = Role::Helped;
        }
        if role == Role::Plain && is_guest(&text[range.end..]) && self.is_elsewhere(place) {
            role = Role::Origin;
        }
        let vague = place.form == PlaceForm::Abbreviation && place.codes.len() == 1;
        let aside = vague
            || matches!(
                role,
                Role::Dateline | Role::Origin | Role::Compared | Role::Helped | Role::Media
            );
        let first = !aside && !place.codes.is_empty() && seen.first(zone);
        let beijing = place
            .codes
            .iter()
            .all(|code| code.province().number() == 110_000);
        let mut weight = weight(zone, role, first);
        if role == Role::Dateline && beijing {
            self.national += 1.0;
            weight = 0.0;
        }
        let hosts = role == Role::Scene && self.national_first;
        let hosts = hosts && (beijing || meets(text, range.start));
        if hosts {
            weight = 0.5;
        }
        if listed && !first {
            weight = weight.min(0.3);
        }
        if vague {
            // 江南、川渝等地 is a list of regions of weather, not of places.
            let more = text[range.end..].starts_with("等地");
            weight = weight.min(if more { 0.5 } else { 1.5 });
        }
        for &code in &place.codes {
            if role == Role::Dateline && is_capital(code) {
                *self.bureaus.entry(code.province()).or_default() += weight;
                continue;
            }
            self.add(code, weight, zone);
            // Who comes to visit does not make the headline's place.
            if zone == Zone::Headline && role != Role::Origin {
                self.headline.insert(code);
            }
            if role == Role::Scene && zone == Zone::Lead && !hosts {
                self.scene.get_or_insert(code);
            }
        }
    }

    /// In another province than the one that the text is written for.
    fn is_elsewhere(&self, place: &Place) -> bool {
        let home = self.home.map(Code::province);
        home.is_some_and(|home| place.codes.iter().all(|code| code.province() != home))
    }

    fn add_deictic(
        &mut self,
        text: &str,
        zone: Zone,
        token: &Token,
        deictic: Deictic,
        seen: &mut Seen,
    ) {
        let word = &text[token.range.clone()];
        let Some(code) = self.home.and_then(|home| unit_at(home, deictic.unit)) else {
            let local = deictic.unit != Unit::Own
                && self.order.is_empty()
                && !self.unknown.iter().any(|known| known == word);
            if local && zone != Zone::Body {
                self.unknown.push(word.to_string());
            }
            return;
        };
        let before = &text[..token.range.start];
        let scene = before.ends_with('在');
        let weight = match (scene, deictic.unit, zone) {
            // Where a body is matters less than where it goes.
            (false, Unit::Own, Zone::Headline) => 3.0,
            (false, Unit::Own, Zone::Lead) => 1.5,
            (false, Unit::Own, _) => 0.5,
            (true, ..) => weight(zone, Role::Scene, seen.first(zone)),
            (false, ..) => weight(zone, Role::Actor, seen.first(zone)),
        };
        self.add(code, weight, zone);
        if zone == Zone::Headline {
            self.headline.insert(code);
        }
        if scene && zone == Zone::Lead {
            self.scene.get_or_insert(code);
        }
    }

    fn add_national(
        &mut self,
        text: &str,
        zone: Zone,
        token: &Token,
        weights: [f64; 3],
        seen: &mut Seen,
    ) {
        if zone == Zone::Credit || is_subordinate(text, token.range.start) {
            return;
        }
        let first = seen.first(zone);
        let [leading, beside, later] = weights;
        self.national_first |= first && leading > 5.0;
        self.national += match zone {
            _ if first => leading,
            Zone::Headline | Zone::Lead => beside,
            _ => later,
        };
    }

    fn add(&mut self, code: Code, weight: f64, zone: Zone) {
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

    /// A scene holds only where the headline speaks of no other place at its level.
    fn settle_scene(&mut self) {
        let all = Gazetteer::get();
        self.scene = self.scene.filter(|&scene| {
            let beside = |&&code: &&Code| !all.within(scene, code) && !all.within(code, scene);
            !self.headline.iter().any(|code| beside(&code))
        });
        if let Some(scene) = self.scene {
            let inside = self
                .headline
                .iter()
                .filter(|&&code| all.within(code, scene));
            let below = inside.max_by_key(|code| code.level());
            self.scene = below.copied().or(Some(scene));
        }
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

/// A meeting of the whole country: the place only hosts it, as Beijing does (国家疾控局在郑州召开全国…会议).
fn meets(text: &str, at: usize) -> bool {
    const MEETINGS: [&str; 7] = ["会议", "大会", "发布会", "现场会", "推进会", "论坛", "年会"];
    let rest = &text[at..];
    let sentence = rest.split(['。', '；', '\n']).next().unwrap_or(rest);
    let held = ["召开", "举办", "举行", "开幕"]
        .iter()
        .any(|word| sentence.contains(word));
    let before = &text[..at];
    let start = before.rfind(['。', '；', '\n']).unwrap_or(0);
    let whole = &text[start..at + sentence.len()];
    held && whole.contains("全国") && MEETINGS.iter().any(|word| whole.contains(word))
}

/// An agency writes from the capital for the whole province.
fn is_capital(code: Code) -> bool {
    matches!(code.number() % 10_000, 0 | 100)
}

/// Bytes that a list of names may fill.
const BYLINE: usize = 180;

/// Names in （记者 …） are persons.
fn in_byline(text: &str, at: usize) -> bool {
    let before = &text[floor(text, at.saturating_sub(BYLINE))..at];
    let open = before.rfind(['（', '(', '）', ')', '。', '\n']);
    open.is_some_and(|open| {
        let inside = before[open..].trim_start_matches(['（', '(', ' ']);
        before[open..].starts_with(['（', '('])
            && ["记者", "通讯员", "实习", "本报记者", "见习"]
                .iter()
                .any(|w| inside.starts_with(w))
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
        let provinces: HashSet<Code> = inside
            .filter_map(|t| match &t.what {
                What::Place(place) => place.codes.first().map(|c| c.province()),
                _ => None,
            })
            .collect();
        if provinces.len() >= LIST {
            lists.push(start..end);
        }
        start = end;
    }
    lists
}
