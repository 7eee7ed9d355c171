//! The text of a newspaper page: columns put together again, headlines found, torn paragraphs joined.
//!
//! [`lines`] → [`pieces`] (columns unwrapped, each paragraph known for what it is) → [`segments`] (runs of paragraphs and
//! the headings between them; [`digests`]: short news below one label; [`parting`]: two texts with nothing between them) →
//! [`headlines`], [`pools`] and [`disorder`] (which heading belongs to which run) → [`homes`] (which
//! paragraph belongs to which article, wherever it stands) → [`exchange`] (what goes on where, on the whole page) →
//! [`threads`] (what was torn is joined) → [`articles`]. A page cut to pieces at its columns' ends is laid out anew
//! ([`strips`]). Nothing looks outside the page but that one, which asks for topics: what tells its articles apart is
//! what their texts share.

mod articles;
mod beside;
mod bonds;
mod decks;
mod digests;
mod disorder;
mod drafts;
mod exchange;
mod flow;
mod frame;
mod headings;
mod headlines;
mod homes;
mod imprint;
mod likeness;
mod lines;
mod marks;
mod matching;
mod parting;
mod people;
mod phrases;
mod pieces;
mod pools;
mod segments;
mod settling;
mod strips;
mod tally;
mod threads;

use crate::article::{Furniture, LineRange, Publication};

use super::Segmented;
use pieces::{Kind, Piece};

/// Pieces that are weighed against one another at the most: several times those of a full newspaper page.
const SHEET: usize = 400;

/// Finds the articles and the furniture of a text. Every non-blank line ends up in exactly one of them.
pub fn segment(text: &str) -> Segmented {
    let mut pieces = pieces::pieces(text);
    let mut articles = Vec::new();
    for sheet in sheets(&mut pieces) {
        segments::mark_subheads(sheet);
        let page = parting::part(sheet, segments::segments(sheet));
        let headings = headlines::share_out(sheet, &page);
        articles.extend(articles::articles(sheet, page, headings));
    }
    Segmented {
        articles,
        furniture: furniture(&pieces),
        publication: imprint::publication(&pieces),
    }
}

/// Can the line only be the header of a newspaper's page?
pub fn is_page_header(line: &str) -> bool {
    // Newspapers do not print where they have a report from beside their name; their sites do.
    frame::is_page_header(line) && !line.contains("来源:") && !line.contains("来源：")
}

/// What a line of a newspaper's frame says of the newspaper.
pub(super) fn masthead(line: &str) -> Publication {
    imprint::masthead(line)
}

/// The writer on a line that has his name, or whom he works for and his name, and nothing else.
pub(super) fn signer(line: &str) -> Option<String> {
    people::signer(line).filter(|_| people::is_signed(line))
}

/// Does the line open a newspaper's own report (本报讯 …)?
pub(super) fn opens_report(line: &str) -> bool {
    marks::opens_own_report(line)
}

/// The pages of the file. One that is longer than any newspaper's is cut, so that the work grows with the text alone.
fn sheets(pieces: &mut [Piece]) -> impl Iterator<Item = &mut [Piece]> {
    let mut length = 0;
    pieces.chunk_by_mut(move |_, next| {
        length += 1;
        let room = length < SHEET || (length < 2 * SHEET && next.kind != Kind::Heading);
        let same = !next.new_page && room;
        if !same {
            length = 0;
        }
        same
    })
}

/// The lines of the page's frame, neighbours of one kind in one piece.
fn furniture(pieces: &[Piece]) -> Vec<Furniture> {
    let mut found: Vec<Furniture> = Vec::new();
    for piece in pieces {
        let Kind::Furniture(why) = piece.kind else {
            continue;
        };
        for lines in LineRange::collect(piece.lines.iter().copied()) {
            match found.last_mut() {
                Some(last) if last.why == why && last.lines.1 + 1 == lines.0 => {
                    last.lines.1 = lines.1
                }
                _ => found.push(Furniture {
                    lines,
                    why: why.to_string(),
                }),
            }
        }
    }
    found
}

#[cfg(test)]
mod tests;
