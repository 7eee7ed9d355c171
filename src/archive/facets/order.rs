//! The order of publication: the place of an article tells its day.

use crate::edtf::PartialDate;

/// Bits of `seq` that number the articles of one day.
pub(in crate::archive) const DAY_BITS: u32 = 18;

/// Days from 0001-01-01.
pub(in crate::archive) fn day_number(date: jiff::civil::Date) -> i64 {
    let start = jiff::civil::date(1, 1, 1);
    date.since(start)
        .map_or(0, |span| i64::from(span.get_days()))
        + 1
}

/// The day of a place in the order of publication; `None` for undated ones.
pub(in crate::archive) fn day_of(seq: i64) -> Option<jiff::civil::Date> {
    let day = jiff::Span::new().try_days(days_of(seq)? - 1).ok()?;
    jiff::civil::date(1, 1, 1).checked_add(day).ok()
}

/// The number of that day, from 1.
pub(in crate::archive) fn days_of(seq: i64) -> Option<i64> {
    Some(seq >> DAY_BITS).filter(|day| *day != 0)
}

/// The first place of a date's day; 0 for undated articles.
pub(in crate::archive) fn first_place(date: Option<PartialDate>) -> i64 {
    date.map_or(0, |date| day_number(date.first_day()) << DAY_BITS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_tells_its_day() {
        let date: PartialDate = "2024-04-24".parse().unwrap();
        assert_eq!(day_of(first_place(Some(date))), Some(date.first_day()));
        assert_eq!(day_of(first_place(Some(date)) + 77), Some(date.first_day()));
        assert_eq!(day_of(first_place(None) + 77), None);
    }
}
