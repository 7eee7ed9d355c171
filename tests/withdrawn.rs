//! What a keeper withdrew is shown nowhere, whatever comes of its document.

mod support;

use support::{Place, Run, Server};

const FLU: &str = "榕江区疾控中心提醒市民及早接种流感疫苗，全区十二个门诊周末照常开放。";
const SCHOOL: &str = "实验小学的同学们在操场上学习心肺复苏，校医一遍遍示范按压的深度和频率。";

fn page(first: &str) -> String {
    format!("接种门诊周末照开\n\n本报讯 {first}\n\n操场上的急救课\n\n本报讯 {SCHOOL}\n")
}

fn load(place: &Place, file: &str) -> Run {
    let run = place.run(&["load", file]);
    run.assert_ok();
    run
}

/// The id of the article with this text.
fn id_of(place: &Place, words: &str) -> String {
    let out = place.run(&["export"]).assert_ok().out.clone();
    let line = out.lines().find(|line| line.contains(words)).unwrap();
    line.split('"').nth(3).unwrap().to_string()
}

fn withdraw(place: &Place, id: &str) {
    place
        .run(&["withdraw", id, "--reason", "应当事人要求"])
        .assert_ok();
}

/// The address of the only document.
fn document(server: &Server) -> String {
    let list = server.get("/documents").1;
    let (_, rest) = list.split_once("href=\"/documents/").unwrap();
    format!("/documents/{}", rest.split('"').next().unwrap())
}

/// The document's page lists its other article; neither it nor the bytes show the withdrawn one.
#[track_caller]
fn assert_hidden(place: &Place, id: &str) {
    let server = place.serve(&[]);
    assert_eq!(server.get(&format!("/articles/{id}")).0, 410);
    let document = document(&server);
    let (status, shown) = server.get(&document);
    assert_eq!(status, 200);
    assert!(
        shown.contains("所以不显示原文") && shown.contains("href=\"/articles/"),
        "{shown}"
    );
    assert!(!shown.contains("心肺复苏"), "{shown}");
    assert_eq!(server.get(&format!("{document}/raw")).0, 410);
    place.run(&["verify"]).assert_ok();
}

#[test]
fn a_dropped_one_stays_hidden_when_its_document_comes_with_other_bytes() {
    let place = Place::new();
    place.write("page.txt", page(FLU));
    load(&place, "page.txt");
    let id = id_of(&place, "心肺复苏");
    withdraw(&place, &id);
    place.write("page.txt", page(&FLU.replace("十二", "十三")));
    place.write(
        "page.txt.meta.toml",
        "[[article]]\nfind = \"心肺复苏\"\ndrop = true\n",
    );
    let loaded = load(&place, "page.txt");
    assert!(loaded.err.contains(&id), "{loaded:?}");
    assert_hidden(&place, &id);
}

#[test]
fn a_merged_one_stays_hidden_when_its_document_comes_with_other_bytes() {
    let place = Place::new();
    let flu = format!(
        "{FLU}接种前请带好身份证和预约单，到场后先量体温，再到窗口登记，接种后留观半小时。"
    );
    place.write("page.txt", page(&flu));
    load(&place, "page.txt");
    let id = id_of(&place, "心肺复苏");
    withdraw(&place, &id);
    place.write("page.txt", page(&flu.replace("十二", "十三")));
    place.write(
        "page.txt.meta.toml",
        "[[article]]\nfind = \"流感疫苗\"\nmerge = \"心肺复苏\"\n",
    );
    let loaded = load(&place, "page.txt");
    assert!(loaded.err.contains("withdraw that, too"), "{loaded:?}");
    let server = place.serve(&[]);
    let shown = server.get(&document(&server)).1;
    assert!(!shown.contains("心肺复苏"), "{shown}");
}

