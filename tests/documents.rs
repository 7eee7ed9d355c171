//! The page of a document: bounded however many articles it has.

mod http;

use http::{Place, article};
use jianbao::article::{Article, LineRange};

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
