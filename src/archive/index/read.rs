//! Finding the articles of phrases.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;
use std::time::Instant;

use sqlx::Row;

use super::codec::{Entries, Entry, Numbers};
use super::state::{DEAD, Index, Segment};
use super::terms::{Key, Step, beginning_with, steps, word};
use crate::archive::{Archive, ArchiveError, Result};
use crate::query::Field;
use crate::text::units::{Kind, Units};

/// One block of a segment: terms in ascending order with their lists.
pub(super) struct Block {
    terms: Vec<Term>,
    entries: Vec<u8>,
    positions: Vec<u8>,
}

pub(super) struct Term {
    pub(super) key: Key,
    entries: Range<usize>,
    positions: Range<usize>,
}

impl Block {
    pub(super) fn new(entries: Vec<u8>, positions: Vec<u8>) -> Self {
        let mut numbers = Numbers::new(&entries);
        let count = numbers.next().unwrap_or(0) as usize;
        let mut key = numbers.next().unwrap_or(0);
        let mut terms = Vec::with_capacity(count.min(entries.len()));
        let (mut entries_at, mut positions_at) = (0, 0);
        for _ in 0..count {
            let (Some(step), Some(entries_len), Some(positions_len)) =
                (numbers.next(), numbers.next(), numbers.next())
            else {
                break;
            };
            key = key.wrapping_add(step);
            let (entries_end, positions_end) = (
                entries_at + entries_len as usize,
                positions_at + positions_len as usize,
            );
            terms.push(Term {
                key,
                entries: entries_at..entries_end,
                positions: positions_at..positions_end,
            });
            (entries_at, positions_at) = (entries_end, positions_end);
        }
        let head = entries.len() - numbers.rest().len();
        terms.iter_mut().for_each(|term| {
            term.entries.start += head;
            term.entries.end += head;
        });
        Self {
            terms,
            entries,
            positions,
        }
    }

    pub(super) fn terms(&self) -> &[Term] {
        &self.terms
    }

    pub(super) fn entries(&self, term: &Term) -> &[u8] {
        self.entries.get(term.entries.clone()).unwrap_or_default()
    }

    pub(super) fn positions(&self, term: &Term) -> &[u8] {
        self.positions
            .get(term.positions.clone())
            .unwrap_or_default()
    }

    fn term(&self, key: Key) -> Option<&Term> {
        let at = self
            .terms
            .binary_search_by_key(&key, |term| term.key)
            .ok()?;
        self.terms.get(at)
    }
}

/// What is looked up.
pub(in crate::archive) enum Lookup {
    Phrase(Units, Field),
    /// Any of these words.
    Words(Vec<String>, Field),
    /// All of them, so many units between each and the one that begins last.
    Near(Vec<Units>, u32, Field),
}

/// An article in which something was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::archive) struct Found {
    /// The article's number in the facets' bitmaps.
    pub(in crate::archive) number: u32,
    /// How often.
    pub(in crate::archive) count: u16,
    /// How many units the article has.
    pub(in crate::archive) length: u16,
    pub(in crate::archive) headline: bool,
    /// It is a word of its own there.
    pub(in crate::archive) word: bool,
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
enum Sought {
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

/// The articles of a single character, with its positions.
type Collected = Arc<Vec<(Entry, Vec<u32>)>>;

/// The blocks of one query.
struct Blocks {
    blocks: HashMap<i64, Block>,
    /// What has been collected for single characters, by the segment's first article.
    characters: RefCell<HashMap<(u32, char), Collected>>,
    deadline: Instant,
}

/// So many articles are looked through between two looks at the clock.
const BETWEEN_LOOKS: u32 = 256;

impl Blocks {
    fn find(&self, segment: &Segment, key: Key) -> Option<(&Block, &Term)> {
        let block = self.blocks.get(&segment.block_of(key)?)?;
        Some((block, block.term(key)?))
    }

