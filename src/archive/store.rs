//! Storing documents: one savepoint a document, so that each goes in whole or not at all.

use std::collections::{HashMap, HashSet};

use sha2::{Digest, Sha256};
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sqlx::{Connection, Row};

use super::articles::{Content, compress};
use super::facets::{DAY_BITS, first_place};
use super::index::{Terms, write_segment};
use super::permalink::ArticleId;
use super::reconcile::{Fingerprint, Plan, reconcile};
use super::rows::pack_regions;
use super::{Archive, ArchiveError, Result};
use crate::article::{Article, Document};
use crate::region::Code;

/// Version of the ingestion code; raise it when documents would be read differently.
pub const INGESTION_VERSION: u32 = 1;

/// How many characters of the body a listing shows.
const LEAD_CHARS: usize = 64;

/// A document made ready for writing. Making it is the costly part and needs no database: do it on all cores.
pub struct Prepared {
    pub(super) document: Document,
    sidecar: Option<String>,
    sha256: [u8; 32],
    bytes: Vec<u8>,
    text: Vec<u8>,
    pub(super) articles: Vec<PreparedArticle>,
    /// The position of the first article in the document; not 0 where this is a part of a large one.
    pub(super) first: usize,
}

pub(super) struct PreparedArticle {
    pub(super) derived: ArticleId,
    content: Vec<u8>,
    lead: String,
    pub(super) terms: Terms,
}

/// What became of one article.
pub(super) enum Put {
    New,
    Changed,
    Unchanged,
}

/// Why an article is gone that its document no longer holds.
pub(super) const WITHDRAWN: &str = "文档更正后不再含有此篇";

/// What became of one document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    New,
    Changed,
    Unchanged,
}

/// What storing one document did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreReport {
    pub document: ArticleId,
    pub outcome: Outcome,
    pub new: u32,
    pub changed: u32,
    pub unchanged: u32,
    /// Articles that are no longer there: merged or withdrawn.
    pub gone: u32,
}

impl Prepared {
    /// `sidecar` is the text of the keeper's sidecar, where there is one.
    pub fn new(document: Document, sidecar: Option<String>) -> Self {
        let articles = document
            .articles
            .iter()
            .map(|article| PreparedArticle {
                derived: ArticleId::derive(
                    &document.name,
                    &article.headline,
                    &article.article_body,
                    0,
                ),
                content: Content::of(article).pack().unwrap_or_default(),
                lead: lead(article),
                terms: Terms::of(article),
            })
            .collect();
        Self {
            sha256: Sha256::digest(&document.bytes).into(),
            bytes: compress(&document.bytes),
            text: compress(document.text.as_bytes()),
            articles,
            sidecar,
            document,
            first: 0,
        }
    }

    /// Articles of a document that is stored part by part ([`Archive::begin_large`]), from this position on.
    pub fn part(document: Document, first: usize) -> Self {
        Self {
            first,
            ..Self::new(document, None)
        }
    }
}

/// The first words of the body, on one line.
fn lead(article: &Article) -> String {
    let mut words: String = article
        .article_body
        .iter()
        .flat_map(|p| p.chars())
        .take(LEAD_CHARS + 1)
        .collect();
    if words.chars().count() > LEAD_CHARS {
        words.pop();
        words.push('…');
    }
    words
}

impl Archive {
    /// Is this very file, with this sidecar, already in the archive?
    pub async fn has(&self, name: &str, bytes: &[u8], sidecar: Option<&str>) -> Result<bool> {
        let digest = Sha256::digest(bytes).into();
        self.has_digest(name, &digest, sidecar).await
    }

