//! What stands behind addresses that are typed by hand, shared or made by other programs.

mod http;

use axum::http::Method;
use http::{Place, article};
use jianbao::article::Article;

/// What pages and errors depend on beside their address.
const READERS: &str = "accept-encoding, accept-language, cookie";

fn notice(date: &str, words: &str) -> Article {
    article(
        &format!("{words}接种通知"),
        date,
        "410811",
        "vaccination",
        "河湾日报",
        &format!("{words}的接种点周末开门，居民凭证件前往，老人由社区接送。"),
    )
}

async fn place() -> Place {
    Place::with(vec![notice("2024-03-05", "河湾镇")]).await
}

#[tokio::test]
async fn a_name_may_come_twice() {
    let place = place().await;
    for address in [
        "/regions?name=a&name=%E6%B2%B3%E5%8D%97",
        "/documents?after=a&after=b",
    ] {
        assert!(
            place.page(address).await.contains("<!doctype html>"),
            "{address}"
        );
    }
    let day = place.get("/dates?date=x&date=2024-03-05").await;
    assert_eq!(
        (day.status, &day.headers["location"]),
        (303, &"/dates/2024/03/05".parse().unwrap())
    );
}

#[tokio::test]
async fn a_slash_too_many_leads_to_the_address_without_it() {
    let place = place().await;
    for (typed, meant) in [
        ("/regions/410811/", "/regions/410811"),
        ("/search/?q=a", "/search?q=a"),
        ("/api/v1/", "/api/v1"),
    ] {
        let answer = place.get(typed).await;
        assert_eq!(answer.status, 301, "{typed}");
        assert_eq!(answer.headers["location"], meant, "{typed}");
    }
    for foreign in ["//evil.example/", "/%5Cevil.example/", "/"] {
        let answer = place.get(foreign).await;
        assert!(!answer.headers.contains_key("location"), "{foreign}");
    }
}

#[tokio::test]
async fn what_is_loaded_late_comes_first_among_changes() {
    let place = place().await;
    let late = article(
        "旧日的接种通知",
        "2001-05-01",
        "350102",
        "vaccination",
        "石桥晚报",
        "那一年的接种点设在街道礼堂，居民凭户口簿前往登记，老人由社区接送。",
    );
    place.load(vec![notice("2024-03-05", "河湾镇"), late]).await;
    let feed = place.page("/changes/feed.atom").await;
    let first = feed.split("<entry>").nth(1).unwrap();
    assert!(first.contains("旧日的接种通知"), "{feed}");
    let other = place.page("/changes/feed.atom?region=410000").await;
    assert!(
        !other.contains("旧日") && other.contains("河湾镇"),
        "{other}"
    );
}

#[tokio::test]
async fn each_narrowing_is_a_feed_of_its_own() {
    let place = place().await;
    let mut ids = Vec::new();
    for address in [
        "/articles/feed.atom",
        "/articles/feed.atom?region=410000",
        "/articles/feed.atom?limit=5&region=410000",
    ] {
        let feed = place.page(address).await;
        let id = feed.split("<id>").nth(1).unwrap();
        ids.push(id.split("</id>").next().unwrap().to_string());
    }
    assert_ne!(ids[0], ids[1]);
    assert_eq!(ids[1], ids[2]);
}

#[tokio::test]
async fn who_reads_english_sees_the_names_of_regions_in_latin_letters_too() {
    let there = |day: &str, region: &str| {
        let body = format!("{region}的接种点周末开门，老人由社区接送。");
        article("接种通知", day, region, "vaccination", "石桥晚报", &body)
    };
    let place = Place::with(vec![
        there("2024-03-05", "410811"),
        there("2024-03-06", "341502"),
    ])
    .await;
    let english = [("accept-language", "en")];
    for (address, words) in [
        ("/regions/341500", "六安市</span> (Lu&#39;an) <small"),
        ("/regions/410000", "焦作市 (Jiaozuo)"),
        ("/regions/410811", "焦作市</a> (Jiaozuo)"),
        ("/regions", "安徽省</a> (Anhui)"),
        ("/articles", "安徽 (Anhui)"),
    ] {
        let page = place.get_with(address, &english).await.body;
        assert!(page.contains(words), "{address}: {page}");
        let chinese = place.page(address).await;
        assert!(!chinese.contains("(Anhui)") && !chinese.contains("(Jiaozuo)"));
    }
    // Of counties no reading is vouched for.
    let page = place.get_with("/regions/410811", &english).await.body;
    assert!(page.contains("山阳区</span> <small"), "{page}");
}

