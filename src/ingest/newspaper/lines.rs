//! The printed lines of a page and the blocks that blank lines make of them.

/// A non-blank line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'a> {
    /// From 1.
    pub(super) number: u32,
    /// Without white space at its ends.
    pub(super) text: &'a str,
    /// Width in half characters: an ideograph takes two, a Latin letter one.
    pub(super) width: usize,
    /// White space of a first line's indent stands before it.
    pub(super) indented: bool,
}

/// Lines with no blank one between them.
#[derive(Debug, Clone)]
pub(super) struct Block<'a> {
    pub(super) lines: Vec<Line<'a>>,
    /// Blank lines before it.
    pub(super) gap: u32,
    /// A form feed stands before it: another page of the same file.
    pub(super) new_page: bool,
}

/// Lines wider than this are paragraphs of their own, never lines of a printed column.
pub(super) const WIDEST_COLUMN: usize = 84;
/// Fewer half characters are no column of running text.
const NARROWEST_COLUMN: usize = 14;

/// Cuts a text at `\n` into lines and at blank lines into blocks.
pub(super) fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut blocks: Vec<Block<'_>> = Vec::new();
    let mut gap = 1;
    let mut new_page = false;
    for (number, raw) in (1..).zip(text.split('\n')) {
        new_page |= raw.contains('\u{c}');
        let line = raw.trim_matches(is_space);
        if line.is_empty() {
            gap += 1;
            continue;
        }
        let line = Line {
            number,
            text: line,
            width: width(line),
            indented: width(raw) >= width(raw.trim_start_matches(is_space)) + 2,
        };
        match blocks.last_mut() {
            Some(block) if gap == 0 && !new_page => block.lines.push(line),
            _ => blocks.push(Block {
                lines: vec![line],
                gap,
                new_page: std::mem::take(&mut new_page),
            }),
        }
        gap = 0;
    }
    blocks
}

/// White space, and what stands for it in texts pulled out of a PDF.
pub(super) fn is_space(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '\u{feff}' | '\u{200b}' | '\u{2003}')
}

/// Width in half characters.
pub(super) fn width(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

/// The blocks with the width of the column that each is set in; `None` where a block is not wrapped.
///
/// A block of three lines and more says it itself; a smaller one is set as the nearest of those, up to a few blocks
/// away, unless its lines are too wide for that column. Where only the rows of a list are, they are parted from the text
/// above them.
pub(super) fn columns(blocks: Vec<Block<'_>>) -> Vec<(Block<'_>, Option<usize>)> {
    let own: Vec<Option<usize>> = blocks
        .iter()
        .map(|block| own_column(&block.lines))
        .collect();
    let mut set = Vec::new();
    for (at, block) in blocks.into_iter().enumerate() {
        let Some(column) = own[at].or_else(|| nearest(&own, at)) else {
            set.push((block, None));
            continue;
        };
        let wide = |line: &Line<'_>| own[at].is_none() && line.width > column + 6;
        let text = block.lines.iter().take_while(|line| !wide(line)).count();
        match text {
            0 | 1 if text < block.lines.len() => set.push((block, None)),
            _ => {
                let mut text_above = block;
                let rows = text_above.lines.split_off(text);
                set.push((text_above, Some(column)));
                if !rows.is_empty() {
                    let rows = Block {
                        lines: rows,
                        gap: 0,
                        new_page: false,
                    };
                    set.push((rows, None));
                }
            }
        }
    }
    set
}

/// The column of the nearest block that says it.
fn nearest(own: &[Option<usize>], at: usize) -> Option<usize> {
    let reach = 6;
    let near = (1..=reach).flat_map(|d| [at.checked_sub(d), Some(at + d)]);
    near.flatten().find_map(|near| *own.get(near)?)
}

/// The column that three lines and more are wrapped in: most of them are about as wide as the widest, and few end a
/// sentence.
fn own_column(lines: &[Line<'_>]) -> Option<usize> {
    let (_, inner) = lines.split_last()?;
    if inner.len() < 2 {
        return None;
    }
    let mut widths: Vec<usize> = inner.iter().map(|line| line.width).collect();
    widths.sort_unstable();
    let column = widths[widths.len() * 2 / 3];
    let full = widths.iter().filter(|w| w.abs_diff(column) <= 4).count();
    let ended = inner.iter().filter(|line| ends_sentence(line.text)).count();
    let wrapped = (NARROWEST_COLUMN..=WIDEST_COLUMN).contains(&column)
        && full * 5 >= widths.len() * 3
        && ended * 2 <= inner.len();
    wrapped.then_some(column)
}

/// Does a text end as a sentence or a paragraph does?
pub(super) fn ends_sentence(text: &str) -> bool {
    let bare = text.trim_end_matches([
        '”', '’', '"', '」', '』', '）', ')', '》', '】', ' ', '\u{3000}',
    ]);
    bare.ends_with(['。', '！', '？', '!', '?', '…', '；', ';'])
        || text.ends_with("——")
        || text.ends_with('：')
        || (text.ends_with('.') && text.chars().rev().nth(1).is_some_and(|c| c.is_alphabetic()))
}

/// Joins what a line's end tore apart: nothing between Chinese characters, a space between Latin words.
pub(super) fn join(text: &mut String, next: &str) {
    let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
    if latin(text.chars().next_back()) && latin(next.chars().next()) {
        text.push(' ');
    }
    text.push_str(next);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_lines_make_blocks() {
        let blocks = blocks("\n\n一\n二\n\n\n三\r\n");
        let shape: Vec<(u32, usize)> = blocks.iter().map(|b| (b.gap, b.lines.len())).collect();
        assert_eq!(shape, [(3, 2), (2, 1)]);
        assert_eq!(blocks[1].lines[0].number, 7);
    }

    #[test]
    fn a_column_is_known_by_its_full_lines() {
        let text = "社区医生每周二下乡\n巡诊，带着药箱和一\n台小型心电图机走村\n串户。\n\n短题\n\n这一行是没有折行的长段落，一段话只占一行，所以它不属于任何窄栏，宽度也远远超过窄栏。";
        let columns: Vec<_> = columns(blocks(text)).into_iter().map(|(_, c)| c).collect();
        assert_eq!(columns, [Some(18), Some(18), None]);
    }

    #[test]
    fn rows_too_wide_for_the_column_are_parted_from_the_text_above() {
        let text = "社区医生每周二下乡\n巡诊，带着药箱和一\n台小型心电图机走村\n串户。\n\n获奖的是东山村的医\n生：\n一等奖：张三（东山村） 李四（西山村） 王五（北山村）";
        let columns: Vec<_> = columns(blocks(text))
            .into_iter()
            .map(|(block, column)| (block.lines.len(), column))
            .collect();
        assert_eq!(columns, [(4, Some(18)), (2, Some(18)), (1, None)]);
    }

    #[test]
    fn latin_words_keep_their_space() {
        let mut text = "使用 AED".to_string();
        join(&mut text, "training 教材");
        join(&mut text, "第91");
        join(&mut text, "万册");
        assert_eq!(text, "使用 AED training 教材第91万册");
    }
}
