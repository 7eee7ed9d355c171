//! The topics of an archive, from `data/topics.toml` or the keeper's own file, and which of them an article is about.

mod file;
mod forms;
mod lexicon;
mod portrait;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use lexicon::Lexicon;

/// One topic.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Topic {
    pub id: String,
    pub zh: String,
    pub en: String,
    /// IPTC Media Topic code, eight digits, where certain.
    pub iptc: Option<String>,
    /// Terms with their weights.
    pub lexicon: Vec<(String, f32)>,
    /// What speaks for the topic in a headline alone, with its weight; `…` stands for a few words.
    pub headline: Vec<(String, f32)>,
    /// Are reports that portray one person about this topic?
    pub portraits: bool,
}

/// All topics, in the order of their file.
#[derive(Debug, Clone, Default)]
pub struct Topics {
    pub topics: Vec<Topic>,
    /// Made when an article is first asked about: readers are served without it.
    lexicon: Arc<OnceLock<Option<Lexicon>>>,
}

/// The topics file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TopicsError {
    #[error("{}: cannot be read: {error}", path.display())]
    Read {
        path: PathBuf,
        error: std::io::Error,
    },
    #[error("{}: it is not UTF-8; save it as that", .0.display())]
    Encoding(PathBuf),
    #[error("{}: line {line}: {message}", path.display())]
    Line {
        path: PathBuf,
        line: usize,
        message: String,
    },
}

/// The built-in topics; their own file explains the form.
const BUILT_IN: &str = include_str!("../data/topics.toml");

impl Topics {
    pub fn new(topics: Vec<Topic>) -> Self {
        Self {
            topics,
            lexicon: Arc::default(),
        }
    }

    /// The keeper's file, or the built-in topics.
    pub fn open(path: Option<&Path>) -> Result<Self, TopicsError> {
        match path {
            None => Self::parse(Path::new("data/topics.toml"), BUILT_IN),
            Some(path) => Self::parse(path, &Self::read(path)?),
        }
    }

    /// The text of the keeper's file.
    pub fn read(path: &Path) -> Result<String, TopicsError> {
        std::fs::read_to_string(path).map_err(|error| match error.kind() {
            std::io::ErrorKind::InvalidData => TopicsError::Encoding(path.to_path_buf()),
            _ => TopicsError::Read {
                path: path.to_path_buf(),
                error,
            },
        })
    }

    /// Reads the text of a topics file; `path` is used in messages only.
    pub fn parse(path: &Path, text: &str) -> Result<Self, TopicsError> {
        let topics = file::parse(text).map_err(|error| TopicsError::Line {
            path: path.to_path_buf(),
            line: error.line,
            message: error.message,
        })?;
        Ok(Self::new(topics))
    }

    /// The topic of this id or label, in either language.
    pub fn named(&self, name: &str) -> Option<&Topic> {
        let named = |topic: &&Topic| {
            topic.id == name || topic.zh == name || topic.en.eq_ignore_ascii_case(name)
        };
        self.topics.iter().find(named)
    }

    /// The ids of the one to three topics that an article is about, main first; none where no lexicon says enough.
    pub fn about(&self, headline: &str, paragraphs: &[String]) -> Vec<String> {
        let lexicon = || Lexicon::build(&self.topics);
        let Some(lexicon) = self.lexicon.get_or_init(lexicon) else {
            return Vec::new();
        };
        let chosen = lexicon.choose(headline, paragraphs, self.topics.len());
        let topics = chosen.into_iter().filter_map(|n| self.topics.get(n));
        topics.map(|topic| topic.id.clone()).collect()
    }
}
