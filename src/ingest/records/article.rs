//! An article from a record: which of its fields says what, where several could.
//!
//! A record of our own export gives its article back as it was. Others say less, or say it elsewhere: a title for a headline,
//! a summary where there is no body, a region by name among the keywords. What is no region or topic of this archive
//! stays as a keyword, so that nothing a record says is lost; only what cannot be right (a date that is none, digits that
//! are no code) refuses it, with what to write instead.

use super::called::{Resolver, region};
use super::fields::{OneCaption, Record};
use super::lists::{names, paragraphs, push_new, split};
use super::values::Values;
use super::whole;
use crate::article::{Article, Basis, DatePublished};
use crate::edtf::PartialDate;
use crate::ingest::dateline;

impl Record {
    /// The article, or what is wrong with the record.
    pub(crate) fn into_article(self, resolver: &Resolver) -> Result<Article, String> {
        let headline = self.headline.first().or(self.title.first());
        let captions = self.caption.into_iter().map(OneCaption::into_caption);
        let mut article = Article {
            headline: single_line(headline.unwrap_or_default()),
            kicker: self.kicker.first().map(single_line),
            alternative_headline: self.alternative.first().map(single_line),
            article_body: paragraphs(
                [self.body, self.content, self.description],
                self.content_html,
            ),
            caption: captions.collect(),
            author: names(self.author),
            keywords: names(self.keywords),
            doubts: self.doubts,
            ..Article::default()
        };
        part_decks(&mut article);
        if article.headline.is_empty() && article.article_body.is_empty() {
            return Err("neither headline nor articleBody; a record needs one of them".to_string());
        }
        let address = self.url.first().or(self.main_entity.first());
        article.take_address([self.id, self.identifier], address, self.based_on.first());
        let mut dates = [self.published, self.date, self.created].into_iter();
        if let Some(text) = dates.find_map(Values::first) {
            article.date_published = Some(published(&text, self.basis, self.words)?);
        }
        let (origin, source_name) = self.source.into_parts();
        article.origin = origin;
        article.publication = whole::publication(&self.part_of, self.publisher, self.page)?;
        article.credit_text = self.credit.first().or(source_name);
        article.take_regions(self.location, self.region)?;
        article.take_topics(self.about, self.topics, resolver);
        Ok(article)
    }
}

impl Article {
    /// The record's address, unless it is a permalink of an archive like this one: then the id is the article's own.
    fn take_address(
        &mut self,
        ids: [Values; 2],
        address: Option<String>,
        based_on: Option<String>,
    ) {
        let mut ids = ids.into_iter().flat_map(Values::names);
        self.id = ids.find(|id| address.as_deref().is_some_and(|url| is_own_id(id, url)));
        let elsewhere = address.filter(|_| self.id.is_none());
        let source = based_on.or(elsewhere);
        self.source_url = source.filter(|url| url.starts_with("http"));
    }

    fn take_regions(&mut self, location: Values, regions: Values) -> Result<(), String> {
        for value in location.0.into_iter().chain(regions.0).flat_map(split) {
            let name = value.name.trim();
            match region(&value) {
                Some(code) if self.content_location.contains(&code) => {}
                Some(code) => self.content_location.push(code),
                None if !name.is_empty() && name.bytes().all(|b| b.is_ascii_digit()) => {
                    return Err(format!(
                        "{:?} is no region; write a six-digit code such as 410800, or a name",
                        value.name
                    ));
                }
                None => push_new(&mut self.keywords, name),
            }
        }
        Ok(())
    }

    fn take_topics(&mut self, about: Values, topics: Values, resolver: &Resolver) {
        for value in about.0.into_iter().chain(topics.0).flat_map(split) {
            match resolver.topic(&value) {
                Some(id) => push_new(&mut self.about, id),
                None if !value.name.is_empty() => push_new(&mut self.keywords, &value.name),
                None => push_new(&mut self.keywords, &value.code.unwrap_or_default()),
            }
        }
    }
}

fn single_line(text: String) -> String {
    if text.contains(['\n', '\t']) || text.starts_with(' ') || text.ends_with(' ') {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    } else {
        text
    }
}

/// An id as archives of this kind give them, eleven characters of Crockford base32, with the permalink that says so:
/// numbers of other systems look the same.
fn is_own_id(id: &str, url: &str) -> bool {
    let in_form = id.len() == 11
        && id
            .bytes()
            .all(|b| b"0123456789abcdefghjkmnpqrstvwxyz".contains(&b));
    let before = url.trim_end_matches('/').strip_suffix(id);
    in_form && before.is_some_and(|before| before.ends_with("/articles/"))
}

/// `alternativeHeadline` may hold the kicker once more, as our own export has it.
fn part_decks(article: &mut Article) {
    let (Some(kicker), Some(decks)) = (&article.kicker, &article.alternative_headline) else {
        return;
    };
    if decks == kicker {
        article.alternative_headline = None;
    } else if let Some(below) = decks.strip_prefix(&format!("{kicker} ")) {
        article.alternative_headline = Some(below.to_string());
    }
}

/// The date of a record: as a keeper gives it, ISO 8601 with or without time and zone (moved to +08:00), or as Chinese pages print it.
pub(super) fn published(
    text: &str,
    basis: Option<Basis>,
    words: Option<String>,
) -> Result<DatePublished, String> {
    let text = text.trim();
    let (date, time) = match PartialDate::given(text) {
        Ok(date) => (date, None),
        Err(error) => match dateline::find(text) {
            Some(found) => (found.date, found.time),
            None => return Err(format!("datePublished: {error}")),
        },
    };
    Ok(DatePublished {
        date,
        basis: basis.unwrap_or(Basis::Keeper),
        time,
        words,
    })
}
