//! Going through the lists of terms: which articles hold what a plan asks for.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use super::list::{Entry, Mark};
use super::places::{Blocks, Places};
use super::postings::{ListPart, Postings};
use super::read::{Plan, Sought};
use super::state::{Index, Segment};
use super::terms::{Key, Shape};
use crate::archive::{ArchiveError, Result};
use crate::query::Field;

/// So many articles are looked through between two looks at the clock.
const BETWEEN_LOOKS: u32 = 256;

impl Index {
    pub(super) fn find(&self, plan: &Plan, blocks: &Blocks) -> Result<Postings> {
        let mut found = Vec::new();
        let near = |phrases, distance, field| Near {
            phrases,
            distance,
            field,
        };
        for segment in &self.segments {
            match plan {
                Plan::Term(key, field) => return Ok(self.find_term(blocks, *key, *field)),
                Plan::Terms(keys, field) => find_any(segment, blocks, keys, *field, &mut found),
                Plan::Phrase(sought, field) => {
                    near(std::slice::from_ref(sought), 0, *field).find(segment, blocks, &mut found);
                }
                Plan::Near(phrases, distance, field) => {
                    near(phrases, *distance, *field).find(segment, blocks, &mut found);
                }
            }
            // A look that was broken off is noticed here, too.
            if Instant::now() > blocks.deadline {
                return Err(ArchiveError::TooSlow);
            }
        }
        Ok(Postings::List(found))
    }

    fn find_term(&self, blocks: &Blocks, key: Key, field: Field) -> Postings {
        let parts = self.segments.iter().flat_map(|segment| {
            let parts = blocks.holding(segment, key);
            parts.map(|(block, term)| ListPart {
                block: Arc::clone(block),
                term,
                first_doc: segment.first_doc,
            })
        });
        Postings::Term {
            in_headlines: field != Field::Any,
            parts: parts.collect(),
        }
    }
}

/// Finds the articles of a segment that hold any of the terms, as far as there is time.
fn find_any(
    segment: &Segment,
    blocks: &Blocks,
    keys: &[Key],
    field: Field,
    found: &mut Vec<Entry>,
) {
    let mut merged: HashMap<u32, Entry> = HashMap::new();
    for key in keys {
        if Instant::now() > blocks.deadline {
            return;
        }
        let Some(mut track) = blocks.track(segment, *key, 0) else {
            continue;
        };
        while let Some(entry) = track.current() {
            let stands = match field {
                Field::Any => true,
                Field::Headline => entry.mark.headline(),
                Field::Author => {
                    let within = segment.shape(entry.doc).field(field);
                    track
                        .positions()
                        .iter()
                        .any(|position| within.contains(position))
                }
            };
            if stands {
                merged
                    .entry(entry.doc)
                    .and_modify(|known| known.mark = known.mark.and(entry.mark))
                    .or_insert(entry);
            }
            track.advance();
        }
    }
    let mut entries: Vec<Entry> = merged.into_values().collect();
    entries.sort_unstable_by_key(|entry| entry.doc);
    found.append(&mut entries);
}

/// Phrases that are to stand within one field, close together.
struct Near<'a> {
    phrases: &'a [Sought],
    distance: u32,
    field: Field,
}

impl Near<'_> {
    /// Finds the articles of a segment in which they do, as far as there is time.
    fn find(&self, segment: &Segment, blocks: &Blocks, found: &mut Vec<Entry>) {
        let Some(mut places) = self.places(segment, blocks) else {
            return;
        };
        let Some((first, rest)) = places.split_first_mut() else {
            return;
        };
        let mut lists: Vec<Vec<u32>> = vec![Vec::new(); self.phrases.len()];
        let mut looks = 0_u32;
        while let Some(entry) = first.next(None, &mut lists[0]) {
            looks += 1;
            if looks.is_multiple_of(BETWEEN_LOOKS) && Instant::now() > blocks.deadline {
                return;
            }
            let mut others = lists[1..].iter_mut().zip(rest.iter_mut());
            let all = others.all(|(list, places)| {
                let other = places.next(Some(entry.doc), list);
                other.is_some_and(|other| other.doc == entry.doc)
            });
            if all {
                found.extend(self.entry(entry, segment.shape(entry.doc), &mut lists));
            }
        }
    }

    /// Where each of them stands; none where one does nowhere, or where there is no time left.
    fn places<'b>(&self, segment: &Segment, blocks: &'b Blocks) -> Option<Vec<Places<'b>>> {
        let mut places = Vec::with_capacity(self.phrases.len());
        for phrase in self.phrases {
            if Instant::now() > blocks.deadline {
                return None;
            }
            places.push(blocks.places(segment, phrase)?);
        }
        Some(places)
    }

    /// The article, if they stand close together in it; `lists` are where each of them stands.
    fn entry(&self, entry: Entry, shape: Shape, lists: &mut [Vec<u32>]) -> Option<Entry> {
        let within = shape.field(self.field);
        for list in lists.iter_mut() {
            list.retain(|position| within.contains(position));
        }
        let count = self.count(lists);
        let end = u32::from(shape.headline_end);
        let headline = lists.iter().flatten().any(|position| *position < end);
        let mark = Mark::new(count, headline, entry.mark.word());
        (count > 0).then_some(Entry { mark, ..entry })
    }

    /// How often all stand together: for so many places as the last, each has one that ends at most so far before.
    fn count(&self, lists: &[Vec<u32>]) -> u32 {
        if let [only] = lists {
            return only.len() as u32;
        }
        let near = |last: u32| {
            lists.iter().zip(self.phrases).all(|(list, phrase)| {
                let before = list.partition_point(|position| *position <= last);
                let nearest = before.checked_sub(1).and_then(|at| list.get(at));
                nearest.is_some_and(|position| position + phrase.span() + self.distance >= last)
            })
        };
        lists.iter().flatten().filter(|last| near(**last)).count() as u32
    }
}
