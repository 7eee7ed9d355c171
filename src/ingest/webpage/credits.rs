//! Who wrote, photographed or supplied: lines that say so and nothing else (`文字：王伟 图片：李红`), and names in brackets
//! in the text (`（记者 王伟）`). A line that says more than that is text: 记者王伟在现场看到 names nobody on a line of its own.

use std::sync::LazyLock;

use regex::Regex;

use crate::article::Caption;
use crate::ingest::dateline;

static REPORTERS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[(（](?:[^()（）]{0,16}?)(?:记者|通讯员)\s*[:：]?\s*([^()（）]{2,40})[)）]")
        .expect("a valid pattern")
});
static BYLINE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[(（【\[]?\s*(?:(?:[^\s，。:：]{2,14}\s)?[^\s，。]{0,14}(?:记者|通讯员|特约撰稿人)|(?:本文|文章|《[^》]{1,16}》)?作者|执笔|采写|撰文|文图|图文|供稿(?:人|单位)?|撰稿|文字?(?:/图)?[\s/:：|丨｜])\s*[/:：|丨｜]?\s*([^，。！？0-9]{2,40})[)）】\]]?$")
        .expect("a valid pattern")
});
static CREDIT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[(（【\[]?\s*(?:(?:信息|文章|稿件|内容)?来源|稿源|转自|摘自|据)\s*[:：|丨｜]\s*([^，。！？：:]{2,30}?)[)）】\]]?$").expect("a valid pattern")
});

/// One label of a line that says who did what: `文字：王伟　图片：李红`, `文/王伟 图/李红`.
static ROLE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:^|[\s|丨｜,，;；])(?:(?P<writer>文/图|图/文|文图|图文|文字|文案|文|撰文|撰稿|采写|执笔|作者|记者|通讯员)|图片?|摄影|摄像|供图|制图|视频|剪辑|(?:责任|值班|本期)?编辑|责编|编审|美编|排版|审核|审签|校对|初审|复审|终审|[一二三]审|监制|策划|统筹)\s*[:：/丨｜|]\s*")
        .expect("a valid pattern")
});

/// The writers on a line of several labels, each with its names; `None` where it is no such line.
fn writers(line: &str) -> Option<Vec<String>> {
    let line = line.trim_matches(|c: char| "()（）[]【】".contains(c) || c.is_whitespace());
    let labels: Vec<_> = ROLE.captures_iter(line).collect();
    if labels.len() < 2 || labels.first()?.get(0)?.start() > 0 {
        return None;
    }
    let mut writers = Vec::new();
    for (n, label) in labels.iter().enumerate() {
        let next = labels.get(n + 1).and_then(|next| next.get(0));
        let end = next.map_or(line.len(), |next| next.start());
        let value = line.get(label.get(0)?.end()..end)?;
        if value.contains([':', '：', '。']) || value.chars().count() > 30 {
            return None;
        }
        if label.name("writer").is_some() {
            writers.extend(dateline::names(value));
        }
    }
    (!writers.is_empty()).then_some(writers)
}

/// The names on a line that names the article's reporters and nothing else, or each of those who made it by what they did.
pub(crate) fn byline(line: &str) -> Option<Vec<String>> {
    if line.chars().count() > 60 {
        return None;
    }
    if let Some(names) = writers(line) {
        return Some(names);
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

#[cfg(test)]
mod tests {
    use super::byline;

    #[test]
    fn those_who_write_are_told_from_those_who_photograph_and_edit() {
        for line in [
            "文字：贺小满　图片：李红",
            "文/贺小满 图/李红",
            "（文丨贺小满　图丨李红）",
            "图片：李红　文字：贺小满",
            "撰文：贺小满 编辑：李红 审核：王伟",
            "图文：贺小满　编辑：李红",
            "图文：贺小满",
            "撰文：贺小满",
        ] {
            assert_eq!(byline(line), Some(vec!["贺小满".to_string()]), "{line}");
        }
        assert_eq!(
            byline("文字：贺小满 王 伟　图片：李红"),
            Some(vec!["贺小满".to_string(), "王伟".to_string()])
        );
        assert_eq!(byline("编辑：李红　审核：王伟"), None);
        assert_eq!(byline("图片：李红 编辑：王伟"), None);
    }
}
