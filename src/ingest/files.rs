//! Finding the files to load.

use std::path::PathBuf;

use super::Source;
use super::sidecar::Sidecar;

/// One file to load.
#[derive(Debug, Clone)]
pub struct FoundFile {
    pub path: PathBuf,
    /// File name, or the path below the loaded folder with `/` between.
    pub name: String,
    /// In bytes.
    pub size: u64,
}

/// What was found below the given paths.
#[derive(Debug, Default)]
pub struct Found {
    /// In order of name within each given path.
    pub files: Vec<FoundFile>,
    /// What could not be looked at, and why.
    pub problems: Vec<(PathBuf, String)>,
}

/// Finds the files below the given paths, sidecars and hidden files left out.
pub fn find(paths: &[PathBuf]) -> Found {
    let mut found = Found::default();
    for path in paths {
        for entry in walkdir::WalkDir::new(path).sort_by_file_name() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    found.problems.push((path.clone(), error.to_string()));
                    continue;
                }
            };
            if !entry.file_type().is_file() {
                continue;
            }
            let below = entry.path().strip_prefix(path).unwrap_or(entry.path());
            let name = if below.as_os_str().is_empty() {
                entry.file_name()
            } else {
                below.as_os_str()
            };
            found.files.push(FoundFile {
                name: name.to_string_lossy().into_owned(),
                size: entry.metadata().map_or(0, |meta| meta.len()),
                path: entry.path().to_path_buf(),
            });
        }
    }
    found
}

impl FoundFile {
    /// The file as the keeper knows it.
    pub fn shown(&self) -> String {
        self.path.display().to_string()
    }

    /// Reads the file; one that holds others (`.zip`) gives one source each.
    pub fn open(&self) -> std::io::Result<impl Iterator<Item = std::io::Result<Source>>> {
        let source = Source {
            name: self.name.clone(),
            bytes: std::fs::read(&self.path)?,
            sidecar: None::<Sidecar>,
        };
        Ok(std::iter::once(Ok(source)))
    }
}
