//! Finding the files to load: folders and archives, each file with what the keeper says about it.

mod beside;
mod budget;
mod members;
mod tarball;
#[cfg(test)]
mod tests;
mod zipped;

use std::collections::{BTreeMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::sidecar::{Bulletins, FOLDER_FILE, SUFFIX, Sidecar};
use super::{IngestError, Source};
use beside::Names;

/// A file of more bytes than this is not read whole.
pub const LARGEST: u64 = 50_000_000;
/// Records are read up to this size: they come in large files that cannot be told apart by eye.
const LARGEST_RECORDS: u64 = 2_000_000_000;

/// One file to load.
#[derive(Debug, Clone)]
pub struct FoundFile {
    pub path: PathBuf,
    /// File name, or the path below the loaded folder with `/` between.
    pub name: String,
    /// In bytes.
    pub size: u64,
    pub beside: Beside,
}

/// The sidecars of a file.
#[derive(Debug, Clone, Default)]
pub struct Beside {
    /// `NAME.meta.toml`.
    own: Option<PathBuf>,
    /// `bulletins.toml`.
    folder: Option<Arc<Bulletins>>,
}

/// What was found below the given paths.
#[derive(Debug, Default)]
pub struct Found {
    /// In order of name within each given path.
    pub files: Vec<FoundFile>,
    /// What could not be looked at, and why.
    pub problems: Vec<(PathBuf, String)>,
}

/// Files of one folder: documents, and the sidecars among them.
#[derive(Default)]
struct Folder {
    files: Vec<FoundFile>,
    sidecars: Vec<PathBuf>,
}

/// Finds the files below the given paths, sidecars and hidden files left out.
pub fn find(paths: &[PathBuf]) -> Found {
    let mut found = Found::default();
    for path in paths {
        let mut folders: BTreeMap<PathBuf, Folder> = BTreeMap::new();
        // Links are followed: what a keeper links into a folder belongs to it, and one that leads nowhere is told.
        let walk = walkdir::WalkDir::new(path)
            .follow_links(true)
            .sort_by_file_name();
        let seen = walk.into_iter().filter_entry(|entry| {
            entry.depth() == 0 || !is_hidden(&entry.file_name().to_string_lossy())
        });
        for entry in seen {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    let at = error.path().unwrap_or(path).to_path_buf();
                    let reason = match error.io_error() {
                        Some(reason) if at.is_symlink() => {
                            format!("where this link leads: {reason}")
                        }
                        Some(reason) => told(reason),
                        None => error.to_string(),
                    };
                    found.problems.push((at, reason));
                    continue;
                }
            };
            if !entry.file_type().is_file() {
                continue;
            }
            let parent = entry.path().parent().unwrap_or(Path::new("")).to_path_buf();
            let folder = folders.entry(parent).or_default();
            if is_sidecar(&entry.file_name().to_string_lossy()) {
                folder.sidecars.push(entry.into_path());
            } else {
                folder.files.push(found_file(path, &entry));
            }
        }
        for (place, folder) in folders {
            folder.settle(&place, path.is_dir(), &mut found);
        }
    }
    found.refuse_namesakes();
    found
}

/// Why a file cannot be read, with the remedy where it is a common one.
fn told(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::PermissionDenied => {
            format!("{error}: give the user who loads the right to read it")
        }
        _ => error.to_string(),
    }
}

impl Found {
    /// A document goes by its name below the path that was given: two files of one name would take turns to replace each
    /// other. A file that was given twice is read once.
    fn refuse_namesakes(&mut self) {
        let mut by_name: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
        let mut seen = HashSet::new();
        self.files.retain(|file| {
            let place = file.path.canonicalize().unwrap_or(file.path.clone());
            let is_first = seen.insert((file.name.clone(), place));
            if is_first {
                let paths = by_name.entry(file.name.clone()).or_default();
                paths.push(file.path.clone());
            }
            is_first
        });
        by_name.retain(|_, paths| paths.len() > 1);
        self.files.retain(|file| !by_name.contains_key(&file.name));
        for (name, paths) in by_name {
            let mut paths = paths.into_iter();
            let first = paths.next().unwrap_or_default();
            self.problems.extend(paths.map(|path| {
                let reason = format!(
                    "{} has the same name, {name:?}, to the archive, and neither is read: load the folder that holds both",
                    first.display()
                );
                (path, reason)
            }));
        }
    }
}

