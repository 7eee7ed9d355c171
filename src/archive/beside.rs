//! What stands beside an article on its page: its neighbours, its reprints, and articles about the same matter.

use sqlx::Row;

use super::documents::from_json;
use super::reprints::{Alike, MOST, most};
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
    /// Those could not be found in time: asked again, there may be some.
    pub incomplete: bool,
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

/// The articles that share a key with `own`, the first few of each key: so many are looked at, not only compared.
macro_rules! alike {
    ($key:literal) => {
        concat!(
            "SELECT * FROM (SELECT article FROM reprint WHERE key = ",
            $key,
            " AND article <> asked.id LIMIT ",
            most!(),
            ") AS few"
        )
    };
}

/// Of each article, given as its id, the row of its document, its place there, places of others and its reprint keys: its
/// neighbours, those of the places, and what shares a key with it.
pub(super) const BESIDE: &str = concat!(
    "WITH asked AS MATERIALIZED (
         SELECT key AS asked, value ->> 0 AS id, value ->> 1 AS document, value ->> 2 AS position, value -> 3 AS closest,
             value ->> 4 AS key_1, value ->> 5 AS key_2, value ->> 6 AS key_3
         FROM json_each(?1)
     )
     SELECT
         asked,
         (SELECT ", other!(), " FROM article WHERE document = asked.document AND position = asked.position - 1),
         (SELECT ", other!(), " FROM article WHERE document = asked.document AND position = asked.position + 1),
         (SELECT '[' || group_concat(", other!(), ") || ']'
             FROM (SELECT value AS seq FROM json_each(closest)) AS wanted CROSS JOIN article USING (seq)),
         (SELECT json_group_array(json_array(seq, lead)) FROM (",
             alike!("key_1"), " UNION ALL ", alike!("key_2"), " UNION ALL ", alike!("key_3"), "
         ) AS alike JOIN article ON article.id = alike.article)
     FROM asked"
);

impl Archive {
    /// What stands beside an article, with at most so many related ones.
    pub async fn beside(&self, record: &ArticleRecord, related: usize) -> Result<Beside> {
        // The page is worth reading without them.
        let closest = self.related_places(record, related * 2).await;
        let incomplete = closest.is_err();
        let closest = closest.unwrap_or_else(|error| {
            tracing::warn!(%error, "related articles could not be found");
            Vec::new()
        });
        let first = closest.get(..related).unwrap_or(&closest);
        let (mut beside, alike) = self.near(record, first).await?;
        beside.say_once(&record.row.lead);
        // Most articles stand in the archive once.
        if beside.related.len() < first.len() && first.len() < closest.len() {
            let (more, _) = self.near(record, &closest).await?;
            beside.related = more.related;
            beside.say_once(&record.row.lead);
            beside.related.truncate(related);
        }
        beside.reprints = self.with_text_of(record, &alike).await?;
        beside.incomplete = incomplete;
        Ok(beside)
    }

    /// Its neighbours, those of the places, and what shares a key with it. All in one row, for which the driver's thread wakes
    /// ours once.
    async fn near(&self, record: &ArticleRecord, closest: &[i64]) -> Result<(Beside, Vec<Alike>)> {
        let keys = record.keys();
        // A short text has no keys, and nothing equals NULL.
        let key = |at: usize| keys.get(at);
        let (id, document) = (record.row.id.number(), record.document_row);
        let question = (
            id,
            document,
            record.position,
            closest,
            key(0),
            key(1),
            key(2),
        );
        let row = self.beside.ask(&question).await?;
        let Some(row) = row else {
            return Ok(Default::default());
        };
        let neighbour = |at: usize| -> Result<Option<Other>> {
            let columns: Option<&str> = row.try_get(at)?;
            columns
                .map(|columns| Other::of(from_json(columns)?))
                .transpose()
        };
        let related: Option<&str> = row.try_get(3)?;
        let related: Vec<Columns> = related.map_or(Ok(Vec::new()), from_json)?;
        let mut alike: Vec<Alike> = from_json(row.try_get(4)?)?;
        alike.sort_unstable();
        alike.dedup();
        alike.truncate(MOST);
        let beside = Beside {
            before: neighbour(1)?,
            after: neighbour(2)?,
            reprints: Vec::new(),
            incomplete: false,
            related: related.into_iter().map(Other::of).collect::<Result<_>>()?,
        };
        Ok((beside, alike))
    }
}

impl Beside {
    /// Leaves out what begins as the article itself does, or says the same as the one before it.
    fn say_once(&mut self, own_lead: &str) {
        let same = |a: &mut Other, b: &mut Other| a.headline == b.headline && a.lead == b.lead;
        self.related.retain(|other| other.lead != own_lead);
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
