//! What a keeper does to single articles: correct, withdraw, restore.
//!
//! A correction is kept apart from what the document says and laid over it, so that loading the document again neither
//! undoes it nor hides that the document has changed.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use sqlx::Connection;
use sqlx::sqlite::SqliteConnection;

use super::articles::Snapshot;
use super::known::{Knower, Known, Standing};
use super::permalink::ArticleId;
use super::revisions::{Action, Note, Occasion, note};
use super::writer::{Ready, Seen, Slot, Writer, next_moment};
use super::{Archive, ArchiveError, Lookup, Result};
use crate::article::{Article, Basis, DatePublished, Doubt, DoubtKind};
use crate::edtf::PartialDate;
use crate::region::Code;

/// The fields that a keeper corrected; the others stay as the document has them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Correction {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headline: Option<String>,
    /// `Some(None)`: the date is not known.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub date: Option<Option<PartialDate>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<Vec<String>>,
    /// Main region first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub regions: Option<Vec<Code>>,
    /// Topic ids, main first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topics: Option<Vec<String>>,
    /// Paragraphs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<Vec<String>>,
}

/// Tells `null` from a field that is not there.
fn present<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> std::result::Result<Option<Option<PartialDate>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

impl Correction {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Takes over what a later correction says.
    fn amend(&mut self, later: &Self) {
        fn take<T: Clone>(field: &mut Option<T>, later: &Option<T>) {
            if later.is_some() {
                field.clone_from(later);
            }
        }
        take(&mut self.headline, &later.headline);
        take(&mut self.date, &later.date);
        take(&mut self.author, &later.author);
        take(&mut self.regions, &later.regions);
        take(&mut self.topics, &later.topics);
        take(&mut self.body, &later.body);
    }

    /// The article with the corrected fields; `stale` when the document has changed under them.
    pub(super) fn apply(&self, base: &Article, stale: bool) -> Article {
        let mut article = base.clone();
        let mut settled = Vec::new();
        if let Some(headline) = &self.headline {
            article.headline.clone_from(headline);
            settled.push(DoubtKind::NoHeadline);
        }
        if let Some(date) = self.date {
            article.date_published = date.map(|date| DatePublished {
                date,
                basis: Basis::Keeper,
                time: None,
                words: None,
            });
            settled.push(DoubtKind::NoDate);
        }
        if let Some(author) = &self.author {
            article.author.clone_from(author);
        }
        if let Some(regions) = &self.regions {
            article.content_location.clone_from(regions);
            settled.push(DoubtKind::NoRegion);
        }
        if let Some(topics) = &self.topics {
            article.about.clone_from(topics);
            settled.push(DoubtKind::NoTopic);
        }
        if let Some(body) = &self.body {
            article.article_body.clone_from(body);
            settled.extend([DoubtKind::Torn, DoubtKind::NoArticle, DoubtKind::Short]);
        }
        article
            .doubts
            .retain(|doubt| !settled.contains(&doubt.kind));
        if stale {
            article.doubts.push(self.changed_under());
        }
        article
    }

    fn changed_under(&self) -> Doubt {
        let fields = [
            ("标题", self.headline.is_some()),
            ("日期", self.date.is_some()),
            ("作者", self.author.is_some()),
            ("地区", self.regions.is_some()),
            ("主题", self.topics.is_some()),
            ("正文", self.body.is_some()),
        ];
        let named: Vec<&str> = fields
            .iter()
            .filter(|(_, corrected)| *corrected)
            .map(|(name, _)| *name)
            .collect();
        Doubt {
            kind: DoubtKind::Corrected,
            reason: format!(
                "管理者更正过{}，此后文档有改动，请核对更正是否仍然成立",
                named.join("、")
            ),
            paragraph: None,
            lines: Vec::new(),
        }
    }
}

/// What of an article readers would call a change; line numbers, doubts and the like are not.
pub(super) fn telling(article: &Article) -> Article {
    Article {
        id: None,
        lines: Vec::new(),
        doubts: Vec::new(),
        origin: None,
        ..article.clone()
    }
}

