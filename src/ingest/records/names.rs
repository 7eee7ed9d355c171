//! Names of fields: those that are read, and those that were probably meant for one of them.
//!
//! A misspelt field (`captions`, `headlin`) would otherwise be passed over without a word. The known names are
//! asked of the record's own type, so that there is no second list to keep; a name that is nearly one of them is
//! told to the keeper, and a record whose text stands under such a name is refused.

use std::collections::{BTreeMap, HashSet};
use std::io::{BufRead, Read as _};

use serde::de::{Deserializer, Error as _, IgnoredAny, Visitor};
use serde::{Deserialize, forward_to_deserialize_any};

use super::fields::Record;

/// So many records of a file are looked at for slips, and so many bytes of a large one.
const LOOKED_AT: usize = 100;
const BEGINNING: u64 = 1 << 20;
/// Of a shorter name one wrong letter leaves too little.
const TELLING: usize = 4;
/// In a longer name two letters may be wrong.
const LONG: usize = 8;
/// No field has a longer name; to compare an endless one would take long.
const LONGEST: usize = 60;

/// Names under which a record's text is looked for.
pub(super) const TEXT: [&str; 11] = [
    "articleBody",
    "body",
    "正文",
    "内容",
    "content_text",
    "content",
    "text",
    "content_html",
    "description",
    "摘要",
    "summary",
];

/// Of a record without text: which of its fields is probably meant for it, as its name is nearly that of one. Stricter than
/// [`Slips`], as the record is refused.
pub(super) fn misspelt<'n>(mut names: impl Iterator<Item = &'n str>) -> Option<String> {
    let near = |name: &str, known: &str| {
        let (name, known) = (plain(name), plain(known));
        let slips = usize::from(known.len() > 8);
        let close = name.len() <= known.len() + slips
            && strsim::damerau_levenshtein(&name, &known) <= slips;
        close || (!known.is_ascii() && name.contains(&known))
    };
    names.find_map(|name| {
        let known = TEXT.iter().find(|known| near(name, known))?;
        (name != *known).then(|| format!("no text; is the field {name:?} meant for {known:?}?"))
    })
}

fn plain(name: &str) -> String {
    name.replace(['_', '-', ' '], "").to_lowercase()
}

/// Names of a record's fields.
pub(super) fn names_of(record: &[u8]) -> HashSet<String> {
    let fields: std::collections::HashMap<String, IgnoredAny> =
        serde_json::from_slice(record).unwrap_or_default();
    fields.into_keys().collect()
}

/// Fields that nothing is read from, each with the name that was probably meant.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Slips(BTreeMap<String, &'static str>);

impl Slips {
    /// Those in the first of these records.
    pub(super) fn in_records<'r>(records: impl Iterator<Item = &'r [u8]>) -> Self {
        let mut slips = Self::default();
        for record in records.take(LOOKED_AT) {
            slips.look_at(&names_of(record));
        }
        slips
    }

    /// Takes in those of one record; what is there under its right name, too, is not meant by another.
    pub(super) fn look_at(&mut self, names: &HashSet<String>) {
        let known = known();
        for name in names.iter().filter(|name| !known.contains(&name.as_str())) {
            if let Some(meant) = nearest_of(name, known)
                && !names.contains(meant)
            {
                self.0.insert(name.clone(), meant);
            }
        }
    }

    /// Tells the keeper, once a file.
    pub(super) fn tell(&self, file: &str) {
        if self.0.is_empty() {
            return;
        }
        let slips = self.0.iter();
        let slips: Vec<String> = slips
            .map(|(name, meant)| format!("{name:?} (is {meant:?} meant?)"))
            .collect();
        tracing::warn!(
            "{file}: nothing is read from the field {}",
            slips.join(", ")
        );
    }
}

/// Tells the keeper of the slips in the first records of a file of JSON Lines.
pub fn tell_slips(file: &str, reader: impl BufRead) {
    let mut beginning = Vec::new();
    // What cannot be read is told when all of it is.
    let _ = reader.take(BEGINNING).read_to_end(&mut beginning);
    Slips::in_records(beginning.split(|byte| *byte == b'\n')).tell(file);
}

/// The name that a field probably should have, which has none of those of a record but nearly one.
pub(crate) fn meant(name: &str) -> Option<&'static str> {
    let known = known();
    let other = Some(name).filter(|name| !known.contains(name));
    other.and_then(|name| nearest_of(name, known))
}

fn nearest_of(name: &str, known: &[&'static str]) -> Option<&'static str> {
    let length = name.chars().count();
    // JSON-LD's own.
    if name.starts_with('@') || !(TELLING..=LONGEST).contains(&length) {
        return None;
    }
    let slips = 1 + usize::from(length > LONG);
    let distance = |known: &str| strsim::damerau_levenshtein(&plain(name), &plain(known));
    let near = known.iter().map(|known| (distance(known), *known));
    let nearest = near.filter(|(distance, _)| *distance <= slips).min();
    nearest.map(|(_, known)| known)
}

/// All names that fields of a record are read by.
fn known() -> &'static [&'static str] {
    let mut names = NamesOf(&[]);
    let _ = Record::deserialize(&mut names);
    names.0
}

/// Has no record, but is told which fields one would have.
struct NamesOf(&'static [&'static str]);

impl<'de> Deserializer<'de> for &mut NamesOf {
    type Error = serde::de::value::Error;

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Self::Error> {
        self.0 = fields;
        Err(Self::Error::custom("no record"))
    }

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Self::Error> {
        Err(Self::Error::custom("no record"))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slips(record: &str) -> Vec<(String, &'static str)> {
        let slips = Slips::in_records([record.as_bytes()].into_iter());
        slips.0.into_iter().collect()
    }

    #[test]
    fn slips_are_told_with_what_was_meant() {
        for (name, meant) in [
            ("autor", "author"),
            ("keyword", "keywords"),
            ("datepublished", "datePublished"),
            ("date_publised", "datePublished"),
            ("credit_text", "creditText"),
            ("发布日其", "发布日期"),
        ] {
            let record = format!("{{\"headline\": \"甲\", \"{name}\": \"乙\"}}");
            let [(told, nearest)] = slips(&record).try_into().unwrap();
            assert_eq!(told, name);
            assert_eq!(plain(nearest), plain(meant));
        }
    }

    #[test]
    fn names_of_something_else_are_not_told() {
        let names = [
            "@context",
            "@id",
            "publisher",
            "dateModified",
            "image",
            "wordCount",
            "inLanguage",
            "section",
            "category",
            "views",
            "guid",
            "uid",
            "site",
            "thumbnailUrl",
            "isPartOf",
            "editor",
            "avatar",
            "language",
            "date_modified",
            "更新时间",
            "采集时间",
            "阅读量",
            "编辑",
            "图片",
            "作者单位",
        ];
        let fields: Vec<String> = names.iter().map(|name| format!("\"{name}\": 1")).collect();
        assert_eq!(slips(&format!("{{{}}}", fields.join(", "))), []);
        // Nor one beside the right one.
        assert_eq!(slips(r#"{"author": "甲", "authorr": "乙"}"#), []);
    }

    #[test]
    fn a_slip_is_told_from_another_name() {
        for (name, known) in [
            ("auther", Some("author")),
            ("Title", Some("title")),
            ("article_body", Some("articleBody")),
            ("发布日其", Some("发布日期")),
            ("author", None),
            ("layout", None),
            ("uid", None),
            ("dateModified", None),
        ] {
            assert_eq!(meant(name), known, "{name}");
        }
    }
}