#[tokio::test]
async fn feeds_without_entries_name_a_true_moment() {
    let updated = async |place: &Place, address: &str| {
        let feed = place.page(address).await;
        assert!(!feed.contains("<entry>"), "{feed}");
        let (_, rest) = feed.split_once("<updated>").unwrap();
        rest.split('<').next().unwrap().to_string()
    };
    let filled = place().await;
    for address in [
        "/articles/feed.atom?from=1999&to=1999",
        "/search/feed.atom?q=%E7%81%AB%E7%AE%AD",
        "/changes/feed.atom?region=110000",
    ] {
        assert_eq!(updated(&filled, address).await, "2026-01-01T00:00:00Z");
    }
    let before = jianbao::clock::now();
    let empty = Place::empty().await;
    let moment: jiff::Timestamp = updated(&empty, "/feed.atom").await.parse().unwrap();
    assert!((before..=jianbao::clock::now()).contains(&moment.as_second()));
}

#[tokio::test]
async fn pages_of_a_feed_lead_on_whatever_the_cursor_is_called() {
    let bodies = [
        ("2024-03-05", "河湾镇的接种点周末开门，老人由社区接送。"),
        (
            "2024-03-06",
            "石桥小学请家长带上接种证，周三上午在操场集合。",
        ),
        ("2024-03-07", "疾控中心公布了今年秋季流感接种的价格和数量。"),
    ];
    let notices = bodies.map(|(date, body)| {
        let headline = body.chars().take(6).collect::<String>();
        article(&headline, date, "410811", "vaccination", "河湾日报", body)
    });
    let place = Place::with(notices.into()).await;
    let listed = place.json("/api/v1/articles?limit=1").await;
    let cursor = listed["next"].as_str().unwrap();
    for feed in ["/articles/feed.atom", "/search/feed.atom"] {
        let mut ids = Vec::new();
        for name in ["after", "cursor"] {
            let address = format!("{feed}?q=%E6%8E%A5%E7%A7%8D&limit=1&{name}={cursor}");
            let page = place.page(&address).await;
            let page = feed_rs::parser::parse(page.as_bytes()).unwrap();
            let link = |rel: &str| {
                let mut links = page.links.iter();
                let link = links.find(|link| link.rel.as_deref() == Some(rel));
                link.map_or("", |link| link.href.as_str()).to_string()
            };
            assert!(!link("first").contains(cursor), "{}", link("first"));
            let next = link("next");
            assert!(!next.is_empty() && !next.contains(cursor), "{next}");
            ids.push(page.id.clone());
        }
        let whole = place.page(&format!("{feed}?q=%E6%8E%A5%E7%A7%8D")).await;
        ids.push(feed_rs::parser::parse(whole.as_bytes()).unwrap().id);
        ids.dedup();
        assert_eq!(ids.len(), 1, "{ids:?}");
    }
}

#[tokio::test]
async fn every_topic_has_the_feed_that_its_page_names() {
    let place = place().await;
    for (topic, status) in [
        ("vaccination", 200),
        ("emergency-response", 200),
        ("none", 404),
    ] {
        let feed = place.get(&format!("/topics/{topic}/feed.atom")).await;
        assert_eq!(feed.status, status, "{topic}");
    }
}

#[tokio::test]
async fn a_citation_of_a_moved_article_stays_a_citation() {
    let place = place().await;
    let list = place.json("/api/v1/articles").await;
    let id = list["items"][0]["id"]
        .as_str()
        .unwrap_or_default()
        .to_string();
    let typed = id.to_uppercase();
    assert_ne!(typed, id, "{list}");
    let moved = place.get(&format!("/articles/{typed}/citation.bib")).await;
    assert_eq!(moved.status, 301);
    assert_eq!(
        moved.headers["location"],
        format!("/articles/{id}/citation.bib")
    );
}

#[tokio::test]
async fn only_what_a_page_depends_on_is_in_its_tag() {
    let place = place().await;
    let tag = async |headers: &[(&str, &str)]| {
        let answer = place.get_with("/articles", headers).await;
        answer.headers["etag"].to_str().unwrap().to_string()
    };
    let plain = tag(&[]).await;
    assert_eq!(tag(&[("cookie", "_ga=1.2; seen=yes")]).await, plain);
    assert_eq!(tag(&[("accept-language", "zh-CN,zh;q=0.9")]).await, plain);
    assert_ne!(tag(&[("accept-language", "en-GB")]).await, plain);
    assert_ne!(tag(&[("cookie", "theme=dark")]).await, plain);
    assert_ne!(tag(&[("host", "other.example")]).await, plain);
    let any = [("if-none-match", "*")];
    assert_eq!(place.get_with("/articles/nothing", &any).await.status, 404);
    let same = [("if-none-match", plain.as_str())];
    assert_eq!(place.get_with("/articles", &same).await.status, 304);
}

