//! Writing single rows within a transaction.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};

use sqlx::QueryBuilder;
use sqlx::sqlite::SqliteConnection;

use super::articles::{Content, Snapshot};
use super::facets::{DAY_BITS, first_place};
use super::index::{Terms, forget_words};
use super::known::{Common, Knower, Known};
use super::permalink::ArticleId;
use super::reconcile::sketch;
use super::revisions::Occasion;
use super::rows::pack_regions;
use super::store::Prepared;
use super::{ArchiveError, Result};
use crate::article::Article;
use crate::region::Code;

/// How many characters of the body a listing shows.
const LEAD_CHARS: usize = 64;

/// What is stored of an article beside its fields. Making it is the costly part and needs no database.
#[derive(Debug, Clone)]
pub(super) struct Ready {
    /// Empty where it could not be written; storing it is refused.
    content: Vec<u8>,
    lead: String,
    sketch: Option<i64>,
    pub(super) terms: Terms,
}

impl Ready {
    pub(super) fn of(article: &Article) -> Self {
        Self::with(article, Terms::of(article))
    }

    /// Gives the article keywords, too, where it has none: they come from the words that its terms are cut by.
    pub(super) fn completing(article: &mut Article) -> Self {
        if !article.keywords.is_empty() {
            return Self::of(article);
        }
        let (terms, keywords) = Terms::and_keywords(article);
        article.keywords = keywords;
        Self::with(article, terms)
    }

    fn with(article: &Article, terms: Terms) -> Self {
        Self {
            content: Content::of(article).pack().unwrap_or_default(),
            lead: lead(article),
            sketch: sketch(&article.article_body),
            terms,
        }
    }

    pub(super) fn sketch(&self) -> Option<i64> {
        self.sketch
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

/// So many places a day has.
const DAY: i64 = 1 << DAY_BITS;

/// The first place of an article's day.
fn first_place_of(article: &Article) -> i64 {
    first_place(article.date_published.as_ref().map(|date| date.date))
}

/// What a transaction has looked up, so that it is looked up once. To be dropped when a part of it is rolled back.
#[derive(Default)]
pub(super) struct Seen {
    /// The next free place of each day.
    places: HashMap<i64, i64>,
    sources: HashMap<String, i64>,
    topics: HashMap<String, i64>,
    regions: HashSet<Code>,
    /// Ids that nobody has or ever had.
    free: HashSet<i64>,
    any_gone: Option<bool>,
    common: Option<Common>,
}

impl Seen {
    /// What a batch will ask for, looked up in one go.
    pub(super) async fn of(tx: &mut SqliteConnection, batch: &[Prepared]) -> Result<Self> {
        let mut seen = Self::default();
        seen.ask_for_ids(tx, batch).await?;
        seen.ask_for_places(tx, batch).await?;
        Ok(seen)
    }

    /// Asks which of the ids that new articles would get are free.
    async fn ask_for_ids(&mut self, tx: &mut SqliteConnection, batch: &[Prepared]) -> Result<()> {
        self.free = batch.iter().flat_map(Prepared::wanted_ids).collect();
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

    /// Asks for the next free places of the days that articles come from.
    async fn ask_for_places(
        &mut self,
        tx: &mut SqliteConnection,
        batch: &[Prepared],
    ) -> Result<()> {
        let articles = batch.iter().flat_map(|it| &it.document().articles);
        let days: BTreeSet<i64> = articles.map(first_place_of).collect();
        // One row, as the driver sends each by itself.
        let last: String = sqlx::query_scalar(
            "SELECT json_group_array((SELECT max(seq) FROM article WHERE seq >= value AND seq < value + ?))
             FROM json_each(?)",
        )
        .bind(DAY)
        .bind(serde_json::to_string(&days).unwrap_or_default())
        .fetch_one(tx)
        .await?;
        let last: Vec<Option<i64>> = serde_json::from_str(&last).unwrap_or_default();
        let places = days.into_iter().zip(last);
        let next = places.map(|(day, last)| (day, last.unwrap_or(day) + 1));
        self.places.extend(next);
        Ok(())
    }

    /// Gives the id away, if it is known to be free.
    pub(super) fn take_free(&mut self, id: ArticleId) -> bool {
        self.free.remove(&id.number())
    }
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
        query.push("; INSERT INTO article_content (seq, content) ");
        query.push_values(&self.waiting, |mut row, it| {
            row.push_bind(it.seq).push_bind(&it.ready.content);
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

    /// The place of an article in the order of publication: its former one if the day is the same, else the next free.
    async fn place(&mut self, article: &Article, former: Option<i64>) -> Result<i64> {
        let day = first_place_of(article);
        if let Some(seq) = former.filter(|seq| seq >> DAY_BITS == day >> DAY_BITS) {
            return Ok(seq);
        }
        let next = match self.seen.places.get(&day) {
            Some(next) => *next,
            None => {
                let last: Option<i64> =
                    sqlx::query_scalar("SELECT max(seq) FROM article WHERE seq >= ? AND seq < ?")
                        .bind(day)
                        .bind(day + DAY)
                        .fetch_one(self.connection().await?)
                        .await?;
                last.unwrap_or(day) + 1
            }
        };
        if next >= day + DAY {
            let date = article
                .date_published
                .as_ref()
                .map(|date| date.date.to_string());
            return Err(ArchiveError::DayFull {
                date: date.unwrap_or_else(|| "unknown".to_string()),
                limit: DAY as u64,
            });
        }
        self.seen.places.insert(day, next + 1);
        Ok(next)
    }

    /// The number of what listings name as the article's source.
    pub(super) async fn source(
        &mut self,
        article: &Article,
        publication: Option<&str>,
    ) -> Result<Option<i64>> {
        let Some(name) = article.credit_text.as_deref().or(publication) else {
            return Ok(None);
        };
        if let Some(id) = self.seen.sources.get(name) {
            return Ok(Some(*id));
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
        Ok(Some(id))
    }

    /// Topics as one byte each.
    async fn numbers_of_topics(&mut self, topics: &[String]) -> Result<Vec<u8>> {
        let mut numbers = Vec::with_capacity(topics.len());
        for name in topics {
            let number = u8::try_from(self.number_of_topic(name).await?);
            numbers.push(number.map_err(|_| ArchiveError::TooManyTopics {
                topic: name.clone(),
                limit: u8::MAX,
            })?);
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
        self.seen.common = None;
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
