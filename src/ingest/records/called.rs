//! The topics and regions that records call by their names.
//!
//! A topic may be called by its id, by its name in either language or by its IPTC code, alone or at the end of an address; a
//! region by its code, its name, or the parts of its address, of which the smallest counts.

use std::collections::HashMap;

use super::values::Value;
use crate::region::{Code, named};
use crate::topic::Topics;

/// Finds topics by what records call them.
pub(crate) struct Resolver {
    topics: HashMap<String, String>,
}

impl Resolver {
    pub(crate) fn new(topics: &Topics) -> Self {
        let mut names = HashMap::new();
        for topic in &topics.topics {
            let codes = topic
                .iptc
                .iter()
                .flat_map(|code| [code.clone(), format!("medtop:{code}")]);
            for name in [&topic.id, &topic.zh, &topic.en]
                .into_iter()
                .cloned()
                .chain(codes)
            {
                names
                    .entry(name.to_lowercase())
                    .or_insert_with(|| topic.id.clone());
            }
        }
        Self { topics: names }
    }

    pub(super) fn topic(&self, value: &Value) -> Option<&String> {
        [Some(&value.name), value.code.as_ref()]
            .into_iter()
            .flatten()
            .chain(&value.others)
            .filter_map(|name| {
                let name = name.trim().to_lowercase();
                let last = name.rsplit('/').next().unwrap_or_default();
                self.topics.get(&name).or_else(|| self.topics.get(last))
            })
            .next()
    }
}

/// The region that a record calls by code or by name; its own name goes before those of its address, of which the
/// smallest region counts.
pub(super) fn region(value: &Value) -> Option<Code> {
    let all = || value.code.iter().chain([&value.name]).chain(&value.others);
    all()
        .find_map(|text| code(text))
        .or_else(|| region_by_name(&value.name))
        .or_else(|| {
            let address = value.others.iter().filter_map(|text| region_by_name(text));
            address.max_by_key(|code| code.level())
        })
}

/// A code alone or as the last part of an address such as `…/regions/410800`.
fn code(text: &str) -> Option<Code> {
    let last = text.trim().rsplit(['/', ':']).next().unwrap_or_default();
    last.parse().ok()
}

/// The region of a name; ambiguous names give none.
fn region_by_name(name: &str) -> Option<Code> {
    match named(name).as_slice() {
        [one] => Some(one.code),
        _ => None,
    }
}
