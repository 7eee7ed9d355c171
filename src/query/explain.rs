//! How a query was understood, for the page to say.

use super::canonical::spell;
use super::{Field, Node};

/// What a clause of a query does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClauseKind {
    /// Words that must stand in the article, in this field.
    Words(Field),
    /// Beginnings of words.
    Prefix(Field),
    /// Words that must stand close together: at most so many characters and words between them.
    Near(u32, Field),
    Region,
    Topic,
    Source,
    Date,
    /// One of the alternatives in [`Clause::parts`].
    OneOf,
    /// All of [`Clause::parts`].
    AllOf,
    /// Looks like a sign of the language, but was searched as it stands.
    Literal,
}

/// One clause of a query, as it was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    pub kind: ClauseKind,
    /// The words, or the value of the filter (a code, an id, dates); for groups their canonical spelling.
    pub text: String,
    /// What matches is left out.
    pub excluded: bool,
    /// Of groups: what they are made of.
    pub parts: Vec<Clause>,
}

pub(super) fn explain(root: Option<&Node>, literal: &[String]) -> Vec<Clause> {
    let mut clauses: Vec<Clause> = match root {
        None => Vec::new(),
        Some(Node::And(nodes)) => nodes.iter().map(clause).collect(),
        Some(node) => vec![clause(node)],
    };
    clauses.extend(literal.iter().map(|text| Clause {
        kind: ClauseKind::Literal,
        text: text.clone(),
        excluded: false,
        parts: Vec::new(),
    }));
    clauses
}

fn clause(node: &Node) -> Clause {
    let of = |kind, text: String| Clause {
        kind,
        text,
        excluded: false,
        parts: Vec::new(),
    };
    let group = |kind, nodes: &[Node]| Clause {
        parts: nodes.iter().map(clause).collect(),
        ..of(kind, spell(node))
    };
    match node {
        Node::Phrase(phrase, field) => of(ClauseKind::Words(*field), phrase.text.clone()),
        Node::Prefix(letters, field) => of(ClauseKind::Prefix(*field), letters.clone()),
        Node::Near(phrases, distance, field) => Clause {
            parts: phrases
                .iter()
                .map(|phrase| of(ClauseKind::Words(*field), phrase.text.clone()))
                .collect(),
            ..of(ClauseKind::Near(*distance, *field), spell(node))
        },
        Node::Region(code) => of(ClauseKind::Region, code.to_string()),
        Node::Topic(id) => of(ClauseKind::Topic, id.clone()),
        Node::Source(phrase) => of(ClauseKind::Source, phrase.text.clone()),
        Node::Date(..) => of(
            ClauseKind::Date,
            spell(node).trim_start_matches("date:").to_string(),
        ),
        Node::And(nodes) => group(ClauseKind::AllOf, nodes),
        Node::Or(nodes) => group(ClauseKind::OneOf, nodes),
        Node::Not(inner) => {
            let inner = clause(inner);
            Clause {
                excluded: !inner.excluded,
                ..inner
            }
        }
    }
}
