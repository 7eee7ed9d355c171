//! The query language: what a person types, understood; never an error.
//!
//! Words are AND-ed; `"短语"`; `OR` or `|`; `-不含` or `NOT`; brackets; `NEAR/5`; fields `标题:` `记者:` `来源:` `地区:`
//! `主题:` `日期:2024-01..2024-06` with English twins; a trailing `*` for Latin words. Full-width signs mean what their
//! half-width twins mean; `or`, `and`, `not` in small letters are signs between Chinese terms. What does not parse is
//! searched as it stands, and [`Query::explanation`] says so.

mod canonical;
mod explain;
mod lexer;
mod parser;
#[cfg(test)]
mod tests;

pub use explain::{Clause, ClauseKind};
pub use parser::date;

use crate::edtf::PartialDate;
use crate::region::Code;
use crate::text::units::Units;

/// A query of more characters is refused.
pub const MAX_CHARS: usize = 2_000;
/// A query of more terms is refused.
pub const MAX_TERMS: usize = 64;
/// The greatest distance of `NEAR`.
pub const MAX_NEAR: u32 = 100;

/// The part of an article that a term is looked for in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// Headline, body and everything else.
    Any,
    Headline,
    Author,
}

/// Words to be found as they stand, following one another.
#[derive(Debug, Clone)]
pub struct Phrase {
    /// As typed, without quotes.
    pub text: String,
    /// Typed in quotes, so never taken apart, unless it is cited.
    pub quoted: bool,
    /// Its quotes touch other words: they are those of a sentence, say of a headline that was pasted.
    pub cited: bool,
    pub units: Units,
}

impl Phrase {
    /// `None` where there is nothing in it to be found.
    pub fn new(text: &str, quoted: bool) -> Option<Self> {
        // Units know their places in the text that is kept.
        let text = text.trim();
        let units = Units::of(text);
        (!units.is_empty()).then(|| Self {
            text: text.to_string(),
            quoted,
            cited: false,
            units,
        })
    }
}

/// What a query asks for.
#[derive(Debug, Clone)]
pub enum Node {
    Phrase(Phrase, Field),
    /// Words that begin with these letters (normal form).
    Prefix(String, Field),
    /// All of them in one field, at most so many units between the first and the last.
    Near(Vec<Phrase>, u32, Field),
    Region(Code),
    /// A topic id.
    Topic(String),
    /// Sources whose name contains this phrase.
    Source(Phrase),
    /// First and last day, both included.
    Date(Option<PartialDate>, Option<PartialDate>),
    And(Vec<Node>),
    Or(Vec<Node>),
    Not(Box<Node>),
}

/// Why a query is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// More than [`MAX_CHARS`] characters.
    TooLong,
    /// More than [`MAX_TERMS`] terms.
    TooManyTerms,
    /// Neither a letter nor a figure, only other signs.
    NoWords,
}

/// What the fields `地区:` and `主题:` can name.
pub trait Names {
    /// The region with this name or code.
    fn region(&self, name: &str) -> Option<Code>;
    /// The id of the topic with this label or id.
    fn topic(&self, name: &str) -> Option<String>;
}

/// Knows codes and ids only.
impl Names for () {
    fn region(&self, name: &str) -> Option<Code> {
        name.parse().ok()
    }

    fn topic(&self, name: &str) -> Option<String> {
        let id = name
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        (id && !name.is_empty()).then(|| name.to_string())
    }
}

/// A query, understood.
#[derive(Debug, Clone, Default)]
pub struct Query {
    text: String,
    root: Option<Node>,
    problem: Option<Problem>,
    literal: Vec<String>,
    turned: bool,
}

impl Query {
    /// Understands a query; regions and topics by code and id only.
    pub fn parse(text: &str) -> Self {
        Self::parse_with(text, &())
    }

    /// Understands a query, with names of regions and topics.
    pub fn parse_with(text: &str, names: &dyn Names) -> Self {
        if text.chars().nth(MAX_CHARS).is_some() {
            return Self::refused(text, Problem::TooLong);
        }
        let tokens = lexer::tokens(text);
        if tokens.iter().filter(|token| token.is_term()).count() > MAX_TERMS {
            return Self::refused(text, Problem::TooManyTerms);
        }
        let parsed = parser::parse(&tokens, names);
        if parsed.root.is_none() && !text.trim().is_empty() {
            return Self::refused(text, Problem::NoWords);
        }
        Self {
            text: text.trim().to_string(),
            root: parsed.root,
            problem: None,
            literal: parsed.literal,
            turned: parsed.turned,
        }
    }

    fn refused(text: &str, problem: Problem) -> Self {
        Self {
            text: text.chars().take(MAX_CHARS).collect(),
            problem: Some(problem),
            ..Self::default()
        }
    }

    /// As typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Does it ask for nothing?
    pub fn is_empty(&self) -> bool {
        self.root.is_none()
    }

    /// Why it is refused, where it is.
    pub fn problem(&self) -> Option<Problem> {
        self.problem
    }

    /// What it asks for; `None` for nothing.
    pub fn root(&self) -> Option<&Node> {
        self.root.as_ref()
    }

    /// One spelling for all queries that are understood alike; it is understood as this query is.
    pub fn canonical(&self) -> String {
        self.root.as_ref().map(canonical::spell).unwrap_or_default()
    }

    /// The canonical spelling of a part of a query.
    pub(crate) fn spelling(node: &Node) -> String {
        canonical::spell(node)
    }

    /// How it was understood, clause by clause, for the reader.
    pub fn explanation(&self) -> Vec<Clause> {
        explain::explain(self.root.as_ref(), &self.literal)
    }

    /// Was a span of dates typed backwards, so that it was turned round?
    pub fn is_turned(&self) -> bool {
        self.turned
    }

    /// The phrases that an article should contain, for highlights.
    pub fn phrases(&self) -> Vec<(&Units, Field)> {
        let mut phrases = Vec::new();
        if let Some(root) = &self.root {
            collect_phrases(root, &mut phrases);
        }
        phrases
    }

    /// The beginnings of words that an article should contain, for highlights.
    pub fn prefixes(&self) -> Vec<(&str, Field)> {
        let mut prefixes = Vec::new();
        if let Some(root) = &self.root {
            collect_prefixes(root, &mut prefixes);
        }
        prefixes
    }
}

fn collect_phrases<'a>(node: &'a Node, into: &mut Vec<(&'a Units, Field)>) {
    match node {
        Node::Phrase(phrase, field) => into.push((&phrase.units, *field)),
        Node::Near(phrases, _, field) => {
            into.extend(phrases.iter().map(|phrase| (&phrase.units, *field)))
        }
        Node::And(nodes) | Node::Or(nodes) => {
            nodes.iter().for_each(|node| collect_phrases(node, into))
        }
        _ => {}
    }
}

fn collect_prefixes<'a>(node: &'a Node, into: &mut Vec<(&'a str, Field)>) {
    match node {
        Node::Prefix(prefix, field) => into.push((prefix, *field)),
        Node::And(nodes) | Node::Or(nodes) => {
            nodes.iter().for_each(|node| collect_prefixes(node, into))
        }
        _ => {}
    }
}
