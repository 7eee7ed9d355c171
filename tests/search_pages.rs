//! The search pages, feeds and API over HTTP, in process: what a reader sees of what the archive finds.

mod http;

use axum::http::header;
use http::{Place, article, q};
use jianbao::article::Article;
use serde_json::Value;

async fn place() -> Place {
    Place::with(articles()).await
}

/// 45 notices about vaccination over four years and two provinces, and a few others.
fn articles() -> Vec<Article> {
    let mut articles: Vec<Article> = (0..45)
        .map(|n| {
            article(
                &format!("第{n}站接种点开放"),
                &format!("{}-{:02}-{:02}", 2021 + n % 4, n % 12 + 1, n % 28 + 1),
                ["350102", "410802", "410102"][n % 3],
                "vaccination",
                if n % 2 == 0 {
                    "青禾日报"
                } else {
                    "白鹭晚报"
                },
                &format!("居民可凭证件前来接种流感疫苗，今天已有{n}人登记。"),
            )
        })
        .collect();
    articles.push(article(
        "<b>消防</b>演练进校园",
        "2024-05-20",
        "410802",
        "emergency-response",
        "青禾日报",
        "师生学习逃生、<script>alert(1)</script>心肺复苏与包扎。演练之后校医点评。",
    ));
    let reprint = "两家医院的医师在广场义诊，居民排队量血压。";
    articles.push(article(
        "广场义诊",
        "2024-06-01",
        "410802",
        "vaccination",
        "青禾日报",
        reprint,
    ));
    articles.push(article(
        "广场义诊",
        "2024-06-02",
        "410802",
        "vaccination",
        "白鹭晚报",
        reprint,
    ));
    articles
}

/// The address of the link with this `rel`.
fn link(page: &str, rel: &str) -> Option<String> {
    let anchor = page
        .split("<a ")
        .find(|rest| rest.starts_with(&format!("rel=\"{rel}\"")))?;
    let address = anchor.split("href=\"").nth(1)?.split('"').next()?;
    Some(address.replace("&#38;", "&").replace("&amp;", "&"))
}

fn rows(page: &str) -> usize {
    page.matches("<li class=\"row\">").count()
}

#[tokio::test]
async fn the_name_of_a_place_leads_to_its_region() {
    let place = place().await;
    for name in ["焦作", "焦作市", "河南焦作", "jiaozuo"] {
        let page = place.page(&format!("/search?q={}", q(name))).await;
        assert!(page.contains("href=\"/regions/410800\""), "{name}: {page}");
    }
    let narrowed = format!("/search?q={}&topic=vaccination", q("焦作"));
    assert!(
        place
            .page(&narrowed)
            .await
            .contains("href=\"/regions/410800?topic=vaccination\"")
    );
    // A place that nothing is about.
    let other = place.page(&format!("/search?q={}", q("拉萨"))).await;
    assert!(!other.contains("href=\"/regions/5401"), "{other}");
}

#[tokio::test]
async fn spans_are_understood_as_people_type_them() {
    let place = place().await;
    let exact = place.page("/articles?from=2022-03&to=2022-06").await;
    for span in [
        "from=2022年3月&to=2022/6",
        "from=2022-06&to=2022-03",
        "from=2022.3&to=2022-6",
    ] {
        let span = span.replace('年', "%E5%B9%B4").replace('月', "%E6%9C%88");
        let page = place.page(&format!("/articles?{span}")).await;
        assert_eq!(rows(&page), rows(&exact), "{span}");
    }
    assert!(rows(&exact) > 0);
}

#[tokio::test]
async fn a_chinese_query_finds_and_marks() {
    let place = place().await;
    let page = place.page(&format!("/search?q={}", q("流感疫苗"))).await;
    assert!(page.contains("45 篇文章"), "{page}");
    assert!(page.contains("接种<mark>流感疫苗</mark>"));
    // Traditional characters and a single one find the same.
    let page = place.page(&format!("/search?q={}", q("標題:校園"))).await;
    assert!(page.contains("演练进<mark>校园</mark>") && page.contains("标题含“校園”"));
    let page = place.page(&format!("/search?q={}", q("扎"))).await;
    assert!(page.contains("包<mark>扎</mark>"));
}

