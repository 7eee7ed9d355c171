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
            return Err(ArchiveError::Itself(path.to_path_buf()));
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
        let aside = set_aside(path, now).await?;
        part.settle(path)?;
        Ok((report, aside))
    }
}

/// What SQLite and locks put beside an archive, after its name, and backups and their restoring do.
const BESIDE: [&str; 5] = ["-journal", "-wal", "-shm", "-open", "-writer"];
const PART: &str = ".part";
const SET_ASIDE: &str = ".before-";

impl Archive {
    /// Is it the archive's own file, or one that stands beside it?
    pub fn owns(&self, file: &Path) -> bool {
        let name = |path: &Path| Some(path.file_name()?.to_string_lossy().into_owned());
        let own = name(self.path())
            .zip(name(file))
            .is_some_and(|(own, name)| {
                let mut beside = BESIDE.iter().chain([&PART, &SET_ASIDE]);
                let rest = name.strip_prefix(&own);
                rest.is_some_and(|rest| rest.is_empty() || beside.any(|it| rest.starts_with(it)))
            });
        let folder = |path: &Path| std::fs::canonicalize(Path::new(".").join(path.parent()?)).ok();
        own && folder(self.path()) == folder(file)
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

/// Gives an archive a second name, by which it stays when another takes its own; until then it is there under both.
async fn set_aside(path: &Path, now: &str) -> Result<Option<PathBuf>> {
    if !path.exists() {
        return Ok(None);
    }
    if let Err(error) = take_in_log(path).await {
        tracing::debug!(%error, "what is in the write-ahead log cannot be taken in; the log is set aside, too");
    }
    let aside = name_aside(path, now);
    for suffix in ["-wal", ""] {
        let (file, kept) = (with_suffix(path, suffix), with_suffix(&aside, suffix));
        if file.exists() {
            // Not every file system knows second names.
            std::fs::hard_link(&file, &kept).or_else(|_| std::fs::copy(&file, &kept).map(drop))?;
            File::open(&kept)?.sync_all()?;
        }
    }
    sync_folder_of(path)?;
    Ok(Some(aside))
}

/// Writes what is in the write-ahead log into the file, so that the file alone is the archive.
async fn take_in_log(path: &Path) -> std::result::Result<(), sqlx::Error> {
    let options = SqliteConnectOptions::new().filename(path);
    let mut writer = options.connect().await?;
    let taken_in = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
        .execute(&mut writer)
        .await;
    writer.close().await?;
    taken_in.map(drop)
}

/// A name that no file has yet.
fn name_aside(path: &Path, now: &str) -> PathBuf {
    let first = format!("{SET_ASIDE}{}", now.replace(':', ""));
    let mut aside = with_suffix(path, &first);
    let mut more = 2..;
    while aside.exists()
        && let Some(number) = more.next()
    {
        aside = with_suffix(path, &format!("{first}-{number}"));
    }
    aside
}

/// Makes sure that the names in a file's folder are on the disk.
fn sync_folder_of(path: &Path) -> Result<()> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
    Ok(())
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
        let part = with_suffix(path, PART);
        let part = Self(part);
        part.remove();
        part
    }

    /// With what is kept beside an archive.
    fn remove(&self) {
        for suffix in [""].iter().chain(&BESIDE) {
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
        sync_folder_of(path)
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        self.remove();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn regions(path: &Path) -> i64 {
        let archive = Archive::open(path).await.unwrap();
        let count = sqlx::query_scalar("SELECT count(*) FROM region")
            .fetch_one(&archive.write)
            .await
            .unwrap();
        archive.close().await;
        count
    }

    #[tokio::test]
    async fn what_is_set_aside_is_whole_under_both_names() {
        let folder = tempfile::tempdir().unwrap();
        let (open, killed) = (folder.path().join("a.db"), folder.path().join("killed.db"));
        let archive = Archive::open(&open).await.unwrap();
        let change = sqlx::query("INSERT INTO region (code, name) VALUES (410800, '')");
        change.execute(&archive.write).await.unwrap();
        // As a process leaves it that is killed now, with the change in the log alone.
        for suffix in ["", "-wal"] {
            let copy = with_suffix(&killed, suffix);
            std::fs::copy(with_suffix(&open, suffix), copy).unwrap();
        }
        archive.close().await;
        for _ in 0..2 {
            let aside = set_aside(&killed, "2026-01-01T00:00:00Z").await.unwrap();
            let aside = aside.unwrap();
            // Should the power fail now, the archive is there under its name.
            assert!(lies_still(&killed) && lies_still(&aside));
            assert_eq!((regions(&killed).await, regions(&aside).await), (1, 1));
        }
    }

    #[tokio::test]
    async fn what_is_too_damaged_to_be_opened_is_set_aside_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        std::fs::write(&path, "damaged".repeat(10_000)).unwrap();
        let aside = set_aside(&path, "2026-01-01T00:00:00Z").await.unwrap();
        let aside = aside.unwrap();
        for kept in [&path, &aside] {
            let text = std::fs::read_to_string(kept).unwrap();
            assert!(text.starts_with("damaged"));
        }
    }
}
