//! A term's list of articles. A short list is numbers one after the other; of a long one each [`CHUNK`] articles are
//! packed, so that they are unpacked at once, or passed over when what is sought comes later.
//!
//! | part | holds |
//! |---|---|
//! | each chunk | its last article after the one before it, how many positions it has, the bits a value takes (twice) |
//! | | for each article its distance from the one before, whether in the headline and whether a word: packed |
//! | | for each article how often the term stands there, less one: packed |
//! | the rest, fewer than a chunk | for each article the same as numbers |

mod entry;

use bitpacking::{BitPacker, BitPacker4x};

use super::codec::{Numbers, put};
pub(in crate::archive) use entry::{Entry, Mark};
use entry::{FLAG_BITS, HEADLINE, WORD, next_entry};
pub(super) use entry::{put_entry, single_entries};

/// So many articles are packed together.
pub(super) const CHUNK: usize = BitPacker4x::BLOCK_LEN;

/// What is known of a list without reading it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Summary {
    /// How many articles it has, those counted that are no longer there.
    pub(super) articles: u32,
    /// Is the term a word of its own in any of them?
    pub(super) any_word: bool,
}

/// Writes one list after the other.
pub(super) struct ListWriter {
    bytes: Vec<u8>,
    first_doc: u32,
    /// The last article of what is written.
    before: u32,
    /// What is not written yet.
    docs: [u32; CHUNK],
    marks: [u32; CHUNK],
    open: usize,
    summary: Summary,
}

impl ListWriter {
    /// Begins a list of a segment whose first article is `first_doc`.
    pub(super) fn new(first_doc: u32) -> Self {
        Self {
            bytes: Vec::new(),
            first_doc,
            before: first_doc,
            docs: [0; CHUNK],
            marks: [0; CHUNK],
            open: 0,
            summary: Summary::default(),
        }
    }

    /// Appends an article, which is later than all before.
    pub(super) fn push(&mut self, entry: Entry) {
        self.summary.articles += 1;
        self.summary.any_word |= entry.mark.word();
        self.docs[self.open] = entry.doc;
        self.marks[self.open] = entry.mark.0;
        self.open += 1;
        if self.open == CHUNK {
            self.pack();
        }
    }

    fn pack(&mut self) {
        let mut positions = 0;
        let mut before = self.before;
        for (doc, mark) in self.docs.iter_mut().zip(&mut self.marks) {
            let distance = doc.wrapping_sub(before);
            before = *doc;
            *doc = distance << FLAG_BITS | *mark & (HEADLINE | WORD);
            *mark >>= FLAG_BITS;
            positions += u64::from(*mark);
            *mark = mark.saturating_sub(1);
        }
        put(&mut self.bytes, u64::from(before.wrapping_sub(self.before)));
        put(&mut self.bytes, positions);
        let packer = BitPacker4x::new();
        let values = [&self.docs, &self.marks];
        let bits = values.map(|values| packer.num_bits(values));
        self.bytes.extend_from_slice(&bits);
        for (values, bits) in values.iter().zip(bits) {
            let from = self.bytes.len();
            self.bytes.resize(from + packed_len(bits), 0);
            packer.compress(*values, &mut self.bytes[from..], bits);
        }
        self.before = before;
        self.open = 0;
    }

    /// About how many bytes the list has so far.
    pub(super) fn size(&self) -> usize {
        self.bytes.len()
    }

    /// Ends the list: appends its bytes, and gives what it holds. The next list of the segment begins.
    pub(super) fn finish(&mut self, into: &mut Vec<u8>) -> Summary {
        into.append(&mut self.bytes);
        let mut before = self.before;
        for (doc, mark) in self.docs.iter().zip(&self.marks).take(self.open) {
            let mark = Mark(*mark);
            put_entry(into, Entry { doc: *doc, mark }, before);
            before = *doc;
        }
        self.open = 0;
        self.before = self.first_doc;
        std::mem::take(&mut self.summary)
    }
}

fn packed_len(bits: u8) -> usize {
    usize::from(bits) * CHUNK / 8
}