    fn track(&self, segment: &Segment, key: Key, offset: u32) -> Option<Track<'_>> {
        let (block, term) = self.find(segment, key)?;
        Some(Track::new(
            Entries::new(block.entries(term), segment.first_doc),
            Numbers::new(block.positions(term)),
            offset,
        ))
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
    ) -> Result<Vec<Vec<Found>>> {
        let plans: Vec<Plan> = lookups.iter().map(Plan::of).collect();
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
        .fetch_all(&self.read)
        .await?)
    }

    /// All blocks that the plans need, in one go; `None` when one is no longer there.
    async fn blocks(
        &self,
        index: &Index,
        plans: &[Plan],
        deadline: Instant,
    ) -> Result<Option<Blocks>> {
        let mut wanted: HashMap<i64, bool> = HashMap::new();
        for plan in plans {
            plan.needs(|keys, positions| {
                for segment in &index.segments {
                    let only = (keys.start() == keys.end())
                        .then(|| segment.block_of(*keys.start()))
                        .flatten();
                    let blocks = segment
                        .blocks_of(&keys)
                        .filter(|_| only.is_none())
                        .chain(only);
                    blocks.for_each(|block| *wanted.entry(block).or_default() |= positions);
                }
            });
        }
        if wanted.is_empty() {
            return Ok(Some(Blocks {
                blocks: HashMap::new(),
                characters: RefCell::default(),
                deadline,
            }));
        }
        let list: Vec<i64> = wanted
            .iter()
            .map(|(block, positions)| block << 1 | i64::from(*positions))
            .collect();
        let rows = sqlx::query(
            "SELECT posting.id, entries, iif(value & 1, positions, x'') AS positions
             FROM json_each(?) JOIN posting ON posting.id = value >> 1",
        )
        .bind(serde_json::to_string(&list).unwrap_or_default())
        .fetch_all(&self.read)
        .await?;
        if rows.len() < wanted.len() {
            return Ok(None);
        }
        let blocks = rows.iter().map(|row| {
            let (id, entries, positions) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
            Ok((id, Block::new(entries, positions)))
        });
        Ok(Some(Blocks {
            blocks: blocks.collect::<Result<_>>()?,
            characters: RefCell::default(),
            deadline,
        }))
    }
}

impl Index {
    fn find(&self, plan: &Plan, blocks: &Blocks) -> Result<Vec<Found>> {
        let mut found = Vec::new();
        for segment in &self.segments {
            match plan {
                Plan::Term(key, field) => self.find_term(segment, blocks, *key, *field, &mut found),
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
        Ok(found)
    }

    fn note(&self, segment: &Segment, entry: Entry, found: &mut Vec<Found>) {
        let number = self
            .numbers
            .get(entry.doc as usize)
            .copied()
            .unwrap_or(DEAD);
        if number != DEAD {
            found.push(Found {
                number,
                count: entry.count.min(u32::from(u16::MAX)) as u16,
                length: segment.shape(entry.doc).length,
                headline: entry.headline,
                word: entry.word,
            });
        }
    }

    fn find_term(
        &self,
        segment: &Segment,
        blocks: &Blocks,
        key: Key,
        field: Field,
        found: &mut Vec<Found>,
    ) {
        let Some((block, term)) = blocks.find(segment, key) else {
            return;
        };
        for entry in Entries::new(block.entries(term), segment.first_doc) {
            if field == Field::Any || entry.headline {
                self.note(segment, entry, found);
            }
        }
    }

    fn find_any(
        &self,
        segment: &Segment,
        blocks: &Blocks,
        keys: &[Key],
        field: Field,
        found: &mut Vec<Found>,
    ) {
        let mut merged: HashMap<u32, Entry> = HashMap::new();
        for key in keys {
            let Some(mut track) = blocks.track(segment, *key, 0) else {
                continue;
            };
            while let Some(entry) = track.current() {
                let stands = match field {
                    Field::Any => true,
                    Field::Headline => entry.headline,
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
                        .and_modify(|known| {
                            known.count += entry.count;
                            known.headline |= entry.headline;
                        })
                        .or_insert(entry);
                }
                track.advance();
            }
        }
        let mut entries: Vec<Entry> = merged.into_values().collect();
        entries.sort_unstable_by_key(|entry| entry.doc);
        entries
            .into_iter()
            .for_each(|entry| self.note(segment, entry, found));
    }

    /// Finds articles that hold all phrases within one field, close together.
    fn find_near(
        &self,
        segment: &Segment,
        blocks: &Blocks,
        phrases: &[Sought],
        distance: u32,
        field: Field,
        found: &mut Vec<Found>,
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
                let entry = Entry {
                    count,
                    headline,
                    ..entry
                };
                self.note(segment, entry, found);
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

/// The articles of a phrase in a segment, with its positions.
enum Places<'a> {
    Steps(Vec<Track<'a>>),
    /// The place is the one after the article last given.
    Character(Collected, usize),
}

impl Blocks {
    fn places(&self, segment: &Segment, sought: &Sought) -> Option<Places<'_>> {
        match sought {
            Sought::Steps { steps, .. } => {
                let tracks: Option<Vec<Track>> = steps
                    .iter()
                    .map(|step| self.track(segment, step.key, step.offset))
                    .collect();
                let mut tracks = tracks?;
                // The rarest term leads.
                tracks.sort_by_key(|track| track.entries.rest().len());
                Some(Places::Steps(tracks))
            }
            Sought::Character(c) => {
                let mut known = self.characters.borrow_mut();
                let collected = known
                    .entry((segment.first_doc, *c))
                    .or_insert_with(|| Arc::new(self.collect_character(segment, *c)));
                Some(Places::Character(Arc::clone(collected), 0))
            }
        }
    }

    /// Single characters have no positions of their own: those of all terms that begin with it are collected.
    fn collect_character(&self, segment: &Segment, c: char) -> Vec<(Entry, Vec<u32>)> {
        let keys = beginning_with(c);
        let mut collected: HashMap<u32, (Entry, Vec<u32>)> = HashMap::new();
        for block in segment
            .blocks_of(&keys)
            .filter_map(|block| self.blocks.get(&block))
        {
            for term in block.terms().iter().filter(|term| keys.contains(&term.key)) {
                let entries = Entries::new(block.entries(term), segment.first_doc);
                let mut track = Track::new(entries, Numbers::new(block.positions(term)), 0);
                while let Some(entry) = track.current() {
                    let (known, list) = collected
                        .entry(entry.doc)
                        .or_insert_with(|| (entry, Vec::new()));
                    known.headline |= entry.headline;
                    list.extend_from_slice(track.positions());
                    track.advance();
                }
            }
        }
        let mut list: Vec<(Entry, Vec<u32>)> = collected.into_values().collect();
        list.sort_unstable_by_key(|(entry, _)| entry.doc);
        list.iter_mut()
            .for_each(|(_, positions)| positions.sort_unstable());
        list
    }
}

impl Places<'_> {
    /// The first article not before `from`, or the one after the last it gave, and where the phrase begins in it.
    fn next(&mut self, from: Option<u32>, list: &mut Vec<u32>) -> Option<Entry> {
        match self {
            Self::Steps(tracks) => next_of_steps(tracks, from, list),
            Self::Character(all, next) => {
                let passed = |next: usize| match next.checked_sub(1) {
                    Some(last) => all
                        .get(last)
                        .zip(from)
                        .is_some_and(|((entry, _), from)| entry.doc < from),
                    None => true,
                };
                if from.is_none() {
                    *next += 1;
                }
                while passed(*next) {
                    *next += 1;
                }
                let (entry, positions) = all.get(*next - 1)?;
                list.clone_from(positions);
                Some(*entry)
            }
        }
    }
}

/// One term's way through its articles.
struct Track<'a> {
    entries: Entries<'a>,
    positions: Numbers<'a>,
    /// Numbers to pass over before the current article's positions.
    behind: u32,
    current: Option<Entry>,
    offset: u32,
    list: Vec<u32>,
    /// The list is that of the current article.
    read: bool,
}

impl<'a> Track<'a> {
    fn new(mut entries: Entries<'a>, positions: Numbers<'a>, offset: u32) -> Self {
        Self {
            current: entries.next(),
            entries,
            positions,
            behind: 0,
            offset,
            list: Vec::new(),
            read: false,
        }
    }

