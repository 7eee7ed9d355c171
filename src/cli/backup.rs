//! `jianbao backup` and `jianbao restore-from`.

use std::process::ExitCode;

use super::args::BackupArgs;
use super::verify::counts;
use super::{logging, now, say};
use crate::archive::Archive;

pub(super) async fn backup(args: BackupArgs) -> anyhow::Result<ExitCode> {
    let archive = args.archive.open_existing().await?;
    let was_there = args.file.exists();
    let report = archive.backup(&args.file).await?;
    archive.close().await;
    say(format_args!(
        "{}: {}, verified{}",
        args.file.display(),
        counts(&report),
        match was_there {
            true => "; it took the place of the copy that was there",
            false => "",
        }
    ));
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn restore_from(args: BackupArgs) -> anyhow::Result<ExitCode> {
    logging::start(&args.archive.log)?;
    let _lock = args.archive.lock("restore-from").await?;
    let db = &args.archive.db;
    let (report, aside) = Archive::restore_from(&args.file, db, &now()).await?;
    say(format_args!(
        "{}: {}, verified",
        db.display(),
        counts(&report)
    ));
    if let Some(aside) = aside {
        say(format_args!(
            "What was there before is kept as {}",
            aside.display()
        ));
    }
    Ok(ExitCode::SUCCESS)
}
