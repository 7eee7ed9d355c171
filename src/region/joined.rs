//! Short forms that a text makes up for two places that work together: 漳木 after 漳州 and 木垒. No lexicon can hold
//! them. The text itself explains them where it says 漳木两地 and names both places in full; then every other 漳木 of the
//! text means both.

use super::Code;
use super::Gazetteer;
use super::token::{Place, PlaceForm, Token, What};

/// What follows two joined short forms: 漳木两地.
const TWO_PLACES: [&str; 4] = ["两地", "两市", "两县", "两省"];

/// Reads XY两地, where X and Y begin the names of two places of the text, and every other XY of the text.
pub(super) fn read_joined(text: &str, tokens: &mut Vec<Token>) {
    let named: Vec<(char, Code)> = tokens.iter().flat_map(first_characters).collect();
    let Some((pair, codes)) = TWO_PLACES
        .iter()
        .find_map(|word| pair_before(text, word, &named))
    else {
        return;
    };
    for (at, _) in text.match_indices(&pair) {
        let range = at..at + pair.len();
        if tokens
            .iter()
            .any(|t| t.range.start < range.end && range.start < t.range.end)
        {
            continue;
        }
        let place = Place::of(codes.clone(), PlaceForm::Abbreviation);
        tokens.push(Token {
            range,
            what: What::Place(place),
        });
    }
    tokens.sort_by_key(|token| token.range.start);
}

fn first_characters(token: &Token) -> Vec<(char, Code)> {
    let codes = token.place().into_iter().flat_map(|place| &place.codes);
    let first = |&code| Some((Gazetteer::get().region(code)?.name.chars().next()?, code));
    codes.filter_map(first).collect()
}

fn pair_before(text: &str, word: &str, named: &[(char, Code)]) -> Option<(String, Vec<Code>)> {
    let at = text.find(word)?;
    let mut back = text[..at].chars().rev();
    let (second, first) = (back.next()?, back.next()?);
    let code = |c| {
        named
            .iter()
            .find(|(known, _)| *known == c)
            .map(|(_, code)| *code)
    };
    let codes = vec![code(first)?, code(second)?];
    (codes[0] != codes[1]).then(|| (format!("{first}{second}"), codes))
}
