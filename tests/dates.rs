//! What is known to the year or to the month only counts there and nowhere narrower, and what has no date is found.

mod http;

use http::{Place, article, q};
use jianbao::article::Article;

fn notice(headline: &str, date: &str) -> Article {
    let body = format!("{headline}：河湾镇的流感门诊照常开放，居民凭证件前往。");
    let mut article = article(
        headline,
        if date.is_empty() { "2024" } else { date },
        "410811",
        "vaccination",
        "河湾日报",
        &body,
    );
    if date.is_empty() {
        article.date_published = None;
    }
    article
}

/// Three of a year, two of a month, one without a date, and some of days.
async fn place() -> Place {
    let dates = [
        ("甲", "2024"),
        ("乙", "2024"),
        ("丙", "2023"),
        ("丁", "2024-01"),
        ("戊", "2024-04"),
        ("己", ""),
        ("庚", "2024-01-01"),
        ("辛", "2024-04-24"),
        ("壬", "2024-07-01"),
        ("癸", "2023-12-30"),
    ];
    let articles = dates.map(|(name, date)| notice(&format!("{name}号通告"), date));
    Place::with(articles.into()).await
}

fn total(page: &str) -> &str {
    let (_, rest) = page.split_once("class=\"total\" role=\"status\">").unwrap();
    rest.split_once('<').unwrap().0
}

fn link(page: &str, words: &str) -> String {
    let before = page.split(words).next().unwrap();
    assert!(before.len() < page.len(), "{words} is not in {page}");
    let (_, address) = before.rsplit_once("href=\"").unwrap();
    address.split('"').next().unwrap().replace("&#38;", "&")
}

#[tokio::test]
async fn a_listing_by_date_holds_what_is_known_so_finely() {
    let place = place().await;
    for (address, count) in [
        ("/dates/2024", "7 篇文章"),
        ("/dates/2024/01", "2 篇文章"),
        ("/dates/2024/01/01", "1 篇文章"),
        ("/dates/2024/04", "2 篇文章"),
        ("/dates/2024/04/01", "0 篇文章"),
        ("/dates/2023/01/01", "0 篇文章"),
        ("/articles?from=2024-01&to=2024-03", "2 篇文章"),
        ("/articles?from=2023-06", "8 篇文章"),
        ("/articles?to=2024-04-24", "5 篇文章"),
        ("/articles?precision=year", "3 篇文章"),
        ("/articles?precision=day&from=2024", "3 篇文章"),
    ] {
        assert_eq!(total(&place.page(address).await), count, "{address}");
    }
    for (query, count) in [
        ("日期:2024-01..2024-03", "2 篇文章"),
        ("日期:2024-01..2024-12", "7 篇文章"),
        ("流感 日期:2023", "2 篇文章"),
    ] {
        let page = place.page(&format!("/search?q={}", q(query))).await;
        assert_eq!(total(&page), count, "{query}");
    }
    let found = place.json("/api/v1/articles?from=2024-01&to=2024-06").await;
    assert_eq!(found["total"], 4);
    let found = place.json("/api/v1/articles?precision=unknown").await;
    assert_eq!(found["items"][0]["headline"], "己号通告");
    assert_eq!(place.get("/articles?precision=hour").await.status, 400);
}

