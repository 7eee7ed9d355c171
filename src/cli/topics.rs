//! Which topics a command goes by: those of the file given, else of the one that the archive was last loaded with.

use std::path::Path;
use std::sync::Arc;

use crate::archive::Archive;
use crate::topic::Topics;

/// Given in the place of a file, for the topics that come with the program.
const BUILT_IN: &str = "built-in";
/// What the archive's own file is called in messages.
const KEPT: &str = "the topics file of the archive";

/// The topics, and what of them is to be remembered.
pub(super) struct Chosen {
    pub(super) topics: Arc<Topics>,
    /// The text of the file given, if one was; `None` within stands for the built-in topics.
    given: Option<Option<String>>,
}

impl Chosen {
    pub(super) async fn of(archive: &Archive, given: Option<&Path>) -> anyhow::Result<Self> {
        let (name, text, given) = match given {
            Some(path) if path.as_os_str() == BUILT_IN => (path, None, Some(None)),
            Some(path) => {
                let text = Topics::read(path)?;
                (path, Some(text.clone()), Some(Some(text)))
            }
            None => (Path::new(KEPT), archive.topics_file().await?, None),
        };
        let topics = match text {
            Some(text) => Topics::parse(name, &text),
            None => Topics::open(None),
        };
        Ok(Self {
            topics: Arc::new(topics?),
            given,
        })
    }

    /// What is loaded by a file that was given goes by it from now on. Was it another one until now?
    pub(super) async fn remember(&self, archive: &Archive) -> anyhow::Result<bool> {
        let Some(text) = &self.given else {
            return Ok(false);
        };
        let former = archive.topics_file().await?;
        if former == *text {
            return Ok(false);
        }
        archive.keep_topics_file(text.as_deref()).await?;
        Ok(true)
    }
}