#[tokio::test]
async fn facets_narrow_and_chips_undo() {
    let place = place().await;
    let page = place.page(&format!("/search?q={}", q("流感疫苗"))).await;
    for facet in ["region=410000", "from=2023&#38;to=2023", "source="] {
        assert!(page.contains(facet), "{facet} is not offered");
    }
    let narrowed = format!(
        "/search?q={}&region=410000&from=2023&to=2023",
        q("流感疫苗")
    );
    let page = place.page(&narrowed).await;
    let wanted = (0..45)
        .filter(|n| n % 3 != 0 && 2021 + n % 4 == 2023)
        .count();
    assert!(page.contains(&format!("{wanted} 篇文章")), "{page}");
    assert!(
        page.contains("region=410800"),
        "the region opens one level down"
    );
    let chip = page
        .split("class=\"chips\"")
        .nth(1)
        .unwrap()
        .split("</ul>")
        .next()
        .unwrap();
    assert_eq!(chip.matches("<li>").count(), 3);
    let without = chip
        .split("href=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let without = without.replace("&#38;", "&");
    assert!(!without.contains("region="), "{without}");
    assert!(place.page(&without).await.contains("11 篇文章"));
}

#[tokio::test]
async fn pages_follow_one_another_to_the_last_and_back() {
    let place = place().await;
    for sort in ["relevance", "newest", "oldest"] {
        let mut address = format!("/search?q={}&sort={sort}", q("接种"));
        let mut seen = std::collections::BTreeSet::new();
        let mut counts = Vec::new();
        let last = loop {
            let page = place.page(&address).await;
            counts.push(rows(&page));
            seen.extend(
                page.split("<h3 class=\"row-title\"><a href=\"")
                    .skip(1)
                    .map(|rest| rest[..21].to_string()),
            );
            match link(&page, "next") {
                Some(next) => address = next,
                None => break page,
            }
        };
        assert_eq!(counts, [20, 20, 5], "{sort}");
        assert_eq!(seen.len(), 45, "{sort}");
        let back = link(&last, "prev").unwrap();
        assert_eq!(rows(&place.page(&back).await), 20);
    }
}

#[tokio::test]
async fn reprints_are_folded() {
    let place = place().await;
    let page = place.page(&format!("/search?q={}", q("义诊"))).await;
    assert_eq!(rows(&page), 1);
    assert!(page.contains("1 处转载"));
}

#[tokio::test]
async fn finding_nothing_helps_onward() {
    let place = place().await;
    let page = place
        .page(&format!("/search?q={}", q("\"广场义诊\" \"太空舱\"")))
        .await;
    assert!(
        page.contains("没有找到符合的文章") && page.contains("去掉“太空舱”：2 篇文章"),
        "{page}"
    );
    let page = place.page("/search?q=yizhen").await;
    assert!(
        page.contains("您要找的是不是") && page.contains(">义诊</a>"),
        "{page}"
    );
    // A place that the articles do not name may be where they are from.
    let page = place.page(&format!("/search?q={}", q("焦作 义诊"))).await;
    assert!(page.contains(">地区:焦作 义诊</a>"), "{page}");
    let meant = place
        .page(&format!("/search?q={}", q("地区:焦作 义诊")))
        .await;
    assert!(meant.contains("广场<mark>义诊</mark>"), "{meant}");
    let page = place
        .page(&format!("/search?q={}&region=110000", q("义诊")))
        .await;
    assert!(page.contains("去掉筛选条件可找到 2 篇文章"), "{page}");
    // Words that stand nowhere side by side are found apart, and the page says so.
    let page = place.page(&format!("/search?q={}", q("医师居民"))).await;
    assert!(
        page.contains("没有文章逐字含有") && page.contains("<mark>医师</mark>"),
        "{page}"
    );
}

#[tokio::test]
async fn a_pasted_headline_finds_its_report_by_what_both_say() {
    let report = |headline: &str, body: &str| {
        article(headline, "2024-05-20", "410802", "health", "青禾日报", body)
    };
    let place = Place::with(vec![
        report(
            "甲",
            "柳林镇新建的养老驿站今天开门，首批三十位老人前来用餐。",
        ),
        report("乙", "青石村举办书画展，老人与儿童同台写春联。"),
        report("丙", "柳林镇养老驿站旁新建的花园昨天完工。"),
    ])
    .await;
    let search = async |typed: &str| place.page(&format!("/search?q={}", q(typed))).await;
    let first = |page: &str| {
        let row = page.split("<li class=\"row\">").nth(1).unwrap_or_default();
        row.split("</li>").next().unwrap_or_default().to_string()
    };
    // No report has the words in quotes: they belong to a sentence, so they may be taken apart.
    let page = search("柳林镇“暖心驿站”迎来首批用餐老人").await;
    assert!(first(&page).contains(">甲</a>"), "{page}");
    assert!(first(&page).contains("部分匹配"), "{page}");
    // Quotes that stand by themselves are meant.
    let page = search("\"暖心驿站\" 柳林镇用餐老人").await;
    assert_eq!(rows(&page), 0, "{page}");
    // What has it all comes first and is counted, what has some of it follows.
    let page = search("柳林镇新建的养老驿站").await;
    assert!(
        page.contains("1 篇文章") && page.contains("不计入总数"),
        "{page}"
    );
    assert_eq!(rows(&page), 2, "{page}");
    assert!(first(&page).contains(">甲</a>") && !first(&page).contains("部分匹配"));
    let address = format!("/search.csv?q={}", q("柳林镇新建的养老驿站"));
    assert_eq!(place.page(&address).await.lines().count(), 2);
}

#[tokio::test]
async fn words_are_looked_for_among_results() {
    let place = place().await;
    let address = format!(
        "/search?q={}&within={}&region=410000",
        q("演练 OR 义诊"),
        q("居民")
    );
    let answer = place.get(&address).await;
    let target = answer.headers[header::LOCATION]
        .to_str()
        .unwrap()
        .to_string();
    assert_eq!(answer.status, 303);
    assert!(target.contains("region=410000"), "{target}");
    assert!(place.page(&target).await.contains("2 篇文章"));
}

#[tokio::test]
async fn without_words_examples_are_shown() {
    let place = place().await;
    assert!(place.page("/search").await.contains("可以这样搜索"));
    assert!(place.page("/search?q=%20").await.contains("可以这样搜索"));
    assert!(
        place
            .page("/search?lang=en")
            .await
            .contains("Ways to search")
    );
}

/// Search engines may keep the first page of plain words that find something, and nothing that only varies it.
#[tokio::test]
async fn plain_searches_may_be_indexed() {
    let place = place().await;
    let found = format!("/search?q={}", q("接种"));
    let page = place.page(&found).await;
    assert!(!page.contains("noindex"), "{page}");
    let canonical = format!("<link rel=\"canonical\" href=\"https://bulletins.example{found}\">");
    assert!(page.contains(&canonical), "{page}");
    let next = link(&page, "next").unwrap();
    let nothing = format!("/search?q={}", q("蜃景"));
    for address in [
        next,
        format!("{found}&region=410000"),
        format!("{found}&sort=newest"),
        nothing,
    ] {
        let page = place.page(&address).await;
        assert!(page.contains("noindex"), "{address}");
        assert!(!page.contains("rel=\"canonical\""), "{address}");
    }
    let robots = place.page("/robots.txt").await;
    assert!(robots.contains("Allow: /search?q=\nDisallow: /search?q=*&\n"));
}

#[tokio::test]
async fn nothing_that_is_typed_breaks_anything() {
    let place = place().await;
    let long = q(&"疫".repeat(2_001));
    let many = "a+".repeat(1_000);
    let typed = [
        "((((",
        "))))",
        "\"",
        "\"\"",
        "*",
        "-",
        "--",
        "OR",
        "NOT",
        "NEAR",
        "NEAR/",
        "NEAR/999999999999",
        "a*b*",
        "title:",
        "title:title:",
        "region:x",
        "date:..",
        "date:9999-99",
        "' OR 1=1 --",
        "; DROP TABLE article",
        "MATCH 'x' {col}:",
        "\u{0}",
        "疫\u{0}苗",
        "../../etc/passwd",
        "\u{202e}",
        "\u{feff}",
        "👩‍⚕️",
        "ﬀ",
        "%",
        "_",
        "\\",
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "{{7*7}}",
        "&amp;",
        "%s%n",
    ];
    let mut addresses: Vec<String> = typed.iter().map(|text| q(text)).collect();
    addresses.extend(["%ED%A0%80", "%FF%FE", "%", "%zz", "a%00b", "%F0%9F"].map(String::from));
    for encoded in &addresses {
        for path in [
            "/search",
            "/search/feed.atom",
            "/search.csv",
            "/trends",
            "/trends.csv",
            "/suggest",
            "/opensearch/suggest",
            "/api/v1/articles",
        ] {
            let answer = place.get(&format!("{path}?q={encoded}")).await;
            assert!(
                [200, 400].contains(&answer.status),
                "{path} {encoded}: {}",
                answer.status
            );
            for bad in ["<script>alert", "<img src=x"] {
                assert!(
                    path.ends_with("csv")
                        || path.contains("suggest")
                        || path.contains("api")
                        || !answer.body.contains(bad),
                    "{path} {encoded}"
                );
            }
        }
    }
    for (encoded, statuses) in [
        (&long, [414, 414]),
        (&many, [400, 400]),
        (&"a".repeat(2_001), [400, 400]),
        (&q(&"x".repeat(20_000)), [414, 414]),
    ] {
        for path in ["/search", "/api/v1/articles"] {
            let status = place.get(&format!("{path}?q={encoded}")).await.status;
            assert!(statuses.contains(&status), "{path}: {status}");
        }
    }
    let page = place.page(&format!("/search?q={}", q("心肺复苏"))).await;
    assert!(page.contains("alert(1)") && !page.contains("<script>alert"));
    for bad in [
        "region=abc",
        "from=2024-13",
        "sort=up",
        "limit=0",
        "page=-1",
        "after='",
    ] {
        assert_eq!(
            place.get(&format!("/search?q=a&{bad}")).await.status,
            400,
            "{bad}"
        );
    }
}

#[tokio::test]
async fn the_api_answers_as_it_is_described() {
    let place = place().await;
    let api = place.json("/api/openapi.json").await;
    let found = place
        .json(&format!(
            "/api/v1/articles?q={}&limit=2&sort=newest",
            q("义诊")
        ))
        .await;
    let required = |name: &str| {
        api["components"]["schemas"][name]["required"]
            .as_array()
            .unwrap()
            .clone()
    };
    for field in required("Found") {
        assert!(found.get(field.as_str().unwrap()).is_some(), "{field}");
    }
    assert_eq!(
        (&found["total"], &found["totalIsExact"]),
        (&2.into(), &true.into())
    );
    let item = &found["items"][0];
    for field in required("Item") {
        assert!(item.get(field.as_str().unwrap()).is_some(), "{field}");
    }
    assert_eq!(item["regions"][0]["name"], "河南省焦作市解放区");
    let (text, mark) = (item["snippet"].as_str().unwrap(), &item["snippetMarks"][0]);
    let (start, end) = (mark[0].as_u64().unwrap(), mark[1].as_u64().unwrap());
    let marked: String = text
        .chars()
        .skip(start as usize)
        .take((end - start) as usize)
        .collect();
    assert_eq!(marked, "义诊");
    let id = item["id"].as_str().unwrap();
    let article = place.json(&format!("/api/v1/articles/{id}")).await;
    assert_eq!(
        (&article["@type"], &article["headline"]),
        (&"NewsArticle".into(), &"广场义诊".into())
    );
    let mut cursor = String::new();
    let mut ids = std::collections::BTreeSet::new();
    for _ in 0..10 {
        let page = place
            .json(&format!(
                "/api/v1/articles?q={}&limit=7&cursor={cursor}",
                q("接种")
            ))
            .await;
        ids.extend(
            page["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|item| item["id"].to_string()),
        );
        match page["next"].as_str() {
            Some(next) => cursor = next.to_string(),
            None => break,
        }
    }
    assert_eq!(ids.len(), 45);
}

#[tokio::test]
async fn errors_of_the_api_are_problems() {
    let place = place().await;
    for (address, status) in [
        ("/api/v1/articles?region=abc", 400),
        ("/api/v1/articles/00000000000", 404),
        ("/api/v1/articles/no-id", 404),
        ("/api/v1/nothing", 404),
    ] {
        let answer = place.get(address).await;
        assert_eq!(answer.status, status, "{address}");
        assert_eq!(
            answer.headers[header::CONTENT_TYPE],
            "application/problem+json"
        );
        let problem: Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!(problem["status"], status);
    }
}

#[tokio::test]
async fn results_come_as_feed_and_table() {
    let place = place().await;
    let feed = place
        .page(&format!("/search/feed.atom?q={}", q("接种")))
        .await;
    assert_eq!(feed.matches("<entry>").count(), 30);
    assert!(feed.contains("<title>接种 · 简报</title>") && feed.contains("rel=\"next\""));
    assert!(feed.contains("https://bulletins.example/articles/"));
    let read = feed_rs::parser::parse(feed.as_bytes()).unwrap();
    assert_eq!(read.entries.len(), 30);
    assert!(
        read.entries
            .iter()
            .all(|entry| !entry.id.is_empty() && entry.updated.is_some())
    );
    let table = place.page(&format!("/search.csv?q={}", q("接种"))).await;
    let mut reader = csv::Reader::from_reader(table.trim_start_matches('\u{feff}').as_bytes());
    assert_eq!(reader.headers().unwrap().get(2), Some("headline"));
    assert_eq!(reader.records().map(Result::unwrap).count(), 45);
}

#[tokio::test]
async fn typing_is_completed_by_characters_pinyin_and_initials() {
    let place = place().await;
    let found = |answer: Value| -> Vec<(String, String)> {
        let items = answer["items"].as_array().unwrap().clone();
        let field = |item: &Value, name: &str| item[name].as_str().unwrap().to_string();
        items
            .iter()
            .map(|item| (field(item, "text"), field(item, "kind")))
            .collect()
    };
    for (typed, text, kind) in [
        ("jiaozuo", "焦作市", "region"),
        ("jz", "焦作市", "region"),
        ("焦", "焦作市", "region"),
        ("yufang", "预防接种", "topic"),
        ("yanlian", "演练", "word"),
        ("演", "演练", "word"),
        ("居民 yz", "居民 义诊", "word"),
    ] {
        let items = found(place.json(&format!("/suggest?q={}", q(typed))).await);
        assert!(
            items.contains(&(text.to_string(), kind.to_string())),
            "{typed}: {items:?}"
        );
    }
    let browser = place
        .json(&format!("/opensearch/suggest?q={}", q("yanl")))
        .await;
    assert_eq!(browser[1][0], "演练");
    assert!(
        place
            .page("/opensearch.xml")
            .await
            .contains("/opensearch/suggest?q={searchTerms}")
    );
}

#[tokio::test]
async fn trends_are_drawn_and_counted() {
    let place = place().await;
    let page = place.page(&format!("/trends?q={}", q("接种,义诊"))).await;
    assert_eq!(page.matches("<polyline").count(), 2);
    assert!(page.contains("45 篇文章") && !page.contains("style="));
    let table = place
        .page(&format!("/trends.csv?q={}", q("接种，义诊")))
        .await;
    let mut reader = csv::Reader::from_reader(table.trim_start_matches('\u{feff}').as_bytes());
    assert_eq!(
        reader.headers().unwrap(),
        vec!["month", "接种", "义诊", "all"]
    );
    let sums = reader
        .records()
        .map(Result::unwrap)
        .fold([0; 3], |mut sums, row| {
            (0..3).for_each(|at| sums[at] += row[at + 1].parse::<u64>().unwrap());
            sums
        });
    assert_eq!(sums, [45, 2, 48]);
    assert!(place.page("/trends").await.contains("新冠,流感"));
    assert!(
        place
            .page(&format!("/trends?q={}", q("太空舱")))
            .await
            .contains("没有文章符合这些词")
    );
}

#[tokio::test]
async fn an_article_leads_to_related_ones() {
    let place = place().await;
    let found = place
        .json(&format!("/api/v1/articles?q={}", q("登记")))
        .await;
    let id = found["items"][0]["id"].as_str().unwrap();
    let page = place.page(&format!("/articles/{id}")).await;
    let related = page
        .split("id=\"related\"")
        .nth(1)
        .expect("a list of related articles");
    let related = related.split("</ul>").next().unwrap();
    assert!(
        related.contains("接种点开放") && !related.contains(id),
        "{related}"
    );
    assert!(related.matches("<li>").count() <= 6);
}
