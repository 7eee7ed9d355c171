//! The query language: what a person types, understood; never an error.
//!
//! Words are AND-ed; `"短语"`; `OR` or `|`; `-不含` or `NOT`; brackets; `NEAR/5`; fields `标题:` `记者:` `来源:` `地区:`
//! `主题:` `日期:2024-01..2024-06` with English twins; a trailing `*` for Latin words. Full-width signs mean what their
//! half-width twins mean. What does not parse is searched as it stands, and [`Query::explanation`] says so.

mod canonical;
mod explain;
mod lexer;
mod parser;

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

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical(text: &str) -> String {
        Query::parse(text).canonical()
    }

    #[test]
    fn operators_and_their_full_width_twins() {
        for (typed, meant) in [
            ("疫苗 接种", "疫苗 接种"),
            ("疫苗　AND 接种", "疫苗 接种"),
            ("“疫苗 接种”", "\"疫苗 接种\""),
            ("疫苗 OR 接种｜流感", "疫苗 | 接种 | 流感"),
            ("疫苗 －流感", "疫苗 -流感"),
            ("疫苗 NOT 流感", "疫苗 -流感"),
            ("疫苗（流感 | 新冠）", "疫苗 (流感 | 新冠)"),
            ("疫苗 NEAR/5 学校", "疫苗 NEAR/5 学校"),
            ("标题：疫苗", "headline:疫苗"),
            ("title:\"a b\"", "headline:\"a b\""),
            (
                "地区:410800 主题:vaccination",
                "region:410800 topic:vaccination",
            ),
            ("日期:2024-01..2024-06", "date:2024-01..2024-06"),
            ("日期：2024年4月", "date:2024-04"),
            ("vacc*", "vacc*"),
            ("日期:2024-05..2024-04", "date:2024-04..2024-05"),
            ("疫苗 or 接种 or 流感", "疫苗 | 接种 | 流感"),
            ("(疫苗 and 接种) or (flu)", "疫苗 接种 | flu"),
            ("疫苗 not 流感", "疫苗 -流感"),
            ("地区:410800 or 标题:疫苗", "region:410800 | headline:疫苗"),
            // Words of English where they may be meant as such.
            ("vaccine or flu", "vaccine or flu"),
            ("疫苗 \"or\" 流感", "疫苗 \"or\" 流感"),
            ("疫苗 NOT ) 流感", "疫苗 \"not\" 流感"),
            ("or 疫苗", "or 疫苗"),
            ("-(流感 | 新冠) 疫苗", "-(流感 | 新冠) 疫苗"),
        ] {
            assert_eq!(canonical(typed), meant, "{typed}");
            assert_eq!(canonical(meant), meant, "{meant} again");
        }
    }

    #[test]
    fn what_does_not_parse_is_searched_as_it_stands() {
        for (typed, meant) in [
            ("(疫苗", "疫苗"),
            ("疫苗)", "疫苗"),
            ("\"疫苗 接种", "\"疫苗 接种\""),
            ("OR", "or"),
            ("OR 疫苗", "or 疫苗"),
            ("疫苗 NOT", "疫苗 not"),
            ("地区:火星", "地区:火星"),
            ("日期:明天", "日期:明天"),
            ("12:30", "12:30"),
            ("，。！", ""),
            ("- -", ""),
            ("()", ""),
            ("疫苗 ; DROP TABLE", "疫苗 drop table"),
            ("COVID-19", "covid-19"),
            ("NEAR/5 疫苗", "near/5 疫苗"),
        ] {
            assert_eq!(canonical(typed), meant, "{typed}");
        }
        assert!(
            Query::parse("地区:火星")
                .explanation()
                .iter()
                .any(|clause| clause.kind == ClauseKind::Literal)
        );
    }

    #[test]
    fn quotes_of_a_sentence_are_known() {
        let cited = |typed: &str| match Query::parse(typed).root() {
            Some(Node::And(nodes)) => nodes
                .iter()
                .any(|node| matches!(node, Node::Phrase(phrase, _) if phrase.cited)),
            Some(Node::Phrase(phrase, _)) => phrase.cited,
            _ => false,
        };
        for sentence in [
            "县“健康小屋”开放",
            "“健康小屋”开放",
            "局长：“加快”",
            "“甲”、“乙”",
        ] {
            assert!(cited(sentence), "{sentence}");
        }
        for meant in [
            "“健康小屋”",
            "县 “健康小屋” 开放",
            "标题：“健康小屋”",
            "(“甲” | 乙)",
            "县 -“乙”",
        ] {
            assert!(!cited(meant), "{meant}");
        }
    }

    #[test]
    fn dates_that_were_turned_round_are_told_of() {
        assert!(Query::parse("疫苗 日期:2024-05..2024-04").is_turned());
        for right in ["日期:2024-04..2024-05", "日期:2024..2024-04", "日期:..2024"] {
            assert!(!Query::parse(right).is_turned(), "{right}");
        }
    }

    #[test]
    fn signs_alone_are_refused() {
        for signs in ["，", "“", "\"\"", "—", "％", "-", "( )"] {
            assert_eq!(
                Query::parse(signs).problem(),
                Some(Problem::NoWords),
                "{signs}"
            );
        }
        for words in ["", " \u{3000}", "％1", "，疫"] {
            assert_eq!(Query::parse(words).problem(), None, "{words}");
        }
    }

    #[test]
    fn endless_queries_are_refused() {
        assert_eq!(
            Query::parse(&"疫".repeat(2_001)).problem(),
            Some(Problem::TooLong)
        );
        assert_eq!(
            Query::parse(&"a ".repeat(65)).problem(),
            Some(Problem::TooManyTerms)
        );
        let deep = format!("{}疫苗{}", "(".repeat(900), ")".repeat(900));
        assert_eq!(canonical(&deep), "疫苗");
        assert_eq!(canonical(&format!("{}疫苗", "-".repeat(1_000))), "疫苗");
    }

    #[test]
    fn dates_are_read_as_people_type_them() {
        let read = |text: &str| date(text).map(|date| date.to_string());
        for text in [
            "2024-04-05",
            "2024/4/5",
            "2024年4月5日",
            "2024 年 4 月 5 号",
            "20240405",
            "２０２４.４.５",
            " 2024.4.5 ",
        ] {
            assert_eq!(read(text).as_deref(), Some("2024-04-05"), "{text}");
        }
        assert_eq!(read("2024年4月").as_deref(), Some("2024-04"));
        assert_eq!(read("2024").as_deref(), Some("2024"));
        for text in [
            "昨天",
            "2024-02-30",
            "疫苗 2024",
            "2024年4月5日 疫苗",
            "20241305",
            "",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
