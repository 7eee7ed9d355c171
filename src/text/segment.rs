//! Chinese words, by jieba's dictionary, for all who need words: the index, keywords, the comparison of versions,
//! and rules that ask whether characters are one word or two. The dictionary is loaded once, on first use.

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

/// The shorter words that a long one holds, as far as they have two characters: 全国人民代表大会 holds 全国, 人民, 代表 and others.
pub fn shorter(word: &str) -> Vec<String> {
    let tokens = JIEBA.cut_for_search(word, false).into_iter();
    let words = tokens.map(|token| token.word);
    let shorter = words.filter(|part| part.len() < word.len() && part.chars().nth(1).is_some());
    shorter.map(str::to_string).collect()
}

/// Is it a word that names a place?
pub fn is_place(word: &str) -> bool {
    let found = JIEBA.tag(word, false);
    matches!(found.as_slice(), [one] if one.tag == "ns")
}

/// A word of two characters or more: where it stands among the characters that were cut, and what it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Word<'t> {
    pub(crate) at: usize,
    pub(crate) length: usize,
    pub(crate) word: &'t str,
}

impl Word<'_> {
    /// Where two characters of it are a word, alone or within it; ascending.
    pub(crate) fn pairs(self) -> impl Iterator<Item = usize> {
        let begins = self.word.char_indices().map(|(begin, _)| begin);
        let ends = begins.clone().skip(2).chain([self.word.len()]);
        let pairs = begins.zip(ends).enumerate().take(self.length - 1);
        let own = pairs.filter(move |(_, (begin, end))| {
            self.length == 2
                || self
                    .word
                    .get(*begin..*end)
                    .is_some_and(|pair| JIEBA.has_word(pair))
        });
        own.map(move |(nth, _)| self.at + nth)
    }
}

/// The Chinese of a text in its normal form, with spaces elsewhere, so that each character stands where its position says
/// ([`Units::positions`]).
pub(crate) fn chinese(units: &Units) -> String {
    let mut chinese = String::with_capacity(4 * units.len());
    for (at, unit) in units.list().iter().enumerate() {
        if at > 0 && !unit.joined {
            chinese.push(' ');
        }
        chinese.push(match unit.kind {
            Kind::Han(c) => c,
            Kind::Word => ' ',
        });
    }
    chinese
}

/// The words of what [`chinese`] gives, in order; single characters are left out.
pub(crate) fn cut(chinese: &str) -> Vec<Word<'_>> {
    let tokens = JIEBA.cut(chinese, false).into_iter();
    tokens
        .map(|token| Word {
            at: token.start,
            length: token.end - token.start,
            word: token.word,
        })
        .filter(|word| word.length > 1)
        .collect()
}

/// How much less often than others a word stands in texts (IDF), where it may be a keyword: nouns and names of things, no
/// places and no persons.
pub(crate) fn weight(word: &str) -> Option<f64> {
    let kinds = ["n", "nz", "vn", "nt", "j", "l"]
        .map(str::to_string)
        .to_vec();
    let found = WEIGHTS.extract_keywords(&JIEBA, word, 1, kinds).pop()?;
    (found.keyword == word).then_some(found.weight)
}

static WEIGHTS: LazyLock<TfIdf> = LazyLock::new(|| {
    let mut weights = TfIdf::default();
    *weights.config_mut() = KeywordExtractConfig::builder()
        .set_stop_words(NO_KEYWORDS.split(' ').map(str::to_string).collect())
        .build();
    weights
});

/// Words of the trade, which tell nothing about a report.
const NO_KEYWORDS: &str = "记者 本报 本报讯 本报记者 通讯员 新华社 工作 活动 会议 部门 单位 人员 情况 方面 问题 内容 重点 能力 \
                           水平 任务 全市 全省 全县 全区 全国 我市 我省 我县 我区 有关 相关 同志 负责人 目标 过程 作用";

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
    fn long_words_hold_shorter_ones() {
        let parts = shorter("全国人民代表大会");
        assert!(parts.contains(&"人民".to_string()) && parts.contains(&"大会".to_string()));
        assert!(!parts.contains(&"全国人民代表大会".to_string()));
        for word in ["疫苗", "龙", "covid", ""] {
            assert!(shorter(word).is_empty(), "{word}");
        }
    }

    #[test]
    fn names_of_places_are_known() {
        assert!(is_place("苏北") && is_place("河南省"));
        assert!(!is_place("体检") && !is_place("焦作市民"));
    }

    #[test]
    fn things_weigh_what_they_tell() {
        assert!(weight("疫苗") > weight("医院"));
        assert_eq!(weight("工作"), None);
        assert_eq!(weight("河南省"), None);
        assert_eq!(weight("疫苗接种"), None);
    }

    #[test]
    fn pairs_are_words_not_accidents() {
        let text = "A市开展3次疫苗接种，公共汽车停运";
        let units = Units::of(text);
        let chinese = chinese(&units);
        let characters: Vec<char> = chinese.chars().collect();
        let positions = units.positions().last().map(|last| last as usize + 1);
        assert_eq!(Some(characters.len()), positions);
        let pairs = cut(&chinese).into_iter().flat_map(Word::pairs);
        let pairs: Vec<String> = pairs
            .map(|at| characters[at..at + 2].iter().collect())
            .collect();
        assert_eq!(pairs, ["开展", "疫苗", "接种", "公共", "汽车", "停运"]);
    }
}
