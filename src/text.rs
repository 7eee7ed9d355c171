//! What both sides do with Chinese text: normalise, segment into index terms, highlight.

pub mod highlight;
pub mod normalize;
pub mod segment;
