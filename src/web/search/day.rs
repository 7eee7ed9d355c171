//! A date as a query: the page of that day, month or year is what was meant.

use super::Way;
use crate::archive::Filter;
use crate::archive::facets::Facets;
use crate::query::date;
use crate::web::listing::date_address;
use crate::web::params::ListParams;
use crate::web::reader::Reader;

/// The page of the date that is asked for, if it is nothing but a date; it keeps what the search is narrowed to.
pub(super) fn page_of_date(reader: &Reader, facets: &Facets, wanted: &ListParams) -> Option<Way> {
    let date = date(&wanted.q)?;
    let filter = Filter {
        from: None,
        to: None,
        precision: None,
        ..wanted.filter.clone()
    };
    let of_date = Filter {
        from: Some(date),
        to: Some(date),
        ..filter.clone()
    };
    let count = of_date.select(facets).len();
    let name = reader.lang.date(date);
    Some(Way::to_page(
        reader,
        &date_address(date),
        &name,
        count,
        filter,
    ))
}
