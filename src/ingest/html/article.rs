//! One saved page, read from its bytes to its articles: its lines told apart into the article and the furniture
//! round it.
//!
//! The order matters. What the head of the page says (`meta`) and what its titles teach about the site (`titles`)
//! come first; then the element of the article is found (`container`), then the headline in or above it
//! (`headline`), and only then can the lines be sorted (`sort`) and the facts read (`facts`). A page of nothing but
//! links to articles is refused: an empty article would only hide that the wrong page was saved.

use dom_query::Document as Dom;

use super::container::{self, Listing, Weighed};
use super::depth;
use super::headline::{self, Headline};
use super::meta::{self, Meta};
use super::render::{self, Rendered};
use super::state;
use super::titles;
use crate::article::{Article, Doubt, DoubtKind};
use crate::ingest::webpage::edition::Navigation;
use crate::ingest::webpage::{self, Making, digest};
use crate::ingest::{IngestError, Segmented};

/// A page as lines of text, and what they are.
pub(super) struct Page {
    pub(super) text: String,
    pub(super) segmented: Segmented,
}

/// A page with so many lines of links that prints neither headline nor date may well hold no article.
const MANY_LINKS: usize = 30;

/// Under a headline without a text so many links, of so many characters, are a list of articles: buttons are shorter.
const FEW_TITLES: usize = 3;
const TITLE: usize = 8;

/// Reads one page. `name` is the file's, whose digits may date the page.
pub(super) fn read_page(html: &str, name: &str) -> Result<Page, IngestError> {
    let dom = depth::page(html).ok_or_else(|| {
        IngestError::Other(
            "too many elements lie in one another; save the page again from the browser"
                .to_string(),
        )
    })?;
    let mut meta = meta::read(&dom, html);
    let page = lines(&dom, &mut meta);
    if page.lines.is_empty() {
        return Err(IngestError::Other(
            "the page holds no text; where scripts draw it, save it from the browser as a complete page".to_string(),
        ));
    }
    titles::learn(&mut meta, &page);
    let mut weighed = container::weigh(&page);
    edition(&page, &mut weighed, &mut meta);
    let headline = headline::choose(&page, &meta, &weighed.lines, &weighed.furniture);
    let reading = Reading {
        page,
        meta,
        weighed,
        headline,
    };
    reading.finish(name)
}

/// The page's lines: what it shows; where that is no text, what it hides; and the article that only its data hold.
fn lines(dom: &Dom, meta: &mut Meta) -> Rendered {
    let mut page = render::render(&dom.root(), false);
    if !has_prose(&page) {
        let all = render::render(&dom.root(), true);
        if has_prose(&all) {
            page = all;
        }
    }
    let described = meta.body.as_deref().map(super::paragraphs);
    if let Some(paragraphs) = described.filter(|_| !has_prose(&page)) {
        page.add_body(paragraphs);
    } else if let Some(state) = state::find(dom)
        && !state.is_printed(&page)
    {
        meta.add_state(&state);
        page.add_body(state.paragraphs);
    }
    page
}

/// Where the page is one of a newspaper's digital edition, its lists are furniture; the titles in them name the headline.
fn edition(page: &Rendered, weighed: &mut Weighed, meta: &mut Meta) {
    let lines: Vec<_> = (0..page.lines.len())
        .filter_map(|i| Some((number(i), page.lines.get(i)?.text.as_str())))
        .collect();
    let linked = |i: usize| page.lines.get(i).is_some_and(|l| l.linked > 0);
    let Some(navigation) = Navigation::of(&lines, linked) else {
        return;
    };
    for (i, why) in weighed.furniture.iter_mut().enumerate() {
        *why = why.or(navigation.mark(i).filter(|_| linked(i)));
    }
    meta.issue_day = navigation.day(&lines);
    meta.issue = navigation.masthead(&lines);
    meta.edition = Some(navigation);
}

fn has_prose(page: &Rendered) -> bool {
    page.lines.iter().any(|l| container::prose_of(l) > 0)
}

