//! Reading order: a page is cut at the gutter that the fewest lines run across, each side again, until nothing is left to
//! cut; lines that do run across (headlines) part what stands above them from what stands below.

use super::gutter::{self, GUTTER, crosses};
use super::words::Word;

/// Type this much larger than the usual is a headline.
const LARGER: f32 = 1.2;
/// Lines further apart than this many usual line steps are no neighbours.
const APART: f32 = 1.5;
/// A line that starts this many characters within its column begins a paragraph.
const INDENT: f32 = 1.3;
/// Cuts within cuts; a page of a newspaper has three or four.
const DEPTH: usize = 12;
/// Words of a page that columns are looked for among; a broadsheet of small type has some thousands.
const MOST: usize = 50_000;

/// A run of words on one line, without a gap wide enough for a gutter.
#[derive(Debug, Clone)]
pub(super) struct Run {
    pub(super) left: f32,
    pub(super) right: f32,
    middle: f32,
    /// Width of a Chinese character.
    em: f32,
    /// Width in Chinese characters.
    units: f32,
    text: String,
}

/// A page's lines in reading order; a blank line stands between columns, and round headlines. A page of more words than
/// any paper prints is read in the order that it gives them itself.
pub(super) fn reading_order(words: Vec<Word>) -> String {
    if words.len() > MOST {
        return given_order(words);
    }
    let runs = runs(words);
    let em = median(runs.iter().map(|run| run.em));
    let mut columns = Vec::new();
    cut(runs, em, DEPTH, &mut columns);
    let mut text = String::new();
    for column in columns {
        write(column, em, &mut text);
        text.push('\n');
    }
    text
}

fn median(values: impl Iterator<Item = f32>) -> f32 {
    let mut values: Vec<f32> = values.collect();
    values.sort_by(f32::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(10.0)
}

/// Width in Chinese characters: Latin letters and digits are half as wide.
fn units(text: &str) -> f32 {
    let wide = |c: char| if c.is_ascii() { 0.5 } else { 1.0 };
    text.chars().map(wide).sum::<f32>().max(0.5)
}

/// A page's lines as its words come, one after the other.
fn given_order(words: Vec<Word>) -> String {
    let lines = rows(words.into_iter().map(Run::from).collect());
    let lines = lines.into_iter().map(|line| {
        let runs = joined(line);
        let runs: Vec<&str> = runs.iter().map(|run| run.text.as_str()).collect();
        runs.join("　") + "\n"
    });
    lines.collect()
}

/// The runs of all lines, from above.
fn runs(words: Vec<Word>) -> Vec<Run> {
    let mut words: Vec<Run> = words.into_iter().map(Run::from).collect();
    words.sort_by(|a, b| {
        a.middle
            .total_cmp(&b.middle)
            .then(a.left.total_cmp(&b.left))
    });
    let lines = rows(words).into_iter().map(|mut line| {
        line.sort_by(|a, b| a.left.total_cmp(&b.left));
        joined(line)
    });
    lines.flatten().collect()
}

/// Joins words of a line that stand close together.
fn joined(line: Vec<Run>) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::with_capacity(line.len());
    for word in line {
        match runs.last_mut() {
            Some(run) if joins(run, &word) => run.take(word),
            _ => runs.push(word),
        }
    }
    runs
}

/// Groups what is sorted by height into lines of one height.
fn rows(sorted: Vec<Run>) -> Vec<Vec<Run>> {
    let mut rows: Vec<Vec<Run>> = Vec::new();
    for run in sorted {
        let same = |row: &Vec<Run>| {
            row.first()
                .is_some_and(|first| (run.middle - first.middle).abs() < first.em.min(run.em) * 0.5)
        };
        match rows.last_mut().filter(|row| same(row)) {
            Some(row) => row.push(run),
            None => rows.push(vec![run]),
        }
    }
    rows
}

fn joins(run: &Run, word: &Run) -> bool {
    let em = run.em.max(word.em);
    word.left - run.right < em * GUTTER && run.em.min(word.em) * 1.5 > em * 0.9
}

impl From<Word> for Run {
    fn from(word: Word) -> Self {
        let units = units(&word.text);
        Self {
            em: (word.right - word.left) / units,
            units,
            left: word.left,
            right: word.right,
            middle: word.middle,
            text: word.text,
        }
    }
}

impl Run {
    fn take(&mut self, word: Run) {
        let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        if latin(self.text.chars().last()) && latin(word.text.chars().next()) {
            self.text.push(' ');
            self.units += units(" ");
        }
        let units = self.units + word.units;
        self.em = (self.em * self.units + word.em * word.units) / units;
        self.units = units;
        self.text.push_str(&word.text);
        self.right = self.right.max(word.right);
    }
}

