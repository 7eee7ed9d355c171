//! Documents: their pages, bounded however many articles they have, and what programs learn of them.

mod http;

use axum::http::Method;
use http::{Place, article, q};
use jianbao::article::{Article, LineRange};
use serde_json::Value;

fn notices(count: u32, lines: impl Fn(u32) -> Vec<LineRange>) -> Vec<Article> {
    let notice = |number: u32| Article {
        lines: lines(number),
        ..article(
            &format!("第{number}号通知"),
            "2024-03-05",
            "410000",
            "vaccination",
            "河湾日报",
            &format!("第{number}号通知说，接种点周{}开门。", number % 7),
        )
    };
    (1..=count).map(notice).collect()
}

async fn address(place: &Place) -> String {
    let page = place.page("/documents").await;
    let (_, rest) = page.split_once("href=\"/documents/").unwrap();
    format!("/documents/{}", rest.split('"').next().unwrap())
}

#[tokio::test]
async fn articles_of_a_document_without_text_are_paged() {
    let place = Place::with(notices(450, |_| Vec::new())).await;
    let address = address(&place).await;
    let count = |page: &str| page.matches("号通知</a>").count();
    let first = place.page(&address).await;
    assert_eq!(count(&first), 200);
    let next = format!("{address}?article=201");
    assert!(first.contains(&format!("rel=\"next\" href=\"{next}\"")));
    let last = place.page(&format!("{address}?article=401")).await;
    assert_eq!(count(&last), 50);
    assert!(last.contains("第450号通知") && !last.contains("rel=\"next\""));
    assert!(last.contains(&format!("rel=\"prev\" href=\"{next}\"")));
    assert_eq!(place.get(&format!("{address}?article=x")).await.status, 400);
}

#[tokio::test]
async fn a_page_of_lines_names_the_articles_that_stand_in_them() {
    // Each article has two lines and a blank one after it; the first goes on at the end of the page.
    let lines = |number: u32| {
        let mut lines = vec![LineRange(number * 3 - 2, number * 3 - 1)];
        if number == 1 {
            lines.push(LineRange(600, 600));
        }
        lines
    };
    let text: String = (1..=900).map(|line| format!("第{line}行\n")).collect();
    let place = Place::with_text(notices(300, lines), &text).await;
    let address = address(&place).await;
    let named = |page: &str, number: u32| page.contains(&format!("第{number}号通知</a>"));
    let page = place.page(&address).await;
    assert!(named(&page, 1) && named(&page, 167) && !named(&page, 168));
    let page = place.page(&format!("{address}?line=501")).await;
    assert!(named(&page, 168) && named(&page, 300) && named(&page, 1));
    assert!(!named(&page, 2) && !named(&page, 167));
}

#[tokio::test]
async fn a_document_is_fetched_with_its_articles() {
    let place = Place::with(notices(9, |_| Vec::new())).await;
    let listed = place.json("/api/v1/documents").await["items"][0].clone();
    let address = format!("/api/v1/documents/{}", listed["id"].as_str().unwrap());
    let document = place.json(&address).await;
    for (name, value) in listed.as_object().unwrap() {
        assert_eq!(&document[name], value, "{name}");
    }
    let items = document["items"].as_array().unwrap();
    assert_eq!((items.len(), &document["next"]), (9, &Value::Null));
    assert_eq!(items[0]["headline"], "第1号通知");
    for link in [&document["url"], &document["original"], &items[0]["url"]] {
        let (status, _) = place
            .head_of(Method::GET, link.as_str().unwrap(), &[])
            .await;
        assert_eq!(status, 200, "{link}");
    }
    // Page by page it is the same.
    let (mut paged, mut cursor) = (Vec::new(), String::new());
    while paged.len() < 20 {
        let page = place
            .json(&format!("{address}?limit=4&cursor={cursor}"))
            .await;
        paged.extend(page["items"].as_array().unwrap().clone());
        let Some(next) = page["next"].as_str() else {
            break;
        };
        cursor = next.to_string();
    }
    assert_eq!(&paged, items);
    let etag = place.get(&address).await.headers["etag"].clone();
    let again = [("if-none-match", etag.to_str().unwrap())];
    assert_eq!(place.get_with(&address, &again).await.status, 304);
    for (address, status) in [
        ("/api/v1/documents/00000000000", 404),
        ("/api/v1/documents/x", 404),
        (&format!("{address}?cursor=x"), 400),
        (&format!("{address}?articles=1"), 400),
    ] {
        let answer = place.get(address).await;
        assert_eq!(answer.status, status, "{address}");
        assert_eq!(answer.headers["content-type"], "application/problem+json");
    }
}

#[tokio::test]
async fn listings_are_narrowed_to_a_document() {
    let place = Place::with(notices(9, |_| Vec::new())).await;
    let ferry = article(
        "渡口开门通知",
        "2024-05-01",
        "410811",
        "vaccination",
        "河湾日报",
        "渡口的候船室周五开门。",
    );
    let notices = place.json("/api/v1/documents").await["items"][0]["id"].clone();
    let notices = notices.as_str().unwrap();
    place.load_beside("ferry.json", vec![ferry]).await;
    let total = async |query: &str| {
        let found = place.json(&format!("/api/v1/articles?{query}")).await;
        found["total"].as_u64().unwrap()
    };
    let words = q("开门");
    assert_eq!(total(&format!("q={words}")).await, 10);
    assert_eq!(total(&format!("document={notices}")).await, 9);
    assert_eq!(total(&format!("q={words}&document={notices}")).await, 9);
    let late = format!("document={notices}&from=2024-05");
    assert_eq!((total("from=2024-05").await, total(&late).await), (1, 0));
    let page = format!("/api/v1/articles?document={notices}&limit=5");
    let link = place.get(&page).await.headers["link"].clone();
    let next = link
        .to_str()
        .unwrap()
        .split(['<', '>'])
        .nth(1)
        .unwrap()
        .to_string();
    assert_eq!(
        place.json(&next).await["items"].as_array().unwrap().len(),
        4
    );
    // Pages and feeds, too; the page says what it is narrowed to.
    let page = place.page(&format!("/articles?document={notices}")).await;
    assert!(page.contains("9 篇文章") && page.contains("notices.json"));
    let feed = place
        .page(&format!("/articles/feed.atom?document={notices}"))
        .await;
    assert_eq!(feed.matches("<entry>").count(), 9);
    for none in ["00000000000", "x"] {
        let answer = place
            .get(&format!("/api/v1/articles?document={none}"))
            .await;
        let problem: Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!(
            (answer.status, &problem["parameter"]),
            (400, &"document".into())
        );
    }
}
