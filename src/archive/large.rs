//! Storing a document that is too large to be held: its articles come in parts, a few of which are one transaction.
//!
//! The document's digest is written last, so a load that was broken off is taken up by the next one, which finds the
//! articles that are already there by their ids. The bytes themselves are not kept; an empty blob says so.

use std::collections::{HashMap, HashSet};

use sqlx::sqlite::SqliteConnection;
use sqlx::{Connection, Sqlite, Transaction};

use super::known::{Known, Standing};
use super::reconcile::Text;
use super::reload::Target;
use super::revisions::Occasion;
use super::store::index_written;
use super::writer::{Seen, Writer, next_moment};
use super::{Archive, ArticleId, Outcome, Prepared, Result, StoreReport};
use crate::article::{Article, Document};

/// So many parts are one transaction: rows by day, ids and keys of reprints lie scattered over their tables, of which each
/// transaction writes nearly every page.
const TOGETHER: usize = 16;
/// So many known articles are read at a time.
const READ_AHEAD: i64 = 10_000;

/// The ids by which the articles of a document may be known already: those they bring and those they would get.
#[derive(Debug, Default)]
pub struct Ids(HashSet<i64>);

impl Ids {
    /// Notes an article of the document with this name.
    pub fn note(&mut self, name: &str, article: &Article) {
        let brought: Option<ArticleId> = article.id.as_ref().and_then(|id| id.parse().ok());
        let derived = ArticleId::derive(name, &article.headline, &article.article_body, 0);
        self.0
            .extend(brought.into_iter().chain([derived]).map(ArticleId::number));
    }
}

/// What a large document is, beside its articles.
#[derive(Debug)]
pub struct Head {
    /// Without bytes, text and articles.
    pub document: Document,
    /// The text of the keeper's sidecar, where there is one.
    pub sidecar: Option<String>,
    /// Of the document's bytes.
    pub sha256: [u8; 32],
    pub lines: u64,
    /// Of all articles that will come, where the document is known.
    pub ids: Ids,
}

/// What is known of a large document from the load before.
#[derive(Default)]
struct Before {
    /// Ids of its articles, living and gone, that have not been met yet.
    left: HashSet<i64>,
    /// Those whose text would get another id than theirs, by that id.
    claimed: HashMap<i64, Vec<i64>>,
    /// Those whose ids do not come again, by headline.
    corrected: HashMap<String, Vec<i64>>,
}

/// A transaction that takes in parts.
struct Open {
    tx: Transaction<'static, Sqlite>,
    revision: i64,
    /// How many it has taken.
    parts: usize,
}

/// A large document that is being stored.
pub struct Large {
    archive: Archive,
    open: Option<Open>,
    document: i64,
    /// The document without articles, but with its digest.
    head: Prepared,
    lines: u64,
    now: String,
    report: StoreReport,
    before: Before,
}

impl Archive {
    /// Begins to store a large document; `now` is the time of loading (RFC 3339, UTC).
    pub async fn begin_large(&self, head: Head, now: &str) -> Result<Large> {
        let mut connection = self.write.acquire().await?;
        let mut tx = connection.begin_with("BEGIN IMMEDIATE").await?;
        let known: Option<(i64, i64, Vec<u8>)> =
            sqlx::query_as("SELECT id, key, sha256 FROM document WHERE name = ?")
                .bind(&head.document.name)
                .fetch_optional(&mut *tx)
                .await?;
        let prepared = Prepared::head(head.document, head.sidecar, head.sha256);
        let revision = next_moment(&mut tx, now).await?;
        let mut seen = Seen::default();
        let occasion = Occasion::load(now);
        let mut writer = Writer::new(&mut tx, revision, &occasion, &mut seen);
        let (document, key, outcome) = match known {
            Some((document, key, sha256)) => {
                if sha256 != head.sha256 {
                    writer.keep_version(document).await?;
                }
                (document, ArticleId::from_number(key), Outcome::Changed)
            }
            None => {
                let (document, key) = writer.new_document(&prepared.document().name).await?;
                (document, key, Outcome::New)
            }
        };
        let target = Target {
            document,
            prepared: &prepared,
        };
        writer.write_document(target).await?;
        note_digest(&mut tx, document, &[], head.lines).await?;
        let before = Before::load(&mut tx, document, &head.ids).await?;
        tx.commit().await?;
        Ok(Large {
            archive: self.clone(),
            open: None,
            document,
            head: prepared,
            lines: head.lines,
            now: now.to_string(),
            report: StoreReport::new(key, outcome),
            before,
        })
    }
}

/// The digest is empty until all articles are there.
async fn note_digest(
    tx: &mut SqliteConnection,
    document: i64,
    sha256: &[u8],
    lines: u64,
) -> Result<()> {
    sqlx::query("UPDATE document SET sha256 = ?, lines = ? WHERE id = ?")
        .bind(sha256)
        .bind(lines as i64)
        .bind(document)
        .execute(tx)
        .await?;
    Ok(())
}

impl Before {
    async fn load(tx: &mut SqliteConnection, document: i64, ids: &Ids) -> Result<Self> {
        let mut before = Self::default();
        let living = "SELECT id, claim, headline FROM article WHERE document = ? AND id > ? ORDER BY id LIMIT ?";
        let gone = "SELECT id, claim, headline FROM gone
             WHERE document = ? AND content IS NOT NULL AND id > ? ORDER BY id LIMIT ?";
        for statement in [living, gone] {
            let mut last = -1;
            loop {
                let rows: Vec<(i64, Option<i64>, String)> = sqlx::query_as(statement)
                    .bind(document)
                    .bind(last)
                    .bind(READ_AHEAD)
                    .fetch_all(&mut *tx)
                    .await?;
                let Some(furthest) = rows.last() else { break };
                last = furthest.0;
                rows.into_iter().for_each(|row| before.note(row, ids));
            }
        }
        Ok(before)
    }

