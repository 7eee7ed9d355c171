//! What a keeper says himself, in records, sidecars, front matter and on the command line, comes out as he said it.

mod support;

use serde_json::Value;
use support::Place;

const PAGE: &str = "松岭县开设夜间儿科门诊\n本报讯（记者 江晚）近日，松岭县人民医院的夜间儿科门诊开诊，每晚六点到十点有医生坐诊，挂号费与白天相同。\n";
const SIDECAR: &str = "publication = \"松岭示例报\"\ndate = 2024-04-01\npage = \"A05\"\n";

/// What is exported, record by record.
fn exported(place: &Place) -> Vec<Value> {
    let out = place.run(&["export"]).assert_ok().out.clone();
    let records = out.lines().map(serde_json::from_str);
    records.collect::<Result<_, _>>().unwrap()
}

fn id(record: &Value) -> &str {
    record["id"].as_str().unwrap()
}

/// The citation of GB/T 7714-2025 on the article's page.
fn page_of(place: &Place, record: &Value) -> String {
    let server = place.serve(&[]);
    let (status, page) = server.get(&format!("/articles/{}", id(record)));
    assert_eq!(status, 200, "{page}");
    page
}

#[test]
fn an_export_brings_publication_issue_and_page_along() {
    let place = Place::new();
    place.write("in/a.txt", PAGE);
    place.write("in/a.txt.meta.toml", SIDECAR);
    place.write(
        "in/b.txt",
        PAGE.replace("儿科", "骨科").replace("松岭", "青萍"),
    );
    place.write("in/b.txt.meta.toml", "publication = \"青萍示例报\"\n");
    place.run(&["load", "in"]).assert_ok();
    let before = place.run(&["export"]).assert_ok().out.clone();
    let other = Place::new();
    other.write("all.jsonl", &before);
    other.run(&["load", "all.jsonl"]).assert_ok();
    assert_eq!(other.run(&["export"]).assert_ok().out, before);
    let records = exported(&other);
    assert_eq!(records[0]["publisher"], "松岭示例报");
    assert_eq!(records[0]["printPage"], "A05");
    assert_eq!(records[0]["isPartOf"]["datePublished"], "2024-04-01");
    for record in &records {
        let (here, there) = (page_of(&place, record), page_of(&other, record));
        let cited = |page: &str| {
            let cited = page.split("[N/OL]. ").nth(1).unwrap_or_default();
            cited.split(". ").next().unwrap_or_default().to_string()
        };
        assert!(cited(&here).contains("示例报"), "{here}");
        assert_eq!(cited(&here), cited(&there));
        assert!(there.contains("/articles?source="), "{there}");
    }
}

#[test]
fn a_record_says_who_publishes_it() {
    let place = Place::new();
    place.write(
        "a.jsonl",
        "{\"headline\": \"甲\", \"publisher\": \"甲日报\"}\n\
         {\"headline\": \"乙\", \"publisher\": {\"@type\": \"Organization\", \"name\": \"乙日报\"}, \"printPage\": 3}\n\
         {\"headline\": \"丙\", \"publisher\": \"丙报社\", \"isPartOf\": {\"@type\": \"PublicationIssue\", \"datePublished\": \"2024年4月1日\", \"isPartOf\": {\"@type\": \"Newspaper\", \"name\": \"丙晚报\"}}}\n",
    );
    place.write("b.csv", "标题,报纸,版面,正文\n丁,丁日报,A2,丁。\n");
    place.run(&["load", "a.jsonl", "b.csv"]).assert_ok();
    let records = exported(&place);
    let said: Vec<_> = records
        .iter()
        .map(|it| (it["publisher"].as_str(), it["printPage"].as_str()))
        .collect();
    assert_eq!(
        said,
        [
            (Some("甲日报"), None),
            (Some("乙日报"), Some("3")),
            (Some("丙晚报"), None),
            (Some("丁日报"), Some("A2")),
        ]
    );
    // What says no day of its own is of its issue.
    assert_eq!(records[2]["datePublished"], "2024-04-01");
    assert_eq!(records[2]["dateBasis"], "keeper");
    let page = page_of(&place, &records[2]);
    assert!(page.contains("丙[N/OL]. 丙晚报，2024-04-01. "), "{page}");
}

#[test]
fn page_and_citation_name_the_same_day() {
    let place = Place::new();
    place.write("a.txt", PAGE.replace("近日", "3月29日"));
    place.write("a.txt.meta.toml", SIDECAR);
    place.run(&["load", "a.txt"]).assert_ok();
    let record = exported(&place).remove(0);
    // The day of the report is not that of the issue, and the page names both.
    let page = page_of(&place, &record);
    assert!(page.contains("2024-04-01（A05）"), "{page}");
    assert!(
        page.contains("2024年3月29日") && page.contains("<span>2024年4月1日见报</span>"),
        "{page}"
    );
    place
        .run(&["revise", id(&record), "--date", "2024-04-02"])
        .assert_ok();
    let page = page_of(&place, &record);
    assert!(page.contains("松岭示例报，2024-04-02（A05）"), "{page}");
    assert!(
        page.contains("citation_publication_date\" content=\"2024-04-02\""),
        "{page}"
    );
    assert!(!page.contains("见报"), "{page}");
}

