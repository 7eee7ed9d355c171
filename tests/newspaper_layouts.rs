//! Whole articles laid out as newspaper pages of many widths, with headlines before and behind them and torn
//! paragraphs: what goes in must come out.

use std::path::Path;

use jianbao::ingest::{layout, newspaper};
use serde_json::Value;

/// The share of articles found whole under their own headline, over all pages.
const FOUND: f64 = 0.93;

struct Story {
    headline: String,
    paragraphs: Vec<String>,
}

#[derive(Clone, Copy)]
enum Headline {
    Before,
    Behind,
}

#[test]
fn articles_are_found_in_columns_of_every_width() {
    let stories = stories();
    assert!(stories.len() >= 10);
    let (mut found, mut all) = (0, 0);
    let mut missed = Vec::new();
    for width in 13..=40 {
        for place in [Headline::Before, Headline::Behind] {
            for first in [0, 3, 6] {
                let page: Vec<&Story> =
                    stories.iter().cycle().skip(first + width).take(4).collect();
                let text = laid_out(&page, width, place);
                let articles = newspaper::segment(&text).articles;
                for story in page {
                    all += 1;
                    let whole = letters(&story.paragraphs.concat());
                    let right = articles.iter().any(|article| {
                        letters(&article.headline) == letters(&story.headline)
                            && letters(&article.article_body.concat()) == whole
                    });
                    found += usize::from(right);
                    if !right {
                        missed.push(format!("{width} {}", story.headline));
                    }
                }
            }
        }
    }
    let share = found as f64 / all as f64;
    assert!(share >= FOUND, "{found} of {all} found; not: {missed:#?}");
}

#[test]
fn a_page_header_does_not_make_a_web_page() {
    let stories = stories();
    let header = "海州日报 2024年5月17日 星期五 责编：张三 第6版\n\n";
    let lines = stories.iter().map(|story| {
        let body = story.paragraphs.join("\n\n");
        format!("{}\n\n{body}\n\n", story.headline)
    });
    let text: String = std::iter::once(header.to_string()).chain(lines).collect();
    assert_eq!(layout::detect(&text), jianbao::article::Layout::Newspaper);
}

/// The reports of our own pages: each opens with 本报讯, so that a page of them can be read.
fn stories() -> Vec<Story> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/pages");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "jsonl"))
        .collect();
    files.sort();
    let texts = files
        .iter()
        .map(|file| std::fs::read_to_string(file).unwrap());
    let rows: Vec<Value> = texts
        .flat_map(|text| {
            let rows = text.lines().map(|row| serde_json::from_str(row).unwrap());
            rows.collect::<Vec<Value>>()
        })
        .collect();
    let words = |value: &Value| value.as_str().unwrap_or_default().to_string();
    let stories = rows.iter().map(|row| Story {
        headline: words(&row["headline"]),
        paragraphs: row["articleBody"]
            .as_array()
            .unwrap()
            .iter()
            .map(words)
            .collect(),
    });
    stories
        .map(|mut story| {
            if !story.paragraphs[0].starts_with("本报讯") {
                story.paragraphs[0].insert_str(0, "本报讯 ");
            }
            story
        })
        .filter(|story| story.paragraphs.len() <= 5)
        .collect()
}

fn laid_out(page: &[&Story], width: usize, place: Headline) -> String {
    let mut text = String::new();
    for (number, story) in page.iter().enumerate() {
        let mut body = String::new();
        for (at, paragraph) in story.paragraphs.iter().enumerate() {
            let lines = wrapped(paragraph, width);
            // Every other paragraph breaks off at a column's end.
            let torn = if (number + at).is_multiple_of(2) {
                lines.len() / 2
            } else {
                0
            };
            for (line, words) in lines.iter().enumerate() {
                let gap = if line == torn && line > 0 { "\n" } else { "" };
                body.push_str(&format!("{gap}{words}\n"));
            }
            body.push('\n');
        }
        let headline = format!("{}\n\n", story.headline);
        let parts = match place {
            Headline::Before => [headline, body],
            Headline::Behind => [body, headline],
        };
        text.extend(parts);
    }
    text
}

/// Lines of so many characters, the first two narrower; no closing mark begins a line.
fn wrapped(paragraph: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut room = 2 * (width - 2);
    for c in paragraph.chars() {
        let wide = if c.is_ascii() { 1 } else { 2 };
        let closing = "，。、；：？！”’）》".contains(c);
        if room < wide && !closing {
            lines.push(String::new());
            room = 2 * width;
        }
        room = room.saturating_sub(wide);
        lines.last_mut().unwrap().push(c);
    }
    lines
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}