    /// The same, by the SHA-256 of the file's bytes.
    pub async fn has_digest(
        &self,
        name: &str,
        digest: &[u8; 32],
        sidecar: Option<&str>,
    ) -> Result<bool> {
        let any: i64 = sqlx::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM document WHERE name = ? AND sha256 = ? AND sidecar IS ?)",
        )
        .bind(name)
        .bind(digest.as_slice())
        .bind(sidecar)
        .fetch_one(&self.read)
        .await?;
        Ok(any == 1)
    }

    /// Stores documents in one transaction; `now` is the time of loading (RFC 3339, UTC). A document that fails leaves
    /// no trace and the others go in.
    pub async fn store(&self, batch: &[Prepared], now: &str) -> Result<Vec<Result<StoreReport>>> {
        let mut connection = self.write.acquire().await?;
        let mut tx = connection.begin_with("BEGIN IMMEDIATE").await?;
        let revision = next_revision(&mut tx).await?;
        let mut reports = Vec::with_capacity(batch.len());
        let mut seen = Seen::default();
        seen.ask_for_ids(&mut tx, batch).await?;
        let mut indexed: Vec<(i64, &Terms)> = Vec::new();
        for prepared in batch {
            let mut stored = Vec::new();
            let mut savepoint = Connection::begin(&mut *tx).await?;
            let mut writer = Writer {
                tx: &mut savepoint,
                revision,
                now,
                seen: &mut seen,
                stored: &mut stored,
            };
            let report = writer.store(prepared).await;
            match &report {
                Ok(_) => {
                    savepoint.commit().await?;
                    indexed.extend(stored.into_iter().filter_map(|(seq, position)| {
                        Some((seq, &prepared.articles.get(position)?.terms))
                    }));
                }
                Err(_) => {
                    savepoint.rollback().await?;
                    seen = Seen::default();
                }
            }
            reports.push(report);
        }
        let changed = reports.iter().any(|report| {
            report
                .as_ref()
                .is_ok_and(|report| report.outcome != Outcome::Unchanged)
        });
        if changed {
            write_segment(&mut tx, &indexed).await?;
            tx.commit().await?;
        } else {
            tx.rollback().await?;
        }
        Ok(reports)
    }
}

/// The number of the transaction that is being written.
pub(super) async fn next_revision(tx: &mut SqliteConnection) -> Result<i64> {
    Ok(sqlx::query_scalar(
        "UPDATE meta SET value = value + 1 WHERE key = 'revision' RETURNING value",
    )
    .fetch_one(tx)
    .await?)
}

/// What a transaction has looked up, so that it is looked up once.
#[derive(Default)]
pub(super) struct Seen {
    /// The next free place of each day.
    places: HashMap<i64, i64>,
    sources: HashMap<String, i64>,
    topics: HashMap<String, i64>,
    regions: HashSet<Code>,
    /// Ids that nobody has yet.
    free: HashSet<i64>,
}

impl Seen {
    /// Asks in one go which of the ids that new articles would get are free.
    pub(super) async fn ask_for_ids(
        &mut self,
        tx: &mut SqliteConnection,
        batch: &[Prepared],
    ) -> Result<()> {
        let derived = batch.iter().flat_map(|prepared| &prepared.articles);
        self.free = derived.map(|article| article.derived.number()).collect();
        let ids: Vec<i64> = self.free.iter().copied().collect();
        let taken: Vec<i64> = sqlx::query_scalar(
            "SELECT value FROM json_each(?) AS wanted
             WHERE EXISTS (SELECT 1 FROM article WHERE id = wanted.value)
                OR EXISTS (SELECT 1 FROM gone WHERE id = wanted.value)",
        )
        .bind(serde_json::to_string(&ids).unwrap_or_default())
        .fetch_all(tx)
        .await?;
        taken.iter().for_each(|id| {
            self.free.remove(id);
        });
        Ok(())
    }
}

pub(super) struct Writer<'a> {
    pub(super) tx: &'a mut SqliteConnection,
    pub(super) revision: i64,
    pub(super) now: &'a str,
    pub(super) seen: &'a mut Seen,
    /// Place of the articles that were written, and which of the document's prepared ones they are.
    pub(super) stored: &'a mut Vec<(i64, usize)>,
}

/// A known article of the document that is being stored.
pub(super) struct Known {
    seq: i64,
    pub(super) id: ArticleId,
    position: i64,
    pub(super) headline: String,
    content: Vec<u8>,
    row: (Option<String>, Option<i64>, Vec<u8>, Vec<u8>),
}

