//! The commands as a keeper meets them: what they say, what they refuse, and with which exit code.

mod support;

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use jianbao::archive::WriterLock;
use support::{Place, eventually};

const PAGE: &str = "榕江区启动流感疫苗接种\n本报讯（记者 林小满）10月12日，榕江区疾控中心启动本年度流感疫苗接种，全区十二个门诊周末照常开放。\n";

#[test]
fn loading_twice_changes_nothing() {
    let place = Place::new();
    place.write("in/a.txt", PAGE);
    place.run(&["load", "in"]).assert_ok();
    let first = place.run(&["export"]).assert_ok().out.clone();
    assert!(first.contains("榕江区启动流感疫苗接种"), "{first}");
    let again = place.run(&["load", "in"]);
    assert!(
        again.assert_ok().out.contains("1 unchanged"),
        "{}",
        again.out
    );
    assert_eq!(place.run(&["export"]).out, first);
}

#[test]
fn a_slip_of_the_pen_makes_no_archive() {
    let place = Place::new();
    place
        .run(&["load", "nowhere.txt"])
        .assert_failed(&["there is no nowhere.txt"]);
    assert!(!place.path("a.db").exists());
}

#[test]
fn an_archive_in_the_folder_that_is_loaded_is_no_bulletin() {
    let place = Place::new();
    place.write(
        "a.txt",
        "门诊延长\n\n夜间门诊延长到晚上八点，下班后的居民也能看上病。\n",
    );
    place.run(&["load", "."]).assert_ok();
    // The archive and its locks are there by now.
    assert!(place.path("a.db").exists());
    let again = place.run(&["load", "."]);
    assert!(
        again.assert_ok().out.contains("1 unchanged, 0 failed"),
        "{again:?}"
    );
}

#[test]
fn links_in_a_folder_are_followed_and_those_that_lead_nowhere_told() {
    let place = Place::new();
    place.write("elsewhere/a.txt", PAGE);
    std::fs::create_dir(place.path("in")).unwrap();
    std::os::unix::fs::symlink(place.path("elsewhere"), place.path("in/linked")).unwrap();
    std::os::unix::fs::symlink(place.path("gone.txt"), place.path("in/b.txt")).unwrap();
    let run = place.run(&["load", "in"]);
    run.assert_failed(&["in/b.txt"]);
    assert!(run.out.contains("1 new"), "{run:?}");
}

#[test]
fn a_date_in_the_future_is_doubtful() {
    let place = Place::new();
    place.write("a.txt", PAGE);
    place.write("a.txt.meta.toml", "date = \"2099-05-20\"\n");
    let run = place.run(&["load", "a.txt"]);
    assert!(run.assert_ok().out.contains("future-date 1"), "{run:?}");
}

#[test]
fn a_bad_file_is_named_and_the_rest_is_loaded() {
    let place = Place::new();
    place.write("in/a.txt", PAGE);
    place.write("in/empty.txt", "");
    place.write("in/nul.txt", b"a\0b\0c".as_slice());
    place.write("in/broken.txt", b"\xe6\xa6\x95\xff\xff\xfe\x81".as_slice());
    place.write(
        "in/picture.txt",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(),
    );
    let run = place.run(&["load", "in", "nowhere.txt"]);
    run.assert_failed(&[
        "empty.txt",
        "nul.txt",
        "broken.txt",
        "picture.txt",
        "nowhere.txt",
    ]);
    assert!(
        run.out.contains("1 new") && run.out.contains("5 failed"),
        "{}",
        run.out
    );
    assert!(
        place
            .run(&["export"])
            .out
            .contains("榕江区启动流感疫苗接种")
    );
}

#[test]
fn chinese_encodings_are_read() {
    let place = Place::new();
    let (gb, _, _) = encoding_rs::GB18030.encode(PAGE);
    let traditional = "榕江區啟動流感疫苗接種\n本報訊（記者林小滿）十月十二日，衛生局啟動本年度流感疫苗接種，歡迎長者踴躍參加。\n";
    let (big5, _, lossy) = encoding_rs::BIG5.encode(traditional);
    assert!(!lossy);
    place.write("gb.txt", gb);
    place.write("big5.txt", big5);
    place.run(&["load", "gb.txt", "big5.txt"]).assert_ok();
    let out = place.run(&["export"]).out;
    assert!(
        out.contains("榕江区启动流感疫苗接种") && out.contains("榕江區啟動流感疫苗接種"),
        "{out}"
    );
}

