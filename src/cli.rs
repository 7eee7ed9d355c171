//! The command line: the one place where ingestion, archive and web meet.

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
mod values;
mod verify;

use std::fmt::Display;
use std::io::Write;
use std::net::SocketAddr;
use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};

use crate::archive::{Archive, ArchiveError, WriterLock};
use crate::web::Network;
use values::{base_url, email, said};

/// An archive server for Chinese news bulletins.
///
/// Raw bulletins go in as they really come (newspaper pages, web pages, feeds, records); a browsable, searchable,
/// citable archive comes out. One program, one SQLite file. Without a command it serves.
#[derive(Debug, Parser)]
#[command(
    name = "jianbao",
    version,
    about,
    long_about,
    args_conflicts_with_subcommands = true,
    after_help = "Options stand behind the command they are for: jianbao load --db FILE PATH. \
                  `jianbao help COMMAND` explains each; README.md shows how to begin."
)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: ServeArgs,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Open the archive (or make one) and serve it
    Serve(ServeArgs),
    /// Load files and folders into the archive
    Load(LoadArgs),
    /// Write articles to standard output as JSON Lines
    Export(ExportArgs),
    /// List what is doubtful in the archive, with reasons and source lines
    Check(CheckArgs),
    /// Correct an article; the correction survives when its document is loaded again
    Revise(ReviseArgs),
    /// Withdraw an article; its address then says so, with the reason
    Withdraw(WithdrawArgs),
    /// Bring a withdrawn article back
    Restore(OneArticleArgs),
    /// Take a document out for good, with its articles, bytes and history
    Forget(ForgetArgs),
    /// Show what changed, newest first
    Log(LogArgs),
    /// Read the kept originals again with this version of the program
    Reprocess(ReprocessArgs),
    /// Check that the archive is sound
    Verify(VerifyArgs),
    /// Write a verified copy of the archive, also while it is served and loaded
    Backup(BackupArgs),
    /// Put a verified copy in the place of the archive, which is kept aside
    RestoreFrom(BackupArgs),
}

/// Which archive.
#[derive(Debug, Clone, Args)]
struct ArchiveArgs {
    /// The archive's file; serve and load make it if it is not there
    #[arg(
        long,
        value_name = "FILE",
        env = "JIANBAO_DB",
        default_value = "jianbao.db"
    )]
    db: PathBuf,
    /// How much to log: error, warn, info, debug, trace, or a filter such as jianbao=debug
    #[arg(
        long,
        value_name = "LEVEL",
        env = "JIANBAO_LOG",
        default_value = "warn"
    )]
    log: String,
    /// How many seconds to wait while another process writes to the archive
    #[arg(
        long,
        value_name = "SECONDS",
        env = "JIANBAO_WAIT",
        default_value_t = 30
    )]
    wait: u64,
}

