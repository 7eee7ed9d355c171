//! Puts the keeper's word over what was found in a document.

use super::values::{did_you_mean, topic};
use super::{At, Correction, Sidecar, SidecarError, Target};
use crate::article::{
    Article, Basis, DatePublished, Document, DoubtKind, Furniture, Joint, Layout, LineRange,
};
use crate::ingest::{Context, newspaper, webpage};
use crate::topic::Topics;

type Result<T> = std::result::Result<T, SidecarError>;

impl Sidecar {
    /// Puts the keeper's word over what was found in the document, corrections in their order.
    ///
    /// # Errors
    /// When a correction names no article of the document, or more than one, or a topic that there is not.
    pub fn apply(&self, document: &mut Document, context: &Context) -> Result<()> {
        document.publication = self.publication.clone().or(&document.publication);
        for correction in &self.corrections {
            correction.apply(document, context)?;
        }
        Ok(())
    }
}

impl Correction {
    fn apply(&self, document: &mut Document, context: &Context) -> Result<()> {
        let mut at = find(document, &self.target)?;
        if self.drop {
            let article = document.articles.remove(at);
            document
                .furniture
                .extend(article.lines.into_iter().map(|lines| Furniture {
                    lines,
                    why: "keeper".to_string(),
                }));
            return Ok(());
        }
        if let Some(other) = &self.merge {
            let other_at = find(document, other)?;
            if other_at == at {
                return Err(other.error("this is the article itself; name another one"));
            }
            let other = document.articles.remove(other_at);
            at -= usize::from(other_at < at);
            absorb(&mut document.articles[at], other);
        }
        if let Some(line) = &self.split {
            let (first, second) = split(document, at, line)?;
            document.articles[at] = first;
            document.articles.insert(at + 1, second);
        }
        if let Some(order) = &self.order {
            reorder(document, at, order)?;
        }
        self.fields(&mut document.articles[at], context)
    }

    fn fields(&self, article: &mut Article, context: &Context) -> Result<()> {
        let some = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        if let Some(headline) = &self.headline {
            article.headline.clone_from(headline);
        }
        if let Some(deck) = &self.alternative_headline {
            article.alternative_headline = some(deck);
            // Said alone, it is said of all decks beside the headline.
            article.kicker = None;
        }
        if let Some(deck) = &self.kicker {
            article.kicker = some(deck);
        }
        if let Some(date) = self.date {
            article.date_published = Some(DatePublished {
                date,
                basis: Basis::Keeper,
                time: None,
                words: None,
            });
        }
        if let Some(regions) = &self.regions {
            article.content_location.clone_from(regions);
        }
        if let Some(topics) = &self.topics {
            article.about = topic_ids(topics, &context.topics)?;
        }
        if let Some(author) = &self.author {
            article.author.clone_from(author);
        }
        if let Some(credit) = &self.credit {
            article.credit_text = some(credit);
        }
        if let Some(address) = &self.source_url {
            article.source_url = Some(address.clone());
        }
        Ok(())
    }
}

/// The index of the one article that is meant.
fn find(document: &Document, target: &At<Target>) -> Result<usize> {
    let found = match &target.value {
        Target::Words(words) => by_words(&document.articles, words),
        Target::Lines(lines) => by_lines(document, lines, target)?,
    };
    let articles = &document.articles;
    match found.as_slice() {
        [one] => Ok(*one),
        [] => Err(target.error(match &target.value {
            Target::Words(words) => format!(
                "no article of {} holds {words:?}{}",
                document.name,
                did_you_mean(words, articles.iter().map(|a| a.headline.as_str()))
            ),
            Target::Lines(_) => format!("no article of {} stands there", document.name),
        })),
        several => {
            let headlines: Vec<_> = several
                .iter()
                .filter_map(|at| Some(articles.get(*at)?.called()))
                .collect();
            Err(target.error(format!(
                "this is said of {} articles ({}); give more words or other lines",
                several.len(),
                headlines.join(" / ")
            )))
        }
    }
}

/// Articles whose headline holds the words; where there is none, whose other decks do, else whose text.
fn by_words(articles: &[Article], words: &str) -> Vec<usize> {
    let bare = |text: &str| -> String { text.chars().filter(|c| !c.is_whitespace()).collect() };
    let words = bare(words);
    let which = |holds: &dyn Fn(&Article) -> bool| -> Vec<usize> {
        let numbered = articles.iter().enumerate();
        numbered
            .filter(|(_, a)| holds(a))
            .map(|(at, _)| at)
            .collect()
    };
    let same = which(&|a| bare(&a.headline) == words);
    if same.len() == 1 {
        return same;
    }
    let named = which(&|a| bare(&a.headline).contains(&words));
    if !named.is_empty() {
        return named;
    }
    let decked = which(&|a| {
        a.other_decks()
            .is_some_and(|decks| bare(&decks).contains(&words))
    });
    if !decked.is_empty() {
        return decked;
    }
    which(&|a| bare(&a.article_body.concat()).contains(&words))
}