#[test]
fn an_export_loads_back_with_its_ids() {
    let place = Place::new();
    place.write("a.txt", PAGE);
    place.run(&["load", "a.txt"]).assert_ok();
    let exported = place.run(&["export"]).assert_ok().out.clone();
    place.write("export.jsonl", &exported);
    let other = place.path("b.db");
    place.run_on(&other, &["load", "export.jsonl"]).assert_ok();
    assert_eq!(place.run_on(&other, &["export"]).assert_ok().out, exported);
}

#[test]
fn a_record_takes_no_address_from_another_article() {
    let place = Place::new();
    place.write("page.txt", PAGE);
    place.run(&["load", "page.txt"]).assert_ok();
    let exported = place.run(&["export"]).assert_ok().out.clone();
    let page: serde_json::Value = serde_json::from_str(exported.trim()).unwrap();
    // Its document's name comes first, so that the same text would get the address.
    let record = serde_json::json!({
        "id": page["id"], "url": page["url"], "headline": "山口村修好饮水净化站",
        "articleBody": ["山口村的饮水净化站修好通水，村医每周取样两次送县里化验，结果贴在公告栏里。"],
    });
    place.write("a.jsonl", record.to_string());
    place.run(&["load", "a.jsonl"]).assert_ok();
    let out = place.run(&["export"]).assert_ok().out.clone();
    assert_eq!(out.lines().count(), 2, "{out}");
    assert!(out.contains(exported.trim()), "{out}");
    place.run(&["verify"]).assert_ok();
}

#[test]
fn what_is_no_archive_is_refused_and_left_alone() {
    let place = Place::new();
    place.write("a.txt", PAGE);
    let notes = place.write("notes.db", PAGE.repeat(5));
    place
        .run_on(&notes, &["load", "a.txt"])
        .assert_failed(&["notes.db", "not an SQLite database"]);
    assert_eq!(std::fs::read_to_string(&notes).unwrap(), PAGE.repeat(5));
    place.run(&["export"]).assert_failed(&["no archive"]);
}

#[test]
fn a_port_in_use_is_named() {
    let place = Place::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    place
        .run(&["serve", "--listen", &address])
        .assert_failed(&[&address, "--listen"]);
}

#[test]
fn a_server_shows_what_is_loaded_beside_it_and_stops_when_told() {
    let place = Place::new();
    place.write("a.txt", PAGE);
    place.write("b.txt", PAGE.replace("流感", "水痘"));
    let server = place.serve(&["--load", "a.txt"]);
    assert_eq!(server.get("/feed.atom").1.matches("<entry>").count(), 1);
    place.run(&["load", "b.txt"]).assert_ok();
    let entries = || server.get("/feed.atom").1.matches("<entry>").count();
    assert_eq!(eventually(entries, |entries| *entries == 2), 2);
    assert_eq!(server.stop("-TERM"), Some(0));
}

#[test]
fn a_server_of_a_filled_archive_serves_while_it_loads() {
    let place = Place::new();
    place.write("a.txt", PAGE);
    place.write("b.txt", PAGE.replace("流感", "水痘"));
    place.run(&["load", "a.txt"]).assert_ok();
    // Loading waits for its turn; readers do not.
    let now = "2026-01-01T00:00:00Z";
    let turn = WriterLock::acquire(&place.path("a.db"), "load", now, Duration::ZERO, |_| {});
    let server = place.serve(&["--load", "."]);
    let entries = || server.get("/feed.atom").1.matches("<entry>").count();
    assert_eq!(entries(), 1);
    drop(turn.unwrap());
    assert_eq!(eventually(entries, |entries| *entries == 2), 2);
    let turn = WriterLock::acquire(&place.path("a.db"), "load", now, Duration::ZERO, |_| {});
    let waiting = place.serve(&["--load", "a.txt"]);
    let start = Instant::now();
    assert_eq!(waiting.stop("-TERM"), Some(0));
    assert!(
        start.elapsed() < Duration::from_secs(15),
        "it waited for its turn"
    );
    drop(turn);
    assert_eq!(server.stop("-TERM"), Some(0));
}

