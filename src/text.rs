//! What both sides do with Chinese text: normalise, cut into units and words, highlight.

pub(crate) mod any;
pub mod difference;
pub mod figures;
pub mod highlight;
pub(crate) mod keywords;
pub(crate) mod nearest;
pub mod normalize;
pub mod pinyin;
pub mod script;
pub mod segment;
pub(crate) mod surnames;
pub mod units;
