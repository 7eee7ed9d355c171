//! The full-text index of one article. To come.

use sqlx::SqliteConnection;

use super::Result;
use crate::article::Article;

/// What is indexed of one article, ready to be written.
#[derive(Debug, Clone, Default)]
pub(super) struct Terms {}

impl Terms {
    /// Cuts an article into terms. The costly part; needs no database.
    pub(super) fn of(_article: &Article) -> Self {
        Self::default()
    }
}

pub(super) async fn insert(_tx: &mut SqliteConnection, _seq: i64, _terms: &Terms) -> Result<()> {
    Ok(())
}

pub(super) async fn delete(_tx: &mut SqliteConnection, _seq: i64) -> Result<()> {
    Ok(())
}
