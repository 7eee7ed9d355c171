//! A file that a keeper's work hangs on is moved, renamed or copied: the work stays, and nothing comes back by that.

mod support;

use std::io::Write;

use support::{Place, Run};
use zip::write::SimpleFileOptions;

const FLU: &str = "榕江区疾控中心提醒市民及早接种流感疫苗，全区十二个门诊周末照常开放。";
const SCHOOL: &str = "实验小学的同学们在操场上学习心肺复苏，校医一遍遍示范按压的深度和频率。";

fn page() -> String {
    format!("接种门诊周末照开\n\n本报讯 {FLU}\n\n操场上的急救课\n\n本报讯 {SCHOOL}\n")
}

fn load(place: &Place, path: &str) -> Run {
    let run = place.run(&["load", path]);
    run.assert_ok();
    run
}

fn export(place: &Place) -> String {
    place.run(&["export"]).assert_ok().out.clone()
}

/// The id of the article with this text.
fn id_of(place: &Place, words: &str) -> String {
    let out = export(place);
    let line = out.lines().find(|line| line.contains(words)).unwrap();
    line.split('"').nth(3).unwrap().to_string()
}

/// The page at this path, of which one article is corrected and the other withdrawn; their ids.
fn tended(place: &Place, file: &str) -> (String, String) {
    place.write(file, page());
    load(place, "in");
    tend(place)
}

fn tend(place: &Place) -> (String, String) {
    let (flu, school) = (id_of(place, "流感疫苗"), id_of(place, "心肺复苏"));
    let revise = ["revise", &flu, "--headline", "接种门诊周末开放"];
    place.run(&revise).assert_ok();
    let withdraw = ["withdraw", &school, "--reason", "应当事人要求"];
    place.run(&withdraw).assert_ok();
    (flu, school)
}

fn rename(place: &Place, from: &str, to: &str) {
    let to = place.path(to);
    std::fs::create_dir_all(to.parent().unwrap()).unwrap();
    std::fs::rename(place.path(from), to).unwrap();
}

/// The address of the only document.
fn document(place: &Place) -> String {
    let server = place.serve(&[]);
    let list = server.get("/documents").1;
    let addresses: Vec<&str> = list.split("href=\"/documents/").skip(1).collect();
    addresses[0].split('"').next().unwrap().to_string()
}

#[track_caller]
fn assert_kept(place: &Place, (flu, school): &(String, String)) {
    let out = export(place);
    assert_eq!(out.lines().count(), 1, "{out}");
    assert!(
        out.contains(flu.as_str()) && out.contains("接种门诊周末开放"),
        "{out}"
    );
    let server = place.serve(&[]);
    let (status, gone) = server.get(&format!("/articles/{school}"));
    assert!(status == 410 && gone.contains("应当事人要求"), "{gone}");
    place.run(&["verify"]).assert_ok();
}

#[test]
fn a_renamed_file_keeps_addresses_corrections_and_withdrawals() {
    let place = Place::new();
    let ids = tended(&place, "in/p.txt");
    let (log, address) = (place.run(&["log"]).out.clone(), document(&place));
    for (from, to) in [
        ("p.txt", "old/p.txt"),
        ("old/p.txt", "old/q.txt"),
        ("old/q.txt", "p.txt"),
    ] {
        rename(&place, &format!("in/{from}"), &format!("in/{to}"));
        let said = load(&place, "in");
        assert!(said.err.contains(&format!("{from} before")), "{said:?}");
        assert!(
            !said.err.contains("forget") && said.out.contains("0 new, 1 changed"),
            "{said:?}"
        );
        assert_kept(&place, &ids);
        assert!(export(&place).contains(&format!("\"{to}\"")));
        // No article changed, and the document has its own address still.
        assert_eq!(place.run(&["log"]).out.lines().count(), log.lines().count());
        assert_eq!(document(&place), address);
        assert!(load(&place, "in").err.is_empty());
    }
    // A correction of the file under its new name finds the same articles.
    rename(&place, "in/p.txt", "in/r.txt");
    load(&place, "in");
    place.write("in/r.txt", page().replace("一遍遍", "一次次"));
    load(&place, "in");
    assert_kept(&place, &ids);
    place.run(&["restore", &ids.1]).assert_ok();
    assert_eq!(id_of(&place, "一次次示范"), ids.1);
    place.run(&["verify"]).assert_ok();
}

