//! Writing single rows within a transaction.

mod numbers;
mod ready;
mod seen;

use std::borrow::Cow;

use sqlx::QueryBuilder;
use sqlx::sqlite::SqliteConnection;

use super::articles::{Content, Snapshot};
use super::facets::{DAY_BITS, first_place};
use super::index::{Terms, forget_words};
use super::known::{Common, Knower, Known};
use super::permalink::ArticleId;
use super::reconcile::sketch;
use super::reprints::pack_keys;
use super::revisions::Occasion;
use super::rows::pack_regions;
use super::{ArchiveError, Result};
use crate::article::Article;
pub(super) use ready::Ready;
pub(super) use seen::Seen;

/// So many places a day has.
const DAY: i64 = 1 << DAY_BITS;

/// The first place of an article's day.
fn first_place_of(article: &Article) -> i64 {
    first_place(article.date_published.as_ref().map(|date| date.date))
}

/// Begins a change that readers see.
pub(super) async fn next_revision(tx: &mut SqliteConnection) -> Result<i64> {
    Ok(sqlx::query_scalar(
        "UPDATE meta SET value = value + 1 WHERE key = 'revision' RETURNING value",
    )
    .fetch_one(tx)
    .await?)
}

/// Begins a change of articles, at this time (RFC 3339, UTC).
pub(super) async fn next_moment(tx: &mut SqliteConnection, now: &str) -> Result<i64> {
    let revision = next_revision(tx).await?;
    sqlx::query("INSERT INTO moment (revision, at) VALUES (?, unixepoch(?))")
        .bind(revision)
        .bind(now)
        .execute(tx)
        .await?;
    Ok(revision)
}

/// What was written, with its place, for the index.
pub(super) type Written<'t> = Vec<(i64, Cow<'t, Terms>)>;

/// So many articles are written by one statement: each call of the driver costs as much as writing one.
const TOGETHER: usize = 64;

/// Writes within one transaction.
pub(super) struct Writer<'a, 't> {
    /// To be asked and told about articles by [`Self::connection`] alone.
    tx: &'a mut SqliteConnection,
    pub(super) revision: i64,
    pub(super) occasion: &'a Occasion<'a>,
    pub(super) seen: &'a mut Seen,
    /// Articles that are not written yet.
    waiting: Vec<Waiting<'t>>,
    written: Written<'t>,
}

/// An article that is to be written.
struct Waiting<'t> {
    seq: i64,
    slot: Slot,
    headline: String,
    date: Option<(String, &'static str)>,
    source: Option<i64>,
    regions: Vec<u8>,
    topics: Vec<u8>,
    doubts: i64,
    ready: Cow<'t, Ready>,
}

/// Where an article goes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slot {
    pub(super) document: i64,
    pub(super) position: i64,
    /// Its former place in the order of publication.
    pub(super) former: Option<i64>,
    pub(super) id: ArticleId,
    /// The id that its text would get, where another.
    pub(super) claim: Option<i64>,
    /// When it last changed, Unix seconds; `None`: now.
    pub(super) modified: Option<i64>,
}

impl Slot {
    fn claim_apart(&self) -> Option<i64> {
        self.claim.filter(|claim| *claim != self.id.number())
    }
}

impl<'a, 't> Writer<'a, 't> {
    pub(super) fn new(
        tx: &'a mut SqliteConnection,
        revision: i64,
        occasion: &'a Occasion<'a>,
        seen: &'a mut Seen,
    ) -> Self {
        Self {
            tx,
            revision,
            occasion,
            seen,
            waiting: Vec::new(),
            written: Vec::new(),
        }
    }

