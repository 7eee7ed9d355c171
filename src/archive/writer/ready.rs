//! What is made ready of an article before it is written.

use crate::archive::articles::Content;
use crate::archive::index::Terms;
use crate::archive::reconcile::sketch;
use crate::article::Article;

/// How many characters of the body a listing shows.
const LEAD_CHARS: usize = 64;

/// What is stored of an article beside its fields. Making it is the costly part and needs no database.
#[derive(Debug, Clone)]
pub(in crate::archive) struct Ready {
    /// Empty where it could not be written; storing it is refused.
    pub(super) content: Vec<u8>,
    pub(super) lead: String,
    pub(super) sketch: Option<i64>,
    pub(in crate::archive) terms: Terms,
}

impl Ready {
    pub(in crate::archive) fn of(article: &Article) -> Self {
        Self::with(article, Terms::of(article))
    }

    /// Gives the article keywords, too, where it has none: they come from the words that its terms are cut by.
    pub(in crate::archive) fn completing(article: &mut Article) -> Self {
        if !article.keywords.is_empty() {
            return Self::of(article);
        }
        let (terms, keywords) = Terms::and_keywords(article);
        article.keywords = keywords;
        Self::with(article, terms)
    }

    fn with(article: &Article, terms: Terms) -> Self {
        Self {
            content: Content::of(article).pack().unwrap_or_default(),
            lead: lead(article),
            sketch: sketch(&article.article_body),
            terms,
        }
    }

    pub(in crate::archive) fn sketch(&self) -> Option<i64> {
        self.sketch
    }
}

/// The first words of the body, on one line.
fn lead(article: &Article) -> String {
    let mut words: String = article
        .article_body
        .iter()
        .flat_map(|p| p.chars())
        .take(LEAD_CHARS + 1)
        .collect();
    if words.chars().count() > LEAD_CHARS {
        words.pop();
        words.push('…');
    }
    words
}
