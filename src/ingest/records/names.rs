//! The names of a record's fields, all that they may bear, as serde knows them.

use serde::de::value::Error;
use serde::de::{Deserialize, Deserializer, Error as _, Visitor};
use serde::forward_to_deserialize_any;

use super::fields::Record;

/// Shorter names are near to anything.
const SHORTEST: usize = 4;

/// The name that a field probably should have, which has none of those of a record but nearly one.
pub(crate) fn meant(name: &str) -> Option<&'static str> {
    let known = of_record();
    let plain = |name: &str| name.replace(['_', '-', ' '], "").to_lowercase();
    let slips = 1 + usize::from(name.chars().count() > 8);
    let distance = |known: &str| strsim::damerau_levenshtein(&plain(name), &plain(known));
    let is_other = name.chars().count() >= SHORTEST && !known.contains(&name);
    let near = known.iter().map(|known| (distance(known), *known));
    let nearest = near.filter(|(distance, _)| *distance <= slips).min();
    nearest.filter(|_| is_other).map(|(_, known)| known)
}

/// All names that fields of records have.
fn of_record() -> &'static [&'static str] {
    let mut names: &[&str] = &[];
    // It fails, as there is no record, but has been told the names by then.
    Record::deserialize(Asked(&mut names)).ok();
    names
}

/// Gives no value, but notes which fields are asked for.
struct Asked<'a>(&'a mut &'static [&'static str]);

impl<'de> Deserializer<'de> for Asked<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
        Err(Error::custom("there is no value"))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        *self.0 = fields;
        self.deserialize_any(visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use super::{meant, of_record};

    #[test]
    fn aliases_are_names_too() {
        let names = of_record();
        for name in ["headline", "标题", "datePublished", "pubDate", "tags"] {
            assert!(names.contains(&name), "{name}");
        }
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
