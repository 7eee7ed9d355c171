//! What comes from other documents, and what went to them.

use super::Target;
use crate::archive::known::{Known, Standing};
use crate::archive::reconcile::sketch;
use crate::archive::revisions::Action;
use crate::archive::writer::Writer;
use crate::archive::{ArticleId, Result};

impl<'t> Writer<'_, 't> {
    /// A known article, under the address that readers know it by.
    pub(super) async fn as_last_known(
        &mut self,
        target: Target<'t>,
        position: usize,
        known: &Known,
    ) -> Result<Known> {
        if known.standing != Standing::Lost {
            return Ok(known.clone());
        }
        let article = &target.prepared.document().articles[position];
        self.knower()
            .await?
            .last_address(known.clone(), article, target.document)
            .await
    }

    /// An article that another document, or this one under another text, no longer held before.
    pub(in crate::archive) async fn comes_from_elsewhere(
        &mut self,
        target: Target<'t>,
        position: usize,
    ) -> Result<Option<Known>> {
        let prepared = target.prepared;
        if !self.any_gone().await? {
            return Ok(None);
        }
        let mut knower = self.knower().await?;
        let claimed = knower.with_id(prepared.claim(position)).await?;
        let article = &prepared.document().articles[position];
        // Those that this document itself lost were all offered to the plan. An id that is derived tells the text; one
        // that is brought along may be another article's.
        let brought = prepared.brought(position).is_some();
        let lost = claimed.filter(|known| {
            known.standing == Standing::Lost
                && known.document != Some(target.document)
                && (!brought || known.is_text_of(article))
        });
        let found = match (lost, prepared.ready(position).sketch()) {
            (Some(known), _) => Some(known),
            (None, Some(sketch)) => knower.lost_like(sketch, article, target.document).await?,
            (None, None) => None,
        };
        match found {
            Some(known) => Ok(Some(
                knower.last_address(known, article, target.document).await?,
            )),
            None => Ok(None),
        }
    }

    /// Addresses that led nowhere lead to what has their text now that this document was stored. Of several lost
    /// articles of one text only one comes back under its own.
    pub(super) async fn lead_on(&mut self, target: Target<'t>) -> Result<()> {
        let lost = self.knower().await?.lost_beside(target.document).await?;
        for known in &lost {
            let into = self.went_elsewhere(known, false).await?;
            self.lead_back(target, known, into).await?;
        }
        Ok(())
    }

    /// An address that led nowhere leads to the article that has its text now.
    pub(super) async fn lead_back(
        &mut self,
        target: Target<'t>,
        lost: &Known,
        into: Option<ArticleId>,
    ) -> Result<()> {
        if lost.leads_on || into.is_none() {
            return Ok(());
        }
        self.bury(lost, into).await?;
        self.note_change(target, lost.id, Action::Merged, into, None)
            .await
    }

    /// The article that a lost one has become; of its own document only where `within` it, too: the plan has told
    /// what became of it there.
    pub(in crate::archive) async fn went_elsewhere(
        &mut self,
        known: &Known,
        within: bool,
    ) -> Result<Option<ArticleId>> {
        let body = &known.base().article_body;
        let Some(sketch) = sketch(body) else {
            return Ok(None);
        };
        self.knower()
            .await?
            .living_like(sketch, known, within)
            .await
    }
}
