//! What regions are called.

use roaring::RoaringBitmap;

use super::i18n::Lang;
use crate::archive::facets::Facets;
use crate::region::{Code, Gazetteer, latin};

/// A region's short name below the name of its province: 河南 焦作.
pub(super) fn place(code: Code) -> String {
    let province = code.province();
    match code == province {
        true => short(code).to_string(),
        false => format!("{} {}", short(province), short(code)),
    }
}

/// A region's short name; a question mark where the gazetteer does not know the code.
pub(super) fn short(code: Code) -> &'static str {
    Gazetteer::get()
        .region(code)
        .map_or("?", |region| region.short_name)
}

/// A region's name below those that it lies in; see [`Gazetteer::full_name`].
pub(super) fn full_name(code: Code) -> String {
    Gazetteer::get().full_name(code)
}

/// A region's Latin name in brackets, for who may not read the Chinese one; empty where it has none.
pub(super) fn in_latin(lang: Lang, code: Code) -> String {
    let name = latin(code).filter(|_| lang == Lang::En);
    name.map_or(String::new(), |name| format!(" ({name})"))
}

/// The regions that have articles and a name, with these articles: between a county of a province's own and its province stands
/// a code that names nothing (市辖区).
pub(super) fn named_regions(facets: &Facets) -> impl Iterator<Item = (Code, &RoaringBitmap)> {
    let named = |code: Code| Gazetteer::get().region(code).is_some();
    facets.regions().filter(move |(code, _)| named(*code))
}
