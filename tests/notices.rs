//! Notices after one pattern, as those of every day are: an address never leads to another one's figures, and each is listed.

mod support;

use jianbao::archive::{Archive, Lookup};
use serde_json::Value;
use support::Place;

/// The notice of a day of March, in some of its figures like all others.
fn notice(day: u32) -> String {
    format!(
        "3月{day}日0时至24时，松岭市报告新增本土病例{}例，均在集中隔离点发现，已转运至定点医院隔离治疗。截至3月{day}日24时，全市在院治疗{}例，\
         尚有{}人接受医学观察。市卫生健康委提醒市民出门戴口罩，少聚集，按时接种疫苗，有发热咳嗽的及时到发热门诊就诊。",
        day % 4,
        40 + day * 3,
        900 - day * 17
    )
}

fn headline(day: u32) -> String {
    format!("松岭市3月{day}日新冠肺炎疫情通报")
}

/// The notices of these days as JSON Lines.
fn records(days: &[u32]) -> String {
    let lines = days.iter().map(|day| {
        let date = format!("2022-03-{:02}", day + 1);
        let record = serde_json::json!({
            "headline": headline(*day), "datePublished": date, "articleBody": [notice(*day)]
        });
        format!("{record}\n")
    });
    lines.collect()
}

/// The id of the article with words in its headline.
fn id_of(place: &Place, words: &str) -> String {
    let out = place.run(&["export"]).assert_ok().out.clone();
    let records = out.lines().map(|line| serde_json::from_str(line).unwrap());
    let mut found = records.filter(|record: &Value| record["headline"].to_string().contains(words));
    let record = found
        .next()
        .unwrap_or_else(|| panic!("no {words} in {out}"));
    record["id"].as_str().unwrap().to_string()
}

/// What an article's address is now.
fn at(place: &Place, id: &str) -> Lookup {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let archive = Archive::open(&place.path("a.db")).await.unwrap();
        archive.article(id.parse().unwrap()).await.unwrap()
    })
}

#[track_caller]
fn assert_gone(place: &Place, id: &str) {
    let found = at(place, id);
    assert!(matches!(found, Lookup::Gone(_)), "{found:?}");
}

#[test]
fn a_notice_that_is_taken_out_leads_to_no_other_day() {
    let place = Place::new();
    place.write("in/a.jsonl", records(&[1, 2, 3, 4, 5]));
    place.run(&["load", "in"]).assert_ok();
    let third = id_of(&place, "3月3日");
    place.write("in/a.jsonl", records(&[1, 2, 4, 5]));
    place.run(&["load", "in"]).assert_ok();
    assert_gone(&place, &third);
    // Nor does a list that goes on, nor another file.
    place.write("in/a.jsonl", records(&[2, 4, 5, 6]));
    place.write("in/b.jsonl", records(&[7]));
    place.run(&["load", "in"]).assert_ok();
    assert_gone(&place, &third);
    assert_ne!(id_of(&place, "3月6日"), third);
    assert_ne!(id_of(&place, "3月7日"), third);
    // The text itself brings it back, also elsewhere.
    place.write("in/b.jsonl", records(&[3]));
    place.run(&["load", "in"]).assert_ok();
    assert_eq!(id_of(&place, "3月3日"), third);
    place.run(&["verify"]).assert_ok();
}

#[test]
fn a_corrected_figure_keeps_the_address() {
    let place = Place::new();
    place.write("a.jsonl", records(&[1, 2, 3]));
    place.run(&["load", "a.jsonl"]).assert_ok();
    let third = id_of(&place, "3月3日");
    place.write("a.jsonl", records(&[1, 2, 3]).replace("49例", "50例"));
    place.run(&["load", "a.jsonl"]).assert_ok();
    assert_eq!(id_of(&place, "3月3日"), third);
    place.write(
        "a.jsonl",
        records(&[1, 2, 3]).replace("松岭市3月3日新", "3月3日新"),
    );
    place.run(&["load", "a.jsonl"]).assert_ok();
    assert_eq!(id_of(&place, "3月3日"), third);
}

/// A newspaper page with a notice of each day.
fn page(days: &[u32]) -> String {
    let articles = days
        .iter()
        .map(|day| format!("{}\n本报讯　{}\n\n", headline(*day), notice(*day)));
    articles.collect()
}

