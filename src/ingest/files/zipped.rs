//! `.zip` files.

use std::collections::HashSet;
use std::io::{self, Read, Seek, SeekFrom};

use zip::ZipArchive;

use super::budget::Budget;
use super::members::{Bytes, Holder};

pub(super) struct Zip {
    archive: ZipArchive<Box<dyn Bytes>>,
    /// Names that come again in its directory: of those the reader gives the last file alone.
    again: Vec<Vec<u8>>,
}

/// What each entry of a zip file's directory begins with, and how long it is without its name.
const ENTRY: [u8; 4] = *b"PK\x01\x02";
const ENTRY_BYTES: usize = 46;

impl Zip {
    pub(super) fn open(bytes: Box<dyn Bytes>) -> io::Result<Self> {
        let open = |bytes| {
            ZipArchive::new(bytes).map_err(|error| {
                io::Error::other(format!(
                    "the zip file cannot be read, it may be cut off: {error}"
                ))
            })
        };
        let archive = open(bytes)?;
        let directory = archive.central_directory_start();
        let mut bytes = archive.into_inner();
        let again = names_that_come_again(&mut bytes, directory)?;
        Ok(Self {
            archive: open(bytes)?,
            again,
        })
    }
}

fn names_that_come_again(bytes: &mut Box<dyn Bytes>, directory: u64) -> io::Result<Vec<Vec<u8>>> {
    bytes.seek(SeekFrom::Start(directory))?;
    let mut bytes = io::BufReader::new(bytes);
    let (mut seen, mut again) = (HashSet::new(), Vec::new());
    let mut entry = [0; ENTRY_BYTES];
    while bytes.read_exact(&mut entry).is_ok() && entry.starts_with(&ENTRY) {
        let length = |at: usize| u16::from_le_bytes([entry[at], entry[at + 1]]);
        let mut name = vec![0; usize::from(length(28))];
        bytes.read_exact(&mut name)?;
        bytes.seek_relative(i64::from(length(30)) + i64::from(length(32)))?;
        if let Some(name) = seen.replace(name) {
            again.push(name);
        }
    }
    Ok(again)
}

impl Holder for Zip {
    fn list(&mut self) -> Vec<(String, u64)> {
        let archive = &mut self.archive;
        let files = (0..archive.len()).map(|number| match archive.by_index_raw(number) {
            Ok(member) => (name(member.name_raw()), member.size()),
            Err(_) => (String::new(), 0),
        });
        files
            .chain(self.again.iter().map(|raw| (name(raw), 0)))
            .collect()
    }

    fn read(&mut self, number: usize, budget: &mut Budget) -> io::Result<Vec<u8>> {
        let member = self.archive.by_index(number).map_err(io::Error::other)?;
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
