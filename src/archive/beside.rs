//! What stands beside an article on its page: its neighbours, its reprints, and articles about the same matter.

use std::collections::HashMap;

use super::reprints::{KEYS, MOST, keys};
use super::{Archive, ArticleRecord, ArticleRow, Result};

/// Other articles that its page leads to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Beside {
    /// Printed before it in its document.
    pub before: Option<ArticleRow>,
    /// Printed after it.
    pub after: Option<ArticleRow>,
    /// With its text, in order of publication.
    pub reprints: Vec<ArticleRow>,
    /// About the same matter, the closest first.
    pub related: Vec<ArticleRow>,
}

/// Places of articles near one.
#[derive(Default)]
struct Near {
    before: Option<i64>,
    after: Option<i64>,
    /// Those that share a key with it, ascending.
    alike: Vec<i64>,
}

impl Archive {
    /// What stands beside an article, with at most so many related ones.
    pub async fn beside(&self, record: &ArticleRecord, related: usize) -> Result<Beside> {
        let near = self.near(record).await?;
        // The page is worth reading without them.
        let closest = self.related_places(record, related * 2).await;
        let closest = closest.unwrap_or_else(|error| {
            tracing::warn!(%error, "related articles could not be found");
            Vec::new()
        });
        let neighbours = near.before.iter().chain(&near.after);
        let places: Vec<i64> = neighbours.chain(&closest).copied().collect();
        let rows = self.rows_at(&places).await?;
        let rows: HashMap<i64, ArticleRow> = rows.into_iter().map(|row| (row.seq, row)).collect();
        let row = |place: &i64| rows.get(place).cloned();
        let mut about_the_same: Vec<ArticleRow> = closest.iter().filter_map(row).collect();
        about_the_same.retain(|row| row.id != record.row.id && row.lead != record.row.lead);
        about_the_same.dedup_by(|a, b| a.headline == b.headline && a.lead == b.lead);
        about_the_same.truncate(related);
        Ok(Beside {
            before: near.before.as_ref().and_then(row),
            after: near.after.as_ref().and_then(row),
            reprints: self.with_text_of(record, &near.alike).await?,
            related: about_the_same,
        })
    }

    /// Its neighbours and what shares a key with it. Of each key so many articles and no more are looked at, not only compared.
    async fn near(&self, record: &ArticleRecord) -> Result<Near> {
        let paragraphs = record.article.article_body.iter();
        let keys = keys(paragraphs.map(String::as_str));
        let mut query = sqlx::query_as(
            "SELECT position, seq FROM article
             WHERE document = (SELECT id FROM document WHERE key = ?1) AND position IN (?2 - 1, ?2 + 1)
             UNION ALL
             SELECT NULL, seq FROM (
                 SELECT * FROM (SELECT article FROM reprint WHERE key = ?5 AND article <> ?3 LIMIT ?4) AS few
                 UNION ALL
                 SELECT * FROM (SELECT article FROM reprint WHERE key = ?6 AND article <> ?3 LIMIT ?4) AS few
                 UNION ALL
                 SELECT * FROM (SELECT article FROM reprint WHERE key = ?7 AND article <> ?3 LIMIT ?4) AS few
             ) AS alike JOIN article ON article.id = alike.article",
        )
        .bind(record.document.id.number())
        .bind(record.position)
        .bind(record.row.id.number())
        .bind(MOST as i64);
        // A short text has no keys, and nothing equals NULL.
        for at in 0..KEYS {
            query = query.bind(keys.get(at));
        }
        let rows: Vec<(Option<u32>, i64)> = query.fetch_all(&mut *self.read.get().await?).await?;
        let mut near = Near::default();
        for (position, seq) in rows {
            match position {
                None => near.alike.push(seq),
                Some(position) if position < record.position => near.before = Some(seq),
                Some(_) => near.after = Some(seq),
            }
        }
        near.alike.sort_unstable();
        near.alike.dedup();
        near.alike.truncate(MOST);
        Ok(near)
    }
}
