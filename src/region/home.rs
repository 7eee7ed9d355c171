//! What 我市, 省卫健委, 全区 mean to a publication of a given place: the nearest region, from the place upwards, whose name
//! ends in the word's unit. In a paper of 温县, 我县 is 温县 itself and 我市 焦作; in one of 孟州市, a city below 焦作, 我市 is 孟州.

use super::lexicon::Unit;
use super::{Code, Gazetteer, Level, Region};

/// The region that a word of this unit means in a text written for `home`.
pub(super) fn unit_at(home: Code, unit: Unit) -> Option<Code> {
    let all = Gazetteer::get();
    let own = all.region(home)?;
    let chain = || std::iter::once(own).chain(all.ancestors(home));
    let bears = |region: &&Region| matches_unit(region, unit);
    match unit {
        Unit::Own => Some(home),
        Unit::Province => Some(home.province()),
        _ => chain().find(bears).map(|r| r.code),
    }
}

fn matches_unit(region: &Region, unit: Unit) -> bool {
    let kind = region.name.chars().last().unwrap_or(' ');
    match (unit, region.level()) {
        (Unit::Own, _) => true,
        (Unit::Province, level) => level == Level::Province,
        (Unit::City, _) => kind == '市',
        (Unit::Prefecture, level) => level == Level::Prefecture && "州盟区".contains(kind),
        (Unit::County, level) => level == Level::County && "县旗".contains(kind),
        (Unit::District, Level::County | Level::Province) => kind == '区',
        (Unit::District, Level::Prefecture) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_is_read_from_the_place_of_the_publication() {
        let code = |text: &str| text.parse::<Code>().unwrap();
        let table = [
            ("410800", Unit::City, Some("410800")),
            ("410800", Unit::Province, Some("410000")),
            ("410800", Unit::District, None),
            ("410825", Unit::County, Some("410825")),
            ("410825", Unit::City, Some("410800")),
            ("410883", Unit::City, Some("410883")),
            ("310116", Unit::District, Some("310116")),
            ("310116", Unit::City, Some("310000")),
            ("652300", Unit::Prefecture, Some("652300")),
            ("450000", Unit::District, Some("450000")),
            ("350000", Unit::City, None),
            ("410825", Unit::Own, Some("410825")),
        ];
        for (home, unit, expected) in table {
            assert_eq!(
                unit_at(code(home), unit),
                expected.map(code),
                "{home} {unit:?}"
            );
        }
    }
}
