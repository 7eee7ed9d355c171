use std::sync::Arc;

use super::*;
use crate::topic::Topic;
use proptest::prelude::*;

fn context() -> Context {
    let topic = Topic {
        id: "vaccination".into(),
        zh: "免疫接种".into(),
        en: "Vaccination".into(),
        iptc: None,
        ..Topic::default()
    };
    Context {
        topics: Arc::new(crate::topic::Topics::new(vec![topic])),
    }
}

fn try_read(name: &str, text: &str) -> Result<Document, IngestError> {
    let source = Source {
        name: name.to_string(),
        bytes: text.as_bytes().to_vec(),
        sidecar: None,
    };
    read(&source, &context())
}

fn articles(name: &str, text: &str) -> Vec<Article> {
    try_read(name, text)
        .unwrap_or_else(|e| panic!("{e}"))
        .articles
}

fn error(name: &str, text: &str) -> String {
    try_read(name, text)
        .expect_err("must be refused")
        .to_string()
}

#[test]
fn a_record_may_say_things_in_many_ways() {
    let text = r#"[
  {"headline": "甲", "datePublished": "2023-05-04T22:00:00Z", "articleBody": "一。\n\n二。", "about": "免疫接种",
   "contentLocation": {"@type": "Place", "name": "某地", "address": {"identifier": "410800"}}, "author": "王一、李二", "url": "https://example.org/1"},
  {"title": "乙", "datePublished": "2023-05", "articleBody": ["三。"], "about": [{"name": "Vaccination"}, "别的"],
   "contentLocation": [410800, {"identifier": "320000"}], "author": [{"name": "王一"}], "keywords": "甲, 乙"}
]"#;
    let found = articles("a.json", text);
    assert_eq!(found[0].lines, [LineRange(2, 3)]);
    assert_eq!(found[1].lines, [LineRange(4, 5)]);
    let date = found[0].date_published.as_ref().unwrap();
    assert_eq!(
        (date.date.to_string().as_str(), date.time.as_deref()),
        ("2023-05-05", Some("06:00:00"))
    );
    assert_eq!(found[0].article_body, ["一。", "二。"]);
    assert_eq!(found[0].about, ["vaccination"]);
    assert_eq!(found[0].content_location, ["410800".parse().unwrap()]);
    assert_eq!(found[0].author, ["王一", "李二"]);
    assert_eq!(
        found[0].source_url.as_deref(),
        Some("https://example.org/1")
    );
    assert_eq!(
        found[1].date_published.as_ref().unwrap().date.to_string(),
        "2023-05"
    );
    assert_eq!(found[1].about, ["vaccination"]);
    assert_eq!(found[1].keywords, ["甲", "乙", "别的"]);
    assert_eq!(found[1].content_location.len(), 2);
}

#[test]
fn an_exported_record_keeps_its_id_and_not_its_address() {
    let text = r#"{"id": "0123456789a", "url": "https://archive.example/articles/0123456789a", "headline": "甲", "isBasedOn": "https://example.org/1", "dateBasis": "inferred", "dateWords": "24日", "datePublished": "2024-04-24", "source": {"name": "page.txt", "lines": [[1, 3], [7, 7]]}, "caption": [{"text": "图", "credit": null}], "doubts": [{"kind": "torn", "reason": "断"}]}"#;
    let article = &articles("a.jsonl", text)[0];
    assert_eq!(article.id.as_deref(), Some("0123456789a"));
    assert_eq!(article.source_url.as_deref(), Some("https://example.org/1"));
    let origin = article.origin.as_ref().unwrap();
    assert_eq!((origin.name.as_str(), origin.lines.len()), ("page.txt", 2));
    let date = article.date_published.as_ref().unwrap();
    assert_eq!(
        (date.basis.as_str(), date.words.as_deref()),
        ("inferred", Some("24日"))
    );
    assert_eq!((article.caption.len(), article.doubts.len()), (1, 1));
}

