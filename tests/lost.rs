//! Documents whose file is no longer where it was loaded from: the keeper is told, and nothing is changed.

mod support;

use std::io::Write;

use support::Place;
use zip::write::SimpleFileOptions;

const PAGE: &str = "松岭县开设夜间儿科门诊\n本报讯（记者 江晚）6月3日，松岭县人民医院的夜间儿科门诊开诊，每晚六点到十点有医生坐诊，挂号费与白天相同。\n";

/// A page like no other.
fn page(subject: &str) -> String {
    PAGE.replace("儿科", subject)
}

fn zip(place: &Place, name: &str, files: &[(&str, &str)]) {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in files {
        let options = SimpleFileOptions::default();
        writer.start_file(*name, options).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    place.write(name, writer.finish().unwrap().into_inner());
}

/// What a load tells of documents without a file; empty where it tells nothing.
fn told(place: &Place, arguments: &[&str]) -> String {
    let run = place.run(&[&["load"], arguments].concat());
    let lines = run.err.lines();
    lines.filter(|line| line.contains("no file here")).collect()
}

fn documents(place: &Place) -> usize {
    let out = place.run(&["export"]).assert_ok().out.clone();
    out.lines().count()
}

#[test]
fn a_document_without_its_file_is_told_and_stays() {
    let place = Place::new();
    for (name, subject) in [("a.txt", "儿科"), ("2024/b.txt", "骨科"), ("c.txt", "口腔")] {
        place.write(&format!("in/{name}"), page(subject));
    }
    assert_eq!(told(&place, &["in"]), "");
    std::fs::remove_file(place.path("in/2024/b.txt")).unwrap();
    let said = told(&place, &["in"]);
    assert!(said.contains("1 document loaded"), "{said}");
    assert!(said.contains("jianbao forget \"2024/b.txt\" …"), "{said}");
    // By another way to the same folder, and from within it.
    assert!(told(&place, &["./in/../in"]).contains("2024/b.txt"));
    assert!(told(&place, &["in/2024"]).contains("2024/b.txt"));
    // A file that is given alone tells nothing of others.
    assert_eq!(told(&place, &["in/a.txt"]), "");
    assert_eq!(documents(&place), 3);
    let forget = ["forget", "2024/b.txt", "--reason", "已删", "--yes"];
    place.run(&forget).assert_ok();
    assert_eq!(told(&place, &["in"]), "");
    place.run(&["verify"]).assert_ok();
}

#[test]
fn documents_of_other_folders_are_not_missed() {
    let place = Place::new();
    place.write("one/a.txt", page("儿科"));
    place.write("two/b.txt", page("骨科"));
    assert_eq!(told(&place, &["one"]), "");
    assert_eq!(told(&place, &["two"]), "");
    // A document that came from both lies where it came from last.
    place.write("two/a.txt", page("儿科"));
    assert_eq!(told(&place, &["two"]), "");
    std::fs::remove_file(place.path("one/a.txt")).unwrap();
    assert_eq!(told(&place, &["one"]), "");
    std::fs::remove_file(place.path("two/b.txt")).unwrap();
    assert!(told(&place, &["one", "two"]).contains("b.txt"));
    // What a file alone was loaded from is its folder, too.
    place.write("three/d.txt", page("眼科"));
    assert_eq!(told(&place, &["three/d.txt"]), "");
    std::fs::rename(place.path("three/d.txt"), place.path("three/e.txt")).unwrap();
    let renamed = place.run(&["load", "three"]).assert_ok().err.clone();
    // It is told once what became of a file that was renamed.
    assert!(renamed.contains("same bytes as d.txt"), "{renamed}");
    assert!(!renamed.contains("no file here"), "{renamed}");
    assert!(told(&place, &["three"]).contains("d.txt"));
}

#[test]
fn what_cannot_be_seen_is_not_missed() {
    let place = Place::new();
    place.write("in/a.txt", page("儿科"));
    zip(
        &place,
        "in/b.zip",
        &[("x.txt", &page("骨科")), ("y/z.txt", &page("口腔"))],
    );
    assert_eq!(told(&place, &["in"]), "");
    // A file that can no longer be read is there all the same.
    place.write("in/a.txt", "");
    place.write("in/b.zip", "no archive");
    assert_eq!(told(&place, &["in"]), "");
    // As one whose sidecar cannot be read.
    place.write("in/bulletins.toml", "page = ");
    assert_eq!(told(&place, &["in"]), "");
    std::fs::remove_file(place.path("in/bulletins.toml")).unwrap();
    zip(&place, "in/b.zip", &[("x.txt", &page("骨科"))]);
    let said = told(&place, &["in"]);
    assert!(
        said.contains("b.zip/y/z.txt") && !said.contains("x.txt"),
        "{said}"
    );
    assert!(told(&place, &["in/b.zip"]).contains("b.zip/y/z.txt"));
    std::fs::remove_file(place.path("in/b.zip")).unwrap();
    assert!(told(&place, &["in"]).contains("2 documents"));
    assert_eq!(documents(&place), 3);
}

#[test]
fn of_many_the_first_are_named() {
    let place = Place::new();
    for number in 10..30 {
        place.write(&format!("in/{number}.txt"), page(&format!("{number}号")));
    }
    assert_eq!(told(&place, &["in"]), "");
    for number in 10..29 {
        std::fs::remove_file(place.path(&format!("in/{number}.txt"))).unwrap();
    }
    let said = told(&place, &["in"]);
    let forget = ["forget", "10.txt", "11.txt", "10.txt", "--reason", "已删"];
    let asked = place.run(&forget);
    asked.assert_failed(&["10.txt, 11.txt would be taken out"]);
    assert_eq!(documents(&place), 20);
    let none = place.run(&[&forget[..], &["no.txt", "--yes"]].concat());
    none.assert_failed(&["no document \"no.txt\""]);
    assert_eq!(documents(&place), 20);
    let done = place.run(&[&forget[..], &["--yes"]].concat());
    assert!(
        done.assert_ok().out.contains("their 2 articles"),
        "{done:?}"
    );
    place.run(&["verify"]).assert_ok();
    assert!(told(&place, &["in"]).contains("17 documents"));
    assert!(
        said.contains("19 documents") && said.contains("and 9 more"),
        "{said}"
    );
}
