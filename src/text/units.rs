//! The units that search counts in, and what "stands next to" means.
//!
//! A unit is one Chinese character (ideographs, kana, bopomofo) or one word: a whole run of other letters and digits.
//! Two units that follow one another are *joined* when nothing stands between them, or only spaces between a
//! Chinese character and a word (typesetting puts them there freely). Anything else between them, punctuation, a line's
//! end, a space between two Chinese characters or two words, is a *break*.
//!
//! A phrase stands in a text where its units follow one another in the text, joined where the phrase joins them and
//! broken where it breaks them, whatever the break is made of. So Chinese is found anywhere and at any length, and words
//! only whole.

use std::ops::Range;

use super::normalize::fold_each;

/// What a unit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    Han(char),
    Word,
}

/// One unit of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unit {
    pub kind: Kind,
    /// Is it joined to the unit before it?
    pub joined: bool,
    /// Bytes of the original.
    start: u32,
    end: u32,
    /// Bytes of the normal form in [`Units::word`].
    from: u32,
    to: u32,
}

impl Unit {
    /// The bytes of the original that it covers.
    pub fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A text cut into its units.
#[derive(Debug, Clone, Default)]
pub struct Units {
    words: String,
    list: Vec<Unit>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Gap {
    None,
    Space,
    Break,
}

impl Units {
    /// Cuts a text (below 4 GB).
    pub fn of(text: &str) -> Self {
        let mut units = Self {
            words: String::new(),
            list: Vec::with_capacity(text.len() / 3),
        };
        let mut gap = Gap::Break;
        fold_each(text, |c, start, end| {
            let han = is_han(c);
            if !han && !is_word(c) {
                let space = c.is_whitespace()
                    && !matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}');
                gap = if space && gap != Gap::Break {
                    Gap::Space
                } else {
                    Gap::Break
                };
                return;
            }
            units.push(c, han, gap, start as u32, end as u32);
            gap = Gap::None;
        });
        units
    }

    fn push(&mut self, c: char, han: bool, gap: Gap, start: u32, end: u32) {
        let from = self.words.len() as u32;
        let last = self.list.last_mut();
        if !han {
            self.words.push(c);
            if let (Some(last), Gap::None) = (last, gap)
                && last.kind == Kind::Word
            {
                last.end = end;
                last.to = self.words.len() as u32;
                return;
            }
        }
        let kind = if han { Kind::Han(c) } else { Kind::Word };
        let joined = match (gap, self.list.last()) {
            (Gap::None, Some(_)) => true,
            (Gap::Space, Some(last)) => (last.kind == Kind::Word) == han,
            _ => false,
        };
        let to = self.words.len() as u32;
        self.list.push(Unit {
            kind,
            joined,
            start,
            end,
            from,
            to,
        });
    }

    pub fn list(&self) -> &[Unit] {
        &self.list
    }

    /// The position of every unit: units and breaks counted from the first unit on.
    pub fn positions(&self) -> impl Iterator<Item = u32> {
        let mut next = 0;
        self.list.iter().enumerate().map(move |(at, unit)| {
            next += u32::from(at > 0 && !unit.joined);
            next += 1;
            next - 1
        })
    }

    pub fn len(&self) -> usize {
        self.list.len()
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The normal form of a word; empty for a Chinese character.
    pub fn word(&self, unit: &Unit) -> &str {
        self.words
            .get(unit.from as usize..unit.to as usize)
            .unwrap_or_default()
    }

    /// Units in the writing of the text that they were cut from.
    pub fn written<'t>(&self, text: &'t str, units: Range<usize>) -> Option<&'t str> {
        let units = self.list.get(units)?;
        text.get(units.first()?.range().start..units.last()?.range().end)
    }

    /// Do the units at `at` of this text and `other_at` of the other say the same?
    pub fn same(&self, at: usize, other: &Self, other_at: usize) -> bool {
        let (Some(a), Some(b)) = (self.list.get(at), other.list.get(other_at)) else {
            return false;
        };
        a.kind == b.kind && self.word(a) == other.word(b)
    }

