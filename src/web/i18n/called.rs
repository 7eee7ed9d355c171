//! What an article is called, and what is doubtful about it.

use std::borrow::Cow;

use super::Strings;
use crate::archive::{ArticleRow, Other};
use crate::article::{Doubt, DoubtKind};

/// A title taken from the text ends at a mark after so many letters, and is cut after so many.
const FEWEST: usize = 8;
const MOST: usize = 24;

impl Strings {
    /// The headline; else the first words of the text in square brackets, as libraries supply a title.
    pub(in crate::web) fn called<'a>(&self, row: &'a ArticleRow) -> Cow<'a, str> {
        self.named(&row.headline, &row.lead)
    }

    pub(in crate::web) fn other_called<'a>(&self, other: &'a Other) -> Cow<'a, str> {
        self.named(&other.headline, &other.lead)
    }

    fn named<'a>(&self, headline: &'a str, lead: &str) -> Cow<'a, str> {
        match (headline, lead.trim()) {
            ("", "") => Cow::Borrowed(self.no_headline),
            ("", lead) => Cow::Owned(format!("[{}]", beginning(lead))),
            (headline, _) => Cow::Borrowed(headline),
        }
    }

    /// What is doubtful, where the interface does not speak the language of the reason.
    pub(in crate::web) fn doubt(&self, doubt: &Doubt) -> &'static str {
        if self.is_zh() {
            return "";
        }
        match doubt.kind {
            DoubtKind::Torn => "Torn text:",
            DoubtKind::NoHeadline => "No headline:",
            DoubtKind::NoDate => "No date:",
            DoubtKind::NoRegion => "No region:",
            DoubtKind::NoTopic => "No topic:",
            DoubtKind::NoArticle => "Perhaps no article:",
            DoubtKind::Short => "Perhaps a fragment:",
            DoubtKind::FutureDate => "Date in the future:",
            DoubtKind::Corrected => "Changed under a correction:",
        }
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
