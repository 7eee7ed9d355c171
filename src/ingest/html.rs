//! To come.

use crate::article::Document;

use super::{IngestError, Source};

/// Reads one file of this kind.
pub fn read(source: &Source) -> Result<Document, IngestError> {
    Err(IngestError::UnknownKind(source.name.clone()))
}

/// The paragraphs of a fragment of HTML.
pub(crate) fn paragraphs(html: &str) -> Vec<String> {
    vec![html.to_string()]
}
