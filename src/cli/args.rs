//! What the command line understands.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use super::values::{Format, base_url, email, listen, said, versions};
use crate::archive::Versions;
use crate::web::Network;

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
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    #[command(flatten)]
    pub(super) serve: ServeArgs,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
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
    Restore(RestoreArgs),
    /// Take documents, or earlier versions of an article, out for good
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
pub(super) struct ArchiveArgs {
    /// The archive's file; serve and load make it if it is not there
    #[arg(
        long,
        value_name = "FILE",
        env = "JIANBAO_DB",
        default_value = "jianbao.db"
    )]
    pub(super) db: PathBuf,
    /// How much to log: error, warn, info, debug, trace, or a filter such as jianbao=debug
    #[arg(
        long,
        value_name = "LEVEL",
        env = "JIANBAO_LOG",
        default_value = "warn"
    )]
    pub(super) log: String,
    /// How many seconds to wait while another process writes to the archive
    #[arg(
        long,
        value_name = "SECONDS",
        env = "JIANBAO_WAIT",
        default_value_t = 30
    )]
    pub(super) wait: u64,
}

#[derive(Debug, Clone, Args)]
pub(super) struct ServeArgs {
    #[command(flatten)]
    pub(super) archive: ArchiveArgs,
    /// Address and port to listen on
    #[arg(
        long,
        value_name = "ADDR",
        env = "JIANBAO_LISTEN",
        default_value = "127.0.0.1:8080",
        value_parser = listen
    )]
    pub(super) listen: SocketAddr,
    /// Load this file or folder first (new and changed files only); may be given more than once
    #[arg(long, value_name = "PATH", env = "JIANBAO_LOAD")]
    pub(super) load: Vec<PathBuf>,
    /// The site's name
    #[arg(
        long,
        value_name = "NAME",
        env = "JIANBAO_SITE_NAME",
        default_value = "简报",
        value_parser = said
    )]
    pub(super) site_name: String,
    /// The line under the site's name
    #[arg(
        long,
        value_name = "TEXT",
        env = "JIANBAO_SITE_SUBTITLE",
        default_value = "地方新闻简报档案馆"
    )]
    pub(super) site_subtitle: String,
    /// Where the site's keeper takes mail; shown to readers, told to libraries that harvest the archive
    #[arg(long, value_name = "ADDRESS", env = "JIANBAO_SITE_EMAIL", value_parser = email)]
    pub(super) site_email: Option<String>,
    /// Where readers reach the site, such as https://bulletins.example; printed in permalinks and feeds
    #[arg(long, value_name = "URL", env = "JIANBAO_BASE_URL", value_parser = base_url)]
    pub(super) base_url: Option<String>,
    /// A topics file of your own; without it, the one that was last loaded with; `built-in` for the one that comes with the program
    #[arg(long, value_name = "FILE", env = "JIANBAO_TOPICS")]
    pub(super) topics: Option<PathBuf>,
    /// Memory for rendered pages, in megabytes; 0 renders every page anew
    #[arg(
        long,
        value_name = "MB",
        env = "JIANBAO_CACHE_MB",
        default_value_t = 64
    )]
    pub(super) cache_mb: u64,
    /// How many requests a reader may make in a minute, beyond what is in memory; 0 sets no limit
    #[arg(
        long,
        value_name = "NUMBER",
        env = "JIANBAO_REQUESTS_PER_MINUTE",
        default_value_t = 0
    )]
    pub(super) requests_per_minute: u32,
    /// A proxy on another machine, or a range of them, that says in X-Forwarded-For for whom it asks; may be given more than once
    #[arg(
        long,
        value_name = "ADDR",
        env = "JIANBAO_TRUSTED_PROXY",
        value_delimiter = ','
    )]
    pub(super) trusted_proxy: Vec<Network>,
}

