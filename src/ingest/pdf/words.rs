//! The words of each page with their boxes, from what `pdftotext -bbox` prints.

use std::sync::LazyLock;

use regex::Regex;
use unicode_normalization::UnicodeNormalization;

/// One word; lengths in points, from the upper left corner of the page.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Word {
    pub(super) left: f32,
    pub(super) right: f32,
    /// The middle of its box: fonts' boxes are taller than their characters, and overlap from line to line.
    pub(super) middle: f32,
    pub(super) text: String,
}

static WORD: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r#"<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>"#,
    )
    .ok()
});

/// The words of each page, in the order they are printed.
pub(super) fn pages(boxes: &str) -> Vec<Vec<Word>> {
    let pages = boxes.split("<page ").skip(1);
    pages.map(|page| words(page).collect()).collect()
}

fn words(page: &str) -> impl Iterator<Item = Word> {
    let found = WORD.as_ref().map(|word| word.captures_iter(page));
    found.into_iter().flatten().filter_map(|captures| {
        let number = |at: usize| captures.get(at)?.as_str().parse::<f32>().ok();
        let printed = captures.get(5)?.as_str();
        let text = quick_xml::escape::unescape(printed).map_or(printed.into(), |text| text);
        let text: String = text.chars().flat_map(modern).collect();
        let (top, bottom) = (number(2)?, number(4)?);
        let word = Word {
            left: number(1)?,
            right: number(3)?,
            middle: (top + bottom) / 2.0,
            text: text.trim().to_string(),
        };
        (!word.text.is_empty() && word.left.is_finite() && word.middle.is_finite()).then_some(word)
    })
}

/// PDF fonts often give radicals, vertical forms and ligatures for the characters they look like. Only those are
/// replaced: compatibility forms of Chinese punctuation (，（）：) are what is printed.
fn modern(c: char) -> Vec<char> {
    match c {
        '\u{2E80}'..='\u{2FDF}' | '\u{F900}'..='\u{FAFF}' | '\u{FB00}'..='\u{FB06}' => {
            std::iter::once(c).nfkc().collect()
        }
        '\u{FE30}'..='\u{FE4F}' | '\u{FE10}'..='\u{FE19}' => std::iter::once(c).nfkc().collect(),
        c if c.is_control() => Vec::new(),
        c => vec![c],
    }
}
