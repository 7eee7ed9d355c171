//! Making the sets of the articles of each region, topic and source.

use std::collections::HashMap;

use roaring::RoaringBitmap;

use crate::region::Code;

/// Region codes have six digits.
pub(super) const LAST_REGION: u32 = 999_999;

/// Sets of articles by small numbers.
pub(super) struct Sets {
    /// Numbers and their articles, ascending: bitmaps are made quickest of whole lists.
    lists: Vec<(u32, Vec<u32>)>,
    /// For each number the place of its set, from 1.
    places: Vec<u32>,
}

impl Sets {
    /// For numbers up to the last that has a name; what has a larger one is left out.
    pub(super) fn up_to(last: u32) -> Self {
        Self {
            lists: Vec::new(),
            places: vec![0; last as usize + 1],
        }
    }

    /// Adds an article; they come in ascending order.
    pub(super) fn add(&mut self, id: u32, number: u32) {
        let Some(place) = self.places.get_mut(id as usize) else {
            return;
        };
        if *place == 0 {
            self.lists.push((id, Vec::new()));
            *place = self.lists.len() as u32;
        }
        // An article that has the same twice is added once.
        if let Some((_, list)) = self.lists.get_mut(*place as usize - 1)
            && list.last() != Some(&number)
        {
            list.push(number);
        }
    }

    pub(super) fn finish(self) -> impl Iterator<Item = (u32, RoaringBitmap)> {
        let set = |list| RoaringBitmap::from_sorted_iter(list).unwrap_or_default();
        let lists = self.lists.into_iter();
        lists.map(move |(id, list)| (id, set(list)))
    }
}

pub(super) fn named<'a>(
    sets: Sets,
    name: impl Fn(u32) -> Option<&'a str>,
) -> HashMap<String, RoaringBitmap> {
    let sets = sets.finish();
    sets.filter_map(|(id, set)| Some((name(id)?.to_string(), set)))
        .collect()
}

/// A region and those it lies in: the codes say it themselves.
pub(super) fn with_ancestors(code: Code) -> impl Iterator<Item = Code> {
    let number = code.number();
    let (city, province) = (number / 100 * 100, number / 10_000 * 10_000);
    let above = [
        (city != number).then_some(city),
        (province != city).then_some(province),
    ];
    let above = above.into_iter().flatten().filter_map(Code::from_number);
    std::iter::once(code).chain(above)
}
