//! The sample that comes with the program.

use crate::archive::Archive;

/// Puts the sample into an empty archive.
pub(super) async fn load(_archive: &Archive) -> anyhow::Result<()> {
    Ok(())
}