#[test]
fn a_date_says_that_it_is_the_pages() {
    let place = Place::new();
    place.write("a.txt", PAGE);
    place.write("a.txt.meta.toml", SIDECAR);
    place.write(
        "b.txt",
        format!(
            "青萍示例报　2024年4月3日　第2版\n\n{}",
            PAGE.replace("儿科", "骨科")
        ),
    );
    place.run(&["load", "a.txt", "b.txt"]).assert_ok();
    let records = exported(&place);
    assert_eq!(records[0]["datePublished"], "2024-04-01");
    assert_eq!(records[0]["dateBasis"], "keeper");
    assert!(page_of(&place, &records[0]).contains("由管理者注明"));
    assert_eq!(records[1]["datePublished"], "2024-04-03", "{records:?}");
    assert_eq!(records[1]["dateBasis"], "inferred");
    let page = page_of(&place, &records[1]);
    assert!(page.contains("据所在版面的日期"), "{page}");
}

#[test]
fn the_archive_remembers_its_topics_file() {
    let place = Place::new();
    let topics = "[[topic]]\nid = \"night\"\nzh = \"夜间门诊\"\nen = \"Night clinics\"\n[topic.lexicon]\n\"夜间\" = 3.0\n\"门诊\" = 2.0\n";
    place.write("own.toml", topics);
    place.write("in/a.txt", PAGE);
    place
        .run(&["load", "--topics", "own.toml", "in"])
        .assert_ok();
    assert_eq!(exported(&place)[0]["about"][0], "night");
    place.write("in/a.txt", PAGE.replace("六点", "七点"));
    place.run(&["load", "in"]).assert_ok();
    let records = exported(&place);
    assert_eq!(records[0]["about"][0], "night", "{records:?}");
    let page = page_of(&place, &records[0]);
    assert!(page.contains(">夜间门诊</a>"), "{page}");
    place
        .run(&["revise", id(&records[0]), "--topic", "夜间门诊"])
        .assert_ok();
    place
        .run(&["revise", id(&records[0]), "--reset"])
        .assert_ok();
    place
        .run(&["reprocess", "--topics", "built-in"])
        .assert_ok();
    assert_ne!(exported(&place)[0]["about"][0], "night");
    let again = place.run(&["reprocess"]);
    assert!(again.assert_ok().out.contains("0 changed"), "{again:?}");
}

#[test]
fn dates_are_taken_as_they_are_typed_everywhere() {
    let place = Place::new();
    place.write("a.txt", PAGE);
    place.write("a.txt.meta.toml", "date = \"2024年4月2日\"\n");
    place.write(
        "b.jsonl",
        "{\"headline\": \"甲\", \"datePublished\": \"2024/4/3\"}\n",
    );
    place.write("c.csv", "标题,日期\n乙,2024年4月\n丙,2024年4月5日\n");
    place.write("d.md", "---\ntitle: 丁\ndate: 2024-4-6\n---\n正文。\n");
    place
        .run(&["load", "a.txt", "b.jsonl", "c.csv", "d.md"])
        .assert_ok();
    let dates = |records: &[Value]| -> Vec<String> {
        let dates = records.iter().map(|it| it["datePublished"].as_str());
        dates
            .map(|date| date.unwrap_or_default().to_string())
            .collect()
    };
    let records = exported(&place);
    assert_eq!(
        dates(&records),
        [
            "2024-04-02",
            "2024-04-03",
            "2024-04",
            "2024-04-05",
            "2024-04-06"
        ]
    );
    let id = id(&records[0]);
    for (typed, read) in [("2024/04/07", "2024-04-07"), ("2024年4月8日", "2024-04-08")] {
        place.run(&["revise", id, "--date", typed]).assert_ok();
        assert_eq!(dates(&exported(&place))[0], read);
    }
    place
        .run(&["revise", id, "--date", "昨天"])
        .assert_failed(&["--date: \"昨天\" is no date; write 2024-04-24"]);
}

#[test]
fn all_lines_that_are_wrong_are_told_with_their_reasons() {
    let place = Place::new();
    place.write(
        "a.jsonl",
        "{\"headline\": \"甲\", \"datePublished\": \"近日\"}\n{\"headline\": \"乙\"}\n{\"headline\": \"丙\", \"地区\": \"99\"}\n",
    );
    place.write(
        "b.csv",
        "标题,日期\n甲,近日\n乙,2024-04-05\n丙,日前\n丁,2024,多\n",
    );
    place.write(
        "c.json",
        "[{\"headline\": \"甲\", \"datePublished\": \"近日\"},\n{}]\n",
    );
    let run = place.run(&["load", "a.jsonl", "b.csv", "c.json"]);
    run.assert_failed(&[
        "a.jsonl: line 1: datePublished: \"近日\" is no date",
        "\n  line 3: \"99\" is no region",
        "b.csv: line 2: datePublished: \"近日\"",
        "\n  line 4: datePublished: \"日前\"",
        "\n  line 5: 3 fields, but the header has 2",
        "c.json: line 1: ",
        "\n  line 2: neither headline",
    ]);
    let told = run.err.matches("nothing of this file was loaded").count();
    assert_eq!(told, 3, "{run:?}");
    assert_eq!(place.run(&["export"]).assert_ok().out, "");
}

