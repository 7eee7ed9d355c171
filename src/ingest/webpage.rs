//! To come: one article a text.

use crate::article::{Article, LineRange};

use super::Segmented;

/// Finds the articles and the furniture of a text. Every non-blank line ends up in exactly one of them.
pub fn segment(text: &str) -> Segmented {
    let lines: Vec<(u32, &str)> = (1..)
        .zip(text.split('\n'))
        .filter(|(_, l)| !l.trim().is_empty())
        .collect();
    let article = Article {
        headline: lines
            .first()
            .map(|(_, l)| l.trim().to_string())
            .unwrap_or_default(),
        article_body: lines
            .iter()
            .skip(1)
            .map(|(_, l)| l.trim().to_string())
            .collect(),
        lines: LineRange::collect(lines.iter().map(|(n, _)| *n)),
        ..Article::default()
    };
    Segmented {
        articles: vec![article],
        ..Segmented::default()
    }
}
