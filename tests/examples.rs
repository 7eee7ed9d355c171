//! Examples of what can be searched: each finds something, whatever the archive is about.

mod http;

use http::{Place, article};
use jianbao::article::Article;

fn reports() -> Vec<Article> {
    let bodies = [
        (
            "渡口码头修缮完工，渡船恢复夜航",
            "码头的石阶重新铺过，渡船每晚八点开出最后一班。",
        ),
        ("铁路桥下的集市搬到河边", "摊位沿河排开，周三和周六开市。"),
        ("水稻插秧比去年早十天", "合作社的插秧机三天走完八百亩。"),
        (
            "渡口码头增设候船室",
            "候船室里添了长椅和热水，老人过河不再站着等。",
        ),
    ];
    let report = |(number, (headline, body)): (usize, &(&str, &str))| Article {
        author: vec!["沈青禾".into()],
        ..article(
            headline,
            &format!("2021-09-0{}", number + 1),
            "350102",
            "emergency-response",
            "石桥晚报",
            body,
        )
    };
    bodies.iter().enumerate().map(report).collect()
}

/// The queries of all examples on a page, as they stand in its links.
fn queries(page: &str, to: &str) -> Vec<String> {
    let start = format!("href=\"{to}?q=");
    let links = page.split(&start).skip(1);
    links
        .map(|rest| rest.split('"').next().unwrap().to_string())
        .collect()
}

#[tokio::test]
async fn each_example_finds_something() {
    let place = Place::with(reports()).await;
    for (page, fewest) in [
        ("/", 4),
        ("/help", 13),
        ("/search", 13),
        ("/help?lang=en", 13),
    ] {
        let examples = queries(&place.page(page).await, "/search");
        assert!(examples.len() >= fewest, "{page}: {examples:?}");
        for query in examples {
            let found = place.json(&format!("/api/v1/articles?q={query}")).await;
            let exact = found["mode"] == "exact" || found["mode"] == "followed";
            assert!(
                exact && found["total"].as_u64() > Some(0),
                "{page}: {query}: {found}"
            );
        }
    }
    let compared = queries(&place.page("/trends").await, "/trends");
    assert_eq!(compared.len(), 2);
    for query in compared {
        let csv = place.page(&format!("/trends.csv?q={query}")).await;
        let (_, months) = csv.split_once('\n').unwrap();
        assert!(
            months.contains(",1,") || months.contains(",2,"),
            "{query}: {csv}"
        );
    }
}

#[tokio::test]
async fn an_archive_without_articles_shows_how_to_search() {
    let place = Place::empty().await;
    for page in ["/", "/help", "/search"] {
        let examples = queries(&place.page(page).await, "/search");
        assert!(examples.len() >= 4, "{page}: {examples:?}");
    }
}