    fn current(&self) -> Option<Entry> {
        self.current
    }

    fn advance(&mut self) {
        if !self.read {
            self.behind += self.current.map_or(0, |entry| entry.count);
        }
        self.read = false;
        self.current = self.entries.next();
    }

    /// Goes on to the first article that is not before `doc`.
    fn seek(&mut self, doc: u32) -> Option<u32> {
        while self.current.is_some_and(|entry| entry.doc < doc) {
            self.advance();
        }
        self.current.map(|entry| entry.doc)
    }

    /// Where the term stands in the current article.
    fn positions(&mut self) -> &[u32] {
        if !self.read {
            self.positions.pass(self.behind);
            self.behind = 0;
            self.read = true;
            self.list.clear();
            let mut position = 0;
            for _ in 0..self.current.map_or(0, |entry| entry.count) {
                let Some(step) = self.positions.next() else {
                    break;
                };
                position += step as u32;
                self.list.push(position);
            }
        }
        &self.list
    }
}

/// The first article not before `from`, or the one after the last given, that holds all terms at their distances.
fn next_of_steps(tracks: &mut [Track], from: Option<u32>, list: &mut Vec<u32>) -> Option<Entry> {
    let (lead, others) = tracks.split_first_mut()?;
    if from.is_none() && lead.read {
        lead.advance();
    }
    let mut doc = lead.seek(from.unwrap_or(0))?;
    loop {
        let ahead = others
            .iter_mut()
            .try_fold(doc, |furthest, track| Some(track.seek(doc)?.max(furthest)))?;
        if ahead > doc {
            doc = lead.seek(ahead)?;
            continue;
        }
        let offset = lead.offset;
        list.clear();
        list.extend(
            lead.positions()
                .iter()
                .filter_map(|position| position.checked_sub(offset)),
        );
        for track in others.iter_mut() {
            let offset = track.offset;
            let there = track.positions();
            list.retain(|start| there.binary_search(&(start + offset)).is_ok());
        }
        if !list.is_empty() {
            let entry = lead.current()?;
            return Some(Entry {
                word: entry.word && others.is_empty(),
                ..entry
            });
        }
        lead.advance();
        doc = lead.current()?.doc;
    }
}
