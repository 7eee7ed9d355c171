//! `.zip` and `.tar.gz`, read as folders, one member at a time. Nothing is written under a name that an archive gives.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::{self, Cursor, Read, Seek};

use super::budget::Budget;
use super::{LARGEST, check_size, is_hidden, is_sidecar, tarball, zipped};
use crate::ingest::Source;
use crate::ingest::sidecar::{Bulletins, FOLDER_FILE, SUFFIX, Sidecar};

/// Archives within archives are opened so deep.
const NESTING: usize = 2;

/// Bytes that can be read from any place.
pub(super) trait Bytes: Read + Seek {}
impl<T: Read + Seek> Bytes for T {}

/// The files of an archive.
pub(super) trait Holder {
    /// Path and unpacked size of every file, by the number it is read by.
    fn list(&mut self) -> Vec<(String, u64)>;
    fn read(&mut self, number: usize, budget: &mut Budget) -> io::Result<Vec<u8>>;
}

/// Is the file of this name read as a folder?
pub(super) fn is_archive(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    [".zip", ".tar.gz", ".tgz"]
        .iter()
        .any(|end| name.ends_with(end))
}

/// The documents of an archive, in order of path.
pub(super) fn open(
    name: &str,
    file: File,
) -> io::Result<Box<dyn Iterator<Item = io::Result<Source>>>> {
    let size = file.metadata()?.len();
    let mut budget = Budget::default();
    let first = Members::new(name, Box::new(file), size, &mut budget)?;
    let mut levels = vec![first];
    Ok(Box::new(std::iter::from_fn(move || {
        loop {
            match levels.last_mut()?.next(&mut budget) {
                None => drop(levels.pop()),
                Some(Ok(source)) if is_archive(&source.name) => {
                    match inner(source, levels.len(), &mut budget) {
                        Ok(members) => levels.push(members),
                        Err(error) => return Some(Err(error)),
                    }
                }
                Some(read) => return Some(read),
            }
        }
    })))
}

fn inner(source: Source, depth: usize, budget: &mut Budget) -> io::Result<Members> {
    if depth > NESTING {
        return Err(io::Error::other(format!(
            "{}: archives are opened {NESTING} deep and no deeper; unpack it and load the folder",
            source.name
        )));
    }
    let size = source.bytes.len() as u64;
    Members::new(
        &source.name,
        Box::new(Cursor::new(source.bytes)),
        size,
        budget,
    )
}

/// One archive while it is read.
struct Members {
    name: String,
    holder: Box<dyn Holder>,
    documents: std::collections::btree_map::IntoIter<String, (usize, u64)>,
    own: HashMap<String, String>,
    folders: HashMap<String, Bulletins>,
    /// What is wrong with single members, to be told first.
    problems: std::vec::IntoIter<String>,
}

impl Members {
    fn new(name: &str, bytes: Box<dyn Bytes>, size: u64, budget: &mut Budget) -> io::Result<Self> {
        let mut holder: Box<dyn Holder> = if name.to_ascii_lowercase().ends_with(".zip") {
            Box::new(zipped::Zip::open(bytes)?)
        } else {
            Box::new(tarball::Tar::open(bytes, size, budget)?)
        };
        let (mut documents, mut sidecars, mut problems) = (BTreeMap::new(), Vec::new(), Vec::new());
        for (number, (path, size)) in holder.list().into_iter().enumerate() {
            budget.member()?;
            match kind(&path) {
                Kind::Ignored => {}
                Kind::Unsafe => problems.push(format!(
                    "{name}/{path}: this path leads out of the archive; the file is not read"
                )),
                Kind::Sidecar => sidecars.push((path, number)),
                Kind::Document => {
                    documents.insert(path, (number, size));
                }
            }
        }
        let (mut own, mut folders) = (HashMap::new(), HashMap::new());
        for (path, number) in sidecars {
            let text = String::from_utf8(holder.read(number, budget)?)
                .map_err(|_| io::Error::other(format!("{path}: this sidecar is not UTF-8")))?;
            if let Some(about) = path.strip_suffix(SUFFIX) {
                if !documents.contains_key(about) {
                    problems.push(format!(
                        "{name}/{path}: there is no file {about} that this could be about"
                    ));
                }
                own.insert(about.to_string(), text);
            } else {
                let bulletins = Bulletins::parse(&path, &text).map_err(io::Error::other)?;
                let folder = path.strip_suffix(FOLDER_FILE).unwrap_or_default();
                let files = documents
                    .keys()
                    .filter_map(|path| path.strip_prefix(folder));
                bulletins.check(files).map_err(io::Error::other)?;
                folders.insert(folder.to_string(), bulletins);
            }
        }
        Ok(Self {
            name: name.to_string(),
            holder,
            documents: documents.into_iter(),
            own,
            folders,
            problems: problems.into_iter(),
        })
    }

    fn next(&mut self, budget: &mut Budget) -> Option<io::Result<Source>> {
        if let Some(problem) = self.problems.next() {
            return Some(Err(io::Error::other(problem)));
        }
        let (path, (number, size)) = self.documents.next()?;
        let name = format!("{}/{path}", self.name);
        let named = |error: io::Error| io::Error::other(format!("{name}: {error}"));
        let source = self.source(&path, number, size, budget).map_err(named);
        Some(source.map(|source| Source {
            name: name.clone(),
            ..source
        }))
    }

    fn source(
        &mut self,
        path: &str,
        number: usize,
        size: u64,
        budget: &mut Budget,
    ) -> io::Result<Source> {
        check_size(size, LARGEST)?;
        let bytes = self.holder.read(number, budget)?;
        check_size(bytes.len() as u64, LARGEST)?;
        let own = match self.own.remove(path) {
            Some(text) => {
                let name = format!("{path}{SUFFIX}");
                Some(Sidecar::parse(&name, &text).map_err(io::Error::other)?)
            }
            None => None,
        };
        let (folder, base) = path.split_at(path.rfind('/').map_or(0, |at| at + 1));
        let of_folder = self.folders.get(folder).and_then(|folder| folder.of(base));
        Ok(Source {
            name: String::new(),
            bytes,
            sidecar: Sidecar::joined(own, of_folder),
        })
    }
}

enum Kind {
    Document,
    Sidecar,
    /// Folders and what systems leave behind.
    Ignored,
    Unsafe,
}

fn kind(path: &str) -> Kind {
    let drive = path.as_bytes().get(1) == Some(&b':');
    let parts: Vec<&str> = path.split('/').collect();
    if path.starts_with('/') || drive || path.contains(['\0', '\\']) || parts.contains(&"..") {
        return Kind::Unsafe;
    }
    let base = parts.last().copied().unwrap_or_default();
    if base.is_empty() || parts.iter().any(|part| is_hidden(part)) {
        Kind::Ignored
    } else if is_sidecar(base) {
        Kind::Sidecar
    } else {
        Kind::Document
    }
}