#[tokio::test]
async fn a_tag_does_not_outlive_the_server() {
    // Started again with the same articles, it may have another name, other topics or a backup of the archive.
    let (before, after) = (place().await, place().await);
    let tag = before.get("/articles").await.headers["etag"].clone();
    let asked = [("if-none-match", tag.to_str().unwrap())];
    assert_eq!(before.get_with("/articles", &asked).await.status, 304);
    assert_eq!(after.get_with("/articles", &asked).await.status, 200);
}

#[tokio::test]
async fn originals_are_sent_as_they_are() {
    let place = place().await;
    let list = place.json("/api/v1/documents").await;
    let id = list["items"][0]["id"].as_str().unwrap();
    let zipped = [("accept-encoding", "gzip")];
    for (address, packed) in [
        ("/articles", true),
        (&format!("/documents/{id}/raw"), false),
    ] {
        let (status, headers) = place.head_of(Method::GET, address, &zipped).await;
        assert_eq!(
            (status, headers.contains_key("content-encoding")),
            (200, packed),
            "{address}"
        );
    }
}

#[tokio::test]
async fn only_an_address_with_our_version_is_kept_for_ever() {
    let place = place().await;
    let page = place.page("/").await;
    let versioned = page
        .split('"')
        .find(|word| word.starts_with("/static/style.css?v="));
    for (address, kept) in [
        (versioned.unwrap(), true),
        ("/static/style.css", false),
        ("/static/style.css?v=1", false),
    ] {
        let answer = place.get(address).await;
        let said = answer.headers["cache-control"].to_str().unwrap();
        assert_eq!(said.contains("immutable"), kept, "{address}: {said}");
    }
}

#[tokio::test]
async fn a_date_of_long_ago_does_not_hide_today() {
    let place = Place::with(vec![
        notice("1811-05-01", "旧时"),
        notice("2024-03-05", "河湾镇"),
    ])
    .await;
    let months = place.page("/trends.csv?q=%E6%8E%A5%E7%A7%8D").await;
    assert!(months.contains("2024-03"), "{}", months.lines().count());
    assert!(!months.contains("1811-05"));
}

#[tokio::test]
async fn a_long_history_shows_its_newest_changes() {
    let place = place().await;
    let list = place.json("/api/v1/articles").await;
    let id = list["items"][0]["id"].as_str().unwrap().to_string();
    for count in 1..=52 {
        let mut changed = notice("2024-03-05", "河湾镇");
        changed.article_body.push(format!("已有{count}人登记。"));
        place.load(vec![changed]).await;
    }
    let page = place.page(&format!("/articles/{id}")).await;
    let (_, history) = page.split_once("<ol class=\"history\"").unwrap();
    assert_eq!(history.matches("<details>").count(), 50);
    assert!(history.contains("<ins>52</ins>") && history.contains("更早的修订没有列出"));
    assert!(!history.contains("<ins>2</ins>"));
}

#[tokio::test]
async fn errors_are_asked_for_again_and_redirects_in_time() {
    let place = place().await;
    let list = place.json("/api/v1/articles").await;
    let id = list["items"][0]["id"].as_str().unwrap().to_string();
    place
        .load(vec![article(
            "渡口夜航恢复",
            "2024-03-06",
            "410811",
            "emergency-response",
            "河湾日报",
            "汛期过后，渡船自周五起增开两班，末班到晚间九时。",
        )])
        .await;
    for (address, status) in [
        (format!("/articles/{id}"), 410),
        (format!("/api/v1/articles/{id}"), 410),
        ("/articles/nothing".to_string(), 404),
        ("/static/nothing.css".to_string(), 404),
        ("/sitemap/nothing".to_string(), 404),
        ("/articles?page=2".to_string(), 400),
    ] {
        let answer = place.get(&address).await;
        assert_eq!(answer.status, status, "{address}");
        assert_eq!(answer.headers["cache-control"], "no-cache", "{address}");
    }
    let list = place.json("/api/v1/articles").await;
    let id = list["items"][0]["id"].as_str().unwrap().to_uppercase();
    let moved = place.get(&format!("/articles/{id}")).await;
    assert_eq!(moved.status, 301);
    assert_eq!(moved.headers["cache-control"], "public, max-age=3600");
}

