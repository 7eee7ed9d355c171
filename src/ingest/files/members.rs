//! `.zip` and `.tar.gz`, read as folders, one member at a time. Nothing is written under a name that an archive gives.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs::File;
use std::io::{self, Cursor, Read, Seek};

use super::beside::{self, Names, Said};
use super::budget::Budget;
use super::{LARGEST, check_size, is_hidden, is_sidecar, tarball, zipped};
use crate::ingest::Source;
use crate::ingest::sidecar::{FOLDER_FILE, SUFFIX};

/// Archives within archives are opened so deep.
const NESTING: usize = 2;

/// Bytes that can be read from any place.
pub(super) trait Bytes: Read + Seek {}
impl<T: Read + Seek> Bytes for T {}

/// The files of an archive.
pub(super) trait Holder {
    /// Path and unpacked size of every file, by the number it is read by; those that bear one name, too.
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
    /// All sidecars by path, with the number they are read by.
    sidecars: HashMap<String, usize>,
    folders: HashMap<String, Said>,
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
        let (mut documents, mut sidecars) = (BTreeMap::new(), HashMap::new());
        let mut problems = Vec::new();
        let mut namesakes = BTreeSet::new();
        for (number, (path, size)) in holder.list().into_iter().enumerate() {
            budget.member()?;
            match kind(&path) {
                Kind::Ignored => {}
                Kind::Unsafe => problems.push(format!(
                    "{name}/{path}: this path leads out of the archive; the file is not read"
                )),
                Kind::Sidecar => drop(sidecars.insert(path, number)),
                Kind::Document => {
                    if documents.insert(path.clone(), (number, size)).is_some() {
                        namesakes.insert(path);
                    }
                }
            }
        }
        for path in namesakes {
            documents.remove(&path);
            problems.push(format!(
                "{name}/{path}: the archive holds several files of this name, and none of them is read"
            ));
        }
        let mut folders = HashMap::new();
        for (folder, names) in by_folder(documents.keys(), sidecars.keys()) {
            let bulletins = sidecars.get(&format!("{folder}{FOLDER_FILE}"));
            let said = beside::settle(&names, bulletins.map(|at| holder.read(*at, budget)));
            let told = said.problems.iter();
            problems.extend(told.map(|(file, why)| format!("{name}/{folder}{file}: {why}")));
            folders.insert(folder, said);
        }
        let waits = |path: &str| folders.get(parted(path).0).is_some_and(|said| said.wait);
        documents.retain(|path, _| !waits(path));
        Ok(Self {
            name: name.to_string(),
            holder,
            documents: documents.into_iter(),
            sidecars,
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
        let own = self.sidecars.get(&format!("{path}{SUFFIX}"));
        let own = own.map(|at| self.holder.read(*at, budget));
        let (folder, base) = parted(path);
        let said = self.folders.get(folder);
        let bulletins = said.and_then(|said| said.bulletins.as_deref());
        Ok(Source {
            name: String::new(),
            bytes,
            sidecar: beside::of(base, own, bulletins)?,
        })
    }
}

/// A path's folder, with the `/` behind it, and the name in it.
fn parted(path: &str) -> (&str, &str) {
    path.split_at(path.rfind('/').map_or(0, |at| at + 1))
}

/// What lies in each folder of an archive.
fn by_folder<'a>(
    documents: impl Iterator<Item = &'a String>,
    sidecars: impl Iterator<Item = &'a String>,
) -> BTreeMap<String, Names> {
    let mut folders: BTreeMap<String, Names> = BTreeMap::new();
    let mut add = |path: &str, is_sidecar: bool| {
        let (folder, base) = parted(path);
        let names = folders.entry(folder.to_string()).or_default();
        names.whole = true;
        let list = match is_sidecar {
            true => &mut names.sidecars,
            false => &mut names.documents,
        };
        list.insert(base.to_string());
    };
    documents.for_each(|path| add(path, false));
    sidecars.for_each(|path| add(path, true));
    folders
}

enum Kind {
    Document,
    Sidecar,
    /// Folders and what systems leave behind.
    Ignored,
    Unsafe,
}

fn kind(path: &str) -> Kind {
    let drive = matches!(path.as_bytes(), [letter, b':'] | [letter, b':', b'/', ..] if letter.is_ascii_alphabetic());
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
