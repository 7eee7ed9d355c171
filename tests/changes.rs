//! The page of the latest changes: what was corrected, withdrawn, merged, and why.

mod http;
mod support;

use support::Place;

fn records(texts: &[(&str, &str)]) -> String {
    let record = |(headline, body): &(&str, &str)| {
        format!("{{\"headline\":\"{headline}\",\"articleBody\":[\"{body}\"]}}\n")
    };
    texts.iter().map(record).collect()
}

/// The id of the article with this text.
fn id_of(place: &Place, words: &str) -> String {
    let out = place.run(&["export"]).assert_ok().out.clone();
    let line = out.lines().find(|line| line.contains(words)).unwrap();
    line.split('"').nth(3).unwrap().to_string()
}

#[test]
fn the_latest_changes_say_what_became_of_which_article_and_why() {
    let place = Place::new();
    let (ferry, school) = (
        "渡船自周五起增开两班，末班推迟到晚上十点。",
        "操场上的急救课由校医讲授，每班两个课时。",
    );
    place.write(
        "in.jsonl",
        records(&[
            ("渡口夜航", ferry),
            ("急救课", school),
            ("", "无题的短讯说，集市移到河边，周三照常。"),
        ]),
    );
    place.run(&["load", "in.jsonl"]).assert_ok();
    let server = place.serve(&[]);
    let empty = server.get("/changes").1;
    assert!(
        empty.contains("至今没有更改") && empty.contains("href=\"/articles\""),
        "{empty}"
    );
    let (ferry, school) = (id_of(&place, "渡船"), id_of(&place, "校医"));
    let untitled = id_of(&place, "集市");
    let run = |arguments: &[&str]| {
        place.run(arguments).assert_ok();
    };
    run(&[
        "revise",
        &ferry,
        "--headline",
        "渡口夜航延时",
        "--reason",
        "标题漏字",
    ]);
    run(&[
        "revise",
        &ferry,
        "--date",
        "2024-05-01",
        "--reason",
        "补上日期",
    ]);
    run(&["withdraw", &school, "--reason", "应当事人要求"]);
    run(&["withdraw", &untitled, "--reason", "重复"]);
    let shown = support::eventually(|| server.get("/changes").1, |page| page.contains("重复"));
    let at = |words: &str| {
        shown
            .find(words)
            .unwrap_or_else(|| panic!("no {words} in {shown}"))
    };
    assert!(at("重复") < at("应当事人要求") && at("应当事人要求") < at("补上日期"));
    assert!(at("补上日期") < at("标题漏字"));
    // Each change names its own fields, whatever came after it.
    let of = |words: &str| {
        shown
            .get(at(words)..)
            .unwrap()
            .split("</li>")
            .next()
            .unwrap()
    };
    assert!(
        of("补上日期").contains(">改动：日期<"),
        "{}",
        of("补上日期")
    );
    assert!(
        of("标题漏字").contains(">改动：标题<"),
        "{}",
        of("标题漏字")
    );
    for id in [&ferry, &school, &untitled] {
        assert!(shown.contains(&format!("href=\"/articles/{id}\"")));
    }
    assert!(shown.contains("渡口夜航延时") && shown.contains("急救课"));
    assert!(
        !shown.contains("集市") && !shown.contains("校医"),
        "{shown}"
    );
    assert!(
        shown.contains("type=\"application/atom+xml\"") && shown.contains("/changes/feed.atom")
    );
    let english = server.get("/changes?lang=en").1;
    assert!(
        english.contains("Withdrawn") && english.contains("Corrected by the keeper"),
        "{english}"
    );
    assert!(server.get("/about").1.contains("href=\"/changes\""));
    assert_eq!(server.get("/changes?after=x").0, 400);
}

#[tokio::test]
async fn changes_are_paged_by_their_numbers() {
    let notices = |called: &str| {
        let notice = |number: u32| {
            let body = format!("第{number}社区的义诊改在周日，需要提前{number}天到居委会登记。");
            let headline = format!("{called}{number}");
            http::article(
                &headline,
                "2024-03-05",
                "410000",
                "vaccination",
                "河湾日报",
                &body,
            )
        };
        (1..=60).map(notice).collect()
    };
    let place = http::Place::with(notices("通知")).await;
    place.load(notices("公告")).await;
    let rows = |page: &str| page.matches("class=\"row\"").count();
    let first = place.page("/changes").await;
    let (_, rest) = first.split_once("rel=\"next\" href=\"").unwrap();
    let second = place.page(rest.split('"').next().unwrap()).await;
    assert_eq!((rows(&first), rows(&second)), (50, 10));
    assert!(second.contains(">改动：标题<") && !second.contains("rel=\"next\""));
}

#[test]
fn what_is_forgotten_is_told_apart_from_what_has_another_address() {
    let place = Place::new();
    let (ferry, school) = (
        "渡船自周五起增开两班，末班推迟到晚上十点。",
        "操场上的急救课由校医讲授，每班两个课时。",
    );
    place.write("in/old.jsonl", records(&[("渡口夜航", ferry)]));
    place.write("in/bad.jsonl", records(&[("急救课", school)]));
    place.run(&["load", "in"]).assert_ok();
    let (moved, forgotten) = (id_of(&place, "渡船"), id_of(&place, "校医"));
    place.write("in/new.jsonl", records(&[("渡口夜航", ferry)]));
    place.run(&["load", "in"]).assert_ok();
    let forget = |name: &str, why: &str| {
        let arguments = ["forget", name, "--reason", why, "--yes"];
        place.run(&arguments).assert_ok();
    };
    forget("old.jsonl", "改名");
    forget("bad.jsonl", "误载");
    let target = id_of(&place, "渡船");
    let server = place.serve(&[]);
    let shown = server.get("/changes").1;
    let row = |words: &str| {
        let mut rows = shown.split("<li class=\"row\">");
        rows.find(|row| row.contains(words)).unwrap().to_string()
    };
    let renamed = row("改名");
    assert!(
        renamed.contains("渡口夜航") && renamed.contains("移入另一文档"),
        "{renamed}"
    );
    assert!(
        renamed.contains(&format!("href=\"/articles/{target}\"")),
        "{renamed}"
    );
    let gone = row("误载");
    assert!(
        gone.contains("永久移除") && gone.contains(&forgotten),
        "{gone}"
    );
    assert!(!gone.contains("无标题"), "{gone}");
    assert_eq!(server.get(&format!("/articles/{moved}")).0, 301);
    assert_eq!(server.get(&format!("/articles/{forgotten}")).0, 410);
    let log = place.run(&["log"]).assert_ok().out.clone();
    assert!(
        log.contains(&format!("{moved} moved     渡口夜航 → {target}")),
        "{log}"
    );
    assert!(log.contains(&format!("{forgotten} forgotten ")), "{log}");
    place.run(&["verify"]).assert_ok();
}
