//! `jianbao log`: what changed, when, and by whom.

use std::borrow::Cow;
use std::io::Write;
use std::process::ExitCode;

use serde_json::json;

use super::args::LogArgs;
use super::revise::article_id;
use super::values::Format;
use crate::archive::{Action, ArchiveError, Lookup, Revision};
use crate::article::Article;

pub(super) async fn run(args: LogArgs) -> anyhow::Result<ExitCode> {
    let archive = args.archive.open_existing().await?;
    let revisions = match &args.id {
        Some(id) => {
            let id = article_id(id)?;
            if matches!(archive.article(id).await?, Lookup::Missing) {
                return Err(ArchiveError::Unfit(
                    id.to_string(),
                    "there is no such article".to_string(),
                )
                .into());
            }
            archive.revisions(id, args.limit).await?
        }
        None => archive.recent_revisions(args.limit).await?,
    };
    let mut out = std::io::stdout().lock();
    if revisions.is_empty() && args.limit > 0 {
        eprintln!("Nothing has changed since it was first loaded.");
    }
    for revision in &revisions {
        match args.format {
            Format::Json => writeln!(out, "{}", as_json(revision))?,
            Format::Text => print(&mut out, revision)?,
        }
    }
    archive.close().await;
    Ok(ExitCode::SUCCESS)
}

fn headline(revision: &Revision) -> Cow<'_, str> {
    let article = revision.after.as_ref().or(revision.before.as_ref());
    let missing = match revision.action {
        Action::Forgotten => "",
        _ => "(taken out)",
    };
    article.map_or(Cow::Borrowed(missing), Article::called)
}

fn as_json(revision: &Revision) -> serde_json::Value {
    json!({
        "at": revision.at,
        "article": revision.article.to_string(),
        "action": revision.action.as_str(),
        "command": revision.command,
        "by": revision.who,
        "reason": revision.reason,
        "document": revision.document,
        "sha256": revision.sha256,
        "target": revision.target.map(|id| id.to_string()),
        "fields": revision.fields(),
        "version": revision.version,
        "removed": revision.removed.as_ref().map(|removed| json!({
            "at": removed.at,
            "by": removed.who,
            "reason": removed.reason,
        })),
    })
}

fn print(out: &mut impl Write, revision: &Revision) -> std::io::Result<()> {
    write!(
        out,
        "{} {} {:<9} {}",
        revision.at,
        revision.article,
        revision.action.as_str(),
        headline(revision)
    )?;
    if let Some(target) = revision.target {
        write!(out, " → {target}")?;
    }
    let fields = revision.fields();
    if !fields.is_empty() {
        write!(out, " [{}]", fields.join(", "))?;
    }
    if let Some(version) = revision.version {
        write!(out, " (before: version {version})")?;
    }
    if let Some(removed) = &revision.removed {
        write!(out, " (before: taken out at {})", removed.at)?;
    }
    writeln!(out)?;
    let by = match &revision.who {
        Some(who) => format!("{} by {who}", revision.command),
        None => revision.command.clone(),
    };
    write!(out, "    {by}")?;
    if let Some(document) = &revision.document {
        write!(out, ", {document}")?;
    }
    if let Some(sha256) = &revision.sha256 {
        write!(out, ", sha256 {}", sha256.get(..12).unwrap_or(sha256))?;
    }
    if let Some(reason) = &revision.reason {
        write!(out, ": {reason}")?;
    }
    writeln!(out)
}
