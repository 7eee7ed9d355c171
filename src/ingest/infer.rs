//! What follows from an article's text and its page: dates, regions, topics, keywords, doubts. To come.

use crate::article::Document;

use super::Context;

/// Fills in what the segmenter left open. What a record, a sidecar or a dateline already gave stays.
pub fn complete(_document: &mut Document, _context: &Context) {}