#[test]
fn an_id_of_another_system_is_none_of_ours() {
    for (id, url) in [
        ("20240101001", "https://paper.example/2024/20240101001.html"),
        ("20240101001", ""),
        (
            "0123456789a",
            "https://archive.example/articles/0123456789b",
        ),
        (
            "0123456789u",
            "https://archive.example/articles/0123456789u",
        ),
    ] {
        let text = format!(r#"{{"id": "{id}", "url": "{url}", "headline": "甲"}}"#);
        let article = &articles("a.jsonl", &text)[0];
        assert_eq!(article.id, None, "{id}");
        assert_eq!(article.source_url.as_deref().unwrap_or_default(), url);
    }
    let api = r#"{"@id": "https://archive.example/articles/0123456789a", "identifier": "0123456789a", "url": "https://archive.example/articles/0123456789a", "headline": "甲"}"#;
    let article = &articles("a.json", api)[0];
    assert_eq!(article.id.as_deref(), Some("0123456789a"));
    assert_eq!(article.source_url, None);
}

#[test]
fn decks_above_and_below_are_told_apart() {
    for (decks, below) in [
        ("甲 乙", Some("乙")),
        ("甲", None),
        ("甲乙", Some("甲乙")),
        ("乙", Some("乙")),
    ] {
        let text =
            format!(r#"{{"headline": "题", "引题": "甲", "alternativeHeadline": "{decks}"}}"#);
        let article = &articles("a.jsonl", &text)[0];
        assert_eq!(article.kicker.as_deref(), Some("甲"));
        assert_eq!(article.alternative_headline.as_deref(), below, "{decks}");
    }
}

#[test]
fn lists_may_be_wrapped() {
    for text in [
        r#"{"items": [{"headline": "甲"}]}"#,
        r#"{"@context": "x", "@graph": [{"@type": "WebSite", "name": "站"}, {"@type": "NewsArticle", "headline": "甲"}]}"#,
        r#"{"headline": "甲"}"#,
        "{\"headline\": \"甲\"}\n{\"headline\": \"甲\"}",
    ] {
        assert_eq!(articles("a.json", text)[0].headline, "甲", "{text}");
    }
}

#[test]
fn a_bad_line_is_named() {
    let good = r#"{"headline": "甲"}"#;
    for (bad, words) in [
        ("{\"headline\": ", "line 3"),
        ("[]", "line 3"),
        (
            r#"{"datePublished": "2023-01-01"}"#,
            "line 3: neither headline nor articleBody",
        ),
        (
            r#"{"headline": "乙", "datePublished": "soon"}"#,
            "line 3: datePublished",
        ),
        (
            r#"{"headline": "乙", "contentLocation": "99"}"#,
            "line 3: \"99\" is no region",
        ),
    ] {
        let message = error("a.jsonl", &format!("{good}\n\n{bad}\n{good}\n"));
        assert!(message.contains(words), "{message}");
    }
    let message = error("a.jsonl", &format!("[]\n{good}\n{{}}\n7\n"));
    assert!(message.ends_with("(also wrong: line 3, 4)"), "{message}");
    let message = error("a.jsonl", &"[]\n".repeat(20));
    assert!(message.ends_with("12, 13 and 7 more)"), "{message}");
    assert!(
        error(
            "a.json",
            "[\n{\"headline\": \"甲\"},\n{\"headline\": 1,}\n]"
        )
        .contains("line 3")
    );
}

#[test]
fn a_stream_gives_what_the_whole_file_gives() {
    let text = "\u{feff}{\"headline\": \"甲\"}\n\n{\"headline\": \"乙\"}\n{\n";
    let found: Vec<_> = stream(text.as_bytes(), &context().topics).collect();
    assert_eq!(found.len(), 3);
    assert_eq!(found[1].as_ref().unwrap().lines, [LineRange(3, 3)]);
    assert!(
        found[2]
            .as_ref()
            .unwrap_err()
            .to_string()
            .contains("line 4")
    );
}

#[test]
fn tables_have_chinese_or_english_columns() {
    let text = "标题,日期,地区,正文,来源,作者,主题\n甲,2023年5月4日,410800;320000,\"一。\n二。\",甲报,王一,免疫接种\n\n乙,2023-05,,三。,,,\n";
    let document = try_read("a.csv", text).unwrap();
    assert_eq!(document.articles[0].lines, [LineRange(2, 3)]);
    assert_eq!(document.articles[1].lines, [LineRange(5, 5)]);
    assert_eq!(document.furniture[0].lines, LineRange(1, 1));
    assert_eq!(document.articles[0].article_body, ["一。", "二。"]);
    assert_eq!(document.articles[0].content_location.len(), 2);
    assert_eq!(document.articles[0].credit_text.as_deref(), Some("甲报"));
    assert_eq!(document.articles[0].about, ["vaccination"]);
    assert!(error("a.csv", "a,b\n1,2\n").contains("line 1"));
    assert!(error("a.csv", "标题,日期\n甲,不知\n").contains("line 2"));
}

#[test]
fn regions_go_by_name_where_only_one_place_bears_it() {
    let regions = |said: &str| {
        let text = format!("{{\"headline\": \"甲\", \"地区\": {said}}}");
        let article = articles("a.json", &text).swap_remove(0);
        let codes: Vec<String> = article
            .content_location
            .iter()
            .map(ToString::to_string)
            .collect();
        (codes.join(" "), article.keywords.join(" "))
    };
    for (said, codes, keywords) in [
        ("\"河南省\"", "410000", ""),
        ("\"河南省焦作市\"", "410800", ""),
        ("\"河南 焦作\"", "410800", ""),
        ("\"宜昌、福州市鼓楼区\"", "420500 350102", ""),
        ("\"鼓楼区\"", "", "鼓楼区"),
        ("\"河边会堂\"", "", "河边会堂"),
        (
            "{\"name\": \"某楼\", \"address\": {\"addressRegion\": \"福建省\", \"addressLocality\": \"福州市\"}}",
            "350100",
            "",
        ),
    ] {
        assert_eq!(
            regions(said),
            (codes.to_string(), keywords.to_string()),
            "{said}"
        );
    }
    let table = articles("a.csv", "标题,地区\n甲,河南省;宜昌\n");
    assert_eq!(table[0].content_location.len(), 2);
}

#[test]
fn feeds_give_their_entries() {
    let text = "<?xml version=\"1.0\"?>\n<rss version=\"2.0\"><channel><title>甲网</title><link>https://example.org/</link>\n<item>\n<title>题</title>\n<link>https://example.org/1</link>\n<pubDate>Thu, 04 May 2023 22:00:00 GMT</pubDate>\n<description>&lt;p&gt;一。&lt;/p&gt;&lt;p&gt;二。&lt;/p&gt;</description></item>\n</channel></rss>";
    let document = try_read("a.rss", text).unwrap();
    let article = &document.articles[0];
    assert_eq!(article.headline, "题");
    assert_eq!(article.lines, [LineRange(3, 7)]);
    assert_eq!(
        article.date_published.as_ref().unwrap().date.to_string(),
        "2023-05-05"
    );
    assert_eq!(article.source_url.as_deref(), Some("https://example.org/1"));
    assert_eq!(document.publication.name.as_deref(), Some("甲网"));
}

proptest! {
    #[test]
    fn any_bytes_give_articles_or_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..200), kind in "(json|jsonl|csv|xml)") {
        let source = Source { name: format!("a.{kind}"), bytes, sidecar: None };
        let _ = read(&source, &context());
    }

    #[test]
    fn any_json_like_text_gives_articles_or_an_error(text in "(\\[|\\{|\\}|\\]|\"headline\"|\"articleBody\"|:|,|\"甲\"|1|null|\n| ){0,40}", kind in "(json|jsonl|csv)") {
        let _ = try_read(&format!("a.{kind}"), &text);
    }
}

