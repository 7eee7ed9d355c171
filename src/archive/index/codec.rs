//! Numbers in few bytes. Reading never fails: damaged bytes read as an early end.

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
}