#[test]
fn who_breaks_off_a_load_is_told_that_nothing_is_lost() {
    let place = Place::new();
    place.write("a.txt", PAGE);
    place.run(&["load", "a.txt"]).assert_ok();
    let now = "2026-01-01T00:00:00Z";
    let turn = WriterLock::acquire(&place.path("a.db"), "load", now, Duration::ZERO, |_| {});
    let mut load = Command::new(env!("CARGO_BIN_EXE_jianbao"))
        .args(["load", "a.txt"])
        .env("JIANBAO_DB", place.path("a.db"))
        .current_dir(place.path(""))
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(load.stderr.take().unwrap());
    let mut line = String::new();
    // That it waits for its turn.
    said.read_line(&mut line).unwrap();
    let id = load.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-INT", &id])
            .status()
            .unwrap()
            .success()
    );
    said.read_line(&mut line).unwrap();
    assert!(line.contains("what is stored stays"), "{line}");
    assert_eq!(load.wait().unwrap().code(), Some(130));
    drop(turn);
    place.run(&["verify"]).assert_ok();
}

#[test]
fn an_empty_archive_gets_the_sample_and_says_so() {
    let place = Place::new();
    let server = place.serve(&[]);
    assert!(server.said.contains("sample"), "{}", server.said);
    assert!(server.get("/feed.atom").1.matches("<entry>").count() > 10);
    for path in [
        "/",
        "/articles",
        "/regions",
        "/search",
        "/help",
        "/nowhere",
        "/articles?page=0",
    ] {
        let page = server.get(path).1;
        assert!(
            page.contains("class=\"sample-banner\""),
            "{path} does not say so"
        );
    }
    assert_eq!(server.stop("-INT"), Some(0));
}

#[test]
fn senseless_addresses_are_refused_with_a_page() {
    let place = Place::new();
    place.write("a.txt", PAGE);
    let server = place.serve(&["--load", "a.txt"]);
    let long = format!("/search?q={}", "%E7%96%AB".repeat(2000));
    for (path, status) in [
        ("/feed.atom?page=-1", 400),
        ("/feed.atom?region=abc", 400),
        ("/nowhere", 404),
        ("/articles/zzzz", 404),
        (long.as_str(), 414),
    ] {
        let (got, body) = server.get(path);
        assert_eq!(got, status, "{}", &path[..path.len().min(60)]);
        assert!(!body.is_empty(), "{path} shows nothing");
    }
}

/// More than 8 MB of JSON Lines, most of it in a field that is passed over.
fn large_file(articles: impl Iterator<Item = (usize, String)>) -> String {
    let padding = "x".repeat(4_100);
    articles
        .map(|(n, body)| {
            format!(
                "{{\"headline\":\"榕江区门诊通告{n}\",\"articleBody\":\"{body}\",\"padding\":\"{padding}\"}}\n"
            )
        })
        .collect()
}

