//! One document comes, or comes again: its articles are matched to the known ones, and each keeps its address.

mod document;
mod elder;
mod elsewhere;
mod withdrawn;

use std::borrow::Cow;

use sqlx::Row;

use super::Result;
use super::articles::telling_fields;
use super::corrections::{keep_correction, telling};
use super::known::{Known, Standing};
use super::permalink::ArticleId;
use super::reconcile::{Plan, Text, reconcile};
use super::revisions::{Action, Note, note};
use super::store::{Detail, Mode, Outcome, Prepared, StoreReport, derived_ids};
use super::writer::{Ready, Slot, Writer, Written};
use crate::article::Article;

/// The document that is being stored.
#[derive(Clone, Copy)]
pub(super) struct Target<'t> {
    pub(super) document: i64,
    pub(super) prepared: &'t Prepared,
}

impl StoreReport {
    pub(super) fn new(document: ArticleId, outcome: Outcome) -> Self {
        Self {
            document,
            outcome,
            new: 0,
            changed: 0,
            unchanged: 0,
            gone: 0,
            withheld: 0,
            renamed: None,
            details: Vec::new(),
        }
    }

    /// Is nothing left of what the document held before? Then it is perhaps another one of the same name.
    pub fn is_another(&self) -> bool {
        let mut actions = self.details.iter().map(|detail| detail.action);
        self.unchanged == 0
            && self.new > 0
            && self.gone > 0
            && actions.all(|action| matches!(action, None | Some(Action::Removed)))
    }

    /// Is the document there without any article?
    pub fn is_empty(&self) -> bool {
        self.new + self.changed + self.unchanged + self.withheld == 0
    }

    fn note(&mut self, id: ArticleId, action: Option<Action>, headline: &str) {
        match action {
            None => self.new += 1,
            Some(Action::Merged | Action::Removed) => self.gone += 1,
            Some(_) => self.changed += 1,
        }
        if self.outcome == Outcome::Changed {
            self.details.push(Detail {
                id,
                action,
                headline: headline.to_string(),
                fields: Vec::new(),
            });
        }
    }
}

