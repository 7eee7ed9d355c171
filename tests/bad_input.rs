//! What comes from outside and makes no sense: a clear message or a page, never a panic, a 500 or a hang.

mod support;

use std::fs::File;
use std::os::unix::fs::PermissionsExt;

use sqlx::Connection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use support::Place;

const PAGE: &str = "榕江区启动流感疫苗接种\n本报讯（记者 林小满）10月12日，榕江区疾控中心启动本年度流感疫苗接种，全区十二个门诊周末照常开放。\n";

#[test]
fn each_bad_file_is_named_with_its_reason() {
    let place = Place::new();
    let broken = [PAGE.as_bytes(), b"\xff\xfe\xff", PAGE.as_bytes()].concat();
    let odd = [b"\xff\xfe".as_slice(), &utf16(PAGE), b"x"].concat();
    let at_end = format!("byte {} is not UTF-16", odd.len() - 1);
    let at_break = format!("byte {} is not UTF-8", PAGE.len());
    let cases: [(&str, &[u8], &str); 14] = [
        ("empty.txt", b"", "empty"),
        ("blank.txt", " \n\n\t　\n".as_bytes(), "nothing but blanks"),
        ("broken.txt", &broken, &at_break),
        ("odd.txt", &odd, &at_end),
        ("nul.txt", b"a\0b", "NUL bytes (first at byte 1)"),
        ("p.pdf", b"no pdf", "no PDF"),
        ("p.zip", b"no zip", "zip"),
        ("p.tar.gz", b"no gzip", "tar.gz file cannot be read"),
        ("p.xml", b"<rss><channel>", ""),
        ("deep.json", "[".repeat(100_000).leak().as_bytes(), "line 1"),
        ("list.json", b"[1, null]", "this is no record"),
        (
            "half.jsonl",
            b"{\"headline\":\"a\",\"articleBody\":\"b\"}\n{\"headline\":\n",
            "line 2",
        ),
        (
            "surrogate.jsonl",
            b"{\"headline\":\"a\\ud800b\",\"articleBody\":\"b\"}",
            "line 1",
        ),
        (
            "date.jsonl",
            b"{\"headline\":\"a\",\"datePublished\":\"2024-13-45\"}",
            "2024-13-45",
        ),
    ];
    for (name, bytes, reason) in cases {
        let path = place.write(name, bytes);
        let run = place.run(&["load", name]);
        if reason.is_empty() {
            assert!(!run.err.contains("panicked"), "{run:?}");
        } else {
            run.assert_failed(&[name, reason]);
            assert!(!run.err.contains("struct"), "{}", run.err);
        }
        assert!(path.exists());
    }
    assert_eq!(place.run(&["export"]).assert_ok().out, "");
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[test]
fn utf16_is_read_with_and_without_its_mark() {
    let place = Place::new();
    let marked = [b"\xff\xfe".as_slice(), &utf16(PAGE)].concat();
    place.write("marked.txt", marked);
    place.write("bare.txt", utf16(PAGE));
    place.run(&["load", "marked.txt", "bare.txt"]).assert_ok();
    let out = place.run(&["export"]).out;
    assert_eq!(
        out.matches("\"榕江区启动流感疫苗接种\"").count(),
        2,
        "{out}"
    );
}

#[test]
fn a_file_of_more_than_50_mb_is_refused_unread() {
    let place = Place::new();
    let path = place.write("big.txt", PAGE);
    let file = File::options().write(true).open(path).unwrap();
    file.set_len(50_000_001).unwrap();
    place
        .run(&["load", "big.txt"])
        .assert_failed(&["big.txt", "50 MB", "split"]);
}

#[test]
fn a_folder_without_permission_is_named() {
    let place = Place::new();
    place.write("in/locked/a.txt", PAGE);
    place.write("in/b.txt", PAGE);
    let locked = place.path("in/locked");
    std::fs::set_permissions(&locked, PermissionsExt::from_mode(0o000)).unwrap();
    if std::fs::read_dir(&locked).is_ok() {
        eprintln!("not tested: this user may read everything");
        return;
    }
    let run = place.run(&["load", "in"]);
    std::fs::set_permissions(&locked, PermissionsExt::from_mode(0o755)).unwrap();
    run.assert_failed(&["locked", "Permission denied"]);
    assert!(run.out.contains("1 new"), "{}", run.out);
}

#[tokio::test]
async fn databases_that_are_not_ours_are_refused_and_left_alone() {
    let place = Place::new();
    place.write("a.txt", PAGE);
    let other = place.path("other.db");
    change(&other, "CREATE TABLE notes (line TEXT)").await;
    let before = std::fs::read(&other).unwrap();
    let newer = place.path("newer.db");
    place.run_on(&newer, &["load", "a.txt"]).assert_ok();
    change(
        &newer,
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
         VALUES (9999, 'later', TRUE, x'00', 0)",
    )
    .await;
    for command in [
        vec!["load", "a.txt"],
        vec!["serve", "--listen", "127.0.0.1:0"],
        vec!["export"],
        vec!["verify"],
    ] {
        place
            .run_on(&other, &command)
            .assert_failed(&["other.db", "another program's"]);
        place
            .run_on(&newer, &command)
            .assert_failed(&["newer.db", "newer version"]);
    }
    assert_eq!(std::fs::read(&other).unwrap(), before);
    let nowhere = place.path("no/such/folder/a.db");
    let run = place.run_on(&nowhere, &["load", "a.txt"]);
    run.assert_failed(&["cannot be opened", "No such file"]);
    assert_eq!(run.err.matches("No such file").count(), 1, "{}", run.err);
}

async fn change(path: &std::path::Path, statement: &'static str) {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true);
    let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
    sqlx::query(statement)
        .execute(&mut connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
}

#[test]
fn senseless_addresses_get_a_page() {
    let place = Place::new();
    place.write("a.txt", PAGE);
    let server = place.serve(&["--load", "a.txt"]);
    for (path, status) in [
        ("/articles?page=-1", 400),
        ("/articles?region=abc", 400),
        ("/articles?region=999999", 400),
        ("/articles?topic=nope", 400),
        ("/search?q=a&topic=nope", 400),
        ("/articles?from=2024-13", 400),
        ("/search?q=%E7%96%AB&sort=up", 400),
        ("/regions/abc", 404),
        ("/dates/2024/02/31", 404),
        ("/topics/nope", 404),
        ("/articles/%00", 404),
        ("/articles/%ED%A0%80", 404),
        ("/regions/%FF", 404),
        ("/../../etc/passwd", 404),
        ("/static/%2e%2e%2fCargo.toml", 404),
        ("/documents/..%2f..%2fetc%2fpasswd", 404),
    ] {
        let (got, page) = server.get(path);
        assert_eq!(got, status, "{path}");
        assert!(page.contains("<h1"), "{path} shows {page}");
    }
}

#[test]
fn who_asks_too_much_is_told_to_wait() {
    let place = Place::new();
    place.write("a.txt", PAGE);
    let server = place.serve(&["--load", "a.txt", "--requests-per-minute", "1"]);
    assert_eq!(server.get("/about").0, 200);
    // What is in memory costs nothing.
    assert_eq!(server.get("/about").0, 200);
    let (status, page) = server.get("/help");
    assert_eq!(status, 429);
    assert!(page.contains("<h1"), "{page}");
    assert_eq!(server.get("/livez").0, 200);
}

#[test]
fn any_query_is_answered() {
    let place = Place::new();
    place.write("a.txt", PAGE);
    let server = place.serve(&["--load", "a.txt"]);
    let many = "(".repeat(500);
    for query in [
        "%22",
        "%22%22",
        "%22*",
        "*",
        "**",
        many.as_str(),
        "AND",
        "OR",
        "NOT",
        "-",
        "%00",
        "%",
        "%ED%A0%80",
        "%27%20OR%201=1",
        "%E7%96%AB%20NEAR",
        "%22%E7%96%AB",
        "%E7%96%AB*",
        "date:",
        "region:%22",
        "%3Cscript%3Ealert(1)%3C/script%3E",
    ] {
        for path in [
            "/search",
            "/search.csv",
            "/search/feed.atom",
            "/suggest",
            "/trends",
            "/api/v1/articles",
        ] {
            let (status, body) = server.get(&format!("{path}?q={query}"));
            assert!(matches!(status, 200 | 400), "{path}?q={query}: {status}");
            let page = body.starts_with("<!doctype");
            assert!(!(page && body.contains("<script>")), "{path}?q={query}");
        }
    }
    for length in [10_000, 100_000] {
        let (status, _) = server.get(&format!("/search?q={}", "a".repeat(length)));
        assert_eq!(status, 414, "{length} characters");
    }
    assert_eq!(server.get("/").0, 200);
    assert_eq!(server.stop("-TERM"), Some(0));
}

#[test]
fn what_a_command_is_given_by_mistake_is_told_with_the_remedy() {
    let place = Place::new();
    place.write("in/a.txt", PAGE);
    place.run(&["load", "in"]).assert_ok();
    let out = place.run(&["export"]).assert_ok().out.clone();
    let id = out.split('"').nth(3).unwrap();
    // A document that is named by where its file lies, or by one of its articles.
    for name in ["in/a.txt", id] {
        let forget = ["forget", name, "--reason", "错"];
        place
            .run(&forget)
            .assert_failed(&["did you mean \"a.txt\"?"]);
        let check = place.run(&["check", "--document", name]);
        check.assert_failed(&["did you mean \"a.txt\"?"]);
    }
    // A body that would show its tags.
    for body in ["<p>松岭县开设夜间儿科门诊。</p>\n", "%PDF-1.4\n"] {
        place.write("body", body);
        let revised = place.run(&["revise", id, "body"]);
        revised.assert_failed(&["body is no plain text", "paragraphs"]);
    }
    let itself = place.run(&["backup", "a.db"]);
    itself.assert_failed(&["a.db is the archive itself", "another file"]);
    let (gbk, _, _) = encoding_rs::GBK.encode("# 主题\n");
    place.write("topics.toml", gbk);
    let topics = place.run(&["load", "--topics", "topics.toml", "in"]);
    topics.assert_failed(&["topics.toml", "not UTF-8", "save it"]);
    std::os::unix::fs::symlink("nowhere", place.path("in/b.txt")).unwrap();
    let link = place.run(&["load", "in"]);
    link.assert_failed(&["in/b.txt: where this link leads: No such file"]);
}

#[tokio::test]
async fn the_index_is_made_anew_only_where_that_is_a_remedy() {
    let place = Place::new();
    place.write("a.txt", PAGE);
    place.run(&["load", "a.txt"]).assert_ok();
    change(&place.path("a.db"), "UPDATE document SET articles = 9").await;
    let other = place.run(&["verify"]);
    other.assert_failed(&["it says 9 articles", "restore-from"]);
    assert!(!other.err.contains("--repair-index"), "{other:?}");
    change(&place.path("a.db"), "UPDATE posting SET entries = x'00'").await;
    place.run(&["verify"]).assert_failed(&["--repair-index"]);
    let repaired = place.run(&["verify", "--repair-index"]);
    repaired.assert_failed(&["it says 9 articles"]);
    assert!(!repaired.err.contains("--repair-index"), "{repaired:?}");
}
