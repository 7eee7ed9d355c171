//! What is typed, and what it is understood as.

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
