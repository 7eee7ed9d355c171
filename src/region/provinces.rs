//! The 34 province-level regions: short forms (闽, 川蜀) and their squares on a tile map, where each has the same room
//! whatever its size, so that 上海 can be seen and touched as well as 新疆.

use super::Code;

/// A province-level region beside what the gazetteer's file says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Province {
    pub code: Code,
    /// The one-character short form used first, such as 闽.
    pub abbreviation: &'static str,
    /// Every one-character short form, such as 川蜀.
    pub forms: &'static str,
    /// Row of its square on the map, from the north, 0 to 7.
    pub row: u8,
    /// Column of its square on the map, from the west, 0 to 8.
    pub column: u8,
}

/// All 34, by code. No two share a square; neighbours on the land are near on the map.
pub static PROVINCES: [Province; 34] = [
    province(110_000, "京", "京", 2, 6),
    province(120_000, "津", "津", 2, 7),
    province(130_000, "冀", "冀", 1, 6),
    province(140_000, "晋", "晋", 2, 5),
    province(150_000, "蒙", "蒙", 1, 5),
    province(210_000, "辽", "辽", 1, 7),
    province(220_000, "吉", "吉", 1, 8),
    province(230_000, "黑", "黑", 0, 8),
    province(310_000, "沪", "沪申", 4, 8),
    province(320_000, "苏", "苏", 3, 7),
    province(330_000, "浙", "浙", 4, 7),
    province(340_000, "皖", "皖", 4, 6),
    province(350_000, "闽", "闽", 5, 7),
    province(360_000, "赣", "赣", 5, 6),
    province(370_000, "鲁", "鲁", 3, 6),
    province(410_000, "豫", "豫", 3, 5),
    province(420_000, "鄂", "鄂", 4, 5),
    province(430_000, "湘", "湘", 5, 5),
    province(440_000, "粤", "粤", 6, 6),
    province(450_000, "桂", "桂", 6, 5),
    province(460_000, "琼", "琼", 7, 5),
    province(500_000, "渝", "渝", 4, 4),
    province(510_000, "川", "川蜀", 4, 3),
    province(520_000, "黔", "黔贵", 5, 4),
    province(530_000, "滇", "滇云", 5, 3),
    province(540_000, "藏", "藏", 4, 2),
    province(610_000, "陕", "陕秦", 3, 4),
    province(620_000, "甘", "甘陇", 2, 3),
    province(630_000, "青", "青", 3, 3),
    province(640_000, "宁", "宁", 2, 4),
    province(650_000, "新", "新疆", 2, 2),
    province(710_000, "台", "台", 6, 8),
    province(810_000, "港", "港", 7, 7),
    province(820_000, "澳", "澳", 7, 6),
];

const fn province(
    number: u32,
    abbreviation: &'static str,
    forms: &'static str,
    row: u8,
    column: u8,
) -> Province {
    Province {
        code: Code(number),
        abbreviation,
        forms,
        row,
        column,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::region::Gazetteer;
    use std::collections::HashSet;

    #[test]
    fn every_province_has_a_square_of_its_own() {
        let squares: HashSet<_> = PROVINCES.iter().map(|p| (p.row, p.column)).collect();
        assert_eq!(squares.len(), 34);
        let listed: Vec<Code> = Gazetteer::get().provinces().map(|r| r.code).collect();
        let mapped: Vec<Code> = PROVINCES.iter().map(|p| p.code).collect();
        assert_eq!(listed, mapped);
    }
}