    /// Where the phrase stands in this text, as ranges of units, overlaps included.
    pub fn find(&self, phrase: &Self) -> Vec<Range<usize>> {
        let length = phrase.len();
        if length == 0 || length > self.len() {
            return Vec::new();
        }
        (0..=self.len() - length)
            .filter(|start| {
                (0..length).all(|n| {
                    self.same(start + n, phrase, n)
                        && (n == 0 || self.list[start + n].joined == phrase.list[n].joined)
                })
            })
            .map(|start| start..start + length)
            .collect()
    }
}

/// Is it written without spaces between words, so that it is searched character by character?
pub fn is_han(c: char) -> bool {
    matches!(c,
        '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}'
        | '々' | '〇' | '〆' | '\u{3021}'..='\u{3029}' | '\u{3038}'..='\u{303b}'
        | '\u{3041}'..='\u{3096}' | '\u{309d}'..='\u{309f}' | '\u{30a1}'..='\u{30fa}' | '\u{30fc}'..='\u{30ff}'
        | '\u{3105}'..='\u{312f}' | '\u{31a0}'..='\u{31bf}' | '\u{31f0}'..='\u{31ff}' | '\u{2e80}'..='\u{2fd5}')
}

fn is_word(c: char) -> bool {
    !is_punctuation(c)
        && (c.is_alphanumeric()
            || (c > '\u{2ff}' && unicode_normalization::char::is_combining_mark(c)))
}

/// Punctuation of nearly every text, for which the tables need not be asked.
fn is_punctuation(c: char) -> bool {
    matches!(c,
        '\u{2000}'..='\u{206f}' | '\u{3000}'..='\u{3003}' | '\u{3008}'..='\u{3020}' | '\u{ff01}'..='\u{ff0f}'
        | '\u{ff1a}'..='\u{ff20}')
}

/// As `char::is_alphanumeric`, but quick for Chinese characters.
pub(crate) fn is_letter(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}') || (!is_punctuation(c) && c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(text: &str, phrase: &str) -> bool {
        !Units::of(text).find(&Units::of(phrase)).is_empty()
    }

    #[test]
    fn quick_answers_are_those_of_the_tables() {
        use unicode_normalization::char::is_combining_mark;
        for c in '\0'..=char::MAX {
            assert_eq!(is_letter(c), c.is_alphanumeric(), "{c:?}");
            let slow = c.is_alphanumeric() || (c > '\u{2ff}' && is_combining_mark(c));
            assert_eq!(is_word(c), slow, "{c:?}");
        }
    }

    #[test]
    fn chinese_is_found_anywhere_words_only_whole() {
        let text = "2024年4月，焦作市開展COVID-19疫苗接種；Health Commission";
        for phrase in [
            "4月",
            "月，焦",
            "焦作市开展",
            "covid-19",
            "19疫苗",
            "苗",
            "health commission",
            "展 covid",
        ] {
            assert!(finds(text, phrase), "{phrase}");
        }
        for phrase in [
            "月焦",
            "024年",
            "covid19",
            "healthcommission",
            "疫 苗",
            "4，月",
            "covid疫苗",
        ] {
            assert!(!finds(text, phrase), "{phrase}");
        }
    }

    #[test]
    fn spaces_between_scripts_do_not_part() {
        assert!(finds("接种 100 万剂", "接种100万剂"));
        assert!(finds("接种100万剂", "接种 100 万剂"));
        assert!(!finds("接种，100万剂", "接种100万剂"));
        assert!(!finds("张 三", "张三"));
        assert!(!finds("接种\n100", "接种100"));
    }

    #[test]
    fn ranges_lie_in_the_original() {
        let text = "（ＣＯＶＩＤ）接種";
        let units = Units::of(text);
        let words: Vec<&str> = units
            .list()
            .iter()
            .map(|unit| &text[unit.range()])
            .collect();
        assert_eq!(words, ["ＣＯＶＩＤ", "接", "種"]);
    }
}
