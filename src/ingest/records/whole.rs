//! What a record is part of: the issue of a newspaper, as `isPartOf`, `publisher` and `printPage` say it.
//!
//! schema.org nests them (page, issue, newspaper), each of which may name, date or number the whole; others write
//! one string. Of what is said more than once the innermost holds. A name that is only an address says nothing.

use serde_json::Value;

use super::article::published;
use super::values::Values;
use crate::article::Publication;

/// The publication that the record names; `None` where it names nothing of it.
pub(super) fn publication(
    part_of: &Value,
    publisher: Values,
    page: Values,
) -> Result<Option<Publication>, String> {
    let mut whole = Whole::default();
    whole.note(part_of);
    let publisher = publisher.first().filter(|name| is_name(name));
    // Who publishes a newspaper may be called otherwise than the newspaper.
    let name = whole.newspaper.or(publisher).or(whole.other);
    let date = match whole.date {
        Some(text) => Some(
            published(&text, None, None)
                .map_err(|error| format!("isPartOf: {error}"))?
                .date,
        ),
        None => None,
    };
    let said = Publication {
        name,
        date,
        date_given: date.is_some(),
        newspaper: whole.is_newspaper,
        page: page.first().or(whole.page),
        ..Publication::default()
    };
    Ok(Some(said).filter(|said| *said != Publication::default()))
}

/// What `isPartOf` says, the innermost first.
#[derive(Default)]
struct Whole {
    is_newspaper: bool,
    newspaper: Option<String>,
    /// The name of something else, such as a site.
    other: Option<String>,
    date: Option<String>,
    page: Option<String>,
}

impl Whole {
    fn note(&mut self, part_of: &Value) {
        match part_of {
            Value::Array(all) => all.iter().for_each(|one| self.note(one)),
            Value::String(name) if is_name(name) => set(&mut self.other, Some(name.clone())),
            Value::Object(said) => {
                let of_newspaper = said.get("@type").or(said.get("type")).is_some_and(is_print);
                self.is_newspaper |= of_newspaper;
                let name = said.get("name").and_then(text).filter(|name| is_name(name));
                match of_newspaper {
                    true => set(&mut self.newspaper, name),
                    false => set(&mut self.other, name),
                }
                set(&mut self.date, said.get("datePublished").and_then(text));
                for page in ["printPage", "pagination", "pageStart"] {
                    set(&mut self.page, said.get(page).and_then(text));
                }
                self.note(said.get("isPartOf").unwrap_or_default());
            }
            _ => {}
        }
    }
}

/// The kinds of schema.org that are printed, or a list with one of them.
fn is_print(kind: &Value) -> bool {
    match kind {
        Value::Array(kinds) => kinds.iter().any(is_print),
        Value::String(kind) => {
            let ends = [
                "Newspaper",
                "Periodical",
                "PublicationIssue",
                "PublicationVolume",
            ];
            ends.iter().any(|end| kind.ends_with(end))
        }
        _ => false,
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_string()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// No address, which may stand for what it is the address of.
fn is_name(text: &str) -> bool {
    !text.trim().is_empty() && !text.starts_with("http")
}

fn set(value: &mut Option<String>, said: Option<String>) {
    *value = value.take().or(said);
}
