//! What a listing is narrowed to, each with the way out of it.

use super::Base;
use crate::archive::Filter;
use crate::web::params::ListParams;
use crate::web::places::{in_latin, place};
use crate::web::reader::Reader;

/// What a listing is narrowed to, and the address without it.
pub(in crate::web) struct Chip {
    pub(in crate::web) kind: &'static str,
    pub(in crate::web) label: String,
    pub(in crate::web) without: String,
}

pub(in crate::web) fn chips(reader: &Reader, base: &Base, wanted: &ListParams) -> Vec<Chip> {
    let t = reader.strings();
    let filter = &wanted.filter;
    let mut chips = Vec::new();
    let mut add = |kind, label: Option<String>, drop: fn(&mut Filter)| {
        if let Some(label) = label {
            let without = base.address(&wanted.with(|w| drop(&mut w.filter)));
            chips.push(Chip {
                kind,
                label,
                without,
            });
        }
    };
    add(
        t.region,
        filter
            .region
            .map(|code| place(code) + &in_latin(reader.lang, code)),
        |f| f.region = None,
    );
    let topic = filter
        .topic
        .as_deref()
        .map(|id| reader.topic(id).to_string());
    add(t.topic, topic, |f| f.topic = None);
    add(
        t.from,
        filter.from.map(|date| reader.lang.date(date)),
        |f| f.from = None,
    );
    add(t.to, filter.to.map(|date| reader.lang.date(date)), |f| {
        f.to = None
    });
    add(t.source, filter.source.clone(), |f| f.source = None);
    let known = filter.precision.map(|known| t.known(known).to_string());
    add(t.dates, known, |f| f.precision = None);
    let document = filter.document.as_ref().map(|it| it.name.clone());
    add(t.document, document, |f| f.document = None);
    chips
}
