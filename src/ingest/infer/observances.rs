//! Days that are counted every year (第36个世界无烟日): the count tells the year that a text is of.

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

/// The years that a text pins by counting such days.
pub(super) fn years(text: &str) -> impl Iterator<Item = i16> {
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
