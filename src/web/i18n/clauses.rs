//! How a query was understood, in words.

use super::{Lang, Strings};
use crate::query::{Clause, ClauseKind, Field};

/// What regions and topics are called in the reader's language.
pub(in crate::web) trait ClauseNames {
    fn region(&self, code: &str) -> String;
    fn topic(&self, id: &str) -> String;
}

impl Strings {
    /// All clauses of a query as one sentence: 含“疫苗”，不含“流感”
    pub(in crate::web) fn clauses(&self, clauses: &[Clause], names: &dyn ClauseNames) -> String {
        let clauses: Vec<String> = clauses.iter().map(|c| self.clause(c, names)).collect();
        clauses.join(match self.lang {
            Lang::Zh => "，",
            Lang::En => ", ",
        })
    }

    fn clause(&self, clause: &Clause, names: &dyn ClauseNames) -> String {
        let (zh, en) = self.plain_clause(clause, names);
        match (self.lang, clause.excluded) {
            (Lang::Zh, false) => zh,
            (Lang::En, false) => en,
            (Lang::Zh, true) if zh.starts_with('含') => format!("不{zh}"),
            (Lang::Zh, true) => format!("排除（{zh}）"),
            (Lang::En, true) => format!("not {en}"),
        }
    }

    fn plain_clause(&self, clause: &Clause, names: &dyn ClauseNames) -> (String, String) {
        let text = &clause.text;
        match clause.kind {
            ClauseKind::Words(field) => {
                let (zh, en) = field_words(field);
                (format!("{zh}含“{text}”"), format!("“{text}”{en}"))
            }
            ClauseKind::Prefix(field) => {
                let (zh, en) = field_words(field);
                (
                    format!("{zh}含以“{text}”开头的词"),
                    format!("words beginning with “{text}”{en}"),
                )
            }
            ClauseKind::Near(distance, field) => {
                let (zh, en) = field_words(field);
                let words: Vec<String> = clause
                    .parts
                    .iter()
                    .map(|part| format!("“{}”", part.text))
                    .collect();
                (
                    format!("{zh}含{}，相隔不超过 {distance} 字", words.join("与")),
                    format!("{} within {distance} characters{en}", words.join(" and ")),
                )
            }
            ClauseKind::Region => {
                let name = names.region(text);
                (format!("地区为{name}"), format!("region {name}"))
            }
            ClauseKind::Topic => {
                let name = names.topic(text);
                (format!("主题为{name}"), format!("topic {name}"))
            }
            ClauseKind::Source => (format!("来源含“{text}”"), format!("source with “{text}”")),
            ClauseKind::Date => {
                let (from, to) = text.split_once("..").unwrap_or((text, text));
                match (from, to) {
                    (from, to) if from == to => (format!("日期在 {from}"), format!("dated {from}")),
                    (from, "") => (format!("日期自 {from} 起"), format!("from {from} on")),
                    ("", to) => (format!("日期至 {to} 止"), format!("up to {to}")),
                    (from, to) => (
                        format!("日期自 {from} 至 {to}"),
                        format!("from {from} to {to}"),
                    ),
                }
            }
            ClauseKind::OneOf => self.group(clause, names, " 或 ", " or "),
            ClauseKind::AllOf => self.group(clause, names, " 且 ", " and "),
            ClauseKind::Literal => (
                format!("“{text}”不是查询语法，按原文查找"),
                format!("“{text}” is searched as it stands"),
            ),
        }
    }

    fn group(
        &self,
        clause: &Clause,
        names: &dyn ClauseNames,
        zh: &str,
        en: &str,
    ) -> (String, String) {
        let parts: Vec<String> = clause.parts.iter().map(|c| self.clause(c, names)).collect();
        (
            format!("（{}）", parts.join(zh)),
            format!("({})", parts.join(en)),
        )
    }
}

/// Before and after the words.
fn field_words(field: Field) -> (&'static str, &'static str) {
    match field {
        Field::Any => ("", ""),
        Field::Headline => ("标题", " in the headline"),
        Field::Author => ("记者姓名", " in the byline"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::Query;

    struct Plain;

    impl ClauseNames for Plain {
        fn region(&self, code: &str) -> String {
            code.to_string()
        }
        fn topic(&self, id: &str) -> String {
            id.to_string()
        }
    }

    #[test]
    fn queries_are_put_into_words() {
        for (query, zh, en) in [
            ("疫苗 -流感", "含“疫苗”，不含“流感”", "“疫苗”, not “流感”"),
            (
                "标题:体检 | 筛查",
                "（标题含“体检” 或 含“筛查”）",
                "(“体检” in the headline or “筛查”)",
            ),
            ("date:2024-01..", "日期自 2024-01 起", "from 2024-01 on"),
            (
                "医院 NEAR/5 演练",
                "含“医院”与“演练”，相隔不超过 5 字",
                "“医院” and “演练” within 5 characters",
            ),
        ] {
            let clauses = Query::parse(query).explanation();
            let said = |lang: Lang| lang.strings().clauses(&clauses, &Plain);
            assert_eq!((said(Lang::Zh).as_str(), said(Lang::En).as_str()), (zh, en));
        }
    }
}
