//! What a page of results shows of its articles.

use std::collections::HashMap;

use sqlx::Row;

use super::{Hit, Matches};
use crate::archive::articles::Content;
use crate::archive::index::body_text;
use crate::archive::reprints::{self, Pairs};
use crate::archive::{Archive, ArticleRow, Result};
use crate::query::{Field, Query};
use crate::text::highlight::{Snippet, Wanted, beginning, marks, snippet};
use crate::text::normalize::fold;
use crate::text::units::Units;

/// How many characters of an article a result shows.
const SNIPPET_CHARS: usize = 110;
/// Of very long articles so many bytes are looked through for a passage.
const LOOKED_THROUGH: usize = 200_000;

impl Archive {
    /// The articles at these places, with what was found in them.
    pub(super) async fn show(
        &self,
        seqs: &[i64],
        query: &Query,
        matches: &Matches,
    ) -> Result<Vec<Hit>> {
        let rows = self.rows_at(seqs).await?;
        let bodies = self.bodies(&rows).await?;
        let words: Vec<Units> = matches.words.iter().map(|word| Units::of(word)).collect();
        let in_headline = wanted(query, &words, &[Field::Any, Field::Headline]);
        let in_body = wanted(query, &words, &[Field::Any]);
        let hits = rows.into_iter().map(|row| {
            let body = bodies.get(&row.seq).map_or("", String::as_str);
            Hit {
                headline_marks: marks(&row.headline, &in_headline),
                snippet: passage(body, &in_body),
                reprints: Vec::new(),
                partial: !matches.is_full(row.seq),
                row,
            }
        });
        Ok(fold_reprints(hits.collect(), &bodies))
    }

    pub(super) async fn bodies(&self, rows: &[ArticleRow]) -> Result<HashMap<i64, String>> {
        let heads: HashMap<i64, &ArticleRow> = rows.iter().map(|row| (row.seq, row)).collect();
        let seqs: Vec<i64> = rows.iter().map(|row| row.seq).collect();
        let contents = sqlx::query(
            "SELECT seq, content FROM article_content WHERE seq IN (SELECT value FROM json_each(?))",
        )
        .bind(serde_json::to_string(&seqs).unwrap_or_default())
        .fetch_all(&self.read)
        .await?;
        let mut bodies = HashMap::with_capacity(rows.len());
        for content in &contents {
            let seq: i64 = content.try_get("seq")?;
            if let Some(row) = heads.get(&seq) {
                let mut article = Content::unpack(content.try_get("content")?)?.into_article(row);
                // The source is shown by itself.
                article.credit_text = None;
                bodies.insert(seq, body_text(&article));
            }
        }
        Ok(bodies)
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
fn fold_reprints(hits: Vec<Hit>, bodies: &HashMap<i64, String>) -> Vec<Hit> {
    let mut kept: Vec<(Hit, Pairs)> = Vec::with_capacity(hits.len());
    let mut said: HashMap<(String, String), usize> = HashMap::new();
    let mut keyed: HashMap<i64, usize> = HashMap::new();
    for hit in hits {
        let body = bodies.get(&hit.row.seq).map_or("", String::as_str);
        let pairs = Pairs::of(body);
        let keys = reprints::keys(std::iter::once(body));
        let beginning = (fold(&hit.row.headline), fold(&hit.row.lead));
        let first = said.get(&beginning).copied().or_else(|| {
            let mut likely = keys.iter().filter_map(|key| keyed.get(key).copied());
            likely.find(|at| {
                kept.get(*at)
                    .is_some_and(|(_, other)| pairs.is_reprint(other))
            })
        });
        match first.and_then(|at| kept.get_mut(at)) {
            Some((first, _)) => first.reprints.push(hit.row),
            None => {
                said.insert(beginning, kept.len());
                keyed.extend(keys.into_iter().map(|key| (key, kept.len())));
                kept.push((hit, pairs));
            }
        }
    }
    kept.into_iter().map(|(hit, _)| hit).collect()
}