#[derive(Debug, Clone, Args)]
pub(super) struct LoadArgs {
    #[command(flatten)]
    pub(super) archive: ArchiveArgs,
    /// Files and folders; folders are read with everything below them
    #[arg(required = true, value_name = "PATH", env = "JIANBAO_PATHS")]
    pub(super) paths: Vec<PathBuf>,
    /// Also load what `jianbao forget` took out; it is passed over otherwise
    #[arg(long, env = "JIANBAO_FORGOTTEN")]
    pub(super) forgotten: bool,
    /// A topics file of your own; without it, the one that was last loaded with; `built-in` for the one that comes with the program
    #[arg(long, value_name = "FILE", env = "JIANBAO_TOPICS")]
    pub(super) topics: Option<PathBuf>,
}

#[derive(Debug, Clone, Args)]
pub(super) struct ExportArgs {
    #[command(flatten)]
    pub(super) archive: ArchiveArgs,
    /// Only the articles of this document
    #[arg(long, value_name = "NAME", env = "JIANBAO_DOCUMENT")]
    pub(super) document: Option<String>,
    /// Where readers reach the site; put before the permalinks
    #[arg(long, value_name = "URL", env = "JIANBAO_BASE_URL", value_parser = base_url)]
    pub(super) base_url: Option<String>,
}

#[derive(Debug, Clone, Args)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    pub(super) archive: ArchiveArgs,
    /// Only the articles of this document
    #[arg(long, value_name = "NAME", env = "JIANBAO_DOCUMENT")]
    pub(super) document: Option<String>,
    /// How to print: text for people, json (one object a doubt) for programs
    #[arg(long, value_enum, env = "JIANBAO_FORMAT", default_value = "text")]
    pub(super) format: Format,
}

/// One article, and who does something to it.
#[derive(Debug, Clone, Args)]
pub(super) struct OneArticleArgs {
    #[command(flatten)]
    pub(super) archive: ArchiveArgs,
    /// The article's id, as in its address
    pub(super) id: String,
    /// Who does it, for the history
    #[arg(long, value_name = "NAME", env = "JIANBAO_BY", value_parser = said)]
    pub(super) by: Option<String>,
}

#[derive(Debug, Clone, Args)]
pub(super) struct ReviseArgs {
    #[command(flatten)]
    pub(super) keeper: OneArticleArgs,
    /// A text file with the whole new body, one paragraph a line; - reads standard input
    pub(super) file: Option<PathBuf>,
    /// The headline as it should read
    #[arg(long, value_name = "TEXT", env = "JIANBAO_HEADLINE", value_parser = said)]
    pub(super) headline: Option<String>,
    /// When it was published: 2024, 2024-04 or 2024-04-24 (or as people write it, 2024年4月24日), with ~ behind it if approximate; or unknown
    #[arg(long, value_name = "DATE", env = "JIANBAO_DATE")]
    pub(super) date: Option<String>,
    /// Who wrote it; may be given more than once
    #[arg(long, value_name = "NAME", env = "JIANBAO_AUTHOR", value_parser = said)]
    pub(super) author: Vec<String>,
    /// GB/T 2260 code or name (宜昌, 福州市鼓楼区), the main region first; may be given more than once
    #[arg(long, value_name = "CODE", env = "JIANBAO_REGION")]
    pub(super) region: Vec<String>,
    /// Topic by its id or label (they are on the topics page), the main topic first; may be given more than once
    #[arg(long, value_name = "ID", env = "JIANBAO_TOPIC")]
    pub(super) topic: Vec<String>,
    /// Why, for the history
    #[arg(long, value_name = "TEXT", env = "JIANBAO_REASON", value_parser = said)]
    pub(super) reason: Option<String>,
    /// Give up all corrections: the article is again what its document says
    #[arg(long, env = "JIANBAO_RESET", conflicts_with_all = ["file", "headline", "date", "author", "region", "topic"])]
    pub(super) reset: bool,
    /// A topics file of your own; without it, the one that was last loaded with; `built-in` for the one that comes with the program
    #[arg(long, value_name = "FILE", env = "JIANBAO_TOPICS")]
    pub(super) topics: Option<PathBuf>,
}

