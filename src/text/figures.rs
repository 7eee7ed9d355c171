//! The figures of a text, each with the letters around it: they tell apart what is written after one pattern again and
//! again, as the notices of every day are.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::units::is_letter;

/// Stands for a figure among the letters around another.
const FIGURE: char = '#';
/// Stands before, after and between texts.
const END: char = '\n';

/// Figures by the two letters before and the one behind them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures(BTreeMap<[char; 3], BTreeSet<String>>);

impl Figures {
    /// Those of a headline and a body, in digits or Chinese characters.
    pub fn of<'t>(headline: &str, body: impl IntoIterator<Item = &'t str>) -> Self {
        let mut written = Written::default();
        written.add(headline);
        written.end();
        body.into_iter().for_each(|text| written.add(text));
        written.end();
        written.figures()
    }

    /// Does one say another figure than the other in the same place? What only one of them has was added or left out.
    pub fn differ(&self, other: &Self) -> bool {
        self.replaced(other).next().is_some()
    }

    /// How many figures were replaced by others; one that stands in several places counts once.
    pub fn replacements(&self, other: &Self) -> usize {
        self.replaced(other).collect::<HashSet<_>>().len()
    }

    fn replaced<'f>(&'f self, other: &'f Self) -> impl Iterator<Item = (&'f str, &'f str)> {
        self.0.iter().filter_map(|(place, own)| {
            let others = other.0.get(place)?;
            let only = own.difference(others).next()?;
            Some((only.as_str(), others.difference(own).next()?.as_str()))
        })
    }
}

/// Texts as they are read: letters, and figures with their values.
#[derive(Default)]
struct Written {
    letters: Vec<char>,
    /// Where in the letters a figure stands, and which.
    values: Vec<(usize, String)>,
}

impl Written {
    fn end(&mut self) {
        self.letters.push(END);
    }

    fn add(&mut self, text: &str) {
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let length = [in_digits(rest), in_chinese(rest)];
            let (read, figure) = match length {
                [0, 0] => (c.len_utf8(), None),
                [0, chinese] => (chinese, Some(value(&rest[..chinese]))),
                [digits, _] => (digits, Some(plain(&rest[..digits]))),
            };
            if let Some(figure) = figure {
                self.values.push((self.letters.len(), figure));
                self.letters.push(FIGURE);
            } else if is_letter(c) {
                self.letters.push(c);
            }
            rest = &rest[read..];
        }
    }

    fn figures(self) -> Figures {
        let letter = |at: Option<usize>| {
            let letter = at.and_then(|at| self.letters.get(at));
            letter.copied().unwrap_or(END)
        };
        let mut figures = Figures::default();
        for (at, value) in self.values {
            let place = [at.checked_sub(2), at.checked_sub(1), Some(at + 1)].map(letter);
            figures.0.entry(place).or_default().insert(value);
        }
        figures
    }
}

/// A digit, also a full-width one.
fn digit(c: char) -> Option<char> {
    let plain = match c {
        '０'..='９' => char::from_u32(u32::from(c) - u32::from('０') + u32::from('0'))?,
        _ => c,
    };
    Some(plain).filter(char::is_ascii_digit)
}

/// How many bytes of the text are a figure in digits, with what parts them: 1,200 or 3.5.
fn in_digits(text: &str) -> usize {
    let mut end = 0;
    let mut characters = text.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        let parts = matches!(c, '.' | ',' | '．') && end > 0;
        match digit(c) {
            Some(_) => end = at + c.len_utf8(),
            None if parts && characters.peek().is_some_and(|(_, c)| digit(*c).is_some()) => {}
            None => break,
        }
    }
    end
}

/// Without what parts thousands and without zeros before it.
fn plain(written: &str) -> String {
    let kept = written.chars().filter_map(|c| match c {
        '.' | '．' => Some('.'),
        _ => digit(c),
    });
    let kept: String = kept.collect();
    match kept.trim_start_matches('0') {
        "" => "0".to_string(),
        rest => rest.to_string(),
    }
}

/// How many bytes of the text are a figure in Chinese characters.
fn in_chinese(text: &str) -> usize {
    let numerals = text.chars().take_while(|c| numeral(*c).is_some());
    numerals.map(char::len_utf8).sum()
}

/// What a Chinese numeral is worth; from ten on it multiplies what stands before it.
fn numeral(c: char) -> Option<u64> {
    Some(match c {
        '〇' | '○' | '零' => 0,
        '两' => 2,
        '十' => 10,
        '百' => 100,
        '千' => 1000,
        _ => "一二三四五六七八九".chars().position(|n| n == c)? as u64 + 1,
    })
}

/// 二〇二四 is 2024, 一百二十 is 120.
fn value(written: &str) -> String {
    let numerals: Vec<u64> = written.chars().filter_map(numeral).collect();
    if numerals.iter().all(|numeral| *numeral < 10) {
        let digits: String = numerals.iter().map(u64::to_string).collect();
        return plain(&digits);
    }
    let (mut sum, mut waiting) = (0_u64, None);
    for numeral in numerals {
        match numeral {
            0..10 => waiting = Some(numeral),
            _ => sum = sum.saturating_add(waiting.take().unwrap_or(1) * numeral),
        }
    }
    sum.saturating_add(waiting.unwrap_or(0)).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    const THIRD: &str =
        "3月3日0时至24时，全市报告新增病例5例，均在集中隔离点发现；截至当日24时，在院治疗41例。";

    fn differ(a: &str, b: &str) -> bool {
        let of = |text| Figures::of("", [text]);
        assert_eq!(of(a).differ(&of(b)), of(b).differ(&of(a)));
        of(a).differ(&of(b))
    }

    #[test]
    fn another_day_or_count_tells_apart() {
        assert!(differ(THIRD, &THIRD.replace("3月3日", "3月4日")));
        assert!(differ(THIRD, &THIRD.replace("41例", "42例")));
        assert!(differ("三月二日，六个村", "三月二日，七个村"));
    }

    #[test]
    fn what_was_added_or_left_out_or_written_otherwise_does_not() {
        let added = format!("{THIRD}市疾控中心电话12320，全天24小时接听。");
        for same in [
            THIRD,
            &added,
            &THIRD.replace("3月3日", "３月3日"),
            &THIRD.replace("3月3日", "三月三日"),
            &THIRD.replace("截至当日24时，", ""),
            &THIRD.replace("新增病例5例", "新增的病例有5例"),
        ] {
            assert!(!differ(THIRD, same), "{same}");
        }
        assert!(!differ("共1,200人", "共1200人"));
        assert!(!differ("5日，近3.5万人", "05日，近３．５万人"));
    }

    #[test]
    fn a_figure_of_several_places_is_one() {
        let of = |headline, text: &str| Figures::of(headline, [text]);
        let third = of("3月3日疫情通报", THIRD);
        let fourth = THIRD.replace("3月3日", "3月4日");
        assert_eq!(third.replacements(&of("3月4日疫情通报", &fourth)), 1);
        let fewer = fourth.replace("41例", "38例");
        assert_eq!(third.replacements(&of("3月4日疫情通报", &fewer)), 2);
    }

    #[test]
    fn chinese_figures_are_read() {
        for (written, expected) in [
            ("二〇二四", "2024"),
            ("十", "10"),
            ("二十三", "23"),
            ("一百零五", "105"),
            ("两千", "2000"),
            ("〇", "0"),
        ] {
            assert_eq!(value(written), expected, "{written}");
        }
        let many = "九".repeat(50);
        assert_eq!(value(&many), "9".repeat(50));
    }
}
