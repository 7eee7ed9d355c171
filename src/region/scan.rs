//! One pass over a text: the words of the lexicon that mean something where they stand.
//!
//! One automaton finds the longest word of the lexicon from each place on; the words around it say whether it means there
//! what the lexicon says. 牧区人民医院 is no district's hospital and 京沪高铁 no place, while 闽宁协作 names two provinces. A
//! word that means nothing where it stands is given up, and the search goes on from its second character. Some words of
//! the lexicon only keep their characters from being read as names: 黄河入海口 does not speak of 海口, 转入海口市 does.

use std::ops::Range;

use aho_corasick::Input;

use super::alike::is_street;
use super::candidates::read_name;
use super::lexicon::{Deictic, Form, Lexicon, Term};
use super::token::{Place, PlaceForm, Token, What};
use super::{Code, longer, namesakes};
use crate::text::any;

/// Characters before 市卫健委, 区政府 that make them part of another word.
const BEFORE_OFFICE: &str = "超股城都楼门夜菜集地两数多各等级直辖社园校院小灾疫山郊景库牧林矿新发业范特战军分片厂外邻跨每某贫两三一二四五六七八九十百千几州盟";
/// Behind 京沪 and the like: a line between places, where nothing happens.
const RAILS: [&str; 6] = ["高铁", "铁路", "高速", "线", "客专", "城际"];
/// Behind a short form: 川剧, 京都, 藏族.
const WORDS_OF_SHORTS: [char; 11] = [
    '剧', '都', '族', '联', '水', '书', '品', '口', '菜', '柏', '流',
];

/// All tokens of a text by position. `home`: the place the text is written for, which decides between namesakes.
pub(super) fn scan(text: &str, home: Option<Code>) -> Vec<Token> {
    let mut tokens = collect(text, false);
    namesakes::decide(&mut tokens, home);
    let is_given_up = |place: &Place| place.codes.is_empty() && place.candidates.is_empty();
    tokens.retain(|token| !token.place().is_some_and(is_given_up));
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
    tokens.retain(|token| token.place().is_some_and(bare));
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

/// What a word of the lexicon turns out to be.
pub(super) enum Reading {
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
    let what = match term {
        Term::Names(names) => return read_name(text, range, names, before, open),
        Term::Block if !ends_in_full_name(text, range) => return Reading::Blocked,
        Term::Short { codes, at, support } if short_form_stands(text, range, *at, codes.len()) => {
            let form = match support {
                true => PlaceForm::Support,
                false => PlaceForm::Abbreviation,
            };
            What::Place(Place::of(codes.clone(), form))
        }
        Term::Deictic(deictic) if stands_alone(text, range, *deictic) => What::Deictic(*deictic),
        Term::Block | Term::Short { .. } | Term::Deictic(_) => return Reading::Nothing,
        Term::Alias(code) => What::Place(Place::of(vec![*code], PlaceForm::Alias)),
        Term::National => What::National,
        Term::Wide => What::Wide,
        Term::Foreign => What::Foreign,
    };
    Reading::Token(Token {
        range: range.clone(),
        what,
    })
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
        return !any::starts_with(rest, &RAILS);
    }
    let form = range.start + at;
    let inner = Lexicon::get()
        .automaton
        .find(Input::new(text).range(form..));
    let longer = inner
        .is_some_and(|m| m.start() == form && m.end() > range.end || m.start() == form && at > 0);
    let word = rest.starts_with(WORDS_OF_SHORTS);
    let form = form..range.end;
    let part = match at {
        0 => longer::ends_word(text, &form) || longer::begins_centre(text, &form),
        _ => longer::begins_word(text, &form),
    };
    !longer && !word && !part && !is_street(rest)
}

/// Marks names that only say where the next one lies.
fn qualify(text: &str, tokens: &mut [Token]) {
    for n in 1..tokens.len() {
        let (head, tail) = tokens.split_at_mut(n);
        let (Some(before), Some(token)) = (head.last_mut(), tail.first()) else {
            continue;
        };
        let Some(place) = token.place() else {
            continue;
        };
        let adjoins = before.adjoins(text, &token.range);
        if let What::Place(above) = &mut before.what {
            let below = place.codes.iter().any(|&code| above.is_above(code));
            above.qualifier = adjoins && below;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(text: &str) -> Vec<Place> {
        let tokens = scan(text, None);
        tokens.iter().filter_map(Token::place).cloned().collect()
    }

    fn codes(text: &str) -> Vec<String> {
        let codes = places(text).into_iter().flat_map(|place| place.codes);
        codes.map(|code| code.to_string()).collect()
    }

    #[test]
    fn names_are_read_where_they_name_a_place() {
        let table: &[(&str, &[&str])] = &[
            ("记者从焦作市了解到", &["410800"]),
            ("在焦作举行", &["410800"]),
            ("福建省福州市鼓楼区", &["350000", "350100", "350102"]),
            ("江苏徐州鼓楼区", &["320000", "320300", "320302"]),
            ("“上海金山卫生计生”微博", &["310000", "310116"]),
            ("木垒县总医院", &["652328"]),
            ("凉山州和湘西自治州", &["513400", "433100"]),
            ("其中山西3例、山东2例", &["140000", "370000"]),
            ("5例以上海外输入", &[]),
            ("黄河入海口的芦苇荡", &[]),
            ("沿海口岸加强检疫", &[]),
            ("患者转入海口市人民医院", &["460100"]),
            ("上海市南京路步行街", &["310000"]),
            ("北京西路、广东路、中山北路", &[]),
            ("复旦大学附属中山医院", &["310000"]),
            ("在朝阳的照耀下，走向和平", &[]),
            ("北京朝阳医院", &["110000", "110105"]),
            ("辽宁朝阳市", &["210000", "211300"]),
            ("赴鄂医疗队", &["420000"]),
            ("在苏州、在浙江", &["320500", "330000"]),
            (
                "闽宁协作和川渝地区",
                &["350000", "640000", "500000", "510000"],
            ),
            ("闽南地区", &["350000"]),
            ("京沪高铁", &[]),
            ("福建省立医院", &["350000"]),
            ("医生走进果园和田坎", &[]),
            ("建设健康县区", &[]),
            ("襄樊市", &["420600"]),
            ("盖北镇卫生院", &[]),
            ("到北镇市义诊", &["210782"]),
            ("海门经济开发区", &["320614"]),
            ("河北区域协调", &["130000"]),
            ("天津市河北区", &["120000", "120105"]),
            ("记者李长安、王丽江", &[]),
        ];
        for (text, expected) in table {
            let mut found = codes(text);
            let mut expected: Vec<String> = expected.iter().map(|c| c.to_string()).collect();
            found.sort();
            expected.sort();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn namesakes_stay_open_without_context() {
        let found = places("鼓楼区新增一处采血点");
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].codes.len(), found[0].candidates.len()), (0, 4));
        assert_eq!(
            codes("福州市卫健委说，鼓楼区新增一处采血点"),
            ["350100", "350102"]
        );
    }

    #[test]
    fn a_token_says_how_its_place_is_named() {
        let forms = |text| -> Vec<PlaceForm> { places(text).iter().map(|p| p.form).collect() };
        assert_eq!(forms("焦作市，焦作"), [PlaceForm::Full, PlaceForm::Short]);
        assert_eq!(forms("福建省立医院"), [PlaceForm::Full]);
        assert_eq!(forms("援沪"), [PlaceForm::Support]);
    }
}
