//! Documents whose file is no longer where it was loaded from: the keeper is told, and nothing is changed.

use std::collections::{HashMap, HashSet};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::archive::Archive;
use crate::cli::counted;
use crate::ingest::files::FoundFile;

/// So many documents are named.
const NAMED: usize = 10;

/// What was found, and where.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// Folders that names go on from, links followed.
    folders: Vec<PathBuf>,
    /// The folder of every file, and of every document in an archive, by its name.
    of: HashMap<String, usize>,
    /// Archives of which every document was seen.
    whole: HashSet<PathBuf>,
}

impl Places {
    pub(super) fn of(files: &[FoundFile]) -> Self {
        let mut places = Self::default();
        let mut numbers: HashMap<PathBuf, Option<usize>> = HashMap::new();
        for file in files {
            let number = *numbers.entry(root(file)).or_insert_with_key(|root| {
                // A path that is no text could not be found again by what is noted of it.
                let folder = root
                    .canonicalize()
                    .ok()
                    .filter(|it| it.to_str().is_some())?;
                let known = places.folders.iter().position(|it| *it == folder);
                Some(known.unwrap_or_else(|| {
                    places.folders.push(folder);
                    places.folders.len() - 1
                }))
            });
            let Some(number) = number else { continue };
            places.of.insert(file.name.clone(), number);
            if file.is_archive() {
                let folder = &places.folders[number];
                places.whole.insert(folder.join(&file.name));
            }
        }
        places
    }

    /// Takes note of a document in an archive; `None`: something in it could not be read, perhaps not even its name.
    pub(super) fn see(&mut self, archive: &str, document: Option<&str>) {
        let Some(number) = self.of.get(archive).copied() else {
            return;
        };
        match document {
            Some(name) => drop(self.of.insert(name.to_string(), number)),
            None => drop(self.whole.remove(&self.folders[number].join(archive))),
        }
    }

    /// Has the archive remember where its documents lie.
    pub(super) async fn keep(&self, archive: &Archive) -> anyhow::Result<()> {
        for (number, folder) in self.folders.iter().enumerate() {
            let here = self.of.iter().filter(|(_, at)| **at == number);
            let names: Vec<&str> = here.map(|(name, _)| name.as_str()).collect();
            let path = folder.to_str().unwrap_or_default();
            archive.note_folder(path, &names).await?;
        }
        Ok(())
    }

    /// Names of the documents that were loaded from below these paths and have no file there now, with their folders.
    pub(super) async fn lost(
        &self,
        archive: &Archive,
        paths: &[PathBuf],
    ) -> anyhow::Result<Vec<String>> {
        let given = given(paths);
        let mut lost = Vec::new();
        for folder in archive.folders().await? {
            let folder = PathBuf::from(folder);
            if !is_near(&folder, &given) {
                continue;
            }
            for name in archive.names_from(&folder.to_string_lossy()).await? {
                let seen = self.of.get(&name).map(|number| &self.folders[*number]);
                let file = folder.join(&name);
                let asked = given.iter().any(|path| file.starts_with(path));
                if seen != Some(&folder) && asked && self.is_gone(&file) {
                    lost.push(name);
                }
            }
        }
        Ok(lost)
    }

    /// Is it certain that there is no such file? A document of an archive is gone where all others of it were seen.
    fn is_gone(&self, file: &Path) -> bool {
        match std::fs::metadata(file).map_err(|error| error.kind()) {
            Err(ErrorKind::NotFound) => true,
            Err(ErrorKind::NotADirectory) => {
                let mut above = file.ancestors();
                above.any(|path| self.whole.contains(path))
            }
            _ => false,
        }
    }
}

/// The paths that were given, links followed.
pub(super) fn given(paths: &[PathBuf]) -> Vec<PathBuf> {
    let given = paths.iter().filter_map(|path| path.canonicalize().ok());
    given.collect()
}

/// Is the folder below or above what was given?
pub(super) fn is_near(folder: &Path, given: &[PathBuf]) -> bool {
    let mut given = given.iter();
    given.any(|path| folder.starts_with(path) || path.starts_with(folder))
}

/// The folder that the file's name goes on from.
fn root(file: &FoundFile) -> PathBuf {
    let depth = Path::new(&file.name).components().count();
    let root = file.path.ancestors().nth(depth);
    let root = root.filter(|root| !root.as_os_str().is_empty());
    root.unwrap_or(Path::new(".")).to_path_buf()
}

/// What the keeper is told of the documents whose file is not there.
pub(super) fn told(lost: &[String]) -> Option<String> {
    let first = lost.first()?;
    let named = named(lost)?;
    let (have, stay) = match lost.len() {
        1 => ("has", "stays"),
        _ => ("have", "stay"),
    };
    Some(format!(
        "{} loaded from here before {have} no file here now and {stay} in the archive: {named}; \
         `jianbao forget {first:?} … --reason WHY` takes out for good those it names",
        counted(lost.len(), "document")
    ))
}

/// The names of documents, of many the first; `None` where there are none.
pub(super) fn named(names: &[String]) -> Option<String> {
    let first = names.get(..names.len().min(NAMED))?.join(", ");
    match names.len() {
        0 => None,
        1..=NAMED => Some(first),
        all => Some(format!("{first} and {} more", all - NAMED)),
    }
}
