//! What the keeper takes out of an article's history is nowhere any more, and the history says so.

mod support;

use support::{Place, Run};

const PAGE: &str = "松岭县开设夜间儿科门诊\n本报讯（记者 江晚）6月3日，松岭县人民医院的夜间儿科门诊开诊，患者魏某某称赞说，每晚六点到十点有医生坐诊，挂号费与白天相同。\n";

fn load(place: &Place, text: &str) {
    place.write("a.txt", text);
    place.run(&["load", "a.txt"]).assert_ok();
}

fn id(place: &Place) -> String {
    let out = place.run(&["export"]).assert_ok().out.clone();
    let record: serde_json::Value = serde_json::from_str(out.trim()).unwrap();
    record["id"].as_str().unwrap().to_string()
}

fn forget(place: &Place, id: &str, versions: &str) -> Run {
    let arguments = ["--reason", "应当事人要求", "--by", "林编辑", "--yes"];
    place.run(&[&["forget", id, "--versions", versions], &arguments[..]].concat())
}

/// Numbers of the versions that a history holds, newest first.
fn versions(place: &Place, id: &str) -> Vec<i64> {
    let log = place
        .run(&["log", id, "--format", "json"])
        .assert_ok()
        .out
        .clone();
    let changes = log.lines().map(|line| serde_json::from_str(line).unwrap());
    changes
        .filter_map(|it: serde_json::Value| it["version"].as_i64())
        .collect()
}

/// Does any file of the archive hold this text as it is, or any kept version of it?
fn is_held(place: &Place, text: &str) -> bool {
    let found = |bytes: &[u8]| memchr::memmem::find(bytes, text.as_bytes()).is_some();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let packed: Vec<Vec<u8>> = runtime.block_on(async {
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(place.path("a.db"));
        let pool = sqlx::SqlitePool::connect_with(options).await.unwrap();
        sqlx::query_scalar(
            "SELECT before FROM revision WHERE before IS NOT NULL UNION ALL SELECT bytes FROM document_version
             UNION ALL SELECT bytes FROM document_content UNION ALL SELECT content FROM article_content",
        )
        .fetch_all(&pool)
        .await
        .unwrap()
    });
    let unpacked = |it: &Vec<u8>| zstd::decode_all(it.as_slice()).unwrap_or_default();
    packed.iter().map(unpacked).any(|it| found(&it))
        || ["a.db", "a.db-wal"]
            .iter()
            .any(|name| found(&std::fs::read(place.path(name)).unwrap_or_default()))
}

#[test]
fn earlier_versions_are_taken_out_for_good_and_the_history_says_so() {
    let place = Place::new();
    load(&place, PAGE);
    let id = id(&place);
    load(&place, &PAGE.replace("魏某某", "一名家长"));
    let headline = ["revise", &id, "--headline", "松岭县夜间儿科门诊开诊"];
    place.run(&headline).assert_ok();
    assert!(is_held(&place, "魏某某"));
    let asked = place.run(&["forget", &id, "--versions", "all", "--reason", "错"]);
    asked.assert_failed(&["2 earlier versions", "1 × earlier bytes of a.txt", "--yes"]);
    assert!(is_held(&place, "魏某某"));
    let done = forget(&place, &id, "all");
    for words in [
        "its history says so",
        "a.txt, as it was loaded last",
        "Backups",
    ] {
        assert!(done.assert_ok().out.contains(words), "{done:?}");
    }
    assert!(!is_held(&place, "魏某某"));
    place.run(&["verify"]).assert_ok();
    let log = place.run(&["log", &id]).assert_ok().out.clone();
    let marked = log.matches("before: taken out at").count();
    assert!(
        marked == 2 && log.contains("forget by 林编辑: 应当事人要求"),
        "{log}"
    );
    // The change that made it what was taken out then has no headline to show.
    assert!(log.contains("changed   (taken out)"), "{log}");
    let server = place.serve(&[]);
    let (status, page) = server.get(&format!("/articles/{id}"));
    assert_eq!(status, 200);
    assert!(
        page.contains("应当事人要求") && page.contains("此前的文本已于"),
        "{page}"
    );
    assert!(!page.contains("魏某某"), "{page}");
    assert_eq!(server.stop("-TERM"), Some(0));
    // It goes with backups, and the history goes on.
    place.run(&["backup", "copy.db"]).assert_ok();
    load(&place, &PAGE.replace("魏某某", "一位家长"));
    assert_eq!(versions(&place, &id).len(), 1);
    place.run(&["verify"]).assert_ok();
    place.run(&["restore-from", "copy.db"]).assert_ok();
    forget(&place, &id, "all").assert_failed(&[&id, "no earlier version"]);
}