#[derive(Debug, Clone, Args)]
struct ServeArgs {
    #[command(flatten)]
    archive: ArchiveArgs,
    /// Address and port to listen on
    #[arg(
        long,
        value_name = "ADDR",
        env = "JIANBAO_LISTEN",
        default_value = "127.0.0.1:8080"
    )]
    listen: SocketAddr,
    /// Load this file or folder first (new and changed files only); may be given more than once
    #[arg(long, value_name = "PATH", env = "JIANBAO_LOAD")]
    load: Vec<PathBuf>,
    /// The site's name
    #[arg(
        long,
        value_name = "NAME",
        env = "JIANBAO_SITE_NAME",
        default_value = "简报"
    )]
    site_name: String,
    /// The line under the site's name
    #[arg(
        long,
        value_name = "TEXT",
        env = "JIANBAO_SITE_SUBTITLE",
        default_value = "地方新闻简报档案馆"
    )]
    site_subtitle: String,
    /// Where the site's keeper takes mail; told to libraries that harvest the archive
    #[arg(long, value_name = "ADDRESS", env = "JIANBAO_SITE_EMAIL", value_parser = email)]
    site_email: Option<String>,
    /// Where readers reach the site, such as https://bulletins.example; printed in permalinks and feeds
    #[arg(long, value_name = "URL", env = "JIANBAO_BASE_URL", value_parser = base_url)]
    base_url: Option<String>,
    /// A topics file of your own instead of the built-in one
    #[arg(long, value_name = "FILE", env = "JIANBAO_TOPICS")]
    topics: Option<PathBuf>,
    /// Memory for rendered pages, in megabytes; 0 renders every page anew
    #[arg(
        long,
        value_name = "MB",
        env = "JIANBAO_CACHE_MB",
        default_value_t = 64
    )]
    cache_mb: u64,
    /// How many requests a reader may make in a minute, beyond what is in memory; 0 sets no limit
    #[arg(
        long,
        value_name = "NUMBER",
        env = "JIANBAO_REQUESTS_PER_MINUTE",
        default_value_t = 0
    )]
    requests_per_minute: u32,
    /// A proxy on another machine, or a range of them, that says in X-Forwarded-For for whom it asks; may be given more than once
    #[arg(
        long,
        value_name = "ADDR",
        env = "JIANBAO_TRUSTED_PROXY",
        value_delimiter = ','
    )]
    trusted_proxy: Vec<Network>,
}

#[derive(Debug, Clone, Args)]
struct LoadArgs {
    #[command(flatten)]
    archive: ArchiveArgs,
    /// Files and folders; folders are read with everything below them
    #[arg(required = true, value_name = "PATH", env = "JIANBAO_PATHS")]
    paths: Vec<PathBuf>,
    /// A topics file of your own instead of the built-in one
    #[arg(long, value_name = "FILE", env = "JIANBAO_TOPICS")]
    topics: Option<PathBuf>,
}

#[derive(Debug, Clone, Args)]
struct ExportArgs {
    #[command(flatten)]
    archive: ArchiveArgs,
    /// Only the articles of this document
    #[arg(long, value_name = "NAME", env = "JIANBAO_DOCUMENT")]
    document: Option<String>,
    /// Where readers reach the site; put before the permalinks
    #[arg(long, value_name = "URL", env = "JIANBAO_BASE_URL", value_parser = base_url)]
    base_url: Option<String>,
}

#[derive(Debug, Clone, Args)]
struct CheckArgs {
    #[command(flatten)]
    archive: ArchiveArgs,
    /// Only the articles of this document
    #[arg(long, value_name = "NAME", env = "JIANBAO_DOCUMENT")]
    document: Option<String>,
    /// How to print: text for people, json (one object a doubt) for programs
    #[arg(long, value_enum, env = "JIANBAO_FORMAT", default_value = "text")]
    format: check::Format,
}

/// One article, and who does something to it.
#[derive(Debug, Clone, Args)]
struct OneArticleArgs {
    #[command(flatten)]
    archive: ArchiveArgs,
    /// The article's id, as in its address
    id: String,
    /// Who does it, for the history
    #[arg(long, value_name = "NAME", env = "JIANBAO_BY", value_parser = said)]
    by: Option<String>,
}