#[test]
fn a_notice_that_the_keeper_drops_leads_to_no_other_day() {
    let place = Place::new();
    place.write("a.txt", page(&[1, 2, 3]));
    place.run(&["load", "a.txt"]).assert_ok();
    let second = id_of(&place, "3月2日");
    place.write(
        "a.txt.meta.toml",
        "[[article]]\nfind = \"3月2日新冠\"\ndrop = true\n",
    );
    let run = place.run(&["load", "a.txt"]);
    assert!(run.assert_ok().out.contains("1 gone"), "{run:?}");
    assert_gone(&place, &second);
    // It belongs to another one after all.
    place.write(
        "a.txt.meta.toml",
        "[[article]]\nfind = \"3月1日新冠\"\nmerge = \"3月2日新冠\"\n",
    );
    place.run(&["load", "a.txt"]).assert_ok();
    let first = id_of(&place, "3月1日");
    assert_eq!(at(&place, &second), Lookup::Moved(first.parse().unwrap()));
    std::fs::remove_file(place.path("a.txt.meta.toml")).unwrap();
    place.run(&["load", "a.txt"]).assert_ok();
    assert_eq!(id_of(&place, "3月2日"), second);
    place.run(&["verify"]).assert_ok();
}

#[test]
fn another_notice_of_the_same_file_name_is_another() {
    let place = Place::new();
    let web = |day: u32| {
        format!(
            "{}\n来源：松岭市卫生健康委　2022年3月{}日\n{}\n",
            headline(day),
            day + 1,
            notice(day)
        )
    };
    place.write("01/a01.txt", web(3));
    place.write("02/a01.txt", web(4));
    place.run(&["load", "01"]).assert_ok();
    let third = id_of(&place, "3月3日");
    let run = place.run(&["load", "02"]);
    for words in ["took the place of", &headline(3), &headline(4)] {
        assert!(run.assert_ok().err.contains(words), "{words}: {run:?}");
    }
    assert_gone(&place, &third);
    assert_ne!(id_of(&place, "3月4日"), third);
}

#[test]
fn the_article_that_takes_in_another_keeps_its_address_under_another_headline() {
    let place = Place::new();
    let long = "本报讯　山口村的饮水净化站修好通水，村医每周取样两次送县里化验，结果贴在村口的公告栏里，全村三百户人家放心饮用，学校的孩子们再不必从家里带水上学，镇上打算年内再修两座。";
    let short = "本报讯　河湾镇卫生院的送药车沿江走了四个村，把慢性病药品送到老人手中。";
    place.write(
        "a.txt",
        format!("净化站修好通水\n{long}\n\n送药车沿江进村\n{short}\n"),
    );
    place.run(&["load", "a.txt"]).assert_ok();
    let (water, car) = (id_of(&place, "净化站"), id_of(&place, "送药车"));
    place.write("a.txt.meta.toml", "[[article]]\nfind = \"送药车沿江进村\"\nmerge = \"净化站修好通水\"\nheadline = \"乡村两件实事\"\n");
    place.run(&["load", "a.txt"]).assert_ok();
    assert_eq!(id_of(&place, "乡村两件实事"), car);
    assert_eq!(at(&place, &water), Lookup::Moved(car.parse().unwrap()));
}

#[test]
fn each_notice_is_listed_and_none_is_a_reprint() {
    let place = Place::new();
    place.write("a.jsonl", records(&[1, 2, 3, 4, 5]));
    // A reprint of the third, under another headline and with a sentence less.
    let reprint = records(&[3])
        .replace(&headline(3), "昨日我市新增病例情况")
        .replace("，少聚集", "")
        .replace("2022-03-04", "2022-03-05");
    place.write("b.jsonl", reprint);
    place.run(&["load", "a.jsonl", "b.jsonl"]).assert_ok();
    let check = place.run(&["check"]).assert_ok().out.clone();
    assert!(check.contains("1 reprint\n"), "{check}");
    let server = place.serve(&[]);
    let ask = |address: &str| -> Value { serde_json::from_str(&server.get(address).1).unwrap() };
    let all = ask("/api/v1/articles?include=articleBody");
    let items = all["items"].as_array().unwrap();
    assert!(items.len() == 6 && all["total"] == 6, "{all}");
    assert!(
        items
            .iter()
            .all(|it| it["reprints"] == serde_json::json!([]))
    );
    let found = ask("/api/v1/articles?q=%E7%96%AB%E8%8B%97");
    assert_eq!(found["items"].as_array().unwrap().len(), 5, "{found}");
    let mut reprints = found["items"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|it| it["reprints"].as_array().unwrap());
    let folded = reprints.next().unwrap();
    let said = [&folded["headline"], &folded["datePublished"]];
    let of = [
        ("昨日我市新增病例情况", "2022-03-05"),
        (&headline(3), "2022-03-04"),
    ];
    assert!(of.contains(&(said[0].as_str().unwrap(), said[1].as_str().unwrap())));
    assert_eq!(reprints.next(), None);
    let page = server
        .get(&format!("/articles/{}", id_of(&place, "3月4日")))
        .1;
    assert!(!page.contains("also-printed"), "{page}");
}
