//! The topics of an archive, from `data/topics.toml` or the keeper's own file, and which of them an article is about.

mod file;
mod lexicon;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use lexicon::Lexicon;

/// One topic.
#[derive(Debug, Clone, PartialEq)]
pub struct Topic {
    pub id: String,
    pub zh: String,
    pub en: String,
    /// IPTC Media Topic code, eight digits, where certain.
    pub iptc: Option<String>,
    /// Terms with their weights.
    pub lexicon: Vec<(String, f32)>,
}

/// All topics, in the order of their file, with their lexicons ready to be looked for.
#[derive(Debug, Clone, Default)]
pub struct Topics {
    pub topics: Vec<Topic>,
    lexicon: Option<Arc<Lexicon>>,
}

/// The topics file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TopicsError {
    #[error("{}: cannot be read: {error}", path.display())]
    Read {
        path: PathBuf,
        error: std::io::Error,
    },
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
    /// Topics with their lexicons compiled.
    pub fn new(topics: Vec<Topic>) -> Self {
        let lexicon = Lexicon::build(&topics).map(Arc::new);
        Self { topics, lexicon }
    }

    /// The keeper's file, or the built-in topics.
    pub fn open(path: Option<&Path>) -> Result<Self, TopicsError> {
        let (path, text) = match path {
            None => (Path::new("data/topics.toml"), BUILT_IN.to_string()),
            Some(path) => {
                let read = std::fs::read_to_string(path);
                let error = |error| TopicsError::Read {
                    path: path.to_path_buf(),
                    error,
                };
                (path, read.map_err(error)?)
            }
        };
        let topics = file::parse(&text).map_err(|error| TopicsError::Line {
            path: path.to_path_buf(),
            line: error.line,
            message: error.message,
        })?;
        Ok(Self::new(topics))
    }

    /// The ids of the one to three topics that an article is about, main first; none where no lexicon says enough.
    pub fn about(&self, headline: &str, paragraphs: &[String]) -> Vec<String> {
        let Some(lexicon) = &self.lexicon else {
            return Vec::new();
        };
        let chosen = lexicon.choose(headline, paragraphs, self.topics.len());
        let topics = chosen.into_iter().filter_map(|n| self.topics.get(n));
        topics.map(|topic| topic.id.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn about(headline: &str, body: &str) -> Vec<String> {
        let topics = Topics::open(None).unwrap();
        topics.about(headline, &[body.to_string()])
    }

    #[test]
    fn the_built_in_topics_open() {
        let topics = Topics::open(None).unwrap().topics;
        assert_eq!(topics.len(), 13);
        assert!(topics.iter().all(|t| t.lexicon.len() > 50), "lexicons");
        let iptc = topics.iter().filter_map(|t| t.iptc.as_deref());
        assert!(iptc.into_iter().all(|code| code.len() == 8));
    }

    #[test]
    fn the_headline_outweighs_the_body() {
        let body = "医护人员走进社区，为居民测量血压，发放资料，讲解常识。";
        let found = about("我区举行流感疫苗接种日活动", body);
        assert_eq!(found.first().map(String::as_str), Some("vaccination"));
    }

    #[test]
    fn a_text_of_other_matters_has_no_topic() {
        assert!(about("足球联赛周末开赛", "两支球队将在主场对阵，球迷期待。").is_empty());
        assert!(about("", "").is_empty());
    }

    #[test]
    fn traditional_and_wide_writing_count_alike() {
        assert_eq!(
            about("免疫接種門診", "為兒童接種疫苗。"),
            about("免疫接种门诊", "为儿童接种疫苗。")
        );
    }

    #[test]
    fn at_most_three_topics_are_named() {
        let body = "职业病防治宣传周活动，妇幼保健院产科义诊，中医针灸推拿体验，急救心肺复苏演练，疫苗接种咨询。";
        assert!((1..=3).contains(&about("健康活动周", body).len()));
    }
}
