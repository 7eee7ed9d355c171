//! The headline that a report had where it was printed first: `原标题：…`, as sites name it above or below what they reprint.
//!
//! It is a further headline of the article unless it is the same one. Decks of it that stand on lines of their own are known
//! by the characters that they share with the article's headline.

use std::sync::LazyLock;

use regex::{Match, Regex};

use super::Making;
use crate::ingest::webpage::words::{bare, shares};
use crate::ingest::webpage::{Line, marks};

static ORIGINAL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[(（【\[]?(?:本文|文章)?原(?:标题|题目?)(?:为|是)?[】\]]?\s*(?:[:：]\s*《?|《)")
        .expect("a valid pattern")
});

impl Making {
    /// `原标题：…` and the further decks below it.
    pub(super) fn original_title(&mut self, line: &Line<'_>) -> bool {
        let short = line.1.chars().count() <= 100;
        if let Some(found) = ORIGINAL.find(line.1).filter(|_| short) {
            let title = title_in(line.1, &found);
            if !title.is_empty() && bare(title) != bare(&self.article.headline) {
                let other = &mut self.article.alternative_headline;
                other.get_or_insert_with(|| title.to_string());
            }
            self.original_open = true;
            return true;
        }
        let deck = self.original_open
            && self.above_prose()
            && !marks::is_prose(line.1)
            && line.1.chars().count() <= 40
            && shares(line.1, &self.article.headline);
        if deck && let Some(title) = &mut self.article.alternative_headline {
            *title = format!("{title} {}", line.1);
        }
        self.original_open &= deck;
        deck
    }
}

/// The title behind the label, without the editor that some sites name on the same line.
fn title_in<'a>(line: &'a str, label: &Match<'_>) -> &'a str {
    const EDITORS: [&str; 4] = ["责任编辑", "责编", "编辑：", "编辑:"];
    let title = line.get(label.end()..).unwrap_or_default();
    let mut before = EDITORS.iter().filter_map(|word| title.split_once(word));
    let title = before.next().map_or(title, |(title, _)| title);
    let title = title.trim_end_matches(|c: char| ")）】(（".contains(c) || c.is_whitespace());
    match label.as_str().ends_with('《') {
        true => title.trim_end_matches('》'),
        false => title,
    }
}