#[test]
fn one_version_is_taken_out_and_others_stay() {
    let place = Place::new();
    load(&place, PAGE);
    let id = id(&place);
    for headline in ["甲县夜间门诊开诊", "乙县夜间门诊开诊", "丙县夜间门诊开诊"]
    {
        place
            .run(&["revise", &id, "--headline", headline])
            .assert_ok();
    }
    let held = versions(&place, &id);
    assert_eq!(held.len(), 3);
    // What the article was before the last change.
    forget(&place, &id, &held[0].to_string()).assert_ok();
    assert_eq!(versions(&place, &id), held[1..]);
    assert!(!is_held(&place, "乙县夜间") && is_held(&place, "甲县夜间"));
    let server = place.serve(&[]);
    let page = server.get(&format!("/articles/{id}")).1;
    assert!(page.contains("甲") && !page.contains("乙"), "{page}");
    drop(server);
    forget(&place, &id, &held[0].to_string()).assert_failed(&["jianbao log"]);
    let unclear = forget(&place, &id, "second");
    assert!(
        unclear.code == Some(2) && unclear.err.contains("12,15"),
        "{unclear:?}"
    );
    // The document still says what a keeper corrected.
    let said = forget(&place, &id, "all").assert_ok().out.clone();
    assert!(
        said.contains("a.txt, as it was loaded last, still says"),
        "{said}"
    );
    load(&place, &PAGE.replace("魏某某", "一位家长"));
    let said = forget(&place, &id, "all").assert_ok().out.clone();
    assert!(said.contains("1 × earlier bytes of a.txt"), "{said}");
    let two = ["forget", &id, &id, "--versions", "all", "--reason", "错"];
    place.run(&two).assert_failed(&["one article"]);
    assert!(!is_held(&place, "魏某某"));
    place.run(&["verify"]).assert_ok();
}

#[test]
fn why_an_article_was_brought_back_is_kept() {
    let place = Place::new();
    load(&place, PAGE);
    let id = id(&place);
    place
        .run(&["withdraw", &id, "--reason", "应来源要求"])
        .assert_ok();
    let restore = ["restore", &id, "--reason", "来源撤回要求", "--by", "林编辑"];
    place.run(&restore).assert_ok();
    let log = place.run(&["log", &id]).assert_ok().out.clone();
    assert!(log.contains("restore by 林编辑"), "{log}");
    assert!(log.contains("来源撤回要求"), "{log}");
}

/// Letters that do not pack.
fn noise(length: usize) -> String {
    let mut state = 88_172_645_463_325_252_u64;
    let letters = std::iter::from_fn(|| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        char::from_digit((state % 36) as u32, 36)
    });
    letters.take(length).collect()
}

/// A limit on the size of files, for want of a full disk.
#[test]
fn remains_in_free_space_are_told_where_the_file_cannot_be_written_anew() {
    let place = Place::new();
    load(&place, PAGE);
    let rest = PAGE.replace("松岭县", "河湾县").replace("儿科", "口腔");
    let large = format!(
        "<html><body><h1>通知</h1><p>{rest}</p><!-- {} --></body></html>",
        noise(2_000_000)
    );
    place.write("b.html", large);
    place.run(&["load", "b.html"]).assert_ok();
    let output = std::process::Command::new("sh")
        .arg("-c")
        .arg(format!(
            "trap '' XFSZ; ulimit -f 1000; exec {} forget a.txt --reason 错 --yes --db a.db",
            env!("CARGO_BIN_EXE_jianbao")
        ))
        .current_dir(place.path(""))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    for words in ["it is out of the archive, but", "restore-from"] {
        assert!(said.contains(words), "{said}");
    }
    let out = place.run(&["export"]).assert_ok().out.clone();
    assert!(!out.contains("松岭县"), "{out}");
    // The remedy that was told.
    place.run(&["backup", "copy.db"]).assert_ok();
    place.run(&["restore-from", "copy.db"]).assert_ok();
    assert!(!is_held(&place, "松岭县"));
    place.run(&["verify"]).assert_ok();
}
