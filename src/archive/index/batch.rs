//! Articles in which several things were found, many at a time: so each step is a loop over a column, several times as quick
//! as all steps for one article after the other.

use roaring::RoaringBitmap;

use super::cursor::Cursor;
use super::list::{CHUNK, Entry, Mark};
use super::postings::Postings;
use super::state::{DEAD, Index};

/// Some articles in which all lookups found something; what is said of them lies in columns.
pub(in crate::archive) struct Batch {
    len: usize,
    docs: [u32; CHUNK],
    numbers: [u32; CHUNK],
    /// How many units each has, in terms of what articles have on average; what is behind the last is left over.
    pub(in crate::archive) lengths: [f32; CHUNK],
    /// For each lookup, what was found.
    pub(in crate::archive) marks: Vec<[Mark; CHUNK]>,
}

impl Batch {
    /// There are never more.
    pub(in crate::archive) const MOST: usize = CHUNK;

    fn of(lookups: usize) -> Self {
        Self {
            len: 0,
            docs: [0; CHUNK],
            numbers: [0; CHUNK],
            lengths: [0.0; CHUNK],
            marks: vec![[Mark::default(); CHUNK]; lookups],
        }
    }

    /// Their numbers in the facets' bitmaps.
    pub(in crate::archive) fn numbers(&self) -> &[u32] {
        &self.numbers[..self.len]
    }

    /// Leaves out all whose number is not to be kept.
    #[inline]
    pub(in crate::archive) fn retain(&mut self, keep: impl Fn(u32) -> bool) {
        let mut kept = 0;
        for at in 0..self.len {
            if !keep(self.numbers[at]) {
                continue;
            }
            self.numbers[kept] = self.numbers[at];
            self.lengths[kept] = self.lengths[at];
            self.marks
                .iter_mut()
                .for_each(|marks| marks[kept] = marks[at]);
            kept += 1;
        }
        self.len = kept;
    }

    /// Begins with articles of the lookup `lead`.
    fn begin(&mut self, lead: usize, entries: &[Entry]) {
        self.len = entries.len();
        let Some(marks) = self.marks.get_mut(lead) else {
            return;
        };
        for (at, entry) in entries.iter().enumerate() {
            self.docs[at] = entry.doc;
            marks[at] = entry.mark;
        }
    }

    /// Leaves out what is not on the cursor's way, too; `before` are the lookups that were found already.
    fn meet(&mut self, cursor: &mut Cursor<'_>, before: &[usize]) {
        let mut kept = 0;
        for at in 0..self.len {
            let doc = self.docs[at];
            let Some(mark) = cursor.at(doc) else {
                continue;
            };
            self.docs[kept] = doc;
            if kept != at {
                for before in before {
                    self.marks[*before][kept] = self.marks[*before][at];
                }
            }
            self.marks[cursor.lookup][kept] = mark;
            kept += 1;
        }
        self.len = kept;
    }

    /// Finds out which articles they are, and leaves out those that are no longer there.
    fn find(&mut self, index: &Index) {
        let mut all_alive = true;
        for at in 0..self.len {
            let doc = index.doc(self.docs[at]);
            self.numbers[at] = doc.number;
            self.lengths[at] = doc.length;
            all_alive &= doc.number != DEAD;
        }
        if !all_alive {
            self.retain(|number| number != DEAD);
        }
    }
}

/// Calls `sink` for the articles in which all of these were found, with what was found of each.
pub(in crate::archive) fn in_all(
    index: &Index,
    postings: &[&Postings],
    mut sink: impl FnMut(&mut Batch),
) {
    // The rarest leads.
    let mut order: Vec<usize> = (0..postings.len()).collect();
    order.sort_by_key(|at| postings.get(*at).map(|postings| postings.articles()));
    let Some((&lead, others)) = order.split_first() else {
        return;
    };
    let cursors = others.iter().map(|at| Cursor::of(*at, postings[*at]));
    let mut cursors: Vec<Cursor> = cursors.collect();
    let mut batch = Batch::of(postings.len());
    postings[lead].each_entries(|entries| {
        for entries in entries.chunks(CHUNK) {
            batch.begin(lead, entries);
            for (nth, cursor) in cursors.iter_mut().enumerate() {
                batch.meet(cursor, &order[..=nth]);
            }
            batch.find(index);
            if batch.len > 0 {
                sink(&mut batch);
            }
        }
    });
}

/// Becomes the set of some articles: bit by bit where they may be many, sorted where they are few.
pub(in crate::archive) enum SetBuilder {
    Few(Vec<u32>),
    Many(Vec<u8>),
}

impl SetBuilder {
    /// For articles in which all of these were found.
    pub(in crate::archive) fn for_all(index: &Index, postings: &[&Postings]) -> Self {
        let articles = index.facets.len();
        let most = postings.iter().map(|postings| postings.articles());
        let most = most.min().unwrap_or(0);
        match most < articles / 64 {
            true => Self::Few(Vec::with_capacity(most)),
            false => Self::Many(vec![0; articles / 8 + 1]),
        }
    }

    pub(in crate::archive) fn add_all(&mut self, added: &[u32]) {
        match self {
            Self::Few(numbers) => numbers.extend_from_slice(added),
            Self::Many(bits) => {
                for number in added {
                    if let Some(byte) = bits.get_mut(*number as usize / 8) {
                        *byte |= 1 << (number % 8);
                    }
                }
            }
        }
    }

    pub(in crate::archive) fn finish(self) -> RoaringBitmap {
        match self {
            Self::Few(mut numbers) => {
                numbers.sort_unstable();
                numbers.into_iter().collect()
            }
            Self::Many(bits) => RoaringBitmap::from_lsb0_bytes(0, &bits),
        }
    }
}

/// The numbers of the articles in which all of these were found.
pub(in crate::archive) fn set_of_all(index: &Index, postings: &[&Postings]) -> RoaringBitmap {
    let mut set = SetBuilder::for_all(index, postings);
    in_all(index, postings, |batch| set.add_all(batch.numbers()));
    set.finish()
}
