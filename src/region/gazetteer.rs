//! The gazetteer: every GB/T 2260 code since 2002, read once from `data/regions.csv`.
//!
//! Bulletins name regions as they were called in their day, so that abolished codes and former names stay known:
//! 襄樊市 finds today's 襄阳市. A code that was later given to another place keeps its first name as a name of where that
//! place went.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use super::short::short_name;
use super::{Code, Level};

/// One GB/T 2260 region, with its latest name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Region {
    pub code: Code,
    /// As printed in the standard: 福建省, 温县, 凉山彝族自治州.
    pub name: &'static str,
    /// Without the word for its kind: 福建, 凉山; a name of one character keeps it: 温县.
    pub short_name: &'static str,
    /// `None` for a province; the province itself for the districts of a municipality.
    pub parent: Option<Code>,
    /// Year of the first revision that lists the name (2002: or earlier).
    pub from: u16,
    /// Year of the last revision that lists it; `None`: in force.
    pub to: Option<u16>,
    /// The region that took over, where the revisions show it.
    pub successor: Option<Code>,
    /// Names that the same code bore before, oldest first.
    pub former: Vec<&'static str>,
}

impl Region {
    pub fn level(&self) -> Level {
        self.code.level()
    }

    /// The region that took over.
    pub fn heir(&self) -> Option<&'static Region> {
        Gazetteer::get().region(self.successor?)
    }

    /// Whether the latest revision still lists it.
    pub fn in_force(&self) -> bool {
        self.to.is_none()
    }
}

/// All regions, sorted by code.
pub struct Gazetteer {
    regions: Vec<Region>,
    /// Their codes alone, as to search these touches less memory.
    codes: Vec<Code>,
    /// Names of codes that were later given to another place, with where that place went.
    pub(super) moved: Vec<(&'static str, Code)>,
    names: HashMap<&'static str, Vec<Code>>,
}

static GAZETTEER: LazyLock<Gazetteer> =
    LazyLock::new(|| Gazetteer::read(include_str!("../../data/regions.csv")));

impl Gazetteer {
    /// The one gazetteer of the program, read on first use (some 3,800 lines).
    pub fn get() -> &'static Self {
        &GAZETTEER
    }

    /// The region of a code, in force or not.
    pub fn region(&self, code: Code) -> Option<&Region> {
        let at = self.codes.binary_search(&code).ok()?;
        self.regions.get(at)
    }

    /// All regions by code, abolished ones too.
    pub fn regions(&self) -> &[Region] {
        &self.regions
    }

    /// The 34 province-level regions by code.
    pub fn provinces(&self) -> impl Iterator<Item = &Region> {
        self.regions.iter().filter(|r| r.parent.is_none())
    }

    /// The regions directly below a code, abolished ones too (see [`Region::in_force`]).
    pub fn children(&self, code: Code) -> impl Iterator<Item = &Region> {
        self.descendants(code)
            .filter(move |r| r.parent == Some(code))
    }

    /// All regions below a code, by code; none of itself.
    fn descendants(&self, code: Code) -> impl Iterator<Item = &Region> {
        let below = self.range(code.span());
        self.regions[below].iter().filter(move |r| r.code != code)
    }

    /// Parent, then its parent: at most prefecture and province.
    pub fn ancestors(&self, code: Code) -> impl Iterator<Item = &Region> {
        let parent = |r: &&Region| r.parent.and_then(|p| self.region(p));
        let first = self.region(code).as_ref().and_then(parent);
        std::iter::successors(first, move |r| parent(r))
    }

    /// Whether `code` is `above` or stands below it.
    pub fn within(&self, code: Code, above: Code) -> bool {
        code == above || self.ancestors(code).any(|r| r.code == above)
    }

    /// Every region that bears or bore this name, full or short; those in force first.
    pub fn by_name(&self, name: &str) -> Vec<&Region> {
        let codes = self.names.get(name).into_iter().flatten();
        codes.filter_map(|&code| self.region(code)).collect()
    }

    /// The name with all names above it: 福建省福州市鼓楼区. The bare code where it is unknown.
    pub fn full_name(&self, code: Code) -> String {
        let Some(region) = self.region(code) else {
            return code.to_string();
        };
        let mut names: Vec<&str> = self.ancestors(code).map(|r| r.name).collect();
        names.reverse();
        names.push(region.name);
        names.concat()
    }