/// A page with what was found out about it.
pub(super) struct Reading {
    pub(super) page: Rendered,
    pub(super) meta: Meta,
    pub(super) weighed: Weighed,
    pub(super) headline: Headline,
}

impl Reading {
    fn finish(self, name: &str) -> Result<Page, IngestError> {
        let listing = self.listing();
        if listing == Listing::Sure {
            return Err(only_links(self.links()));
        }
        // A headline that only the page's head names becomes a line of its own above the others.
        let added = u32::from(self.headline.lines.is_empty() && !self.headline.text.is_empty());
        let mut making = self.begin(added);
        let body_from = self.head(&mut making, added);
        let below = body_from..self.page.lines.len();
        let below: Vec<_> = below.filter_map(|i| self.line(i, added)).collect();
        let items = digest::items(&below, &self.headline.text);
        if items.is_empty() {
            self.body(&mut making, body_from, added);
        }
        self.facts(&mut making, name, body_from);
        let is_dated = making.article.date_published.is_some();
        let mut segmented = Segmented {
            publication: self.publication(),
            ..Segmented::default()
        };
        match items.is_empty() {
            true => making.finish(&mut segmented),
            false => webpage::reports(&below, &items, making, &mut segmented),
        }
        self.refuse_empty(&segmented, body_from)?;
        if listing == Listing::Perhaps || self.is_bare(is_dated) {
            doubt(&mut segmented);
        }
        let text = self.text(added);
        Ok(Page { text, segmented })
    }

    fn links(&self) -> usize {
        self.page.lines.iter().filter(|l| l.is_links()).count()
    }

    /// A page of links that prints neither headline nor date.
    fn is_bare(&self, is_dated: bool) -> bool {
        !is_dated && self.headline.lines.is_empty() && self.links() >= MANY_LINKS
    }

    fn begin(&self, added: u32) -> Making {
        let mut making = Making::default();
        if added == 1 {
            making.headline(&(1, self.headline.text.as_str()));
        } else {
            making.own(self.headline.lines.clone().map(number));
            making.article.headline.clone_from(&self.headline.text);
        }
        making
    }

    /// No article at all, or a headline without a text over a list of titles.
    fn refuse_empty(&self, segmented: &Segmented, body_from: usize) -> Result<(), IngestError> {
        let no_text =
            |article: &Article| article.article_body.is_empty() && article.caption.is_empty();
        if segmented.articles.iter().all(no_text) && self.titles_below(body_from) >= FEW_TITLES {
            return Err(only_links(self.links()));
        }
        if segmented.articles.is_empty() {
            let links = self.links();
            return Err(IngestError::Other(format!(
                "the page holds no article ({links} lines of links)"
            )));
        }
        Ok(())
    }

    /// The document's text: the page's lines, below the headline that was added to them.
    fn text(&self, added: u32) -> String {
        let headline = Some(self.headline.text.as_str()).filter(|_| added == 1);
        let lines = self.page.lines.iter().map(|l| l.text.as_str());
        let lines: Vec<&str> = headline.into_iter().chain(lines).collect();
        lines.join("\n")
    }

    /// How many links below the headline are as long as titles.
    fn titles_below(&self, body_from: usize) -> usize {
        let below = self.page.lines.iter().skip(body_from);
        let titles = below.filter(|l| l.is_links() && l.text.chars().count() >= TITLE);
        titles.count()
    }

    pub(super) fn line(&self, i: usize, added: u32) -> Option<(u32, &str)> {
        let line = self.page.lines.get(i)?;
        Some((number(i) + added, line.text.as_str()))
    }
}

fn doubt(segmented: &mut Segmented) {
    if let Some(article) = segmented.articles.first_mut() {
        article.doubts.push(Doubt {
            kind: DoubtKind::NoArticle,
            reason: "网页上多是各篇文章的标题和摘要，可能没有文章".to_string(),
            paragraph: None,
            lines: article.lines.clone(),
        });
    }
}

fn only_links(links: usize) -> IngestError {
    IngestError::Other(format!(
        "the page holds no article, only links to articles ({links} lines of links); save the articles' own pages"
    ))
}

pub(super) fn number(i: usize) -> u32 {
    i as u32 + 1
}