    /// Writes what waits, and tells what was written.
    pub(super) async fn finish(mut self) -> Result<Written<'t>> {
        self.write_waiting().await?;
        Ok(self.written)
    }

    /// The connection, once nothing waits, so that what is asked finds all articles.
    pub(super) async fn connection(&mut self) -> Result<&mut SqliteConnection> {
        self.write_waiting().await?;
        Ok(self.tx)
    }

    /// Reads known articles, once nothing waits.
    pub(super) async fn knower(&mut self) -> Result<Knower<'_>> {
        let common = match &self.seen.common {
            Some(common) => common.clone(),
            None => Common::read(self.connection().await?).await?,
        };
        self.seen.common = Some(common.clone());
        Ok(Knower::with(self.connection().await?, common))
    }

    /// Writes an article, soon; `publication` is the source of one without a credit.
    pub(super) async fn insert_article(
        &mut self,
        slot: Slot,
        article: &Article,
        ready: Cow<'t, Ready>,
        publication: Option<&str>,
    ) -> Result<()> {
        if ready.content.is_empty() {
            return Err(ArchiveError::Corrupt(format!("content of {}", slot.id)));
        }
        let seq = self.place(article, slot.former).await?;
        let source = self.source(article, publication).await?;
        let topics = self.numbers_of_topics(&article.about).await?;
        self.note_regions(article).await?;
        let date = article.date_published.as_ref();
        self.waiting.push(Waiting {
            seq,
            slot,
            headline: article.headline.clone(),
            date: date.map(|date| (date.date.to_string(), date.basis.as_str())),
            source,
            regions: pack_regions(&article.content_location),
            topics,
            doubts: article.doubts.len() as i64,
            ready,
        });
        if self.waiting.len() == TOGETHER {
            self.write_waiting().await?;
        }
        Ok(())
    }

    async fn write_waiting(&mut self) -> Result<()> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let mut query = QueryBuilder::new(
            "INSERT INTO article (seq, id, document, position, headline, lead, date, basis, source, regions, topics,
                                  doubts, claim, sketch, revision, modified) ",
        );
        query.push_values(&self.waiting, |mut row, it| {
            row.push_bind(it.seq)
                .push_bind(it.slot.id.number())
                .push_bind(it.slot.document)
                .push_bind(it.slot.position)
                .push_bind(&it.headline)
                .push_bind(&it.ready.lead)
                .push_bind(it.date.as_ref().map(|(date, _)| date))
                .push_bind(it.date.as_ref().map(|(_, basis)| basis))
                .push_bind(it.source)
                .push_bind(&it.regions)
                .push_bind(&it.topics)
                .push_bind(it.doubts)
                .push_bind(it.slot.claim_apart())
                .push_bind(it.ready.sketch)
                .push_bind(self.revision)
                .push("coalesce(")
                .push_bind_unseparated(it.slot.modified)
                .push_unseparated(", unixepoch(")
                .push_bind_unseparated(self.occasion.now)
                .push_unseparated("))");
        });
        query.push("; INSERT INTO article_content (seq, content, reprint_keys) ");
        query.push_values(&self.waiting, |mut row, it| {
            row.push_bind(it.seq)
                .push_bind(&it.ready.content)
                .push_bind(pack_keys(it.ready.terms.reprint_keys()));
        });
        query.build().execute(&mut *self.tx).await?;
        let written = self.waiting.drain(..).map(|it| {
            let terms = match it.ready {
                Cow::Borrowed(ready) => Cow::Borrowed(&ready.terms),
                Cow::Owned(ready) => Cow::Owned(ready.terms),
            };
            (it.seq, terms)
        });
        self.written.extend(written);
        Ok(())
    }

    /// Writes what changed of an article without readers seeing it: lines, doubts, order within the document.
    pub(super) async fn touch(&mut self, seq: i64, slot: Slot, article: &Article) -> Result<()> {
        sqlx::query("UPDATE article SET position = ?, doubts = ?, claim = ? WHERE seq = ?")
            .bind(slot.position)
            .bind(article.doubts.len() as i64)
            .bind(slot.claim_apart())
            .bind(seq)
            .execute(self.connection().await?)
            .await?;
        sqlx::query("UPDATE article_content SET content = ? WHERE seq = ?")
            .bind(Content::of(article).pack()?)
            .bind(seq)
            .execute(self.connection().await?)
            .await?;
        Ok(())
    }

    pub(super) async fn delete_article(&mut self, seq: i64) -> Result<()> {
        self.forget_words(seq).await?;
        for statement in [
            "DELETE FROM article_content WHERE seq = ?",
            "DELETE FROM article WHERE seq = ?",
        ] {
            sqlx::query(statement)
                .bind(seq)
                .execute(self.connection().await?)
                .await?;
        }
        sqlx::query("INSERT INTO removed (revision, seq) VALUES (?, ?)")
            .bind(self.revision)
            .bind(seq)
            .execute(self.connection().await?)
            .await?;
        Ok(())
    }

    /// No suggestion is made of the headline of an article that is not there.
    async fn forget_words(&mut self, seq: i64) -> Result<()> {
        let row: Option<(i64, String, Vec<u8>)> = sqlx::query_as(
            "SELECT id, headline, content FROM article JOIN article_content USING (seq) WHERE seq = ?",
        )
        .bind(seq)
        .fetch_optional(self.connection().await?)
        .await?;
        let Some((id, headline, content)) = row else {
            return Ok(());
        };
        let id = ArticleId::from_number(id);
        let article = Content::unpack(&content)?.with(id, headline, Vec::new(), Vec::new());
        forget_words(self.connection().await?, &article).await
    }

    /// Notes what became of an address whose article is no longer there.
    pub(super) async fn bury(&mut self, known: &Known, target: Option<ArticleId>) -> Result<()> {
        let reason = match (self.occasion.reason, target) {
            (Some(reason), _) => reason,
            (None, Some(_)) => "并入另一篇",
            (None, None) => "文档更正后不再含有此篇",
        };
        sqlx::query(
            "INSERT OR REPLACE INTO gone
                 (id, target, headline, at, by, who, reason, document, position, claim, sketch, content)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(known.id.number())
        .bind(target.map(ArticleId::number))
        .bind(&known.article.headline)
        .bind(self.occasion.now)
        .bind(self.occasion.command)
        .bind(self.occasion.who)
        .bind(reason)
        .bind(known.document)
        .bind(known.position)
        .bind(known.claim)
        .bind(sketch(&known.base().article_body))
        .bind(Snapshot::pack(&known.article)?)
        .execute(self.connection().await?)
        .await?;
        self.seen.any_gone = Some(true);
        Ok(())
    }

    /// The article is there again.
    pub(super) async fn unbury(&mut self, id: ArticleId) -> Result<()> {
        sqlx::query("DELETE FROM gone WHERE id = ?")
            .bind(id.number())
            .execute(self.connection().await?)
            .await?;
        Ok(())
    }

    /// Is there any address without its article?
    pub(super) async fn any_gone(&mut self) -> Result<bool> {
        if let Some(any) = self.seen.any_gone {
            return Ok(any);
        }
        let any: i64 = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM gone)")
            .fetch_one(self.connection().await?)
            .await?;
        self.seen.any_gone = Some(any == 1);
        Ok(any == 1)
    }

    /// Counts a document's articles again after one came or went.
    pub(super) async fn count_articles(&mut self, document: Option<i64>) -> Result<()> {
        sqlx::query(
            "UPDATE document SET articles = (SELECT count(*) FROM article WHERE article.document = ?1) WHERE id = ?1",
        )
        .bind(document)
        .execute(self.connection().await?)
        .await?;
        Ok(())
    }

    /// Notes that so many more articles of a document have come.
    pub(super) async fn add_to_count(&mut self, document: i64, more: usize) -> Result<()> {
        sqlx::query("UPDATE document SET articles = articles + ? WHERE id = ?")
            .bind(more as i64)
            .bind(document)
            .execute(self.connection().await?)
            .await?;
        Ok(())
    }
}
