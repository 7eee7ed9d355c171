//! What programs are told: which parameters are refused and why, what a table of results holds, and what went.

mod http;

use http::{Place, article, q};
use jianbao::article::{Article, Caption};

fn notices() -> Vec<Article> {
    let notice = |day: u32| {
        let body = format!("第{day}社区的义诊改在周日，需要提前{day}天到居委会登记。");
        let date = format!("2024-03-0{day}");
        let headline = format!("义诊通知{day}");
        article(&headline, &date, "410811", "vaccination", "河湾日报", &body)
    };
    let mut notices: Vec<Article> = (1..=3).map(notice).collect();
    notices[2].author = vec!["贺小满".into(), "丁一".into()];
    notices[2].caption = vec![Caption {
        text: "义诊现场。".into(),
        credit: Some("丁一".into()),
    }];
    notices[2].article_body[0].insert_str(0, "（记者贺小满）");
    notices
}

#[tokio::test]
async fn what_feeds_and_tables_do_not_know_is_refused() {
    let place = Place::with(notices()).await;
    for (address, words) in [
        ("/feed.atom?regoin=310000", "region"),
        ("/articles/feed.atom?within=a", "“within”"),
        ("/regions/410000/feed.atom?topics=vaccination", "topic"),
        ("/topics/vaccination/feed.atom?by=share", "“by”"),
        ("/dates/2024/03/feed.atom?x=1", "“x”"),
        ("/dates/unknown/feed.atom?regions=410000", "region"),
        ("/changes/feed.atom?within=a", "“within”"),
        ("/changes/feed.atom?sort=oldest", "“sort”"),
        ("/search/feed.atom?q=a&regoin=310000", "region"),
        ("/search.csv?q=a&within=b", "“within”"),
        ("/trends.csv?q=a&form=2024", "from"),
        ("/feed.atom?region=310000&region=410000", "不止一次"),
        ("/search.csv?q=a&q=b", "不止一次"),
        ("/trends.csv?q=a&q=b", "不止一次"),
        ("/feed.atom?lang=fr", "zh 或 en"),
    ] {
        let answer = place.get(address).await;
        assert_eq!(answer.status, 400, "{address}");
        assert!(
            answer.body.contains(words),
            "{address}: no {words} in {}",
            answer.body
        );
    }
    for address in [
        "/feed.atom?region=410000&lang=en&limit=2&sort=oldest",
        "/changes/feed.atom?region=410000&topic=vaccination&limit=2&lang=en",
        "/search.csv?q=a&lang=en",
        "/feed.atom?region=",
        // Pages are for people, whose links others add to.
        "/articles?regoin=310000&region=410000&region=310000&lang=fr",
    ] {
        assert_eq!(place.get(address).await.status, 200, "{address}");
    }
    // The links of a page lead to feeds that take them.
    for page in ["/articles?q=a&by=share", "/search?q=a&by=share"] {
        let page = place.page(page).await;
        let (_, rest) = page
            .split_once("type=\"application/atom+xml\" title")
            .unwrap();
        let feed = rest.split("href=\"").nth(1).unwrap();
        let feed = feed.split('"').next().unwrap().replace("&#38;", "&");
        assert_eq!(place.get(&feed).await.status, 200, "{feed}");
    }
}

#[tokio::test]
async fn the_api_takes_one_value_each() {
    let place = Place::with(notices()).await;
    for (query, words) in [
        ("region=310116&region=410800", "takes one value"),
        ("limit=5&limit=5", "takes one value"),
        ("lang=fr", "zh or en"),
        ("region=999999", "no region has this code"),
        ("region=41", "six-digit"),
    ] {
        let answer = place.get(&format!("/api/v1/articles?{query}")).await;
        let name = query.split('=').next().unwrap();
        assert_eq!(answer.status, 400, "{query}");
        let named = answer.body.contains(&format!("\"parameter\":\"{name}\""));
        assert!(named && answer.body.contains(words), "{}", answer.body);
    }
}

