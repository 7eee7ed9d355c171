//! An article that is typical of what the archive holds, as examples of what can be searched are made of it.

use std::cmp::Reverse;
use std::sync::Arc;

use super::suggest::Lexicon;
use super::{Archive, ArticleRow, Filter, Lookup, Order, PageRequest, Result};
use crate::article::Article;
use crate::text::normalize::fold;
use crate::text::segment;

/// So many of the newest articles are looked at.
const LOOKED_AT: usize = 30;
/// So many of the most frequent words are tried for one that the article lacks.
const FREQUENT: usize = 200;
/// Words of a headline that stand further apart than so many characters are not said to be near.
const NEAR: usize = 5;

/// Of the newest articles the one whose headline has the most frequent words.
#[derive(Debug, Clone)]
pub struct Typical {
    pub row: ArticleRow,
    pub author: Vec<String>,
    /// A noun of its headline.
    pub word: String,
    /// Another near it.
    pub near: Option<String>,
    /// A few words of the headline as they stand, with both where nothing parts them.
    pub phrase: String,
    /// Another frequent word, which it lacks.
    pub lacking: Option<String>,
}

/// A noun of a headline: where it begins and ends, in bytes, and in how many headlines it stands.
#[derive(Clone, Copy)]
struct Noun<'t> {
    text: &'t str,
    start: usize,
    end: usize,
    count: u64,
}

/// What of a headline is shown: a noun, and a second one near it.
type Pair<'t> = (Noun<'t>, Option<Noun<'t>>);

impl Archive {
    /// The typical article of the current revision; `None` where no new headline has a noun. Found when it is first asked for,
    /// among so few that it takes no longer in a large archive.
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
        let lexicon = self.lexicon().await?;
        let words = Arc::clone(&lexicon);
        let chosen = tokio::task::spawn_blocking(move || choose(newest.rows, &words)).await;
        let Some(mut typical) = chosen.map_err(std::io::Error::other)? else {
            return Ok(None);
        };
        let Lookup::Found(record) = self.article(typical.row.id).await? else {
            return Ok(None);
        };
        typical.lacking = lacking(&record.article, &lexicon);
        typical.author = record.article.author;
        Ok(Some(Arc::new(typical)))
    }
}

/// The first of those whose words are in most headlines, those with two words before others.
fn choose(rows: Vec<ArticleRow>, lexicon: &Lexicon) -> Option<Typical> {
    let weigh = |row: &ArticleRow| {
        let (first, second) = pair(&row.headline, lexicon)?;
        let both = second.map_or(0, |second| first.count + second.count);
        Some((both, first.count))
    };
    let weighed = rows.iter().enumerate();
    let weighed = weighed.filter_map(|(at, row)| Some((weigh(row)?, Reverse(at))));
    let (_, Reverse(at)) = weighed.max()?;
    let row = rows.into_iter().nth(at)?;
    let (first, second) = pair(&row.headline, lexicon)?;
    Some(Typical {
        phrase: phrase(&row.headline, first, second).to_string(),
        word: first.text.to_string(),
        near: second.map(|second| second.text.to_string()),
        author: Vec::new(),
        lacking: None,
        row,
    })
}

/// The two nouns near each other that are in most headlines, the more frequent first; else the most frequent one.
fn pair<'t>(headline: &'t str, lexicon: &Lexicon) -> Option<Pair<'t>> {
    let nouns = nouns(headline, lexicon);
    let pairs = nouns.windows(2).filter_map(|two| match two {
        [first, second] => Some((*first, *second)),
        _ => None,
    });
    let near = pairs.filter(|(first, second)| {
        let between = headline.get(first.end..second.start).unwrap_or_default();
        first.text != second.text && between.chars().count() <= NEAR
    });
    let best = near.max_by_key(|(first, second)| first.count + second.count);
    match best {
        Some((first, second)) if second.count > first.count => Some((second, Some(first))),
        Some((first, second)) => Some((first, Some(second))),
        None => {
            let most = nouns.into_iter().max_by_key(|noun| noun.count)?;
            Some((most, None))
        }
    }
}

/// From one noun to the other, unless a mark stands between them.
fn phrase<'t>(headline: &'t str, first: Noun<'t>, second: Option<Noun<'t>>) -> &'t str {
    let second = second.unwrap_or(first);
    let whole = first.start.min(second.start)..first.end.max(second.end);
    let whole = headline.get(whole).unwrap_or_default();
    match whole.chars().all(char::is_alphanumeric) {
        true => whole,
        false => first.text,
    }
}

fn nouns<'t>(headline: &'t str, lexicon: &Lexicon) -> Vec<Noun<'t>> {
    let mut end = 0;
    let nouns = segment::tokens(headline).into_iter().filter_map(|text| {
        let start = end;
        end += text.len();
        let known = is_noun(text).then(|| lexicon.get(&fold(text)))??;
        Some(Noun {
            text,
            start,
            end,
            count: known.count,
        })
    });
    nouns.collect()
}

fn is_noun(text: &str) -> bool {
    text.chars().nth(1).is_some()
        && text
            .chars()
            .all(|letter| letter.is_alphabetic() && !letter.is_ascii())
        && segment::weight(text).is_some()
}

/// The most frequent noun that an article has nowhere.
fn lacking(article: &Article, lexicon: &Lexicon) -> Option<String> {
    let lines = [
        Some(&article.headline),
        article.kicker.as_ref(),
        article.alternative_headline.as_ref(),
    ];
    let captions = article.caption.iter().map(|caption| &caption.text);
    let lines = lines.into_iter().flatten().chain(captions);
    let all: Vec<&str> = lines
        .chain(&article.article_body)
        .map(String::as_str)
        .collect();
    let text = fold(&all.join("\n"));
    let mut words: Vec<_> = lexicon.words().collect();
    words.sort_unstable_by_key(|word| Reverse((word.count, word.text.len())));
    let mut frequent = words.into_iter().take(FREQUENT);
    let found = frequent.find(|word| !text.contains(word.text) && is_noun(word.text));
    found.map(|word| word.text.to_string())
}
