//! What is doubtful about an article, in English: reading bulletins gives its reasons in Chinese, made of few patterns.

use std::borrow::Cow;

use super::Strings;
use crate::article::{Doubt, DoubtKind};

/// Every pattern that reasons are made of, with `{}` for what differs, and its English.
const PATTERNS: &[(&str, &str)] = &[
    (
        "第{}行的文字散落在别处，据内容归入本文",
        "line {} stands apart and was given to this article for what it says",
    ),
    (
        "断栏：第{}行与第{}行据文意拼接",
        "a broken column: lines {} and {} were joined by their sense",
    ),
    (
        "断栏：第{}行之后是第{}行还是第{}行，难以断定",
        "a broken column: whether line {} goes on with line {} or line {} is hard to tell",
    ),
    (
        "断栏：第{}行是接第{}行还是接第{}行，难以断定",
        "a broken column: whether line {} follows line {} or line {} is hard to tell",
    ),
    (
        "第{}行起的文字到此中断，下文未找到",
        "the text from line {} breaks off here, and the rest was not found",
    ),
    (
        "第{}行似从句中开始，上文未找到",
        "line {} seems to begin in the middle of a sentence, and what comes before was not found",
    ),
    (
        "网页上多是各篇文章的标题和摘要，可能没有文章",
        "the page holds mostly headlines and summaries of other articles",
    ),
    ("没有标题", "it has none"),
    ("没有发布日期", "it has none"),
    ("文中只说“{}”，没有日期", "the text says only “{}”"),
    (
        "文中有“{}”，但整版没有年份可据",
        "the text says “{}”, but nothing on the page tells the year",
    ),
    (
        "文中没有可作发布日期的日期",
        "no date in the text can be that of publication",
    ),
    ("日期{}在将来", "{} is still to come"),
    (
        "文中没有地名，按出版物所在地区推定",
        "the text names no place, so that of the publication was taken",
    ),
    ("{}与{}难分主次", "{} and {} weigh alike"),
    (
        "没有一个主题的词足够多",
        "no topic has enough words in the text",
    ),
    (
        "正文只有 {} 个字，可能是残片",
        "the text has only {} characters",
    ),
    (
        "管理者更正过{}，此后文档有改动，请核对更正是否仍然成立",
        "the keeper corrected {}, and the document has changed since; please check whether that still holds",
    ),
];

impl Strings {
    /// What is doubtful, where the interface does not speak the language of the reason.
    pub(in crate::web) fn doubt(&self, doubt: &Doubt) -> &'static str {
        if self.is_zh() {
            return "";
        }
        match doubt.kind {
            DoubtKind::Torn => "Torn text:",
            DoubtKind::NoHeadline => "No headline:",
            DoubtKind::NoDate => "No date:",
            DoubtKind::NoRegion => "No region:",
            DoubtKind::NoTopic => "No topic:",
            DoubtKind::NoArticle => "Perhaps no article:",
            DoubtKind::Short => "Perhaps a fragment:",
            DoubtKind::FutureDate => "Date in the future:",
            DoubtKind::Corrected => "Changed under a correction:",
        }
    }

    /// Why, in the reader's language where the pattern is known; names and words of the text stay as they are.
    pub(in crate::web) fn reason<'a>(&self, doubt: &'a Doubt) -> Cow<'a, str> {
        let english = match self.is_zh() {
            true => None,
            false => self.in_english(&doubt.reason),
        };
        english.map_or(Cow::Borrowed(doubt.reason.as_str()), Cow::Owned)
    }

    fn in_english(&self, reason: &str) -> Option<String> {
        let mut known = PATTERNS.iter();
        let (english, given) =
            known.find_map(|(chinese, english)| Some((english, differing(chinese, reason)?)))?;
        let mut text = String::new();
        let mut given = given.into_iter();
        for (n, part) in english.split("{}").enumerate() {
            if n > 0 {
                text += &self.fields_in_english(given.next().unwrap_or_default());
            }
            text += part;
        }
        Some(text)
    }

    /// The names of an article's fields; anything else stays as it is.
    fn fields_in_english(&self, given: &str) -> String {
        let names = &self.fields;
        let name = |chinese: &str| match chinese {
            "标题" => Some(names.headline),
            "日期" => Some(names.date),
            "作者" => Some(names.author),
            "地区" => Some(names.region),
            "主题" => Some(names.topic),
            "正文" => Some(names.text),
            _ => None,
        };
        let named: Option<Vec<&str>> = given.split('、').map(name).collect();
        named.map_or_else(
            || given.to_string(),
            |named| named.join(self.list_comma).to_lowercase(),
        )
    }
}

