//! Is the archive sound? Every promise that can be checked from the file alone.

mod addresses;
mod articles;
mod documents;

use sqlx::sqlite::SqliteConnection;
use sqlx::{Connection, Row};

use super::{Archive, Result};
use addresses::Addresses;
use articles::check_articles;
use documents::{check_documents, check_versions};

/// More problems of one kind are only counted.
const NAMED: usize = 20;

/// What an archive holds, and what is wrong with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    pub documents: u64,
    /// Names of large documents of which only a part is there: they are being loaded, or that was broken off.
    pub unfinished: Vec<String>,
    pub articles: u64,
    /// Addresses that redirect.
    pub redirects: u64,
    /// Addresses that say that their article is gone.
    pub tombstones: u64,
    pub revisions: u64,
    pub corrections: u64,
    /// For the keeper; empty for a sound archive.
    pub problems: Vec<String>,
}

impl Archive {
    /// Reads the whole archive as it is at this moment and checks it against itself: the database, the documents'
    /// hashes, the articles, the index, the permanent ids and where they lead, the history.
    pub async fn verify(&self) -> Result<Report> {
        let mut connection = self.read.get().await?;
        let mut tx = connection.begin().await?;
        let mut report = Report::default();
        check_database(&mut tx, &mut report).await?;
        check_documents(&mut tx, &mut report).await?;
        check_versions(&mut tx, &mut report).await?;
        let living = check_articles(&mut tx, &mut report).await?;
        let addresses = Addresses::read(&mut tx, living).await?;
        addresses.check(&mut tx, &mut report).await?;
        addresses.check_history(&mut tx, &mut report).await?;
        addresses.check_corrections(&mut tx, &mut report).await?;
        tx.rollback().await?;
        Ok(report)
    }
}

/// Problems of one kind, of which only the first are named.
struct Problems {
    kind: &'static str,
    named: Vec<String>,
    more: usize,
}

impl Problems {
    fn of(kind: &'static str) -> Self {
        Self {
            kind,
            named: Vec::new(),
            more: 0,
        }
    }

    fn add(&mut self, problem: String) {
        match self.named.len() < NAMED {
            true => self.named.push(format!("{}: {problem}", self.kind)),
            false => self.more += 1,
        }
    }

    fn tell(self, report: &mut Report) {
        report.problems.extend(self.named);
        if self.more > 0 {
            let more = format!("{}: and {} more", self.kind, self.more);
            report.problems.push(more);
        }
    }
}

async fn check_database(tx: &mut SqliteConnection, report: &mut Report) -> Result<()> {
    let said: Vec<String> = sqlx::query_scalar("PRAGMA integrity_check")
        .fetch_all(&mut *tx)
        .await?;
    let dangling = sqlx::query("PRAGMA foreign_key_check")
        .fetch_all(&mut *tx)
        .await?;
    let mut problems = Problems::of("database");
    said.into_iter()
        .filter(|line| line != "ok")
        .for_each(|line| problems.add(line));
    for row in &dangling {
        let (table, parent): (&str, &str) = (row.try_get(0)?, row.try_get(2)?);
        problems.add(format!(
            "a row of {table} points to a missing row of {parent}"
        ));
    }
    problems.tell(report);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_problems_are_named_and_the_others_counted() {
        let mut report = Report::default();
        let mut problems = Problems::of("article");
        (0..NAMED + 3).for_each(|n| problems.add(n.to_string()));
        problems.tell(&mut report);
        assert_eq!(report.problems.len(), NAMED + 1);
        assert_eq!(report.problems[NAMED - 1], "article: 19");
        assert_eq!(report.problems[NAMED], "article: and 3 more");
    }
}