#[test]
fn texts_under_misspelt_names_are_asked_for() {
    for (name, text) in [
        ("a.json", r#"{"headline": "甲", "articlebody": "一。"}"#),
        ("a.jsonl", r#"{"headline": "甲", "article_body": "一。"}"#),
        ("a.jsonl", r#"{"headline": "甲", "新闻正文": "一。"}"#),
        ("a.csv", "标题,文章正文\n甲,一。\n"),
        ("a.csv", "headline,Content\n甲,一。\n"),
    ] {
        let said = error(name, text);
        assert!(
            said.starts_with("line 1: no text; is the field"),
            "{text}: {said}"
        );
    }
    // Fields that are something else, and headlines alone, are taken as they are.
    let text = r#"{"headline": "甲", "bodyLanguage": "zh", "context": "二"}"#;
    assert_eq!(articles("a.jsonl", text).len(), 1);
}

#[test]
fn a_quotation_mark_that_is_never_closed_is_told() {
    let said = error("a.csv", "标题,正文\n甲,一。\n乙,\"二。\n丙,三。\n");
    assert!(said.starts_with("line 3: a quotation mark"), "{said}");
    let said = error("a.csv", "标题,正文\n乙,\"二");
    assert!(said.starts_with("line 2: a quotation mark"), "{said}");
    for sound in [
        "标题,正文\n甲,\"一。\n二。\"\n",
        "标题,正文\n甲,\"\"",
        "标题,正文\n\"甲\",5\" 管",
        "标题,正文\n甲,\"他说\"\"好\"\"\"",
    ] {
        assert_eq!(articles("a.csv", sound).len(), 1, "{sound}");
    }
}