fn by_lines(document: &Document, lines: &[LineRange], at: &At<Target>) -> Result<Vec<usize>> {
    check_lines(document, lines, at)?;
    let numbered = document.articles.iter().enumerate();
    let found = numbered.filter(|(_, article)| {
        let mut own = article.lines.iter();
        own.any(|own| lines.iter().any(|given| own.meets(*given)))
    });
    Ok(found.map(|(at, _)| at).collect())
}

fn check_lines<T>(document: &Document, lines: &[LineRange], at: &At<T>) -> Result<()> {
    let last = document.text.split('\n').count() as u32;
    match lines.iter().find(|range| range.1 > last) {
        Some(range) => Err(at.error(format!(
            "{} has {last} lines; there is no line {}",
            document.name, range.1
        ))),
        None => Ok(()),
    }
}

/// Appends another article. What is printed above its text stays as paragraphs: no printed word is lost by a correction.
fn absorb(article: &mut Article, mut other: Article) {
    let headline = Some(std::mem::take(&mut other.headline)).filter(|text| !text.is_empty());
    let printed = [
        other.kicker.take(),
        headline,
        other.alternative_headline.take(),
    ];
    article.article_body.extend(printed.into_iter().flatten());
    article.append(other, Joint::Paragraph);
    looked_at(article);
}

/// What the keeper put together himself is not torn.
fn looked_at(article: &mut Article) {
    article.doubts.retain(|doubt| doubt.kind != DoubtKind::Torn);
}

fn split(document: &Document, at: usize, line: &At<u32>) -> Result<(Article, Article)> {
    let article = &document.articles[at];
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for number in article.lines.iter().flat_map(|range| range.0..=range.1) {
        if number < line.value {
            before.push(number);
        } else {
            after.push(number);
        }
    }
    let first = from_lines(document, &before);
    let second = from_lines(document, &after);
    match (first, second) {
        (Some(first), Some(second)) => Ok((first, second)),
        _ => Err(line.error(format!(
            "the article {:?} cannot be split here; it covers lines {}",
            article.headline,
            shown(&article.lines)
        ))),
    }
}

fn reorder(document: &mut Document, at: usize, order: &At<Vec<LineRange>>) -> Result<()> {
    check_lines(document, &order.value, order)?;
    let numbers: Vec<u32> = order
        .value
        .iter()
        .flat_map(|range| range.0..=range.1)
        .collect();
    let read = from_lines(document, &numbers)
        .ok_or_else(|| order.error("there is no text on these lines"))?;
    let others = document.articles.iter().enumerate();
    for (_, other) in others.filter(|(other, _)| *other != at) {
        let taken = numbers
            .iter()
            .find(|line| other.lines.iter().any(|range| range.contains(**line)));
        if let Some(line) = taken {
            return Err(order.error(format!(
                "line {line} belongs to {:?}; merge that article first",
                other.headline
            )));
        }
    }
    document.furniture.retain(|furniture| {
        !read
            .lines
            .iter()
            .any(|range| range.contains(furniture.lines.0))
    });
    let article = &mut document.articles[at];
    let left: Vec<u32> = article
        .lines
        .iter()
        .flat_map(|range| range.0..=range.1)
        .filter(|line| !numbers.contains(line))
        .collect();
    article.article_body = read.article_body;
    if article.headline.is_empty() {
        article.headline = read.headline;
    }
    article.lines = LineRange::collect(numbers.into_iter().chain(left));
    looked_at(article);
    Ok(())
}

/// One article made of lines of the document, read in the order given; `None` where they hold no text.
fn from_lines(document: &Document, numbers: &[u32]) -> Option<Article> {
    let lines: Vec<&str> = document.text.split('\n').collect();
    let line = |number: &u32| lines.get(*number as usize - 1).copied();
    let text: Vec<&str> = numbers.iter().filter_map(line).collect();
    let segmented = match document.layout {
        Layout::Webpage => webpage::segment(&text.join("\n")),
        _ => newspaper::segment(&text.join("\n")),
    };
    let mut articles = segmented.articles.into_iter();
    let mut article = articles.next()?;
    articles.for_each(|other| absorb(&mut article, other));
    article.lines = LineRange::collect(numbers.iter().copied());
    article.doubts.clear();
    Some(article)
}

/// Topics by id or by label; their ids.
fn topic_ids(given: &At<Vec<String>>, topics: &Topics) -> Result<Vec<String>> {
    let id = |name: &String| topic(name, topics).map_err(|message| given.error(message));
    given.value.iter().map(id).collect()
}

fn shown(lines: &[LineRange]) -> String {
    let ranges: Vec<String> = lines
        .iter()
        .map(|range| format!("{}-{}", range.0, range.1))
        .collect();
    ranges.join(", ")
}
