//! PDF, through the program `pdftotext` (poppler): words with their places, put in reading order column by column.
//!
//! One run of the program gives every word's box; columns and type sizes follow from the boxes, so that a page costs no
//! further process. Each page is a page of its own; a form feed stands between them in the document's text.

mod columns;
mod gutter;
mod program;
#[cfg(test)]
mod tests;
mod words;

pub use program::is_installed;

use crate::article::{Article, Document, DoubtKind, Furniture, Joint, Layout, LineRange};

use super::{IngestError, Segmented, Source, decode, newspaper};

/// Reads one PDF file.
pub fn read(source: &Source) -> Result<Document, IngestError> {
    if !source.bytes.starts_with(b"%PDF-") {
        return Err(IngestError::Other(
            "the file is no PDF: it does not begin with %PDF-".to_string(),
        ));
    }
    let boxes = program::boxes(&source.bytes)?;
    let pages: Vec<String> = words::pages(&boxes)
        .into_iter()
        .map(columns::reading_order)
        .collect();
    if pages.iter().all(|page| page.trim().is_empty()) {
        return Err(IngestError::Other(
            "the PDF holds no text: its pages are pictures; recognise their text (OCR) and load that"
                .to_string(),
        ));
    }
    let segmented = segment(&pages);
    let decoded = decode::Decoded {
        text: pages.join("\u{c}\n"),
        encoding: "",
    };
    Ok(Document::from_text(source, decoded, Layout::Pdf, segmented))
}

/// The articles of all pages, their lines counted through the whole document.
fn segment(pages: &[String]) -> Segmented {
    let mut whole = Segmented::default();
    let mut before = 0;
    for (number, page) in pages.iter().enumerate() {
        let found = newspaper::segment(page);
        if number == 0 {
            whole.publication = found.publication;
        }
        for mut article in found.articles {
            article.lines = moved(&article.lines, before);
            for doubt in &mut article.doubts {
                doubt.lines = moved(&doubt.lines, before);
            }
            let goes_on =
                |last: &&mut Article| article.headline.is_empty() && breaks_off(&last.article_body);
            match whole.articles.last_mut().filter(goes_on) {
                Some(last) => go_on(last, article),
                None => whole.articles.push(article),
            }
        }
        let furniture = found.furniture.into_iter().map(|furniture| Furniture {
            lines: LineRange(furniture.lines.0 + before, furniture.lines.1 + before),
            why: furniture.why,
        });
        whole.furniture.extend(furniture);
        before += page.matches('\n').count() as u32 + 1;
    }
    whole
}

fn moved(lines: &[LineRange], by: u32) -> Vec<LineRange> {
    let lines = lines.iter();
    lines
        .map(|range| LineRange(range.0 + by, range.1 + by))
        .collect()
}

/// Does the text end in the middle of a sentence?
fn breaks_off(body: &[String]) -> bool {
    body.last()
        .and_then(|paragraph| paragraph.chars().last())
        .is_some_and(|end| !"。！？…”）".contains(end))
}

/// Joins the beginning of a page to the sentence that the page before broke off in: what was missing there is found.
fn go_on(article: &mut Article, mut rest: Article) {
    if let Some(last) = article.article_body.len().checked_sub(1)
        && !rest.article_body.is_empty()
    {
        settle(article, last, "下文未找到");
        settle(&mut rest, 0, "上文未找到");
    }
    article.append(rest, Joint::Sentence);
}

/// Drops the doubt that a paragraph's beginning or end was not found; that it was put together by judgement stays said.
fn settle(article: &mut Article, paragraph: usize, missing: &str) {
    article.doubts.retain(|doubt| {
        doubt.kind != DoubtKind::Torn
            || doubt.paragraph != Some(paragraph)
            || !doubt.reason.ends_with(missing)
    });
}
