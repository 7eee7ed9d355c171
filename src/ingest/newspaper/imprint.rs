//! What the header of a page says of the newspaper: its name, the day, the number of the page.

use std::sync::LazyLock;

use regex::Regex;

use super::pieces::{Kind, Piece};
use crate::article::Publication;
use crate::edtf::PartialDate;
use crate::ingest::dateline;
use crate::text::normalize::fold;

static NAME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(\p{Han}{1,8}(?:日报|晚报|晨报|早报|时报|商报|都市报|周报|快报|导报|健康报|卫生报|报)(?:社)?)(?:\s|$|[^\p{Han}])").expect("a valid pattern")
});
static MONTH: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\s*((?:19|20)[0-9]{2})\s*年\s*([0-9]{1,2})\s*月(?:号|刊)?\s*$")
        .expect("a valid pattern")
});
static PAGE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"第?\s*([A-Za-z]?[0-9]{1,3})\s*版|^([A-Z][0-9]{1,3})$|\s([A-Z][0-9]{1,2})(?:\s|$)")
        .expect("a valid pattern")
});

/// What the lines of the page's frame say.
pub(super) fn publication(pieces: &[Piece]) -> Publication {
    let mut publication = Publication::default();
    for piece in pieces {
        if !matches!(
            piece.kind,
            Kind::Furniture("page-header" | "page-number" | "imprint")
        ) {
            continue;
        }
        let found = masthead(&piece.text);
        publication.name = publication.name.or(found.name);
        publication.date = publication.date.or(found.date);
        publication.page = publication.page.or(found.page);
    }
    publication
}

/// What a line of the frame says.
pub(super) fn masthead(line: &str) -> Publication {
    let text = fold(line);
    let first = |pattern: &Regex, text: &str| {
        pattern.captures(text).and_then(|c| {
            c.iter()
                .skip(1)
                .flatten()
                .next()
                .map(|m| m.as_str().to_string())
        })
    };
    Publication {
        name: first(&NAME, line),
        date: dateline::find(line)
            .map(|found| found.date)
            .or_else(|| month(&text)),
        page: first(&PAGE, &text.to_uppercase()),
        ..Publication::default()
    }
}

/// The month of a monthly, on a line of its own.
fn month(text: &str) -> Option<PartialDate> {
    let found = MONTH.captures(text)?;
    PartialDate::month_of(found[1].parse().ok()?, found[2].parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::super::pieces::pieces;
    use super::*;

    #[test]
    fn a_header_tells_name_day_and_page() {
        let pieces =
            pieces("海州日报 2024年5月17日 星期五 责编：张三 第6版\n\n海州开展义诊活动服务群众");
        let publication = publication(&pieces);
        assert_eq!(publication.name.as_deref(), Some("海州日报"));
        assert_eq!(publication.date.unwrap().to_string(), "2024-05-17");
        assert_eq!(publication.page.as_deref(), Some("6"));
    }

    #[test]
    fn a_monthly_names_its_month() {
        let pieces = pieces("海州卫生\n2024年5月\n总第12期\n\n海州开展义诊活动服务群众");
        let date = publication(&pieces).date;
        assert_eq!(date.map(|d| d.to_string()).as_deref(), Some("2024-05"));
    }
}
