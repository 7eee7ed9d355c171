//! For tests: is every line of a text in exactly one article or in the furniture?

use super::Segmented;
use crate::article::{Article, Furniture};

/// Numbers of the lines that are not blank and accounted for never, or more than once.
pub(super) fn uncounted(text: &str, segmented: &Segmented) -> Vec<u32> {
    uncounted_in(text, &segmented.articles, &segmented.furniture)
}

/// The same of a document's parts; blank lines may lie within an article.
pub(super) fn uncounted_in(text: &str, articles: &[Article], furniture: &[Furniture]) -> Vec<u32> {
    let lines = (1..).zip(text.split('\n'));
    let printed = lines.filter(|(_, line)| !line.trim().is_empty());
    let wrong = printed.map(|(number, _)| number).filter(|number| {
        let of_articles = articles.iter().flat_map(|a| &a.lines);
        let of_furniture = furniture.iter().map(|f| &f.lines);
        let owners = of_articles.chain(of_furniture);
        owners.filter(|range| range.contains(*number)).count() != 1
    });
    wrong.collect()
}
