//! The history of an article: what changed, when and through what, with the differences word by word.

use std::time::{Duration, Instant};

use super::error::WebError;
use super::i18n::Lang;
use super::{App, Page};
use crate::archive::{Action, ArticleId, Revision};
use crate::article::Article;
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

pub(super) async fn history(app: &App, id: ArticleId, lang: Lang) -> Page<History> {
    let mut revisions = app.archive.revisions(id, SHOWN as u32 + 1).await?;
    let more = revisions.len() > SHOWN;
    revisions.truncate(SHOWN);
    let changes = tokio::task::spawn_blocking(move || changes(&revisions, lang)).await;
    let changes = changes.map_err(|error| {
        tracing::error!(%error, "a history could not be made");
        WebError::Internal
    })?;
    Ok(History { changes, more })
}

fn changes(revisions: &[Revision], lang: Lang) -> Vec<Change> {
    let until = Instant::now() + PATIENCE;
    revisions
        .iter()
        .map(|revision| Change {
            day: day(&revision.at, lang),
            at: revision.at.clone(),
            action: action(revision.action, lang),
            who: revision.who.clone(),
            reason: revision.reason.clone(),
            document: revision.document.clone(),
            sha256: revision
                .sha256
                .as_ref()
                .map(|hash| hash.chars().take(12).collect()),
            fields: match (&revision.before, &revision.after) {
                (Some(before), Some(after)) => fields(before, after, lang, until),
                _ => Vec::new(),
            },
        })
        .collect()
}

/// The day in China of a time in UTC.
pub(super) fn day(at: &str, lang: Lang) -> String {
    let Ok(time) = at.parse::<jiff::Timestamp>() else {
        return at.to_string();
    };
    let date = jiff::tz::Offset::constant(8).to_datetime(time).date();
    match date.to_string().parse() {
        Ok(date) => lang.date(date),
        Err(_) => date.to_string(),
    }
}

fn action(action: Action, lang: Lang) -> &'static str {
    let (zh, en) = match action {
        Action::Changed => ("来源文档更正", "Changed with its document"),
        Action::Moved => ("移入另一文档", "Moved to another document"),
        Action::Merged => ("并入另一篇", "Merged into another article"),
        Action::Removed => ("来源文档不再含有", "No longer in its document"),
        Action::Returned => ("重新出现在来源文档", "Back in its document"),
        Action::Revised => ("管理者更正", "Corrected by the keeper"),
        Action::Withdrawn => ("撤下", "Withdrawn"),
        Action::Restored => ("恢复", "Restored"),
    };
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

fn fields(
    before: &Article,
    after: &Article,
    lang: Lang,
    until: Instant,
) -> Vec<(&'static str, Vec<Part>)> {
    let name = |zh, en| match lang {
        Lang::Zh => zh,
        Lang::En => en,
    };
    let date = |article: &Article| {
        let date = article.date_published.as_ref();
        date.map_or(String::new(), |date| lang.date(date.date))
    };
    let regions = |article: &Article| {
        let names = article
            .content_location
            .iter()
            .map(|code| super::listing::place(*code));
        names.collect::<Vec<_>>().join("、")
    };
    let kicker = |article: &Article| article.kicker.clone().unwrap_or_default();
    let second = |article: &Article| article.alternative_headline.clone().unwrap_or_default();
    let credit = |article: &Article| article.credit_text.clone().unwrap_or_default();
    let texts: [(&str, String, String); 9] = [
        (
            name("标题", "Headline"),
            before.headline.clone(),
            after.headline.clone(),
        ),
        (name("引题", "Kicker"), kicker(before), kicker(after)),
        (
            name("副题", "Second headline"),
            second(before),
            second(after),
        ),
        (name("日期", "Date"), date(before), date(after)),
        (
            name("作者", "Author"),
            before.author.join("、"),
            after.author.join("、"),
        ),
        (name("来源", "Source"), credit(before), credit(after)),
        (name("地区", "Region"), regions(before), regions(after)),
        (
            name("主题", "Topic"),
            before.about.join("、"),
            after.about.join("、"),
        ),
        (
            name("正文", "Text"),
            before.article_body.join("\n"),
            after.article_body.join("\n"),
        ),
    ];
    texts
        .into_iter()
        .filter(|(_, before, after)| before != after)
        .map(|(name, before, after)| (name, shortened(difference::words(&before, &after, until))))
        .collect()
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
