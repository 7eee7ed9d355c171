use std::sync::Arc;

use super::*;
use crate::article::{Basis, Document};
use crate::ingest::{self, Context, Source};
use crate::topic::{Topic, Topics};

const PAGE: &str = "河湾镇开出第一班送药车\n\n本报讯（记者 白露）3月2日，河湾镇卫生院的送药车沿江走了四个村，把慢性病药品送到六十多位老人手中，司机和药师同行，当面核对用药。\n\n山口村修好饮水净化站\n\n本报讯（记者 谷雨）3月1日，山口村的饮水净化站修好通水，村医每周取样两次送县里化验，结果贴在村口的公告栏里，全村三百户人家放心饮用。\n";

fn refused(text: &str) -> String {
    Sidecar::parse("a.txt.meta.toml", text)
        .expect_err("refused")
        .to_string()
}

fn read(sidecar: &str) -> Result<Document, String> {
    let topic = |id: &str, zh: &str| Topic {
        id: id.to_string(),
        zh: zh.to_string(),
        en: String::new(),
        iptc: None,
        ..Topic::default()
    };
    let mut topics = Topics::default();
    topics.topics = vec![topic("primary-care", "基层卫生"), topic("people", "人物")];
    let source = Source {
        name: "a.txt".to_string(),
        bytes: PAGE.as_bytes().to_vec(),
        sidecar: Some(Sidecar::parse("a.txt.meta.toml", sidecar).map_err(|e| e.to_string())?),
    };
    let context = Context {
        topics: Arc::new(topics),
    };
    ingest::read(&source, &context).map_err(|error| error.to_string())
}

#[test]
fn unknown_keys_are_refused_with_the_nearest() {
    let said = refused("publication = \"示例报\"\npubdate = \"2024\"\nregoin = \"420500\"\n");
    assert!(
        said.starts_with("a.txt.meta.toml line 2: unknown key"),
        "{said}"
    );
    let said = refused("page = 3\n\n[[article]]\nfind = \"送药车\"\nheadlin = \"x\"\n");
    assert!(
        said.contains("line 5") && said.contains("did you mean \"headline\"?"),
        "{said}"
    );
}

#[test]
fn all_slips_are_told_at_once() {
    let said = refused(
        "regoin = \"420500\"\n[[article]]\nfind = \"送药车\"\ndate = \"2024-02-30\"\n[[article]]\nheadlin = \"x\"\n",
    );
    let places: Vec<usize> = [
        "line 1: unknown key",
        "line 4: ",
        "line 5: which article",
        "line 6: unknown key",
    ]
    .iter()
    .map(|words| {
        said.find(words)
            .unwrap_or_else(|| panic!("{words}: {said}"))
    })
    .collect();
    assert!(places.is_sorted(), "{said}");
    let many: String = (0..20).map(|number| format!("k{number} = 1\n")).collect();
    let said = refused(&many);
    assert!(said.ends_with("; and 8 more"), "{said}");
    let said = Bulletins::parse("bulletins.toml", "page = []\n[\"a.txt\"]\ndate = \"x\"\n");
    let said = said.expect_err("refused").to_string();
    assert!(
        said.contains("line 1: ") && said.contains("line 3: "),
        "{said}"
    );
}

#[test]
fn values_that_cannot_be_are_refused() {
    for (text, words) in [
        ("date = \"2024-02-30\"", "is no date"),
        ("region = \"999999\"", "is no region"),
        ("region = \"420599\"", "420500 is 湖北省宜昌市"),
        ("region = \"宜昌是\"", "did you mean \"宜昌"),
        ("region = \"鼓楼区\"", "several regions"),
        ("source_url = \"news.example\"", "no address"),
        ("page = []", "text in quotes"),
        ("article = 3", "[[article]]"),
        ("[[article]]\ndrop = true", "which article"),
        ("[[article]]\nlines = \"9-3\"", "no lines"),
        ("publication = ", "line 1"),
    ] {
        let said = refused(text);
        assert!(said.contains(words), "{text}: {said}");
    }
}

