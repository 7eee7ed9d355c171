//! One article: its text, where it comes from, and how to cite it.

use std::borrow::Cow;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::cache;
use super::cite::{Citation, page_number};
use super::error::WebError;
use super::frame::{Frame, Section, show};
use super::headline;
use super::history::{History, day, history};
use super::i18n::Lang;
use super::links::percent;
use super::listing::date_address;
use super::places::place;
use super::reader::Reader;
use super::{App, Page};
use crate::archive::{ArticleId, ArticleRecord, Beside, Lookup};
use crate::article::{Basis, Doubt, LineRange};
use crate::clock;
use crate::text::difference::Part;
use crate::text::script::script;

/// Related articles shown beside an article.
const RELATED: usize = 6;

/// A paragraph with its anchor and what is doubtful about it.
struct Paragraph<'a> {
    number: usize,
    text: &'a str,
    doubts: Vec<&'a Doubt>,
}

#[derive(Template)]
#[template(path = "article.html")]
struct ArticlePage {
    frame: Frame,
    record: Box<ArticleRecord>,
    beside: Beside,
    citation: Citation,
    /// As GB/T 7714-2025 has it, which stands on the page twice.
    cited: String,
    /// The script that the body is written in.
    script: &'static str,
    history: History,
}

pub(super) async fn article(
    State(app): State<App>,
    reader: Reader,
    Path(id): Path<String>,
) -> Page<Response> {
    let lang = reader.lang;
    let record = find(&app, &id).await?;
    let beside = app.archive.beside(&record, RELATED).await?;
    let citation = cite(&reader, &record);
    let mut frame = Frame::new(
        reader,
        Section::Articles,
        &citation.title,
        address(record.row.id),
    );
    frame.description = record.row.lead.clone();
    let history = match record.revised {
        true => history(&app, record.row.id, &frame.reader).await?,
        false => History::default(),
    };
    let incomplete = beside.incomplete;
    let page = show(
        &ArticlePage {
            cited: citation.gbt_2025(),
            script: script(record.article.article_body.iter()),
            history,
            frame,
            record,
            beside,
            citation,
        },
        lang,
    )?;
    Ok(cache::kept_if(!incomplete, page))
}

pub(super) async fn bibtex(
    State(app): State<App>,
    reader: Reader,
    Path(id): Path<String>,
) -> Page<Response> {
    let citation = found_citation(&app, &reader, &id, "bib").await?;
    Ok(download(
        "application/x-bibtex; charset=utf-8",
        &format!("{}.bib", citation.id),
        citation.bibtex(),
    ))
}

pub(super) async fn ris(
    State(app): State<App>,
    reader: Reader,
    Path(id): Path<String>,
) -> Page<Response> {
    let citation = found_citation(&app, &reader, &id, "ris").await?;
    Ok(download(
        "application/x-research-info-systems; charset=utf-8",
        &format!("{}.ris", citation.id),
        citation.ris(),
    ))
}

async fn found_citation(app: &App, reader: &Reader, id: &str, kind: &str) -> Page<Citation> {
    let record = find(app, id).await.map_err(|error| match error {
        WebError::Moved(article) => WebError::Moved(format!("{article}/citation.{kind}")),
        other => other,
    })?;
    Ok(cite(reader, &record))
}

fn download(media_type: &'static str, name: &str, text: String) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    (
        [
            (header::CONTENT_TYPE, media_type.to_string()),
            (header::CONTENT_DISPOSITION, disposition),
        ],
        text,
    )
        .into_response()
}

/// The permanent address of an article.
pub(super) fn address(id: ArticleId) -> String {
    format!("/articles/{id}")
}

/// Finds what stands behind an id; an id written otherwise than we do is redirected to.
pub(super) async fn find(app: &App, text: &str) -> Page<Box<ArticleRecord>> {
    let id: ArticleId = text.parse().map_err(|_| WebError::NotFound)?;
    match app.archive.article(id).await? {
        Lookup::Found(record) if id.to_string() == text => Ok(record),
        Lookup::Found(record) => Err(WebError::Moved(address(record.row.id))),
        Lookup::Moved(target) => Err(WebError::Moved(address(target))),
        Lookup::Gone(tombstone) => Err(WebError::Gone(Box::new(tombstone))),
        Lookup::Missing => Err(WebError::NotFound),
    }
}

fn cite(reader: &Reader, record: &ArticleRecord) -> Citation {
    let publication = record.publication();
    let article = &record.article;
    let newspaper = publication.newspaper;
    let own = article.date_published.as_ref();
    let is_given = own.is_some_and(|date| date.basis == Basis::Keeper);
    let own = own.map(|date| date.date);
    Citation {
        id: record.row.id.to_string(),
        authors: article.writers(record.document.layout).to_vec(),
        title: reader.strings().called(&record.row).into_owned(),
        page: publication.page.as_deref().map(page_number),
        publication: publication.name.or_else(|| article.credit_text.clone()),
        newspaper,
        // The page is of an issue, whatever day the report itself is of, unless the keeper knows better.
        date: match newspaper && !is_given {
            true => publication.date.or(own),
            false => own.or(publication.date),
        },
        url: reader.origin.to(&address(record.row.id)),
        accessed: clock::today(),
    }
}

impl ArticlePage {
    fn headline(&self) -> &str {
        &self.frame.title
    }

    /// The headline as HTML.
    fn broken_headline(&self) -> String {
        headline::worded(self.headline())
    }

