//! `jianbao check`: what is doubtful, so that a keeper can look at it.

use std::borrow::Cow;
use std::io::Write;
use std::process::ExitCode;

use serde::Serialize;

use super::args::CheckArgs;
use super::counted;
use super::values::Format;
use crate::archive::{Archive, ArticleRecord, ExportCursor, ExportFilter, Reprint};
use crate::article::{Doubt, LineRange};

/// One doubt as a line of JSON.
#[derive(Serialize)]
struct Row<'a> {
    document: &'a str,
    article: String,
    headline: Cow<'a, str>,
    #[serde(flatten)]
    doubt: &'a Doubt,
    article_lines: &'a [LineRange],
}

pub(super) async fn run(args: CheckArgs) -> anyhow::Result<ExitCode> {
    let archive = args.archive.open_with(args.document.as_deref()).await?;
    let filter = ExportFilter {
        document: args.document.as_deref(),
        doubtful: true,
    };
    let mut out = std::io::stdout().lock();
    let mut cursor = ExportCursor::default();
    let (mut articles, mut doubts) = (0, 0);
    let mut document = String::new();
    loop {
        let (records, next) = archive.export(filter, cursor).await?;
        if records.is_empty() {
            break;
        }
        cursor = next;
        for record in &records {
            articles += 1;
            doubts += record.article.doubts.len();
            match args.format {
                Format::Json => print_json(&mut out, record)?,
                Format::Text => {
                    if document != record.document.name {
                        document.clone_from(&record.document.name);
                        writeln!(out, "{document}")?;
                    }
                    print_text(&mut out, record)?;
                }
            }
        }
    }
    let reprints = reprints(&archive, &args, &mut out).await?;
    let empty = empty_documents(&archive, &args, &mut out).await?;
    if matches!(args.format, Format::Text) {
        writeln!(
            out,
            "{} about {} of {}; {}{}",
            counted(doubts, "doubt"),
            counted(articles, "article"),
            archive.facets().len(),
            counted(reprints, "reprint"),
            match empty {
                0 => String::new(),
                some => format!("; {} without article", counted(some, "document")),
            }
        )?;
    }
    archive.close().await;
    Ok(ExitCode::SUCCESS)
}

/// Two articles with one text as a line of JSON, told of the second.
#[derive(Serialize)]
struct ReprintRow<'a> {
    document: &'a str,
    article: String,
    headline: Cow<'a, str>,
    kind: &'static str,
    reason: String,
    lines: &'a [LineRange],
    reprint_of: String,
}

/// Prints articles that stand in the archive more than once; returns how many.
async fn reprints(
    archive: &Archive,
    args: &CheckArgs,
    out: &mut impl Write,
) -> anyhow::Result<usize> {
    let document = args.document.as_deref();
    let wanted =
        |record: &ArticleRecord| document.is_none_or(|document| record.document.name == document);
    let mut count = 0;
    for (first, again) in archive.likely_reprints(document).await? {
        let Some(pair) = archive.compare(first, again).await? else {
            continue;
        };
        if wanted(&pair.first) || wanted(&pair.again) {
            count += 1;
            print_reprint(out, &pair, args.format)?;
        }
    }
    Ok(count)
}

fn print_reprint(out: &mut impl Write, pair: &Reprint, format: Format) -> anyhow::Result<()> {
    let Reprint { first, again, .. } = pair;
    let reason = format!(
        "与 {} 的《{}》有 {:.0}% 的文字相同",
        first.document.name,
        first.article.called(),
        pair.alike * 100.0
    );
    match format {
        Format::Json => {
            let row = ReprintRow {
                document: &again.document.name,
                article: again.row.id.to_string(),
                headline: again.article.called(),
                kind: "reprint",
                reason,
                lines: &again.article.lines,
                reprint_of: first.row.id.to_string(),
            };
            serde_json::to_writer(&mut *out, &row)?;
            writeln!(out)?;
        }
        Format::Text => {
            let lines = show(&again.article.lines);
            writeln!(out, "{}", again.document.name)?;
            writeln!(out, "  {} {}", again.row.id, again.article.called())?;
            writeln!(
                out,
                "    lines {lines}: {reason}, {} (reprint)",
                first.row.id
            )?;
        }
    }
    Ok(())
}

/// What a document without any article is called, and what to do about it.
const EMPTY: (&str, &str) = (
    "empty-document",
    "没有从中读出文章；若其中有文章，可另存为 Markdown（.md，标题写在 # 之后）再载入，否则可用 jianbao forget 移除",
);

/// A document without any article as a line of JSON.
#[derive(Serialize)]
struct EmptyRow<'a> {
    document: &'a str,
    kind: &'static str,
    reason: &'static str,
}

/// Prints documents in which no article was found; returns how many.
async fn empty_documents(
    archive: &Archive,
    args: &CheckArgs,
    out: &mut impl Write,
) -> anyhow::Result<usize> {
    let (kind, reason) = EMPTY;
    let names = archive
        .documents_without_article(args.document.as_deref())
        .await?;
    for document in &names {
        match args.format {
            Format::Json => {
                let row = EmptyRow {
                    document,
                    kind,
                    reason,
                };
                serde_json::to_writer(&mut *out, &row)?;
                writeln!(out)?;
            }
            Format::Text => writeln!(out, "{document}\n    {reason} ({kind})")?,
        }
    }
    Ok(names.len())
}

fn print_json(out: &mut impl Write, record: &ArticleRecord) -> anyhow::Result<()> {
    for doubt in &record.article.doubts {
        let row = Row {
            document: &record.document.name,
            article: record.row.id.to_string(),
            headline: record.article.called(),
            doubt,
            article_lines: &record.article.lines,
        };
        serde_json::to_writer(&mut *out, &row)?;
        writeln!(out)?;
    }
    Ok(())
}

fn print_text(out: &mut impl Write, record: &ArticleRecord) -> anyhow::Result<()> {
    writeln!(out, "  {} {}", record.row.id, record.article.called())?;
    for doubt in &record.article.doubts {
        let lines = if doubt.lines.is_empty() {
            &record.article.lines
        } else {
            &doubt.lines
        };
        writeln!(
            out,
            "    lines {}: {} ({})",
            show(lines),
            doubt.reason,
            doubt.kind.as_str()
        )?;
    }
    Ok(())
}

fn show(lines: &[LineRange]) -> String {
    let ranges: Vec<String> = lines
        .iter()
        .map(|LineRange(first, last)| match first == last {
            true => first.to_string(),
            false => format!("{first}-{last}"),
        })
        .collect();
    ranges.join(", ")
}