/// Cuts a part of a page into columns, in reading order.
fn cut(runs: Vec<Run>, em: f32, depth: usize, columns: &mut Vec<Vec<Run>>) {
    let mut runs = runs;
    runs.sort_by(|a, b| a.middle.total_cmp(&b.middle));
    let rows = rows(runs);
    if rows.len() < 2 || depth == 0 {
        columns.extend(Some(rows.concat()).filter(|runs| !runs.is_empty()));
        return;
    }
    let alone: Vec<bool> = (0..rows.len()).map(|at| is_alone(at, &rows, em)).collect();
    if alone.contains(&true) {
        return cut_at_headlines(rows, &alone, em, depth - 1, columns);
    }
    if let Some(gutter) = gutter::widest(&rows, em) {
        for part in parts(rows, gutter, em) {
            match part {
                Part::Across(runs) => columns.push(runs),
                Part::Sides(left, right) => {
                    cut(left, em, depth - 1, columns);
                    cut(right, em, depth - 1, columns);
                }
            }
        }
        return;
    }
    // The lower part has other columns than the upper: the most rows from above that have a gutter are taken first.
    match gutter::rows_above(&rows, em) {
        Some(end) => {
            let mut rows = rows;
            let below = rows.split_off(end);
            cut(rows.concat(), em, depth - 1, columns);
            cut(below.concat(), em, depth - 1, columns);
        }
        None => columns.push(rows.concat()),
    }
}

/// Is this row a headline with nothing beside it? What is above then ends above it, in all columns.
fn is_alone(at: usize, rows: &[Vec<Run>], em: f32) -> bool {
    let Some([headline]) = rows.get(at).map(Vec::as_slice) else {
        return false;
    };
    let near = |run: &&Run| (run.middle - headline.middle).abs() < headline.em * 0.6;
    let (above, below) = rows.split_at(at);
    let above = above.iter().flatten().rev().take_while(near);
    let mut beside = above.chain(below.iter().flatten().take_while(near));
    headline.em > em * LARGER && !beside.any(|run| run.left != headline.left)
}

fn cut_at_headlines(
    rows: Vec<Vec<Run>>,
    alone: &[bool],
    em: f32,
    depth: usize,
    columns: &mut Vec<Vec<Run>>,
) {
    let mut text: Vec<Run> = Vec::new();
    let mut headline: Vec<Run> = Vec::new();
    for (row, alone) in rows.into_iter().zip(alone) {
        if *alone {
            cut(std::mem::take(&mut text), em, depth, columns);
            headline.extend(row);
        } else {
            columns.extend(Some(std::mem::take(&mut headline)).filter(|runs| !runs.is_empty()));
            text.extend(row);
        }
    }
    columns.extend(Some(headline).filter(|runs| !runs.is_empty()));
    cut(text, em, depth, columns);
}

enum Part {
    /// Lines across the gutter.
    Across(Vec<Run>),
    /// What stands on both sides of it.
    Sides(Vec<Run>, Vec<Run>),
}

/// From top to bottom, what a gutter parts and what runs across it.
fn parts(rows: Vec<Vec<Run>>, gutter: f32, em: f32) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for run in rows.into_iter().flatten() {
        let across = crosses(&run, gutter, em);
        match parts.last_mut() {
            Some(Part::Across(runs)) if across => runs.push(run),
            Some(Part::Sides(left, _)) if !across && run.right < gutter => left.push(run),
            Some(Part::Sides(_, right)) if !across => right.push(run),
            _ if across => parts.push(Part::Across(vec![run])),
            _ if run.right < gutter => parts.push(Part::Sides(vec![run], Vec::new())),
            _ => parts.push(Part::Sides(Vec::new(), vec![run])),
        }
    }
    parts
}

fn write(mut column: Vec<Run>, em: f32, text: &mut String) {
    column.sort_by(|a, b| a.middle.total_cmp(&b.middle));
    let left = column
        .iter()
        .map(|run| run.left)
        .fold(f32::INFINITY, f32::min);
    let lines = rows(column);
    let steps = lines
        .windows(2)
        .filter_map(|pair| Some(pair.get(1)?.first()?.middle - pair.first()?.first()?.middle));
    let step = median(steps).max(em);
    let mut before: Option<(f32, bool)> = None;
    for mut line in lines {
        line.sort_by(|a, b| a.left.total_cmp(&b.left));
        let Some(first) = line.first() else { continue };
        let large = first.em > em * LARGER;
        let middle = first.middle;
        if before.is_some_and(|(last, was)| middle - last > step * APART || was != large) {
            text.push('\n');
        }
        if !large && (em * INDENT..em * 3.0).contains(&(first.left - left)) {
            text.push_str("　　");
        }
        let words: Vec<&str> = line.iter().map(|run| run.text.as_str()).collect();
        text.push_str(&words.join("　"));
        text.push('\n');
        before = Some((middle, large));
    }
}
