use super::*;
use crate::ingest::accounted::uncounted;
use proptest::prelude::*;

const PAGE: &str = include_str!("../../../tests/fixtures/kinds/saved_page.txt");

#[test]
fn a_saved_page_gives_its_article() {
    let found = segment(PAGE);
    assert!(looks_like(PAGE));
    assert_eq!(found.articles.len(), 1);
    let article = &found.articles[0];
    assert_eq!(article.headline, "东州市启动冬季呼吸道疾病防治行动");
    assert_eq!(
        article.alternative_headline.as_deref(),
        Some("护好老与小 东州启动冬季防治行动")
    );
    assert_eq!(
        article
            .date_published
            .as_ref()
            .map(|d| d.date.to_string())
            .as_deref(),
        Some("2022-11-08")
    );
    assert_eq!(article.credit_text.as_deref(), Some("东州网-东州晚报"));
    assert_eq!(article.author, ["王小川"]);
    assert_eq!(article.article_body.len(), 3, "{:?}", article.article_body);
    assert_eq!(article.caption.len(), 1);
    assert_eq!(uncounted(PAGE, &found), Vec::<u32>::new());
    let whys: Vec<&str> = found.furniture.iter().map(|f| f.why.as_str()).collect();
    for why in [
        "breadcrumb",
        "copyright",
        "recommended",
        "hot-list",
        "share",
    ] {
        assert!(whys.contains(&why), "{why}: {whys:?}");
    }
}

#[test]
fn a_newspaper_page_does_not_look_like_a_web_page() {
    let columns =
        "本报讯（记者 李明）近日，市\n卫生健康委组织专家到乡镇卫\n生院开展义诊，受到群众欢迎。\n"
            .repeat(12);
    assert!(!looks_like(&columns));
}

#[test]
fn links_and_pictures_leave_only_their_words() {
    assert_eq!(
        plain("见[市政府网站](https://example.org/a)公告![图](/b.png)"),
        "见市政府网站公告"
    );
}

proptest! {
    #[test]
    fn every_line_is_accounted_for_once(lines in proptest::collection::vec("(首页 > 新闻|相关阅读|2023-05-04 09:12 来源：甲报|[市县委健医院。，：a ]{0,40}|\\PC{0,30})", 0..30)) {
        let text = lines.join("\n");
        prop_assert_eq!(uncounted(&text, &segment(&text)), Vec::<u32>::new());
    }

    #[test]
    fn any_text_gives_articles(text in "\\PC*") {
        segment(&text);
        looks_like(&text);
    }
}