#[test]
fn a_large_file_is_loaded_in_parts_and_keeps_its_addresses() {
    let place = Place::new();
    let body = |n: usize| format!("第{n}号门诊下周起延长开放。");
    let all = 0..2_100_usize;
    place.write(
        "in/large.jsonl",
        large_file(all.clone().map(|n| (n, body(n)))),
    );
    place.write("in/large.jsonl.meta.toml", "date = \"2024-10-12\"\n");
    let first = place.run(&["load", "in"]);
    assert!(first.assert_ok().out.contains("2100 new"), "{}", first.out);
    let out = place.run(&["export"]).assert_ok().out.clone();
    assert_eq!(
        out.matches("2024-10-12").count(),
        2_100,
        "the sidecar's word"
    );
    let again = place.run(&["load", "in"]);
    assert!(
        again.assert_ok().out.contains("1 unchanged"),
        "{}",
        again.out
    );
    let id = |word: &str| {
        let out = place.run(&["export"]).assert_ok().out.clone();
        let line = out.lines().find(|line| line.contains(word)).unwrap();
        let record: serde_json::Value = serde_json::from_str(line).unwrap();
        record["id"].as_str().unwrap().to_string()
    };
    let (kept, corrected) = (id("门诊通告2099\""), id("门诊通告1000\""));
    // One is gone, one is corrected; all later ones have moved up.
    let corrections = all.filter(|n| *n != 5).map(|n| match n {
        1_000 => (n, "这一号门诊改为明天开放。".to_string()),
        n => (n, body(n)),
    });
    place.write("in/large.jsonl", large_file(corrections));
    let changed = place.run(&["load", "in"]);
    let out = &changed.assert_ok().out;
    assert!(out.contains(" 0 new,") && out.contains(" 1 gone"), "{out}");
    assert_eq!(id("门诊通告2099\""), kept);
    assert_eq!(id("改为明天"), corrected);
    let sound = place.run(&["verify"]).assert_ok().out.clone();
    assert!(
        sound.contains("2099 articles") && sound.contains("1 tombstones"),
        "{sound}"
    );
    assert!(sound.contains("2 revisions"), "{sound}");
    let passed_over = place.run(&["reprocess"]).assert_ok().err.clone();
    assert!(passed_over.contains("large.jsonl"), "{passed_over}");
    // The one that was gone comes back under its address.
    place.write(
        "in/large.jsonl",
        large_file((0..2_100).map(|n| (n, body(n)))),
    );
    let back = place.run(&["load", "in"]);
    assert!(back.assert_ok().out.contains(" 0 new,"), "{}", back.out);
    assert_eq!(id("门诊通告1000\""), corrected);
    let sound = place.run(&["verify"]).assert_ok().out.clone();
    assert!(
        sound.contains("2100 articles") && sound.contains("0 tombstones"),
        "{sound}"
    );
}

#[test]
fn a_large_file_may_come_in_any_encoding() {
    let place = Place::new();
    let text = large_file((0..2_100).map(|n| (n, "门诊上午开放。".to_string())));
    let (gb, _, _) = encoding_rs::GB18030.encode(&text);
    let utf16 = text.encode_utf16().flat_map(u16::to_le_bytes);
    place.write("utf8/a.jsonl", &text);
    place.write("gb/a.jsonl", &gb);
    place.write("utf16/a.jsonl", utf16.collect::<Vec<u8>>());
    let exported = ["utf8", "gb", "utf16"].map(|folder| {
        let archive = place.path(&format!("{folder}.db"));
        place.run_on(&archive, &["load", folder]).assert_ok();
        place.run_on(&archive, &["export"]).assert_ok().out.clone()
    });
    assert_eq!(exported[0].lines().count(), 2_100);
    assert!(exported.iter().all(|out| *out == exported[0]));
    place.write("gb/b.jsonl", [&gb, &b"\xff"[..]].concat());
    let run = place.run_on(&place.path("gb.db"), &["load", "gb"]);
    run.assert_failed(&["b.jsonl", "line 2101", "is not gb18030"]);
}

#[test]
fn a_large_file_with_a_bad_line_is_refused_whole() {
    let place = Place::new();
    let good = large_file((0..2_100).map(|n| (n, "门诊开放。".to_string())));
    place.write("in/large.jsonl", good + "{\"headline\":\n\n[]\n{\n");
    let run = place.run(&["load", "in"]);
    run.assert_failed(&["large.jsonl", "line 2101", "also wrong: line 2103, 2104"]);
    assert_eq!(place.run(&["export"]).assert_ok().out, "");
}

#[test]
fn the_sample_shows_what_the_program_can_do() {
    let place = Place::new();
    let server = place.serve(&[]);
    assert_eq!(server.stop("-TERM"), Some(0));
    let out = place.run(&["export"]).assert_ok().out.clone();
    let records: Vec<serde_json::Value> = out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let distinct = |values: Vec<String>| values.into_iter().collect::<BTreeSet<_>>().len();
    let documents = records.iter().map(|r| r["source"]["name"].to_string());
    assert!(records.len() >= 40, "{} articles", records.len());
    assert!(distinct(documents.collect()) >= 12, "documents");
    let years = records
        .iter()
        .filter_map(|r| r["datePublished"].as_str()?.get(..4).map(str::to_string));
    assert!(distinct(years.collect()) >= 8, "years");
    let bare = records
        .iter()
        .filter(|r| r["headline"].as_str().is_none_or(str::is_empty));
    assert_eq!(bare.count(), 0, "articles without a headline");
}

