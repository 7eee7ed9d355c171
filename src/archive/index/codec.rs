//! Numbers and lists in few bytes. Reading never fails: damaged bytes read as an early end.

/// Appends a number in groups of seven bits, lowest first.
pub(in crate::archive) fn put(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Reads numbers one after the other.
#[derive(Debug, Clone, Copy)]
pub(in crate::archive) struct Numbers<'a> {
    bytes: &'a [u8],
}

impl<'a> Numbers<'a> {
    pub(in crate::archive) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    /// The bytes that are left.
    pub(in crate::archive) fn rest(&self) -> &'a [u8] {
        self.bytes
    }

    /// Passes over numbers, eight bytes at a time: the last byte of each has its top bit clear.
    pub(super) fn pass(&mut self, mut numbers: u32) {
        while numbers >= 8
            && let Some((chunk, rest)) = self.bytes.split_first_chunk()
        {
            numbers -= (!u64::from_ne_bytes(*chunk) & 0x8080_8080_8080_8080).count_ones();
            self.bytes = rest;
        }
        while numbers > 0
            && let Some((byte, rest)) = self.bytes.split_first()
        {
            numbers -= u32::from(*byte < 0x80);
            self.bytes = rest;
        }
    }
}

impl Iterator for Numbers<'_> {
    type Item = u64;

    #[inline]
    fn next(&mut self) -> Option<u64> {
        let (&first, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        if first < 0x80 {
            return Some(u64::from(first));
        }
        let mut number = u64::from(first & 0x7f);
        for shift in (7..64).step_by(7) {
            let (&byte, rest) = self.bytes.split_first()?;
            self.bytes = rest;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }
}

/// One article in a term's list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    /// Number of the article.
    pub(super) doc: u32,
    /// How often the term stands there.
    pub(super) count: u32,
    /// Does it stand in the headline?
    pub(super) headline: bool,
    /// Is it a word of its own somewhere (a pair of characters only)?
    pub(super) word: bool,
}

const HEADLINE: u64 = 1;
const WORD: u64 = 2;
const MANY: u64 = 4;
const FLAG_BITS: u32 = 3;

/// Appends an entry; `before` is the article before it in the list, or where the list's segment begins.
pub(super) fn put_entry(bytes: &mut Vec<u8>, entry: Entry, before: u32) {
    let mut head = u64::from(entry.doc.saturating_sub(before)) << FLAG_BITS;
    head |= if entry.headline { HEADLINE } else { 0 };
    head |= if entry.word { WORD } else { 0 };
    if entry.count > 1 {
        put(bytes, head | MANY);
        put(bytes, u64::from(entry.count));
    } else {
        put(bytes, head);
    }
}

/// A term's articles, ascending.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entries<'a> {
    numbers: Numbers<'a>,
    before: u32,
}

impl<'a> Entries<'a> {
    /// `first` is the number of the segment's first article.
    pub(super) fn new(bytes: &'a [u8], first: u32) -> Self {
        Self {
            numbers: Numbers::new(bytes),
            before: first,
        }
    }

    /// The bytes that are left.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.numbers.rest()
    }
}

impl Iterator for Entries<'_> {
    type Item = Entry;

    #[inline]
    fn next(&mut self) -> Option<Entry> {
        let head = self.numbers.next()?;
        let count = if head & MANY == 0 {
            1
        } else {
            self.numbers.next()?
        };
        self.before = self.before.wrapping_add((head >> FLAG_BITS) as u32);
        Some(Entry {
            doc: self.before,
            count: count as u32,
            headline: head & HEADLINE != 0,
            word: head & WORD != 0,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_back() {
        let numbers = [0, 1, 127, 128, 300, u64::from(u32::MAX), u64::MAX];
        let mut bytes = Vec::new();
        numbers.iter().for_each(|number| put(&mut bytes, *number));
        assert_eq!(Numbers::new(&bytes).collect::<Vec<_>>(), numbers);
        let mut rest = Numbers::new(&bytes);
        rest.pass(5);
        assert_eq!(rest.next(), Some(u64::from(u32::MAX)));
        assert_eq!(Numbers::new(&[0x80, 0x80]).next(), None);
    }

    #[test]
    fn entries_read_back() {
        let entry = |doc, count, headline, word| Entry {
            doc,
            count,
            headline,
            word,
        };
        let list = [
            entry(5, 1, false, true),
            entry(6, 3, true, false),
            entry(900, 1, true, true),
        ];
        let mut bytes = Vec::new();
        let mut before = 5;
        for item in list {
            put_entry(&mut bytes, item, before);
            before = item.doc;
        }
        assert_eq!(Entries::new(&bytes, 5).collect::<Vec<_>>(), list);
    }
}
