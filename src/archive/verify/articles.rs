//! Are the articles in their places, and does the index say what they say?

use std::collections::{HashMap, HashSet};

use rayon::prelude::*;
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

use super::{Problems, Report};
use crate::archive::articles::Content;
use crate::archive::facets::{DAY_BITS, first_place};
use crate::archive::index::{self, Held, Terms};
use crate::archive::reprints::pack_keys;
use crate::archive::walk::Walk;
use crate::archive::{ArticleId, Result, stored};
use crate::article::Article;
use crate::edtf::PartialDate;

/// Checks every article and the index; returns the ids that there are.
pub(super) async fn check_articles(
    tx: &mut SqliteConnection,
    report: &mut Report,
) -> Result<HashSet<i64>> {
    let (rest, damage) = Rest::read(tx).await?;
    let damage = damage.into_iter();
    report
        .problems
        .extend(damage.map(|problem| format!("index: {problem}")));
    let mut living = HashSet::new();
    let mut problems = Problems::of("article");
    let mut walk = Walk::over(
        "SELECT seq, id, revision, headline, date, topics, content, reprint_keys
         FROM article LEFT JOIN article_content USING (seq) WHERE seq > ? ORDER BY seq LIMIT ?",
    );
    while let Some(rows) = walk.next(tx).await? {
        report.articles += rows.len() as u64;
        let found: Vec<Option<String>> = rows
            .par_iter()
            .map(|row| rest.article_problem(row))
            .collect::<Result<_>>()?;
        for (row, problem) in rows.iter().zip(found) {
            let id = row.try_get("id")?;
            living.insert(id);
            if let Some(problem) = problem {
                problems.add(format!("{}: {problem}", ArticleId::from_number(id)));
            }
        }
    }
    problems.tell(report);
    Ok(living)
}

/// What articles are checked against.
struct Rest {
    /// What the index holds of the article at each place.
    held: HashMap<i64, Held>,
    topics: Vec<i64>,
    revision: i64,
}

impl Rest {
    /// Reads it; gives also what is wrong with the index by itself.
    async fn read(tx: &mut SqliteConnection) -> Result<(Self, Vec<String>)> {
        let (held, damage) = index::read_all(tx).await?;
        let topics = sqlx::query_scalar("SELECT id FROM topic")
            .fetch_all(&mut *tx)
            .await?;
        let revision = sqlx::query_scalar("SELECT value FROM meta WHERE key = 'revision'")
            .fetch_one(tx)
            .await?;
        let rest = Self {
            held,
            topics,
            revision,
        };
        Ok((rest, damage))
    }

    fn article_problem(&self, row: &SqliteRow) -> Result<Option<String>> {
        let number: i64 = row.try_get("id")?;
        let id = ArticleId::from_number(number);
        if id.number() != number {
            return Ok(Some(format!("its id {number} is out of range")));
        }
        let content = row.try_get::<Option<&[u8]>, _>("content")?;
        let Some(content) = content.and_then(|packed| Content::unpack(packed).ok()) else {
            return Ok(Some("its content is missing or cannot be read".to_string()));
        };
        let seq: i64 = row.try_get("seq")?;
        let date: Option<&str> = row.try_get("date")?;
        let date: Option<PartialDate> = date.map(|date| stored(date, "date")).transpose()?;
        let topics: &[u8] = row.try_get("topics")?;
        let has_name = |topic: &u8| self.topics.contains(&i64::from(*topic));
        let problem = if first_place(date) >> DAY_BITS != seq >> DAY_BITS {
            Some("it stands in the wrong place of the order of publication")
        } else if !topics.iter().all(has_name) {
            Some("it has a topic without a name")
        } else if row.try_get::<i64, _>("revision")? > self.revision {
            Some("it was changed after the archive's last change")
        } else {
            let article = content.with(id, row.try_get("headline")?, vec![], vec![]);
            self.index_problem(&article, seq, row.try_get("reprint_keys")?)
        };
        Ok(problem.map(str::to_string))
    }

    fn index_problem(
        &self,
        article: &Article,
        seq: i64,
        reprint_keys: Option<&[u8]>,
    ) -> Option<&'static str> {
        let terms = Terms::of(article);
        match self.held.get(&seq) {
            None => Some("the index does not know it"),
            Some(held) if *held != Held::of(&terms) => {
                Some("the index holds other words than the article")
            }
            Some(_) => reprint_keys
                .is_some_and(|noted| noted != pack_keys(terms.reprint_keys()))
                .then_some("the keys that its reprints are found by are not those of its text"),
        }
    }
}
