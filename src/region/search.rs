//! Finding regions by what a reader types: characters, pinyin, initials or code. jz, jiaozuo, 焦作 and 4108 all find
//! 焦作市. Readings are made once for all regions; a query is compared with each of them, which takes less time than
//! an index would be worth.

use std::sync::LazyLock;

use super::{Gazetteer, Region};
use crate::text::pinyin::Reading;

/// A region's name as it is read, with and without the word for its kind.
struct Key {
    whole: Reading,
    short: Reading,
}

static KEYS: LazyLock<Vec<Key>> = LazyLock::new(|| {
    let regions = Gazetteer::get().regions().iter();
    regions
        .map(|region| Key {
            whole: Reading::of(region.name),
            short: Reading::of(region.short_name),
        })
        .collect()
});

impl Gazetteer {
    /// Regions whose name, pinyin, initials or code begin with `query`, the likeliest first; at most `limit`.
    ///
    /// Higher levels come before lower ones, those in force before abolished ones. An empty query finds none.
    pub fn search(&self, query: &str, limit: usize) -> Vec<&Region> {
        let query: String = query.split_whitespace().collect::<String>().to_lowercase();
        if query.is_empty() {
            return Vec::new();
        }
        let ranked = self.regions().iter().zip(KEYS.iter());
        let mut found: Vec<_> = ranked
            .filter_map(|(region, key)| Some((rank(region, key, &query)?, region)))
            .collect();
        found
            .sort_by_key(|(rank, region)| (*rank, !region.in_force(), region.level(), region.code));
        found
            .into_iter()
            .take(limit)
            .map(|(_, region)| region)
            .collect()
    }
}

/// The smaller the better; `None`: no match.
fn rank(region: &Region, key: &Key, query: &str) -> Option<u8> {
    if query.bytes().all(|b| b.is_ascii_digit()) {
        return region.code.to_string().starts_with(query).then_some(0);
    }
    if !query.is_ascii() {
        let former = region.former.iter().any(|name| name.starts_with(query));
        return match () {
            () if region.short_name == query || region.name == query => Some(0),
            () if region.name.starts_with(query) => Some(1),
            () if former => Some(2),
            () if region.name.contains(query) => Some(3),
            () => None,
        };
    }
    match () {
        () if key.short.spelt == query => Some(0),
        () if key.short.initials == query => Some(1),
        () if key.whole.spelt.starts_with(query) => Some(2),
        () if key.whole.initials.starts_with(query) => Some(3),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(query: &str) -> Option<&'static str> {
        Gazetteer::get().search(query, 5).first().map(|r| r.name)
    }

    #[test]
    fn a_region_is_found_by_characters_pinyin_initials_and_code() {
        let table = [
            ("焦作", "焦作市"),
            ("福", "福建省"),
            ("jiaozuo", "焦作市"),
            ("chongqing", "重庆市"),
            ("cq", "重庆市"),
            ("Xia Men", "厦门市"),
            ("luan", "六安市"),
            ("changsha", "长沙市"),
            ("410811", "山阳区"),
            ("35", "福建省"),
            ("襄樊", "襄阳市"),
        ];
        for (query, name) in table {
            let found = Gazetteer::get().search(query, 8);
            assert!(found.iter().any(|r| r.name == name), "{query}: {found:?}");
        }
        assert_eq!(first("焦作"), Some("焦作市"));
        assert_eq!(first("cq"), Some("重庆市"));
        assert_eq!(first(""), None);
        assert_eq!(first("不是地名"), None);
    }

    #[test]
    fn provinces_that_spell_alike_are_both_found() {
        let found = Gazetteer::get().search("shanxi", 2);
        let names: Vec<&str> = found.iter().map(|r| r.name).collect();
        assert_eq!(names, ["山西省", "陕西省"]);
    }
}
