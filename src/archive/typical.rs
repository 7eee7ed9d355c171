//! An article that is typical of what the archive holds, as examples of what can be searched are made of it.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::Arc;

use super::{Archive, ArticleRecord, ArticleRow, Filter, Order, PageRequest, Result};
use crate::article::Article;

/// So many of the newest articles are looked at.
const LOOKED_AT: usize = 30;
/// Words of a headline that stand further apart than so many characters are not said to be near.
const NEAR: usize = 5;

/// Of the newest articles the one whose headline has the keywords that most of them have.
#[derive(Debug, Clone)]
pub struct Typical {
    pub row: ArticleRow,
    pub author: Vec<String>,
    /// A keyword of its headline.
    pub word: String,
    /// Another near it.
    pub near: Option<String>,
    /// A few words of the headline as they stand, with both where nothing parts them.
    pub phrase: String,
    /// Another frequent keyword, which it lacks.
    pub lacking: Option<String>,
}

/// How many of the newest articles have a keyword.
type Counts<'t> = HashMap<&'t str, usize>;

/// A keyword in a headline: where it begins and ends, in bytes, and how many articles have it.
#[derive(Clone, Copy)]
struct Keyword<'t> {
    text: &'t str,
    start: usize,
    end: usize,
    count: usize,
}

/// What of a headline is shown: a keyword, and a second one near it.
type Pair<'t> = (Keyword<'t>, Option<Keyword<'t>>);

impl Archive {
    /// The typical article of the current revision; `None` where no new headline has a keyword. Found when it is first asked
    /// for, among so few and by their stored keywords alone, so that the first page waits for no dictionary.
    pub async fn typical(&self) -> Result<Option<Arc<Typical>>> {
        let facets = self.facets();
        let typical = facets.typical.get_or_try_init(|| self.find_typical());
        typical.await.cloned()
    }

    async fn find_typical(&self) -> Result<Option<Arc<Typical>>> {
        let page = PageRequest {
            cursor: None,
            limit: LOOKED_AT,
        };
        let newest = self.list(&Filter::default(), Order::Newest, &page).await?;
        let places: Vec<i64> = newest.rows.iter().map(|row| row.seq).collect();
        let records = self.records_at(&places).await?;
        Ok(choose(&records).map(Arc::new))
    }
}

/// The first of those whose keywords most have, those with two words before others.
fn choose(records: &[ArticleRecord]) -> Option<Typical> {
    let mut counts = Counts::new();
    for word in records.iter().flat_map(|record| &record.article.keywords) {
        if is_example(word) {
            *counts.entry(word).or_default() += 1;
        }
    }
    let weigh = |record: &ArticleRecord| {
        let (first, second) = pair(&record.article, &counts)?;
        let both = second.map_or(0, |second| first.count + second.count);
        Some((both, first.count))
    };
    let weighed = records.iter().zip((0..).map(Reverse));
    let weighed = weighed.filter_map(|(record, at)| Some((weigh(record)?, at, record)));
    let (.., record) = weighed.max_by_key(|(weight, at, _)| (*weight, *at))?;
    let (first, second) = pair(&record.article, &counts)?;
    Some(Typical {
        phrase: phrase(&record.row.headline, first, second).to_string(),
        word: first.text.to_string(),
        near: second.map(|second| second.text.to_string()),
        author: record.article.author.clone(),
        lacking: lacking(record, &counts),
        row: record.row.clone(),
    })
}

/// The two keywords near each other in the headline that most have, the more frequent first; else the most frequent one.
fn pair<'t>(article: &'t Article, counts: &Counts) -> Option<Pair<'t>> {
    let headline = &article.headline;
    let found = keywords(article, counts);
    let pairs = found.windows(2).filter_map(|two| match two {
        [first, second] => Some((*first, *second)),
        _ => None,
    });
    let near = pairs.filter(|(first, second)| {
        let between = headline.get(first.end..second.start);
        between.is_some_and(|between| between.chars().count() <= NEAR)
    });
    let best = near.max_by_key(|(first, second)| first.count + second.count);
    match best {
        Some((first, second)) if second.count > first.count => Some((second, Some(first))),
        Some((first, second)) => Some((first, Some(second))),
        None => {
            let most = found.into_iter().max_by_key(|it| it.count)?;
            Some((most, None))
        }
    }
}

/// From one to the other, unless a mark stands between them.
fn phrase<'t>(headline: &'t str, first: Keyword<'t>, second: Option<Keyword<'t>>) -> &'t str {
    let second = second.unwrap_or(first);
    let whole = first.start.min(second.start)..first.end.max(second.end);
    let whole = headline.get(whole).unwrap_or_default();
    match whole.chars().all(char::is_alphanumeric) {
        true => whole,
        false => first.text,
    }
}

/// The article's keywords that its headline has, in their order.
fn keywords<'t>(article: &'t Article, counts: &Counts) -> Vec<Keyword<'t>> {
    let examples = article.keywords.iter().filter(|word| is_example(word));
    let found = examples.filter_map(|text| {
        let start = article.headline.find(text.as_str())?;
        Some(Keyword {
            text,
            start,
            end: start + text.len(),
            count: counts.get(text.as_str()).copied().unwrap_or_default(),
        })
    });
    let mut found: Vec<Keyword> = found.collect();
    found.sort_unstable_by_key(|it| it.start);
    found.dedup_by(|next, before| next.start < before.end);
    found
}

/// Two Chinese characters or more.
fn is_example(word: &str) -> bool {
    let chinese = |letter: char| letter.is_alphabetic() && !letter.is_ascii();
    word.chars().nth(1).is_some() && word.chars().all(chinese)
}

/// The most frequent keyword that an article has nowhere; of several the first by its characters.
fn lacking(record: &ArticleRecord, counts: &Counts) -> Option<String> {
    let article = &record.article;
    let lines = [
        Some(&article.headline),
        article.kicker.as_ref(),
        article.alternative_headline.as_ref(),
        article.credit_text.as_ref(),
        record.row.source.as_ref(),
    ];
    let captions = article.caption.iter().map(|caption| &caption.text);
    let lines = lines.into_iter().flatten().chain(captions);
    let lines = lines.chain(&article.author);
    let all: Vec<&String> = lines.chain(&article.article_body).collect();
    let lacks = |word: &str| !all.iter().any(|text| text.contains(word));
    let others = counts.iter().filter(|(word, _)| lacks(word));
    let most = others.max_by_key(|(word, count)| (**count, Reverse(**word)));
    most.map(|(word, _)| (*word).to_string())
}