#[tokio::test]
async fn what_answers_depend_on_is_said_to_proxies() {
    let place = place().await;
    let style = place.page("/articles").await;
    let (_, style) = style.split_once("href=\"/static/style.css").unwrap();
    let style = format!("/static/style.css{}", style.split('"').next().unwrap());
    for (address, status, vary) in [
        ("/articles", 200, READERS),
        ("/feed.atom", 200, READERS),
        ("/search.csv", 200, READERS),
        ("/api/v1/articles", 200, READERS),
        ("/api/v1/nothing", 404, READERS),
        ("/articles/nothing", 404, READERS),
        ("/static/nothing.css", 404, READERS),
        (&style, 200, "accept-encoding"),
    ] {
        for encoding in ["br", "identity"] {
            let ask = async |tag: &str| {
                let headers = [("accept-encoding", encoding), ("if-none-match", tag)];
                let (status, headers) = place.head_of(Method::GET, address, &headers).await;
                let said: Vec<_> = headers.get_all("vary").iter().collect();
                assert_eq!(said, [vary], "{address} {encoding}");
                (status, headers)
            };
            // Made anew, from memory, and not sent again.
            let (got, headers) = ask("x").await;
            assert_eq!((got, ask("x").await.0), (status, status), "{address}");
            if let Some(tag) = headers.get("etag") {
                assert_eq!(ask(tag.to_str().unwrap()).await.0, 304, "{address}");
            }
        }
    }
}

#[tokio::test]
async fn answers_from_memory_are_in_the_language_that_is_asked_for() {
    let place = place().await;
    for _ in 0..2 {
        for (headers, words) in [
            (("accept-language", "zh-CN"), "<html lang=\"zh-Hans\">"),
            (("accept-language", "en-GB"), "<html lang=\"en\">"),
            (
                ("cookie", "lang=en; theme=dark"),
                "<html lang=\"en\" data-theme=\"dark\">",
            ),
        ] {
            let page = place.get_with("/articles", &[headers]).await.body;
            assert!(page.contains(words), "{headers:?}");
        }
    }
}

#[tokio::test]
async fn scripts_of_other_sites_may_read_what_programs_fetch() {
    let place = place().await;
    let list = place.json("/api/v1/articles").await;
    let id = list["items"][0]["id"].as_str().unwrap().to_string();
    for (address, status, open) in [
        ("/api/v1/articles", 200, true),
        (&format!("/api/v1/articles/{id}"), 200, true),
        ("/api/v1/articles?limit=0", 400, true),
        ("/api/v1/nothing", 404, true),
        ("/api/openapi.json", 200, true),
        ("/feed.atom", 200, true),
        ("/topics/vaccination/feed.atom", 200, true),
        ("/search.csv", 200, true),
        ("/trends.csv?q=a", 200, true),
        ("/oai?verb=Identify", 200, true),
        (&format!("/articles/{id}/citation.ris"), 200, true),
        (&format!("/articles/{id}"), 200, false),
        ("/", 200, false),
        ("/apiary", 404, false),
    ] {
        let allowed = |headers: &axum::http::HeaderMap| {
            let value = headers.get("access-control-allow-origin");
            value.map(|value| value.to_str().unwrap().to_string())
        };
        let expected = open.then(|| "*".to_string());
        let from = [("origin", "https://elsewhere.example")];
        let (got, headers) = place.head_of(Method::GET, address, &from).await;
        assert_eq!(
            (got, allowed(&headers)),
            (status, expected.clone()),
            "{address}"
        );
        let (got, headers) = place.head_of(Method::OPTIONS, address, &from).await;
        assert_eq!(
            (got == 204, allowed(&headers)),
            (open, expected),
            "{address}"
        );
        let methods = headers.get("access-control-allow-methods");
        assert_eq!(methods.is_some(), open, "{address}");
    }
}

#[tokio::test]
async fn feeds_are_named_after_what_they_list() {
    let place = place().await;
    for (address, title) in [
        ("/feed.atom", "简报"),
        ("/regions/410800/feed.atom", "河南省焦作市 · 简报"),
        ("/topics/vaccination/feed.atom", "预防接种 · 简报"),
        (
            "/topics/vaccination/feed.atom?lang=en",
            "Vaccination · 简报",
        ),
        ("/dates/2024/03/feed.atom", "2024年3月 · 简报"),
        (
            "/articles/feed.atom?source=%E6%B2%B3%E6%B9%BE%E6%97%A5%E6%8A%A5&from=2024",
            "2024年 – · 河湾日报 · 简报",
        ),
        (
            "/search/feed.atom?q=%E6%8E%A5%E7%A7%8D&region=410811",
            "接种 · 河南省焦作市山阳区 · 简报",
        ),
    ] {
        let feed = place.page(address).await;
        let read = feed_rs::parser::parse(feed.as_bytes()).unwrap();
        assert_eq!(read.title.unwrap().content, title, "{address}");
        let category = &read.entries[0].categories[0];
        assert_eq!(category.term, "vaccination");
        let label = if address.contains("lang=en") {
            "Vaccination"
        } else {
            "预防接种"
        };
        assert_eq!(category.label.as_deref(), Some(label));
    }
}

