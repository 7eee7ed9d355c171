//! `jianbao forget`: takes out for good what should never have been loaded, or what an article was before.

use std::process::ExitCode;

use super::args::ForgetArgs;
use super::revise::article_id;
use super::{counted, now, say};
use crate::archive::{Archive, ArticleId, Occasion, Redaction, Versions};

pub(super) async fn run(args: ForgetArgs) -> anyhow::Result<ExitCode> {
    let (archive, _lock) = args.archive.open_to_write("forget").await?;
    let now = now();
    let occasion = Occasion {
        now: &now,
        command: "forget",
        who: args.by.as_deref(),
        reason: Some(&args.reason),
    };
    match &args.versions {
        Some(versions) => {
            let [id] = args.what.as_slice() else {
                anyhow::bail!("--versions is about one article: give its id alone");
            };
            let id = article_id(id)?;
            redact(&archive, (id, versions), &occasion, args.yes).await?;
        }
        None => forget(&archive, &args.what, &occasion, args.yes).await?,
    }
    archive.close().await;
    Ok(ExitCode::SUCCESS)
}

async fn forget(
    archive: &Archive,
    what: &[String],
    occasion: &Occasion<'_>,
    yes: bool,
) -> anyhow::Result<()> {
    let mut names = Vec::with_capacity(what.len());
    for text in what {
        let name = archive.document_called(text).await?;
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let list = names.join(", ");
    let its = match names.len() {
        1 => "its",
        _ => "their",
    };
    if !yes {
        anyhow::bail!(
            "{list} would be taken out with {its} articles, {its} bytes and all history, and nothing brings them back; \
             `jianbao withdraw` takes single articles off the site. Give --yes to do it"
        );
    }
    let articles = archive.forget(&names, occasion).await?;
    say(format_args!(
        "{list} and {its} {articles} articles are out of the archive; backups that hold them, and what `restore-from` kept \
         aside, are yours to delete"
    ));
    Ok(())
}

async fn redact(
    archive: &Archive,
    (id, versions): (ArticleId, &Versions),
    occasion: &Occasion<'_>,
    yes: bool,
) -> anyhow::Result<()> {
    if !yes {
        let what = told(&archive.redaction(id, versions).await?);
        anyhow::bail!(
            "what would be taken out of {id}, and nothing brings back: {what}. Give --yes to do it"
        );
    }
    let redaction = archive.redact(id, versions, occasion).await?;
    say(format_args!(
        "taken out of {id}: {}; its history says so. Backups that hold them, and what `restore-from` kept aside, are yours to \
         delete",
        told(&redaction)
    ));
    if !redaction.left.is_empty() {
        say(what_is_left(&redaction));
    }
    Ok(())
}

fn told(redaction: &Redaction) -> String {
    let numbers: Vec<String> = redaction.versions.iter().map(i64::to_string).collect();
    let mut told = counted(numbers.len(), "earlier version");
    if !numbers.is_empty() {
        told = format!("{told} ({})", numbers.join(", "));
    }
    for (name, count) in &redaction.bytes {
        told = format!("{told}, {count} × earlier bytes of {name}");
    }
    told
}

/// What may still say the same.
fn what_is_left(redaction: &Redaction) -> String {
    let names = redaction.left.join(", ");
    let said = match redaction.is_still_said {
        true => "still says what was corrected",
        false => "may still say the same",
    };
    format!(
        "{names}, as it was loaded last, {said}, and readers can see it: correct the file, load it again, and give this \
         command once more for the bytes it had. Nor were other articles and documents looked at, nor reasons given for changes"
    )
}