fn found_file(root: &Path, entry: &walkdir::DirEntry) -> FoundFile {
    let below = entry.path().strip_prefix(root).unwrap_or(entry.path());
    let name = if below.as_os_str().is_empty() {
        entry.file_name()
    } else {
        below.as_os_str()
    };
    FoundFile {
        name: name.to_string_lossy().into_owned(),
        size: entry.metadata().map_or(0, |meta| meta.len()),
        path: entry.path().to_path_buf(),
        beside: Beside::default(),
    }
}

/// Files that systems and editors leave behind are nobody's documents.
fn is_hidden(name: &str) -> bool {
    name.starts_with('.')
        || name.ends_with('~')
        || ["__MACOSX", "Thumbs.db", "desktop.ini"].contains(&name)
}

fn is_sidecar(name: &str) -> bool {
    name == FOLDER_FILE || name.ends_with(SUFFIX)
}

impl Folder {
    /// Gives the files their sidecars; `whole` when the folder was walked and not only one file of it named.
    fn settle(mut self, place: &Path, whole: bool, found: &mut Found) {
        let bulletins = place.join(FOLDER_FILE);
        let bulletins = bulletins.is_file().then(|| std::fs::read(bulletins));
        let said = beside::settle(&self.names(whole), bulletins);
        let problems = said.problems.into_iter();
        found
            .problems
            .extend(problems.map(|(name, reason)| (place.join(name), reason)));
        if said.wait {
            return;
        }
        for file in &mut self.files {
            file.beside.folder.clone_from(&said.bulletins);
            let mut own = file.path.clone().into_os_string();
            own.push(SUFFIX);
            file.beside.own = Some(PathBuf::from(own)).filter(|own| own.is_file());
        }
        found.files.append(&mut self.files);
    }

    fn names(&self, whole: bool) -> Names {
        let documents = self.files.iter().map(|file| base(&file.path));
        let mut names = Names {
            documents: documents.collect(),
            sidecars: self.sidecars.iter().map(|path| base(path)).collect(),
            whole,
        };
        if !whole {
            // A sidecar that was named alone: what it is about lies beside it.
            let about = self.sidecars.iter().filter_map(|path| {
                let about = path.to_str()?.strip_suffix(SUFFIX)?;
                Some(PathBuf::from(about))
            });
            let there = about.filter(|path| path.is_file());
            names.documents.extend(there.map(|path| base(&path)));
        }
        names
    }
}

/// A file's name without its path.
fn base(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

/// The largest file of this name that is read.
fn limit(name: &str) -> u64 {
    let name = name.to_ascii_lowercase();
    let records = [".jsonl", ".ndjson"].iter().any(|end| name.ends_with(end));
    if records || members::is_archive(&name) {
        LARGEST_RECORDS
    } else {
        LARGEST
    }
}

impl FoundFile {
    /// The file as the keeper knows it.
    pub fn shown(&self) -> String {
        self.path.display().to_string()
    }

    /// Does it hold others (`.zip`, `.tar.gz`)?
    pub fn is_archive(&self) -> bool {
        members::is_archive(&self.name)
    }

    /// Reads the file; one that holds others (`.zip`, `.tar.gz`) gives one source each, in order of name.
    pub fn open(&self) -> io::Result<Box<dyn Iterator<Item = io::Result<Source>>>> {
        check_size(self.size, limit(&self.name))?;
        let refused = |error: io::Error| io::Error::other(told(&error));
        if self.is_archive() {
            let opened = std::fs::File::open(&self.path).map_err(refused)?;
            return members::open(&self.name, opened);
        }
        let source = Source {
            name: self.name.clone(),
            bytes: std::fs::read(&self.path).map_err(refused)?,
            sidecar: self.sidecar()?,
        };
        Ok(Box::new(std::iter::once(Ok(source))))
    }

    /// Does its sidecar say something about single articles? One that cannot be read may.
    pub fn has_corrections(&self) -> bool {
        self.sidecar().map_or(true, |sidecar| {
            sidecar.is_some_and(|it| it.has_corrections())
        })
    }

    /// What the keeper says about the file.
    pub fn sidecar(&self) -> io::Result<Option<Sidecar>> {
        let own = self.beside.own.as_ref().map(std::fs::read);
        beside::of(&base(&self.path), own, self.beside.folder.as_deref())
    }
}

fn check_size(size: u64, limit: u64) -> io::Result<()> {
    if size > limit {
        return Err(io::Error::other(IngestError::TooLarge {
            size: size.div_ceil(1_000_000),
            limit: limit / 1_000_000,
        }));
    }
    Ok(())
}
