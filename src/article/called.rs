//! What an article is called that has no headline.

use std::borrow::Cow;

use super::Article;

/// A title taken from the text ends at a mark after so many letters, and is cut after so many.
const FEWEST: usize = 8;
const MOST: usize = 24;

/// The headline; else the first words of the text in square brackets, as libraries supply a title; `None` without both.
pub fn called<'a>(headline: &'a str, text: &str) -> Option<Cow<'a, str>> {
    match (headline, text.trim()) {
        ("", "") => None,
        ("", text) => Some(Cow::Owned(format!("[{}]", beginning(text)))),
        (headline, _) => Some(Cow::Borrowed(headline)),
    }
}

impl Article {
    /// What it is called, for the keeper.
    pub fn called(&self) -> Cow<'_, str> {
        let body = self.article_body.iter().flat_map(|text| text.chars());
        let lead: String = body.take(MOST + 1).collect();
        called(&self.headline, &lead).unwrap_or(Cow::Borrowed("(no headline)"))
    }
}

fn beginning(text: &str) -> String {
    let ends = |(at, letter): (usize, char)| {
        let mark = matches!(letter, '，' | ',' | '。' | '；' | '：' | '！' | '？' | '…');
        (at >= MOST || at >= FEWEST && mark).then_some(at)
    };
    let end = text.chars().enumerate().find_map(ends);
    match end {
        Some(end) => text.chars().take(end).chain(['…']).collect(),
        None => text.trim_end_matches('。').to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::beginning;

    #[test]
    fn a_supplied_title_ends_with_a_clause() {
        assert_eq!(
            beginning("三月五日，社区医生在渡口为船工量血压，并讲解用药。"),
            "三月五日，社区医生在渡口为船工量血压…"
        );
        assert_eq!(beginning("船工量血压。"), "船工量血压");
        assert_eq!(beginning(&"长".repeat(40)).chars().count(), 25);
    }
}