/// Calls `sink` for each article of a list; `first` is the number of the segment's first article.
pub(super) fn each_entry(bytes: &[u8], articles: u32, first: u32, mut sink: impl FnMut(Entry)) {
    // Most lists are short: to make ready for unpacking would cost more than to read them.
    if (articles as usize) < CHUNK {
        let single = single_entries(bytes, first).take(articles as usize);
        return single.for_each(sink);
    }
    let mut entries = Entries::new(bytes, articles, first);
    while let Some(chunk) = entries.next_chunk() {
        chunk.iter().copied().for_each(&mut sink);
    }
}

/// A term's articles, ascending. Damaged bytes read as an early end.
pub(super) struct Entries<'a> {
    /// What is not unpacked yet.
    numbers: Numbers<'a>,
    /// How many articles that are.
    left: usize,
    /// The last article before that.
    before: u32,
    /// What is unpacked, and where in it that begins which is not given yet.
    unpacked: [Entry; CHUNK],
    at: usize,
    end: usize,
    /// Is it of interest how often the term stands in an article? Else it stands there once.
    counted: bool,
}

/// The beginning of a chunk.
struct Head {
    last: u32,
    positions: u32,
    bits: [u8; 2],
}

impl<'a> Entries<'a> {
    /// `first` is the number of the segment's first article.
    pub(super) fn new(bytes: &'a [u8], articles: u32, first: u32) -> Self {
        Self {
            numbers: Numbers::new(bytes),
            left: articles as usize,
            before: first,
            unpacked: [Entry::default(); CHUNK],
            at: 0,
            end: 0,
            counted: true,
        }
    }

    /// Leaves out from now on how often the term stands in each: that need not be unpacked.
    pub(super) fn leave_counts(&mut self) {
        self.counted = false;
    }

    fn head(&mut self) -> Option<Head> {
        let last = self.before.wrapping_add(self.numbers.next()? as u32);
        let positions = self.numbers.next()? as u32;
        let (bits, rest) = self.numbers.rest().split_first_chunk()?;
        self.numbers = Numbers::new(rest);
        Some(Head {
            last,
            positions,
            bits: *bits,
        })
    }

    /// Takes the packed values of a chunk.
    fn packed(&mut self, bits: u8) -> Option<&'a [u8]> {
        let rest = self.numbers.rest();
        let (packed, rest) = rest.split_at_checked(packed_len(bits))?;
        self.numbers = Numbers::new(rest);
        (bits <= 32).then_some(packed)
    }

    fn unpack(&mut self, head: &Head) -> Option<()> {
        let [doc_bits, count_bits] = head.bits;
        let packed = (self.packed(doc_bits)?, self.packed(count_bits)?);
        let (mut docs, mut counts) = ([0; CHUNK], [0; CHUNK]);
        let packer = BitPacker4x::new();
        packer.decompress(packed.0, &mut docs, doc_bits);
        if self.counted {
            packer.decompress(packed.1, &mut counts, count_bits);
        }
        let mut before = self.before;
        for (entry, (doc, count)) in self.unpacked.iter_mut().zip(docs.iter().zip(&counts)) {
            before = before.wrapping_add(doc >> FLAG_BITS);
            let flags = doc & (HEADLINE | WORD);
            *entry = Entry {
                doc: before,
                mark: Mark(count.wrapping_add(1) << FLAG_BITS | flags),
            };
        }
        self.end = CHUNK;
        Some(())
    }

    fn read_rest(&mut self) {
        let mut before = self.before;
        for place in self.unpacked.iter_mut().take(self.left) {
            let Some(entry) = next_entry(&mut self.numbers, before) else {
                break;
            };
            before = entry.doc;
            *place = entry;
            self.end += 1;
        }
        self.left = 0;
    }

    /// Unpacks the next articles; is there any? Those that end before `from` are passed over; gives how many positions they have.
    fn refill(&mut self, from: u32) -> Option<u32> {
        (self.at, self.end) = (0, 0);
        let mut passed = 0;
        while self.left >= CHUNK {
            let Some(head) = self.head() else {
                self.left = 0;
                return None;
            };
            self.left -= CHUNK;
            let sound = if head.last < from {
                passed += head.positions;
                let [docs, counts] = head.bits;
                self.packed(docs)
                    .and_then(|_| self.packed(counts))
                    .map(drop)
            } else {
                self.unpack(&head)
            };
            if sound.is_none() {
                self.left = 0;
                return None;
            }
            self.before = head.last;
            if self.end > 0 {
                return Some(passed);
            }
        }
        self.read_rest();
        (self.end > 0).then_some(passed)
    }

    /// The articles that are unpacked together next.
    pub(super) fn next_chunk(&mut self) -> Option<&[Entry]> {
        if self.at == self.end {
            self.refill(0)?;
        }
        let chunk = self.unpacked.get(self.at..self.end);
        self.at = self.end;
        chunk
    }

    /// The first of the articles to come that is not before `from`, and how many positions those have that were passed over.
    pub(super) fn seek(&mut self, from: u32) -> Option<(Entry, u32)> {
        let mut passed = 0;
        loop {
            while self.at < self.end {
                let entry = self.unpacked[self.at];
                self.at += 1;
                if entry.doc >= from {
                    return Some((entry, passed));
                }
                passed += entry.mark.count();
            }
            passed += self.refill(from)?;
        }
    }
}

