//! Finding regions by what a reader types: characters, pinyin, initials or code.

use std::sync::LazyLock;

use pinyin::ToPinyin;

use super::{Gazetteer, Region};

/// Names whose usual reading is not that of their single characters.
const READINGS: [(&str, &str); 24] = [
    ("重庆", "chong qing"),
    ("厦门", "xia men"),
    ("六安", "lu an"),
    ("六合", "lu he"),
    ("番禺", "pan yu"),
    ("蚌埠", "beng bu"),
    ("亳州", "bo zhou"),
    ("台州", "tai zhou"),
    ("丽水", "li shui"),
    ("乐清", "yue qing"),
    ("蔚县", "yu xian"),
    ("单县", "shan xian"),
    ("莘县", "shen xian"),
    ("洪洞", "hong tong"),
    ("东阿", "dong e"),
    ("大埔", "da bu"),
    ("铅山", "yan shan"),
    ("歙县", "she xian"),
    ("黟县", "yi xian"),
    ("浚县", "xun xian"),
    ("泌阳", "bi yang"),
    ("涡阳", "guo yang"),
    ("会稽", "kuai ji"),
    ("阿坝", "a ba"),
];

/// Characters that are read otherwise in place names than alone.
const IN_NAMES: [(char, &str); 6] = [
    ('长', "chang"),
    ('石', "shi"),
    ('藏', "zang"),
    ('都', "du"),
    ('朝', "chao"),
    ('乐', "le"),
];

struct Key {
    syllables: Vec<String>,
}

static KEYS: LazyLock<Vec<Key>> = LazyLock::new(|| {
    let regions = Gazetteer::get().regions().iter();
    regions
        .map(|r| Key {
            syllables: syllables(r.name),
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
    let stem = region.short_name.chars().count();
    let spelt: String = key.syllables.concat();
    let initials: String = key
        .syllables
        .iter()
        .filter_map(|s| s.chars().next())
        .collect();
    let short: String = key
        .syllables
        .iter()
        .take(stem)
        .map(String::as_str)
        .collect();
    match () {
        () if short == query => Some(0),
        () if initials.chars().take(stem).eq(query.chars()) => Some(1),
        () if spelt.starts_with(query) => Some(2),
        () if initials.starts_with(query) => Some(3),
        () => None,
    }
}

fn syllables(name: &str) -> Vec<String> {
    let known = READINGS.iter().find(|(known, _)| name.starts_with(known));
    let (done, mut syllables): (usize, Vec<String>) = match known {
        Some((known, reading)) => (
            known.len(),
            reading.split(' ').map(str::to_string).collect(),
        ),
        None => (0, Vec::new()),
    };
    syllables.extend(name[done..].chars().filter_map(syllable));
    syllables
}

fn syllable(c: char) -> Option<String> {
    let special = IN_NAMES.iter().find(|(known, _)| *known == c);
    let reading = match special {
        Some((_, reading)) => reading,
        None => c.to_pinyin()?.plain(),
    };
    Some(reading.replace('ü', "v"))
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
