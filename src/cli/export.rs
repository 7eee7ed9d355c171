//! `jianbao export`.

use std::io::{BufWriter, Write};
use std::process::ExitCode;

use serde::Serialize;

use super::args::ExportArgs;
use crate::archive::{ArticleRecord, ExportCursor, ExportFilter};
use crate::article::{Caption, Doubt, Issue, LineRange};
use crate::clock::rfc3339;

/// One article as a line of JSON, under schema.org names.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Record<'a> {
    id: String,
    url: String,
    headline: &'a str,
    /// All decks beside the headline, the kicker too.
    alternative_headline: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kicker: Option<&'a str>,
    /// EDTF, or a full time with zone where the source prints one.
    date_published: Option<String>,
    /// When it last changed in the archive, if it ever did.
    #[serde(skip_serializing_if = "Option::is_none")]
    date_modified: Option<String>,
    date_basis: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_words: Option<&'a str>,
    author: &'a [String],
    credit_text: Option<&'a str>,
    content_location: Vec<String>,
    about: &'a [String],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    keywords: &'a [String],
    article_body: &'a [String],
    caption: &'a [Caption],
    #[serde(skip_serializing_if = "Option::is_none")]
    publisher: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    print_page: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_part_of: Option<Issue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_based_on: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    doubts: &'a [Doubt],
    source: Source<'a>,
}

#[derive(Serialize)]
struct Source<'a> {
    name: &'a str,
    lines: &'a [LineRange],
}

impl<'a> Record<'a> {
    fn new(record: &'a ArticleRecord, base_url: &str) -> Self {
        let article = &record.article;
        let date = article.date_published.as_ref();
        let origin = article.origin.as_ref();
        let publication = record.publication();
        Self {
            id: record.row.id.to_string(),
            url: format!("{base_url}/articles/{}", record.row.id),
            headline: &article.headline,
            alternative_headline: article.other_decks(),
            kicker: article.kicker.as_deref(),
            date_published: date.map(|date| match &date.time {
                Some(time) => format!("{}T{time}+08:00", date.date),
                None => date.date.to_string(),
            }),
            date_modified: record.revised.then(|| rfc3339(record.row.modified)),
            date_basis: date.map(|date| date.basis.as_str()),
            date_words: date.and_then(|date| date.words.as_deref()),
            author: &article.author,
            credit_text: article.credit_text.as_deref(),
            content_location: article
                .content_location
                .iter()
                .map(ToString::to_string)
                .collect(),
            about: &article.about,
            keywords: &article.keywords,
            article_body: &article.article_body,
            caption: &article.caption,
            is_part_of: publication.issue(),
            publisher: publication.name,
            print_page: publication.page,
            is_based_on: article.source_url.as_deref(),
            doubts: &article.doubts,
            source: Source {
                name: origin.map_or(record.document.name.as_str(), |origin| &origin.name),
                lines: origin.map_or(&article.lines, |origin| &origin.lines),
            },
        }
    }
}

pub(super) async fn run(args: ExportArgs) -> anyhow::Result<ExitCode> {
    let archive = args.archive.open_with(args.document.as_deref()).await?;
    let base_url = args.base_url.as_deref().unwrap_or("");
    let mut out = BufWriter::new(std::io::stdout().lock());
    let filter = ExportFilter {
        document: args.document.as_deref(),
        doubtful: false,
    };
    let mut cursor = ExportCursor::default();
    loop {
        let (records, next) = archive.export(filter, cursor).await?;
        if records.is_empty() {
            break;
        }
        cursor = next;
        for record in &records {
            serde_json::to_writer(&mut out, &Record::new(record, base_url))?;
            out.write_all(b"\n")?;
        }
    }
    out.flush()?;
    archive.close().await;
    Ok(ExitCode::SUCCESS)
}
