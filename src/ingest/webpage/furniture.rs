//! The furniture round an article, line by line put together.

use crate::article::{Furniture, LineRange};

/// Neighbouring lines with one reason become one entry; lines of the article part them.
pub(super) fn collect(lines: &[(u32, &'static str)], own: &[u32]) -> Vec<Furniture> {
    let parted = |from: u32, to: u32| own.iter().any(|n| from < *n && *n < to);
    let mut all: Vec<Furniture> = Vec::new();
    for (number, why) in lines {
        match all.last_mut() {
            Some(last)
                if last.why == *why && last.lines.1 < *number && !parted(last.lines.1, *number) =>
            {
                last.lines.1 = *number;
            }
            _ => all.push(Furniture {
                lines: LineRange(*number, *number),
                why: (*why).to_string(),
            }),
        }
    }
    all
}
