//! What the API promises beyond the search itself: where things are, what they rest on, how it refuses.

mod http;

use std::collections::BTreeSet;

use http::{Place, article, q};
use jianbao::article::{Article, Basis, Doubt, DoubtKind, LineRange};
use serde_json::Value;

fn notices() -> Vec<Article> {
    let text = "两家医院的医师周六在广场义诊，为居民量血压、测视力，并讲解常见用药。";
    let mut notices: Vec<Article> = (1..=9)
        .map(|day| {
            let source = if day % 2 == 0 {
                "河湾日报"
            } else {
                "石桥晚报"
            };
            let date = format!("2024-03-0{day}");
            let body = match day % 3 {
                0 => text.to_string(),
                _ => format!("第{day}社区的义诊改在周日，需要提前{day}天到居委会登记。"),
            };
            article(
                &format!("义诊通知{day}"),
                &date,
                "410811",
                "vaccination",
                source,
                &body,
            )
        })
        .collect();
    let last = notices.last_mut().unwrap();
    last.lines = vec![LineRange(1, 2)];
    last.source_url = Some("https://bulletins.example/9".into());
    last.date_published.as_mut().unwrap().basis = Basis::Inferred;
    last.date_published.as_mut().unwrap().words = Some("9日".into());
    last.doubts = vec![Doubt {
        kind: DoubtKind::Short,
        reason: "正文只有一段。".into(),
        paragraph: Some(0),
        lines: vec![LineRange(2, 2)],
    }];
    notices
}

async fn place() -> Place {
    Place::with_text(notices(), "义诊通知9\n两家医院\n").await
}