impl Entries<'_> {
    /// The first of the articles to come that is not before `from`; it is still to come after that.
    #[inline]
    pub(super) fn peek_from(&mut self, from: u32) -> Option<Entry> {
        loop {
            while self.at < self.end {
                let entry = self.unpacked[self.at];
                if entry.doc >= from {
                    return Some(entry);
                }
                self.at += 1;
            }
            self.refill(from)?;
        }
    }

    /// Takes those that are unpacked and come before `end`.
    pub(super) fn take_before(&mut self, end: u32) -> &[Entry] {
        let unpacked = self.unpacked.get(self.at..self.end).unwrap_or_default();
        let taken = unpacked.partition_point(|entry| entry.doc < end);
        self.at += taken;
        &unpacked[..taken]
    }
}

impl Iterator for Entries<'_> {
    type Item = Entry;

    #[inline]
    fn next(&mut self) -> Option<Entry> {
        if self.at == self.end {
            self.refill(0)?;
        }
        let entry = self.unpacked[self.at];
        self.at += 1;
        Some(entry)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: u32 = 5;

    fn list(count: u32) -> Vec<Entry> {
        let entry = |n: u32| Entry {
            doc: FIRST + n * n % 7 + n * 10,
            mark: Mark::new(
                1 + n % 3 * (n % 200),
                n.is_multiple_of(11),
                n.is_multiple_of(2),
            ),
        };
        (0..count).map(entry).collect()
    }

    fn write(list: &[Entry]) -> (Vec<u8>, Summary) {
        let mut writer = ListWriter::new(FIRST);
        list.iter().for_each(|entry| writer.push(*entry));
        let mut bytes = Vec::new();
        let summary = writer.finish(&mut bytes);
        (bytes, summary)
    }

    #[test]
    fn lists_of_any_length_read_back() {
        for count in [0, 1, 127, 128, 129, 300, 1_000] {
            let list = list(count);
            let (bytes, summary) = write(&list);
            assert_eq!(summary.articles, count);
            assert_eq!(summary.any_word, count > 0);
            let read: Vec<Entry> = Entries::new(&bytes, count, FIRST).collect();
            assert_eq!(read, list);
        }
    }

    #[test]
    fn what_is_sought_is_found_and_positions_are_counted() {
        let list = list(1_000);
        let (bytes, _) = write(&list);
        for step in [1, 9, 130, 3_000, 20_000] {
            let mut entries = Entries::new(&bytes, 1_000, FIRST);
            let mut rest = list.iter();
            for from in (0..11_000).step_by(step) {
                let mut passed = 0;
                let expected = rest.by_ref().find(|entry| {
                    let before = entry.doc < from;
                    passed += if before { entry.mark.count() } else { 0 };
                    !before
                });
                assert_eq!(entries.seek(from), expected.map(|entry| (*entry, passed)));
            }
        }
    }

    #[test]
    fn damaged_lists_end_early() {
        let (bytes, _) = write(&list(300));
        for end in 0..bytes.len() {
            assert!(Entries::new(&bytes[..end], 300, FIRST).count() < 300);
        }
        let mut wide = bytes.clone();
        wide.iter_mut().take(8).for_each(|byte| *byte = 0x7f);
        Entries::new(&wide, 300, FIRST).for_each(drop);
    }
}