    fn note(&mut self, (id, claim, headline): (i64, Option<i64>, String), ids: &Ids) {
        self.left.insert(id);
        if let Some(claim) = claim {
            self.claimed.entry(claim).or_default().push(id);
        }
        if !ids.0.contains(&id) && !claim.is_some_and(|claim| ids.0.contains(&claim)) {
            self.corrected.entry(headline).or_default().push(id);
        }
    }

    /// Is a known article that was taken this one? What a headline alone told may be of another day; it is left then.
    fn fits(&mut self, known: &Known, prepared: &Prepared, at: usize) -> bool {
        let own = [prepared.claim(at), prepared.derived(at)];
        let by_id = own.contains(&known.id) || known.claim == Some(own[0].number());
        let article = Text::of(&prepared.document().articles[at]);
        let fits = by_id || !known.text().is_another(&article);
        if !fits {
            let id = known.id.number();
            self.left.insert(id);
            let others = self.corrected.entry(known.base().headline.clone());
            others.or_default().insert(0, id);
        }
        fits
    }

    /// The known article that this one is: by id, by the id that its text would get, else by headline where neither
    /// comes again.
    fn take(&mut self, prepared: &Prepared, at: usize) -> Option<ArticleId> {
        let claim = prepared.claim(at).number();
        let own = [claim, prepared.derived(at).number()];
        let headline = &prepared.document().articles.get(at)?.headline;
        let others = [
            self.claimed.get_mut(&claim),
            self.corrected.get_mut(headline),
        ];
        let left = &mut self.left;
        let id = own.into_iter().find(|id| left.remove(id)).or_else(|| {
            let mut others = others.into_iter().flatten();
            others.find_map(|ids| std::iter::from_fn(|| ids.pop()).find(|id| left.remove(id)))
        });
        id.map(ArticleId::from_number)
    }
}

impl Large {
    /// Stores the next part. Should that fail, so do those before it that are not committed yet.
    pub async fn store(&mut self, part: &[Prepared]) -> Result<()> {
        let mut open = self.open().await?;
        let mut seen = Seen::of(&mut open.tx, part).await?;
        let occasion = Occasion::load(&self.now);
        let mut writer = Writer::new(&mut open.tx, open.revision, &occasion, &mut seen);
        for prepared in part {
            let document = self.document;
            let target = Target { document, prepared };
            // As in smaller documents, the last goes in first: among articles of one day, later places are listed earlier.
            for at in (0..prepared.document().articles.len()).rev() {
                let known = match self.before.take(prepared, at) {
                    Some(id) => writer.knower().await?.with_id(id).await?,
                    None => None,
                };
                let known = match known.filter(|known| self.before.fits(known, prepared, at)) {
                    Some(known) => Some(known),
                    None => writer.comes_from_elsewhere(target, at).await?,
                };
                match known {
                    Some(known) => {
                        self.before.left.remove(&known.id.number());
                        writer.keep(target, at, &known, &mut self.report).await?;
                    }
                    None => {
                        writer.insert_new(target, at, &mut self.report).await?;
                    }
                }
            }
        }
        match self.report.outcome {
            Outcome::New => {
                let count = part.iter().map(|part| part.document().articles.len()).sum();
                writer.add_to_count(self.document, count).await?;
            }
            // To count them all after each part would make large files quadratic; the end counts, too.
            _ if open.parts + 1 == TOGETHER => writer.count_articles(Some(self.document)).await?,
            _ => {}
        }
        let written = writer.finish().await?;
        index_written(&mut open.tx, &written).await?;
        open.parts += 1;
        match open.parts < TOGETHER {
            true => self.open = Some(open),
            false => open.tx.commit().await?,
        }
        Ok(())
    }

    /// The transaction that is open, or a new one. A failure drops it, so that all its parts are taken back.
    async fn open(&mut self) -> Result<Open> {
        if let Some(open) = self.open.take() {
            return Ok(open);
        }
        let mut tx = self.archive.write.begin_with("BEGIN IMMEDIATE").await?;
        let revision = next_moment(&mut tx, &self.now).await?;
        Ok(Open {
            tx,
            revision,
            parts: 0,
        })
    }

    /// Takes out what did not come again and notes that the document is complete.
    pub async fn finish(mut self) -> Result<StoreReport> {
        let Open {
            mut tx, revision, ..
        } = self.open().await?;
        let mut seen = Seen::default();
        let occasion = Occasion::load(&self.now);
        let mut writer = Writer::new(&mut tx, revision, &occasion, &mut seen);
        let target = Target {
            document: self.document,
            prepared: &self.head,
        };
        for id in std::mem::take(&mut self.before.left) {
            let id = ArticleId::from_number(id);
            let known = writer.knower().await?.with_id(id).await?;
            let Some(known) = known else { continue };
            match known.standing {
                Standing::Living { seq } => writer.delete_article(seq).await?,
                Standing::Withdrawn => {
                    writer.stays_withdrawn(&known, false).await?;
                    continue;
                }
                Standing::Lost => continue,
            }
            let elsewhere = writer.went_elsewhere(&known, true).await?;
            writer
                .lose(target, &known, elsewhere, &mut self.report)
                .await?;
        }
        writer.count_articles(Some(self.document)).await?;
        note_digest(&mut tx, self.document, &self.head.sha256, self.lines).await?;
        tx.commit().await?;
        Ok(self.report)
    }
}
