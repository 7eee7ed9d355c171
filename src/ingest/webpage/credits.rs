//! Who wrote, photographed or supplied: lines that say so and nothing else, and names in the text.

use std::sync::LazyLock;

use regex::Regex;

use crate::article::Caption;
use crate::ingest::dateline;

static REPORTERS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[(（](?:[^()（）]{0,16}?)(?:记者|通讯员)\s*[:：]?\s*([^()（）]{2,40})[)）]")
        .expect("a valid pattern")
});
static BYLINE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[(（【\[]?\s*(?:[^\s，。]{0,14}(?:记者|通讯员|特约撰稿人)|(?:本文|文章|《[^》]{1,16}》)?作者|执笔|采写|撰文|文图|图文|供稿(?:人|单位)?|撰稿|文字?(?:/图)?[\s/:：|丨｜])\s*[/:：|丨｜]?\s*([^，。！？0-9]{2,40})[)）】\]]?$")
        .expect("a valid pattern")
});
static CREDIT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[(（【\[]?\s*(?:(?:信息|文章|稿件|内容)?来源|稿源|转自|摘自|据)\s*[:：|丨｜]\s*([^，。！？：:]{2,30}?)[)）】\]]?$").expect("a valid pattern")
});

/// The names on a line that names the article's reporters and nothing else.
pub(crate) fn byline(line: &str) -> Option<Vec<String>> {
    if line.chars().count() > 60 {
        return None;
    }
    let names = dateline::names(BYLINE.captures(line)?.get(1)?.as_str());
    (!names.is_empty()).then_some(names)
}

/// The source on a line that names it and nothing else.
pub(crate) fn credit(line: &str) -> Option<String> {
    let found = CREDIT.captures(line)?;
    Some(found.get(1)?.as_str().trim().to_string())
}

/// Text and photographer of a caption.
pub(crate) fn caption(line: &str) -> Caption {
    let text = line.trim_start_matches(|c: char| "▲△▼↑↓←→■◆".contains(c) || c.is_whitespace());
    let end = text.trim_end_matches(['。', '）', ')', ' ']);
    let credit = ["摄", "供图"].iter().find_map(|mark| {
        let before = end.strip_suffix(mark)?.trim_end();
        let last = before
            .rsplit(|c: char| c.is_whitespace() || "（(。，".contains(c))
            .next()?;
        dateline::names(last).pop().or_else(|| {
            (2..=20)
                .contains(&last.chars().count())
                .then(|| last.to_string())
        })
    });
    Caption {
        text: text.to_string(),
        credit,
    }
}

/// Names in brackets in a paragraph: `（记者 王伟 通讯员 李小红）`.
pub(super) fn reporters(paragraph: &str) -> Vec<String> {
    REPORTERS
        .captures_iter(paragraph)
        .filter_map(|c| c.get(1))
        .flat_map(|names| dateline::names(names.as_str()))
        .collect()
}
