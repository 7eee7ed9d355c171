//! Which id a new article gets: the one it brings, else one derived from what it is; the same in whatever order files come.

use super::permalink::ArticleId;
use super::store::Prepared;
use super::writer::Writer;
use super::{Result, reprints};
use crate::article::Article;

/// Who has an id.
enum Holder {
    Nobody,
    /// A living article that never changed, nor was corrected, whose text claims the id; and the name of its document.
    Claimant {
        seq: i64,
        document: i64,
        name: String,
    },
    /// An article that has a history or a correction under this id, or one that has gone.
    Somebody,
}

impl Writer<'_, '_> {
    /// The id of an article that is new to the archive.
    ///
    /// Two documents may claim one id: pages of the same file name in two folders with the same text, or a record that
    /// was exported and the page it was exported from. The document whose name comes first has it, also when it is
    /// loaded last. A record that brings the id of another text gets one of its own.
    pub(super) async fn new_id(
        &mut self,
        prepared: &Prepared,
        position: usize,
    ) -> Result<ArticleId> {
        let name = &prepared.document().name;
        let article = &prepared.document().articles[position];
        let claim = prepared.claim(position);
        match self.holder(claim).await? {
            Holder::Nobody => return Ok(claim),
            Holder::Claimant {
                seq,
                document,
                name: other,
            } if other.as_str() > name.as_str() => {
                let place = (seq, document, other.as_str());
                if self.make_way(claim, place, article).await? {
                    return Ok(claim);
                }
            }
            _ => {}
        }
        let derived = prepared.derived(position);
        if derived != claim && matches!(self.holder(derived).await?, Holder::Nobody) {
            return Ok(derived);
        }
        self.free_id(name, &article.headline, &article.article_body)
            .await
    }

    /// The first id in which the document's folders count that nobody has.
    async fn free_id(&mut self, name: &str, headline: &str, body: &[String]) -> Result<ArticleId> {
        let mut salt = 0;
        loop {
            let id = ArticleId::derive_in_folder(name, headline, body, salt);
            if matches!(self.holder(id).await?, Holder::Nobody) {
                return Ok(id);
            }
            salt += 1;
        }
    }

    async fn holder(&mut self, id: ArticleId) -> Result<Holder> {
        if self.seen.take_free(id) {
            return Ok(Holder::Nobody);
        }
        let living: Option<(i64, i64, String, bool)> = sqlx::query_as(
            "SELECT seq, document.id, document.name,
                    claim IS NULL AND NOT EXISTS (SELECT 1 FROM revision WHERE revision.article = article.id)
                        AND NOT EXISTS (SELECT 1 FROM correction WHERE correction.article = article.id)
             FROM article JOIN document ON document.id = article.document WHERE article.id = ?",
        )
        .bind(id.number())
        .fetch_optional(self.connection().await?)
        .await?;
        if let Some((seq, document, name, first)) = living {
            return Ok(match first {
                true => Holder::Claimant {
                    seq,
                    document,
                    name,
                },
                false => Holder::Somebody,
            });
        }
        let gone: i64 = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM gone WHERE id = ?)")
            .bind(id.number())
            .fetch_one(self.connection().await?)
            .await?;
        Ok(match gone {
            0 => Holder::Nobody,
            _ => Holder::Somebody,
        })
    }

    /// Gives a claimant, known by its place and its document's name, its other id, because the document that comes first
    /// has now been loaded; `false` where the newcomer is another article, which no address may be given to.
    async fn make_way(
        &mut self,
        id: ArticleId,
        (seq, document, name): (i64, i64, &str),
        newcomer: &Article,
    ) -> Result<bool> {
        let known = self.knower().await?.with_id(id).await?;
        let Some(known) = known.filter(|known| known.is_text_of(newcomer)) else {
            return Ok(false);
        };
        let article = known.base();
        let other = self
            .free_id(name, &article.headline, &article.article_body)
            .await?;
        // Harvesters must hear of the new id.
        sqlx::query(
            "UPDATE article SET id = ?, claim = ?, revision = ?, modified = unixepoch(?) WHERE seq = ? AND document = ?",
        )
        .bind(other.number())
        .bind(id.number())
        .bind(self.revision)
        .bind(self.occasion.now)
        .bind(seq)
        .bind(document)
        .execute(self.connection().await?)
        .await?;
        let keys = reprints::keys(known.article.article_body.iter().map(String::as_str));
        for key in keys {
            sqlx::query("UPDATE OR REPLACE reprint SET article = ? WHERE key = ? AND article = ?")
                .bind(other.number())
                .bind(key)
                .bind(id.number())
                .execute(self.connection().await?)
                .await?;
        }
        sqlx::query("UPDATE gone SET target = ? WHERE target = ?")
            .bind(other.number())
            .bind(id.number())
            .execute(self.connection().await?)
            .await?;
        Ok(true)
    }
}