#[test]
fn regions_go_by_code_and_by_name() {
    for (text, code) in [
        ("420500", "420500"),
        ("宜昌", "420500"),
        ("湖北省宜昌市", "420500"),
        ("福州市鼓楼区", "350102"),
        ("福建鼓楼区", "350102"),
    ] {
        let region = values::region(text).map(|code| code.to_string());
        assert_eq!(region, Ok(code.to_string()), "{text}");
    }
}

#[test]
fn words_of_a_kicker_name_an_article() {
    let document = read(
        "[[article]]\nfind = \"送药车\"\nkicker = \"药到江边\"\n[[article]]\nfind = \"药到江边\"\nheadline = \"甲\"\n",
    );
    assert_eq!(document.unwrap().articles[0].headline, "甲");
}

#[test]
fn what_the_keeper_says_of_an_article_stands() {
    let document = read(
        "publication = \"河湾示例报\"\ndate = 2024-03-03\npage = 2\n[[article]]\nfind = \"送药车\"\nheadline = \"送药车沿江走四村\"\ndate = \"2024-03-02\"\nregion = \"420500\"\ntopics = [\"基层卫生\"]\nauthor = [\"白露\"]\ncredit = \"示例社\"\n",
    )
    .unwrap();
    assert_eq!(document.publication.name.as_deref(), Some("河湾示例报"));
    assert_eq!(document.publication.page.as_deref(), Some("2"));
    let article = &document.articles[0];
    assert_eq!(article.headline, "送药车沿江走四村");
    let date = article.date_published.as_ref().unwrap();
    assert_eq!(
        (date.date.to_string().as_str(), date.basis),
        ("2024-03-02", Basis::Keeper)
    );
    assert_eq!(article.content_location[0].to_string(), "420500");
    assert_eq!(article.about, ["primary-care"]);
    assert_eq!(article.credit_text.as_deref(), Some("示例社"));
}

#[test]
fn the_second_deck_said_alone_is_said_of_all() {
    let decks = |said: &str| {
        let text = format!(
            "[[article]]\nfind = \"送药车\"\nkicker = \"药到江边\"\n[[article]]\nfind = \"送药车\"\n{said}\n"
        );
        let article = read(&text).unwrap().articles.swap_remove(0);
        (article.kicker, article.alternative_headline)
    };
    let text = |text: &str| Some(text.to_string());
    assert_eq!(decks(""), (text("药到江边"), None));
    assert_eq!(
        decks("alternative_headline = \"四村同日\""),
        (None, text("四村同日"))
    );
    assert_eq!(
        decks("alternative_headline = \"四村同日\"\nkicker = \"引\""),
        (text("引"), text("四村同日"))
    );
}

#[test]
fn articles_are_merged_split_and_dropped() {
    let found = read("").unwrap().articles;
    assert_eq!(found.len(), 2);
    let merged = read("[[article]]\nfind = \"送药车\"\nmerge = \"山口村\"\n").unwrap();
    assert_eq!(merged.articles.len(), 1);
    assert!(merged.articles[0].article_body.concat().contains("化验"));
    let split = read(
        "[[article]]\nfind = \"送药车\"\nmerge = \"山口村\"\n[[article]]\nlines = 1\nsplit = 5\n[[article]]\nlines = 5\nheadline = \"净化站通水\"\n",
    )
    .unwrap();
    assert_eq!(split.articles.len(), 2);
    assert_eq!(split.articles[1].headline, "净化站通水");
    let dropped = read("[[article]]\nlines = \"5-7\"\ndrop = true\n").unwrap();
    assert_eq!(dropped.articles.len(), 1);
    assert!(
        dropped
            .furniture
            .iter()
            .any(|f| f.why == "keeper" && f.lines.contains(7))
    );
}

#[test]
fn what_is_printed_above_a_merged_text_stays() {
    let merged = read(
        "[[article]]\nfind = \"山口村\"\nkicker = \"山里通水\"\nalternative_headline = \"三百户喝上净水\"\ncredit = \"示例社\"\n[[article]]\nfind = \"送药车\"\nmerge = \"山口村\"\n",
    )
    .unwrap();
    let article = &merged.articles[0];
    assert_eq!(
        (&article.kicker, &article.alternative_headline),
        (&None, &None)
    );
    assert_eq!(
        article.article_body[1..4],
        ["山里通水", "山口村修好饮水净化站", "三百户喝上净水"]
    );
    assert_eq!(article.credit_text.as_deref(), Some("示例社"));
    assert_eq!(article.author, ["白露", "谷雨"]);
}

