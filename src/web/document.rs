//! A document as it came: its lines, and which article each belongs to.

use std::borrow::Cow;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::error::WebError;
use super::frame::{Frame, Section, show};
use super::i18n::Strings;
use super::links::percent;
use super::params::Asked;
use super::reader::Reader;
use super::{App, Page};
use crate::archive::{ArticleId, DocumentRecord, DocumentRow, Piece};
use crate::article::LineRange;

/// Lines on one page of a document.
const LINES: usize = 500;
/// Articles that are named beside the text, or on one page of those of a document without one.
const ARTICLES: u32 = 200;
/// Tints that articles take turns with.
const TINTS: usize = 6;
/// Documents on one page of their list.
const DOCUMENTS: u32 = 50;

/// One line of the source.
struct Line<'a> {
    number: usize,
    text: &'a str,
    /// `t0`–`t5` for articles, `furniture`, or empty for blank lines.
    class: String,
    /// The article that begins here, and its headline.
    begins: Option<(String, Cow<'a, str>)>,
    /// Why the furniture that begins here is furniture.
    why: Option<&'a str>,
}

impl<'a> Line<'a> {
    fn blank(number: usize, text: &'a str) -> Self {
        Self {
            number,
            text,
            class: String::new(),
            begins: None,
            why: None,
        }
    }
}

/// What a line belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owner<'a> {
    /// Index among the page's articles, and its tint.
    Article(usize, usize),
    /// Why it is furniture.
    Furniture(&'a str),
    /// A blank line.
    None,
}

impl Owner<'_> {
    fn class(self) -> String {
        match self {
            Self::Article(_, tint) => format!("t{tint}"),
            Self::Furniture(_) => "furniture".to_string(),
            Self::None => String::new(),
        }
    }
}

#[derive(Template)]
#[template(path = "document.html")]
struct DocumentPage {
    frame: Frame,
    record: DocumentRecord,
    /// The articles in the lines shown; all of a document with few.
    pieces: Vec<Piece>,
    /// Of what the page shows, lines or articles, the first, from 1.
    first: usize,
    before: Option<String>,
    after: Option<String>,
}

/// The page with a line, or from an article on.
pub(super) async fn document(
    State(app): State<App>,
    reader: Reader,
    Path(id): Path<String>,
    asked: Asked,
) -> Page<Response> {
    let lang = reader.lang;
    let (line, article) = (asked.parsed("line")?, asked.parsed("article")?);
    let id: ArticleId = id.parse().map_err(|_| WebError::NotFound)?;
    let record = app.archive.document(id).await?.ok_or(WebError::NotFound)?;
    let lines = record.text.lines().count();
    let page = match lines {
        0 => from_article(&app, reader, record, article.unwrap_or(1).max(1)).await?,
        _ => {
            let wanted = line.unwrap_or(1).clamp(1, lines);
            let first = (wanted - 1) / LINES * LINES + 1;
            from_line(&app, reader, record, (first, lines)).await?
        }
    };
    show(&page, lang)
}

/// A page of a document with a text; `first` of how many lines it has.
async fn from_line(
    app: &App,
    reader: Reader,
    mut record: DocumentRecord,
    (first, lines): (usize, usize),
) -> Page<DocumentPage> {
    let id = record.row.id;
    let shown = LineRange(first as u32, (first + LINES - 1) as u32);
    // Each line shown is looked for in what is left: of a long document, far less than all.
    record
        .furniture
        .retain(|furniture| furniture.lines.meets(shown));
    let mut pieces = match record.row.articles <= ARTICLES {
        true => app.archive.pieces(id, 0, ARTICLES).await?,
        false => app.archive.articles_in(id, shown).await?,
    };
    for piece in &mut pieces {
        piece.lines.retain(|lines| lines.meets(shown));
    }
    let address = |first| page_address(id, "line", first);
    let next = first + LINES;
    Ok(DocumentPage {
        pieces,
        before: (first > 1).then(|| address(first.saturating_sub(LINES).max(1))),
        after: (next <= lines).then(|| address(next)),
        frame: Frame::new(reader, Section::Other, &record.row.name, address(first)),
        record,
        first,
    })
}

/// A page of a document whose text is not kept: its articles by place.
async fn from_article(
    app: &App,
    reader: Reader,
    record: DocumentRecord,
    first: u32,
) -> Page<DocumentPage> {
    let id = record.row.id;
    let mut pieces = app.archive.articles_of(id, first - 1, ARTICLES + 1).await?;
    let next = pieces.get(ARTICLES as usize).map(|next| next.position + 1);
    pieces.truncate(ARTICLES as usize);
    let address = |first: u32| page_address(id, "article", first as usize);
    Ok(DocumentPage {
        pieces,
        before: (first > 1).then(|| address(first.saturating_sub(ARTICLES).max(1))),
        after: next.map(address),
        frame: Frame::new(reader, Section::Other, &record.row.name, address(first)),
        record,
        first: first as usize,
    })
}

fn page_address(id: ArticleId, of: &str, first: usize) -> String {
    match first {
        1 => format!("/documents/{id}"),
        _ => format!("/documents/{id}?{of}={first}"),
    }
}

