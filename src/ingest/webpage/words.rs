//! What lines say without their marks, and whether they say the same: a lead printed above the text and once more
//! as its first paragraph differs in links and punctuation, not in letters.

use std::sync::LazyLock;

use regex::Regex;

use crate::ingest::dateline::fold;

static LINK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"!?\[([^\]\n]*)\]\((?:https?:|/|\./)[^)\s]*\)").expect("a valid pattern")
});

/// Text without the marks of links and pictures.
pub(super) fn plain(line: &str) -> String {
    if line.contains("&nbsp;") {
        return plain(line.replace("&nbsp;", " ").trim());
    }
    if line.contains("](") {
        LINK.replace_all(line, |c: &regex::Captures<'_>| {
            let picture = c.get(0).is_some_and(|m| m.as_str().starts_with('!'));
            if picture {
                String::new()
            } else {
                c.get(1).map_or("", |m| m.as_str()).to_string()
            }
        })
        .trim()
        .to_string()
    } else {
        line.to_string()
    }
}

/// Letters and digits alone.
pub(super) fn bare(text: &str) -> String {
    fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Does the body (letters and digits alone) say nearly all of the line?
pub(super) fn repeats(line: &str, body: &str) -> bool {
    let letters: Vec<char> = bare(line).chars().take(400).collect();
    let runs: Vec<String> = letters.windows(4).map(|w| w.iter().collect()).collect();
    let known = runs
        .iter()
        .filter(|run| body.contains(run.as_str()))
        .count();
    !runs.is_empty() && known * 10 >= runs.len() * 8
}

/// Do the two share three characters in a row?
pub(super) fn shares(a: &str, b: &str) -> bool {
    let a: Vec<char> = fold(a).chars().collect();
    let b = fold(b);
    a.windows(3)
        .any(|w| b.contains(&w.iter().collect::<String>()))
}
