//! The name of a place as a query: its articles often say only "our city", so that the words find few of them.

use super::Way;
use super::answer::region_named;
use crate::archive::Filter;
use crate::archive::facets::Facets;
use crate::region::{Code, Gazetteer};
use crate::text::normalize::fold;
use crate::text::pinyin::Reading;
use crate::web::params::ListParams;
use crate::web::places::place;
use crate::web::reader::Reader;

/// The page of the region that is asked for, if the query is nothing but its name, in Chinese or pinyin, and it has
/// articles; it keeps what the search is narrowed to.
pub(super) fn page_of_region(reader: &Reader, facets: &Facets, wanted: &ListParams) -> Option<Way> {
    let name = wanted.q.trim();
    let code = region_named(facets, name).or_else(|| region_read(facets, &fold(name)))?;
    let filter = Filter {
        region: None,
        ..wanted.filter.clone()
    };
    let of_region = Filter {
        region: Some(code),
        ..filter.clone()
    };
    let count = of_region.select(facets).len();
    let path = format!("/regions/{code}");
    (count > 0).then(|| Way::to_page(reader, &path, &place(code), count, filter))
}

/// So many regions that begin so are looked at.
const LOOKED_AT: usize = 10;

/// The region whose name is read so, of several the likeliest that has articles.
fn region_read(facets: &Facets, typed: &str) -> Option<Code> {
    let typed: String = typed.split_whitespace().collect();
    let latin = !typed.is_empty() && typed.bytes().all(|b| b.is_ascii_alphabetic());
    let begun = latin.then(|| Gazetteer::get().search(&typed, LOOKED_AT))?;
    let read = |name: &str| Reading::of(name).spelt == typed;
    let mut named = begun
        .into_iter()
        .filter(|region| read(region.short_name) || read(region.name));
    let with_articles = named.find(|region| facets.region(region.code).is_some())?;
    Some(with_articles.code)
}
