//! How many of the articles found lie where.

use roaring::RoaringBitmap;

use crate::archive::facets::Facets;
use crate::region::Code;

/// Counts of a set of articles, most first or in order of time; values without any are left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FacetCounts {
    /// With the regions above them.
    pub regions: Vec<(Code, u64)>,
    /// By topic id.
    pub topics: Vec<(String, u64)>,
    pub years: Vec<(i16, u64)>,
    pub months: Vec<((i16, u8), u64)>,
    pub sources: Vec<(String, u64)>,
    /// Articles without a date.
    pub undated: u64,
}

impl FacetCounts {
    pub(super) fn of(set: &RoaringBitmap, facets: &Facets) -> Self {
        Self {
            regions: facets.count_regions(set),
            topics: facets.count_topics(set),
            months: facets.count_months(set),
            years: facets.count_years(set),
            sources: facets.count_sources(set),
            undated: set.range_cardinality(facets.undated()),
        }
    }
}