#[test]
fn one_without_lines_hides_the_text_that_holds_it() {
    let place = Place::new();
    let item = |title: &str, text: &str| {
        format!("<item><title>{title}</title><description>{text}</description></item>")
    };
    // Which lines are whose is not told where there seem to be more entries than there are.
    place.write(
        "feed.xml",
        format!(
            "<?xml version=\"1.0\"?>\n<rss version=\"2.0\"><channel><title>示例</title>\n<!-- <item></item> -->\n{}\n{}\n</channel></rss>\n",
            item("及早接种", FLU),
            item("操场上的急救课", SCHOOL)
        ),
    );
    load(&place, "feed.xml");
    let id = id_of(&place, "心肺复苏");
    withdraw(&place, &id);
    assert_hidden(&place, &id);
}

fn records(texts: &[(&str, &str)]) -> String {
    let record = |(headline, body): &(&str, &str)| {
        format!("{{\"headline\":\"{headline}\",\"articleBody\":[\"{body}\"]}}\n")
    };
    texts.iter().map(record).collect()
}

#[test]
fn one_that_its_document_no_longer_holds_is_not_revived() {
    let (flu, school) = (("及早接种", FLU), ("操场上的急救课", SCHOOL));
    let place = Place::new();
    place.write("in.jsonl", records(&[flu, school]));
    load(&place, "in.jsonl");
    let id = id_of(&place, "心肺复苏");
    let address = format!("/articles/{id}");
    withdraw(&place, &id);
    place.write("in.jsonl", records(&[flu]));
    load(&place, "in.jsonl");
    let restored = place.run(&["restore", &id]);
    assert!(
        restored.assert_ok().out.contains("holds it no more"),
        "{restored:?}"
    );
    let exported = place.run(&["export"]).assert_ok().out.clone();
    assert!(!exported.contains("心肺复苏"), "{exported}");
    assert_eq!(place.serve(&[]).get(&address).0, 410);
    place
        .run(&["restore", &id])
        .assert_failed(&["no keeper withdrew it"]);
    // What has gone may be withdrawn, so that it does not return with its document.
    withdraw(&place, &id);
    place.write("in.jsonl", records(&[flu, school]));
    load(&place, "in.jsonl");
    assert_eq!(place.serve(&[]).get(&address).0, 410);
    place.run(&["restore", &id]).assert_ok();
    assert_eq!(place.serve(&[]).get(&address).0, 200);
    place.run(&["verify"]).assert_ok();
}

#[test]
fn an_address_that_leads_on_is_not_withdrawn_but_what_it_leads_to() {
    let (flu, school) = (("及早接种", FLU), ("操场上的急救课", SCHOOL));
    let place = Place::new();
    place.write("in.jsonl", records(&[flu, school]));
    load(&place, "in.jsonl");
    let id = id_of(&place, "心肺复苏");
    let both = format!("{FLU}{SCHOOL}");
    place.write("in.jsonl", records(&[("及早接种", &both)]));
    load(&place, "in.jsonl");
    let target = id_of(&place, "心肺复苏");
    assert_ne!(id, target);
    place
        .run(&["withdraw", &id, "--reason", "应当事人要求"])
        .assert_failed(&["leads to", &target]);
    let (status, page) = place.serve(&[]).get(&format!("/articles/{id}"));
    assert_eq!(status, 301, "{page}");
}

#[test]
fn a_withdrawn_one_whose_text_went_elsewhere_leads_there_when_it_is_restored() {
    let (flu, school) = (("及早接种", FLU), ("操场上的急救课", SCHOOL));
    let place = Place::new();
    place.write("in.jsonl", records(&[flu, school]));
    load(&place, "in.jsonl");
    let id = id_of(&place, "心肺复苏");
    withdraw(&place, &id);
    place.write("in.jsonl", records(&[flu]));
    place.write("other.jsonl", records(&[("急救课", SCHOOL)]));
    load(&place, "in.jsonl");
    load(&place, "other.jsonl");
    let elsewhere = id_of(&place, "心肺复苏");
    let restored = place.run(&["restore", &id]);
    assert!(
        restored.assert_ok().out.contains(&elsewhere),
        "{restored:?}"
    );
    assert_eq!(place.serve(&[]).get(&format!("/articles/{id}")).0, 301);
    place.run(&["verify"]).assert_ok();
}