#[tokio::test]
async fn pages_of_dates_name_what_they_leave_out() {
    let place = place().await;
    let page = place.page("/dates").await;
    let months = page.split("<li class=\"shade-").skip(1);
    let counts = months
        .map(|month| month.split("cell-count\">").nth(1))
        .map(|count| count.map_or(0, |count| count.split('<').next().unwrap().parse().unwrap()));
    let counts: Vec<u64> = counts.collect();
    // The months of 2024, then of 2023.
    assert_eq!(counts[..12], [2, 0, 0, 2, 0, 0, 1, 0, 0, 0, 0, 0]);
    assert_eq!(counts[12..], [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
    for (words, count) in [
        ("2 篇只知年份", "2 篇文章"),
        ("1 篇只知年份", "1 篇文章"),
        ("1 篇日期不详", "1 篇文章"),
    ] {
        let there = place.page(&link(&page, words)).await;
        assert_eq!(total(&there), count, "{words}");
    }
    let page = place.page("/dates/2024/04/24").await;
    let there = place.page(&link(&page, "1 篇只知月份")).await;
    assert!(total(&there) == "1 篇文章" && there.contains("戊号通告"));
    let there = place.page(&link(&page, "2 篇只知年份")).await;
    assert!(total(&there) == "2 篇文章" && there.contains("甲号通告"));
    // The picture of the year has squares for the three days alone.
    let page = place.page("/dates/2024").await;
    let (_, strips) = page.split_once("heat-strips").unwrap();
    let strips = strips.split("heat-key").next().unwrap();
    assert_eq!(strips.matches("href=\"/dates/2024/").count(), 3);
    assert!(page.contains("2 篇只知月份"));
    // From April back to January's own day and month, not to what stands there.
    let page = place.page("/dates/2024/04").await;
    assert!(page.contains("rel=\"prev\" href=\"/dates/2024/01\""));
    let page = place.page("/dates/2024/01").await;
    assert!(page.contains("rel=\"prev\" href=\"/dates/2023/12\""));
    let english = place
        .get_with("/dates/2024", &[("accept-language", "en")])
        .await;
    assert!(english.body.contains("2 known to the year only"));
}

#[tokio::test]
async fn what_has_no_date_has_a_listing_and_a_feed() {
    let place = place().await;
    let page = place.page("/dates/unknown").await;
    assert_eq!(total(&page), "1 篇文章");
    assert!(page.contains("己号通告") && page.contains("/dates/unknown/feed.atom"));
    let feed = place.page("/dates/unknown/feed.atom").await;
    assert!(feed.contains("己号通告") && !feed.contains("甲号通告"));
    let narrowed = place.page("/dates/unknown?region=110000").await;
    assert_eq!(total(&narrowed), "0 篇文章");
}

#[tokio::test]
async fn trends_count_by_month_and_name_the_rest() {
    let place = place().await;
    let table = place.page(&format!("/trends.csv?q={}", q("流感"))).await;
    let rows: Vec<&str> = table
        .lines()
        .skip(1)
        .filter(|row| !row.ends_with(",0"))
        .collect();
    assert_eq!(
        rows,
        [
            "2023-12,1,1",
            "2024-01,2,2",
            "2024-04,2,2",
            "2024-07,1,1",
            "2023,1,1",
            "2024,2,2",
            "unknown,1,1"
        ]
    );
    let page = place.page(&format!("/trends?q={}", q("流感"))).await;
    assert!(page.contains("6 篇文章，另有"), "{page}");
    for (words, name) in [("3 篇只知年份", "丙号通告"), ("1 篇日期不详", "己号通告")]
    {
        let there = place.page(&link(&page, words)).await;
        assert!(there.contains(name), "{words}");
    }
    assert!(page.contains("2024年（月份不详）"));
    let page = place.page(&format!("/trends?q={}", q("标题:己号"))).await;
    assert!(page.contains("0 篇文章，另有") && page.contains("画不成图"));
    assert!(!page.contains("没有文章符合这些词"));
}

#[tokio::test]
async fn a_chart_of_little_is_left_out_and_slim() {
    let place = place().await;
    let page = place.page(&format!("/search?q={}", q("流感"))).await;
    let (_, chart) = page.split_once("class=\"timechart\"").unwrap();
    let chart = chart.split("</figure>").next().unwrap();
    let widths = chart.split("class=\"bar\"").skip(1).map(|bar| {
        let (_, width) = bar.split_once("width=\"").unwrap();
        width.split('"').next().unwrap().parse::<f64>().unwrap()
    });
    let widths: Vec<f64> = widths.collect();
    assert_eq!(widths.len(), 4);
    assert!(widths.iter().all(|width| *width < 50.0), "{widths:?}");
    assert!(chart.contains("2023年12月") && !chart.contains("2023年1月<"));
    let there = place.page(&link(chart, "3 篇只知年份")).await;
    assert_eq!(total(&there), "3 篇文章");
    // Three of two years, and two of two months.
    let page = place.page("/search?precision=year").await;
    assert!(!page.contains("class=\"timechart\""));
    let page = place
        .page(&format!("/search?q={}", q("标题:庚号 OR 标题:辛号")))
        .await;
    assert!(!page.contains("class=\"timechart\""));
}

#[tokio::test]
async fn a_date_as_a_query_leads_to_its_page() {
    let place = place().await;
    for (query, address, words) in [
        ("2024-04-24", "/dates/2024/04/24", "2024年4月24日：1 篇文章"),
        (
            "2024年4月24日",
            "/dates/2024/04/24",
            "2024年4月24日：1 篇文章",
        ),
        ("2024年4月", "/dates/2024/04", "2024年4月：2 篇文章"),
        ("20240425", "/dates/2024/04/25", "2024年4月25日：0 篇文章"),
    ] {
        let page = place.page(&format!("/search?q={}", q(query))).await;
        assert_eq!(link(&page, words), address, "{query}");
    }
    let page = place
        .page("/search?q=2024-04-24&region=410000&from=2020")
        .await;
    assert_eq!(
        link(&page, "2024年4月24日：1 篇文章"),
        "/dates/2024/04/24?region=410000"
    );
    let page = place
        .page(&format!("/search?q={}", q("2024年4月 门诊")))
        .await;
    assert!(!page.contains("class=\"of-date\""));
}
