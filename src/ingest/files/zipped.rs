//! `.zip` files.

use std::io;

use zip::ZipArchive;

use super::budget::Budget;
use super::members::{Bytes, Holder};

pub(super) struct Zip(ZipArchive<Box<dyn Bytes>>);

impl Zip {
    pub(super) fn open(bytes: Box<dyn Bytes>) -> io::Result<Self> {
        let archive = ZipArchive::new(bytes).map_err(|error| {
            io::Error::other(format!(
                "the zip file cannot be read, it may be cut off: {error}"
            ))
        })?;
        Ok(Self(archive))
    }
}

impl Holder for Zip {
    fn list(&mut self) -> Vec<(String, u64)> {
        (0..self.0.len())
            .map(|number| match self.0.by_index_raw(number) {
                Ok(member) => (name(member.name_raw()), member.size()),
                Err(_) => (String::new(), 0),
            })
            .collect()
    }

    fn read(&mut self, number: usize, budget: &mut Budget) -> io::Result<Vec<u8>> {
        let member = self.0.by_index(number).map_err(io::Error::other)?;
        let packed = member.compressed_size();
        budget.unpack(member, packed)
    }
}

/// A member's path: UTF-8 or, as Chinese Windows writes it without saying so, GBK. Some tools put `\` between folders.
fn name(raw: &[u8]) -> String {
    let name = match std::str::from_utf8(raw) {
        Ok(name) => name.to_string(),
        Err(_) => encoding_rs::GB18030.decode(raw).0.into_owned(),
    };
    if name.contains('/') {
        name
    } else {
        name.replace('\\', "/")
    }
}
