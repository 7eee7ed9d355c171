//! Pages stay light: what every reader downloads is small, and nothing in it is dead.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const STYLE_BYTES: usize = 30_000;
const SCRIPT_BYTES: usize = 8_000;

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The text of every file in a folder and below it.
fn all_text(folder: &Path) -> String {
    let entries = fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .map(|path| match path.is_dir() {
            true => all_text(&path),
            false => read(&path),
        })
        .collect()
}

/// The words of a text that may be names of classes.
fn words(text: &str) -> BTreeSet<&str> {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_'))
        .collect()
}

/// The names after a dot in the selectors of a stylesheet.
fn classes(style: &str) -> BTreeSet<&str> {
    let selectors = style.split('}').filter_map(|rule| rule.rsplit_once('{'));
    let names = selectors.flat_map(|(selector, _)| selector.split('.').skip(1));
    names
        .map(|name| {
            let end = name.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_'));
            &name[..end.unwrap_or(name.len())]
        })
        .filter(|name| name.starts_with(|c: char| c.is_ascii_alphabetic()))
        .collect()
}

#[test]
fn style_and_script_are_small() {
    let style = read(&root().join("static/style.css")).len();
    let script = read(&root().join("static/app.js")).len();
    assert!(style <= STYLE_BYTES, "style.css has {style} bytes");
    assert!(script <= SCRIPT_BYTES, "app.js has {script} bytes");
}

#[test]
fn every_class_of_the_stylesheet_is_used() {
    let style = read(&root().join("static/style.css"));
    let used = ["templates", "src/web", "static/app.js"].map(|name| {
        let path = root().join(name);
        match path.is_dir() {
            true => all_text(&path),
            false => read(&path),
        }
    });
    let used = used.concat();
    let used = words(&used);
    // Numbered in templates: tiles in rows and columns, shades, tints, lines of a comparison.
    let numbered = |name: &str| name.ends_with(|c: char| c.is_ascii_digit());
    let classes = classes(&style);
    assert!(classes.len() > 100, "only {} classes found", classes.len());
    let dead: Vec<_> = classes
        .into_iter()
        .filter(|name| !used.contains(name) && !numbered(name))
        .collect();
    assert!(dead.is_empty(), "rules for what no page has: {dead:?}");
}
