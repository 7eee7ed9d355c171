//! Where the words of a query stand in a text, and the passage to show.

use std::ops::Range;

use super::units::{Kind, Units};

/// What is to be marked.
#[derive(Debug, Clone, Default)]
pub struct Wanted<'a> {
    pub phrases: Vec<&'a Units>,
    /// Beginnings of words, in normal form.
    pub prefixes: Vec<&'a str>,
}

impl Wanted<'_> {
    pub fn is_empty(&self) -> bool {
        self.phrases.is_empty() && self.prefixes.is_empty()
    }
}

/// A passage of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Snippet {
    /// Cut from the original; `…` where it was cut.
    pub text: String,
    /// Bytes of `text` to be marked, ascending, apart from one another.
    pub marks: Vec<Range<usize>>,
}

/// Bytes of the text to be marked, ascending, apart from one another.
pub fn marks(text: &str, wanted: &Wanted<'_>) -> Vec<Range<usize>> {
    let units = Units::of(text);
    merged(
        hits(&units, wanted)
            .into_iter()
            .map(|hit| bytes_of(&units, &hit.units))
            .collect(),
    )
}

/// The passage of about `chars` characters that says most about what is wanted: most different words, then most of
/// them, then the first. `None` where nothing wanted stands in the text.
pub fn snippet(text: &str, wanted: &Wanted<'_>, chars: usize) -> Option<Snippet> {
    let units = Units::of(text);
    let hits = hits(&units, wanted);
    let window = best_window(&hits, chars)?;
    let covered = bytes_of(&units, &window);
    let range = widen(text, covered, chars);
    let marks = hits
        .iter()
        .map(|hit| bytes_of(&units, &hit.units))
        .collect();
    Some(cut(text, range, merged(marks)))
}

/// The first `chars` characters, without marks.
pub fn beginning(text: &str, chars: usize) -> Snippet {
    let end = text
        .char_indices()
        .nth(chars)
        .map_or(text.len(), |(at, _)| at);
    cut(text, 0..end, Vec::new())
}

/// Marks that belong to what stands before them.
const ENDING: [char; 22] = [
    '，', '。', '、', '；', '：', '！', '？', '…', '）', '》', '〉', '」', '』', '】', '”', '’',
    ',', '.', ';', ':', ')', ']',
];

struct Hit {
    units: Range<usize>,
    /// Which of the wanted words it is.
    word: usize,
}

fn hits(units: &Units, wanted: &Wanted<'_>) -> Vec<Hit> {
    let mut hits: Vec<Hit> = Vec::new();
    for (word, phrase) in wanted.phrases.iter().enumerate() {
        hits.extend(
            units
                .find(phrase)
                .into_iter()
                .map(|units| Hit { units, word }),
        );
    }
    if !wanted.prefixes.is_empty() {
        for (at, unit) in units
            .list()
            .iter()
            .enumerate()
            .filter(|(_, unit)| unit.kind == Kind::Word)
        {
            let text = units.word(unit);
            let found = wanted
                .prefixes
                .iter()
                .position(|prefix| text.starts_with(prefix));
            hits.extend(found.map(|word| Hit {
                units: at..at + 1,
                word: wanted.phrases.len() + word,
            }));
        }
    }
    hits.sort_by_key(|hit| (hit.units.start, hit.units.end));
    hits
}

fn bytes_of(units: &Units, range: &Range<usize>) -> Range<usize> {
    let list = units.list();
    let first = list.get(range.start).map(|unit| unit.range());
    let last = list.get(range.end.wrapping_sub(1)).map(|unit| unit.range());
    match (first, last) {
        (Some(first), Some(last)) => first.start..last.end,
        _ => 0..0,
    }
}

fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut apart: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match apart.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => apart.push(range),
        }
    }
    apart
}

/// The units from the first to the last hit of the best window.
fn best_window(hits: &[Hit], width: usize) -> Option<Range<usize>> {
    let mut best: Option<((usize, usize), Range<usize>)> = None;
    for (at, first) in hits.iter().enumerate() {
        let within = hits[at..]
            .iter()
            .take_while(|hit| hit.units.end <= first.units.start + width.max(1));
        let mut seen = 0_u64;
        let (mut count, mut end) = (0, first.units.end);
        for hit in within.take(64) {
            seen |= 1 << (hit.word % 64);
            count += 1;
            end = end.max(hit.units.end);
        }
        let score = (seen.count_ones() as usize, count);
        if best.as_ref().is_none_or(|(known, _)| score > *known) {
            best = Some((score, first.units.start..end));
        }
    }
    best.map(|(_, window)| window)
}

