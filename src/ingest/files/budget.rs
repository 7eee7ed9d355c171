//! How much an archive may hold. Archives come from anywhere, and a small one can unpack to more than any disk holds.

use std::io::{self, Read};

/// Bytes of all members together, unpacked.
const TOTAL: u64 = 256_000_000;
/// Members, with those of archives within.
const MEMBERS: u64 = 20_000;
/// Bytes unpacked for each byte packed; Chinese text packs to a third, repetitive records to a fiftieth.
const RATIO: u64 = 200;
/// Ratios are no matter below so many bytes.
const SMALL: u64 = 1_000_000;

/// What is left of the allowance.
#[derive(Debug)]
pub(super) struct Budget {
    bytes: u64,
    members: u64,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            bytes: TOTAL,
            members: MEMBERS,
        }
    }
}

impl Budget {
    /// Counts one more member.
    pub(super) fn member(&mut self) -> io::Result<()> {
        self.has_room(1)?;
        self.members -= 1;
        Ok(())
    }

    /// Are so many more members allowed? None of them is counted yet.
    pub(super) fn has_room(&self, members: u64) -> io::Result<()> {
        match members <= self.members {
            true => Ok(()),
            false => Err(io::Error::other(format!(
                "the archive holds more than {MEMBERS} files; unpack it and load the folder"
            ))),
        }
    }

    /// Unpacks a stream that came from `packed` bytes, never more than is allowed, whatever its header promises.
    pub(super) fn unpack(&mut self, reader: impl Read, packed: u64) -> io::Result<Vec<u8>> {
        let most = self.most(packed);
        let mut bytes = Vec::new();
        reader.take(most + 1).read_to_end(&mut bytes)?;
        self.spend(bytes.len() as u64, packed)?;
        Ok(bytes)
    }

    /// The most bytes that so many packed ones may give.
    pub(super) fn most(&self, packed: u64) -> u64 {
        self.bytes.min(packed.saturating_mul(RATIO).max(SMALL))
    }

    pub(super) fn spend(&mut self, bytes: u64, packed: u64) -> io::Result<()> {
        if bytes > self.bytes {
            return Err(io::Error::other(format!(
                "the archive unpacks to more than {} MB; unpack it and load the folder",
                TOTAL / 1_000_000
            )));
        }
        if bytes > self.most(packed) {
            return Err(io::Error::other(format!(
                "the archive unpacks to more than {RATIO} times its size; that is no archive of bulletins"
            )));
        }
        self.bytes -= bytes;
        Ok(())
    }
}
