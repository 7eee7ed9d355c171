//! The sample that comes with the program.

use std::path::Path;
use std::sync::Arc;

use include_dir::{Dir, include_dir};

use super::{load, say};
use crate::archive::Archive;
use crate::ingest::{Context, pdf};
use crate::topic::Topics;

static SAMPLES: Dir = include_dir!("$CARGO_MANIFEST_DIR/samples");

/// Puts the sample into an empty archive, by the way that all files go.
pub(super) async fn load(archive: &Archive) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    SAMPLES.extract(folder.path())?;
    if !pdf::is_installed() {
        leave_out_pdf(folder.path())?;
        say("The sample's PDF is left out: pdftotext (poppler-utils) is not installed.");
    }
    let context = Context {
        topics: Arc::new(Topics::open(None)?),
    };
    let job = load::Job {
        context,
        sample: true,
        forgotten: true,
        elders: load::Elders::default(),
    };
    load::load_paths(archive, &[folder.path().to_path_buf()], job).await?;
    Ok(())
}

fn leave_out_pdf(folder: &Path) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "pdf") {
            std::fs::remove_file(path)?;
        }
    }
    Ok(())
}
