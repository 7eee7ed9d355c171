//! How a headline stands on the page: broken where it may be, and not said twice.

use std::fmt::Write;

use askama::filters::{Html, escape};

use crate::text::segment::tokens;

/// A deck may differ from the headline in one character of so many and still say the same.
const ALIKE: usize = 5;
/// Of more characters than a headline has, only the same are the same: to compare them grows with the square.
const COMPARED: usize = 200;
const OPENING: [char; 9] = ['“', '‘', '《', '〈', '（', '(', '「', '【', '['];

/// As HTML that is broken at the headline's own spaces first: what stands between them is a block.
pub(super) fn spaced(headline: &str) -> String {
    blocks(headline, escaped)
}

/// The same, broken within these blocks between words alone.
pub(super) fn worded(headline: &str) -> String {
    blocks(headline, |block| {
        let mut html = String::new();
        let mut before = "";
        for word in tokens(block) {
            if breaks(before, word) {
                html += "<wbr>";
            }
            push_escaped(&mut html, word);
            before = word;
        }
        html
    })
}

fn blocks(headline: &str, html: impl Fn(&str) -> String) -> String {
    let blocks: Vec<_> = headline.split_whitespace().collect();
    match blocks.as_slice() {
        [one] => html(one),
        several => {
            let block = |block: &&str| format!("<span class=\"block\">{}</span>", html(block));
            several.iter().map(block).collect::<Vec<_>>().join(" ")
        }
    }
}

/// May a line end between these two? Not before a mark, nor after an opening one, nor between a number and its measure.
fn breaks(before: &str, after: &str) -> bool {
    let opens = |c: char| OPENING.contains(&c);
    let ended = before.ends_with(|c: char| !opens(c) && !c.is_ascii_digit());
    ended && after.starts_with(|c: char| c.is_alphanumeric() || opens(c))
}

/// The text as HTML.
pub(super) fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    push_escaped(&mut html, text);
    html
}

fn push_escaped(html: &mut String, text: &str) {
    // A string takes all that is written to it.
    let _ = write_escaped(html, text);
}

/// Writes the text as HTML.
pub(super) fn write_escaped(html: &mut impl Write, text: &str) -> std::fmt::Result {
    let Ok(safe) = escape(text, Html);
    write!(html, "{safe}")
}

/// Does a deck only repeat the headline? Marks and spaces aside nearly the same characters, and the same figures.
pub(super) fn repeats(deck: &str, headline: &str) -> bool {
    let letters = |text: &str| {
        text.chars()
            .filter(|c| c.is_alphanumeric())
            .collect::<String>()
    };
    let figures = |text: &str| text.chars().filter(|c| c.is_numeric()).collect::<String>();
    let (deck, headline) = (letters(deck), letters(headline));
    let longer = deck.chars().count().max(headline.chars().count());
    if longer > COMPARED {
        return deck == headline;
    }
    figures(&deck) == figures(&headline) && strsim::levenshtein(&deck, &headline) <= longer / ALIKE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_at_spaces_and_between_words() {
        assert_eq!(
            spaced("河湾 <石桥>"),
            "<span class=\"block\">河湾</span> <span class=\"block\">&#60;石桥&#62;</span>"
        );
        assert_eq!(spaced("河湾镇"), "河湾镇");
        let html = worded("医生讲解“流感疫苗”，2024年接种开始");
        assert!(
            html.contains("医生<wbr>讲解<wbr>“流感疫苗”，<wbr>2024年<wbr>接种"),
            "{html}"
        );
        assert_eq!(
            html.replace("<wbr>", ""),
            "医生讲解“流感疫苗”，2024年接种开始"
        );
    }

    #[test]
    fn a_deck_that_says_the_headline_again_is_known() {
        let headline = "冬季流感高发,学校怎么办?河湾市教育局答家长问";
        assert!(repeats(
            "冬季流感高发,学校怎么办? 市教育局答家长问",
            headline
        ));
        assert!(!repeats("市教育局答家长问", headline));
        assert!(!repeats(
            "二季度全市接种流感疫苗30万人",
            "二季度全市接种流感疫苗20万人"
        ));
        assert!(!repeats("河湾", "石桥"));
    }
}
