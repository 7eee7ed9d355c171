//! What a page of results shows of its articles: the headline with its marks, and the passage that says most about
//! the query. Articles of one text, as agencies have them reprinted, are folded into the first of them.

use std::cell::OnceCell;

use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::{Hit, Matches};
use crate::archive::articles::unpack_text;
use crate::archive::reprints::{Pairs, Signature, is_another_notice};
use crate::archive::rows::{article_row, row_columns};
use crate::archive::{Archive, ArticleRow, Result};
use crate::query::{Field, Query};
use crate::text::highlight::{Snippet, Wanted, beginning, marks, snippet};
use crate::text::normalize::fold;
use crate::text::units::Units;

/// How many characters of an article a result shows.
const SNIPPET_CHARS: usize = 110;
/// Of very long articles so many bytes are looked through for a passage.
const LOOKED_THROUGH: usize = 200_000;
/// Of a text that was pasted so many words are marked.
const MARKED: usize = 80;

impl Archive {
    /// The articles at these places, with what was found in them.
    pub(super) async fn show(
        &self,
        seqs: &[i64],
        query: &Query,
        matches: &Matches,
    ) -> Result<Vec<Hit>> {
        let found = self.with_bodies(seqs).await?;
        let words = matches.words.iter().take(MARKED);
        let words: Vec<Units> = words.map(|word| Units::of(word)).collect();
        let in_headline = wanted(query, &words, &[Field::Any, Field::Headline]);
        let in_body = wanted(query, &words, &[Field::Any]);
        let hits = found.into_iter().map(|(row, body)| {
            let hit = Hit {
                headline_marks: marks(&row.headline, &in_headline),
                snippet: passage(&body, &in_body),
                reprints: Vec::new(),
                partial: !matches.is_full(row.seq),
                row,
            };
            (hit, body)
        });
        // A listing has every article in a place of its own.
        Ok(match query.root() {
            Some(_) => fold_reprints(hits.collect()),
            None => hits.map(|(hit, _)| hit).collect(),
        })
    }

    /// The articles at these places with the text of their bodies, in the order given.
    pub(in crate::archive) async fn with_bodies(
        &self,
        seqs: &[i64],
    ) -> Result<Vec<(ArticleRow, String)>> {
        let facets = self.facets();
        let rows = sqlx::query(concat!(
            "SELECT ",
            row_columns!(),
            ", content FROM (SELECT value AS seq FROM json_each(?)) AS wanted
             CROSS JOIN article USING (seq) JOIN article_content USING (seq)"
        ))
        .bind(serde_json::to_string(seqs).unwrap_or_default())
        .fetch_all(&mut *self.read.get().await?)
        .await?;
        let with_body = |row: &SqliteRow| {
            let body = unpack_text(row.try_get("content")?)?;
            Ok((article_row(row, facets.names())?, body))
        };
        rows.iter().map(with_body).collect()
    }
}

fn wanted<'a>(query: &'a Query, words: &'a [Units], fields: &[Field]) -> Wanted<'a> {
    let phrases = query
        .phrases()
        .into_iter()
        .filter(|(_, field)| fields.contains(field));
    let prefixes = query
        .prefixes()
        .into_iter()
        .filter(|(_, field)| fields.contains(field));
    Wanted {
        phrases: phrases.map(|(units, _)| units).chain(words).collect(),
        prefixes: prefixes.map(|(prefix, _)| prefix).collect(),
    }
}

fn passage(body: &str, wanted: &Wanted<'_>) -> Snippet {
    let end = body.floor_char_boundary(LOOKED_THROUGH);
    let body = &body[..end];
    let found = if wanted.is_empty() {
        None
    } else {
        snippet(body, wanted, SNIPPET_CHARS)
    };
    found.unwrap_or_else(|| beginning(body, SNIPPET_CHARS))
}

/// Folds articles of one text, or of one headline and one beginning, into the first of them.
fn fold_reprints(hits: Vec<(Hit, String)>) -> Vec<Hit> {
    struct Kept {
        hit: Hit,
        beginning: (String, String),
        body: String,
        signature: Signature,
        pairs: OnceCell<Pairs>,
    }
    let mut kept: Vec<Kept> = Vec::with_capacity(hits.len());
    for (hit, body) in hits {
        let signature = Signature::of(&body);
        let beginning = (fold(&hit.row.headline), fold(&hit.row.lead));
        let pairs = OnceCell::new();
        // Long texts all resemble one another: what is compared in full is made ready once a text, not once a comparison.
        let first = kept.iter_mut().find(|first| {
            let alike = first.beginning == beginning
                || (signature.resembles(&first.signature)
                    && pairs
                        .get_or_init(|| Pairs::of(&body))
                        .is_reprint(first.pairs.get_or_init(|| Pairs::of(&first.body))));
            let of_first = (first.hit.row.headline.as_str(), first.body.as_str());
            alike && !is_another_notice(of_first, (&hit.row.headline, &body))
        });
        match first {
            Some(first) => first.hit.reprints.push(hit.row),
            None => kept.push(Kept {
                hit,
                beginning,
                body,
                signature,
                pairs,
            }),
        }
    }
    kept.into_iter().map(|kept| kept.hit).collect()
}
