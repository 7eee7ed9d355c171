//! RSS and Atom files. Every entry is an article; its paragraphs are those of its HTML, its date is moved to the
//! day in China. What a feed says of its own title is the publication. Entries know their lines where each has
//! lines of its own.

use crate::article::{Article, Basis, DatePublished, LineRange};
use crate::clock;
use crate::edtf::PartialDate;
use crate::ingest::IngestError;

use super::{Found, LineCounter};

/// Reads a feed; every entry is an article.
pub(super) fn read(text: &str) -> Result<Found, IngestError> {
    let feed = feed_rs::parser::Builder::new()
        .sanitize_content(false)
        .build()
        .parse(text.as_bytes())
        .map_err(|error| IngestError::Other(format!("this is no RSS or Atom feed: {error}")))?;
    let mut found = Found::default();
    found.publication.name = feed
        .title
        .map(|t| t.content.trim().to_string())
        .filter(|t| !t.is_empty());
    found.publication.source_url = feed.links.first().map(|l| l.href.clone());
    let lines = entry_lines(text);
    let all_known = lines.len() == feed.entries.len();
    for (i, entry) in feed.entries.into_iter().enumerate() {
        let mut article = article(entry);
        if all_known {
            article.lines = lines.get(i).copied().into_iter().collect();
        }
        if !article.headline.is_empty() || !article.article_body.is_empty() {
            found.articles.push(article);
        }
    }
    Ok(found)
}

fn article(entry: feed_rs::model::Entry) -> Article {
    let content = entry.content.and_then(|c| c.body);
    let html = content
        .or(entry.summary.map(|s| s.content))
        .unwrap_or_default();
    Article {
        headline: entry.title.map(|t| plain(&t.content)).unwrap_or_default(),
        date_published: entry
            .published
            .or(entry.updated)
            .and_then(|t| published(t.timestamp())),
        author: entry
            .authors
            .into_iter()
            .map(|a| a.name.trim().to_string())
            .filter(|n| !n.is_empty())
            .collect(),
        credit_text: entry.source.filter(|s| !s.starts_with("http")),
        keywords: entry
            .categories
            .into_iter()
            .map(|c| c.label.unwrap_or(c.term))
            .collect(),
        article_body: paragraphs_of(&html),
        source_url: entry
            .links
            .into_iter()
            .map(|l| l.href)
            .find(|h| h.starts_with("http")),
        ..Article::default()
    }
}

fn published(seconds: i64) -> Option<DatePublished> {
    let moment = clock::in_china(seconds)?;
    let date = PartialDate::day_of(moment.year(), moment.month() as u8, moment.day() as u8)?;
    Some(DatePublished {
        date,
        basis: Basis::Printed,
        time: Some(moment.strftime("%H:%M:%S").to_string()),
        words: None,
    })
}

fn plain(html: &str) -> String {
    paragraphs_of(html).join(" ")
}

/// The paragraphs of a piece of HTML or of plain text.
pub(crate) fn paragraphs_of(html: &str) -> Vec<String> {
    if html.contains(['<', '&']) {
        return crate::ingest::html::paragraphs(html);
    }
    html.split('\n')
        .map(str::trim)
        .filter(|p| !p.is_empty())
        .map(str::to_string)
        .collect()
}

/// The lines of the entries, one range each, where no two share a line.
fn entry_lines(text: &str) -> Vec<LineRange> {
    let mut counter = LineCounter::new(text);
    let mut ranges: Vec<LineRange> = Vec::new();
    let mut rest = 0;
    let (open, close) = if text.contains("<entry") {
        ("<entry", "</entry>")
    } else {
        ("<item", "</item>")
    };
    while let Some(from) = text
        .get(rest..)
        .and_then(|t| t.find(open))
        .map(|at| at + rest)
    {
        let behind = text.get(from + open.len()..).unwrap_or_default();
        rest = from + open.len();
        if !behind.starts_with(['>', ' ', '\n', '\t', '/']) {
            continue;
        }
        let Some(to) = behind
            .find(close)
            .map(|at| from + open.len() + at + close.len())
        else {
            break;
        };
        let range = LineRange(counter.line_of(from), counter.line_of(to));
        rest = to;
        ranges.push(range);
    }
    ranges
}
