//! The keeper's tools: lists and names on the command line, the log, and output that nobody reads to its end.

mod support;

use support::{Place, Run, eventually};

const PAGE: &str = "松岭县开设夜间儿科门诊\n本报讯（记者 江晚）6月3日，松岭县人民医院的夜间儿科门诊开诊，每晚六点到十点有医生坐诊，挂号费与白天相同。\n";

/// A place with one article in its archive, and the article's id.
fn with_page() -> (Place, String) {
    let place = Place::new();
    place.write("a.txt", PAGE);
    place.run(&["load", "a.txt"]).assert_ok();
    let out = place.run(&["export"]).assert_ok().out.clone();
    let record: serde_json::Value = serde_json::from_str(out.trim()).unwrap();
    let id = record["id"].as_str().unwrap().to_string();
    (place, id)
}

#[test]
fn only_what_the_environment_lists_is_cut() {
    let place = Place::new();
    place.write("10:30.txt", PAGE);
    place.write("b.txt", PAGE.replace("儿科", "口腔"));
    place.run(&["load", "10:30.txt"]).assert_ok();
    let listed = place.run_with("JIANBAO_PATHS", "b.txt:10:30.txt", &["load"]);
    listed.assert_failed(&["10: ", "30.txt: "]);
    let out = place.run(&["export"]).assert_ok().out.clone();
    assert_eq!(out.lines().count(), 2, "{out}");
    let record: serde_json::Value = serde_json::from_str(out.lines().next().unwrap()).unwrap();
    let id = record["id"].as_str().unwrap();
    place
        .run(&["revise", id, "--author", "Smith, John", "--author", "江晚"])
        .assert_ok();
    let out = place.run(&["export"]).assert_ok().out.clone();
    assert!(out.contains(r#""author":["Smith, John","江晚"]"#), "{out}");
    place
        .run_with("JIANBAO_AUTHOR", "江晚, 白露", &["revise", id])
        .assert_ok();
    let out = place.run(&["export"]).assert_ok().out.clone();
    assert!(out.contains(r#""author":["江晚","白露"]"#), "{out}");
}

#[test]
fn two_files_that_would_bear_one_name_are_not_loaded() {
    let place = Place::new();
    place.write("2024/01.txt", PAGE);
    place.write("2025/01.txt", PAGE.replace("儿科", "口腔"));
    place.write("2025/02.txt", PAGE.replace("儿科", "骨科"));
    let run = place.run(&["load", "2024", "2025"]);
    run.assert_failed(&[
        "2025/01.txt: 2024/01.txt has the same name",
        "folder that holds both",
    ]);
    let out = place.run(&["export"]).assert_ok().out.clone();
    assert!(out.lines().count() == 1 && out.contains("骨科"), "{out}");
    // The same file given twice is one file.
    let again = place.run(&["load", "2025/02.txt", "2025"]);
    assert!(again.assert_ok().out.contains("1 unchanged"), "{again:?}");
    // The archive in it is no bulletin.
    place.run(&["load", "."]).assert_ok();
    let out = place.run(&["export"]).assert_ok().out.clone();
    assert!(
        out.contains("2024/01.txt") && out.contains("2025/01.txt"),
        "{out}"
    );
}

#[test]
fn a_file_that_takes_the_place_of_another_is_told() {
    let place = Place::new();
    let notice = "关于汛期水上交通管制的通告\n东州市海事局　2024年7月2日\n自即日起，青萍江渡口早晚停航，过江车辆绕行二桥。\n";
    place.write("2024/01.txt", PAGE);
    place.write("2025/01.txt", notice);
    let said = |run: &support::Run| run.assert_ok().err.contains("01.txt: took the place of");
    assert!(!said(&place.run(&["load", "2024"])));
    // A correction is none.
    place.write("2024/01.txt", PAGE.replace("儿科", "小儿科"));
    assert!(!said(&place.run(&["load", "2024"])));
    let other = place.run(&["load", "2025"]);
    assert!(said(&other) && other.err.contains("load the folder that holds both"));
}

#[test]
fn a_document_that_comes_under_a_second_name_is_told() {
    let place = Place::new();
    place.write("all/2024/01.txt", PAGE);
    assert!(
        !place
            .run(&["load", "all/2024"])
            .assert_ok()
            .err
            .contains("same bytes")
    );
    let again = place.run(&["load", "all"]).assert_ok().err.clone();
    assert!(
        again.contains("2024/01.txt: has the same bytes as 01.txt"),
        "{again}"
    );
    // Twice in one load: told once.
    let place = Place::new();
    place.write("all/a.txt", PAGE);
    place.write("all/b.txt", PAGE);
    let both = place.run(&["load", "all"]).assert_ok().err.clone();
    assert_eq!(both.matches("same bytes").count(), 1, "{both}");
    std::fs::create_dir(place.path("empty")).unwrap();
    let none = place.run(&["load", "empty"]).assert_ok().err.clone();
    assert!(none.contains("no file to load in empty"), "{none}");
}

#[test]
fn the_log_names_what_is_gone_and_what_changed() {
    let (place, id) = with_page();
    place
        .run(&["revise", &id, "--headline", "夜间儿科门诊开诊"])
        .assert_ok();
    place
        .run(&["withdraw", &id, "--reason", "应来源要求"])
        .assert_ok();
    for arguments in [&["log"][..], &["log", &id]] {
        let log = place.run(arguments).assert_ok().out.clone();
        let withdrawn = log.lines().find(|line| line.contains("withdrawn")).unwrap();
        assert!(withdrawn.contains("夜间儿科门诊开诊"), "{log}");
        assert!(
            log.contains("revised") && log.contains("[headline]"),
            "{log}"
        );
    }
    let json = place
        .run(&["log", "--format", "json"])
        .assert_ok()
        .out
        .clone();
    assert!(json.contains(r#""fields":["headline"]"#), "{json}");
    place
        .run(&["log", "zzzzzzzzzzz"])
        .assert_failed(&["zzzzzzzzzzz", "no such article"]);
}

#[test]
fn a_document_that_there_is_not_is_refused() {
    let (place, _) = with_page();
    for command in ["check", "export", "reprocess"] {
        place
            .run(&[command, "--document", "b.txt"])
            .assert_failed(&["no document \"b.txt\""]);
        place.run(&[command, "--document", "a.txt"]).assert_ok();
    }
}

#[test]
fn output_that_nobody_reads_is_no_failure() {
    let (place, id) = with_page();
    place
        .run(&["revise", &id, "--headline", "夜间儿科门诊开诊"])
        .assert_ok();
    let commands: [&[&str]; 6] = [
        &["export"],
        &["check"],
        &["log"],
        &["verify"],
        &["load", "a.txt"],
        &["reprocess"],
    ];
    for arguments in commands {
        let Run { code, err, .. } = place.run_unheard(arguments);
        assert_eq!((code, err.as_str()), (Some(0), ""), "{arguments:?}");
    }
}

/// Does a file of the archive hold this text as it is?
fn is_in_file(place: &Place, text: &str) -> bool {
    ["a.db", "a.db-wal"].iter().any(|name| {
        let bytes = std::fs::read(place.path(name)).unwrap_or_default();
        memchr::memmem::find(&bytes, text.as_bytes()).is_some()
    })
}

#[test]
fn a_document_is_forgotten_for_good() {
    let (place, id) = with_page();
    let rest = PAGE.replace("松岭县", "河湾县").replace("儿科", "口腔");
    place.write("b.txt", &rest);
    place.run(&["load", "b.txt"]).assert_ok();
    // A version, a correction, a tombstone: each keeps something of the text.
    place.write("a.txt", format!("{PAGE}门诊设在急诊楼一层。\n"));
    place.run(&["load", "a.txt"]).assert_ok();
    place
        .run(&["revise", &id, "--headline", "松岭县夜间儿科门诊开诊"])
        .assert_ok();
    let arguments = ["forget", "a.txt", "--reason", "不当上传"];
    let asked = place.run(&arguments);
    asked.assert_failed(&["a.txt", "--yes"]);
    assert!(is_in_file(&place, "松岭县"));
    let server = place.serve(&[]);
    assert_eq!(server.get(&format!("/articles/{id}")).0, 200);
    let done = place.run(&[&arguments[..], &["--yes"]].concat());
    assert!(done.assert_ok().out.contains("1 articles"), "{done:?}");
    let (status, page) = eventually(
        || server.get(&format!("/articles/{id}")),
        |(status, _)| *status == 410,
    );
    assert_eq!(status, 410);
    assert!(
        page.contains("不当上传") && !page.contains("松岭县"),
        "{page}"
    );
    assert!(
        !server
            .get("/search?q=%E6%9D%BE%E5%B2%AD%E5%8E%BF")
            .1
            .contains(&id)
    );
    assert_eq!(server.stop("-TERM"), Some(0));
    place.run(&["verify"]).assert_ok();
    assert!(
        !is_in_file(&place, "松岭县"),
        "its text is still in the file"
    );
    let out = place.run(&["export"]).assert_ok().out.clone();
    assert!(out.lines().count() == 1 && out.contains("河湾县"), "{out}");
    let log = place.run(&["log"]).assert_ok().out.clone();
    assert!(
        log.contains("forget: 不当上传") && !log.contains("revise"),
        "{log}"
    );
    place
        .run(&[&arguments[..], &["--yes"]].concat())
        .assert_failed(&["no document \"a.txt\""]);
    // Loaded again it is a new document, and takes no old address.
    place.run(&["load", "a.txt"]).assert_ok();
    assert!(!place.run(&["export"]).out.contains(&id));
    place.run(&["verify"]).assert_ok();
}

#[test]
fn what_was_forgotten_does_not_come_back_by_itself() {
    let (place, id) = with_page();
    let forget = ["forget", "a.txt", "--reason", "应当事人要求", "--yes"];
    place.run(&forget).assert_ok();
    let articles = |place: &Place| place.run(&["export"]).assert_ok().out.lines().count();
    let passed_over = |name: &str| {
        let run = place.run(&["load", name]);
        assert!(run.assert_ok().out.contains("1 passed over"), "{run:?}");
        for words in [name, "应当事人要求", "20", "--forgotten"] {
            assert!(run.err.contains(words), "{words} is not in {}", run.err);
        }
        assert_eq!(articles(&place), 0);
    };
    passed_over("a.txt");
    // Its name with other bytes, and its bytes under another name.
    place.write("a.txt", format!("{PAGE}门诊设在急诊楼一层。\n"));
    passed_over("a.txt");
    place.write("b.txt", PAGE);
    passed_over("b.txt");
    place.run(&["load", "--forgotten", "a.txt"]).assert_ok();
    assert_eq!(articles(&place), 1);
    assert!(!place.run(&["export"]).out.contains(&id));
    let again = place.run(&["load", "a.txt"]);
    assert!(again.assert_ok().out.contains("1 unchanged"), "{again:?}");
    place.write("a.txt", PAGE);
    place.run(&["load", "a.txt"]).assert_ok();
    assert_eq!(articles(&place), 1);
    // Another document with its bytes stays.
    place.run(&["load", "b.txt"]).assert_ok();
    place.run(&forget).assert_ok();
    place.write("b.txt.meta.toml", "publication = \"示例报\"\n");
    place.run(&["load", "a.txt", "b.txt"]).assert_ok();
    assert_eq!(articles(&place), 1);
    place.run(&["verify"]).assert_ok();
}

#[test]
fn the_sample_makes_way_for_the_first_real_document() {
    let place = Place::new();
    let server = place.serve(&[]);
    let sample = place.run(&["export"]).assert_ok().out.clone();
    let first: serde_json::Value = serde_json::from_str(sample.lines().next().unwrap()).unwrap();
    let address = format!("/articles/{}", first["id"].as_str().unwrap());
    assert_eq!(server.get(&address).0, 200);
    place.write("empty.txt", "");
    place.run(&["load", "empty.txt"]).assert_failed(&["empty"]);
    assert_eq!(place.run(&["export"]).assert_ok().out, sample);
    place.write("a.txt", PAGE);
    let loaded = place.run(&["load", "a.txt"]).assert_ok().out.clone();
    assert!(
        loaded.contains("sample") && loaded.contains("1 new"),
        "{loaded}"
    );
    assert_eq!(place.run(&["export"]).assert_ok().out.lines().count(), 1);
    let entries = || server.get("/feed.atom").1.matches("<entry>").count();
    assert_eq!(eventually(entries, |entries| *entries == 1), 1);
    assert_eq!(server.get(&address).0, 404);
    assert!(!server.get("/").1.contains("sample-banner"));
    assert_eq!(server.stop("-TERM"), Some(0));
    let sound = place.run(&["verify"]).assert_ok().out.clone();
    assert!(
        sound.contains("1 documents") && sound.contains("0 tombstones"),
        "{sound}"
    );
    let again = place.run(&["load", "a.txt"]).assert_ok().out.clone();
    assert!(!again.contains("sample"), "{again}");
}

#[test]
fn a_new_archive_waits_no_longer_than_it_is_told() {
    let place = Place::new();
    place.write("a.txt", PAGE);
    let held = std::fs::File::create(place.path("a.db-writer")).unwrap();
    held.lock().unwrap();
    let begun = std::time::Instant::now();
    place
        .run(&["load", "--wait", "0", "a.txt"])
        .assert_failed(&["another process is writing"]);
    assert!(begun.elapsed().as_secs() < 30);
}

#[test]
fn files_of_the_sample_may_be_loaded_as_ones_own() {
    let place = Place::new();
    assert_eq!(place.serve(&[]).stop("-TERM"), Some(0));
    let samples = concat!(env!("CARGO_MANIFEST_DIR"), "/samples");
    let name = std::fs::read_dir(samples)
        .unwrap()
        .flatten()
        .map(|entry| entry.file_name());
    let mut names = name.filter(|name| name.to_string_lossy().ends_with(".txt"));
    let file = format!("{samples}/{}", names.next().unwrap().to_string_lossy());
    let loaded = place.run(&["load", &file]).assert_ok().out.clone();
    assert!(loaded.contains("1 new, 0 changed, 0 unchanged"), "{loaded}");
    let again = place.run(&["load", &file]).assert_ok().out.clone();
    assert!(again.contains("1 unchanged"), "{again}");
}

#[test]
fn a_correction_that_changes_nothing_stays_with_its_article() {
    let place = Place::new();
    let record = |headline: &str| {
        format!(
            "{{\"headline\":\"{headline}\",\"articleBody\":[\"榕江区疾控中心提醒市民及早接种流感疫苗，全区十二个门诊周末照常开放。\"]}}\n"
        )
    };
    let headlines = |place: &Place| {
        let out = place.run(&["export"]).assert_ok().out.clone();
        out.matches("及早接种流感疫苗\"").count()
    };
    place.write("in/b/page.jsonl", record("及早接种流感疫苗"));
    place.run(&["load", "in"]).assert_ok();
    let out = place.run(&["export"]).assert_ok().out.clone();
    let id = out.split('"').nth(3).unwrap();
    place
        .run(&["revise", id, "--headline", "及早接种流感疫苗"])
        .assert_ok();
    // The document whose name comes first has the id, but of an article that a keeper had in hand.
    place.write("in/a/page.jsonl", record("及早接种流感疫苗"));
    place.run(&["load", "in"]).assert_ok();
    assert_eq!(headlines(&place), 2);
    for folder in ["a", "b"] {
        place.write(&format!("in/{folder}/page.jsonl"), record("及早接种"));
    }
    place.run(&["load", "in"]).assert_ok();
    let exported = place.run(&["export", "--document", "b/page.jsonl"]);
    assert!(
        exported.assert_ok().out.contains("及早接种流感疫苗\""),
        "{exported:?}"
    );
    assert_eq!(headlines(&place), 1);
    place.run(&["verify"]).assert_ok();
}

#[test]
fn a_field_that_is_misspelt_is_told_once_a_file() {
    let place = Place::new();
    let record = |number: usize| {
        format!(
            "{{\"headline\":\"第{number}号通知\",\"autor\":\"江晚\",\"articleBody\":[\"第{number}号通知说，接种点周末照常开门。\"]}}\n"
        )
    };
    let few: String = (0..3).map(record).collect();
    place.write("few.jsonl", &few);
    place.write("table.csv", "标题,正文,发布日其\n甲,一。,2024-03-05\n");
    for file in ["few.jsonl", "table.csv"] {
        let loaded = place.run(&["load", file]);
        let said = loaded.assert_ok().err.matches("is read from the field");
        assert_eq!(said.count(), 1, "{loaded:?}");
        assert!(loaded.err.contains(file), "{loaded:?}");
    }
    let out = place.run(&["export"]).assert_ok().out.clone();
    place.write("own.jsonl", out);
    let loaded = place.run(&["load", "own.jsonl"]);
    assert!(
        !loaded.assert_ok().err.contains("is read from the field"),
        "{loaded:?}"
    );
}

#[test]
fn a_file_without_any_article_is_named_and_listed() {
    let place = Place::new();
    place.write("in/a.txt", PAGE);
    place.write("in/empty.txt", "xxxxxxxxxx\n");
    let loaded = place.run(&["load", "in"]).assert_ok().out.clone();
    assert!(
        loaded.contains("No article found in in/empty.txt"),
        "{loaded}"
    );
    let check = place.run(&["check"]).assert_ok().out.clone();
    assert!(
        check.contains("empty.txt\n") && check.contains("1 document without article"),
        "{check}"
    );
    let json = ["check", "--format", "json", "--document", "empty.txt"];
    let listed = place.run(&json).assert_ok().out.clone();
    assert!(listed.contains("\"kind\":\"empty-document\""), "{listed}");
    let other = place
        .run(&["check", "--document", "a.txt"])
        .assert_ok()
        .out
        .clone();
    assert!(!other.contains("without article"), "{other}");
    // What is said to do about it does it.
    std::fs::remove_file(place.path("in/empty.txt")).unwrap();
    place.write(
        "in/empty.md",
        "# 示例\n\n松岭县医院周六停诊一天，检修电路。\n",
    );
    place.run(&["load", "in"]).assert_ok();
    place
        .run(&["forget", "empty.txt", "--reason", "改存", "--yes"])
        .assert_ok();
    let check = place.run(&["check"]).assert_ok().out.clone();
    assert!(!check.contains("without article"), "{check}");
    assert_eq!(place.run(&["export"]).out.lines().count(), 2);
}

#[test]
fn other_topics_are_told_to_leave_old_articles_as_they_are() {
    let place = Place::new();
    let topics = "[[topic]]\nid = \"clinic\"\nzh = \"门诊\"\nen = \"Clinics\"\n[topic.lexicon]\n\"门诊\" = 5\n";
    place.write("topics.toml", topics);
    place.write("in/a.txt", PAGE);
    let load = |topics: &[&str]| {
        let run = place.run(&[&["load", "in"], topics].concat());
        run.assert_ok()
            .err
            .contains("still have the topics of the former file")
    };
    assert!(!load(&[]));
    assert!(load(&["--topics", "topics.toml"]));
    assert!(!load(&[]) && !load(&["--topics", "topics.toml"]));
    assert!(load(&["--topics", "built-in"]));
    // What is read anew by the load itself has them.
    place.write("in/a.txt", PAGE.replace("儿科", "小儿科"));
    assert!(!load(&["--topics", "topics.toml"]));
}
