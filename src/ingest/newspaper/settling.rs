//! Moves paragraphs to the articles they belong to, and tells texts apart by headlines that have none.

use super::drafts::{Draft, above};
use super::flow::Flow;
use super::homes::{Home, settle};
use super::likeness::{Pairs, pairs};
use super::pieces::Piece;

/// Gives each paragraph to the article that it belongs to, wherever it stands, and each source to the text it ends.
pub(super) fn settle_in(
    pieces: &[Piece],
    drafts: &mut Vec<Draft>,
    mut spare: Vec<Vec<usize>>,
    seen: &Pairs,
) {
    let units = drafts.iter().flat_map(|draft| draft.body.clone()).collect();
    let flow = Flow::of(pieces, units, seen);
    let bodies = loop {
        let cut: Vec<Home> = with_spare(drafts, &spare);
        let bodies = settle(&flow, &cut);
        let before = spare.len();
        let mut found = bodies[drafts.len()..].iter();
        spare.retain(|headline| {
            found
                .next()
                .is_some_and(|body| is_headed(pieces, headline, body))
        });
        if spare.len() == before {
            break bodies;
        }
    };
    for headline in spare {
        for draft in drafts.iter_mut() {
            draft.headings.retain(|at| !headline.contains(at));
        }
        drafts.push(Draft {
            headings: headline,
            ..Draft::default()
        });
    }
    let mut credits: Vec<usize> = Vec::new();
    for (draft, body) in drafts.iter_mut().zip(bodies) {
        credits.append(&mut draft.credits);
        draft.settle(pieces, body);
    }
    // What all paragraphs have left is no article any more.
    let emptied = |draft: &mut Draft| draft.body.is_empty() && draft.headings.is_empty();
    let bylines: Vec<usize> = drafts
        .extract_if(.., emptied)
        .flat_map(|draft| draft.bylines)
        .collect();
    sign(drafts, &bylines);
    for credit in credits {
        let nearest = |draft: &Draft| draft.body.iter().copied().filter(|at| *at < credit).max();
        let home = (0..drafts.len()).max_by_key(|at| nearest(&drafts[*at]));
        if let Some(draft) = home.and_then(|home| drafts.get_mut(home)) {
            draft.credits.push(credit);
        }
    }
}

/// Gives writers' names to the articles whose headlines or texts they stand below.
pub(super) fn sign(drafts: &mut Vec<Draft>, bylines: &[usize]) {
    for byline in bylines {
        match above(drafts, *byline).and_then(|home| drafts.get_mut(home)) {
            Some(draft) => draft.bylines.push(*byline),
            None => drafts.push(Draft {
                bylines: vec![*byline],
                ..Draft::default()
            }),
        }
    }
}

/// The articles as they were cut, and one more for each headline that may have a text of its own.
fn with_spare(drafts: &[Draft], spare: &[Vec<usize>]) -> Vec<Home> {
    let mut homes: Vec<Home> = drafts.iter().map(Draft::home).collect();
    for headline in spare {
        for home in &mut homes {
            home.headings.retain(|at| !headline.contains(at));
        }
    }
    homes.extend(spare.iter().map(|headline| Home {
        headings: headline.clone(),
        bylines: Vec::new(),
        body: Vec::new(),
        closed: false,
    }));
    homes
}

/// Is the text long enough for an article, and does it hold the headline's words?
fn is_headed(pieces: &[Piece], headline: &[usize], body: &[usize]) -> bool {
    let text = |numbers: &[usize]| -> String {
        let texts = numbers.iter().map(|at| pieces[*at].text.as_str());
        texts.collect::<Vec<_>>().join("\n")
    };
    let (headline, body) = (pairs(&text(headline)), text(body));
    let held = pairs(&body).intersection(&headline).count();
    body.chars().count() >= 60 && held * 4 >= headline.len()
}
