//! What was given on the command line and in the environment.

use std::path::PathBuf;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::parser::ValueSource;
use clap::{CommandFactory, FromArgMatches};

use super::args::{Cli, Command};

/// The command with its options. A list in the environment is one string; what is given on the command line is never cut.
pub(super) fn command() -> Command {
    let matches = Cli::command().try_get_matches();
    let matches = matches.unwrap_or_else(|error| with_remedy(error).exit());
    let cli = Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    let mut command = cli.command.unwrap_or(Command::Serve(cli.serve));
    let matches = matches.subcommand().map_or(&matches, |(_, its)| its);
    let is_list = |id: &str| matches.value_source(id) == Some(ValueSource::EnvVariable);
    match &mut command {
        Command::Serve(args) if is_list("load") => args.load = cut_paths(&args.load),
        Command::Load(args) if is_list("paths") => args.paths = cut_paths(&args.paths),
        Command::Revise(args) => {
            for (id, list) in [
                ("author", &mut args.author),
                ("region", &mut args.region),
                ("topic", &mut args.topic),
            ] {
                if is_list(id) {
                    *list = cut_words(list);
                }
            }
        }
        _ => {}
    }
    command
}

/// Who puts an option before its command is told where it belongs.
fn with_remedy(mut error: clap::Error) -> clap::Error {
    if let Some(ContextValue::String(name)) = error.get(ContextKind::InvalidSubcommand)
        && error.kind() == ErrorKind::ArgumentConflict
    {
        let tip = format!("options stand behind their command: jianbao {name} --option …");
        error.insert(
            ContextKind::Suggested,
            ContextValue::StyledStrs(vec![tip.into()]),
        );
    }
    error
}

fn cut_paths(list: &[PathBuf]) -> Vec<PathBuf> {
    list.iter()
        .flat_map(std::env::split_paths)
        .filter(|path| !path.as_os_str().is_empty())
        .collect()
}

fn cut_words(list: &[String]) -> Vec<String> {
    list.iter()
        .flat_map(|words| words.split(',').map(str::trim))
        .filter(|word| !word.is_empty())
        .map(str::to_string)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lists_of_the_environment_are_cut() {
        let paths = |list: &str| cut_paths(&[PathBuf::from(list)]);
        assert_eq!(
            paths("a.txt:b"),
            [PathBuf::from("a.txt"), PathBuf::from("b")]
        );
        assert_eq!(paths("a.txt:"), [PathBuf::from("a.txt")]);
        assert_eq!(cut_words(&["甲, 乙,".to_string()]), ["甲", "乙"]);
    }
}
