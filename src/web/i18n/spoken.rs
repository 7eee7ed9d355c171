//! Which words of a page are Chinese: what reads a page aloud must know (WCAG 3.1.2).

use std::ops::Range;

use super::{Lang, Strings};
use crate::web::headline::escaped;

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

impl Strings {
    /// Text as HTML, its Chinese marked as such on pages in another language.
    pub(in crate::web) fn spoken(&self, text: &str) -> String {
        let mut html = String::new();
        let mut at = 0;
        for part in self.foreign(text) {
            html += &escaped(&text[at..part.start]);
            at = part.end;
            html += &format!("<span lang=\"zh-Hans\">{}</span>", escaped(&text[part]));
        }
        html + &escaped(&text[at..])
    }

    /// The attribute of an element that holds this text alone; empty where it is in the language of the page.
    pub(in crate::web) fn lang_of(&self, text: &str) -> &'static str {
        match self.lang == Lang::En && text.contains(is_han) {
            true => " lang=\"zh-Hans\"",
            false => "",
        }
    }

    fn foreign(&self, text: &str) -> Vec<Range<usize>> {
        match self.lang {
            Lang::Zh => Vec::new(),
            Lang::En => chinese(text),
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
            english.spoken("↑ 河南 焦作 (Jiaozuo) & <b>"),
            "↑ <span lang=\"zh-Hans\">河南 焦作</span> (Jiaozuo) &#38; &#60;b&#62;"
        );
        assert_eq!(english.spoken("25 April 2024"), "25 April 2024");
        assert_eq!(english.lang_of("流感"), " lang=\"zh-Hans\"");
        assert_eq!(english.lang_of("(no headline)"), "");
        let own = Lang::Zh.strings();
        assert_eq!(own.spoken("河南 焦作 <"), "河南 焦作 &#60;");
        assert_eq!(own.lang_of("流感"), "");
    }
}
