//! What a list or a picture by date has no place for, because its dates are not known so finely, and where it is listed.

use askama::Template;

use super::i18n::Strings;
use super::reader::Reader;
use crate::edtf::Precision;

/// 另有 3 篇只知年份、1 篇日期不详
#[derive(Template)]
#[template(path = "parts/besides.html")]
pub(super) struct Besides {
    t: &'static Strings,
    /// Address and words.
    ways: Vec<(String, String)>,
}

impl Besides {
    /// Of how many articles is so much known, and where are they? `None` where there are none at all.
    pub(super) fn new(
        reader: &Reader,
        known: impl IntoIterator<Item = (Precision, u64, String)>,
    ) -> Option<Self> {
        let t = reader.strings();
        let ways: Vec<_> = known
            .into_iter()
            .filter(|(_, count, _)| *count > 0)
            .map(|(precision, count, address)| (address, t.count_known(precision, count)))
            .collect();
        (!ways.is_empty()).then_some(Self { t, ways })
    }
}
