//! Which regions a name can mean where it stands.
//!
//! The lexicon knows every region by its names; the words around one say which of them are possible there. 南京路 is a
//! street, 李长安 a person, 盖北镇 a township, so that 南京, 长安 and 北镇 are not named; 朝阳 is a common word unless an office
//! or an event stands behind it; 鼓楼 right behind 福州市 is the district of that city and no other. What is left when
//! several regions fit is decided later, by all that the text says (`namesakes`).

use std::ops::Range;

use super::alike::{is_given_name, is_landmark, is_part, is_street, is_township, stands_apart};
use super::lexicon::{Form, Lexicon, Name, Term};
use super::scan::Reading;
use super::token::{Place, PlaceForm, Token, What};
use super::{Code, Level, longer, own};
use crate::text::any;

/// What a city does or has, where its name is a common word and begins a clause: 日照新增….
const ACTS_AFTER: [&str; 5] = ["新增", "通报", "启动", "推出", "市民"];
/// After 河北区 and its like these show that the province and another word are meant.
const AFTER_DISTRICT: &str = "域间块别划位分";
/// What shows that a common word is the name of a place: 朝阳市, 朝阳区委, 朝阳医保.
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

/// Reads the name at `range`, which `names` may mean; `before`: the token before it. `open`: common words are read as
/// names wherever they could be.
pub(super) fn read_name(
    text: &str,
    range: &Range<usize>,
    names: &[Name],
    before: Option<&Token>,
    open: bool,
) -> Reading {
    let rest = &text[range.end..];
    if is_street(rest) {
        return Reading::Blocked;
    }
    if text[range.clone()].ends_with('区') && rest.starts_with(|c| AFTER_DISTRICT.contains(c)) {
        return read_stem(text, range, before, open);
    }
    let adjoining = before.filter(|token| token.adjoins(text, range));
    let name = Printed {
        text,
        range,
        above: adjoining.and_then(Token::place),
        open,
    };
    let candidates = name.candidates(names);
    if candidates.is_empty() {
        return Reading::Nothing;
    }
    let form = match candidates.iter().all(|name| name.form >= Form::Short) {
        true => PlaceForm::Short,
        false => PlaceForm::Full,
    };
    Reading::Token(Token {
        range: range.clone(),
        what: What::Place(Place::named(candidates, form)),
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

/// A name as it is printed in a text.
struct Printed<'a> {
    text: &'a str,
    range: &'a Range<usize>,
    /// The place named right before it.
    above: Option<&'a Place>,
    open: bool,
}

impl Printed<'_> {
    /// Those of the regions that the name can mean here: only those within the place before it, if there are any.
    fn candidates(&self, names: &[Name]) -> Vec<Name> {
        let fitting = names.iter().filter(|name| self.can_mean(name));
        let mut candidates: Vec<Name> = fitting.copied().collect();
        if candidates.iter().any(|name| self.is_below(name)) {
            candidates.retain(|name| self.is_below(name));
            candidates.iter_mut().for_each(|n| n.form = Form::Full);
        }
        let is_short = candidates.iter().all(|name| name.form >= Form::Short);
        if is_short && longer::runs_on(self.rest()) {
            let counties = candidates.iter_mut();
            let counties = counties.filter(|name| name.code.level() == Level::County);
            counties.for_each(|name| name.form = Form::Longer);
        }
        candidates
    }

    fn can_mean(&self, name: &Name) -> bool {
        self.is_below(name)
            || match name.form {
                Form::Full => true,
                Form::Generic => self.prior().is_none_or(stands_apart),
                Form::Short | Form::Longer => !self.is_something_else(name.code),
                Form::Common => self.is_no_common_word(name.code),
            }
    }

    fn is_below(&self, name: &Name) -> bool {
        self.above.is_some_and(|above| above.is_above(name.code))
    }

    /// Is the short name part of a lake's, a township's, a person's or another word?
    fn is_something_else(&self, code: Code) -> bool {
        is_landmark(self.rest(), code)
            || is_township(self.text, self.range)
            || is_given_name(self.prior(), code)
            || is_part(self.text, self.range, code)
    }

    /// Does something show that a common word is meant as a name?
    fn is_no_common_word(&self, code: Code) -> bool {
        let opens_clause = || !self.prior().is_some_and(char::is_alphanumeric);
        any::starts_with(self.rest(), &OFFICE_AFTER)
            || code.level() == Level::Prefecture
                && opens_clause()
                && any::starts_with(self.rest(), &ACTS_AFTER)
            || self.open && own::is_name(self.text, self.range)
            || longer::is_printed_in_full(self.text, self.range, code)
    }

    fn rest(&self) -> &str {
        &self.text[self.range.end..]
    }

    fn prior(&self) -> Option<char> {
        self.text[..self.range.start].chars().next_back()
    }
}