#[tokio::test]
async fn an_article_without_a_headline_is_called_one_thing_everywhere() {
    let mut bare = notice("2024-03-05", "河湾镇");
    bare.headline.clear();
    bare.kicker = Some("健康河湾".into());
    let place = Place::with(vec![bare]).await;
    let called = "[河湾镇的接种点周末开门…]";
    let list = place.json("/api/v1/articles").await;
    assert_eq!(list["items"][0]["headline"], called);
    let id = list["items"][0]["id"].as_str().unwrap();
    let record = place.json(&format!("/api/v1/articles/{id}")).await;
    assert_eq!(record["headline"], called);
    for address in [
        &format!("/articles/{id}"),
        "/articles",
        "/search?q=%E6%8E%A5%E7%A7%8D",
        "/feed.atom",
        "/search/feed.atom?q=%E6%8E%A5%E7%A7%8D",
        "/search.csv",
        &format!("/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:bulletins.example:{id}"),
        &format!("/articles/{id}/citation.ris"),
    ] {
        let page = place.page(address).await;
        assert!(page.contains(called), "{address}: {page}");
    }
    let oai =
        format!("/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:bulletins.example:{id}");
    let oai = place.page(&oai).await;
    let (_, title) = oai.split_once("<dc:title>").unwrap();
    assert!(title.starts_with(called), "{title}");
}

#[tokio::test]
async fn no_cell_of_a_table_is_a_formula() {
    let mut odd = notice("2024-03-05", "河湾镇");
    odd.headline = "=1+1".into();
    let place = Place::with(vec![odd]).await;
    let table = place.page("/search.csv").await;
    assert!(table.contains(",'=1+1,"), "{table}");
    let months = place.page("/trends.csv?q=-%E6%8E%A5").await;
    assert!(!months.contains(",-"), "{months}");
}

#[tokio::test]
async fn preferences_are_no_page() {
    let place = place().await;
    let answer = place.get("/preferences").await;
    assert_eq!(
        (answer.status, &answer.headers["location"]),
        (303, &"/".parse().unwrap())
    );
}

#[tokio::test]
async fn readers_reach_the_keeper_where_mail_is_taken() {
    let place = place().await;
    let about = place.page("/about").await;
    assert!(about.contains("href=\"mailto:keeper@bulletins.example\""));
    assert!(
        !about.contains("jianbao load"),
        "only who fills an archive needs that"
    );
    let list = place.json("/api/v1/articles").await;
    let id = list["items"][0]["id"].as_str().unwrap();
    let page = place.page(&format!("/articles/{id}")).await;
    let (_, letter) = page
        .split_once("mailto:keeper@bulletins.example?subject=")
        .unwrap();
    let body = format!("body=https%3A%2F%2Fbulletins.example%2Farticles%2F{id}\"");
    assert!(letter.contains(&body), "{letter}");
    let empty = Place::with(Vec::new()).await.page("/about").await;
    assert!(empty.contains("jianbao load"));
}

#[tokio::test]
async fn a_deck_that_repeats_the_headline_is_not_shown() {
    let mut twice = notice("2024-03-05", "河湾镇");
    twice.headline = "流感高发 学校怎么办 河湾镇答家长问".into();
    twice.alternative_headline = Some("流感高发，学校怎么办？ 镇里答家长问".into());
    twice.kicker = Some("健康河湾".into());
    let place = Place::with(vec![twice]).await;
    let list = place.json("/api/v1/articles").await;
    let id = list["items"][0]["id"].as_str().unwrap();
    let page = place.page(&format!("/articles/{id}")).await;
    assert_eq!(page.matches("<p class=\"deck\">").count(), 1);
    assert!(page.contains("<span class=\"block\">河湾"), "{page}");
    let record = place.json(&format!("/api/v1/articles/{id}")).await;
    assert!(
        record["alternativeHeadline"]
            .as_str()
            .unwrap()
            .contains("镇里答家长问")
    );
}
