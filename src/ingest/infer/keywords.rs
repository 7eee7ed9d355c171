//! Keywords by jieba's TF-IDF.

use crate::article::Article;
use crate::text::segment;

/// So many keywords an article gets at most.
const MOST: usize = 6;
/// Characters that are read for them: the lead tells what an article is about, and the cost stays bounded.
const READ: usize = 300;

pub(super) fn of(article: &Article) -> Vec<String> {
    let mut text = String::from(article.headline.as_str());
    for paragraph in &article.article_body {
        text.push('\n');
        text.push_str(paragraph);
        if text.len() > 3 * READ {
            break;
        }
    }
    let end = text
        .char_indices()
        .nth(READ)
        .map_or(text.len(), |(at, _)| at);
    segment::keywords(text.get(..end).unwrap_or(&text), MOST)
}
