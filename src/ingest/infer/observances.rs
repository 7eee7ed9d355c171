//! What is counted by years (第36个世界无烟日, 建党102周年, “十四五”开局之年): the count tells the year that a text is of.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;

use crate::ingest::numerals;

/// By name: the year before the first.
static BASES: LazyLock<HashMap<&str, i16>> = LazyLock::new(|| {
    let rows = include_str!("../../../data/observances.csv")
        .lines()
        .skip(1);
    rows.filter_map(|row| {
        let (name, year) = row.split_once(',')?;
        Some((name, year.parse().ok()?))
    })
    .collect()
});
static COUNTED: LazyLock<Regex> = LazyLock::new(|| {
    let mut names: Vec<String> = BASES.keys().map(|name| regex::escape(name)).collect();
    names.sort();
    let pattern = format!(
        r"第\s*([0-9０-９]{{1,3}}|[一二三四五六七八九十廿]{{1,3}})\s*[个次届]\s*[“「]?\s*({})",
        names.join("|")
    );
    Regex::new(&pattern).expect("a valid pattern")
});

/// What the whole country counts its years from.
const FOUNDED: [(&str, i16); 8] = [
    ("中国共产党成立", 1921),
    ("建党", 1921),
    ("新中国成立", 1949),
    ("中华人民共和国成立", 1949),
    ("建军", 1927),
    ("改革开放", 1978),
    ("抗日战争胜利", 1945),
    ("香港回归祖国", 1997),
];
static ANNIVERSARY: LazyLock<Regex> = LazyLock::new(|| {
    let names: Vec<&str> = FOUNDED.iter().map(|(name, _)| *name).collect();
    // One looks forward to an anniversary in the year before.
    let pattern = format!(
        r"(迎\p{{Han}}{{0,4}})?({})([0-9]{{2,3}})周年",
        names.join("|")
    );
    Regex::new(&pattern).expect("a valid pattern")
});
/// The plans of five years, by the year before the first.
const PLANS: [(&str, i16); 4] = [
    ("十二", 2010),
    ("十三", 2015),
    ("十四", 2020),
    ("十五", 2025),
];
static PLAN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("“?(十[二三四五])五”?(?:规划)?的?(开局|收官)之年").expect("a valid pattern")
});

/// The years that a text pins by counting.
pub(super) fn years(text: &str) -> impl Iterator<Item = i16> {
    observed(text).chain(anniversaries(text)).chain(plans(text))
}

fn anniversaries(text: &str) -> impl Iterator<Item = i16> {
    let found = ANNIVERSARY.captures_iter(text);
    let found = found.filter(|found| found.get(1).is_none());
    found.filter_map(|found| {
        let (name, count) = (found.get(2)?.as_str(), found.get(3)?.as_str());
        let (_, year) = FOUNDED.iter().find(|(founded, _)| *founded == name)?;
        Some(year + count.parse::<i16>().ok()?)
    })
}

fn plans(text: &str) -> impl Iterator<Item = i16> {
    PLAN.captures_iter(text).filter_map(|found| {
        let (plan, turn) = (found.get(1)?.as_str(), found.get(2)?.as_str());
        let (_, before) = PLANS.iter().find(|(name, _)| *name == plan)?;
        Some(before + if turn == "开局" { 1 } else { 5 })
    })
}

fn observed(text: &str) -> impl Iterator<Item = i16> {
    COUNTED.captures_iter(text).filter_map(|found| {
        let (count, name) = (found.get(1)?.as_str(), found.get(2)?.as_str());
        let base = BASES.get(name)?;
        let count = numerals::number(count).map(i16::from).or_else(|| {
            let digits = crate::text::normalize::fold(count);
            digits.parse::<i16>().ok()
        })?;
        Some(base + count)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_counted_day_tells_its_year() {
        let years = |text| years(text).collect::<Vec<_>>();
        assert_eq!(years("5月31日是第36个世界无烟日"), [2023]);
        assert_eq!(years("第三十五个“全国爱牙日”前夕"), [2023]);
        assert_eq!(years("第 1１2 个国际护士节"), [2023]);
        assert_eq!(years("第六届中国农民丰收节"), [2023]);
        assert!(years("第36个世界月，世界无烟日").is_empty());
    }

    #[test]
    fn every_row_has_a_year() {
        let rows = include_str!("../../../data/observances.csv")
            .lines()
            .skip(1);
        assert_eq!(rows.count(), BASES.len());
        assert!(BASES.values().all(|year| (1900..2020).contains(year)));
    }
}
