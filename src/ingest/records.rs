//! Records: JSON, JSON Lines, CSV, RSS and Atom. To come.

use crate::article::Document;

use super::{Context, IngestError, Source};

/// Reads a file of records.
pub fn read(source: &Source, _context: &Context) -> Result<Document, IngestError> {
    Err(IngestError::UnknownKind(source.name.clone()))
}
