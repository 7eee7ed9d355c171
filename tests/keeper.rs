//! The keeper's tools: lists and names on the command line, the log, and output that nobody reads to its end.

mod support;

use support::{Place, Run};

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
    place.run(&["load", "."]).assert_failed(&["a.db"]);
    let out = place.run(&["export"]).assert_ok().out.clone();
    assert!(
        out.contains("2024/01.txt") && out.contains("2025/01.txt"),
        "{out}"
    );
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
