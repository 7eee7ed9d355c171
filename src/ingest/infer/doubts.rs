//! What a keeper should look at, each with its reason and its lines: an article without headline, date or topic,
//! one so short that it may be a fragment, a date in the future. A doubt that the segmenter already has is not said
//! twice.

use crate::article::{Article, Doubt, DoubtKind};
use crate::clock;

/// Why date or region stayed open or are unsure, in Chinese.
#[derive(Debug, Default)]
pub(super) struct Reasons {
    pub(super) date: Option<String>,
    pub(super) region: Option<String>,
}

/// A body of fewer characters may be a fragment.
const SHORT: usize = 40;

/// A date after tomorrow is a slip of whoever wrote it: no bulletin is printed so far ahead.
fn future(article: &Article) -> Option<String> {
    let date = article.date_published.as_ref()?.date;
    let tomorrow = clock::today().tomorrow().ok()?;
    (date.first_day() > tomorrow).then(|| format!("日期{date}在将来"))
}

/// Adds the doubts that the finished article gives cause for; `topics`: there are topics to find.
pub(super) fn add(article: &mut Article, reasons: Reasons, topics: bool) {
    let length: usize = article.article_body.iter().map(|p| p.chars().count()).sum();
    let found = [
        article
            .headline
            .trim()
            .is_empty()
            .then(|| (DoubtKind::NoHeadline, "没有标题".to_string())),
        article.date_published.is_none().then(|| {
            let reason = reasons.date.unwrap_or_else(|| "没有发布日期".to_string());
            (DoubtKind::NoDate, reason)
        }),
        future(article).map(|reason| (DoubtKind::FutureDate, reason)),
        reasons.region.map(|reason| (DoubtKind::NoRegion, reason)),
        (topics && article.about.is_empty())
            .then(|| (DoubtKind::NoTopic, "没有一个主题的词足够多".to_string())),
        (length < SHORT && article.caption.is_empty()).then(|| {
            (
                DoubtKind::Short,
                format!("正文只有 {length} 个字，可能是残片"),
            )
        }),
    ];
    for (kind, reason) in found.into_iter().flatten() {
        if article.doubts.iter().any(|doubt| doubt.kind == kind) {
            continue;
        }
        article.doubts.push(Doubt {
            kind,
            reason,
            paragraph: None,
            lines: article.lines.clone(),
        });
    }
}
