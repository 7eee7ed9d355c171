//! `jianbao`: see [`jianbao::cli`] for the commands.

use std::process::ExitCode;

fn main() -> ExitCode {
    jianbao::cli::main()
}
