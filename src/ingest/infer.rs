//! What follows from an article's text and its page: dates, regions, topics, doubts.
//!
//! What a record, a sidecar or the segmenter already gave stays. Nothing is invented: what the text does not say stays
//! open, and is doubtful where one would expect it.

pub(super) mod dates;
mod doubts;
mod observances;
mod published;
mod roles;
mod tense;
#[cfg(test)]
mod tests;
mod year;

use std::cell::LazyCell;

use crate::article::{Article, DatePublished, Document, Furniture, Layout};
use crate::edtf::PartialDate;
use crate::region::{Code, RegionInput, page_place, resolve};
use crate::text::normalize::simplified;
use crate::text::script::script;

use super::{Context, dateline};
use year::{Dated, PageTime};

/// Fills in what the segmenter left open. What a record, a sidecar or a dateline already gave stays.
pub fn complete(document: &mut Document, context: &Context) {
    let own_pages = matches!(document.layout, Layout::Records | Layout::Feed);
    let lines: Vec<&str> = match own_pages {
        true => Vec::new(),
        false => document.text.split('\n').collect(),
    };
    let mut page = Page {
        frame: frame(&document.furniture, &lines),
        lines,
        issue: document.publication.date,
        issue_given: document.publication.date_given,
        region: document.publication.region,
    };
    if own_pages {
        for article in &mut document.articles {
            let stood_in = article.stood_in(&document.publication, document.layout);
            (page.issue, page.issue_given) = (stood_in.date, stood_in.date_given);
            complete_page(std::slice::from_mut(article), &page, context);
        }
    } else {
        complete_page(&mut document.articles, &page, context);
    }
}

/// What a page says beside its articles.
struct Page<'a> {
    lines: Vec<&'a str>,
    /// The lines that say who publishes.
    frame: Vec<&'a str>,
    issue: Option<PartialDate>,
    /// The keeper gives that date.
    issue_given: bool,
    /// As the keeper gives it.
    region: Option<Code>,
}

/// Furniture that says whose page it is: masthead, imprint, name and foot of the site. Lists of other articles do not.
const FRAME: [&str; 6] = [
    "page-header",
    "imprint",
    "site-header",
    "site-footer",
    "copyright",
    "breadcrumb",
];

fn frame<'a>(furniture: &[Furniture], lines: &[&'a str]) -> Vec<&'a str> {
    let frame = furniture.iter().filter(|f| FRAME.contains(&f.why.as_str()));
    let numbers = frame.flat_map(|f| f.lines.0..=f.lines.1);
    let line = |n: u32| lines.get(n.checked_sub(1)? as usize).copied();
    numbers.filter_map(line).collect()
}

/// Articles that stand on one page, and share what the page says about time and place.
fn complete_page(articles: &mut [Article], page: &Page<'_>, context: &Context) {
    for article in articles.iter_mut().filter(|a| a.date_published.is_none()) {
        article.date_published = printed_dateline(article, &page.lines);
    }
    let undated = articles.iter().any(|a| a.date_published.is_none());
    let dated: Vec<Dated> = match undated {
        true => articles.iter().map(Dated::of).collect(),
        false => Vec::new(),
    };
    let time = PageTime {
        given: page.issue_given,
        ..PageTime::of(page.issue, &dated)
    };
    let home = home(articles, page);
    for (n, article) in articles.iter_mut().enumerate() {
        let mut reasons = doubts::Reasons::default();
        if article.date_published.is_none()
            && let Some(dated) = dated.get(n)
        {
            match published::choose(dated, time) {
                Ok(date) => article.date_published = Some(date),
                Err(reason) => reasons.date = Some(reason),
            }
        }
        if article.content_location.is_empty() {
            reasons.region = place(article, home);
        }
        if article.about.is_empty() {
            article.about = context
                .topics
                .about(&headlines(article), &article.article_body);
        }
        doubts::add(article, reasons, !context.topics.topics.is_empty());
    }
}

