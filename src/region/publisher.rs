//! Who publishes a page, and where that is: what the masthead, the imprint or the foot of a site prints.
//!
//! 主办：渠县人民医院 names a body, 地址：渠县渠江街 at least an address. A frame may name more than one place (a newspaper of a
//! city, printed by a company elsewhere), so that most of them have to agree.

use super::bodies::names_a_body;
use super::token::{PlaceForm, Token};
use super::{Code, Gazetteer};
use crate::text::any;

/// What a line of the frame says beside the name of who publishes.
const PUBLISHED: [&str; 6] = ["主办", "主管", "承办", "编印", "版权所有", "地址"];

/// The place of who publishes: the deepest one named with a body that most others so named lie around. An address
/// counts where no body is named; it may name a smaller place than the body is for.
pub(super) fn publisher(text: &str, frame: &[Token]) -> Option<Code> {
    let named = |publishes: fn(&str, &Token) -> bool| -> Vec<Code> {
        let own = frame.iter().filter(|token| publishes(text, token));
        let places = own.filter_map(Token::place);
        let places = places.filter(|place| place.form != PlaceForm::Abbreviation);
        places.filter_map(|place| place.region()).collect()
    };
    let mut places = named(names_publisher);
    if places.is_empty() {
        places = named(says_publisher);
    }
    let all = Gazetteer::get();
    let around = |code: Code| places.iter().filter(|&&o| all.within(code, o)).count();
    let deepest = places.iter().copied();
    let deepest = deepest.max_by_key(|&code| (around(code), code.level()))?;
    (around(deepest) * 3 >= places.len() * 2).then_some(deepest)
}

/// 渠县人民医院, 健康渠县.
fn names_publisher(text: &str, token: &Token) -> bool {
    let (before, after) = (&text[..token.range.start], &text[token.range.end..]);
    names_a_body(after) || before.ends_with("健康")
}

/// On a line with 主办 or 地址.
fn says_publisher(text: &str, token: &Token) -> bool {
    let line = text[..token.range.start].rsplit('\n').next();
    line.is_some_and(|line| any::holds(line, &PUBLISHED))
}
