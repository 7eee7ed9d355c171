//! What became of articles after they first came, for readers: the latest changes of all of them.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::frame::{Frame, Section, show};
use super::history::day;
use super::params::Asked;
use super::reader::Reader;
use super::{App, Page};
use crate::archive::{Action, Change};

/// Changes on one page.
const ROWS: usize = 50;

/// The changes of one day in China.
struct Day {
    title: String,
    changes: Vec<Change>,
}

#[derive(Template)]
#[template(path = "changes.html")]
struct ChangesPage {
    frame: Frame,
    days: Vec<Day>,
    /// Is this the first page, with the newest?
    first: bool,
}

/// `/changes`, page by page after the number of the last change of the one before.
pub(super) async fn changes(
    State(app): State<App>,
    reader: Reader,
    asked: Asked,
) -> Page<Response> {
    let lang = reader.lang;
    let after: Option<i64> = asked.parsed("after")?;
    let mut changes = app.archive.changes(after, ROWS as u32 + 1).await?;
    let more = changes.len() > ROWS;
    changes.truncate(ROWS);
    let last = changes.last().filter(|_| more);
    let next = last.map(|last| format!("/changes?after={}", last.number));
    let mut days: Vec<Day> = Vec::new();
    for change in changes {
        let title = day(&change.at, lang);
        match days.last_mut().filter(|day| day.title == title) {
            Some(day) => day.changes.push(change),
            None => days.push(Day {
                title,
                changes: vec![change],
            }),
        }
    }
    let title = reader.strings().changes;
    let mut frame = Frame::new(reader, Section::Other, title, "/changes");
    frame.feed = Some("/changes/feed.atom".to_string());
    frame.next = next;
    frame.indexed = after.is_none();
    let page = ChangesPage {
        frame,
        days,
        first: after.is_none(),
    };
    show(&page, lang)
}

impl ChangesPage {
    fn what(&self, change: &Change) -> &'static str {
        self.frame.t.action(change.action)
    }

    /// What an article is called that has no headline, or of which nothing is kept but its address.
    fn nameless(&self, change: &Change) -> String {
        match change.action {
            Action::Forgotten => format!("/articles/{}", change.article),
            _ => self.frame.t.no_headline.to_string(),
        }
    }
}
