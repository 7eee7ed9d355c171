//! What the keeper says beside the documents of one folder: the same on disk and within archives.

use std::collections::BTreeSet;
use std::io;
use std::sync::Arc;

use super::told;
use crate::ingest::sidecar::{Bulletins, FOLDER_FILE, SUFFIX, Sidecar};

/// What lies in one folder, by names without path.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub(super) documents: BTreeSet<String>,
    pub(super) sidecars: BTreeSet<String>,
    /// All that lies there is named, not only one file of it.
    pub(super) whole: bool,
}

/// What a folder's sidecars say of its documents.
#[derive(Debug, Default)]
pub(super) struct Said {
    pub(super) bulletins: Option<Arc<Bulletins>>,
    /// The documents are not read: nobody knows what `bulletins.toml` says of them.
    pub(super) wait: bool,
    /// Sidecars with what is wrong with them.
    pub(super) problems: Vec<(String, String)>,
}

/// Looks at a folder's `bulletins.toml` (its bytes, where there is one), and for sidecars that are about nothing.
pub(super) fn settle(names: &Names, bulletins: Option<io::Result<Vec<u8>>>) -> Said {
    let mut said = Said::default();
    let folder_file = |reason: String| (FOLDER_FILE.to_string(), reason);
    match bulletins.map(parse).transpose() {
        Ok(bulletins) => said.bulletins = bulletins.map(Arc::new),
        Err(error) => {
            said.wait = true;
            said.problems.push(folder_file(format!(
                "{error}; the other files of this folder wait until it is mended"
            )));
            return said;
        }
    }
    let documents = names.documents.iter().map(String::as_str);
    if names.whole
        && let Some(bulletins) = &said.bulletins
        && let Err(error) = bulletins.check(documents)
    {
        said.problems.push(folder_file(error.to_string()));
    }
    for sidecar in &names.sidecars {
        if let Some(about) = sidecar.strip_suffix(SUFFIX)
            && !names.documents.contains(about)
        {
            let reason = format!("there is no file {about} that this could be about");
            said.problems.push((sidecar.clone(), reason));
        }
    }
    said
}

fn parse(bytes: io::Result<Vec<u8>>) -> io::Result<Bulletins> {
    let bytes = bytes.map_err(|error| io::Error::other(told(&error)))?;
    Bulletins::parse(FOLDER_FILE, &text(FOLDER_FILE, bytes)?).map_err(io::Error::other)
}

/// What is said of one document: in its own sidecar (its bytes, where there is one), and in the folder's.
pub(super) fn of(
    document: &str,
    own: Option<io::Result<Vec<u8>>>,
    bulletins: Option<&Bulletins>,
) -> io::Result<Option<Sidecar>> {
    let own = match own {
        Some(bytes) => {
            let name = format!("{document}{SUFFIX}");
            let refused = |error| io::Error::other(format!("{name}: {}", told(&error)));
            let text = text(&name, bytes.map_err(refused)?)?;
            Some(Sidecar::parse(&name, &text).map_err(io::Error::other)?)
        }
        None => None,
    };
    let of_folder = bulletins.and_then(|bulletins| bulletins.of(document));
    Ok(Sidecar::joined(own, of_folder))
}

fn text(name: &str, bytes: Vec<u8>) -> io::Result<String> {
    String::from_utf8(bytes).map_err(|_| {
        io::Error::other(format!(
            "{name}: this sidecar is not UTF-8; save it as that"
        ))
    })
}
