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

#[test]
fn layers_know_only_what_they_may() {
    forbid("ingest", &["crate::archive", "crate::web", "axum", "sqlx"]);
    forbid("archive", &["crate::ingest", "crate::web", "axum"]);
    forbid("web", &["crate::ingest", "sqlx"]);
    forbid(
        "text",
        &[
            "crate::archive",
            "crate::web",
            "crate::ingest",
            "axum",
            "sqlx",
        ],
    );
    forbid(
        "article",
        &[
            "crate::archive",
            "crate::web",
            "crate::ingest",
            "sqlx",
            "http",
        ],
    );
}
