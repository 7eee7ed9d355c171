//! One form for what readers take for the same: NFKC, then traditional to simplified character by character, then lower
//! case. Every character keeps the place in the original that it comes from, so that highlights are cut from there.

use std::collections::HashMap;
use std::sync::LazyLock;

use ferrous_opencc::OpenCC;
use ferrous_opencc::config::BuiltinConfig;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

/// The normal form of a text.
///
/// ```
/// assert_eq!(jianbao::text::normalize::fold("ＣＯＶＩＤ－19 疫苗接種"), "covid-19 疫苗接种");
/// ```
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_each(text, |c, _, _| folded.push(c));
    folded
}

/// Calls `sink` with every character of the normal form and the bytes `start..end` of the original it comes from.
pub fn fold_each(text: &str, mut sink: impl FnMut(char, usize, usize)) {
    let simplified = &*SIMPLIFIED;
    // A plain character waits for the next one, which may be an accent that belongs to it.
    let mut plain: Option<(char, usize)> = None;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let folded = fold_plain(c, simplified);
        if folded.is_none() && follows(c) {
            let start = plain.take().map_or(at, |(_, start)| start);
            let mut end = at + c.len_utf8();
            while let Some((next, _)) = chars.next_if(|(_, next)| follows(*next)) {
                end = next + text[next..].chars().next().map_or(1, char::len_utf8);
            }
            fold_cluster(&text[start..end], start, end, simplified, &mut sink);
            continue;
        }
        if let Some((before, start)) = plain.take() {
            sink(before, start, at);
        }
        match folded {
            Some(folded) => plain = Some((folded, at)),
            None => {
                let mut end = at + c.len_utf8();
                while let Some((next, follower)) = chars.next_if(|(_, next)| follows(*next)) {
                    end = next + follower.len_utf8();
                }
                fold_cluster(&text[at..end], at, end, simplified, &mut sink);
            }
        }
    }
    if let Some((last, start)) = plain {
        sink(last, start, text.len());
    }
}

/// The quick way for nearly all characters of Chinese text: one in, one out.
fn fold_plain(c: char, simplified: &Simplified) -> Option<char> {
    match c {
        '\0'..='\x7f' => Some(c.to_ascii_lowercase()),
        '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' => Some(simplified.of(c)),
        '、' | '。' | '〈'..='】' | '“' | '”' | '‘' | '’' | '—' | '·' => Some(c),
        '\u{3000}' => Some(' '),
        '！'..='～' => char::from_u32(c as u32 - 0xfee0).map(|c| c.to_ascii_lowercase()),
        _ => None,
    }
}

fn fold_cluster(
    cluster: &str,
    start: usize,
    end: usize,
    simplified: &Simplified,
    sink: &mut impl FnMut(char, usize, usize),
) {
    for c in cluster.nfkc().filter(|c| !is_ignorable(*c)) {
        for lower in simplified.of(c).to_lowercase() {
            sink(lower, start, end);
        }
    }
}

/// May the character melt into the one before it under NFKC?
fn follows(c: char) -> bool {
    match c {
        '\0'..='\u{2ff}' | '\u{3400}'..='\u{9fff}' => false,
        '\u{1160}'..='\u{11ff}' | '\u{ff9e}' | '\u{ff9f}' => true,
        _ => is_ignorable(c) || canonical_combining_class(c) > 0,
    }
}

