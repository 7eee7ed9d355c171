//! What clocks say: the day and hour in China, where bulletins are printed, and moments as programs write them.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;

/// Day and hour in China (+08:00) of a moment in Unix seconds; `None` for numbers that no calendar reaches.
pub fn in_china(seconds: i64) -> Option<DateTime> {
    let moment = Timestamp::from_second(seconds).ok()?;
    Some(Offset::constant(8).to_datetime(moment))
}

/// Today in China.
pub fn today() -> Date {
    in_china(now()).unwrap_or_default().date()
}

/// Now, in Unix seconds.
pub fn now() -> i64 {
    Timestamp::now().as_second()
}

/// Unix seconds as RFC 3339, UTC.
pub fn rfc3339(seconds: i64) -> String {
    Timestamp::from_second(seconds)
        .unwrap_or_default()
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_in_china_begins_eight_hours_before_that_of_greenwich() {
        let evening: Timestamp = "2024-02-29T15:59:59Z".parse().unwrap();
        let day = |seconds| in_china(seconds).map(|moment| moment.to_string());
        let seconds = evening.as_second();
        assert_eq!(day(seconds).as_deref(), Some("2024-02-29T23:59:59"));
        assert_eq!(day(seconds + 1).as_deref(), Some("2024-03-01T00:00:00"));
        assert_eq!(day(i64::MAX), None);
        assert_eq!(rfc3339(seconds), "2024-02-29T15:59:59Z");
    }
}
