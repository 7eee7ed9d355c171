//! The command line: the one place where ingestion, archive and web meet.

mod check;
mod export;
mod load;
mod logging;
mod sample;
mod serve;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::archive::Archive;

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
    args_conflicts_with_subcommands = true
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
}

/// Which archive.
#[derive(Debug, Clone, Args)]
struct ArchiveArgs {
    /// The archive's file; made if it is not there
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
    #[arg(long, value_name = "PATH", env = "JIANBAO_LOAD", value_delimiter = ':')]
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
    /// Where readers reach the site, such as https://bulletins.example; printed in permalinks and feeds
    #[arg(long, value_name = "URL", env = "JIANBAO_BASE_URL")]
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
}

#[derive(Debug, Clone, Args)]
struct LoadArgs {
    #[command(flatten)]
    archive: ArchiveArgs,
    /// Files and folders; folders are read with everything below them
    #[arg(
        required = true,
        value_name = "PATH",
        env = "JIANBAO_PATHS",
        value_delimiter = ':'
    )]
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
    #[arg(long, value_name = "URL", env = "JIANBAO_BASE_URL")]
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

/// Reads the command line and runs it. The exit code is 0 when all went well, 1 when something was left out or failed,
/// 2 when the command line makes no sense.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let command = cli.command.unwrap_or(Command::Serve(cli.serve));
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return fail(&anyhow::anyhow!("the program cannot start: {error}")),
    };
    match runtime.block_on(run(command)) {
        Ok(code) => code,
        Err(error) => fail(&error),
    }
}

async fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Serve(args) => serve::run(args).await,
        Command::Load(args) => load::run(args).await,
        Command::Export(args) => export::run(args).await,
        Command::Check(args) => check::run(args).await,
    }
}

fn fail(error: &anyhow::Error) -> ExitCode {
    eprintln!("jianbao: {error:#}");
    ExitCode::FAILURE
}

impl ArchiveArgs {
    async fn open(&self) -> anyhow::Result<Archive> {
        logging::start(&self.log)?;
        Ok(Archive::open(&self.db).await?)
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
