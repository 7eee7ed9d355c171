//! The region that people mean by a name they write down: in a sidecar, in a field of a record. Other than in a
//! text, all of the name is the place's (宜昌, 湖北省宜昌市), so that it is looked up whole, or cut into names of which
//! each lies in the one before.

use super::{Code, Gazetteer, Region};

/// Regions of this name, alone or with names above it in front (宜昌, 湖北省宜昌市, 湖北 宜昌): those in force, or those
/// that were where none is. Several for a name that more than one place bears.
pub fn named(text: &str) -> Vec<&'static Region> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let mut found = all_named(&text);
    if found.iter().any(|region| region.in_force()) {
        found.retain(|region| region.in_force());
    }
    found
}

fn all_named(text: &str) -> Vec<&'static Region> {
    let all = Gazetteer::get();
    let alone = all.by_name(text);
    if !alone.is_empty() {
        return alone;
    }
    let cuts = text.char_indices().skip(1).map(|(at, _)| text.split_at(at));
    cuts.flat_map(|(above, name)| {
        let below = |region: &&Region| is_above(above, region.code);
        all.by_name(name)
            .into_iter()
            .filter(below)
            .collect::<Vec<_>>()
    })
    .collect()
}

/// Does the text consist of names of regions above the code, the largest first?
fn is_above(mut text: &str, code: Code) -> bool {
    let mut above: Vec<&Region> = Gazetteer::get().ancestors(code).collect();
    above.reverse();
    for region in above {
        let rest = text
            .strip_prefix(region.name)
            .or_else(|| text.strip_prefix(region.short_name));
        text = rest.unwrap_or(text);
    }
    text.is_empty()
}
