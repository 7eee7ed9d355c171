//! Walking through the articles of phrases, with the places where they stand.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use super::block::{Block, Term};
use super::character::Character;
use super::codec::Numbers;
use super::list::{Entries, Entry, Mark};
use super::read::Sought;
use super::state::Segment;
use super::terms::Key;

/// The blocks of one query.
pub(super) struct Blocks {
    pub(super) blocks: HashMap<i64, Arc<Block>>,
    /// What has been collected for single characters, by the segment's first article.
    characters: RefCell<HashMap<(u32, char), Arc<Character>>>,
    pub(super) deadline: Instant,
}

impl Blocks {
    pub(super) fn new(blocks: HashMap<i64, Arc<Block>>, deadline: Instant) -> Self {
        Self {
            blocks,
            characters: RefCell::default(),
            deadline,
        }
    }

    /// The list of a term of a segment, part by part, with the blocks that hold them.
    pub(super) fn holding(
        &self,
        segment: &Segment,
        key: Key,
    ) -> impl Iterator<Item = (&Arc<Block>, Term)> {
        let blocks = segment.blocks_of(key);
        let blocks = blocks.filter_map(|block| self.blocks.get(&block));
        blocks.filter_map(move |block| Some((block, block.term(key)?)))
    }

    pub(super) fn track(&self, segment: &Segment, key: Key, offset: u32) -> Option<Track<'_>> {
        let parts = self.holding(segment, key);
        let parts = parts.map(|(block, term)| (&**block, term));
        Track::new(parts.collect(), segment.first_doc, offset)
    }
}

/// The articles of a phrase in a segment, with its positions.
pub(super) enum Places<'a> {
    Steps(Vec<Track<'a>>),
    /// The place is the one after the article last given.
    Character(Arc<Character>, usize),
}

impl Blocks {
    pub(super) fn places(&self, segment: &Segment, sought: &Sought) -> Option<Places<'_>> {
        match sought {
            Sought::Steps { steps, .. } => {
                let tracks: Option<Vec<Track>> = steps
                    .iter()
                    .map(|step| self.track(segment, step.key, step.offset))
                    .collect();
                let mut tracks = tracks?;
                // The rarest term leads.
                tracks.sort_by_key(Track::articles);
                Some(Places::Steps(tracks))
            }
            Sought::Character(c) => {
                let mut known = self.characters.borrow_mut();
                let collected = known
                    .entry((segment.first_doc, *c))
                    .or_insert_with(|| Arc::new(Character::collect(self, segment, *c)));
                Some(Places::Character(Arc::clone(collected), 0))
            }
        }
    }
}

impl Places<'_> {
    /// The first article not before `from`, or the one after the last it gave, and where the phrase begins in it.
    pub(super) fn next(&mut self, from: Option<u32>, list: &mut Vec<u32>) -> Option<Entry> {
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
                list.clear();
                list.extend_from_slice(positions);
                Some(entry)
            }
        }
    }
}

/// One term's way through its articles.
pub(super) struct Track<'a> {
    /// The parts of its list, and the one we are in.
    parts: Vec<(&'a Block, Term)>,
    part: usize,
    first_doc: u32,
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
    pub(super) fn new(parts: Vec<(&'a Block, Term)>, first_doc: u32, offset: u32) -> Option<Self> {
        let (block, term) = parts.first()?;
        let mut entries = block.entries(term, first_doc);
        Some(Self {
            current: entries.next(),
            entries,
            positions: block.positions(term),
            parts,
            part: 0,
            first_doc,
            behind: 0,
            offset,
            list: Vec::new(),
            read: false,
        })
    }

    /// In how many articles.
    fn articles(&self) -> u32 {
        let parts = self.parts.iter();
        parts.map(|(_, term)| term.summary.articles).sum()
    }

    pub(super) fn current(&self) -> Option<Entry> {
        self.current
    }

    pub(super) fn advance(&mut self) {
        self.go_on(0);
    }

    /// Goes on to the first article that is not before `doc`.
    fn seek(&mut self, doc: u32) -> Option<u32> {
        if self.current.is_some_and(|entry| entry.doc < doc) {
            self.go_on(doc);
        }
        self.current.map(|entry| entry.doc)
    }

    /// Leaves the current article for the first one after it that is not before `doc`.
    fn go_on(&mut self, doc: u32) {
        if !self.read {
            self.behind += self.current.map_or(0, |entry| entry.mark.count());
        }
        self.read = false;
        loop {
            let found = self.entries.seek(doc);
            self.current = found.map(|(entry, _)| entry);
            self.behind += found.map_or(0, |(_, passed)| passed);
            let Some((block, term)) = self.parts.get(self.part + 1).filter(|_| found.is_none())
            else {
                return;
            };
            self.part += 1;
            self.entries = block.entries(term, self.first_doc);
            (self.positions, self.behind) = (block.positions(term), 0);
        }
    }

    /// Where the term stands in the current article.
    pub(super) fn positions(&mut self) -> &[u32] {
        if !self.read {
            self.positions.pass(self.behind);
            self.behind = 0;
            self.read = true;
            self.list.clear();
            let mut position = 0;
            for _ in 0..self.current.map_or(0, |entry| entry.mark.count()) {
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
            let Entry { doc, mark } = lead.current()?;
            let word = mark.word() && others.is_empty();
            let mark = Mark::new(mark.count(), mark.headline(), word);
            return Some(Entry { doc, mark });
        }
        lead.advance();
        doc = lead.current()?.doc;
    }
}