#[derive(Debug, Clone, Args)]
pub(super) struct WithdrawArgs {
    #[command(flatten)]
    pub(super) keeper: OneArticleArgs,
    /// Why; readers of the address are told
    #[arg(long, value_name = "TEXT", env = "JIANBAO_REASON", value_parser = said)]
    pub(super) reason: String,
}

#[derive(Debug, Clone, Args)]
pub(super) struct RestoreArgs {
    #[command(flatten)]
    pub(super) keeper: OneArticleArgs,
    /// Why, for the history
    #[arg(long, value_name = "TEXT", env = "JIANBAO_REASON", value_parser = said)]
    pub(super) reason: Option<String>,
}

#[derive(Debug, Clone, Args)]
pub(super) struct ForgetArgs {
    #[command(flatten)]
    pub(super) archive: ArchiveArgs,
    /// The documents' names, or their ids as in their addresses; with --versions, the id of one article
    #[arg(required = true, value_name = "DOCUMENT")]
    pub(super) what: Vec<String>,
    /// Take no document out, but what this article was before: all, or the numbers of versions as `jianbao log ID` gives them
    #[arg(long, value_name = "NUMBERS", env = "JIANBAO_VERSIONS", value_parser = versions)]
    pub(super) versions: Option<Versions>,
    /// Why; readers are told where it stood
    #[arg(long, value_name = "TEXT", env = "JIANBAO_REASON", value_parser = said)]
    pub(super) reason: String,
    /// Who does it, for the history
    #[arg(long, value_name = "NAME", env = "JIANBAO_BY", value_parser = said)]
    pub(super) by: Option<String>,
    /// Really do it: nothing brings back what was taken out
    #[arg(long, env = "JIANBAO_YES")]
    pub(super) yes: bool,
}

#[derive(Debug, Clone, Args)]
pub(super) struct LogArgs {
    #[command(flatten)]
    pub(super) archive: ArchiveArgs,
    /// Only this article's history
    pub(super) id: Option<String>,
    /// At most so many changes
    #[arg(
        long,
        value_name = "NUMBER",
        env = "JIANBAO_LIMIT",
        default_value_t = 50
    )]
    pub(super) limit: u32,
    /// How to print: text for people, json (one object a change) for programs
    #[arg(long, value_enum, env = "JIANBAO_FORMAT", default_value = "text")]
    pub(super) format: Format,
}

#[derive(Debug, Clone, Args)]
pub(super) struct ReprocessArgs {
    #[command(flatten)]
    pub(super) archive: ArchiveArgs,
    /// Only this document
    #[arg(long, value_name = "NAME", env = "JIANBAO_DOCUMENT")]
    pub(super) document: Option<String>,
    /// Show what would change and write nothing
    #[arg(long, env = "JIANBAO_DRY_RUN")]
    pub(super) dry_run: bool,
    /// A topics file of your own; without it, the one that was last loaded with; `built-in` for the one that comes with the program
    #[arg(long, value_name = "FILE", env = "JIANBAO_TOPICS")]
    pub(super) topics: Option<PathBuf>,
}

#[derive(Debug, Clone, Args)]
pub(super) struct VerifyArgs {
    #[command(flatten)]
    pub(super) archive: ArchiveArgs,
    /// First make the full-text index anew from the articles
    #[arg(long, env = "JIANBAO_REPAIR_INDEX")]
    pub(super) repair_index: bool,
}

#[derive(Debug, Clone, Args)]
pub(super) struct BackupArgs {
    #[command(flatten)]
    pub(super) archive: ArchiveArgs,
    /// The copy's file
    pub(super) file: PathBuf,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_makes_sense() {
        Cli::command().debug_assert();
    }
}