#[test]
fn articles_of_one_headline_and_no_text_stay_apart_when_their_file_is_renamed() {
    let place = Place::new();
    let record = |body: &str| format!("{{\"headline\":\"简讯\",\"articleBody\":[\"{body}\"]}}\n");
    place.write(
        "in/a.jsonl",
        [record("甲"), record("乙"), record("乙")].concat(),
    );
    load(&place, "in");
    let id = id_of(&place, "甲");
    place
        .run(&["withdraw", &id, "--reason", "有误"])
        .assert_ok();
    let ids = |place: &Place| -> Vec<String> {
        let out = export(place);
        let id = |line: &str| line.split('"').nth(3).unwrap().to_string();
        out.lines().map(id).collect()
    };
    let before = ids(&place);
    rename(&place, "in/a.jsonl", "in/b.jsonl");
    load(&place, "in");
    assert_eq!(ids(&place), before);
}

#[test]
fn an_archive_that_is_renamed_is_known_by_what_it_holds() {
    let place = Place::new();
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    writer
        .start_file("p.txt", SimpleFileOptions::default())
        .unwrap();
    writer.write_all(page().as_bytes()).unwrap();
    place.write("in/a.zip", writer.finish().unwrap().into_inner());
    load(&place, "in");
    let ids = tend(&place);
    rename(&place, "in/a.zip", "in/b.zip");
    assert!(load(&place, "in").err.contains("a.zip/p.txt before"));
    assert_kept(&place, &ids);
}

#[test]
fn what_was_withdrawn_does_not_come_back_with_a_copy() {
    let place = Place::new();
    let (_, school) = tended(&place, "in/p.txt");
    // Beside it, and where nobody knows that it is the file: one of another folder, loaded alone.
    place.write("in/copy.txt", page());
    place.write("other/q.txt", page());
    for path in ["in", "other"] {
        let said = load(&place, path).err;
        assert!(said.contains("1 article withdrawn at once"), "{said}");
        assert!(said.contains("none of the corrections"), "{said}");
        assert!(!export(&place).contains("心肺复苏"));
    }
    // Nor where it takes the place of another document.
    place.write(
        "in/z.txt",
        "渡口夜航延时\n\n本报讯 渡船自周五起增开两班，末班推迟到晚上十点。\n",
    );
    load(&place, "in");
    place.write("in/z.txt", page());
    load(&place, "in");
    assert!(!export(&place).contains("心肺复苏"));
    let log = place.run(&["log"]).out.clone();
    assert_eq!(log.matches("应当事人要求").count(), 4, "{log}");
    place.run(&["verify"]).assert_ok();
    // Each of them is a withdrawn article like others.
    place.run(&["restore", &school]).assert_ok();
    assert_eq!(export(&place).matches("心肺复苏").count(), 1);
}

#[test]
fn of_two_copies_of_a_file_that_is_gone_the_first_is_that_file() {
    let place = Place::new();
    let (flu, school) = tended(&place, "in/p.txt");
    rename(&place, "in/p.txt", "in/q.txt");
    place.write("in/r.txt", page());
    let said = load(&place, "in").err;
    assert!(
        said.contains("q.txt: p.txt before") && said.contains("r.txt: 1 article withdrawn"),
        "{said}"
    );
    let out = export(&place);
    assert!(!out.contains("心肺复苏") && out.contains(&flu), "{out}");
    assert_eq!(place.serve(&[]).get(&format!("/articles/{school}")).0, 410);
}
