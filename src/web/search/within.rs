//! Searching within results: both queries must hold.

use crate::query::{Node, Query};

/// A query for what both find. Alternatives are put in brackets; where that makes it too long it stays as it was.
pub(super) fn combine(before: &str, also: &str) -> String {
    let parts = [before, also].map(|text| (text.trim(), Query::parse(text)));
    let texts: Vec<String> = parts
        .iter()
        .filter(|(_, query)| !query.is_empty())
        .map(|(text, query)| match query.root() {
            Some(Node::Or(_)) => format!("({text})"),
            _ => text.to_string(),
        })
        .collect();
    texts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_queries_hold() {
        for (before, also, meant) in [
            ("疫苗", "学校", "疫苗 学校"),
            ("流感 OR 感冒", "学校", "(流感 | 感冒) 学校"),
            ("疫苗", "小学|幼儿园", "疫苗 (小学 | 幼儿园)"),
            ("疫苗", "-学校", "疫苗 -学校"),
            ("", "学校", "学校"),
            ("疫苗", "。", "疫苗"),
        ] {
            assert_eq!(Query::parse(&combine(before, also)).canonical(), meant);
        }
    }
}
