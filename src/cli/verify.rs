//! `jianbao verify`.

use std::fmt::Display;
use std::process::ExitCode;

use super::args::VerifyArgs;
use super::{counted, say};
use crate::archive::{ArchiveError, Report};

pub(super) async fn run(args: VerifyArgs) -> anyhow::Result<ExitCode> {
    let verified = verify(args).await;
    // Elsewhere such an error sends the keeper here.
    verified.map_err(|error| match error.downcast_ref() {
        Some(ArchiveError::Damaged(reason)) => unverifiable(reason),
        Some(ArchiveError::Corrupt(reason)) => unverifiable(reason),
        _ => error,
    })
}

fn unverifiable(reason: &impl Display) -> anyhow::Error {
    anyhow::anyhow!(
        "the archive is damaged so that it cannot be read to its end ({reason}); \
         `jianbao restore-from FILE` puts back a backup"
    )
}

async fn verify(args: VerifyArgs) -> anyhow::Result<ExitCode> {
    let archive = args.archive.open_existing().await?;
    let repaired = args.repair_index;
    if repaired {
        let _lock = args.archive.lock("verify").await?;
        let articles = archive.rebuild_index().await?;
        say(format_args!(
            "The index was made anew from {articles} articles."
        ));
    }
    let report = archive.verify().await?;
    archive.close().await;
    say(counts(&report));
    for name in &report.unfinished {
        say(format_args!(
            "{name} is not complete: unless it is just being loaded, load it again."
        ));
    }
    for problem in &report.problems {
        eprintln!("{problem}");
    }
    Ok(match report.problems.len() {
        0 => {
            say("The archive is sound.");
            ExitCode::SUCCESS
        }
        n => {
            let problems = counted(n, "problem");
            // Made anew just now, or not concerned, it is no remedy.
            let index = match !repaired && report.problems.iter().any(|it| it.contains("index")) {
                true => "`jianbao verify --repair-index` makes the index anew; ",
                false => "",
            };
            eprintln!("{problems}. {index}`jianbao restore-from FILE` puts back a backup.");
            ExitCode::FAILURE
        }
    })
}

pub(super) fn counts(report: &Report) -> String {
    format!(
        "{} documents, {} articles, {} redirects, {} tombstones, {} revisions, {} corrections",
        report.documents,
        report.articles,
        report.redirects,
        report.tombstones,
        report.revisions,
        report.corrections
    )
}
