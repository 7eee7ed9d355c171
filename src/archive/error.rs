//! What can go wrong with an archive.

use std::path::PathBuf;

/// What can go wrong with an archive. The messages are for the keeper, never for readers.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    #[error("{path} is no archive: {reason}")]
    NotAnArchive { path: PathBuf, reason: String },
    #[error("{0} is the archive itself; name another file")]
    Itself(PathBuf),
    #[error("{0} was made by a newer version of jianbao; update the program to open it")]
    Newer(PathBuf),
    #[error("{path} cannot be opened: {source}")]
    Open {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error(
        "more than {limit} articles bear the date {date}; load them into archives of their own"
    )]
    DayFull { date: String, limit: u64 },
    #[error(
        "there is no number left for the topic {topic:?}: an archive has at most {limit} topics, those of former topics files \
         among them; use a topics file of fewer (--topics), or an archive of its own"
    )]
    TooManyTopics { topic: String, limit: u8 },
    #[error("the archive holds something it should not: {0}; run `jianbao verify`")]
    Corrupt(String),
    /// Which article, and why it cannot be done.
    #[error("article {0}: {1}")]
    Unfit(String, String),
    #[error(
        "the archive holds no document {name:?}; documents are named by their path below the folder that was loaded{}",
        like.as_ref().map_or(String::new(), |like| format!("; did you mean {like:?}?"))
    )]
    NoDocument { name: String, like: Option<String> },
    #[error("the query took more than a second and was given up")]
    TooSlow,
    #[error("another process is writing to the archive: {0}; try again when it is done")]
    Locked(String),
    #[error("{0} is open in another process; stop the server or command that uses it first")]
    InUse(PathBuf),
    #[error("{0} is just being replaced by another process; try again")]
    BeingReplaced(PathBuf),
    #[error(
        "the archive can only be read here; check the rights of its file and folder, and that the disk is not mounted read-only"
    )]
    ReadOnly,
    #[error(
        "the disk is full or cannot be written ({0}); the archive is as it was before this step: make room and run the command again"
    )]
    DiskFull(sqlx::Error),
    #[error(
        "it is out of the archive, but the file could not be written anew ({0}), and remains of the text lie in its free \
         space: make room, and put a copy in its place by `jianbao backup COPY` and \
         `jianbao restore-from COPY`; what the latter keeps aside is yours to delete"
    )]
    Remains(String),
    #[error("the archive is busy: another process has been writing for too long; try again")]
    Busy,
    #[error(
        "the database is damaged ({0}); run `jianbao verify`, and `jianbao restore-from` with a backup"
    )]
    Damaged(sqlx::Error),
    #[error("the copy {0} is not sound and was not kept: {1}")]
    Unsound(PathBuf, String),
    #[error("file: {0}")]
    Io(#[from] std::io::Error),
    #[error("database: {0}")]
    Database(sqlx::Error),
}

impl From<sqlx::Error> for ArchiveError {
    /// By SQLite's result code (<https://sqlite.org/rescode.html>); the low byte is the primary one.
    fn from(error: sqlx::Error) -> Self {
        const CANTOPEN_OR_IO: [i32; 2] = [14, 10];
        let code = error
            .as_database_error()
            .and_then(|error| error.code()?.parse::<i32>().ok())
            .unwrap_or(0);
        match code & 0xff {
            5 | 6 => Self::Busy,
            8 => Self::ReadOnly,
            11 | 26 => Self::Damaged(error),
            13 => Self::DiskFull(error),
            primary if CANTOPEN_OR_IO.contains(&primary) => Self::DiskFull(error),
            _ => Self::Database(error),
        }
    }
}

/// Result of an archive operation.
pub type Result<T> = std::result::Result<T, ArchiveError>;

impl ArchiveError {
    /// Is it one that reading alone may be spared?
    pub(super) fn forbids_writing(&self) -> bool {
        use std::io::ErrorKind::{PermissionDenied, ReadOnlyFilesystem, StorageFull};
        match self {
            Self::ReadOnly | Self::DiskFull(_) => true,
            Self::Open { source: error, .. } | Self::Io(error) => {
                [PermissionDenied, ReadOnlyFilesystem, StorageFull].contains(&error.kind())
            }
            _ => false,
        }
    }
}
