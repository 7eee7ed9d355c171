//! One spelling for queries that are understood alike: `a AND b`, `a b` and `ａ ｂ` are one query. What is spelt here
//! is understood as the query was, so that it can stand in an address in the query's place.

use super::{Field, Node, Phrase};
use crate::edtf::PartialDate;
use crate::text::normalize::fold;
use crate::text::units::Kind;

pub(super) fn spell(node: &Node) -> String {
    match node {
        Node::Phrase(phrase, field) => format!("{}{}", prefix(*field), words(phrase)),
        Node::Prefix(letters, field) => format!("{}{letters}*", prefix(*field)),
        Node::Near(phrases, distance, field) => {
            let parts: Vec<String> = phrases.iter().map(words).collect();
            format!(
                "{}{}",
                prefix(*field),
                parts.join(&format!(" NEAR/{distance} "))
            )
        }
        Node::Region(code) => format!("region:{code}"),
        Node::Topic(id) => format!("topic:{id}"),
        Node::Source(phrase) => format!("source:\"{}\"", fold(&phrase.text)),
        Node::Date(from, to) => format!("date:{}", dates(*from, *to)),
        Node::And(nodes) => all_of(nodes),
        Node::Or(nodes) => nodes.iter().map(within_or).collect::<Vec<_>>().join(" | "),
        Node::Not(inner) => format!("-{}", within_not(inner)),
    }
}

/// A word that would be an operator between its neighbours is quoted.
fn all_of(nodes: &[Node]) -> String {
    let mut parts: Vec<String> = nodes.iter().map(within_and).collect();
    let is_english = |part: &str| part.bytes().all(|b| b.is_ascii_alphanumeric());
    for at in 1..parts.len().saturating_sub(1) {
        let is_operator = matches!(parts[at].as_str(), "or" | "and" | "not");
        if is_operator && !is_english(&parts[at - 1]) && !is_english(&parts[at + 1]) {
            parts[at] = format!("\"{}\"", parts[at]);
        }
    }
    parts.join(" ")
}

fn within_and(node: &Node) -> String {
    match node {
        Node::Or(_) => format!("({})", spell(node)),
        _ => spell(node),
    }
}

fn within_or(node: &Node) -> String {
    spell(node)
}

fn within_not(node: &Node) -> String {
    match node {
        Node::Or(_) | Node::And(_) | Node::Near(..) => format!("({})", spell(node)),
        _ => spell(node),
    }
}

fn prefix(field: Field) -> &'static str {
    match field {
        Field::Any => "",
        Field::Headline => "headline:",
        Field::Author => "author:",
    }
}

/// The phrase in its normal form, from its first unit to its last, quoted where it must be.
fn words(phrase: &Phrase) -> String {
    let list = phrase.units.list();
    let (Some(first), Some(last)) = (list.first(), list.last()) else {
        return String::new();
    };
    let text = phrase
        .text
        .get(first.range().start..last.range().end)
        .unwrap_or(&phrase.text);
    let folded = fold(text);
    let single = list.len() == 1 && matches!(first.kind, Kind::Han(_) | Kind::Word);
    if phrase.quoted && !single {
        format!("\"{folded}\"")
    } else {
        folded
    }
}

fn dates(from: Option<PartialDate>, to: Option<PartialDate>) -> String {
    let text = |date: Option<PartialDate>| date.map(|date| date.to_string()).unwrap_or_default();
    if from == to {
        text(from)
    } else {
        format!("{}..{}", text(from), text(to))
    }
}