/// Widens the range to about `chars` characters, a third of what is added before it, and begins at a sentence or clause
/// if one begins there.
fn widen(text: &str, range: Range<usize>, chars: usize) -> Range<usize> {
    let inside = text
        .get(range.clone())
        .map_or(0, |inside| inside.chars().count());
    let spare = chars.saturating_sub(inside);
    let head = text.get(..range.start).unwrap_or_default();
    let tail = text.get(range.end..).unwrap_or_default();
    let before = (spare / 3).max(spare.saturating_sub(tail.chars().take(spare).count()));
    let mut start = head
        .char_indices()
        .rev()
        .take(before)
        .last()
        .map_or(range.start, |(at, _)| at);
    if start > 0 {
        let clause = text[start..range.start]
            .char_indices()
            .filter(|(_, c)| matches!(c, '。' | '！' | '？' | '；' | '\n' | '，'))
            .map(|(at, c)| (start + at + c.len_utf8(), c != '，'))
            .max_by_key(|(at, whole)| (*whole, std::cmp::Reverse(*at)));
        start = clause.map_or(start, |(at, _)| at);
    }
    let used = text
        .get(start..range.end)
        .map_or(0, |inside| inside.chars().count());
    let after = chars.saturating_sub(used);
    let end = tail
        .char_indices()
        .nth(after)
        .map_or(text.len(), |(at, _)| range.end + at);
    start..end
}

fn cut(text: &str, range: Range<usize>, marks: Vec<Range<usize>>) -> Snippet {
    let inside = text.get(range.clone()).unwrap_or_default();
    // Within a text a passage does not begin with the mark that ends what is before it.
    let trimmed = match range.start {
        0 => inside.trim_start(),
        _ => inside.trim_start_matches(|c: char| c.is_whitespace() || ENDING.contains(&c)),
    };
    let range = range.end - trimmed.len()..range.end;
    let trimmed = trimmed.trim_end();
    let mut snippet = Snippet::default();
    if range.start > 0 && !text[..range.start].trim().is_empty() {
        snippet.text.push('…');
    }
    let shift = snippet.text.len();
    // Lines are of no interest here; a newline is one byte, as the space is, so the marks stay where they are.
    snippet
        .text
        .extend(trimmed.chars().map(|c| if c == '\n' { ' ' } else { c }));
    let end = range.start + trimmed.len();
    if !text.get(end..).unwrap_or_default().trim().is_empty() {
        snippet.text.push('…');
    }
    snippet.marks = marks
        .into_iter()
        .filter(|mark| mark.start >= range.start && mark.end <= end)
        .map(|mark| mark.start - range.start + shift..mark.end - range.start + shift)
        .collect();
    snippet
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(phrases: &[Units]) -> Wanted<'_> {
        Wanted {
            phrases: phrases.iter().collect(),
            prefixes: vec!["vacc"],
        }
    }

    #[test]
    fn marks_lie_in_the_original_writing() {
        let text = "臺灣開展疫苗接種，Vaccines ＣＯＶＩＤ－19";
        let phrases = [
            Units::of("疫苗"),
            Units::of("苗接种"),
            Units::of("covid-19"),
        ];
        let marked: Vec<&str> = marks(text, &wanted(&phrases))
            .into_iter()
            .map(|mark| &text[mark])
            .collect();
        assert_eq!(marked, ["疫苗接種", "Vaccines", "ＣＯＶＩＤ－19"]);
    }

    #[test]
    fn the_passage_with_most_words_is_shown() {
        let filler = "这里说的是别的事情。".repeat(20);
        let text = format!("疫苗。{filler}\n本周流感疫苗到货，市民可以接种。{filler}");
        let phrases = [Units::of("疫苗"), Units::of("流感")];
        let snippet = snippet(&text, &wanted(&phrases), 40).unwrap();
        assert!(snippet.text.starts_with("…"), "{}", snippet.text);
        let marked: Vec<&str> = snippet
            .marks
            .iter()
            .map(|mark| &snippet.text[mark.clone()])
            .collect();
        assert_eq!(marked, ["流感疫苗"]);
    }

    #[test]
    fn a_passage_begins_with_no_ending_mark() {
        let head = "门诊时间从周一起延长到晚上,".repeat(5);
        let mark = head.chars().count() - 1;
        let text = format!("{head}流感疫苗当日到货");
        let before = text.char_indices().nth(mark).map_or(0, |(at, _)| at);
        let found = cut(
            &text,
            before..text.len(),
            marks(&text, &wanted(&[Units::of("疫苗")])),
        );
        assert_eq!(found.text, "…流感疫苗当日到货");
        assert_eq!(&found.text[found.marks[0].clone()], "疫苗");
        assert_eq!(beginning("，一二三四", 3).text, "，一二…");
    }

    #[test]
    fn nothing_wanted_gives_no_passage() {
        assert_eq!(snippet("疫苗", &wanted(&[Units::of("流感")]), 40), None);
        assert_eq!(beginning("一二三四", 3).text, "一二三…");
    }
}
