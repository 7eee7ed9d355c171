//! The clause or the sentence that a place stands in: what is said of a place is said near it.
//!
//! Everything here looks only as far as the punctuation lets it: in 支援湖北。武汉卫健委… the help is not for 武汉, and in
//! 从武汉返回，到上海求医 nobody comes from 上海.

const SENTENCE_ENDS: [char; 5] = ['。', '；', '\n', '！', '？'];

/// The clause up to the place.
pub(super) fn clause_before(before: &str) -> &str {
    let mut clauses = before.rsplit(['，', ',', '。', '；', '：', '\n', '！', '？']);
    clauses.next().unwrap_or(before)
}

/// The sentence up to the place.
pub(super) fn sentence_before(before: &str) -> &str {
    before.rsplit(SENTENCE_ENDS).next().unwrap_or(before)
}

/// What a text begins with, to the end of the sentence.
pub(super) fn sentence_of(text: &str) -> &str {
    text.split(SENTENCE_ENDS).next().unwrap_or(text)
}

/// Whether one of the words begins within so many characters, in the same clause.
pub(super) fn within(rest: &str, words: &[&str], chars: usize) -> bool {
    let near = head(rest, chars + LONGEST);
    let clause = near
        .split(['，', '。', '、', '；', '\n'])
        .next()
        .unwrap_or(near);
    words.iter().any(|word| {
        let at = clause.find(word);
        at.is_some_and(|at| clause[..at].chars().count() <= chars)
    })
}

/// Characters of the longest word that [`within`] looks for.
const LONGEST: usize = 5;

/// The first characters of a text.
pub(super) fn head(text: &str, chars: usize) -> &str {
    let end = text.char_indices().nth(chars);
    end.map_or(text, |(at, _)| &text[..at])
}