pub(super) async fn keep_correction(
    tx: &mut SqliteConnection,
    id: ArticleId,
    correction: &Correction,
    base: &Article,
    stale: bool,
) -> Result<()> {
    let fields = serde_json::to_string(correction)
        .map_err(|error| ArchiveError::Corrupt(error.to_string()))?;
    sqlx::query(
        "INSERT OR REPLACE INTO correction (article, fields, base, stale) VALUES (?, ?, ?, ?)",
    )
    .bind(id.number())
    .bind(fields)
    .bind(Snapshot::pack(base)?)
    .bind(stale)
    .execute(tx)
    .await?;
    Ok(())
}

/// What a keeper's deed made of an article.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    pub article: Article,
    /// Readers see a difference.
    pub changed: bool,
}

/// What a keeper does to an article.
enum Deed<'a> {
    Revise(&'a Correction),
    Reset,
    Withdraw,
    Restore,
}

impl Archive {
    /// Corrects fields of an article; they stay corrected when its document is loaded again. Returns what it is now.
    ///
    /// # Errors
    /// [`ArchiveError::Unfit`] where there is no such article, or none that is there.
    pub async fn revise(
        &self,
        id: ArticleId,
        correction: &Correction,
        occasion: &Occasion<'_>,
    ) -> Result<Kept> {
        self.keep(id, Deed::Revise(correction), occasion).await
    }

    /// Gives up all corrections of an article: it is again what its document says.
    pub async fn reset(&self, id: ArticleId, occasion: &Occasion<'_>) -> Result<Kept> {
        self.keep(id, Deed::Reset, occasion).await
    }

    /// Withdraws an article: its address says so from now on, also when the document is loaded again.
    pub async fn withdraw(&self, id: ArticleId, occasion: &Occasion<'_>) -> Result<Article> {
        Ok(self.keep(id, Deed::Withdraw, occasion).await?.article)
    }

    /// Brings a withdrawn article back; one that its document no longer holds has then moved or gone, as others have.
    pub async fn restore(&self, id: ArticleId, occasion: &Occasion<'_>) -> Result<Article> {
        Ok(self.keep(id, Deed::Restore, occasion).await?.article)
    }

    async fn keep(&self, id: ArticleId, deed: Deed<'_>, occasion: &Occasion<'_>) -> Result<Kept> {
        let mut connection = self.write.acquire().await?;
        let mut tx = connection.begin_with("BEGIN IMMEDIATE").await?;
        let known = Knower::new(&mut tx).await?.with_id(id).await?;
        let Some(known) = known else {
            let why = match self.article(id).await? {
                Lookup::Moved(target) => format!("its address leads to {target}: give that one"),
                _ => "there is no such article".to_string(),
            };
            return Err(unfit(id, &why));
        };
        let revision = next_moment(&mut tx, occasion.now).await?;
        let mut seen = Seen::default();
        let mut writer = Writer::new(&mut tx, revision, occasion, &mut seen);
        let kept = match deed {
            Deed::Revise(correction) => writer.revise(&known, correction).await?,
            Deed::Reset => writer.reset(&known).await?,
            Deed::Withdraw => writer.withdraw(&known).await?,
            Deed::Restore => writer.restore(&known).await?,
        };
        let written = writer.finish().await?;
        super::store::index_written(&mut tx, &written).await?;
        tx.commit().await?;
        drop(connection);
        self.refresh().await?;
        Ok(kept)
    }
}

impl Kept {
    fn changed(article: &Article) -> Self {
        Self {
            article: article.clone(),
            changed: true,
        }
    }
}

pub(super) fn unfit(id: ArticleId, why: &str) -> ArchiveError {
    ArchiveError::Unfit(id.to_string(), why.to_string())
}

impl Writer<'_, '_> {
    async fn revise(&mut self, known: &Known, correction: &Correction) -> Result<Kept> {
        let base = known.base().clone();
        let mut whole = known
            .correction
            .as_ref()
            .map_or_else(Correction::default, |stored| stored.correction.clone());
        whole.amend(correction);
        keep_correction(self.connection().await?, known.id, &whole, &base, false).await?;
        let article = whole.apply(&base, false);
        self.rewrite(known, article, Action::Revised).await
    }