    /// A deck that says something beside the headline.
    fn deck<'a>(&self, deck: &'a Option<String>) -> Option<&'a str> {
        let deck = deck.as_deref()?;
        (!headline::repeats(deck, self.headline())).then_some(deck)
    }

    fn paragraphs(&self) -> Vec<Paragraph<'_>> {
        let article = &self.record.article;
        let doubts = |index: usize| {
            article
                .doubts
                .iter()
                .filter(|doubt| doubt.paragraph == Some(index))
                .collect()
        };
        let paragraphs = article.article_body.iter().enumerate();
        paragraphs
            .map(|(index, text)| Paragraph {
                number: index + 1,
                text,
                doubts: doubts(index),
            })
            .collect()
    }

    /// Doubts about the article as a whole.
    fn doubts(&self) -> Vec<&Doubt> {
        let paragraphs = self.record.article.article_body.len();
        let placed = |doubt: &&Doubt| doubt.paragraph.is_some_and(|index| index < paragraphs);
        self.record
            .article
            .doubts
            .iter()
            .filter(|doubt| !placed(doubt))
            .collect()
    }

    /// Address, headline, and where and when.
    fn related(&self) -> impl Iterator<Item = (String, Cow<'_, str>, String)> {
        let lang = self.frame.reader.lang;
        self.beside.related.iter().map(move |other| {
            let headline = self.frame.t.other_called(other);
            let date = other.date.map(|date| lang.date(date));
            let about: Vec<String> = date.into_iter().chain(other.region.map(place)).collect();
            (address(other.id), headline, about.join(" · "))
        })
    }

    /// The date as a link, in words, machine-readable, with its time and basis.
    fn date(&self) -> Option<(String, String, String, String)> {
        let published = self.record.article.date_published.as_ref()?;
        let lang = self.frame.reader.lang;
        let mut words = lang.date(published.date);
        if published.date.day().is_some() {
            let weekday = lang.weekday(published.date.first_day());
            words = match lang {
                Lang::Zh => format!("{words} {weekday}"),
                Lang::En => format!("{weekday} {words}"),
            };
        }
        if let Some(time) = &published.time {
            words = format!("{words} {time}");
        }
        let machine = published.date.to_string().replace('~', "");
        let basis = lang
            .basis(published)
            .map_or(String::new(), |basis| basis.to_string());
        Some((date_address(published.date), words, machine, basis))
    }

    /// Who is credited, unless the text ends with that.
    fn credit(&self) -> Option<&str> {
        let article = &self.record.article;
        let credit = article.credit_text.as_deref()?;
        let end = article.article_body.last().map_or("", |last| {
            last.trim_end_matches(['）', ')', '】', ']', '。', ' '])
        });
        (!end.ends_with(credit)).then_some(credit)
    }

    /// The day that it is cited by, where that is another than its own.
    fn issue(&self) -> Option<String> {
        let own = self.record.row.date?;
        let cited = self.citation.date.filter(|cited| *cited != own)?;
        Some(self.frame.t.in_issue_of(cited))
    }

    fn regions(&self) -> Vec<(String, String)> {
        let codes = self.record.row.regions.iter();
        codes.map(|code| (code.to_string(), place(*code))).collect()
    }

    fn topics(&self) -> Vec<(&str, &str)> {
        let ids = self.record.row.topics.iter();
        ids.map(|id| (id.as_str(), self.frame.reader.topic(id)))
            .collect()
    }

    /// The page of a newspaper, as printed.
    fn printed_page(&self) -> Option<String> {
        let page = self.record.publication().page?;
        Some(self.frame.t.printed_page(&page))
    }

    fn publication(&self) -> String {
        self.frame.t.stood_in(&self.record.publication())
    }

    /// The document at the article's first line.
    fn source_address(&self) -> String {
        match self.record.article.lines.first() {
            Some(LineRange(first, _)) => {
                format!(
                    "/documents/{}?line={first}#L{first}",
                    self.record.document.id
                )
            }
            None => format!("/documents/{}", self.record.document.id),
        }
    }

    /// 12–30、45–52
    fn source_lines(&self) -> String {
        let ranges = self
            .record
            .article
            .lines
            .iter()
            .map(|LineRange(first, last)| match first == last {
                true => first.to_string(),
                false => format!("{first}–{last}"),
            });
        ranges.collect::<Vec<_>>().join(self.frame.t.list_comma)
    }

    /// The day that its document was last loaded.
    fn loaded(&self) -> String {
        day(&self.record.document.loaded_at, self.frame.reader.lang)
    }

    /// When it last changed here, RFC 3339.
    fn modified(&self) -> String {
        clock::rfc3339(self.record.row.modified)
    }

    /// Name, file ending and text of each kind of record for reference managers.
    fn records(&self) -> [(&'static str, &'static str, String); 2] {
        [
            ("BibTeX", "bib", self.citation.bibtex()),
            ("RIS", "ris", self.citation.ris()),
        ]
    }

    fn permalink(&self) -> &str {
        &self.citation.url
    }

    /// A letter to the keeper about this article, where letters are taken.
    fn report_address(&self) -> Option<String> {
        let email = self.frame.reader.site.email.as_deref()?;
        let subject = self.frame.t.report_subject(self.headline());
        let (subject, body) = (percent(&subject), percent(self.permalink()));
        Some(format!("mailto:{email}?subject={subject}&body={body}"))
    }

    /// The article as schema.org has it. `<` is escaped so that no text can end the script element.
    fn json_ld(&self) -> String {
        let article =
            super::jsonld::news_article(&self.frame.reader, &self.record, self.script, None);
        match article.contains('<') {
            true => article.replace('<', "\\u003c"),
            false => article,
        }
    }
}
