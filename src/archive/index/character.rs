//! Single characters have no positions of their own: those of all terms that begin with one are collected.

use std::time::Instant;

use super::block::{Block, Term};
use super::list::{Entry, Mark};
use super::places::{Blocks, Track};
use super::state::Segment;
use super::terms::beginning_with;

/// The articles of a segment that hold a character, and where it stands in them. A frequent one stands in each of them with
/// many others, so that nothing is held of a term but its positions, which are counted before they are read.
pub(super) struct Character {
    /// Each with where its positions end; they begin where those of the one before end.
    entries: Vec<(Entry, usize)>,
    positions: Vec<u32>,
}

impl Character {
    /// As far as there is time: whoever asks for it looks at the clock, too.
    pub(super) fn collect(blocks: &Blocks, segment: &Segment, c: char) -> Self {
        let first_doc = segment.first_doc;
        let mut marks = vec![Mark::default(); segment.docs()];
        let mut bytes = 0;
        each_term(blocks, segment, c, |block, term| {
            bytes += block.positions(term).rest().len();
            block.each_entry(term, first_doc, |entry| {
                if let Some(mark) = marks.get_mut(entry.doc.wrapping_sub(first_doc) as usize) {
                    *mark = match mark.count() {
                        0 => entry.mark,
                        _ => mark.and(entry.mark),
                    };
                }
            });
        });
        // Where the next position of each article is put: in the end, where they end.
        let mut next = Vec::with_capacity(marks.len());
        let mut count = 0;
        for mark in &marks {
            next.push(count);
            count += mark.count() as usize;
        }
        // Each takes up a byte at least, whatever a damaged list says.
        let mut positions = vec![0; count.min(bytes)];
        each_term(blocks, segment, c, |block, term| {
            let track = Track::new(vec![(block, term.clone())], first_doc, 0);
            let Some(mut track) = track else { return };
            while let Some(entry) = track.current() {
                if let Some(next) = next.get_mut(entry.doc.wrapping_sub(first_doc) as usize) {
                    let there = positions.iter_mut().skip(*next);
                    there
                        .zip(track.positions())
                        .for_each(|(place, position)| *place = *position);
                    *next += track.positions().len();
                }
                track.advance();
            }
        });
        Self::of(first_doc, &marks, &next, positions)
    }

    fn of(first_doc: u32, marks: &[Mark], ends: &[usize], mut positions: Vec<u32>) -> Self {
        let mut entries = Vec::with_capacity(marks.iter().filter(|mark| mark.count() > 0).count());
        let mut start = 0;
        for ((doc, mark), end) in (first_doc..).zip(marks).zip(ends) {
            if mark.count() > 0 {
                if let Some(own) = positions.get_mut(start..*end) {
                    own.sort_unstable();
                }
                entries.push((Entry { doc, mark: *mark }, *end));
                start = *end;
            }
        }
        Self { entries, positions }
    }

    pub(super) fn get(&self, nth: usize) -> Option<(Entry, &[u32])> {
        let (entry, end) = self.entries.get(nth)?;
        let before = nth
            .checked_sub(1)
            .and_then(|before| self.entries.get(before));
        let start = before.map_or(0, |(_, end)| *end);
        Some((*entry, self.positions.get(start..*end)?))
    }
}

/// Calls `sink` with each term of the segment that begins with the character.
fn each_term(blocks: &Blocks, segment: &Segment, c: char, mut sink: impl FnMut(&Block, &Term)) {
    let keys = beginning_with(c);
    let ids = segment.blocks_of_run(&keys);
    for block in ids.filter_map(|id| blocks.blocks.get(&id)) {
        if Instant::now() > blocks.deadline {
            return;
        }
        block.terms_in(&keys).for_each(|term| sink(block, &term));
    }
}
