//! `jianbao revise`, `withdraw`, `restore`: what a keeper does to single articles.

use std::io::Read;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;

use super::args::{OneArticleArgs, RestoreArgs, ReviseArgs, WithdrawArgs};
use super::topics::Chosen;
use super::{now, say};
use crate::archive::{Archive, ArticleId, Correction, Lookup, Occasion};
use crate::edtf::PartialDate;
use crate::ingest::{decode, sidecar};

pub(super) async fn revise(args: ReviseArgs) -> anyhow::Result<ExitCode> {
    let id = article_id(&args.keeper.id)?;
    let (archive, _lock) = args.keeper.archive.open_to_write("revise").await?;
    let correction = correction(&args, &archive).await?;
    if correction.is_empty() && !args.reset {
        anyhow::bail!(
            "nothing to correct: give a FILE with the body, or --headline, --date, --author, --region, --topic"
        );
    }
    let now = now();
    let occasion = args.keeper.occasion("revise", &now, args.reason.as_deref());
    let done = match args.reset {
        true => archive.reset(id, &occasion).await?,
        false => archive.revise(id, &correction, &occasion).await?,
    };
    let did = match (done.changed, args.reset) {
        (true, false) => "revised",
        (true, true) => "is again what its document says",
        (false, false) => "says so already; nothing was changed",
        (false, true) => "is as its document says, and follows it from now on",
    };
    say(format_args!("{id} {} {did}", done.article.called()));
    archive.close().await;
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn withdraw(args: WithdrawArgs) -> anyhow::Result<ExitCode> {
    let id = article_id(&args.keeper.id)?;
    let (archive, _lock) = args.keeper.archive.open_to_write("withdraw").await?;
    let now = now();
    let occasion = args.keeper.occasion("withdraw", &now, Some(&args.reason));
    let article = archive.withdraw(id, &occasion).await?;
    say(format_args!(
        "{id} {} withdrawn; `jianbao restore {id}` brings it back",
        article.called()
    ));
    archive.close().await;
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn restore(args: RestoreArgs) -> anyhow::Result<ExitCode> {
    let id = article_id(&args.keeper.id)?;
    let (archive, _lock) = args.keeper.archive.open_to_write("restore").await?;
    let now = now();
    let occasion = args
        .keeper
        .occasion("restore", &now, args.reason.as_deref());
    let article = archive.restore(id, &occasion).await?;
    let became = match archive.article(id).await? {
        Lookup::Found(_) => "restored".to_string(),
        Lookup::Moved(target) => {
            format!(
                "is no longer withdrawn; its document holds it no more: its address leads to {target}"
            )
        }
        Lookup::Gone(_) | Lookup::Missing => {
            "is no longer withdrawn; its document holds it no more: load one that does".to_string()
        }
    };
    say(format_args!("{id} {} {became}", article.called()));
    archive.close().await;
    Ok(ExitCode::SUCCESS)
}

impl OneArticleArgs {
    fn occasion<'a>(
        &'a self,
        command: &'a str,
        now: &'a str,
        reason: Option<&'a str>,
    ) -> Occasion<'a> {
        Occasion {
            now,
            command,
            who: self.by.as_deref(),
            reason,
        }
    }
}

/// Takes an id as it stands in an address, or the whole address.
pub(super) fn article_id(text: &str) -> anyhow::Result<ArticleId> {
    let last = text
        .trim_end_matches('/')
        .rsplit('/')
        .next()
        .unwrap_or(text);
    last.parse()
        .with_context(|| "give the article's id as it stands in its address, /articles/ID")
}

async fn correction(args: &ReviseArgs, archive: &Archive) -> anyhow::Result<Correction> {
    let topics = Chosen::of(archive, args.topics.as_deref()).await?.topics;
    let about = args.topic.iter();
    let about = about.map(|name| {
        sidecar::topic(name, &topics).map_err(|reason| anyhow::anyhow!("--topic: {reason}"))
    });
    let regions = args
        .region
        .iter()
        .map(|name| sidecar::region(name).map_err(|reason| anyhow::anyhow!("--region: {reason}")));
    Ok(Correction {
        headline: args.headline.clone(),
        date: args.date.as_deref().map(date).transpose()?,
        author: some(&args.author),
        regions: some(&regions.collect::<anyhow::Result<Vec<_>>>()?),
        topics: some(&about.collect::<anyhow::Result<Vec<_>>>()?),
        body: args.file.as_deref().map(body).transpose()?,
    })
}

fn some<T: Clone>(list: &[T]) -> Option<Vec<T>> {
    (!list.is_empty()).then(|| list.to_vec())
}

/// `unknown` takes a wrong date away.
fn date(text: &str) -> anyhow::Result<Option<PartialDate>> {
    match text {
        "unknown" => Ok(None),
        _ => Ok(Some(PartialDate::given(text).with_context(|| "--date")?)),
    }
}

/// Every line that is not blank is a paragraph.
fn body(path: &Path) -> anyhow::Result<Vec<String>> {
    let mut bytes = Vec::new();
    match path.to_str() {
        Some("-") => std::io::stdin().read_to_end(&mut bytes),
        _ => std::fs::File::open(path).and_then(|mut file| file.read_to_end(&mut bytes)),
    }
    .with_context(|| path.display().to_string())?;
    if bytes.starts_with(b"%PDF-") || bytes.trim_ascii_start().starts_with(b"<") {
        anyhow::bail!(
            "{} is no plain text: give the body's paragraphs alone, each on a line of its own",
            path.display()
        );
    }
    let decoded = decode::decode(&bytes).with_context(|| path.display().to_string())?;
    let paragraphs: Vec<String> = decoded
        .text
        .lines()
        .map(|line| line.trim().to_string())
        .filter(|line| !line.is_empty())
        .collect();
    if paragraphs.is_empty() {
        anyhow::bail!("{} holds no text", path.display());
    }
    Ok(paragraphs)
}