/// The place of the publication, as the keeper gives it or the page's frame prints it, and the one that the texts tell.
fn home(articles: &[Article], page: &Page<'_>) -> (Option<Code>, Option<Code>) {
    let unplaced = articles.iter().any(|a| a.content_location.is_empty());
    if page.region.is_some() || !unplaced {
        return (page.region, None);
    }
    let joined: Vec<String> = articles
        .iter()
        .map(|article| {
            let simplified = in_simplified(article);
            let texts = texts(simplified.as_ref().unwrap_or(article));
            texts.collect::<Vec<_>>().join("\n")
        })
        .collect();
    let texts = joined.iter().map(String::as_str);
    match page_place(texts, page.frame.iter().copied()) {
        Some(found) if found.published => (Some(found.code), None),
        found => (None, found.map(|found| found.code)),
    }
}

/// Sets the article's regions; gives what is doubtful about them.
fn place(
    article: &mut Article,
    (publication_place, page_place): (Option<Code>, Option<Code>),
) -> Option<String> {
    let simplified = in_simplified(article);
    let plain = simplified.as_ref().unwrap_or(article);
    let headline = headlines(plain);
    let found = resolve(&RegionInput {
        headline: &headline,
        paragraphs: &plain.article_body,
        credit: plain.credit_text.as_deref(),
        publication_place,
        page_place,
    });
    article.content_location = found.codes;
    found.doubt
}

/// What an article in traditional characters says, in simplified ones, as the names of places are known in these.
fn in_simplified(article: &Article) -> Option<Article> {
    let simple = |text: &String| -> String { text.chars().map(simplified).collect() };
    (script(&article.article_body) == "zh-Hant").then(|| Article {
        headline: simple(&article.headline),
        kicker: article.kicker.as_ref().map(simple),
        alternative_headline: article.alternative_headline.as_ref().map(simple),
        credit_text: article.credit_text.as_ref().map(simple),
        article_body: article.article_body.iter().map(simple).collect(),
        ..Article::default()
    })
}

fn texts(article: &Article) -> impl Iterator<Item = &str> {
    let heads = [
        Some(&article.headline),
        article.kicker.as_ref(),
        article.alternative_headline.as_ref(),
        article.credit_text.as_ref(),
    ];
    let heads = heads.into_iter().flatten().map(String::as_str);
    heads.chain(article.article_body.iter().map(String::as_str))
}

/// All decks.
fn headlines(article: &Article) -> String {
    match article.other_decks() {
        Some(other) => format!("{} {other}", article.headline),
        None => article.headline.clone(),
    }
}

impl Dated {
    fn of(article: &Article) -> Self {
        let mut text = headlines(article);
        let mut lead = None;
        for paragraph in &article.article_body {
            text.push('\n');
            text.push_str(paragraph);
            // A salutation or a subhead is no lead yet.
            if lead.is_none() && text.chars().nth(LEAD_CHARS).is_some() {
                lead = Some(text.len());
            }
        }
        let lead = lead.unwrap_or(text.len());
        Self {
            mentions: dates::find(&text),
            text,
            lead,
        }
    }
}

/// Headline and lead together are at least so long, if the article is.
const LEAD_CHARS: usize = 60;

/// A line of the article that is there to date it (发布时间：2021-12-21 09:08), where the segmenter left it.
fn printed_dateline(article: &Article, lines: &[&str]) -> Option<DatePublished> {
    let text = LazyCell::new(|| {
        let texts: Vec<String> = texts(article).map(bare).collect();
        texts.join("\n")
    });
    let numbers = article.lines.iter().flat_map(|range| range.0..=range.1);
    let found = numbers
        .filter_map(|n| lines.get(n.checked_sub(1)? as usize))
        .filter(|line| line.len() < 300 && line.contains(|c: char| c.is_numeric()))
        .map(|line| (*line, dateline::parse(line)))
        // A wrapped line of a narrow column is short too, but it is part of the body.
        .find(|(line, found)| found.is_one() && !text.contains(&bare(line)))?;
    found.1.date.map(dateline::Found::published)
}

fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}
