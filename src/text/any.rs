//! Does a text begin with, end with or hold any of some words? Most rules about Chinese text ask just this: what a place, a
//! date or a line is, the words beside it tell.

/// 新增确诊病例 begins with one of 通报, 新增.
pub(crate) fn starts_with(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.starts_with(word))
}

/// 专家组赴 ends with one of 赴, 抵达.
pub(crate) fn ends_with(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.ends_with(word))
}

/// 大赛顺利举行 holds one of 举行, 开幕.
pub(crate) fn holds(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}