#[test]
fn an_article_without_a_headline_is_called_by_its_first_words() {
    let place = Place::new();
    place.write(
        "a.jsonl",
        "{\"articleBody\": [\"三月五日，社区医生在渡口为船工量血压，并讲解用药。\"]}\n",
    );
    place.run(&["load", "a.jsonl"]).assert_ok();
    let record = exported(&place).remove(0);
    let (id, called) = (id(&record), "[三月五日，社区医生在渡口为船工量血压…]");
    let says = |arguments: &[&str]| {
        let out = place.run(arguments).assert_ok().out.clone();
        assert!(out.contains(called), "{arguments:?}: {out}");
        out
    };
    says(&["check"]);
    says(&["check", "--format", "json"]);
    assert!(says(&["revise", id, "--author", "江晚"]).ends_with("revised\n"));
    says(&["withdraw", id, "--reason", "试"]);
    says(&["restore", id]);
    says(&["log", id]);
    assert_eq!(record["headline"], "");
}

#[test]
fn the_log_tells_corrections_from_their_end_and_from_nothing() {
    let place = Place::new();
    place.write("a.txt", PAGE);
    place.run(&["load", "a.txt"]).assert_ok();
    let record = exported(&place).remove(0);
    let id = id(&record);
    let revised = |arguments: &[&str]| {
        let arguments = [&["revise", id], arguments].concat();
        place.run(&arguments).assert_ok().out.clone()
    };
    let headline = "县医院开设夜间儿科门诊";
    assert!(revised(&["--headline", headline]).ends_with("revised\n"));
    let said = revised(&["--headline", headline]);
    assert!(said.ends_with("nothing was changed\n"), "{said}");
    let said = revised(&["--reset"]);
    assert!(said.ends_with("again what its document says\n"), "{said}");
    let log = place.run(&["log", id]).assert_ok().out.clone();
    let told: Vec<&str> = log.lines().step_by(2).collect();
    assert_eq!(told.len(), 2, "{log}");
    assert!(told[0].contains(" reset ") && told[1].contains(" revised "));
    let none = place.run(&["log", "--limit", "0"]);
    assert_eq!((none.out.as_str(), none.err.as_str()), ("", ""));
    place.run(&["verify"]).assert_ok();
}

#[test]
fn the_keeper_is_told_what_to_do_instead() {
    let place = Place::new();
    place.write("in/a.txt", PAGE);
    place.write("in/bulletins.toml", "[nofile.txt]\npage = 3\n");
    place
        .run(&["load", "in"])
        .assert_failed(&["bulletins.toml line 1: put the file's name in quotes: [\"nofile.txt\"]"]);
    place.write("in/bulletins.toml", "");
    place.run(&["load", "in"]).assert_ok();
    let before = place.run(&["--db", "a.db", "load", "in"]);
    assert_eq!(before.code, Some(2));
    assert!(before.err.contains("jianbao load --"), "{before:?}");
    let copied = |run: &support::Run| run.assert_ok().out.contains("took the place");
    assert!(!copied(&place.run(&["backup", "b.db"])));
    assert!(copied(&place.run(&["backup", "b.db"])));
    let mut bytes = std::fs::read(place.path("b.db")).unwrap();
    bytes[4096..].fill(7);
    place.write("b.db", bytes);
    let damaged = place.run_on(&place.path("b.db"), &["verify"]);
    damaged.assert_failed(&["damaged", "restore-from"]);
    assert!(!damaged.err.contains("run `jianbao verify`"), "{damaged:?}");
}

#[test]
fn a_merged_article_is_not_withdrawn_by_its_old_address() {
    let place = Place::new();
    place.write(
        "a.txt",
        format!("{PAGE}\n山口村修好饮水净化站\n本报讯（记者 谷雨）3月1日，山口村的饮水净化站修好通水，村医每周取样两次送县里化验，结果贴在村口的公告栏里。\n"),
    );
    place.run(&["load", "a.txt"]).assert_ok();
    let records = exported(&place);
    assert_eq!(records.len(), 2);
    place.write(
        "a.txt.meta.toml",
        "[[article]]\nfind = \"夜间\"\nmerge = \"净化站\"\n",
    );
    place.run(&["load", "a.txt"]).assert_ok();
    let (kept, merged) = (id(&records[0]), id(&records[1]));
    for arguments in [
        &["withdraw", merged, "--reason", "试"][..],
        &["revise", merged, "--author", "江晚"],
    ] {
        let said = format!("article {merged}: its address leads to {kept}");
        place.run(arguments).assert_failed(&[&said]);
    }
}
