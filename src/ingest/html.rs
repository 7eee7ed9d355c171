//! Saved web pages. A page is rendered to lines, one block of text a line; that rendering is the document's text, and its
//! lines are told apart into article and furniture. The bytes are kept as they came.

mod article;
mod container;
mod date;
mod depth;
mod facts;
mod headline;
mod meta;
mod render;
mod roles;
mod sort;
mod state;
mod titles;

use std::sync::LazyLock;

use regex::Regex;

use crate::article::{Article, Document, Joint, Layout, LineRange};

use super::decode::{self, Decoded};
use super::{IngestError, Segmented, Source};

static NEXT_PAGE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)</html\s*>(?:\s|<!--.*?-->)*(<(?:!doctype|html))").expect("a valid pattern")
});
static PAGE_MARK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\s*(?:[(（\[【]\s*第?\d{1,2}\s*(?:页)?(?:\s*/\s*\d{1,2})?\s*[)）\]】]|[(（][一二三四五六七八九十]{1,2}[)）]|[-_ ]第?\d{1,2}页?)\s*$").expect("a valid pattern")
});

/// Reads a saved web page: its article, or the articles of several pages saved into one file.
///
/// # Errors
/// The page cannot be decoded, holds no text, or holds nothing but links to articles.
pub fn read(source: &Source) -> Result<Document, IngestError> {
    let decoded = decode::decode(&source.bytes)?;
    let mut text = String::new();
    let mut segmented = Segmented::default();
    let mut failure = None;
    for html in pages(&decoded.text) {
        match article::read_page(html, &source.name) {
            Ok(page) => append(page, &mut text, &mut segmented),
            Err(error) => failure = Some(error),
        }
    }
    if segmented.articles.is_empty() {
        return Err(failure.unwrap_or(IngestError::Empty));
    }
    let encoding = decoded.encoding;
    Ok(Document::from_text(
        source,
        Decoded { text, encoding },
        Layout::Webpage,
        segmented,
    ))
}

/// The paragraphs of a fragment of HTML: block elements and `<br>` end them, entities are read, white space is single.
pub(crate) fn paragraphs(html: &str) -> Vec<String> {
    let Some(fragment) = depth::fragment(html) else {
        // Nobody wrote this; its text is kept all the same.
        let texts = html.split('<').filter_map(|tag| tag.split('>').nth(1));
        let texts = texts.map(str::trim).filter(|text| !text.is_empty());
        return texts.map(str::to_string).collect();
    };
    render::render(&fragment.root(), false)
        .lines
        .into_iter()
        .map(|line| line.text)
        .collect()
}

/// The pages that a file holds one behind the other.
fn pages(html: &str) -> Vec<&str> {
    let starts: Vec<usize> = NEXT_PAGE
        .captures_iter(html)
        .filter_map(|c| c.get(1))
        .map(|m| m.start())
        .collect();
    let ends = starts.iter().copied().chain([html.len()]);
    std::iter::once(0)
        .chain(starts.iter().copied())
        .zip(ends)
        .filter_map(|(from, to)| html.get(from..to))
        .filter(|page| !page.trim().is_empty())
        .collect()
}

/// Puts a page's lines behind those before it; a further page of the same article goes on with it.
fn append(page: article::Page, text: &mut String, all: &mut Segmented) {
    let offset = text.matches('\n').count() as u32;
    text.push_str(&page.text);
    text.push('\n');
    let shift = |range: &mut LineRange| *range = LineRange(range.0 + offset, range.1 + offset);
    for mut furniture in page.segmented.furniture {
        shift(&mut furniture.lines);
        all.furniture.push(furniture);
    }
    for mut article in page.segmented.articles {
        let doubts = article.doubts.iter_mut();
        let doubtful = doubts.flat_map(|doubt| doubt.lines.iter_mut());
        article.lines.iter_mut().chain(doubtful).for_each(shift);
        match all.articles.last_mut() {
            Some(last) if same_article(&last.headline, &article.headline) => go_on(last, article),
            _ => all.articles.push(article),
        }
    }
    if all.publication.name.is_none() {
        all.publication = page.segmented.publication;
    }
}

fn same_article(first: &str, next: &str) -> bool {
    let bare = |headline: &str| PAGE_MARK.replace(headline.trim(), "").into_owned();
    !first.is_empty() && bare(first) == bare(next)
}

fn go_on(article: &mut Article, next: Article) {
    article.headline = PAGE_MARK.replace(&article.headline, "").into_owned();
    article.append(next, Joint::Paragraph);
}

#[cfg(test)]
mod tests;
