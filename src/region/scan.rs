//! One pass over a text: the words of the lexicon that mean something where they stand.

use std::collections::HashSet;
use std::ops::Range;

use aho_corasick::Input;

use super::alike::{is_given_name, is_landmark, is_part, is_street, is_township};
use super::lexicon::{Deictic, Form, Lexicon, Name, Term};
use super::longer;
use super::{Code, Gazetteer, Level};

/// A word of the text with its meaning there. Ranges are bytes of the text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    pub(super) range: Range<usize>,
    pub(super) what: What,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum What {
    Place(Place),
    Deictic(Deictic),
    National,
    Wide,
    Foreign,
}

/// A place in a text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Place {
    /// The regions meant: one, several for joined short forms, none where several of a name fit alike.
    pub(super) codes: Vec<Code>,
    /// What else the name could mean.
    pub(super) candidates: Vec<Name>,
    pub(super) form: PlaceForm,
    /// Stands right before a place within it: 福建省 in 福建省福州市.
    pub(super) qualifier: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PlaceForm {
    Full,
    Short,
    Alias,
    Abbreviation,
    /// 援鄂: the place that is helped.
    Support,
}

/// What a city does or has, where its name is a common word and begins a clause: 日照新增….
const ACTS_AFTER: [&str; 5] = ["新增", "通报", "启动", "推出", "市民"];
/// After 河北区 and its like these show that the province and another word are meant.
const AFTER_DISTRICT: &str = "域间块别划位分";
/// Characters before 市卫健委, 区政府 that make them part of another word.
const BEFORE_OFFICE: &str = "超股城都楼门夜菜集地两数多各等级直辖社园校院小灾疫山郊景库牧林矿新发业范特战军分片厂外邻跨每某贫两三一二四五六七八九十百千几州盟";
const RAILS: [&str; 6] = ["高铁", "铁路", "高速", "线", "客专", "城际"];
const OFFICE_AFTER: [&str; 29] = [
    "市",
    "区",
    "县",
    "州",
    "卫健",
    "卫生",
    "疾控",
    "市委",
    "县委",
    "区委",
    "州委",
    "政府",
    "日报",
    "晚报",
    "地区",
    "新闻网",
    "监狱",
    "海关",
    "机场",
    "口岸",
    "卫计",
    "人民医院",
    "中医院",
    "中医医院",
    "妇幼保健",
    "红十字会",
    "经济开发区",
    "经济技术开发区",
    "融媒体",
];
/// Characters that may stand before 温县; after any other it is likely the tail of a word.
pub(super) const BEFORE_SHORT_FULL: &str = "在到从进访驻抵返和与及省市州盟区赴来至为了日月是于由将向对以自据往经近报者年的，。、；：（）“”《》〈〉！？,.;:()— \n\r\t　";

/// All tokens of a text by position. `home`: the place the text is written for, which decides between namesakes.
pub(super) fn scan(text: &str, home: Option<Code>) -> Vec<Token> {
    let mut tokens = collect(text, false);
    decide(&mut tokens, home);
    tokens.retain(|token| !matches!(&token.what, What::Place(p) if p.codes.is_empty() && p.candidates.is_empty()));
    qualify(text, &mut tokens);
    tokens
}

/// The names without the word for their kind, undecided; common words too where they stand as names do.
pub(super) fn scan_bare(text: &str) -> Vec<Token> {
    let mut tokens = collect(text, true);
    let bare = |place: &Place| {
        let whole = place.candidates.iter().all(|n| n.form != Form::Longer);
        place.form == PlaceForm::Short && whole
    };
    tokens.retain(|token| place_of(token).is_some_and(bare));
    tokens
}

