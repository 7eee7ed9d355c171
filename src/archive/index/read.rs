//! Finding the articles of phrases.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use super::block::Limit;
use super::places::Blocks;
use super::postings::Postings;
use super::state::Index;
use super::terms::{Key, Step, beginning_with, steps, word};
use crate::archive::{Archive, ArchiveError, Result};
use crate::query::Field;
use crate::text::units::{Kind, Units};

/// How much longer a list takes to read with its positions.
const WITH_POSITIONS: usize = 6;
/// A query reads blocks of at most so many bytes. The most frequent character has 56 MB of a million articles of 700 characters,
/// a text of 2,000 that was pasted 120 MB.
const MOST_BYTES: usize = 128 << 20;

/// What is looked up.
pub(in crate::archive) enum Lookup {
    Phrase(Units, Field),
    /// Any of these words.
    Words(Vec<String>, Field),
    /// All of them, so many units between each and the one that begins last.
    Near(Vec<Units>, u32, Field),
}

/// A lookup, made ready.
pub(super) enum Plan {
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
    pub(super) fn span(&self) -> u32 {
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
        let limit = Limit {
            bytes: MOST_BYTES,
            deadline,
        };
        for _ in 0..5 {
            if let Some(blocks) = self.blocks(index, &plans, limit).await? {
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
    async fn blocks(&self, index: &Index, plans: &[Plan], limit: Limit) -> Result<Option<Blocks>> {
        let wanted = index.blocks_of(plans);
        let blocks = self.index.blocks.all(&self.read, wanted, limit).await?;
        Ok(blocks.map(|blocks| Blocks::new(blocks, limit.deadline)))
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
}