#[tokio::test]
async fn a_page_of_full_texts_takes_one_request() {
    let place = place().await;
    let found = place
        .json("/api/v1/articles?limit=5&include=articleBody")
        .await;
    for item in found["items"].as_array().unwrap() {
        let id = item["id"].as_str().unwrap();
        let own = place.json(&format!("/api/v1/articles/{id}")).await;
        let body: Vec<&str> = item["articleBody"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(Value::as_str)
            .collect();
        assert_eq!(own["articleBody"], body.join("\n"));
    }
    let bare = place.json("/api/v1/articles?limit=5").await;
    assert!(bare["items"][0].get("articleBody").is_none());
    for refusal in ["include=body", "from=2024/3"] {
        let answer = place.get(&format!("/api/v1/articles?{refusal}")).await;
        assert_eq!(answer.status, 400, "{refusal}");
    }
}

#[tokio::test]
async fn a_first_day_after_the_last_is_exchanged_with_it_and_readers_are_told() {
    let place = place().await;
    let turned = "from=2024-03-08&to=2024-03-02";
    let found = place.json(&format!("/api/v1/articles?{turned}")).await;
    assert_eq!(found["total"], 7);
    for page in ["/articles", "/search", "/trends"] {
        let told = place
            .page(&format!("{page}?{turned}&q=%E4%B9%89%E8%AF%8A"))
            .await;
        assert!(told.contains("起止日期填反了，已对调"), "{page}");
        let right = "from=2024-03-02&to=2024-03-08&q=%E4%B9%89%E8%AF%8A";
        let silent = place.page(&format!("{page}?{right}")).await;
        assert!(!silent.contains("填反"), "{page}");
    }
}

#[tokio::test]
async fn what_is_folded_into_another_has_a_text_of_its_own_too() {
    let text = "渡船自周五起增开两班，末班推迟到晚上十点，老人和学生凭证件半价，自行车另付一元。";
    let printed = |source: &str, date: &str, end: &str| {
        let body = format!("{text}{end}");
        article("渡口夜航", date, "410811", "vaccination", source, &body)
    };
    let place = Place::with(vec![
        printed("河湾日报", "2024-05-01", ""),
        printed("石桥晚报", "2024-05-02", "码头设了候船室。"),
    ])
    .await;
    let address = format!("/api/v1/articles?q={}", q("渡船"));
    let found = place.json(&format!("{address}&include=articleBody")).await;
    let item = &found["items"][0];
    for one in [item, &item["reprints"][0]] {
        let own = format!("/api/v1/articles/{}", one["id"].as_str().unwrap());
        assert_eq!(one["articleBody"][0], place.json(&own).await["articleBody"]);
    }
    let bare = place.json(&address).await;
    assert!(bare["items"][0]["reprints"][0].get("articleBody").is_none());
    let api = place.json("/api/openapi.json").await;
    follow(
        &api,
        &api["components"]["schemas"]["Found"],
        &found,
        "reprints",
    );
}

fn refused(body: &str) -> (Value, String) {
    let problem: Value = serde_json::from_str(body).unwrap();
    let detail = problem["detail"].as_str().unwrap().to_string();
    (problem["parameter"].clone(), detail)
}

#[tokio::test]
async fn the_root_leads_everywhere() {
    let place = place().await;
    let index = place.json("/api/v1").await;
    let mut seen = 0;
    for (name, address) in index.as_object().unwrap() {
        let address = address.as_str().unwrap();
        let Some(path) = address.strip_prefix("https://bulletins.example") else {
            continue;
        };
        let list = match name.as_str() {
            "document" => "/api/v1/documents",
            _ => "/api/v1/articles",
        };
        let id = place.json(list).await["items"][0]["id"].clone();
        let path = path
            .replace("{id}", id.as_str().unwrap())
            .replace("{q}", "a");
        assert_eq!(place.get(&path).await.status, 200, "{name}");
        seen += 1;
    }
    assert!(seen > 8, "{index}");
}

#[tokio::test]
async fn pages_add_up_to_the_total() {
    let place = place().await;
    for query in [
        "q=%E4%B9%89%E8%AF%8A",
        "q=%E4%B9%89%E8%AF%8A&sort=oldest",
        "sort=newest",
    ] {
        let (mut address, mut ids, mut on_pages) = (
            format!("/api/v1/articles?{query}&limit=4"),
            BTreeSet::new(),
            0,
        );
        loop {
            let answer = place.get(&address).await;
            let page: Value = serde_json::from_str(&answer.body).unwrap();
            assert_eq!(page["total"], 9, "{address}");
            on_pages += page["totalOnPage"].as_u64().unwrap();
            for item in page["items"].as_array().unwrap() {
                let folded = item["reprints"].as_array().unwrap();
                ids.extend(
                    std::iter::once(item)
                        .chain(folded)
                        .map(|it| it["id"].to_string()),
                );
            }
            let Some(next) = page["next"].as_str() else {
                break;
            };
            let link = answer.headers["link"].to_str().unwrap();
            address = link.split(['<', '>']).nth(1).unwrap().to_string();
            assert!(address.ends_with(&format!("&cursor={next}")), "{link}");
            let older = address.replace("cursor=", "after=");
            assert_eq!(place.get(&older).await.status, 200);
        }
        assert_eq!((ids.len(), on_pages), (9, 9), "{query}");
    }
}

#[tokio::test]
async fn a_record_says_what_it_rests_on() {
    let place = place().await;
    let item = place.json("/api/v1/articles?limit=1").await["items"][0].clone();
    assert_eq!(
        (&item["dateBasis"], &item["doubts"]),
        (&"inferred".into(), &1.into())
    );
    let id = item["id"].as_str().unwrap();
    let record = place.json(&format!("/api/v1/articles/{id}")).await;
    assert_eq!(record["dateBasis"], "inferred");
    assert_eq!(record["dateWords"], "9日");
    assert_eq!(record["doubts"][0]["kind"], "short");
    assert_eq!(record["isBasedOn"], "https://bulletins.example/9");
    assert_eq!(record["source"]["lines"], serde_json::json!([[1, 2]]));
    assert_eq!(record["source"]["name"], record["document"]["name"]);
    let document = record["document"]["url"].as_str().unwrap();
    assert_eq!(place.get(document).await.status, 200);
    let page = place.page(&format!("/articles/{id}")).await;
    assert!(
        !page.contains("dateBasis"),
        "search engines know no such name"
    );
}

#[tokio::test]
async fn what_was_withdrawn_is_named_in_the_problem() {
    let place = place().await;
    let item = place.json("/api/v1/articles?limit=1").await["items"][0].clone();
    let address = format!("/api/v1/articles/{}", item["id"].as_str().unwrap());
    let other = article(
        "渡口夜航",
        "2024-05-01",
        "410811",
        "vaccination",
        "河湾日报",
        "渡船自周五起增开两班。",
    );
    place.load(vec![other]).await;
    let answer = place.get(&address).await;
    assert_eq!(answer.status, 410);
    let problem: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(problem["headline"], "义诊通知9");
    assert_eq!(problem["dateWithdrawn"], "2026-01-01T00:00:00Z");
    assert!(!problem["reason"].as_str().unwrap().is_empty());
}

#[tokio::test]
async fn a_refusal_names_the_parameter() {
    let place = place().await;
    for (query, parameter, words) in [
        ("regions=410800", "regions", "did you mean region?"),
        ("q=a&page_size=5", "page_size", "There is no parameter"),
        ("within=a", "within", "There is no parameter"),
        ("region=abc", "region", "six-digit"),
        ("topic=nope", "topic", "no such topic"),
        ("cursor=xyz", "cursor", "no cursor"),
        ("after=xyz", "after", "no cursor"),
        (&format!("q={}", "a".repeat(2001)), "q", "2000"),
    ] {
        let answer = place.get(&format!("/api/v1/articles?{query}")).await;
        assert_eq!(answer.status, 400, "{query}");
        let (named, detail) = refused(&answer.body);
        assert!(
            named == parameter && detail.contains(words),
            "{named}: {detail}"
        );
    }
    for list in ["regions", "topics", "documents"] {
        let answer = place.get(&format!("/api/v1/{list}?x=1")).await;
        assert_eq!((answer.status, refused(&answer.body).0), (400, "x".into()));
    }
    // Pages take what other sites add to their links, but no cursor that is none.
    assert_eq!(place.get("/articles?utm_source=a").await.status, 200);
    assert_eq!(place.get("/articles?after=xyz").await.status, 400);
}

#[tokio::test]
async fn problems_are_in_english_unless_chinese_is_asked_for() {
    let place = place().await;
    let detail = async |address: &str, headers: &[(&str, &str)]| {
        refused(&place.get_with(address, headers).await.body).1
    };
    let address = "/api/v1/articles?limit=0";
    let english = detail(address, &[]).await;
    assert!(english.contains("1 to 100"), "{english}");
    assert_eq!(detail(address, &[("accept-language", "fr")]).await, english);
    let chinese = detail(address, &[("accept-language", "zh-CN,en;q=0.5")]).await;
    assert!(chinese.contains("1 到 100"), "{chinese}");
    assert_eq!(detail(&format!("{address}&lang=zh"), &[]).await, chinese);
    assert!(
        place
            .get("/articles?limit=0")
            .await
            .body
            .contains("1 到 100")
    );
}

#[tokio::test]
async fn lists_count_articles() {
    let place = place().await;
    let regions = place.json("/api/v1/regions").await;
    let ids: Vec<_> = regions["items"].as_array().unwrap().iter().collect();
    let found: Vec<_> = ids
        .iter()
        .map(|item| (item["id"].as_str(), item["articles"].as_u64()))
        .collect();
    let nine = |code| (Some(code), Some(9));
    assert_eq!(found, [nine("410000"), nine("410800"), nine("410811")]);
    let topics = place.json("/api/v1/topics?lang=en").await;
    assert_eq!(topics["items"][0]["name"], "Vaccination");
    let documents = place.json("/api/v1/documents?limit=1").await;
    let (item, next) = (&documents["items"][0], &documents["next"]);
    assert_eq!(
        (&item["articles"], &item["kind"], next),
        (&9.into(), &"records".into(), &Value::Null)
    );
    let after = place
        .json(&format!("/api/v1/documents?cursor={}", q("notices.json")))
        .await;
    assert_eq!(after["items"], serde_json::json!([]));
}

/// Follows the description: what it requires is there, and nothing is there that it does not know.
#[tokio::test]
async fn answers_have_the_fields_that_are_described() {
    let place = place().await;
    let api = place.json("/api/openapi.json").await;
    let id = place.json("/api/v1/articles").await["items"][0]["id"].clone();
    let document = place.json("/api/v1/documents").await["items"][0]["id"].clone();
    for (path, schema) in [
        ("/api/v1", "Index"),
        ("/api/v1/articles?limit=1", "Found"),
        (
            &format!("/api/v1/articles/{}", id.as_str().unwrap()),
            "NewsArticle",
        ),
        ("/api/v1/regions", "CountedList"),
        ("/api/v1/topics", "CountedList"),
        ("/api/v1/documents", "DocumentList"),
        (
            &format!("/api/v1/documents/{}", document.as_str().unwrap()),
            "Document",
        ),
    ] {
        let schema = &api["components"]["schemas"][schema];
        follow(&api, schema, &place.json(path).await, path);
    }
}

fn follow(api: &Value, schema: &Value, value: &Value, path: &str) {
    let schema = match schema["$ref"].as_str() {
        Some(name) => &api["components"]["schemas"][name.rsplit('/').next().unwrap()],
        None => schema,
    };
    for field in schema["required"].as_array().into_iter().flatten() {
        assert!(
            value.get(field.as_str().unwrap()).is_some(),
            "{path}: no {field}"
        );
    }
    if let (Some(known), Some(fields)) = (schema["properties"].as_object(), value.as_object()) {
        for (name, value) in fields {
            // Of schema.org's vocabulary only what needs a word is described.
            let described = known.get(name);
            assert!(
                described.is_some() || known.contains_key("@type"),
                "{path}: {name}"
            );
            described.inspect(|schema| follow(api, schema, value, &format!("{path} {name}")));
        }
    }
    for item in value.as_array().into_iter().flatten() {
        follow(api, &schema["items"], item, path);
    }
}
