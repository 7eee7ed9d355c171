//! Who uses the archive: one process writes at a time, and nobody puts another file in the place of one that is open.
//!
//! Two empty files beside the archive carry the locks, because a lock on the archive itself would disturb SQLite's own:
//! `NAME-writer` is held by the process that writes and says which that is; `NAME-open` is shared by all that have it open.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::{ArchiveError, Result};

/// How often a waiting process looks again.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// Who writes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    pub pid: u32,
    pub command: String,
    pub host: String,
    /// RFC 3339, UTC.
    pub since: String,
}

impl std::fmt::Display for Holder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "`jianbao {}` (process {} on {}, since {})",
            self.command, self.pid, self.host, self.since
        )
    }
}

/// Held while a process writes; given up when dropped, and by the system when the process dies.
#[derive(Debug)]
pub struct WriterLock(#[expect(dead_code, reason = "holds the lock")] File);

/// Held while an archive is open.
#[derive(Debug)]
pub(super) struct OpenLock(#[expect(dead_code, reason = "holds the lock")] File);

/// `NAME-writer`, `NAME-open`.
fn beside(archive: &Path, what: &str) -> PathBuf {
    let mut name = archive.as_os_str().to_owned();
    name.push("-");
    name.push(what);
    name.into()
}

fn lock_file(archive: &Path, what: &str) -> Result<File> {
    let path = beside(archive, what);
    OpenOptions::new()
        .create(true)
        .read(true)
        .write(true)
        .truncate(false)
        .open(&path)
        .map_err(|source| ArchiveError::Open { path, source })
}

impl WriterLock {
    /// Waits until no other process writes, at most `patience`; `waiting` is told once whom we wait for.
    ///
    /// # Errors
    /// [`ArchiveError::Locked`] names the process that still writes.
    pub fn acquire(
        archive: &Path,
        command: &str,
        now: &str,
        patience: Duration,
        waiting: impl FnOnce(&Holder),
    ) -> Result<Self> {
        let mut file = lock_file(archive, "writer")?;
        let start = Instant::now();
        let mut waiting = Some(waiting);
        while let Err(error) = file.try_lock() {
            if let TryLockError::Error(source) = error {
                return Err(ArchiveError::Database(sqlx::Error::Io(source)));
            }
            let holder = holder(&mut file);
            if start.elapsed() >= patience {
                return Err(ArchiveError::Locked(holder.map_or_else(
                    || "one that has only just begun".to_string(),
                    |holder| holder.to_string(),
                )));
            }
            if let Some(holder) = holder
                && let Some(tell) = waiting.take()
            {
                tell(&holder);
            }
            std::thread::sleep(LOOK_EVERY);
        }
        sign(&mut file, command, now)
            .map_err(|source| ArchiveError::Database(sqlx::Error::Io(source)))?;
        Ok(Self(file))
    }
}

fn sign(file: &mut File, command: &str, now: &str) -> std::io::Result<()> {
    let holder = Holder {
        pid: std::process::id(),
        command: command.to_string(),
        host: host(),
        since: now.to_string(),
    };
    file.set_len(0)?;
    file.rewind()?;
    file.write_all(&serde_json::to_vec(&holder)?)
}

/// Who holds the lock; `None` while a process that has only just taken it has not signed yet.
fn holder(file: &mut File) -> Option<Holder> {
    let mut text = String::new();
    file.rewind().ok()?;
    file.read_to_string(&mut text).ok()?;
    serde_json::from_str(&text).ok()
}

fn host() -> String {
    std::fs::read_to_string("/proc/sys/kernel/hostname")
        .map(|name| name.trim().to_string())
        .ok()
        .or_else(|| std::env::var("HOSTNAME").ok())
        .unwrap_or_else(|| "this machine".to_string())
}

impl OpenLock {
    /// Says that the archive is open here.
    pub(super) fn share(archive: &Path) -> Result<Self> {
        let file = lock_file(archive, "open")?;
        match file.try_lock_shared() {
            Ok(()) => Ok(Self(file)),
            Err(TryLockError::WouldBlock) => {
                Err(ArchiveError::BeingReplaced(archive.to_path_buf()))
            }
            Err(TryLockError::Error(source)) => {
                Err(ArchiveError::Database(sqlx::Error::Io(source)))
            }
        }
    }

    /// Makes sure that nobody has the archive open.
    pub(super) fn alone(archive: &Path) -> Result<Self> {
        let file = lock_file(archive, "open")?;
        match file.try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(TryLockError::WouldBlock) => Err(ArchiveError::InUse(archive.to_path_buf())),
            Err(TryLockError::Error(source)) => {
                Err(ArchiveError::Database(sqlx::Error::Io(source)))
            }
        }
    }
}
