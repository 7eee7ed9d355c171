//! `jianbao verify`.

use std::process::ExitCode;

use super::ArchiveArgs;
use crate::archive::Report;

pub(super) async fn run(args: ArchiveArgs) -> anyhow::Result<ExitCode> {
    let archive = args.open_existing().await?;
    let report = archive.verify().await?;
    archive.close().await;
    println!("{}", counts(&report));
    for problem in &report.problems {
        eprintln!("{problem}");
    }
    Ok(match report.problems.len() {
        0 => {
            println!("The archive is sound.");
            ExitCode::SUCCESS
        }
        n => {
            eprintln!(
                "{n} problems. `jianbao reprocess` makes articles and index anew from the kept originals; \
                 `jianbao restore-from FILE` puts back a backup."
            );
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
