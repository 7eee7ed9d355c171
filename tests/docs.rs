//! What the program can do and what its documents say are the same.

mod support;

use std::collections::BTreeSet;
use std::path::Path;

use support::Place;

fn document(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

/// The names that `jianbao help` lists under "Commands:".
fn commands(place: &Place) -> Vec<String> {
    let help = place.run(&["--help"]).assert_ok().out.clone();
    let listed = help.split("Commands:").nth(1).unwrap();
    let listed = listed.split("Options:").next().unwrap();
    let names = listed
        .lines()
        .filter_map(|line| line.split_whitespace().next());
    names
        .filter(|name| *name != "help")
        .map(str::to_string)
        .collect()
}

/// Words of the text that begin like this and go on with letters of `more`.
fn words(text: &str, start: &str, more: fn(char) -> bool) -> BTreeSet<String> {
    let found = text
        .match_indices(start)
        .filter(|(at, _)| !text[..*at].ends_with(|c: char| c == '-' || c.is_ascii_alphanumeric()));
    found
        .map(|(at, _)| {
            let rest = &text[at + start.len()..];
            let end = rest.find(|c| !more(c)).unwrap_or(rest.len());
            format!("{start}{}", &rest[..end])
        })
        .filter(|word| word.len() > start.len() && !word.starts_with("---"))
        .collect()
}

fn options(text: &str) -> BTreeSet<String> {
    words(text, "--", |c| c.is_ascii_lowercase() || c == '-')
}

fn variables(text: &str) -> BTreeSet<String> {
    words(text, "JIANBAO_", |c| c.is_ascii_uppercase() || c == '_')
}

#[test]
fn the_readme_names_every_command_option_and_variable_and_no_other() {
    let place = Place::new();
    let readme = document("README.md");
    let (mut has_options, mut has_variables) = (BTreeSet::new(), BTreeSet::new());
    let commands = commands(&place);
    assert!(commands.len() >= 12, "{commands:?}");
    for command in &commands {
        let help = place.run(&[command, "-h"]).assert_ok().out.clone();
        has_options.extend(options(&help));
        has_variables.extend(variables(&help));
        assert!(
            readme.contains(&format!("`{command}")),
            "README.md does not explain {command}"
        );
    }
    for own in ["--help", "--version"] {
        has_options.remove(own);
    }
    let mut told = options(&readme);
    // cargo's
    told.remove("--release");
    assert_eq!(told, has_options);
    assert_eq!(variables(&readme), has_variables);
    let unit = variables(&document("deploy/jianbao.service"));
    assert!(
        !unit.is_empty() && unit.is_subset(&has_variables),
        "{unit:?}"
    );
}

#[test]
fn every_option_is_explained_and_has_a_variable() {
    let place = Place::new();
    for command in commands(&place) {
        let help = place.run(&[&command, "-h"]).out.clone();
        let entries = help.split("\n      --").skip(1);
        for entry in entries.map(|entry| entry.split("\n  -h").next().unwrap()) {
            let words: Vec<&str> = entry.split_whitespace().collect();
            let explained = words.iter().skip(1).find(|word| !word.starts_with('<'));
            assert!(
                explained.is_some_and(|word| !word.starts_with("[env")),
                "{command} --{entry}"
            );
            assert!(
                words.join(" ").contains("[env: JIANBAO_"),
                "{command} --{entry}"
            );
        }
    }
}

#[test]
fn every_address_is_named_in_a_document() {
    let routes = document("src/web.rs");
    let told = ["README.md", "ARCHITECTURE.md", "templates/help.html"]
        .map(document)
        .concat();
    let mut seen = 0;
    for route in routes.split(".route(\"").skip(1) {
        let route = route.split('"').next().unwrap();
        seen += 1;
        // /regions/{code}/feed.atom is told of by its first part and its last.
        let first = route.split('/').nth(1).unwrap_or_default();
        assert!(
            told.contains(&format!("`/{first}")),
            "nothing is said of {route}"
        );
    }
    assert!(seen > 30, "{seen} routes");
}

#[test]
fn the_map_of_the_code_stays_short_and_true() {
    let map = document("ARCHITECTURE.md");
    assert!(map.lines().count() < 150);
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for file in map
        .split('`')
        .filter(|part| part.ends_with(".rs") && !part.contains(' '))
    {
        let known = walkdir::WalkDir::new(&sources)
            .into_iter()
            .flatten()
            .any(|entry| entry.path().ends_with(file.trim_start_matches("tests/")))
            || Path::new(env!("CARGO_MANIFEST_DIR")).join(file).exists();
        assert!(known, "there is no {file}");
    }
}