impl<'t> Writer<'_, 't> {
    /// Stores a document; gives what was written of it, for the index.
    pub(super) async fn store(
        mut self,
        prepared: &'t Prepared,
        mode: Mode,
    ) -> Result<(StoreReport, Written<'t>)> {
        let report = self.store_document(prepared, mode).await?;
        Ok((report, self.finish().await?))
    }

    async fn store_document(&mut self, prepared: &'t Prepared, mode: Mode) -> Result<StoreReport> {
        let name = &prepared.document().name;
        let renamed = self.rename_elder(prepared).await?;
        let existing = sqlx::query("SELECT id, key, sha256, sidecar FROM document WHERE name = ?")
            .bind(name)
            .fetch_optional(self.connection().await?)
            .await?;
        let Some(row) = existing else {
            let (document, key) = self.new_document(name).await?;
            let report = StoreReport::new(key, Outcome::New);
            return self
                .store_articles(Target { document, prepared }, Vec::new(), true, report)
                .await;
        };
        let key = ArticleId::from_number(row.try_get("key")?);
        let same_bytes = row.try_get::<&[u8], _>("sha256")? == prepared.sha256;
        let same =
            same_bytes && row.try_get::<Option<&str>, _>("sidecar")? == prepared.sidecar.as_deref();
        if same && mode == Mode::Load && renamed.is_none() {
            let mut report = StoreReport::new(key, Outcome::Unchanged);
            report.unchanged = prepared.document().articles.len() as u32;
            return Ok(report);
        }
        let document = row.try_get("id")?;
        if !same_bytes {
            self.keep_version(document).await?;
        }
        let known = self.knower().await?.of_document(document).await?;
        let mut report = StoreReport::new(key, Outcome::Changed);
        report.renamed = renamed;
        self.store_articles(Target { document, prepared }, known, same_bytes, report)
            .await
    }

    /// Stores the articles of a document; `known` are those that it holds or held, `kept`: its text is as it was.
    async fn store_articles(
        &mut self,
        target: Target<'t>,
        known: Vec<Known>,
        kept: bool,
        mut report: StoreReport,
    ) -> Result<StoreReport> {
        let prepared = target.prepared;
        self.write_document(target).await?;
        let plan = plan(&known, prepared, report.renamed.as_deref());
        let withheld = self.withheld_before(target).await?;
        for index in plan.merged.iter().map(|(old, _)| old).chain(&plan.lost) {
            if let Standing::Living { seq } = known[*index].standing {
                self.delete_article(seq).await?;
            }
        }
        let mut ids = vec![None; prepared.document().articles.len()];
        // The last of a page goes in first: among articles of one day, later places are listed earlier.
        for position in (0..ids.len()).rev() {
            let found = match plan.known[position] {
                Some(index) => Some(self.as_last_known(target, position, &known[index]).await?),
                None => match withheld.get(&position) {
                    Some(elder) => {
                        self.withhold(target, position, *elder, &mut report).await?;
                        continue;
                    }
                    None => self.comes_from_elsewhere(target, position).await?,
                },
            };
            ids[position] = Some(match found {
                Some(found) => {
                    self.keep(target, position, &found, &mut report).await?;
                    found.id
                }
                None => self.insert_new(target, position, &mut report).await?,
            });
        }
        for (old, new) in &plan.merged {
            if known[*old].standing == Standing::Lost {
                self.lead_back(target, &known[*old], ids[*new]).await?;
                continue;
            }
            if known[*old].standing == Standing::Withdrawn {
                self.stays_withdrawn(&known[*old], kept).await?;
                let shown = ids[*new].map_or(String::new(), |id| id.to_string());
                tracing::warn!(
                    withdrawn = %known[*old].id,
                    %shown,
                    "the text of a withdrawn article stands in another one now: withdraw that, too"
                );
                continue;
            }
            self.lose(target, &known[*old], ids[*new], &mut report)
                .await?;
        }
        for old in &plan.lost {
            if known[*old].standing == Standing::Withdrawn {
                self.stays_withdrawn(&known[*old], kept).await?;
                continue;
            }
            let elsewhere = self.went_elsewhere(&known[*old], false).await?;
            self.lose(target, &known[*old], elsewhere, &mut report)
                .await?;
        }
        self.lead_on(target).await?;
        self.count_articles(Some(target.document)).await?;
        Ok(report)
    }

    pub(super) async fn insert_new(
        &mut self,
        target: Target<'t>,
        position: usize,
        report: &mut StoreReport,
    ) -> Result<ArticleId> {
        let prepared = target.prepared;
        let article = &prepared.document().articles[position];
        let id = self.new_id(prepared, position).await?;
        let slot = target.slot(position, id);
        let publication = prepared.document().publication.name.as_deref();
        self.insert_article(
            slot,
            article,
            Cow::Borrowed(prepared.ready(position)),
            publication,
        )
        .await?;
        report.note(id, None, &article.called());
        Ok(id)
    }

    /// Stores an article that is known: under its id, with its correction, and with what it was before.
    pub(super) async fn keep(
        &mut self,
        target: Target<'t>,
        position: usize,
        known: &Known,
        report: &mut StoreReport,
    ) -> Result<()> {
        let prepared = target.prepared;
        let base = &prepared.document().articles[position];
        let corrected = self.correct(known, base).await?;
        let article = corrected.as_ref().unwrap_or(base);
        let mut slot = target.slot(position, known.id);
        let publication = prepared.document().publication.name.as_deref();
        let action = match known.standing {
            Standing::Withdrawn => {
                report.unchanged += 1;
                let still = Known {
                    article: article.clone(),
                    position: slot.position,
                    claim: slot.claim,
                    ..known.clone()
                };
                return self.keep_withdrawn(&still).await;
            }
            Standing::Lost => {
                self.unbury(known.id).await?;
                match known.document == Some(target.document) {
                    true => Action::Returned,
                    false => Action::Moved,
                }
            }
            Standing::Living { seq } => {
                let source = self.source(article, publication).await?;
                let same = telling(article) == telling(&known.article);
                if same && source == known.source {
                    report.unchanged += 1;
                    return match *article == without_id(&known.article)
                        && slot.position == known.position
                        && slot.claim == known.claim
                    {
                        true => Ok(()),
                        false => self.touch(seq, slot, article).await,
                    };
                }
                self.delete_article(seq).await?;
                slot.former = Some(seq);
                slot.modified = same.then_some(known.modified);
                Action::Changed
            }
        };
        if slot.modified.is_none() {
            self.note_change(target, known.id, action, None, Some(&known.article))
                .await?;
        }
        report.note(known.id, Some(action), &article.called());
        if let Some(detail) = report.details.last_mut() {
            detail.fields = telling_fields(&known.article, article);
        }
        let ready = match &corrected {
            Some(article) => Cow::Owned(Ready::of(article)),
            None => Cow::Borrowed(prepared.ready(position)),
        };
        self.insert_article(slot, article, ready, publication).await
    }

    /// The article with the keeper's correction, where there is one, which is flagged if the document changed under it.
    async fn correct(&mut self, known: &Known, base: &Article) -> Result<Option<Article>> {
        let Some(stored) = &known.correction else {
            return Ok(None);
        };
        let moved_on = telling(base) != telling(&stored.base);
        let matters = telling(&stored.correction.apply(base, false)) != telling(base);
        let stale = matters && (stored.stale || moved_on);
        keep_correction(
            self.connection().await?,
            known.id,
            &stored.correction,
            base,
            stale,
        )
        .await?;
        Ok(Some(stored.correction.apply(base, stale)))
    }

    pub(super) async fn lose(
        &mut self,
        target: Target<'t>,
        known: &Known,
        into: Option<ArticleId>,
        report: &mut StoreReport,
    ) -> Result<()> {
        let action = match into {
            Some(_) => Action::Merged,
            None => Action::Removed,
        };
        self.bury(known, into).await?;
        self.note_change(target, known.id, action, into, None)
            .await?;
        report.note(known.id, Some(action), &known.article.called());
        Ok(())
    }

    async fn note_change(
        &mut self,
        target: Target<'t>,
        article: ArticleId,
        action: Action,
        into: Option<ArticleId>,
        before: Option<&Article>,
    ) -> Result<()> {
        let change = Note {
            article,
            action,
            document: Some(target.document),
            sha256: Some(&target.prepared.sha256),
            target: into,
            before,
        };
        let occasion = self.occasion;
        note(self.connection().await?, occasion, change).await
    }
}

impl Target<'_> {
    fn slot(&self, position: usize, id: ArticleId) -> Slot {
        let claim = self.prepared.claim(position);
        Slot {
            document: self.document,
            position: self.prepared.position(position) as i64,
            former: None,
            id,
            claim: (claim != id).then_some(claim.number()),
            modified: None,
        }
    }
}

/// `former`: the name by which the document's articles are known, where it has another one now: ids are derived from it.
fn plan(known: &[Known], prepared: &Prepared, former: Option<&str>) -> Plan {
    let old: Vec<Text> = known.iter().map(Known::text).collect();
    let articles = &prepared.document().articles;
    let former = former.map(|name| derived_ids(name, articles));
    let claim = |position: usize| match (&former, prepared.brought(position)) {
        (Some(former), None) => former[position],
        _ => prepared.claim(position),
    };
    let new: Vec<Text> = articles
        .iter()
        .enumerate()
        .map(|(position, article)| Text {
            id: prepared.brought(position).map(ArticleId::number),
            claim: claim(position).number(),
            ..Text::of(article)
        })
        .collect();
    reconcile(&old, &new)
}

fn without_id(article: &Article) -> Article {
    Article {
        id: None,
        ..article.clone()
    }
}