#[derive(Debug, Clone, Args)]
struct ReviseArgs {
    #[command(flatten)]
    keeper: OneArticleArgs,
    /// A text file with the whole new body, one paragraph a line; - reads standard input
    file: Option<PathBuf>,
    /// The headline as it should read
    #[arg(long, value_name = "TEXT", env = "JIANBAO_HEADLINE", value_parser = said)]
    headline: Option<String>,
    /// When it was published: 2024, 2024-04 or 2024-04-24, with ~ behind it if approximate; or unknown
    #[arg(long, value_name = "DATE", env = "JIANBAO_DATE")]
    date: Option<String>,
    /// Who wrote it; may be given more than once
    #[arg(long, value_name = "NAME", env = "JIANBAO_AUTHOR", value_parser = said)]
    author: Vec<String>,
    /// GB/T 2260 code, the main region first; may be given more than once
    #[arg(long, value_name = "CODE", env = "JIANBAO_REGION")]
    region: Vec<String>,
    /// Topic id (they are on the topics page), the main topic first; may be given more than once
    #[arg(long, value_name = "ID", env = "JIANBAO_TOPIC")]
    topic: Vec<String>,
    /// Why, for the history
    #[arg(long, value_name = "TEXT", env = "JIANBAO_REASON", value_parser = said)]
    reason: Option<String>,
    /// Give up all corrections: the article is again what its document says
    #[arg(long, env = "JIANBAO_RESET", conflicts_with_all = ["file", "headline", "date", "author", "region", "topic"])]
    reset: bool,
    /// A topics file of your own instead of the built-in one
    #[arg(long, value_name = "FILE", env = "JIANBAO_TOPICS")]
    topics: Option<PathBuf>,
}

#[derive(Debug, Clone, Args)]
struct WithdrawArgs {
    #[command(flatten)]
    keeper: OneArticleArgs,
    /// Why; readers of the address are told
    #[arg(long, value_name = "TEXT", env = "JIANBAO_REASON", value_parser = said)]
    reason: String,
}

#[derive(Debug, Clone, Args)]
struct ForgetArgs {
    #[command(flatten)]
    archive: ArchiveArgs,
    /// The document's name, or its id as in its address
    document: String,
    /// Why; readers of its articles' addresses are told
    #[arg(long, value_name = "TEXT", env = "JIANBAO_REASON", value_parser = said)]
    reason: String,
    /// Who does it, for the history
    #[arg(long, value_name = "NAME", env = "JIANBAO_BY", value_parser = said)]
    by: Option<String>,
    /// Really do it: nothing brings the document back
    #[arg(long, env = "JIANBAO_YES")]
    yes: bool,
}

#[derive(Debug, Clone, Args)]
struct LogArgs {
    #[command(flatten)]
    archive: ArchiveArgs,
    /// Only this article's history
    id: Option<String>,
    /// At most so many changes
    #[arg(
        long,
        value_name = "NUMBER",
        env = "JIANBAO_LIMIT",
        default_value_t = 50
    )]
    limit: u32,
    /// How to print: text for people, json (one object a change) for programs
    #[arg(long, value_enum, env = "JIANBAO_FORMAT", default_value = "text")]
    format: check::Format,
}

#[derive(Debug, Clone, Args)]
struct ReprocessArgs {
    #[command(flatten)]
    archive: ArchiveArgs,
    /// Only this document
    #[arg(long, value_name = "NAME", env = "JIANBAO_DOCUMENT")]
    document: Option<String>,
    /// Show what would change and write nothing
    #[arg(long, env = "JIANBAO_DRY_RUN")]
    dry_run: bool,
    /// A topics file of your own instead of the built-in one
    #[arg(long, value_name = "FILE", env = "JIANBAO_TOPICS")]
    topics: Option<PathBuf>,
}

#[derive(Debug, Clone, Args)]
struct VerifyArgs {
    #[command(flatten)]
    archive: ArchiveArgs,
    /// First make the full-text index anew from the articles
    #[arg(long, env = "JIANBAO_REPAIR_INDEX")]
    repair_index: bool,
}

#[derive(Debug, Clone, Args)]
struct BackupArgs {
    #[command(flatten)]
    archive: ArchiveArgs,
    /// The copy's file
    file: PathBuf,
}

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
        return Err(ArchiveError::NoDocument(name.to_string()).into());
    }
    Ok(())
}

/// RFC 3339, UTC, to the second.
fn now() -> String {
    jiff::Timestamp::now()
        .strftime("%Y-%m-%dT%H:%M:%SZ")
        .to_string()
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

    #[test]
    fn the_command_line_makes_sense() {
        use clap::CommandFactory;
        Cli::command().debug_assert();
    }
}
