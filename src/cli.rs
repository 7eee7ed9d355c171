//! The command line: the one place where ingestion, archive and web meet.

mod args;
mod backup;
mod check;
mod export;
mod forget;
mod given;
mod load;
mod log;
mod logging;
mod reprocess;
mod revise;
mod sample;
mod serve;
mod topics;
mod values;
mod verify;

use std::fmt::Display;
use std::io::Write;
use std::panic::AssertUnwindSafe;
use std::process::ExitCode;
use std::time::Duration;

use crate::archive::{Archive, ArchiveError, WriterLock};
use crate::clock;
use args::{ArchiveArgs, Command};

/// Reads the command line and runs it. The exit code is 0 when all went well, 1 when something was left out or failed,
/// 2 when the command line makes no sense.
pub fn main() -> ExitCode {
    let command = given::command();
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return fail(&anyhow::anyhow!("the program cannot start: {error}")),
    };
    let ended = runtime.block_on(run(command));
    // A thread that still reads files or waits for its turn has nothing to finish.
    runtime.shutdown_background();
    match ended {
        Ok(code) => code,
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => fail(&error),
    }
}

/// Has who reads the output seen enough, as `head` has?
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let kinds = error.chain().filter_map(|cause| {
        let io = cause.downcast_ref::<std::io::Error>();
        let json = cause.downcast_ref::<serde_json::Error>();
        io.map(std::io::Error::kind)
            .or(json.and_then(serde_json::Error::io_error_kind))
    });
    kinds
        .into_iter()
        .any(|kind| kind == std::io::ErrorKind::BrokenPipe)
}

/// Does what may meet a mistake of this program in somebody's file; such a mistake concerns that file alone.
fn caught<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    // What was half done is thrown away with the file.
    std::panic::catch_unwind(AssertUnwindSafe(work)).map_err(|_| {
        "internal error while reading it (told above); please report it with the file".to_string()
    })
}

/// Prints what a command has done. That nobody reads it (any more) neither ends nor fails what is being done.
fn say(line: impl Display) {
    writeln!(std::io::stdout(), "{line}").ok();
}

/// `1 problem`, `2 problems`.
fn counted(count: usize, what: &str) -> String {
    let s = if count == 1 { "" } else { "s" };
    format!("{count} {what}{s}")
}

async fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Serve(args) => serve::run(args).await,
        Command::Load(args) => load::run(args).await,
        Command::Export(args) => export::run(args).await,
        Command::Check(args) => check::run(args).await,
        Command::Revise(args) => revise::revise(args).await,
        Command::Withdraw(args) => revise::withdraw(args).await,
        Command::Restore(args) => revise::restore(args).await,
        Command::Forget(args) => forget::run(args).await,
        Command::Log(args) => log::run(args).await,
        Command::Reprocess(args) => reprocess::run(args).await,
        Command::Verify(args) => verify::run(args).await,
        Command::Backup(args) => backup::backup(args).await,
        Command::RestoreFrom(args) => backup::restore_from(args).await,
    }
}

fn fail(error: &anyhow::Error) -> ExitCode {
    let mut said = String::new();
    for cause in error.chain().map(ToString::to_string) {
        // Many errors repeat what caused them in their own words.
        if said.is_empty() {
            said = cause;
        } else if !said.contains(&cause) {
            said = format!("{said}: {cause}");
        }
    }
    eprintln!("jianbao: {said}");
    ExitCode::FAILURE
}

/// Refuses the name of a document that there is not.
async fn check_document(archive: &Archive, document: Option<&str>) -> anyhow::Result<()> {
    if let Some(name) = document
        && !archive.has_document(name).await?
    {
        return Err(archive.no_document(name).await?.into());
    }
    Ok(())
}

/// RFC 3339, UTC, to the second.
fn now() -> String {
    clock::rfc3339(clock::now())
}

impl ArchiveArgs {
    /// Waits for its turn to write, and says for whom.
    async fn lock(&self, command: &'static str) -> anyhow::Result<WriterLock> {
        let (path, patience) = (self.db.clone(), Duration::from_secs(self.wait));
        let lock = tokio::task::spawn_blocking(move || {
            WriterLock::acquire(&path, command, &now(), patience, |holder| {
                eprintln!("Waiting for {holder}, which writes to the archive …");
            })
        });
        Ok(lock.await??)
    }

    /// For commands that change an archive that is there.
    async fn open_to_write(&self, command: &'static str) -> anyhow::Result<(Archive, WriterLock)> {
        let archive = self.open_existing().await?;
        if archive.is_read_only() {
            return Err(ArchiveError::ReadOnly.into());
        }
        let lock = self.lock(command).await?;
        archive.refresh().await?;
        Ok((archive, lock))
    }

    /// For commands that may be about one document.
    async fn open_with(&self, document: Option<&str>) -> anyhow::Result<Archive> {
        let archive = self.open_existing().await?;
        check_document(&archive, document).await?;
        Ok(archive)
    }

    async fn open(&self) -> anyhow::Result<Archive> {
        logging::start(&self.log)?;
        Ok(Archive::open_within(&self.db, Duration::from_secs(self.wait)).await?)
    }

    /// For commands that make no sense on a new archive.
    async fn open_existing(&self) -> anyhow::Result<Archive> {
        if !self.db.exists() {
            anyhow::bail!(
                "there is no archive {}; name it with --db",
                self.db.display()
            );
        }
        self.open().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_in_reading_is_told_and_stops_there() {
        assert_eq!(caught(|| 7), Ok(7));
        let empty: [u8; 0] = [];
        let said = caught(|| empty[std::hint::black_box(3)]).unwrap_err();
        assert!(said.contains("internal error"), "{said}");
    }
}