/// The bytes as they came. Never shown by the browser itself: they may be a web page of someone else's.
pub(super) async fn raw(State(app): State<App>, Path(id): Path<String>) -> Page<Response> {
    let id: ArticleId = id.parse().map_err(|_| WebError::NotFound)?;
    if let Some((tombstone, _)) = app.archive.withdrawn(id).await?.into_iter().next() {
        return Err(WebError::Withheld(Box::new(tombstone)));
    }
    let (name, bytes) = app.archive.original(id).await?.ok_or(WebError::NotFound)?;
    let file = name.rsplit('/').next().unwrap_or(&name);
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_string()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename*=UTF-8''{}", percent(file)),
        ),
    ];
    Ok((headers, bytes).into_response())
}

#[derive(Template)]
#[template(path = "documents.html")]
struct DocumentsPage {
    frame: Frame,
    total: u64,
    documents: Vec<DocumentRow>,
}

pub(super) async fn documents(
    State(app): State<App>,
    reader: Reader,
    asked: Asked,
) -> Page<Response> {
    let lang = reader.lang;
    let documents = app
        .archive
        .documents(asked.value("after"), DOCUMENTS)
        .await?;
    let total = app.archive.count_documents().await?;
    let title = reader.strings().documents;
    let mut frame = Frame::new(reader, Section::Other, title, "/documents");
    frame.next = documents
        .last()
        .filter(|_| documents.len() == DOCUMENTS as usize)
        .map(|last| format!("/documents?after={}", percent(&last.name)));
    show(
        &DocumentsPage {
            frame,
            total,
            documents,
        },
        lang,
    )
}

impl DocumentsPage {
    fn articles(&self, row: &DocumentRow) -> String {
        self.frame.t.count_articles(&row.articles.into())
    }

    fn number(&self, number: &u64) -> String {
        self.frame.reader.lang.number(*number)
    }
}

impl DocumentPage {
    /// The lines of this page. Blank lines within an article are tinted with it; its name stands where it begins, and
    /// again where it goes on after something else.
    fn lines(&self) -> Vec<Line<'_>> {
        let text = self.record.text.lines().enumerate();
        let mut lines: Vec<Line> = Vec::new();
        let mut before = Owner::None;
        let mut blank = 0;
        for (index, text) in text.skip(self.first - 1).take(LINES) {
            let owner = self.owner(index + 1);
            let mut line = Line::blank(index + 1, text);
            if owner != Owner::None {
                line.class = owner.class();
                if owner == before {
                    let gap = lines.len() - blank;
                    for line in lines.iter_mut().skip(gap) {
                        line.class = owner.class();
                    }
                } else {
                    self.name(&mut line, owner);
                }
                before = owner;
                blank = 0;
            } else {
                blank += 1;
            }
            lines.push(line);
        }
        lines
    }

    /// Says what begins at a line.
    fn name<'a>(&'a self, line: &mut Line<'a>, owner: Owner<'a>) {
        match owner {
            Owner::Article(index, _) => {
                let row = self.pieces.get(index).map(|piece| &piece.row);
                line.begins = row.map(|row| (row.id.to_string(), self.frame.t.called(row)));
            }
            Owner::Furniture(why) => line.why = Some(self.frame.t.furniture(why)),
            Owner::None => {}
        }
    }

    fn owner(&self, number: usize) -> Owner<'_> {
        let at = number as u32;
        let holds = |piece: &Piece| piece.lines.iter().any(|lines| lines.contains(at));
        let mut pieces = self.pieces.iter().enumerate();
        if let Some((index, piece)) = pieces.find(|(_, piece)| holds(piece)) {
            return Owner::Article(index, tint(piece));
        }
        let mut furniture = self.record.furniture.iter();
        furniture
            .find(|furniture| furniture.lines.contains(at))
            .map_or(Owner::None, |furniture| Owner::Furniture(&furniture.why))
    }

    /// The page's articles with their tints, for the legend.
    fn legend(&self) -> impl Iterator<Item = (usize, &Piece)> {
        let shown = self.pieces.iter().take(ARTICLES as usize);
        shown.map(|piece| (tint(piece), piece))
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        let t: &Strings = self.frame.t;
        let (row, lang) = (&self.record.row, self.frame.reader.lang);
        let publication = &row.publication;
        let facts = [
            (t.publication, publication.name.clone()),
            (t.issue, publication.date.map(|date| lang.date(date))),
            (t.page, publication.page.clone()),
            (t.kind, Some(t.layout(&row.layout).to_string())),
            (
                t.encoding,
                Some(self.record.encoding.clone()).filter(|name| !name.is_empty()),
            ),
            (t.lines, Some(lang.number(u64::from(row.lines)))),
            (t.articles, Some(lang.number(u64::from(row.articles)))),
            (t.loaded, Some(super::history::day(&row.loaded_at, lang))),
            (
                "SHA-256",
                self.record
                    .sha256
                    .get(..16)
                    .map(|start| format!("{start}…")),
            ),
        ];
        facts
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)))
            .collect()
    }
}

fn tint(piece: &Piece) -> usize {
    piece.position as usize % TINTS
}
