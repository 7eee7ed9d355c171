//! A document comes with the bytes of another one that a keeper worked on: its file was renamed or copied.

use std::collections::HashMap;

use super::{Target, plan};
use crate::archive::known::{Known, Standing};
use crate::archive::revisions::{Action, Note, Occasion, note};
use crate::archive::store::{Prepared, StoreReport};
use crate::archive::writer::Writer;
use crate::archive::{ArticleId, Result};

impl<'t> Writer<'_, 't> {
    /// Gives a document whose file was renamed its new name, so that ids, corrections, withdrawals, history and its own
    /// address stay. Returns its former name; `None` where it was not renamed, or to a name that another document has.
    pub(super) async fn rename_elder(&mut self, prepared: &Prepared) -> Result<Option<String>> {
        let Some(elder) = prepared.elder.as_ref().filter(|elder| elder.is_renamed) else {
            return Ok(None);
        };
        let renamed = sqlx::query(
            "UPDATE document SET name = ?1 WHERE key = ?2 AND name = ?3 AND sha256 = ?4
             AND NOT EXISTS (SELECT 1 FROM document WHERE name = ?1)",
        )
        .bind(&prepared.document().name)
        .bind(elder.id.number())
        .bind(&elder.name)
        .bind(prepared.sha256.as_slice())
        .execute(self.connection().await?)
        .await?;
        Ok((renamed.rows_affected() == 1).then(|| elder.name.clone()))
    }

    /// Which articles of this document are those that a keeper withdrew of the elder one.
    pub(super) async fn withheld_before(
        &mut self,
        target: Target<'t>,
    ) -> Result<HashMap<usize, ArticleId>> {
        let Some(elder) = &target.prepared.elder else {
            return Ok(HashMap::new());
        };
        let elder: Option<(i64, String)> = sqlx::query_as(
            "SELECT id, name FROM document WHERE key = ? AND sha256 = ? AND id <> ?",
        )
        .bind(elder.id.number())
        .bind(target.prepared.sha256.as_slice())
        .bind(target.document)
        .fetch_optional(self.connection().await?)
        .await?;
        let Some((elder, name)) = elder else {
            return Ok(HashMap::new());
        };
        let known = self.knower().await?.of_document(elder).await?;
        let plan = plan(&known, target.prepared, Some(&name));
        let withdrawn = plan
            .known
            .into_iter()
            .enumerate()
            .filter_map(|(position, index)| {
                let known = known.get(index?)?;
                (known.standing == Standing::Withdrawn).then_some((position, known.id))
            });
        Ok(withdrawn.collect())
    }

    /// Withdraws an article before anybody saw it, with the words that the elder one was withdrawn with.
    pub(super) async fn withhold(
        &mut self,
        target: Target<'t>,
        position: usize,
        elder: ArticleId,
        report: &mut StoreReport,
    ) -> Result<()> {
        let id = self.new_id(target.prepared, position).await?;
        let slot = target.slot(position, id);
        let withheld = Known {
            id,
            standing: Standing::Withdrawn,
            document: Some(target.document),
            position: slot.position,
            claim: slot.claim,
            leads_on: false,
            source: None,
            modified: 0,
            article: target.prepared.document().articles[position].clone(),
            correction: None,
        };
        self.bury(&withheld, None).await?;
        let reason: String = sqlx::query_scalar(
            "UPDATE gone SET by = elder.by, who = elder.who, reason = elder.reason FROM gone AS elder
             WHERE gone.id = ? AND elder.id = ? RETURNING gone.reason",
        )
        .bind(id.number())
        .bind(elder.number())
        .fetch_one(self.connection().await?)
        .await?;
        let occasion = Occasion {
            reason: Some(&reason),
            ..*self.occasion
        };
        let change = Note {
            article: id,
            action: Action::Withdrawn,
            document: Some(target.document),
            sha256: Some(&target.prepared.sha256),
            target: None,
            before: None,
        };
        note(self.connection().await?, &occasion, change).await?;
        report.withheld += 1;
        Ok(())
    }
}