/// `open`: common words are read as names wherever they could be.
fn collect(text: &str, open: bool) -> Vec<Token> {
    let lexicon = Lexicon::get();
    let mut tokens: Vec<Token> = Vec::new();
    let mut at = 0;
    while let Some(found) = lexicon.automaton.find(Input::new(text).range(at..)) {
        let range = found.range();
        let term = lexicon.terms.get(found.pattern().as_usize());
        let read = term.map_or(Reading::Nothing, |term| {
            read(text, &range, term, tokens.last(), open)
        });
        at = match read {
            Reading::Token(token) => {
                let end = token.range.end;
                tokens.push(token);
                end
            }
            Reading::Blocked => range.end,
            Reading::Nothing => {
                range.start + text[range.start..].chars().next().map_or(1, char::len_utf8)
            }
        };
    }
    tokens
}

enum Reading {
    Token(Token),
    /// Consumed without meaning.
    Blocked,
    /// Not this word: look again from the next character.
    Nothing,
}

fn read(
    text: &str,
    range: &Range<usize>,
    term: &Term,
    before: Option<&Token>,
    open: bool,
) -> Reading {
    let token = |what| {
        Reading::Token(Token {
            range: range.clone(),
            what,
        })
    };
    let place = |codes: Vec<Code>, form| {
        What::Place(Place {
            codes,
            candidates: Vec::new(),
            form,
            qualifier: false,
        })
    };
    match term {
        Term::Block if ends_in_full_name(text, range) => Reading::Nothing,
        Term::Block => Reading::Blocked,
        Term::National => token(What::National),
        Term::Wide => token(What::Wide),
        Term::Foreign => token(What::Foreign),
        Term::Alias(code) => token(place(vec![*code], PlaceForm::Alias)),
        Term::Deictic(deictic) if stands_alone(text, range, *deictic) => {
            token(What::Deictic(*deictic))
        }
        Term::Deictic(_) => Reading::Nothing,
        Term::Short { codes, at, support } => {
            let form = match support {
                true => PlaceForm::Support,
                false => PlaceForm::Abbreviation,
            };
            match short_form_stands(text, range, *at, codes.len()) {
                true => token(place(codes.clone(), form)),
                false => Reading::Nothing,
            }
        }
        Term::Names(names) => read_name(text, range, names, before, open),
    }
}

fn read_name(
    text: &str,
    range: &Range<usize>,
    names: &[Name],
    before: Option<&Token>,
    open: bool,
) -> Reading {
    let (rest, name) = (&text[range.end..], &text[range.clone()]);
    if is_street(rest) {
        return Reading::Blocked;
    }
    let shorter = name.ends_with('区') && rest.starts_with(|c| AFTER_DISTRICT.contains(c));
    if shorter {
        return read_stem(text, range, before, open);
    }
    let prior = text[..range.start].chars().next_back();
    let above = before
        .filter(|t| adjoins(text, t, range))
        .and_then(place_of);
    let fits = |name: &&Name| match name.form {
        _ if above.is_some_and(|codes| is_below(name.code, codes)) => true,
        Form::Full => true,
        Form::Generic => prior.is_none_or(|c| BEFORE_SHORT_FULL.contains(c)),
        Form::Short if is_landmark(rest, name.code) => false,
        Form::Short if is_township(text, range) => false,
        Form::Short | Form::Longer => {
            !is_given_name(prior, name.code) && !is_part(text, range, name.code)
        }
        Form::Common => {
            let acts = is_city(name.code) && !prior.is_some_and(char::is_alphanumeric);
            OFFICE_AFTER.iter().any(|office| rest.starts_with(office))
                || acts && ACTS_AFTER.iter().any(|act| rest.starts_with(act))
                || open && super::own::is_name(text, range)
                || longer::is_printed_in_full(text, range, name.code)
        }
    };
    let mut candidates: Vec<Name> = names.iter().filter(fits).copied().collect();
    if let Some(above) = above {
        let below = |name: &Name| is_below(name.code, above);
        if candidates.iter().any(below) {
            candidates.retain(below);
            candidates
                .iter_mut()
                .for_each(|name| name.form = Form::Full);
        }
    }
    if candidates.is_empty() {
        return Reading::Nothing;
    }
    let short = candidates.iter().all(|n| n.form >= Form::Short);
    if short && longer::runs_on(rest) {
        let counties = candidates.iter_mut();
        let counties = counties.filter(|name| name.code.level() == Level::County);
        counties.for_each(|name| name.form = Form::Longer);
    }
    Reading::Token(Token {
        range: range.clone(),
        what: What::Place(Place {
            codes: Vec::new(),
            candidates,
            form: if short {
                PlaceForm::Short
            } else {
                PlaceForm::Full
            },
            qualifier: false,
        }),
    })
}

