//! Finding the articles of phrases.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use super::list::{Entry, Mark};
use super::places::{Blocks, Places};
use super::postings::{ListPart, Postings};
use super::state::{Index, Segment};
use super::terms::{Key, Step, beginning_with, steps, word};
use crate::archive::{Archive, ArchiveError, Result};
use crate::query::Field;
use crate::text::units::{Kind, Units};

/// How much longer a list takes to read with its positions.
const WITH_POSITIONS: usize = 6;
/// So many articles are looked through between two looks at the clock.
const BETWEEN_LOOKS: u32 = 256;

/// What is looked up.
pub(in crate::archive) enum Lookup {
    Phrase(Units, Field),
    /// Any of these words.
    Words(Vec<String>, Field),
    /// All of them, so many units between each and the one that begins last.
    Near(Vec<Units>, u32, Field),
}

/// A lookup, made ready.
enum Plan {
    /// A term; positions do not matter.
    Term(Key, Field),
    Terms(Vec<Key>, Field),
    Phrase(Sought, Field),
    Near(Vec<Sought>, u32, Field),
}

/// Something with positions.
pub(super) enum Sought {
    Steps { steps: Vec<Step>, span: u32 },
    Character(char),
}

impl Sought {
    fn of(units: &Units) -> Self {
        match units.list() {
            [unit] if let Kind::Han(c) = unit.kind => Self::Character(c),
            _ => Self::Steps {
                steps: steps(units),
                span: units.positions().last().map_or(0, |last| last + 1),
            },
        }
    }

    /// How many positions it takes up.
    fn span(&self) -> u32 {
        match self {
            Self::Steps { span, .. } => *span,
            Self::Character(_) => 1,
        }
    }
}

impl Plan {
    fn of(lookup: &Lookup) -> Self {
        match lookup {
            Lookup::Phrase(units, field) => match steps(units).as_slice() {
                [step] if *field != Field::Author => Self::Term(step.key, *field),
                _ => Self::Phrase(Sought::of(units), *field),
            },
            Lookup::Words(words, Field::Author) => {
                let sought = words.iter().map(|word| Self::author(word));
                Self::Terms(sought.collect(), Field::Author)
            }
            Lookup::Words(words, field) => {
                Self::Terms(words.iter().map(|w| word(w)).collect(), *field)
            }
            Lookup::Near(phrases, distance, field) => {
                Self::Near(phrases.iter().map(Sought::of).collect(), *distance, *field)
            }
        }
    }

    fn author(text: &str) -> Key {
        word(text)
    }

    /// Calls `sink` with every run of terms that is needed, and whether with positions.
    fn needs(&self, mut sink: impl FnMut(std::ops::RangeInclusive<Key>, bool)) {
        let mut sought = |sought: &Sought| match sought {
            Sought::Steps { steps, .. } => steps
                .iter()
                .for_each(|step| sink(step.key..=step.key, true)),
            Sought::Character(c) => sink(beginning_with(*c), true),
        };
        match self {
            Self::Phrase(one, _) => sought(one),
            Self::Near(all, ..) => all.iter().for_each(sought),
            Self::Term(key, _) => sink(*key..=*key, false),
            Self::Terms(keys, field) => keys
                .iter()
                .for_each(|key| sink(*key..=*key, *field == Field::Author)),
        }
    }
}

impl Archive {
    /// Finds the articles of each lookup, or fails once `deadline` has passed. Another process may have merged segments
    /// away meanwhile; then the index is read again, and the one that was used is given back.
    pub(in crate::archive) async fn look_up(
        &self,
        index: &mut Arc<Index>,
        lookups: &[Lookup],
        deadline: Instant,
    ) -> Result<Vec<Postings>> {
        let lookups: Vec<&Lookup> = lookups.iter().collect();
        self.look_up_all(index, &lookups, deadline).await
    }

    async fn look_up_all(
        &self,
        index: &mut Arc<Index>,
        lookups: &[&Lookup],
        deadline: Instant,
    ) -> Result<Vec<Postings>> {
        let plans: Vec<Plan> = lookups.iter().map(|lookup| Plan::of(lookup)).collect();
        for _ in 0..5 {
            if let Some(blocks) = self.blocks(index, &plans, deadline).await? {
                return plans.iter().map(|plan| index.find(plan, &blocks)).collect();
            }
            *index = self.reload_index(Some(Arc::clone(index))).await?;
        }
        Err(ArchiveError::Corrupt(
            "blocks of the full-text index are missing".to_string(),
        ))
    }

    /// As [`Self::look_up`], but only of those lookups that are read soonest: with `most` blocks of long lists together, at
    /// least one. Gives each with its place among the lookups.
    pub(in crate::archive) async fn look_up_rarest(
        &self,
        index: &mut Arc<Index>,
        lookups: &[Lookup],
        most: usize,
        deadline: Instant,
    ) -> Result<Vec<(usize, Postings)>> {
        let long = lookups.iter().map(|lookup| index.blocks_of_long(lookup));
        let mut order: Vec<(usize, usize)> = long.zip(0..).collect();
        order.sort_unstable();
        let mut sum = 0;
        let chosen = order
            .into_iter()
            .enumerate()
            .take_while(|(taken, (size, _))| {
                sum += size;
                *taken == 0 || sum <= most
            });
        let chosen: Vec<usize> = chosen.map(|(_, (_, at))| at).collect();
        let lookups: Vec<&Lookup> = chosen.iter().filter_map(|at| lookups.get(*at)).collect();
        let found = self.look_up_all(index, &lookups, deadline).await?;
        Ok(chosen.into_iter().zip(found).collect())
    }

