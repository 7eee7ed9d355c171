//! Jianbao (简报): an archive server for Chinese news bulletins.
//!
//! The way of the data is one-way: files → [`ingest`] → [`archive`] ← [`web`] ← readers. [`text`] serves both sides,
//! [`article`] holds the plain records they exchange, and only [`cli`] joins the ends. See ARCHITECTURE.md.

pub mod archive;
pub mod article;
pub mod cli;
pub mod clock;
pub mod edtf;
pub mod ingest;
pub mod query;
pub mod region;
pub mod text;
pub mod topic;
pub mod web;