    fn range(&self, span: Range<u32>) -> Range<usize> {
        let at = |number| self.codes.partition_point(|code| code.number() < number);
        at(span.start)..at(span.end)
    }

    fn read(csv: &'static str) -> Self {
        let mut regions: Vec<Region> = Vec::new();
        let mut moved = Vec::new();
        for row in csv.lines().skip(1).filter_map(parse) {
            match regions.last_mut() {
                Some(old) if old.code == row.code => supersede(old, row, &mut moved),
                _ => regions.push(row),
            }
        }
        let mut names: HashMap<&'static str, Vec<Code>> = HashMap::new();
        let mut add = |name, code| {
            let codes = names.entry(name).or_default();
            if !codes.contains(&code) {
                codes.push(code);
            }
        };
        for in_force in [true, false] {
            for region in regions.iter().filter(|r| r.in_force() == in_force) {
                add(region.name, region.code);
                add(region.short_name, region.code);
            }
        }
        for region in &regions {
            region.former.iter().for_each(|name| add(name, region.code));
        }
        moved.iter().for_each(|&(name, code)| add(name, code));
        Self {
            codes: regions.iter().map(|region| region.code).collect(),
            regions,
            moved,
            names,
        }
    }
}

/// The code has a newer name: the old one is a former name, or the code now means another place.
fn supersede(old: &mut Region, new: Region, moved: &mut Vec<(&'static str, Code)>) {
    let former = std::mem::replace(old, new);
    match former.successor {
        Some(code) if code == old.code => {
            old.former = former.former;
            old.former.push(former.name);
        }
        Some(code) => moved.push((former.name, code)),
        None => {}
    }
}

fn parse(line: &'static str) -> Option<Region> {
    let mut fields = line.split(',');
    let mut next = || fields.next().unwrap_or_default();
    let code: Code = next().parse().ok()?;
    let name = next();
    Some(Region {
        code,
        name,
        short_name: short_name(name),
        parent: next().parse().ok(),
        from: next().parse().ok()?,
        to: next().parse().ok(),
        successor: next().parse().ok(),
        former: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Code {
        text.parse().expect("a code")
    }

    #[test]
    fn a_county_knows_the_names_above_it() {
        let all = Gazetteer::get();
        assert_eq!(all.full_name(code("350102")), "福建省福州市鼓楼区");
        assert_eq!(all.full_name(code("310116")), "上海市金山区");
        assert_eq!(all.full_name(code("429004")), "湖北省仙桃市");
        assert!(all.within(code("350102"), code("350000")));
        assert!(!all.within(code("350102"), code("350200")));
    }

    #[test]
    fn pseudo_nodes_are_nowhere() {
        for region in Gazetteer::get().regions() {
            assert!(!["市辖区", "县", "市"].contains(&region.name), "{region:?}");
            let parent = region.parent.map(|p| Gazetteer::get().region(p));
            assert_ne!(parent, Some(None), "{region:?}");
        }
        assert_eq!(Gazetteer::get().provinces().count(), 34);
    }

    #[test]
    fn changed_names_and_codes_lead_to_their_successors() {
        let all = Gazetteer::get();
        let names = |name: &str| -> Vec<String> {
            let found = all.by_name(name).into_iter();
            found.map(|r| r.code.to_string()).collect()
        };
        assert_eq!(names("襄樊市"), ["420600"]);
        assert_eq!(names("鼓楼区").len(), 4);
        let county = all.region(code("360724")).expect("known");
        assert_eq!((county.name, county.short_name), ("上犹县", "上犹"));
        let gone = all.region(code("120225")).expect("known");
        assert_eq!(gone.to, Some(2015));
        assert_eq!(gone.successor, Some(code("120119")));
    }

    #[test]
    fn children_are_one_level_down() {
        let all = Gazetteer::get();
        let districts: Vec<&str> = all.children(code("350100")).map(|r| r.name).collect();
        assert!(districts.contains(&"鼓楼区") && districts.contains(&"长乐区"));
        let below: Vec<&str> = all.children(code("310000")).map(|r| r.name).collect();
        assert!(below.contains(&"金山区"));
        assert!(all.descendants(code("410000")).count() > 150);
    }
}
