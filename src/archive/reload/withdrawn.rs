//! What a keeper withdrew, when its document comes again.

use crate::archive::Result;
use crate::archive::articles::Snapshot;
use crate::archive::known::Known;
use crate::archive::writer::Writer;

impl Writer<'_, '_> {
    /// What a keeper withdrew stays so, whatever becomes of its text: nobody else brings it back. Its lines are told of no
    /// text but that which holds them; of a document whose text may hold it nobody knows where, no line is shown.
    pub(in crate::archive) async fn stays_withdrawn(
        &mut self,
        known: &Known,
        same_text: bool,
    ) -> Result<()> {
        if !same_text {
            tracing::warn!(
                withdrawn = %known.id,
                "a withdrawn article is no article of its document any more: should its text still stand there, nobody \
                 knows in which lines, so none are shown"
            );
        }
        self.keep_withdrawn(&known.held_no_more(same_text)).await
    }

    pub(in crate::archive) async fn keep_withdrawn(&mut self, known: &Known) -> Result<()> {
        sqlx::query("UPDATE gone SET position = ?, claim = ?, content = ? WHERE id = ?")
            .bind(known.position)
            .bind(known.claim)
            .bind(Snapshot::pack(&known.article)?)
            .bind(known.id.number())
            .execute(self.connection().await?)
            .await?;
        Ok(())
    }
}
