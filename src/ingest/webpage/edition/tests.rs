use crate::ingest::accounted::uncounted;
use crate::ingest::webpage::{is_edition, segment};
use proptest::prelude::*;

const TEXT: &str = "　　4月8日，云山县人民医院的流动药房开到山脚下的三个村子，带去常用药六十种。\n　　药不再等人\n　　老人当场量血压，当场取药，当场问医生，不必再跑到县城里去排队。";

/// A page with this navigation above the article, this head and these lines below the text.
fn page(navigation: &str, head: &str, below: &str) -> String {
    format!("{navigation}\n{head}\n{TEXT}\n{below}\n")
}

/// Masthead, the list of the issue's pages, the list of the page's titles, and buttons.
const WHOLE: &str = "海州日报 数字报\n2019年04月09日 星期二　往期回顾\n第03版：健康　上一版　下一版\n\n版面导航\n第01版：要闻\n第02版：综合\n第03版：健康\n\n标题导航\n● 流动药房开到山脚下\n● 三院开设夜间门诊\n\n放大+　缩小-　默认○　朗读\n";

fn only(text: &str) -> crate::article::Article {
    assert!(is_edition(text), "{text}");
    let found = segment(text);
    assert_eq!(uncounted(text, &found), Vec::<u32>::new());
    assert_eq!(found.articles.len(), 1, "{:?}", found.articles);
    found.articles.into_iter().next().unwrap()
}

#[test]
fn the_page_gives_one_article_of_the_issues_day() {
    let text = page(
        WHOLE,
        "送药下乡一线观察\n流动药房开到山脚下\n本报记者 王伟 通讯员 李红",
        "上一篇　下一篇：三院开设夜间门诊\n复制本文链接　打印　推荐给朋友\n海州日报社主办 国内统一连续出版物号：CN 53-0000",
    );
    let article = only(&text);
    assert_eq!(article.headline, "流动药房开到山脚下");
    assert_eq!(article.kicker.as_deref(), Some("送药下乡一线观察"));
    assert_eq!(article.author, ["王伟", "李红"]);
    assert_eq!(article.article_body.len(), 3, "{:?}", article.article_body);
    let date = article.date_published.unwrap();
    assert_eq!(date.date.to_string(), "2019-04-09");
    assert_eq!(date.basis, crate::article::Basis::Printed);
    let publication = segment(&text).publication;
    assert_eq!(publication.name.as_deref(), Some("海州日报"));
    assert_eq!(publication.page.as_deref(), Some("03"));
    assert_eq!(publication.date.unwrap().to_string(), "2019-04-09");
}

#[test]
fn without_a_list_the_headline_is_above_the_byline() {
    let navigation = "海州晚报\n2019年04月09日 星期二\n第A05版：健康\n上一版3 4下一版";
    let head = "送药下乡一线观察\n海州药房开到山脚下\n□王伟";
    let article = only(&page(navigation, head, "上一篇3 4下一篇"));
    assert_eq!(article.headline, "海州药房开到山脚下");
    assert_eq!(article.kicker.as_deref(), Some("送药下乡一线观察"));
    assert_eq!(article.author, ["王伟"]);
    assert_eq!(article.article_body.len(), 3, "{:?}", article.article_body);
}

#[test]
fn a_list_below_the_text_tells_the_headline_too() {
    let navigation = "海州晚报电子版\n2019-04-09 星期二\n第05版：健康\n返回版面 上一期 下一期";
    let head = "流动药房开到山脚下\n——送药下乡侧记\n海州市药检所 王伟";
    let below =
        "下一篇\n本版标题\n流动药房开到山脚下\n牙齿松动怎么办？听听医生怎么说\n三院开设夜间门诊";
    let article = only(&page(navigation, head, below));
    assert_eq!(article.headline, "流动药房开到山脚下");
    assert_eq!(article.kicker, None);
    assert_eq!(
        article.alternative_headline.as_deref(),
        Some("——送药下乡侧记")
    );
    assert_eq!(article.author, ["王伟"]);
    assert_eq!(article.article_body.len(), 3, "{:?}", article.article_body);
}

#[test]
fn the_line_with_newspaper_day_and_page_dates_the_article() {
    let line = "《 海州日报 》（ 2019年04月09日 12 版）";
    let head = format!("流动药房开到山脚下\n本报记者 王伟\n{line}");
    let article = only(&page(
        "返回目录 放大 缩小 全文复制 上一篇",
        &head,
        "返回版面",
    ));
    assert_eq!(article.headline, "流动药房开到山脚下");
    assert_eq!(
        article.date_published.unwrap().date.to_string(),
        "2019-04-09"
    );
}

#[test]
fn a_bare_day_under_the_headline_hides_no_deck() {
    let navigation = "海州晚报数字报\n2019年04月09日 星期二　第05版：健康　上一版 下一版\n版面导航　标题导航　往期回顾";
    for day in [
        "2019-04-09",
        "2019年04月09日",
        "2019-04-09\n本报记者 王伟",
        "本报记者 王伟\n2019-04-09",
    ] {
        let head = format!("送药下乡 一线观察\n\n流动药房开到山脚下\n\n{day}\n");
        let article = only(&page(navigation, &head, "上一篇 三院开设夜间门诊"));
        assert_eq!(article.headline, "流动药房开到山脚下");
        assert_eq!(article.kicker.as_deref(), Some("送药下乡 一线观察"));
        assert_eq!(article.article_body.len(), 3, "{:?}", article.article_body);
        let date = article.date_published.unwrap();
        assert_eq!(date.date.to_string(), "2019-04-09");
    }
}

#[test]
fn each_title_with_text_below_it_is_an_article() {
    let head = "流动药房开到山脚下";
    let below = "三院开设夜间门诊\n本报讯（通讯员 李红）4月7日起，海州市第三人民医院夜间门诊开到晚上九点，方便白天上班的人。\n下一篇";
    let found = segment(&page(WHOLE, head, below));
    let headlines: Vec<&str> = found.articles.iter().map(|a| a.headline.as_str()).collect();
    assert_eq!(headlines, ["流动药房开到山脚下", "三院开设夜间门诊"]);
    let dated = |a: &crate::article::Article| a.date_published.is_some();
    assert!(found.articles.iter().all(dated));
}

#[test]
fn a_printed_page_is_no_digital_edition() {
    for frame in [
        "海州日报 2019年4月9日 星期二 第3版 健康",
        "海州日报 数字报：www.example.cn\n本版稿件：王伟 李红\n第01版：要闻\n第02版：综合\n第03版：健康",
        "今日导读\n第02版：综合\n第03版：健康\n第04版：副刊\n（详见上一版）",
    ] {
        let text = page(frame, "流动药房开到山脚下", "（下转第四版）");
        assert!(!is_edition(&text), "{frame}");
    }
}

proptest! {
    #[test]
    fn every_line_is_in_one_place(
        parts in proptest::collection::vec(prop_oneof![
            Just("标题导航"), Just("上一版 下一版"), Just("版面导航"), Just("第03版：健康"), Just(""),
            Just("2019年4月9日 星期二"), Just("放大 缩小"), Just("上一篇"), Just("流动药房开到山脚下"),
            Just("本报记者 王伟"), Just("三院开设夜间门诊"), Just(TEXT), Just("海州日报社 版权所有"),
        ], 0..24)
    ) {
        let text = parts.join("\n");
        prop_assert_eq!(uncounted(&text, &segment(&text)), Vec::<u32>::new());
    }
}
