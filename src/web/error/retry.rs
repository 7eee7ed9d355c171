//! What was typed into a form and not understood is shown in the form again, so that only the slip has to be mended.

use axum::extract::Query;
use axum::http::Uri;

use super::WebError;
use crate::web::i18n::Strings;
use crate::web::reader::Reader;

/// The fields of a form that belong together.
const DATE: &[&str] = &["date"];
const RANGE: &[&str] = &["from", "to"];
const WORDS: &[&str] = &["q"];

/// The form, filled in as it came.
pub(super) struct Retry {
    pub(super) action: String,
    pub(super) fields: Vec<Field>,
    /// What else the address asks for.
    pub(super) kept: Vec<(String, String)>,
}

pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    pub(super) value: String,
    /// It is the one that was not understood.
    pub(super) wrong: bool,
}

impl Retry {
    /// `None` where what is wrong was not typed into a form.
    pub(super) fn of(error: &WebError, reader: &Reader) -> Option<Self> {
        let wrong = error.parameter()?;
        let mut forms = [DATE, RANGE, WORDS].into_iter();
        let names = forms.find(|names| names.contains(&wrong))?;
        let address: Uri = reader.address.parse().ok()?;
        let Query(pairs) = Query::<Vec<(String, String)>>::try_from_uri(&address).ok()?;
        let value = |name: &str| {
            let given = pairs.iter().rev().find(|(known, _)| known == name);
            given.map_or(String::new(), |(_, value)| value.clone())
        };
        let field = |name: &'static str| Field {
            name,
            label: label(name, reader.strings()),
            value: value(name),
            wrong: name == wrong,
        };
        let fields = names.iter().copied().map(field).collect();
        Some(Self {
            action: address.path().to_string(),
            fields,
            kept: pairs
                .into_iter()
                .filter(|(name, _)| !names.contains(&name.as_str()) && name != "after")
                .collect(),
        })
    }
}

fn label(name: &str, t: &'static Strings) -> &'static str {
    match name {
        "from" => t.from,
        "to" => t.to,
        "date" => t.jump_to_date,
        _ => t.query_words,
    }
}