/// Invisible characters that carry no meaning for a search: joiners, marks of direction, selectors of a glyph's variant.
fn is_ignorable(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// The simplified character of a traditional one; any other as it is.
pub fn simplified(c: char) -> char {
    SIMPLIFIED.of(c)
}

/// Traditional characters with their simplified ones.
struct Simplified {
    /// From U+3400 to U+9FFF.
    common: Box<[u16]>,
    rare: HashMap<char, char>,
}

/// Forms of Hong Kong and Taiwan that OpenCC takes for simplified already, with what they are (its `HKVariants.txt` and
/// `TWVariants.txt`, without those that are another character in simplified writing, such as 著 and 么).
const REGIONAL: [(char, char); 9] = [
    ('衞', '卫'),
    ('衹', '只'),
    ('敍', '叙'),
    ('枱', '台'),
    ('粧', '妆'),
    ('糭', '粽'),
    ('痺', '痹'),
    ('睪', '睾'),
    ('簷', '檐'),
];

const FIRST: u32 = 0x3400;
const LAST: u32 = 0x9fff;

static SIMPLIFIED: LazyLock<Simplified> = LazyLock::new(Simplified::load);

impl Simplified {
    /// Asks OpenCC for every ideograph by itself. Without its tables characters stay as they are.
    fn load() -> Self {
        let mut table = Self {
            common: (FIRST..=LAST).map(|c| c as u16).collect(),
            rare: HashMap::new(),
        };
        let ideographs = (FIRST..=LAST)
            .chain(0x20000..=0x323af)
            .filter_map(char::from_u32);
        let lines: String = ideographs.flat_map(|c| [c, '\n']).collect();
        let Ok(opencc) = OpenCC::from_config(BuiltinConfig::T2s) else {
            return table;
        };
        let converted = opencc.convert(&lines);
        for (from, to) in lines.lines().zip(converted.lines()) {
            let (Some(from), Some(to), true) = (
                from.chars().next(),
                to.chars().next(),
                to.chars().count() == 1,
            ) else {
                continue;
            };
            if from != to {
                table.insert(from, to);
            }
        }
        for (from, to) in REGIONAL {
            table.insert(from, to);
        }
        table
    }

    fn insert(&mut self, from: char, to: char) {
        let place = (from as u32)
            .checked_sub(FIRST)
            .and_then(|at| self.common.get_mut(at as usize));
        match (place, u16::try_from(to as u32)) {
            (Some(place), Ok(to)) => *place = to,
            (Some(place), Err(_)) => {
                *place = 0;
                self.rare.insert(from, to);
            }
            (None, _) => {
                self.rare.insert(from, to);
            }
        }
    }

    fn of(&self, c: char) -> char {
        let common = (c as u32)
            .checked_sub(FIRST)
            .and_then(|at| self.common.get(at as usize));
        match common {
            Some(&to) if to != 0 => char::from_u32(u32::from(to)).unwrap_or(c),
            _ if (c as u32) < FIRST => c,
            _ => self.rare.get(&c).copied().unwrap_or(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_writings_and_cases_become_one() {
        assert_eq!(fold("ＡＢＣ　１２３！"), "abc 123!");
        assert_eq!(fold("衛生健康委員會"), "卫生健康委员会");
        assert_eq!(fold("衞生署"), "卫生署");
        assert_eq!(fold("37.5℃ ① Ⅱ ㎡"), "37.5°c 1 ii m2");
        assert_eq!(fold("cafe\u{301} ｶﾞ 疫\u{fe0f}苗"), "café ガ 疫苗");
        assert_eq!(fold("\u{f900}"), "岂");
    }

    #[test]
    fn places_in_the_original_are_kept() {
        let text = "Ａe\u{301}㎡接種";
        let mut seen = Vec::new();
        fold_each(text, |c, start, end| seen.push((c, &text[start..end])));
        let wanted = [
            ('a', "Ａ"),
            ('é', "e\u{301}"),
            ('m', "㎡"),
            ('2', "㎡"),
            ('接', "接"),
            ('种', "種"),
        ];
        assert_eq!(seen, wanted);
    }

    #[test]
    fn folding_twice_changes_nothing() {
        for text in ["臺灣 ＣＯＶＩＤ", "İstanbul ﬁn ㍿ ｶﾞ", "𠀋乾隆髮"] {
            assert_eq!(fold(&fold(text)), fold(text), "{text}");
        }
    }
}
