//! Of what was found by words: what begins with them comes first, as reports say at once what their headlines say.

use std::collections::{HashMap, HashSet};

use super::Matches;
use super::rank::Ranking;
use crate::archive::{Archive, Result};
use crate::text::units::{Kind, Units};

/// So many of the best are looked at.
const LOOKED_AT: usize = 20;
/// The headline and so many characters of the body are the beginning.
const BEGINNING: usize = 160;
/// What a beginning with all characters of the query is worth, in terms of the best article's score.
const WORTH: f32 = 0.6;

impl Archive {
    /// Raises the best articles by the share of the query's characters that stand in their beginning. Characters and not
    /// words, because headlines abbreviate: 乌外长 is the 乌克兰外交部长 of the report.
    pub(super) async fn prefer_beginnings(
        &self,
        matches: &Matches,
        ranking: &mut Ranking,
    ) -> Result<()> {
        let wanted = distinct(&matches.words.join("\n"));
        let best = ranking.best(LOOKED_AT);
        let Some((highest, _)) = best.first().copied() else {
            return Ok(());
        };
        let facets = matches.facets();
        let seqs = best.iter().filter_map(|(_, number)| facets.seq(*number));
        let found = self.with_bodies(&seqs.collect::<Vec<i64>>()).await?;
        let mut raised = HashMap::with_capacity(found.len());
        for (row, body) in found {
            let body: String = body.chars().take(BEGINNING).collect();
            let there = distinct(&format!("{}\n{body}", row.headline));
            let share = wanted.intersection(&there).count() as f32 / wanted.len().max(1) as f32;
            raised.insert(facets.number_from(row.seq), highest * WORTH * share);
        }
        let by = |number| raised.get(&number).copied().unwrap_or(0.0);
        ranking.raise(by);
        Ok(())
    }
}

/// The Chinese characters and the words of a text, each once.
fn distinct(text: &str) -> HashSet<String> {
    let units = Units::of(text);
    let each = units.list().iter().map(|unit| match unit.kind {
        Kind::Han(c) => c.to_string(),
        Kind::Word => units.word(unit).to_string(),
    });
    each.collect()
}
