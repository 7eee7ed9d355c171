//! Which words of a page are Chinese: what reads a page aloud must know (WCAG 3.1.2).

use std::fmt;
use std::ops::Range;

use super::{Lang, Strings};
use crate::web::headline::write_escaped;

fn is_han(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

/// The stretches of Chinese; figures and marks between two of them belong to them.
fn chinese(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (at, character) in text.char_indices().filter(|(_, c)| is_han(*c)) {
        let end = at + character.len_utf8();
        match found.last_mut() {
            Some(last) if !text[last.end..at].contains(|c: char| c.is_ascii_alphabetic()) => {
                last.end = end;
            }
            _ => found.push(at..end),
        }
    }
    found
}

/// Text of a page; shown as HTML.
pub(in crate::web) struct Spoken<'a> {
    text: &'a str,
    /// What of it is in another language than the page.
    foreign: Vec<Range<usize>>,
}

impl fmt::Display for Spoken<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut at = 0;
        for part in &self.foreign {
            write_escaped(f, &self.text[at..part.start])?;
            f.write_str("<span lang=\"zh-Hans\">")?;
            write_escaped(f, &self.text[part.clone()])?;
            f.write_str("</span>")?;
            at = part.end;
        }
        write_escaped(f, &self.text[at..])
    }
}

impl Strings {
    /// Text as HTML, its Chinese marked as such on pages in another language.
    pub(in crate::web) fn spoken<'a>(&self, text: &'a str) -> Spoken<'a> {
        let foreign = match self.lang {
            Lang::Zh => Vec::new(),
            Lang::En => chinese(text),
        };
        Spoken { text, foreign }
    }

    /// The attribute of an element that holds this text alone; empty where it is in the language of the page.
    pub(in crate::web) fn lang_of(&self, text: &str) -> &'static str {
        match self.lang == Lang::En && text.contains(is_han) {
            true => " lang=\"zh-Hans\"",
            false => "",
        }
    }

    /// The same within what is Chinese otherwise.
    pub(in crate::web) fn lang_within(&self, text: &str) -> &'static str {
        match self.lang == Lang::En && !text.contains(is_han) {
            true => " lang=\"en\"",
            false => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_is_marked_on_english_pages_alone() {
        let english = Lang::En.strings();
        assert_eq!(
            english.spoken("↑ 河南 焦作 (Jiaozuo) & <b>").to_string(),
            "↑ <span lang=\"zh-Hans\">河南 焦作</span> (Jiaozuo) &#38; &#60;b&#62;"
        );
        assert_eq!(english.spoken("25 April 2024").to_string(), "25 April 2024");
        assert_eq!(english.lang_of("流感"), " lang=\"zh-Hans\"");
        assert_eq!(english.lang_of("(no headline)"), "");
        let own = Lang::Zh.strings();
        assert_eq!(own.spoken("河南 焦作 <").to_string(), "河南 焦作 &#60;");
        assert_eq!(own.lang_of("流感"), "");
    }
}
