//! The interface speaks two languages: every word of it stands in `src/web/i18n`, in both.

use std::fs;
use std::path::{Path, PathBuf};

/// Chinese that is the same in every language: a language's own name, and examples of what may be typed.
const SAME_IN_BOTH: [&str; 3] = ["简体中文", "焦作", "新冠,流感"];

fn is_chinese(character: char) -> bool {
    matches!(character, '\u{3000}'..='\u{303f}' | '\u{4e00}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}')
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .flat_map(|path| match path.is_dir() {
            true => files(&path),
            false => vec![path],
        })
        .collect()
}

#[test]
fn templates_hold_no_words_of_their_own() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for path in files(&root.join("templates")) {
        let text = fs::read_to_string(&path).unwrap();
        for (index, line) in text.lines().enumerate() {
            let line = SAME_IN_BOTH
                .iter()
                .fold(line.to_string(), |line, same| line.replace(same, ""));
            let place = format!("{}:{}", path.display(), index + 1);
            assert!(!line.contains(is_chinese), "{place} holds words: {line}");
        }
    }
}

/// Name and string of every entry of a language's table.
fn entries(file: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join("src/web/i18n").join(file)).unwrap();
    let lines = text.lines().filter_map(|line| {
        let (name, rest) = line.trim().split_once(": \"")?;
        let value = rest.strip_suffix("\",")?;
        Some((name.to_string(), value.to_string()))
    });
    lines.collect()
}

#[test]
fn every_string_is_said_in_both_languages() {
    let (zh, en) = (entries("zh.rs"), entries("en.rs"));
    let names = |entries: &[(String, String)]| {
        let mut names: Vec<String> = entries.iter().map(|(name, _)| name.clone()).collect();
        names.sort();
        names
    };
    assert!(zh.len() > 100, "only {} strings found", zh.len());
    assert_eq!(names(&zh), names(&en));
    for (name, value) in &en {
        assert!(!value.trim().is_empty(), "{name} is empty in English");
        assert!(
            !value.contains(is_chinese),
            "{name} is not English: {value}"
        );
    }
    for (name, value) in &zh {
        assert!(!value.is_empty(), "{name} is empty in Chinese");
        let words = value.chars().filter(char::is_ascii_alphabetic).count();
        assert!(
            words == 0 || value.contains(is_chinese),
            "{name} is not Chinese: {value}"
        );
    }
}
