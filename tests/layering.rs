//! Keeps the way of the data: who may know whom.

use std::fs;
use std::path::{Path, PathBuf};

fn sources(folder: &str) -> Vec<PathBuf> {
    let mut files = vec![PathBuf::from(format!("src/{folder}.rs"))];
    let mut folders = vec![PathBuf::from(format!("src/{folder}"))];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files
}

fn forbid(layer: &str, words: &[&str]) {
    for path in sources(layer) {
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(&path)).unwrap();
        for word in words {
            assert!(
                !text.contains(word),
                "{} must not know {word}",
                path.display()
            );
        }
    }
}

const ABOVE: [&str; 4] = [
    "crate::archive",
    "crate::web",
    "crate::ingest",
    "crate::cli",
];
const SQL: &str = "sqlx";
const HTTP: &str = "axum";

/// As ARCHITECTURE.md has it: what each layer must not know.
#[test]
fn layers_know_only_what_they_may() {
    for plain in [
        "article", "edtf", "clock", "region", "topic", "text", "query",
    ] {
        forbid(plain, &ABOVE);
        forbid(plain, &[SQL, HTTP]);
    }
    for without_files in ["article", "edtf", "clock", "region", "text", "query"] {
        forbid(without_files, &["std::fs", "std::net"]);
    }
    forbid(
        "ingest",
        &["crate::archive", "crate::web", "crate::cli", HTTP, SQL],
    );
    forbid(
        "archive",
        &["crate::ingest", "crate::web", "crate::cli", HTTP],
    );
    forbid("web", &["crate::ingest", "crate::cli", SQL]);
}

/// What day it is in China is known in one place, whatever zone the machine is in.
#[test]
fn one_module_reads_the_clock() {
    for layer in ["archive", "cli", "ingest", "query", "text", "web"] {
        forbid(
            layer,
            &[
                "Timestamp::now",
                "Zoned::now",
                "TimeZone",
                "tz::offset",
                "tz::Offset",
            ],
        );
    }
}

/// Every module of the program is in the map, so that a new one is given its place.
#[test]
fn every_layer_is_in_the_map() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let map = fs::read_to_string(root.join("ARCHITECTURE.md")).unwrap();
    for entry in fs::read_dir(root.join("src")).unwrap().flatten() {
        let name = entry.file_name().into_string().unwrap();
        let Some(module) = name.strip_suffix(".rs") else {
            continue;
        };
        let named = format!("`{module}`");
        assert!(
            ["lib", "main"].contains(&module) || map.contains(&named),
            "{module} is not in ARCHITECTURE.md"
        );
    }
}