    async fn reset(&mut self, known: &Known) -> Result<Kept> {
        let base = match &known.correction {
            Some(stored) => stored.base.clone(),
            None => return Err(unfit(known.id, "it was never corrected")),
        };
        sqlx::query("DELETE FROM correction WHERE article = ?")
            .bind(known.id.number())
            .execute(self.connection().await?)
            .await?;
        self.rewrite(known, base, Action::Reset).await
    }

    /// Puts an article in the place of a living one.
    async fn rewrite(&mut self, known: &Known, article: Article, action: Action) -> Result<Kept> {
        let Standing::Living { seq } = known.standing else {
            let why = match self.knower().await?.target(known.id).await? {
                Some(target) => format!("its address leads to {target}: revise that one"),
                None => "it is not in the archive any more; `jianbao restore` brings back what was withdrawn".to_string(),
            };
            return Err(unfit(known.id, &why));
        };
        let changed = telling(&article) != telling(&known.article);
        if changed {
            self.note_keeper(known, (action, None), Some(&known.article))
                .await?;
        }
        if changed || article.doubts != known.article.doubts {
            self.delete_article(seq).await?;
            self.insert_again(known, &article, Some(seq)).await?;
        }
        Ok(Kept { article, changed })
    }

    async fn withdraw(&mut self, known: &Known) -> Result<Kept> {
        let mut held_no_more = None;
        match known.standing {
            Standing::Living { seq } => self.delete_article(seq).await?,
            Standing::Withdrawn => return Err(unfit(known.id, "it is withdrawn already")),
            Standing::Lost => {
                if let Some(target) = self.knower().await?.target(known.id).await? {
                    let why = format!("its address leads to {target}: withdraw that one");
                    return Err(unfit(known.id, &why));
                }
                held_no_more = Some(known.held_no_more(false));
            }
        }
        self.bury(held_no_more.as_ref().unwrap_or(known), None)
            .await?;
        self.note_keeper(known, (Action::Withdrawn, None), None)
            .await?;
        self.count_articles(known.document).await?;
        Ok(Kept::changed(&known.article))
    }

    /// What was withdrawn is what it would be now: an article, or, where its document holds it no more, an address that
    /// leads to where its text is, or says that it has gone.
    async fn restore(&mut self, known: &Known) -> Result<Kept> {
        match known.standing {
            Standing::Living { .. } => return Err(unfit(known.id, "it is not withdrawn")),
            Standing::Lost => {
                return Err(unfit(
                    known.id,
                    "no keeper withdrew it: its document no longer holds it; load one that does",
                ));
            }
            Standing::Withdrawn => {}
        }
        let became = if known.is_held() {
            self.unbury(known.id).await?;
            self.insert_again(known, &known.article, None).await?;
            (Action::Restored, None)
        } else {
            let target = self.went_elsewhere(known, true).await?;
            self.bury(known, target).await?;
            (target.map_or(Action::Removed, |_| Action::Merged), target)
        };
        self.note_keeper(known, became, None).await?;
        self.count_articles(known.document).await?;
        Ok(Kept::changed(&known.article))
    }

    async fn note_keeper(
        &mut self,
        known: &Known,
        (action, target): (Action, Option<ArticleId>),
        before: Option<&Article>,
    ) -> Result<()> {
        let change = Note {
            article: known.id,
            action,
            document: known.document,
            sha256: None,
            target,
            before,
        };
        let occasion = self.occasion;
        note(self.connection().await?, occasion, change).await
    }

    async fn insert_again(
        &mut self,
        known: &Known,
        article: &Article,
        seq: Option<i64>,
    ) -> Result<()> {
        let document = known
            .document
            .ok_or_else(|| unfit(known.id, "its document is not known"))?;
        let publication: String =
            sqlx::query_scalar("SELECT publication FROM document WHERE id = ?")
                .bind(document)
                .fetch_one(self.connection().await?)
                .await?;
        let publication: crate::article::Publication = serde_json::from_str(&publication)
            .map_err(|error| ArchiveError::Corrupt(format!("publication: {error}")))?;
        let slot = Slot {
            document,
            position: known.position,
            former: seq,
            id: known.id,
            claim: known.claim,
            modified: None,
        };
        let ready = Cow::Owned(Ready::of(article));
        self.insert_article(slot, article, ready, publication.name.as_deref())
            .await
    }
}