/// What stands in the places of `{}`, where the text is made by the pattern.
fn differing<'a>(pattern: &str, text: &'a str) -> Option<Vec<&'a str>> {
    let mut parts = pattern.split("{}");
    let mut rest = text.strip_prefix(parts.next()?)?;
    let mut given = Vec::new();
    let mut parts = parts.peekable();
    while let Some(part) = parts.next() {
        let (before, after) = match parts.peek() {
            None => (rest.strip_suffix(part)?, ""),
            Some(_) => rest.split_once(part)?,
        };
        given.push(before);
        rest = after;
    }
    rest.is_empty().then_some(given)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    use super::*;
    use crate::web::i18n::Lang;

    fn english(reason: &str) -> Option<String> {
        Lang::En.strings().in_english(reason)
    }

    #[test]
    fn reasons_are_said_in_english() {
        assert_eq!(
            english("第80行起的文字到此中断，下文未找到").unwrap(),
            "the text from line 80 breaks off here, and the rest was not found"
        );
        assert_eq!(
            english("断栏：第3行是接第4行还是接第5行，难以断定").unwrap(),
            "a broken column: whether line 3 follows line 4 or line 5 is hard to tell"
        );
        assert_eq!(
            english("管理者更正过标题、日期，此后文档有改动，请核对更正是否仍然成立").unwrap(),
            "the keeper corrected headline, date, and the document has changed since; please check whether that still holds"
        );
        assert_eq!(
            english("河南省与福建省难分主次").unwrap(),
            "河南省 and 福建省 weigh alike"
        );
        assert_eq!(english("别的原因"), None);
    }

    /// Where reasons are made: a file, and the words that the making begins with.
    const MADE: [(&str, &str); 8] = [
        ("ingest/newspaper/threads.rs", "\npub(super) fn doubt("),
        ("ingest/html/article.rs", "\nfn doubt("),
        ("ingest/infer/doubts.rs", "\nfn future("),
        ("ingest/infer/doubts.rs", "\npub(super) fn add("),
        ("ingest/infer/published.rs", "\n    fn reason("),
        ("region/resolve.rs", "\nfn from_page("),
        ("region/resolve.rs", "\nfn doubt("),
        ("archive/corrections.rs", "            reason: format!("),
    ];

    /// Literals of the function that begins so, with what differs as `{}`.
    fn literals(file: &str, begin: &str) -> Vec<String> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let text = fs::read_to_string(root.join(file)).unwrap();
        let (_, made) = text.split_once(begin).unwrap();
        let end = made.find("\n}").unwrap();
        let literals = made[..end].split('"').skip(1).step_by(2);
        let han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
        let differing = regex::Regex::new(r"\{\w*\}").unwrap();
        literals
            .filter(|text| text.contains(han) && *text != "本报讯")
            .map(|text| differing.replace_all(text, "{}").into_owned())
            .collect()
    }

    #[test]
    fn every_pattern_of_a_reason_is_known() {
        let mut seen = Vec::new();
        for (file, begin) in MADE {
            let made = literals(file, begin);
            assert!(!made.is_empty(), "{file} gives no reason in {begin}");
            for reason in made {
                let known = PATTERNS.iter().any(|(chinese, _)| *chinese == reason);
                assert!(known, "{file}: {reason} has no English");
                seen.push(reason);
            }
        }
        for (chinese, _) in PATTERNS {
            assert!(seen.iter().any(|it| it == chinese), "nobody says {chinese}");
        }
    }

    fn sources(folder: &Path) -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path());
        entries
            .flat_map(|path| match path.is_dir() {
                true => sources(&path),
                false => vec![path],
            })
            .collect()
    }

    #[test]
    fn doubts_are_made_nowhere_else() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let made = |path: &PathBuf| {
            let text = fs::read_to_string(path).unwrap();
            text.contains(".push(Doubt {") || text.contains("-> Doubt {")
        };
        let mut files: Vec<String> = ["ingest", "archive", "region"]
            .iter()
            .flat_map(|folder| sources(&root.join(folder)))
            .filter(made)
            .map(|path| path.strip_prefix(&root).unwrap().display().to_string())
            .collect();
        files.sort();
        // The newspaper's come from `threads`.
        assert_eq!(
            files,
            [
                "archive/corrections.rs",
                "ingest/html/article.rs",
                "ingest/infer/doubts.rs",
                "ingest/newspaper/articles.rs",
            ]
        );
    }
}
