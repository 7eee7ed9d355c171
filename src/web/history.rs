//! The history of an article: what changed, when and through what, with the differences word by word.

use std::time::{Duration, Instant};

use super::error::WebError;
use super::i18n::Lang;
use super::places::place;
use super::reader::Reader;
use super::{App, Page};
use crate::archive::{ArticleId, Revision};
use crate::article::Article;
use crate::clock;
use crate::text::difference::{self, Part};

/// So many of an article's changes are shown.
const SHOWN: usize = 50;
/// So long are the texts of one page compared.
const PATIENCE: Duration = Duration::from_millis(300);
/// Unchanged stretches longer than this are cut in the middle.
const CONTEXT: usize = 24;

/// One change as the page shows it.
pub(super) struct Change {
    /// RFC 3339, UTC.
    pub(super) at: String,
    /// As a day in China, in words.
    pub(super) day: String,
    pub(super) action: &'static str,
    pub(super) who: Option<String>,
    pub(super) reason: Option<String>,
    pub(super) document: Option<String>,
    /// The beginning of the document's SHA-256.
    pub(super) sha256: Option<String>,
    /// That what the article was before was taken out, when, by whom and why.
    pub(super) removed: Option<(String, Vec<String>)>,
    /// Name of the field and its difference.
    pub(super) fields: Vec<(&'static str, Vec<Part>)>,
}

/// The newest changes of an article, newest first.
#[derive(Default)]
pub(super) struct History {
    pub(super) changes: Vec<Change>,
    /// There are older ones.
    pub(super) more: bool,
}

pub(super) async fn history(app: &App, id: ArticleId, reader: &Reader) -> Page<History> {
    let mut revisions = app.archive.revisions(id, SHOWN as u32 + 1).await?;
    let more = revisions.len() > SHOWN;
    revisions.truncate(SHOWN);
    let reader = reader.clone();
    let changes = tokio::task::spawn_blocking(move || changes(&revisions, &reader)).await;
    let changes = changes.map_err(|error| {
        tracing::error!(%error, "a history could not be made");
        WebError::Internal
    })?;
    Ok(History { changes, more })
}

fn changes(revisions: &[Revision], reader: &Reader) -> Vec<Change> {
    let until = Instant::now() + PATIENCE;
    revisions
        .iter()
        .map(|revision| Change {
            day: day(&revision.at, reader.lang),
            at: revision.at.clone(),
            action: reader.strings().action(revision.action),
            who: revision.who.clone(),
            reason: revision.reason.clone(),
            document: revision.document.clone(),
            sha256: revision
                .sha256
                .as_ref()
                .map(|hash| hash.chars().take(12).collect()),
            removed: revision.removed.as_ref().map(|it| {
                let said = reader.strings().taken_out(&day(&it.at, reader.lang));
                (said, it.who.iter().chain(&it.reason).cloned().collect())
            }),
            fields: match (&revision.before, &revision.after) {
                (Some(before), Some(after)) => fields(before, after, reader, until),
                _ => Vec::new(),
            },
        })
        .collect()
}

/// The day in China of a time in UTC.
pub(super) fn day(at: &str, lang: Lang) -> String {
    let moment = at.parse::<jiff::Timestamp>().ok();
    match moment.and_then(|moment| clock::in_china(moment.as_second())) {
        Some(there) => lang.date(there.date().into()),
        None => at.to_string(),
    }
}

/// Reads a field of an article as readers see it.
type Field<'a> = &'a dyn Fn(&Article) -> String;

/// The fields that differ, with their names and differences.
fn fields(
    before: &Article,
    after: &Article,
    reader: &Reader,
    until: Instant,
) -> Vec<(&'static str, Vec<Part>)> {
    let comma = reader.strings().list_comma;
    let date = |article: &Article| {
        let date = article.date_published.as_ref();
        date.map_or(String::new(), |date| reader.lang.date(date.date))
    };
    let regions = |article: &Article| {
        let names = article.content_location.iter().map(|code| place(*code));
        names.collect::<Vec<_>>().join(comma)
    };
    let topics = |article: &Article| {
        let names = article.about.iter().map(|id| reader.topic(id));
        names.collect::<Vec<_>>().join(comma)
    };
    let second = |article: &Article| article.alternative_headline.clone().unwrap_or_default();
    let publication = |article: &Article| {
        let said = article.publication.as_ref();
        said.map_or(String::new(), |said| reader.strings().stood_in(said))
    };
    let names = &reader.strings().fields;
    let fields: [(&'static str, Field); 10] = [
        (names.headline, &|it| it.headline.clone()),
        (names.kicker, &|it| it.kicker.clone().unwrap_or_default()),
        (names.second_headline, &second),
        (names.date, &date),
        (names.author, &|it| it.author.join(comma)),
        (names.source, &|it| {
            it.credit_text.clone().unwrap_or_default()
        }),
        (reader.strings().publication, &publication),
        (names.region, &regions),
        (names.topic, &topics),
        (names.text, &|it| it.article_body.join("\n")),
    ];
    let read = |(name, read): (&'static str, Field)| {
        let (before, after) = (read(before), read(after));
        let parts = || shortened(difference::words(&before, &after, until));
        (before != after).then(|| (name, parts()))
    };
    fields.into_iter().filter_map(read).collect()
}

/// Leaves out the middle of what stayed the same.
fn shortened(parts: Vec<Part>) -> Vec<Part> {
    let shorten = |text: String| {
        let letters: Vec<char> = text.chars().collect();
        if letters.len() <= 2 * CONTEXT + 1 {
            return text;
        }
        let start: String = letters[..CONTEXT].iter().collect();
        let end: String = letters[letters.len() - CONTEXT..].iter().collect();
        format!("{start}……{end}")
    };
    parts
        .into_iter()
        .map(|part| match part {
            Part::Same(text) => Part::Same(shorten(text)),
            other => other,
        })
        .collect()
}
