//! Decides which of the regions that bear one name a text means.
//!
//! There are four districts called 鼓楼区, and 伊宁 is a city and a county. What lies in the place named right before (福州市鼓楼区) or in
//! one that the text names beyond doubt is meant, larger places before smaller ones. Where two fit alike, the name stays
//! open. The short name of a small place (鼓楼, 温泉) is easily something else, so that one which nothing supports is no
//! place at all.

use std::collections::HashSet;
use std::ops::Range;

use super::lexicon::{Form, Name};
use super::token::{Place, PlaceForm, Token, What};
use super::{Code, Gazetteer, Level};

/// Decides between the regions that share a name; drops short county names that nothing supports.
pub(super) fn decide(tokens: &mut [Token], home: Option<Code>) {
    let context = context(tokens, home);
    let mut last: Option<(usize, Code)> = None;
    for token in tokens {
        let Range { start, end } = token.range;
        let What::Place(place) = &mut token.what else {
            continue;
        };
        let near = last.filter(|(end, _)| start.saturating_sub(*end) <= 3);
        if place.codes.is_empty() {
            choose(place, near.map(|(_, code)| code), &context);
        }
        last = place.codes.first().map(|&code| (end, code));
    }
}

/// The codes that a text speaks of beyond doubt, with everything above them.
pub(super) fn context(tokens: &[Token], home: Option<Code>) -> HashSet<Code> {
    let mut known = HashSet::new();
    let sure = tokens.iter().filter_map(Token::place).filter_map(sure_code);
    for code in sure.chain(home) {
        known.insert(code);
        known.extend(Gazetteer::get().ancestors(code).map(|r| r.code));
    }
    known
}

fn sure_code(place: &Place) -> Option<Code> {
    if let [code] = place.codes[..] {
        return Some(code).filter(|_| place.form != PlaceForm::Support);
    }
    let top = place.candidates.iter().min_by_key(|n| n.code.level())?;
    let sure = match (top.code.level(), &place.candidates[..]) {
        (Level::Province | Level::Prefecture, _) => true,
        (_, [_]) => top.form == Form::Full,
        _ => false,
    };
    sure.then_some(top.code)
}

fn choose(place: &mut Place, near: Option<Code>, context: &HashSet<Code>) {
    let all = Gazetteer::get();
    let support = |name: &Name| -> u8 {
        let region = all.region(name.code);
        let parent = region.and_then(|r| r.parent);
        let beside = near.is_some_and(|near| all.within(name.code, near));
        let known = parent.is_some_and(|p| context.contains(&p));
        let province = context.contains(&name.code.province());
        8 * u8::from(beside) + 3 * u8::from(known) + u8::from(province)
    };
    let rank = |name: &Name| {
        let in_force = all.region(name.code).is_some_and(|r| r.in_force());
        let top = 2 - name.code.level() as u8;
        (top * 4 + support(name), in_force)
    };
    let best = place.candidates.iter().map(rank).max();
    let fit: Vec<Name> = place
        .candidates
        .iter()
        .filter(|n| Some(rank(n)) == best)
        .copied()
        .collect();
    let chosen = match fit[..] {
        [name] => Some(name),
        _ => same_seat(&fit),
    };
    match chosen {
        Some(name) if believed(&name, support(&name), context) => place.codes = vec![name.code],
        Some(_) => place.candidates.clear(),
        None if fit.iter().any(|n| n.form != Form::Full) => place.candidates.clear(),
        None => {}
    }
}

/// 伊宁市 and 伊宁县 lie in one prefecture: their bare name means the city.
fn same_seat(names: &[Name]) -> Option<Name> {
    let all = Gazetteer::get();
    let parent = |n: &Name| all.region(n.code).and_then(|r| r.parent);
    let first = parent(names.first()?);
    let together = names.iter().all(|n| parent(n) == first);
    let city = |n: &&Name| all.region(n.code).is_some_and(|r| r.name.ends_with('市'));
    together.then(|| names.iter().find(city).or(names.first()).copied())?
}

fn believed(name: &Name, support: u8, context: &HashSet<Code>) -> bool {
    let region = Gazetteer::get().region(name.code);
    let kind = region.and_then(|r| r.name.chars().last()).unwrap_or(' ');
    match (name.code.level(), name.form) {
        (_, Form::Full | Form::Common) | (Level::Province | Level::Prefecture, _) => true,
        (_, Form::Generic) => support >= 1,
        // 桦甸林子村 is of 桦甸 where nothing else is named, or beside its province.
        (_, Form::Longer) => support >= 1 || context.is_empty(),
        (_, Form::Short) => match kind {
            '市' => true,
            '区' => support >= 3,
            _ => support >= 1 || region.is_some_and(|r| r.short_name.chars().count() > 2),
        },
    }
}