    /// Words that begin with these letters, at most `limit`.
    pub(in crate::archive) async fn words_with(
        &self,
        prefix: &str,
        limit: u32,
    ) -> Result<Vec<String>> {
        let end = format!("{prefix}\u{10ffff}");
        Ok(sqlx::query_scalar(
            "SELECT word FROM word WHERE word >= ? AND word <= ? ORDER BY word LIMIT ?",
        )
        .bind(prefix)
        .bind(end)
        .bind(limit)
        .fetch_all(&mut *self.read.get().await?)
        .await?)
    }

    /// All blocks that the plans need; `None` when one is no longer there.
    async fn blocks(
        &self,
        index: &Index,
        plans: &[Plan],
        deadline: Instant,
    ) -> Result<Option<Blocks>> {
        let wanted = index.blocks_of(plans);
        let blocks = self.index.blocks.all(&self.read, wanted).await?;
        Ok(blocks.map(|blocks| Blocks::new(blocks, deadline)))
    }
}

impl Index {
    /// The blocks that plans need, and whether with positions.
    fn blocks_of(&self, plans: &[Plan]) -> HashMap<i64, bool> {
        let mut wanted: HashMap<i64, bool> = HashMap::new();
        for plan in plans {
            plan.needs(|keys, positions| {
                let mut want = |block| *wanted.entry(block).or_default() |= positions;
                for segment in &self.segments {
                    match keys.start() == keys.end() {
                        true => segment.blocks_of(*keys.start()).for_each(&mut want),
                        false => segment.blocks_of_run(&keys).for_each(&mut want),
                    }
                }
            });
        }
        wanted
    }

    /// How many blocks of long lists a lookup reads, those with positions counted more than once. None of short lists, which
    /// share a block with others.
    fn blocks_of_long(&self, lookup: &Lookup) -> usize {
        let mut sum = 0;
        Plan::of(lookup).needs(|keys, positions| {
            let blocks = self
                .segments
                .iter()
                .map(|segment| segment.begun_by(&keys).len());
            sum += blocks.sum::<usize>() * if positions { WITH_POSITIONS } else { 1 };
        });
        sum
    }

    fn find(&self, plan: &Plan, blocks: &Blocks) -> Result<Postings> {
        let mut found = Vec::new();
        for segment in &self.segments {
            match plan {
                Plan::Term(key, field) => return Ok(self.find_term(blocks, *key, *field)),
                Plan::Terms(keys, field) => {
                    self.find_any(segment, blocks, keys, *field, &mut found)
                }
                Plan::Phrase(sought, field) => self.find_near(
                    segment,
                    blocks,
                    std::slice::from_ref(sought),
                    0,
                    *field,
                    &mut found,
                ),
                Plan::Near(phrases, distance, field) => {
                    self.find_near(segment, blocks, phrases, *distance, *field, &mut found);
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

    fn find_any(
        &self,
        segment: &Segment,
        blocks: &Blocks,
        keys: &[Key],
        field: Field,
        found: &mut Vec<Entry>,
    ) {
        let mut merged: HashMap<u32, Entry> = HashMap::new();
        for key in keys {
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

    /// Finds articles that hold all phrases within one field, close together.
    fn find_near(
        &self,
        segment: &Segment,
        blocks: &Blocks,
        phrases: &[Sought],
        distance: u32,
        field: Field,
        found: &mut Vec<Entry>,
    ) {
        let mut places: Vec<Places> = Vec::with_capacity(phrases.len());
        for phrase in phrases {
            if Instant::now() > blocks.deadline {
                return;
            }
            let Some(next) = blocks.places(segment, phrase) else {
                return;
            };
            places.push(next);
        }
        let Some((first, rest)) = places.split_first_mut() else {
            return;
        };
        let spans: Vec<u32> = phrases.iter().map(Sought::span).collect();
        let mut lists: Vec<Vec<u32>> = vec![Vec::new(); phrases.len()];
        let mut looks = 0_u32;
        while let Some(entry) = first.next(None, &mut lists[0]) {
            looks += 1;
            if looks.is_multiple_of(BETWEEN_LOOKS) && Instant::now() > blocks.deadline {
                return;
            }
            let mut all = true;
            for (list, places) in lists[1..].iter_mut().zip(rest.iter_mut()) {
                all = all
                    && places
                        .next(Some(entry.doc), list)
                        .is_some_and(|other| other.doc == entry.doc);
            }
            if !all {
                continue;
            }
            let shape = segment.shape(entry.doc);
            let within = shape.field(field);
            lists
                .iter_mut()
                .for_each(|list| list.retain(|position| within.contains(position)));
            let count = count_near(&lists, &spans, distance);
            if count > 0 {
                let headline = lists
                    .iter()
                    .flatten()
                    .any(|position| *position < u32::from(shape.headline_end));
                let mark = Mark::new(count, headline, entry.mark.word());
                found.push(Entry { mark, ..entry });
            }
        }
    }
}

/// How often all phrases stand together: for so many places as the last, each has one that ends at most `distance` before.
fn count_near(lists: &[Vec<u32>], spans: &[u32], distance: u32) -> u32 {
    if let [only] = lists {
        return only.len() as u32;
    }
    let near = |last: u32| {
        lists.iter().zip(spans).all(|(list, span)| {
            let before = list.partition_point(|position| *position <= last);
            let nearest = before.checked_sub(1).and_then(|at| list.get(at));
            nearest.is_some_and(|position| position + span + distance >= last)
        })
    };
    lists.iter().flatten().filter(|last| near(**last)).count() as u32
}
