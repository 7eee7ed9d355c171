//! Chinese words, by jieba's dictionary.

use std::collections::HashSet;
use std::sync::LazyLock;

use jieba_rs::{Jieba, KeywordExtract, KeywordExtractConfig, TfIdf};

use super::normalize::fold;
use super::units::{Kind, Units};

static JIEBA: LazyLock<Jieba> = LazyLock::new(Jieba::new);

/// Loads the dictionary (about 0.1 s) if it is not there yet.
pub fn load() {
    LazyLock::force(&JIEBA);
}

/// The words of a text in its normal form, in order; without punctuation and without words that mean little.
pub fn words(text: &str) -> Vec<String> {
    let folded = fold(text);
    JIEBA
        .cut(&folded, false)
        .into_iter()
        .map(|token| token.word)
        .filter(|word| word.chars().any(char::is_alphanumeric) && !is_empty_word(word))
        .map(str::to_string)
        .collect()
}

/// The text cut into words and what stands between them, nothing changed or left out.
pub fn tokens(text: &str) -> Vec<&str> {
    JIEBA
        .cut(text, false)
        .into_iter()
        .map(|token| token.word)
        .collect()
}

/// All words of a text as they follow one another, empty ones included; punctuation left out.
pub fn all_words(text: &str) -> Vec<String> {
    let folded = fold(text);
    JIEBA
        .cut(&folded, false)
        .into_iter()
        .map(|token| token.word)
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .map(str::to_string)
        .collect()
}

static KEYWORDS: LazyLock<TfIdf> = LazyLock::new(|| {
    let mut keywords = TfIdf::default();
    *keywords.config_mut() = KeywordExtractConfig::builder()
        .set_stop_words(NO_KEYWORDS.split(' ').map(str::to_string).collect())
        .build();
    keywords
});

/// Words of the trade, which tell nothing about a report.
const NO_KEYWORDS: &str = "记者 本报 本报讯 本报记者 通讯员 新华社 工作 活动 会议 部门 单位 人员 情况 方面 问题 内容 重点 能力 \
                           水平 任务 全市 全省 全县 全区 全国 我市 我省 我县 我区 有关 相关 同志 负责人 目标 过程 作用";

/// Up to `most` words that set a text apart from others (TF-IDF), the most telling first. Nouns and names of things, no
/// places and no persons.
pub fn keywords(text: &str, most: usize) -> Vec<String> {
    let kinds = ["n", "nz", "vn", "nt", "j", "l"]
        .map(str::to_string)
        .to_vec();
    let found = KEYWORDS.extract_keywords(&JIEBA, text, most, kinds);
    found.into_iter().map(|word| word.keyword).collect()
}

/// Calls `sink` with every two characters of a text that are a word, alone or within a longer one.
pub(crate) fn pairs(units: &Units, mut sink: impl FnMut(char, char)) {
    let mut run = String::new();
    let mut flush = |run: &mut String| {
        for token in JIEBA.cut_for_search(run, false) {
            let mut chars = token.word.chars();
            if let (Some(first), Some(second), None) = (chars.next(), chars.next(), chars.next()) {
                sink(first, second);
            }
        }
        run.clear();
    };
    for unit in units.list() {
        if !unit.joined {
            flush(&mut run);
        }
        match unit.kind {
            Kind::Han(c) => run.push(c),
            Kind::Word => flush(&mut run),
        }
    }
    flush(&mut run);
}

/// Words that stand in nearly every text and tell nothing about it.
fn is_empty_word(word: &str) -> bool {
    static WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| EMPTY.split(' ').collect());
    const EMPTY: &str = "的 了 在 是 和 与 及 或 等 为 对 从 到 以 于 把 被 让 向 就 都 也 还 又 并 而 且 但 将 已 其 之 所 \
                         我 你 他 她 它 们 这 那 该 此 有 不 上 下 中 一 个 着 过 地 得 吗 呢 吧 啊 我们 他们 以及 进行 \
                         通过 开展 the a an of and or in on to for is are";
    WORDS.contains(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_into_words() {
        assert_eq!(
            words("焦作市的疫苗接種工作，COVID-19"),
            ["焦作市", "疫苗", "接种", "工作", "covid", "19"]
        );
    }

    #[test]
    fn keywords_set_a_text_apart() {
        let found = keywords(
            "本报讯 市疾控中心组织疫苗接种工作，疫苗接种门诊周末开放，疫苗充足。",
            3,
        );
        assert!(found.contains(&"疫苗".to_string()), "{found:?}");
        assert!(!found.contains(&"工作".to_string()), "{found:?}");
        assert!(keywords("", 3).is_empty());
    }

    #[test]
    fn pairs_are_words_not_accidents() {
        let mut found = Vec::new();
        pairs(&Units::of("开展疫苗接种"), |a, b| {
            found.push(format!("{a}{b}"))
        });
        assert!(found.contains(&"疫苗".to_string()));
        assert!(!found.contains(&"苗接".to_string()));
    }
}
