//! Lines that stand where a dateline does and tell no day: of pages that say how long ago, or the time alone.

use std::sync::LazyLock;

use regex::Regex;

use super::{Dateline, names, parse};

/// What stands before a time of day that ends a short line.
pub(crate) fn before_clock(line: &str) -> Option<&str> {
    static CLOCK: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^([^，。：:]{2,20})\s([01]?\d|2[0-3])[:：][0-5]\d$").expect("a valid pattern")
    });
    Some(CLOCK.captures(line.trim())?.get(1)?.as_str().trim())
}

/// Reads a line that tells how long ago an account published a text of its own (`原创 王伟 健康东州 2小时前`): who wrote and
/// who published it. The day stays unknown.
pub(crate) fn ago(line: &str) -> Option<Dateline> {
    static AGO: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(原创\s.{2,40}?)\s+(?:刚刚|\d+\s*(?:分钟|小时|天|周|个?月|年)前|(?:今天|昨天|前天)(?:\s*\d{1,2}:\d{2})?)$")
            .expect("a valid pattern")
    });
    let named = AGO.captures(line.trim())?.get(1)?.as_str();
    // An account is told from its writer by the day behind it.
    let found = parse(&format!("{named} 2000-01-01"));
    let writer = named.split_whitespace().nth(1).unwrap_or_default();
    let is_account = found.source.as_deref() == Some(writer);
    Some(Dateline {
        date: None,
        author: if is_account {
            Vec::new()
        } else {
            names(writer)
        },
        ..found
    })
}
