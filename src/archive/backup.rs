//! Copies of the archive, made while it is read and written, and putting one back.

use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};

use super::lock::OpenLock;
use super::open::{PATIENCE, check_is_archive, lies_still};
use super::verify::Report;
use super::{Archive, ArchiveError, Result};

impl Archive {
    /// Writes a consistent copy to `path`: first beside it, then verified, then moved there in one step. A file that is
    /// there already is replaced, but only if it is an archive.
    ///
    /// # Errors
    /// [`ArchiveError::Unsound`] when the copy does not pass [`Self::verify`]; it is then not kept.
    pub async fn backup(&self, path: &Path) -> Result<Report> {
        check_is_archive(path).await?;
        if same_file(path, self.path()) {
            return Err(ArchiveError::NotAnArchive {
                path: path.to_path_buf(),
                reason: "it is the archive itself; name another file".to_string(),
            });
        }
        // What is to be replaced may be the archive of another server. A new name is nobody's, and needs no file for a lock.
        let _alone = path.exists().then(|| OpenLock::alone(path)).transpose()?;
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
            let reason = format!("there is no folder {}", folder.display());
            return Err(ArchiveError::Open {
                path: path.to_path_buf(),
                source: std::io::Error::new(ErrorKind::NotFound, reason),
            });
        }
        if path.file_name().is_none() || path.to_string_lossy().ends_with(std::path::is_separator) {
            return Err(ArchiveError::NotAnArchive {
                path: path.to_path_buf(),
                reason: "it is a folder; name a file".to_string(),
            });
        }
        let part = Part::beside(path);
        // SQLite would only say that it cannot open the file.
        File::create(&part.0).map_err(|source| ArchiveError::Open {
            path: part.0.clone(),
            source,
        })?;
        copy(self.path(), &part.0).await?;
        let report = verified(Self::open_frozen(&part.0).await?).await?;
        part.settle(path)?;
        Ok(report)
    }

    /// Puts the copy at `from` in the place of the archive at `path`, which nobody may have open; the file that was
    /// there is kept under the returned name.
    ///
    /// # Errors
    /// [`ArchiveError::InUse`] while a process has the archive open; [`ArchiveError::Unsound`] when the copy is not sound.
    pub async fn restore_from(
        from: &Path,
        path: &Path,
        now: &str,
    ) -> Result<(Report, Option<PathBuf>)> {
        if !from.is_file() {
            return Err(ArchiveError::NotAnArchive {
                path: from.to_path_buf(),
                reason: "there is no such file".to_string(),
            });
        }
        check_is_archive(from).await?;
        let _alone = OpenLock::alone(path)?;
        let part = Part::beside(path);
        let copied = copy(from, &part.0).await;
        copied.map_err(|error| match error {
            ArchiveError::Damaged(error) | ArchiveError::Database(error) => {
                ArchiveError::Unsound(from.to_path_buf(), error.to_string())
            }
            other => other,
        })?;
        // Opened for writing, so that a copy of an older version is brought up to date.
        let report = verified(Self::open_writable(&part.0, PATIENCE).await?).await?;
        let aside = set_aside(path, now)?;
        part.settle(path)?;
        Ok((report, aside))
    }
}

/// Copies a database with what is still in its write-ahead log, also while it is written.
async fn copy(from: &Path, to: &Path) -> Result<()> {
    let options = SqliteConnectOptions::new()
        .filename(from)
        .read_only(true)
        .busy_timeout(Duration::from_secs(5));
    let into = to.to_string_lossy().into_owned();
    match vacuum(&options, &into).await {
        Err(_) if lies_still(from) => vacuum(&options.immutable(true), &into).await,
        copied => copied,
    }
}

async fn vacuum(from: &SqliteConnectOptions, into: &str) -> Result<()> {
    let mut copier = from.connect().await?;
    let copied = sqlx::query("VACUUM INTO ?")
        .bind(into)
        .execute(&mut copier)
        .await;
    copier.close().await?;
    copied?;
    Ok(())
}

/// Moves an archive out of the way, with what SQLite keeps beside it.
fn set_aside(path: &Path, now: &str) -> Result<Option<PathBuf>> {
    if !path.exists() {
        return Ok(None);
    }
    let aside = with_suffix(path, &format!(".before-{}", now.replace(':', "")));
    for suffix in ["-wal", "-shm"] {
        let file = with_suffix(path, suffix);
        if file.exists() {
            std::fs::rename(&file, with_suffix(&aside, suffix))?;
        }
    }
    std::fs::rename(path, &aside)?;
    Ok(Some(aside))
}

async fn verified(copy: Archive) -> Result<Report> {
    let report = copy.verify().await;
    copy.close().await;
    let report = report?;
    match report.problems.is_empty() {
        true => Ok(report),
        false => Err(ArchiveError::Unsound(
            copy.path().to_path_buf(),
            report.problems.join("; "),
        )),
    }
}

pub(super) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn same_file(a: &Path, b: &Path) -> bool {
    match (a.canonicalize(), b.canonicalize()) {
        (Ok(a), Ok(b)) => a == b,
        _ => false,
    }
}

/// A file that is being written; removed unless it is settled.
struct Part(PathBuf);

impl Part {
    fn beside(path: &Path) -> Self {
        let part = with_suffix(path, ".part");
        let part = Self(part);
        part.remove();
        part
    }

    /// With what is kept beside an archive.
    fn remove(&self) {
        for suffix in ["", "-journal", "-wal", "-shm", "-open", "-writer"] {
            std::fs::remove_file(with_suffix(&self.0, suffix)).ok();
        }
    }

    /// Makes sure that it is on the disk, and gives it its name. A write-ahead log of what had that name before must not
    /// be taken for its own.
    fn settle(self, path: &Path) -> Result<()> {
        File::open(&self.0)?.sync_all()?;
        for suffix in ["-wal", "-shm"] {
            match std::fs::remove_file(with_suffix(path, suffix)) {
                Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
                _ => {}
            }
        }
        std::fs::rename(&self.0, path)?;
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
        Ok(())
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        self.remove();
    }
}
