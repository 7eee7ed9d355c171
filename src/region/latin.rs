//! What provinces and prefectures are called in Latin letters. Counties are in no such list: a reading that nobody looked
//! through may be wrong, and then none is better.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::Code;

static NAMES: LazyLock<HashMap<Code, &'static str>> = LazyLock::new(|| {
    let lines = include_str!("../../data/region-latin.csv").lines().skip(1);
    lines
        .filter_map(|line| line.split_once(','))
        .filter_map(|(code, name)| Some((code.parse().ok()?, name)))
        .collect()
});

/// Shaanxi, Lu'an, Hohhot; without the word for its kind.
pub fn latin(code: Code) -> Option<&'static str> {
    NAMES.get(&code).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::region::Gazetteer;
    use crate::text::pinyin::Reading;

    /// Names that are not the pinyin of the Chinese ones.
    const CUSTOMARY: &str = "Aksu, Altay, Alxa, Bayannur, Bayingolin, Bortala, Da Hinggan Ling, Garzê, Golog, Harbin, \
         Hinggan, Hohhot, Hong Kong, Hotan, Hulunbuir, Ili, Inner Mongolia, Karamay, Kashgar, Kizilsu, \
         Lhasa, Macao, Nagqu, Ngari, Ngawa, Nyingchi, Ordos, Qamdo, Qiqihar, Shaanxi, Shigatse, Tibet, \
         Turpan, Ulanqab, Xilingol, Ürümqi";

    #[test]
    fn all_provinces_and_prefectures_in_force_have_one() {
        let regions = Gazetteer::get().regions().iter();
        let larger = regions.filter(|region| region.in_force() && region.code.number() % 100 == 0);
        let codes: Vec<_> = larger.map(|region| region.code).collect();
        assert_eq!(codes.len(), NAMES.len());
        assert!(codes.into_iter().all(|code| latin(code).is_some()));
        assert_eq!(latin("410811".parse().unwrap()), None);
    }

    #[test]
    fn a_name_is_pinyin_unless_custom_has_another() {
        let spelt = |name: &str| {
            name.to_lowercase()
                .replace(['\'', ' '], "")
                .replace('ü', "v")
        };
        let mut others: Vec<&str> = NAMES
            .iter()
            .filter(|(code, name)| {
                let region = Gazetteer::get().region(**code).unwrap();
                spelt(name) != Reading::of(region.short_name).spelt
            })
            .map(|(_, name)| *name)
            .collect();
        others.sort_unstable();
        assert_eq!(others.join(", "), CUSTOMARY);
    }
}
