//! What the keeper says about a file: `NAME.meta.toml` beside it, or its table in the folder's `bulletins.toml`.

use crate::article::{Document, Publication};

use super::IngestError;

/// The keeper's word on one document.
#[derive(Debug, Clone, Default)]
pub struct Sidecar {
    /// As the keeper wrote it; kept in the archive with the document.
    pub text: String,
    pub publication: Publication,
}

impl Sidecar {
    /// Reads a sidecar file; `name` is used in messages only.
    pub fn parse(_name: &str, _text: &str) -> Result<Self, IngestError> {
        Ok(Self::default())
    }

    /// Puts the keeper's word over what was found in the document.
    pub fn apply(&self, document: &mut Document) -> Result<(), IngestError> {
        if self.publication.name.is_some() {
            document.publication.name = self.publication.name.clone();
        }
        Ok(())
    }
}