#[test]
fn an_article_printed_twice_is_found() {
    let place = Place::new();
    let body = "10月12日，榕江区疾控中心启动本年度流感疫苗接种，全区十二个门诊周末照常开放，六十岁以上的老人和中小学生可免费接种一剂次，医生提醒急性发热期暂不接种。";
    let record = |headline: &str, body: &str| {
        serde_json::json!({"headline": headline, "datePublished": "2024-10-12", "articleBody": [body]}).to_string()
    };
    place.write("in/a.jsonl", record("榕江区启动流感疫苗接种", body));
    place.write(
        "in/b.jsonl",
        record("十二个门诊周末不休息", &body.replace("照常", "都")),
    );
    place.write("in/c.jsonl", record("山口村修好饮水净化站", "山口村的饮水净化站修好通水，村医每周取样两次送县里化验，结果贴在村口的公告栏里，全村三百户人家放心饮用。"));
    place.run(&["load", "in"]).assert_ok();
    let check = place.run(&["check"]).assert_ok().out.clone();
    assert!(
        check.contains("1 reprint\n") && check.contains("(reprint)"),
        "{check}"
    );
    for (document, reprints) in [("b.jsonl", "1 reprint\n"), ("c.jsonl", "0 reprints")] {
        let check = place.run(&["check", "--document", document]);
        assert!(check.assert_ok().out.contains(reprints), "{check:?}");
    }
    let json = place
        .run(&["check", "--format", "json"])
        .assert_ok()
        .out
        .clone();
    let reprint = json
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let mut reprint = reprint.filter(|row| row["kind"] == "reprint");
    let id = reprint.next().unwrap()["reprint_of"]
        .as_str()
        .unwrap()
        .to_string();
    let server = place.serve(&[]);
    let page = server.get(&format!("/articles/{id}")).1;
    assert!(page.contains("also-printed"), "{page}");
    let found = server
        .get("/search?q=%E6%B5%81%E6%84%9F%E7%96%AB%E8%8B%97")
        .1;
    assert!(
        found.contains("1 处转载") || found.contains("1 reprint"),
        "{found}"
    );
}

#[test]
fn sidecars_and_archives_are_loaded_from_the_command_line() {
    let place = Place::new();
    place.write("in/a.txt", PAGE);
    place.write("in/a.txt.meta.toml", "publication = \"榕江示例报\"\n\n[[article]]\nfind = \"流感\"\nheadline = \"流感疫苗开打\"\n");
    place.write("in/b.txt", PAGE);
    place.write("in/b.txt.meta.toml", "pubication = \"榕江示例报\"\n");
    place.write("in/c.jpg", "x");
    let run = place.run(&["load", "in"]);
    run.assert_failed(&[
        "b.txt.meta.toml line 1",
        "did you mean \"publication\"?",
        "c.jpg",
        "kinds that are: txt",
    ]);
    let out = place.run(&["export"]).out;
    assert!(out.contains("流感疫苗开打"), "{out}");
}

#[test]
fn what_folder_and_file_say_of_a_document_can_be_read_again() {
    let place = Place::new();
    place.write("in/a.txt", PAGE);
    place.write(
        "in/bulletins.toml",
        "publication = \"榕江示例报\"\n\n[[article]]\nfind = \"流感\"\nheadline = \"流感疫苗开打\"\n",
    );
    place.write("in/a.txt.meta.toml", "publication = \"别报\"\n");
    place.run(&["load", "in"]).assert_ok();
    let before = place.run(&["export"]).assert_ok().out.clone();
    let again = place.run(&["reprocess"]);
    assert!(
        again.assert_ok().out.contains("0 changed, 1 unchanged"),
        "{again:?}"
    );
    assert_eq!(place.run(&["export"]).assert_ok().out, before);
    assert!(before.contains("流感疫苗开打"), "{before}");
}