#[test]
fn the_reading_order_of_lines_is_the_keepers() {
    let order = read(
        "[[article]]\nfind = \"送药车\"\nmerge = \"山口村\"\n[[article]]\nlines = 1\norder = \"7, 3\"\n",
    )
    .unwrap();
    let body = order.articles[0].article_body.concat();
    let (water, medicine) = (body.find("净化站修好通水"), body.find("送药车沿江"));
    assert!(
        water.is_some() && medicine.is_some() && water < medicine,
        "{body}"
    );
}

#[test]
fn corrections_that_meet_no_article_say_so() {
    for (sidecar, words) in [
        (
            "[[article]]\nfind = \"火星\"\ndrop = true\n",
            "no article of a.txt holds",
        ),
        (
            "[[article]]\nfind = \"本报讯\"\ndrop = true\n",
            "2 articles",
        ),
        (
            "[[article]]\nlines = 99\ndrop = true\n",
            "there is no line 99",
        ),
        (
            "[[article]]\nlines = 1\ntopics = \"人勿\"\n",
            "did you mean \"人物\"?",
        ),
    ] {
        let said = read(sidecar).unwrap_err();
        assert!(
            said.contains("a.txt.meta.toml line ") && said.contains(words),
            "{said}"
        );
    }
}

#[test]
fn a_folder_speaks_of_all_its_files_and_of_each() {
    let text = "publication = \"河湾示例报\"\n\n[\"a.txt\"]\npage = \"2版\"\n\n[\"b.txt\"]\npublication = \"别报\"\n";
    let bulletins = Bulletins::parse("bulletins.toml", text).unwrap();
    let of = |file: &str| bulletins.of(file).unwrap();
    assert_eq!(of("a.txt").publication.name.as_deref(), Some("河湾示例报"));
    assert_eq!(of("a.txt").publication.page.as_deref(), Some("2版"));
    assert_eq!(of("b.txt").publication.name.as_deref(), Some("别报"));
    assert_eq!(of("c.txt").publication.page, None);
    let changed = text.replace("2版", "3版");
    let changed = Bulletins::parse("bulletins.toml", &changed).unwrap();
    assert_ne!(changed.of("a.txt").unwrap().text, of("a.txt").text);
    assert_eq!(changed.of("b.txt").unwrap().text, of("b.txt").text);
    let error = bulletins.check(["a.txt", "b.tx"].into_iter()).unwrap_err();
    assert!(
        error.to_string().contains("line 6")
            && error.to_string().contains("did you mean \"b.tx\"?"),
        "{error}"
    );
}

#[test]
fn what_folder_and_file_say_together_reads_back_the_same() {
    let folder = "publication = \"河湾示例报\"\ndate = 2024-03-03\n[[article]]\nfind = \"送药车\"\nheadline = \"甲\"\n\n[\"a.txt\"]\npage = \"2版\"\n[[\"a.txt\".article]]\nfind = \"山口村\"\nheadline = \"乙\"\n";
    let own = "publication = \"别报\"\npage = \"3版\"\nregion = \"宜昌\"\n[[article]]\nfind = \"山口村\"\nheadline = \"丙\"\n";
    let of_folder = Bulletins::parse("bulletins.toml", folder).unwrap();
    let own = Sidecar::parse("a.txt.meta.toml", own).unwrap();
    let joined = Sidecar::joined(Some(own), of_folder.of("a.txt")).unwrap();
    let again = Sidecar::parse("a.txt", &joined.text).unwrap();
    assert_eq!(again.publication, joined.publication);
    assert_eq!(again.publication.name.as_deref(), Some("别报"));
    assert_eq!(again.publication.page.as_deref(), Some("3版"));
    let headlines = |sidecar: &Sidecar| -> Vec<Option<String>> {
        let corrections = sidecar.corrections.iter();
        corrections.map(|c| c.headline.clone()).collect()
    };
    assert_eq!(headlines(&again).len(), 3);
    assert_eq!(headlines(&again), headlines(&joined));
}