/// 河北区域: not the district 河北区 but 河北.
fn read_stem(text: &str, range: &Range<usize>, before: Option<&Token>, open: bool) -> Reading {
    let stem = range.start..range.end - '区'.len_utf8();
    match Lexicon::get().term(&text[stem.clone()]) {
        Some(Term::Names(names)) => read_name(text, &stem, names, before, open),
        _ => Reading::Nothing,
    }
}

fn place_of(token: &Token) -> Option<&Place> {
    match &token.what {
        What::Place(place) => Some(place),
        _ => None,
    }
}

fn adjoins(text: &str, token: &Token, range: &Range<usize>) -> bool {
    let gap = text.get(token.range.end..range.start).unwrap_or("?");
    matches!(gap, "" | "·" | "•" | "-" | " " | "的")
}

fn is_below(code: Code, place: &Place) -> bool {
    let all = Gazetteer::get();
    let above = place
        .codes
        .iter()
        .copied()
        .chain(place.candidates.iter().map(|n| n.code));
    above
        .into_iter()
        .any(|above| code != above && all.within(code, above))
}

/// 转入海口市: the tail of 入海口 begins a place's full name after all.
fn ends_in_full_name(text: &str, range: &Range<usize>) -> bool {
    let kind = text[range.end..]
        .chars()
        .next()
        .filter(|c| "市县区".contains(*c));
    let tail = text[range.clone()].char_indices().rev().nth(1);
    let (Some(kind), Some((start, _))) = (kind, tail) else {
        return false;
    };
    let full = &text[range.start + start..range.end + kind.len_utf8()];
    matches!(Lexicon::get().term(full), Some(Term::Names(_)))
}

fn stands_alone(text: &str, range: &Range<usize>, deictic: Deictic) -> bool {
    let prior = text[..range.start].chars().next_back();
    !deictic.office || prior.is_none_or(|c| !BEFORE_OFFICE.contains(c))
}

fn short_form_stands(text: &str, range: &Range<usize>, at: usize, provinces: usize) -> bool {
    let rest = &text[range.end..];
    if provinces > 1 {
        return !RAILS.iter().any(|rail| rest.starts_with(rail));
    }
    let form = range.start + at;
    let inner = Lexicon::get()
        .automaton
        .find(Input::new(text).range(form..));
    let longer = inner
        .is_some_and(|m| m.start() == form && m.end() > range.end || m.start() == form && at > 0);
    let word = rest.starts_with([
        '剧', '都', '族', '联', '水', '书', '品', '口', '菜', '柏', '流',
    ]);
    let form = form..range.end;
    let part = match at {
        0 => longer::ends_word(text, &form) || longer::begins_centre(text, &form),
        _ => longer::begins_word(text, &form),
    };
    !longer && !word && !part && !is_street(rest)
}

/// Decides between the regions that share a name; drops short county names that nothing supports.
fn decide(tokens: &mut [Token], home: Option<Code>) {
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
    let sure = tokens.iter().filter_map(place_of).filter_map(sure_code);
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

fn is_city(code: Code) -> bool {
    code.level() == Level::Prefecture
}

/// Marks names that only say where the next one lies.
fn qualify(text: &str, tokens: &mut [Token]) {
    for n in 1..tokens.len() {
        let (head, tail) = tokens.split_at_mut(n);
        let (Some(before), Some(token)) = (head.last_mut(), tail.first()) else {
            continue;
        };
        let Some(place) = place_of(token) else {
            continue;
        };
        let adjoins = adjoins(text, before, &token.range);
        if let What::Place(above) = &mut before.what {
            let below = place.codes.iter().any(|&code| is_below(code, above));
            above.qualifier = adjoins && below;
        }
    }
}