macro_rules! known_columns {
    () => {
        "SELECT seq, id, position, headline, content, date, source, regions, topics
         FROM article JOIN article_content USING (seq)"
    };
}

fn known_article(row: &SqliteRow) -> Result<Known> {
    Ok(Known {
        seq: row.try_get("seq")?,
        id: ArticleId::from_number(row.try_get("id")?),
        position: row.try_get("position")?,
        headline: row.try_get("headline")?,
        content: row.try_get("content")?,
        row: (
            row.try_get("date")?,
            row.try_get("source")?,
            row.try_get("regions")?,
            row.try_get("topics")?,
        ),
    })
}

impl Writer<'_> {
    async fn store(&mut self, prepared: &Prepared) -> Result<StoreReport> {
        let document = &prepared.document;
        let existing = sqlx::query("SELECT id, key, sha256, sidecar FROM document WHERE name = ?")
            .bind(&document.name)
            .fetch_optional(&mut *self.tx)
            .await?;
        let Some(row) = existing else {
            return self.store_new(prepared).await;
        };
        let key = ArticleId::from_number(row.try_get("key")?);
        let same_bytes = row.try_get::<&[u8], _>("sha256")? == prepared.sha256;
        let same_sidecar =
            row.try_get::<Option<&str>, _>("sidecar")? == prepared.sidecar.as_deref();
        if same_bytes && same_sidecar {
            return Ok(StoreReport {
                document: key,
                outcome: Outcome::Unchanged,
                new: 0,
                changed: 0,
                unchanged: prepared.articles.len() as u32,
                gone: 0,
            });
        }
        self.store_changed(row.try_get("id")?, key, prepared).await
    }

    async fn store_new(&mut self, prepared: &Prepared) -> Result<StoreReport> {
        let (document, key) = self.new_document(prepared).await?;
        // The last of a page goes in first: among articles of one day, later places are listed earlier.
        for position in (0..prepared.articles.len()).rev() {
            let id = self.new_id(prepared, position).await?;
            self.insert_article(document, prepared, position, id, None)
                .await?;
        }
        Ok(StoreReport {
            document: key,
            outcome: Outcome::New,
            new: prepared.articles.len() as u32,
            changed: 0,
            unchanged: 0,
            gone: 0,
        })
    }

    /// A new document, without its articles.
    pub(super) async fn new_document(&mut self, prepared: &Prepared) -> Result<(i64, ArticleId)> {
        let key = self.free_document_id(&prepared.document.name).await?;
        let document: i64 = sqlx::query_scalar(
            "INSERT INTO document (key, name, sha256, sidecar, layout, encoding, publication, furniture, sample, articles,
                                   lines, loaded_at, ingestion)
             VALUES (?, ?, x'', NULL, '', '', '', '', 0, 0, 0, '', 0) RETURNING id",
        )
        .bind(key.number())
        .bind(&prepared.document.name)
        .fetch_one(&mut *self.tx)
        .await?;
        self.write_document(document, prepared).await?;
        Ok((document, key))
    }

    async fn store_changed(
        &mut self,
        document: i64,
        key: ArticleId,
        prepared: &Prepared,
    ) -> Result<StoreReport> {
        let known = self.known_articles(document).await?;
        let plan = plan(&known, prepared)?;
        let mut report = StoreReport {
            document: key,
            outcome: Outcome::Changed,
            new: 0,
            changed: 0,
            unchanged: 0,
            gone: (plan.merged.len() + plan.withdrawn.len()) as u32,
        };
        for index in plan
            .merged
            .iter()
            .map(|(old, _)| old)
            .chain(&plan.withdrawn)
        {
            self.delete_article(known[*index].seq).await?;
        }
        let mut ids = vec![None; prepared.articles.len()];
        for position in (0..prepared.articles.len()).rev() {
            let old = plan.known[position].map(|index| &known[index]);
            let (put, id) = self.put(document, prepared, position, old).await?;
            match put {
                Put::New => report.new += 1,
                Put::Changed => report.changed += 1,
                Put::Unchanged => report.unchanged += 1,
            }
            ids[position] = Some(id);
        }
        for (old, new) in &plan.merged {
            self.bury(&known[*old], ids[*new], "并入同一文档的另一篇")
                .await?;
        }
        for old in &plan.withdrawn {
            self.bury(&known[*old], None, WITHDRAWN).await?;
        }
        self.write_document(document, prepared).await?;
        Ok(report)
    }

    pub(super) async fn write_document(
        &mut self,
        document: i64,
        prepared: &Prepared,
    ) -> Result<()> {
        let it = &prepared.document;
        sqlx::query(
            "UPDATE document SET sha256 = ?, sidecar = ?, layout = ?, encoding = ?, publication = ?, furniture = ?,
             sample = ?, articles = ?, lines = ?, loaded_at = ?, ingestion = ? WHERE id = ?",
        )
        .bind(prepared.sha256.as_slice())
        .bind(&prepared.sidecar)
        .bind(it.layout.as_str())
        .bind(&it.encoding)
        .bind(to_json(&it.publication)?)
        .bind(to_json(&it.furniture)?)
        .bind(it.sample)
        .bind(it.articles.len() as i64)
        .bind(it.text.split('\n').count() as i64)
        .bind(self.now)
        .bind(INGESTION_VERSION)
        .bind(document)
        .execute(&mut *self.tx)
        .await?;
        sqlx::query(
            "INSERT OR REPLACE INTO document_content (document, bytes, text) VALUES (?, ?, ?)",
        )
        .bind(document)
        .bind(&prepared.bytes)
        .bind(&prepared.text)
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// Stores an article; `old` is the known one that it is, where there is one.
    pub(super) async fn put(
        &mut self,
        document: i64,
        prepared: &Prepared,
        position: usize,
        old: Option<&Known>,
    ) -> Result<(Put, ArticleId)> {
        let Some(old) = old else {
            let id = self.new_id(prepared, position).await?;
            self.insert_article(document, prepared, position, id, None)
                .await?;
            return Ok((Put::New, id));
        };
        if self.is_same(old, prepared, position).await? {
            self.move_within(old, prepared.first + position).await?;
            return Ok((Put::Unchanged, old.id));
        }
        self.delete_article(old.seq).await?;
        self.insert_article(document, prepared, position, old.id, Some(old.seq))
            .await?;
        Ok((Put::Changed, old.id))
    }

    async fn insert_article(
        &mut self,
        document: i64,
        prepared: &Prepared,
        position: usize,
        id: ArticleId,
        former: Option<i64>,
    ) -> Result<()> {
        let article = &prepared.document.articles[position];
        let ready = &prepared.articles[position];
        let seq = self.place(article, former).await?;
        let source = article
            .credit_text
            .as_ref()
            .or(prepared.document.publication.name.as_ref());
        let source = match source {
            Some(name) => Some(self.number_of_source(name).await?),
            None => None,
        };
        let topics = self.numbers_of_topics(&article.about).await?;
        self.note_regions(article).await?;
        sqlx::query(
            "INSERT INTO article (seq, id, document, position, revision, headline, lead, date, basis, source, regions,
                                  topics, doubts, modified)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, unixepoch(?));
             INSERT INTO article_content (seq, content) VALUES (?, ?)",
        )
        .bind(seq)
        .bind(id.number())
        .bind(document)
        .bind((prepared.first + position) as i64)
        .bind(self.revision)
        .bind(&article.headline)
        .bind(&ready.lead)
        .bind(article.date_published.as_ref().map(|date| date.date.to_string()))
        .bind(article.date_published.as_ref().map(|date| date.basis.as_str()))
        .bind(source)
        .bind(pack_regions(&article.content_location))
        .bind(topics)
        .bind(article.doubts.len() as i64)
        .bind(self.now)
        .bind(seq)
        .bind(&ready.content)
        .execute(&mut *self.tx)
        .await?;
        self.stored.push((seq, position));
        Ok(())
    }

    pub(super) async fn delete_article(&mut self, seq: i64) -> Result<()> {
        for statement in [
            "DELETE FROM article_content WHERE seq = ?",
            "DELETE FROM article WHERE seq = ?",
        ] {
            sqlx::query(statement)
                .bind(seq)
                .execute(&mut *self.tx)
                .await?;
        }
        sqlx::query("INSERT INTO removed (revision, seq) VALUES (?, ?)")
            .bind(self.revision)
            .bind(seq)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    /// Notes what became of an address whose article is no longer there.
    pub(super) async fn bury(
        &mut self,
        old: &Known,
        target: Option<ArticleId>,
        reason: &str,
    ) -> Result<()> {
        sqlx::query("INSERT OR REPLACE INTO gone (id, target, headline, at, by, reason) VALUES (?, ?, ?, ?, 'load', ?)")
            .bind(old.id.number())
            .bind(target.map(ArticleId::number))
            .bind(&old.headline)
            .bind(self.now)
            .bind(reason)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    async fn known_articles(&mut self, document: i64) -> Result<Vec<Known>> {
        let rows = sqlx::query(concat!(
            known_columns!(),
            " WHERE document = ? ORDER BY position"
        ))
        .bind(document)
        .fetch_all(&mut *self.tx)
        .await?;
        rows.iter().map(known_article).collect()
    }

    pub(super) async fn known_article(&mut self, seq: i64) -> Result<Option<Known>> {
        let row = sqlx::query(concat!(known_columns!(), " WHERE seq = ?"))
            .bind(seq)
            .fetch_optional(&mut *self.tx)
            .await?;
        row.as_ref().map(known_article).transpose()
    }

    async fn is_same(&mut self, old: &Known, prepared: &Prepared, position: usize) -> Result<bool> {
        let article = &prepared.document.articles[position];
        let source = article
            .credit_text
            .as_ref()
            .or(prepared.document.publication.name.as_ref());
        let source = match source {
            Some(name) => Some(self.number_of_source(name).await?),
            None => None,
        };
        let row = (
            article
                .date_published
                .as_ref()
                .map(|date| date.date.to_string()),
            source,
            pack_regions(&article.content_location),
            self.numbers_of_topics(&article.about).await?,
        );
        Ok(old.content == prepared.articles[position].content
            && old.headline == article.headline
            && old.row == row)
    }

    async fn move_within(&mut self, old: &Known, position: usize) -> Result<()> {
        if old.position != position as i64 {
            sqlx::query("UPDATE article SET position = ? WHERE seq = ?")
                .bind(position as i64)
                .bind(old.seq)
                .execute(&mut *self.tx)
                .await?;
        }
        Ok(())
    }

    /// The place of an article in the order of publication: its former one if the day is the same, else the next free.
    async fn place(&mut self, article: &Article, former: Option<i64>) -> Result<i64> {
        let day = first_place(article.date_published.as_ref().map(|date| date.date));
        if let Some(seq) = former.filter(|seq| seq >> DAY_BITS == day >> DAY_BITS) {
            return Ok(seq);
        }
        let limit = 1_i64 << DAY_BITS;
        let next = match self.seen.places.get(&day) {
            Some(next) => *next,
            None => {
                let last: Option<i64> =
                    sqlx::query_scalar("SELECT max(seq) FROM article WHERE seq >= ? AND seq < ?")
                        .bind(day)
                        .bind(day + limit)
                        .fetch_one(&mut *self.tx)
                        .await?;
                last.unwrap_or(day) + 1
            }
        };
        if next >= day + limit {
            let date = article
                .date_published
                .as_ref()
                .map(|date| date.date.to_string());
            return Err(ArchiveError::DayFull {
                date: date.unwrap_or_else(|| "unknown".to_string()),
                limit: limit as u64,
            });
        }
        self.seen.places.insert(day, next + 1);
        Ok(next)
    }

    /// The id of an article that is new to the document: the one it brings, else one derived from what it is.
    async fn new_id(&mut self, prepared: &Prepared, position: usize) -> Result<ArticleId> {
        let article = &prepared.document.articles[position];
        let brought = article.id.as_ref().and_then(|id| id.parse().ok());
        let derived = prepared.articles[position].derived;
        let salted = (1..).map(|salt| {
            ArticleId::derive(
                &prepared.document.name,
                &article.headline,
                &article.article_body,
                salt,
            )
        });
        for id in brought.into_iter().chain([derived]).chain(salted) {
            if !self.is_taken(id).await? {
                return Ok(id);
            }
        }
        Err(ArchiveError::Corrupt("no free id".to_string()))
    }

    async fn is_taken(&mut self, id: ArticleId) -> Result<bool> {
        if self.seen.free.remove(&id.number()) {
            return Ok(false);
        }
        let taken: i64 = sqlx::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM article WHERE id = ?1) OR EXISTS (SELECT 1 FROM gone WHERE id = ?1)",
        )
        .bind(id.number())
        .fetch_one(&mut *self.tx)
        .await?;
        Ok(taken == 1)
    }

    async fn free_document_id(&mut self, name: &str) -> Result<ArticleId> {
        for salt in 0.. {
            let id = ArticleId::of_document(name, salt);
            let taken: i64 =
                sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM document WHERE key = ?)")
                    .bind(id.number())
                    .fetch_one(&mut *self.tx)
                    .await?;
            if taken == 0 {
                return Ok(id);
            }
        }
        Err(ArchiveError::Corrupt("no free document id".to_string()))
    }

    async fn number_of_source(&mut self, name: &str) -> Result<i64> {
        if let Some(id) = self.seen.sources.get(name) {
            return Ok(*id);
        }
        sqlx::query("INSERT OR IGNORE INTO source (name) VALUES (?)")
            .bind(name)
            .execute(&mut *self.tx)
            .await?;
        let id = sqlx::query_scalar("SELECT id FROM source WHERE name = ?")
            .bind(name)
            .fetch_one(&mut *self.tx)
            .await?;
        self.seen.sources.insert(name.to_string(), id);
        Ok(id)
    }

    /// Topics as one byte each; past 255 of them the rest of an archive's topics are not kept.
    async fn numbers_of_topics(&mut self, topics: &[String]) -> Result<Vec<u8>> {
        let mut numbers = Vec::with_capacity(topics.len());
        for name in topics {
            numbers.extend(u8::try_from(self.number_of_topic(name).await?));
        }
        Ok(numbers)
    }

    async fn number_of_topic(&mut self, name: &str) -> Result<i64> {
        if let Some(id) = self.seen.topics.get(name) {
            return Ok(*id);
        }
        sqlx::query("INSERT OR IGNORE INTO topic (name) VALUES (?)")
            .bind(name)
            .execute(&mut *self.tx)
            .await?;
        let id = sqlx::query_scalar("SELECT id FROM topic WHERE name = ?")
            .bind(name)
            .fetch_one(&mut *self.tx)
            .await?;
        self.seen.topics.insert(name.to_string(), id);
        Ok(id)
    }

    async fn note_regions(&mut self, article: &Article) -> Result<()> {
        for code in &article.content_location {
            if !self.seen.regions.insert(*code) {
                continue;
            }
            sqlx::query("INSERT OR IGNORE INTO region (code, name) VALUES (?, '')")
                .bind(code.number())
                .execute(&mut *self.tx)
                .await?;
        }
        Ok(())
    }
}

fn plan(known: &[Known], prepared: &Prepared) -> Result<Plan> {
    let name = &prepared.document.name;
    let old: Vec<Fingerprint> = known
        .iter()
        .map(|known| {
            let body = Content::unpack(&known.content)?.article_body;
            let derived = ArticleId::derive(name, &known.headline, &body, 0);
            Ok(Fingerprint::new(
                derived.number(),
                Some(known.id.number()),
                &known.headline,
                &body,
            ))
        })
        .collect::<Result<_>>()?;
    let new: Vec<Fingerprint> = prepared
        .document
        .articles
        .iter()
        .zip(&prepared.articles)
        .map(|(article, ready)| {
            let brought = article
                .id
                .as_ref()
                .and_then(|id| id.parse().ok())
                .map(ArticleId::number);
            Fingerprint::new(
                ready.derived.number(),
                brought,
                &article.headline,
                &article.article_body,
            )
        })
        .collect();
    Ok(reconcile(&old, &new))
}

fn to_json<T: serde::Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|error| ArchiveError::Corrupt(error.to_string()))
}
