//! `.tar.gz` files. Such a file can only be read from its beginning: it is unpacked once, into a file without a name.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};

use flate2::read::MultiGzDecoder;

use super::budget::Budget;
use super::members::{Bytes, Holder};

pub(super) struct Tar {
    unpacked: File,
    /// Path, offset and size of each regular file.
    files: Vec<(String, u64, u64)>,
}

impl Tar {
    pub(super) fn open(
        bytes: Box<dyn Bytes>,
        packed: u64,
        budget: &mut Budget,
    ) -> io::Result<Self> {
        let unreadable =
            |error: io::Error| io::Error::other(format!("the tar.gz file cannot be read: {error}"));
        let mut unpacked = tempfile::tempfile()?;
        let most = budget.most(packed);
        let mut stream = MultiGzDecoder::new(bytes).take(most + 1);
        let size = io::copy(&mut stream, &mut unpacked).map_err(unreadable)?;
        budget.spend(size, packed)?;
        unpacked.flush()?;
        unpacked.rewind()?;
        let mut archive = tar::Archive::new(unpacked);
        let mut files = Vec::new();
        for entry in archive.entries_with_seek().map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            if entry.header().entry_type().is_file() {
                budget.has_room(files.len() as u64 + 1)?;
                let path = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
                let path = path.strip_prefix("./").map(str::to_string).unwrap_or(path);
                files.push((path, entry.raw_file_position(), entry.size()));
            }
        }
        Ok(Self {
            unpacked: archive.into_inner(),
            files,
        })
    }
}

impl Holder for Tar {
    fn list(&mut self) -> Vec<(String, u64)> {
        let files = self.files.iter();
        files.map(|(path, _, size)| (path.clone(), *size)).collect()
    }

    fn read(&mut self, number: usize, _budget: &mut Budget) -> io::Result<Vec<u8>> {
        let Some((_, offset, size)) = self.files.get(number) else {
            return Err(io::ErrorKind::NotFound.into());
        };
        self.unpacked.seek(SeekFrom::Start(*offset))?;
        let mut bytes = Vec::new();
        (&mut self.unpacked).take(*size).read_to_end(&mut bytes)?;
        if bytes.len() as u64 != *size {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(bytes)
    }
}
