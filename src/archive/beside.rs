//! What stands beside an article on its page: its neighbours, its reprints, and articles about the same matter.

use sqlx::Row;

use super::documents::from_json;
use super::reprints::{Alike, KEYS, MOST, keys};
use super::{Archive, ArticleId, ArticleRecord, ArticleRow, Result, stored};
use crate::edtf::PartialDate;
use crate::region::Code;

/// Other articles that its page leads to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Beside {
    /// Printed before it in its document.
    pub before: Option<Other>,
    /// Printed after it.
    pub after: Option<Other>,
    /// With its text, in order of publication.
    pub reprints: Vec<ArticleRow>,
    /// About the same matter, the closest first.
    pub related: Vec<Other>,
}

/// Another article, as far as it is named.
#[derive(Debug, Clone, PartialEq)]
pub struct Other {
    pub id: ArticleId,
    pub headline: String,
    /// The first words of the body.
    pub lead: String,
    pub date: Option<PartialDate>,
    /// The main one.
    pub region: Option<Code>,
}

/// What stands in the columns of an [`Other`]; regions in hexadecimal digits.
type Columns = (i64, String, String, Option<String>, String);

/// The columns of an [`Other`] as JSON: the driver takes as long for each value as for this.
macro_rules! other {
    () => {
        "json_array(id, headline, lead, date, hex(substr(regions, 1, 3)))"
    };
}

impl Archive {
    /// What stands beside an article, with at most so many related ones.
    pub async fn beside(&self, record: &ArticleRecord, related: usize) -> Result<Beside> {
        // The page is worth reading without them.
        let closest = self.related_places(record, related * 2).await;
        let closest = closest.unwrap_or_else(|error| {
            tracing::warn!(%error, "related articles could not be found");
            Vec::new()
        });
        let (mut beside, alike) = self.near(record, &closest, related).await?;
        let read = beside.related.len();
        beside.say_once();
        if beside.related.len() < read && read == related {
            let (more, _) = self.near(record, &closest, closest.len()).await?;
            beside.related = more.related;
            beside.say_once();
            beside.related.truncate(related);
        }
        beside.reprints = self.with_text_of(record, &alike).await?;
        Ok(beside)
    }

    /// Its neighbours, the first of the places that do not begin as it does, and what shares a key with it. Of
    /// each key so many articles and no more are looked at, not only compared. All in one row, for which the driver's thread
    /// wakes ours once.
    async fn near(
        &self,
        record: &ArticleRecord,
        closest: &[i64],
        limit: usize,
    ) -> Result<(Beside, Vec<Alike>)> {
        let paragraphs = record.article.article_body.iter();
        let keys = keys(paragraphs.map(String::as_str));
        let mut query = sqlx::query(concat!(
            "WITH own AS (SELECT id AS document FROM document WHERE key = ?1)
             SELECT
                 (SELECT ", other!(), " FROM article WHERE document = (SELECT document FROM own) AND position = ?2 - 1),
                 (SELECT ", other!(), " FROM article WHERE document = (SELECT document FROM own) AND position = ?2 + 1),
                 (SELECT '[' || group_concat(it) || ']' FROM (
                     SELECT ", other!(), " AS it FROM (SELECT value AS seq FROM json_each(?5)) AS wanted
                     CROSS JOIN article USING (seq) WHERE lead <> ?6 LIMIT ?7) AS few),
                 (SELECT json_group_array(json_array(seq, lead)) FROM (
                     SELECT * FROM (SELECT article FROM reprint WHERE key = ?8 AND article <> ?3 LIMIT ?4) AS few
                     UNION ALL
                     SELECT * FROM (SELECT article FROM reprint WHERE key = ?9 AND article <> ?3 LIMIT ?4) AS few
                     UNION ALL
                     SELECT * FROM (SELECT article FROM reprint WHERE key = ?10 AND article <> ?3 LIMIT ?4) AS few
                 ) AS alike JOIN article ON article.id = alike.article)"
        ))
        .bind(record.document.id.number())
        .bind(record.position)
        .bind(record.row.id.number())
        .bind(MOST as i64)
        .bind(serde_json::to_string(closest).unwrap_or_default())
        .bind(&record.row.lead)
        .bind(limit as i64);
        // A short text has no keys, and nothing equals NULL.
        for at in 0..KEYS {
            query = query.bind(keys.get(at));
        }
        let row = query.fetch_optional(&mut *self.read.get().await?).await?;
        let Some(row) = row else {
            return Ok(Default::default());
        };
        let neighbour = |at: usize| -> Result<Option<Other>> {
            let columns: Option<&str> = row.try_get(at)?;
            columns
                .map(|columns| Other::of(from_json(columns)?))
                .transpose()
        };
        let related: Option<&str> = row.try_get(2)?;
        let related: Vec<Columns> = related.map_or(Ok(Vec::new()), from_json)?;
        let mut alike: Vec<Alike> = from_json(row.try_get(3)?)?;
        alike.sort_unstable();
        alike.dedup();
        alike.truncate(MOST);
        let beside = Beside {
            before: neighbour(0)?,
            after: neighbour(1)?,
            reprints: Vec::new(),
            related: related.into_iter().map(Other::of).collect::<Result<_>>()?,
        };
        Ok((beside, alike))
    }
}

impl Beside {
    /// Leaves out what says the same as the one before it.
    fn say_once(&mut self) {
        let same = |a: &mut Other, b: &mut Other| a.headline == b.headline && a.lead == b.lead;
        self.related.dedup_by(same);
    }
}

impl Other {
    fn of((id, headline, lead, date, region): Columns) -> Result<Self> {
        let region = u32::from_str_radix(&region, 16).ok();
        Ok(Self {
            id: ArticleId::from_number(id),
            headline,
            lead,
            date: date.map(|text| stored(&text, "date")).transpose()?,
            region: region.and_then(Code::from_number),
        })
    }
}
