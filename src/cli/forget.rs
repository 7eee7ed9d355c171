//! `jianbao forget`: takes out for good what should never have been loaded.

use std::process::ExitCode;

use super::args::ForgetArgs;
use super::{now, say};
use crate::archive::Occasion;

pub(super) async fn run(args: ForgetArgs) -> anyhow::Result<ExitCode> {
    let (archive, _lock) = args.archive.open_to_write("forget").await?;
    let name = archive.document_called(&args.document).await?;
    if !args.yes {
        anyhow::bail!(
            "{name} would be taken out with its articles, its bytes and all history, and nothing brings them back; \
             `jianbao withdraw` takes single articles off the site. Give --yes to do it"
        );
    }
    let now = now();
    let occasion = Occasion {
        now: &now,
        command: "forget",
        who: args.by.as_deref(),
        reason: Some(&args.reason),
    };
    let articles = archive.forget(&name, &occasion).await?;
    archive.close().await;
    say(format_args!(
        "{name} and its {articles} articles are out of the archive; backups that hold them are yours to delete"
    ));
    Ok(ExitCode::SUCCESS)
}