#[tokio::test]
async fn a_table_names_authors_and_what_dates_rest_on() {
    let place = Place::with(notices()).await;
    let table = place
        .page(&format!("/search.csv?q={}", q("义诊通知3")))
        .await;
    let mut lines = table.lines();
    assert_eq!(
        lines.next().unwrap().trim_start_matches('\u{feff}'),
        "id,url,headline,datePublished,source,regions,topics,snippet,author,dateBasis,regionCodes,partial"
    );
    let of = |day: u32| {
        let called = format!("义诊通知{day}");
        table.lines().find(|line| line.contains(&called)).unwrap()
    };
    assert!(
        of(3).ends_with(",贺小满; 丁一,printed,410811,false"),
        "{table}"
    );
}

#[tokio::test]
async fn a_citation_names_who_wrote() {
    let place = Place::with(notices()).await;
    let found = place.json("/api/v1/articles?from=2024-03-03").await;
    let id = found["items"][0]["id"].as_str().unwrap();
    assert_eq!(found["items"][0]["creditText"], "河湾日报");
    for kind in ["bib", "ris"] {
        let record = place.page(&format!("/articles/{id}/citation.{kind}")).await;
        assert!(
            record.contains("贺小满") && !record.contains("丁一"),
            "{record}"
        );
    }
    let page = place.page(&format!("/articles/{id}")).await;
    assert!(page.contains("citation_author\" content=\"贺小满\""));
    assert!(!page.contains("citation_author\" content=\"丁一\""));
    let record = place.json(&format!("/api/v1/articles/{id}")).await;
    assert_eq!(record["author"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn the_feed_of_changes_tells_what_went() {
    let place = Place::with(notices()).await;
    let first = place.page("/changes/feed.atom").await;
    let id_of = |feed: &str, words: &str| {
        let entry = feed.split("<entry>").find(|entry| entry.contains(words));
        let id = entry.unwrap().split("<id>").nth(1).unwrap();
        id.split("</id>").next().unwrap().to_string()
    };
    place.load(notices()[..2].to_vec()).await;
    let feed = place.page("/changes/feed.atom?lang=en").await;
    let title = "No longer in its document: 义诊通知3";
    let entry = feed.split("<entry>").find(|entry| entry.contains(title));
    let entry = entry.unwrap_or_else(|| panic!("{feed}"));
    assert!(entry.contains("<summary") && !entry.contains("居委会"));
    assert_eq!(id_of(&feed, title), id_of(&first, "义诊通知3"));
    assert_eq!(feed.matches("<entry>").count(), 3);
    let few = place.page("/changes/feed.atom?limit=2").await;
    assert_eq!(few.matches("<entry>").count(), 2);
    let narrowed = place.page("/changes/feed.atom?region=410000").await;
    assert!(!narrowed.contains("义诊通知3"), "{narrowed}");
}

#[tokio::test]
async fn whoever_follows_a_word_sees_what_is_loaded_late() {
    let place = Place::with(notices()).await;
    let mut all = notices();
    all.push(article(
        "旧日的流感通知",
        "2001-05-01",
        "350102",
        "vaccination",
        "石桥晚报",
        "那一年流感流行，学校停课三天。",
    ));
    place.load(all).await;
    let feed = place
        .page(&format!("/changes/feed.atom?q={}", q("流感")))
        .await;
    assert_eq!(feed.matches("<entry>").count(), 1, "{feed}");
    assert!(feed.contains("旧日的流感通知") && feed.contains(" · 流感 · "));
    let listing = format!("/regions/350000/feed.atom?q={}", q("流感"));
    let listing = place.page(&listing).await;
    assert!(listing.contains("旧日的流感通知") && !listing.contains("义诊"));
    let both = format!("/changes/feed.atom?q={}&region=410000", q("流感"));
    assert!(!place.page(&both).await.contains("<entry>"));
}

#[tokio::test]
async fn dates_in_a_query_that_were_turned_round_are_told_of() {
    let place = Place::with(notices()).await;
    let dated = |span: &str| format!("/search?q={}", q(&format!("义诊 日期:{span}")));
    let told = place.page(&dated("2024-03-02..2024-03-01")).await;
    assert!(told.contains("起止日期填反了") && told.contains("日期自 2024-03-01 至 2024-03-02"));
    let right = place.page(&dated("2024-03-01..2024-03-02")).await;
    assert!(!right.contains("填反"));
}
