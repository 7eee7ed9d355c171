//! Documents that a keeper worked on, whose files may come under another name: what he did must not be lost by that.

use std::collections::HashSet;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::lost::{given, is_near};
use crate::archive::{Archive, ArticleId, Elder, Tended};

/// Documents with corrected or withdrawn articles, as they were before the load.
#[derive(Debug, Default, Clone)]
pub(in crate::cli) struct Elders(Vec<(Elder, Vec<u8>)>);

impl Elders {
    pub(super) async fn of(archive: &Archive, paths: &[PathBuf]) -> anyhow::Result<Self> {
        let given = given(paths);
        let elder = |it: Tended| {
            let elder = Elder {
                is_renamed: is_gone(&it, &given),
                id: it.id,
                name: it.name,
            };
            (elder, it.sha256)
        };
        let tended = archive.tended().await?;
        Ok(Self(tended.into_iter().map(elder).collect()))
    }

    /// The document that had these bytes before: rather one whose file is gone, because this is that file.
    pub(super) fn find(&self, name: &str, sha256: &[u8; 32]) -> Option<Elder> {
        let same = self
            .0
            .iter()
            .filter(|(elder, hash)| hash == sha256 && elder.name != name);
        let found = same.min_by_key(|(elder, _)| !elder.is_renamed)?;
        Some(found.0.clone())
    }

    fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(elder, _)| elder.name == name)
    }
}

/// Is it certain that a document's file is not in its folder any more, which is below or above what is loaded?
fn is_gone(tended: &Tended, given: &[PathBuf]) -> bool {
    let Some(folder) = tended.folder.as_deref().map(Path::new) else {
        return false;
    };
    let file = std::fs::symlink_metadata(folder.join(&tended.name));
    let is_missing = file.is_err_and(|error| error.kind() == ErrorKind::NotFound);
    is_missing && folder.is_dir() && is_near(folder, given)
}

/// So many twins are named.
const TWINS: usize = 10;

/// Tells which documents came a second time under another name, as happens where once a folder and once its parent is loaded.
/// Returns the names that they had before.
pub(super) async fn tell_of_twins(
    archive: &Archive,
    added: &[ArticleId],
    elders: &Elders,
) -> anyhow::Result<HashSet<String>> {
    let mut twins = archive.twins(added).await?;
    // What a keeper would lose is told first, and of each.
    twins.sort_by_key(|(_, other)| !elders.has(other));
    let tended = twins.partition_point(|(_, other)| elders.has(other));
    for (name, other) in &twins[..tended] {
        eprintln!("{}", told(name, other));
    }
    let plain = &twins[tended..];
    for (name, other) in plain.iter().take(TWINS) {
        eprintln!(
            "{name}: has the same bytes as {other}; if the file was renamed, `jianbao forget` takes {other} out, and its \
             addresses lead to {name}"
        );
    }
    if plain.len() > TWINS {
        let more = plain.len() - TWINS;
        eprintln!("{more} more documents have the same bytes as others of another name");
    }
    Ok(twins.into_iter().map(|(_, other)| other).collect())
}

/// What the keeper is told of a document that came a second time, where he has worked on the first.
fn told(name: &str, other: &str) -> String {
    format!(
        "{name}: has the same bytes as {other}, in which you corrected or withdrew articles: {name} has none of the corrections, and \
         of JSON Lines above 8 MB nothing is withdrawn. To keep your work take the copy out (`jianbao forget {name:?}`): to forget \
         {other} would lose it"
    )
}
