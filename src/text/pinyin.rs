//! How Chinese is read, in pinyin without tones: for finding by what people type on a Latin keyboard. Characters
//! have their usual reading, but names are known that differ (重庆 is chongqing), and characters that names of places
//! read in one way (长, 都, 朝).

use pinyin::ToPinyin;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Names whose usual reading is not that of their single characters.
const READINGS: [(&str, &str); 24] = [
    ("重庆", "chong qing"),
    ("厦门", "xia men"),
    ("六安", "lu an"),
    ("六合", "lu he"),
    ("番禺", "pan yu"),
    ("蚌埠", "beng bu"),
    ("亳州", "bo zhou"),
    ("台州", "tai zhou"),
    ("丽水", "li shui"),
    ("乐清", "yue qing"),
    ("蔚县", "yu xian"),
    ("单县", "shan xian"),
    ("莘县", "shen xian"),
    ("洪洞", "hong tong"),
    ("东阿", "dong e"),
    ("大埔", "da bu"),
    ("铅山", "yan shan"),
    ("歙县", "she xian"),
    ("黟县", "yi xian"),
    ("浚县", "xun xian"),
    ("泌阳", "bi yang"),
    ("涡阳", "guo yang"),
    ("会稽", "kuai ji"),
    ("阿坝", "a ba"),
];

/// Characters that are read otherwise in place names than alone.
const IN_NAMES: [(char, &str); 7] = [
    ('长', "chang"),
    ('石', "shi"),
    ('藏', "zang"),
    ('都', "du"),
    ('朝', "chao"),
    ('乐', "le"),
    ('佛', "fo"),
];

/// Syllables that were typed apart or with their tones (`yì miáo`), as a [`Reading`] spells them; `None` for what is not typed so.
pub fn joined(typed: &str) -> Option<String> {
    let mut joined = String::new();
    let mut apart = false;
    for c in typed.trim().nfd() {
        match c {
            'a'..='z' | 'A'..='Z' => joined.push(c.to_ascii_lowercase()),
            ' ' | '\'' | '’' => apart = true,
            // ü is typed as v.
            '\u{308}' if joined.pop() == Some('u') => joined.push('v'),
            _ if is_combining_mark(c) => apart = true,
            _ => return None,
        }
    }
    apart.then_some(joined)
}

/// How a text is read. Letters and digits stand for themselves; other signs are left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// `jiaozuo`
    pub spelt: String,
    /// `jz`
    pub initials: String,
}

impl Reading {
    pub fn of(text: &str) -> Self {
        let syllables = syllables(text);
        Self {
            spelt: syllables.concat(),
            initials: syllables.iter().filter_map(|s| s.chars().next()).collect(),
        }
    }
}

fn syllables(text: &str) -> Vec<String> {
    let known = READINGS.iter().find(|(known, _)| text.starts_with(known));
    let (done, mut syllables): (usize, Vec<String>) = match known {
        Some((known, reading)) => (
            known.len(),
            reading.split(' ').map(str::to_string).collect(),
        ),
        None => (0, Vec::new()),
    };
    syllables.extend(text[done..].chars().filter_map(syllable));
    syllables
}

fn syllable(c: char) -> Option<String> {
    if c.is_ascii_alphanumeric() {
        return Some(c.to_ascii_lowercase().to_string());
    }
    let special = IN_NAMES.iter().find(|(known, _)| *known == c);
    let reading = match special {
        Some((_, reading)) => reading,
        None => c.to_pinyin()?.plain(),
    };
    Some(reading.replace('ü', "v"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_may_be_typed_apart_and_with_tones() {
        for (typed, spelt) in [
            ("yi miao", Some("yimiao")),
            ("Yìmiáo", Some("yimiao")),
            ("xī'ān", Some("xian")),
            ("nǚ xìng", Some("nvxing")),
            ("yimiao", None),
            ("yi 疫", None),
            ("", None),
        ] {
            assert_eq!(joined(typed).as_deref(), spelt, "{typed}");
        }
    }

    #[test]
    fn names_are_read_as_people_read_them() {
        for (text, spelt, initials) in [
            ("焦作市", "jiaozuoshi", "jzs"),
            ("重庆", "chongqing", "cq"),
            ("疫苗", "yimiao", "ym"),
            ("佛山市", "foshanshi", "fss"),
            ("女性HPV", "nvxinghpv", "nxhpv"),
            ("，。", "", ""),
        ] {
            let reading = Reading::of(text);
            assert_eq!(
                (reading.spelt.as_str(), reading.initials.as_str()),
                (spelt, initials)
            );
        }
    }
}
