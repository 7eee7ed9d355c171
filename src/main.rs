//! `jianbao`: see [`jianbao::cli`] for the commands.

use std::process::ExitCode;

/// Loading and searching take and give back much small memory on several threads. Without huge pages, of which a server
/// would hold many that are nearly empty; and in its version 2, which gives free memory back sooner than version 3.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    jianbao::cli::main()
}
