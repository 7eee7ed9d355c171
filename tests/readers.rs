//! What readers are helped with: forms that are not understood, searches that find nothing, keys, two languages.

mod http;

use http::{Place, article, q};
use jianbao::article::{Doubt, DoubtKind};

async fn place() -> Place {
    Place::with(vec![
        article(
            "流感疫苗到货",
            "2024-04-02",
            "410802",
            "vaccination",
            "青禾日报",
            "首批流感疫苗今天到货。",
        ),
        article(
            "接种门诊开诊",
            "2024-09-03",
            "410802",
            "vaccination",
            "青禾日报",
            "接种门诊周末开诊，居民前来接种。",
        ),
    ])
    .await
}

#[tokio::test]
async fn a_form_that_is_not_understood_is_shown_as_it_was_filled_in() {
    let place = place().await;
    let address = format!(
        "/search?q={}&from={}&to=2024-09&region=410802",
        q("接种"),
        q("4月")
    );
    let answer = place.get(&address).await;
    assert_eq!(answer.status, 400);
    let form = answer.body.split("<form class=\"retry\"").nth(1);
    let form = form.unwrap_or_default().split("</form>").next().unwrap();
    for part in [
        "action=\"/search\"",
        "name=\"q\" value=\"接种\"",
        "name=\"region\" value=\"410802\"",
        "name=\"from\" value=\"4月\" aria-invalid=\"true\"",
        "name=\"to\" value=\"2024-09\">",
        ">“4月”：日期请写作",
    ] {
        assert!(form.contains(part), "{part} is not in {form}");
    }
    assert!(answer.body.contains("这个日期看不懂"), "{}", answer.body);
    for (address, field) in [
        ("/articles?from=2024-13", "name=\"from\" value=\"2024-13\""),
        (
            "/dates?date=2024-04-31",
            "name=\"date\" value=\"2024-04-31\"",
        ),
        ("/search?q=%22%21%22", "name=\"q\" value=\"&#34;!&#34;\""),
    ] {
        let answer = place.get(address).await;
        assert_eq!(answer.status, 400, "{address}");
        assert!(answer.body.contains(field), "{address}: {}", answer.body);
    }
    // What nobody types has no form.
    let answer = place.get("/articles?sort=up").await;
    assert!(!answer.body.contains("class=\"retry\""), "{}", answer.body);
}

#[tokio::test]
async fn a_narrowed_search_that_finds_nothing_leads_out_of_its_filters() {
    let place = place().await;
    let search = async |rest: &str| {
        let typed = q("流感疫苗接种");
        place.page(&format!("/search?q={typed}{rest}")).await
    };
    // No article has it all, so what is shown is said to have a part of it.
    let page = search("").await;
    assert!(page.contains("含有其中的一部分"), "{page}");
    assert!(page.contains("部分匹配"), "{page}");
    let page = search("&lang=en").await;
    assert!(page.contains("These have some of them"), "{page}");
    let page = search("&region=310116").await;
    assert!(
        page.contains("去掉筛选条件可找到含有其中一部分词的文章"),
        "{page}"
    );
    assert!(
        !page.contains("去掉引号") && !page.contains("减少词语"),
        "{page}"
    );
    let quoted = place.page(&format!("/search?q={}", q("“没有的”"))).await;
    assert!(quoted.contains("去掉引号"), "{quoted}");
    let several = place.page(&format!("/search?q={}", q("甲乙 丙丁"))).await;
    assert!(several.contains("减少词语"), "{several}");
}

#[tokio::test]
async fn english_months_are_short_where_there_is_little_room() {
    let place = place().await;
    let page = place.page("/dates?lang=en").await;
    assert!(page.contains("<span>Sep</span>"), "{page}");
    assert!(!page.contains("September"), "{page}");
    let page = place.page("/dates").await;
    assert!(page.contains("<span>9月</span>"), "{page}");
}

#[tokio::test]
async fn what_is_doubtful_is_said_in_the_readers_language() {
    let torn = |reason: &str, paragraph| Doubt {
        kind: DoubtKind::Torn,
        reason: reason.into(),
        paragraph,
        lines: Vec::new(),
    };
    let mut torn_one = article(
        "接种门诊开诊",
        "2024-09-03",
        "410802",
        "vaccination",
        "青禾日报",
        "接种门诊周末开诊，居民前来",
    );
    torn_one.doubts = vec![
        torn("第80行起的文字到此中断，下文未找到", Some(0)),
        torn("读者来信说缺了一段", None),
    ];
    let place = Place::with(vec![torn_one]).await;
    let listing = place.page("/articles").await;
    let address = listing
        .split("row-title\"><a href=\"/articles/")
        .nth(1)
        .unwrap();
    let id = address.split('"').next().unwrap();
    let page = place.page(&format!("/articles/{id}")).await;
    assert!(page.contains("第80行起的文字到此中断"), "{page}");
    let page = place.page(&format!("/articles/{id}?lang=en")).await;
    assert!(
        page.contains("Torn text: the text from line 80 breaks off here"),
        "{page}"
    );
    // What nobody knows how to say stays as it is.
    let kept = "Torn text: <span lang=\"zh-Hans\">读者来信说缺了一段</span>";
    assert!(page.contains(kept), "{page}");
}
