//! Pages that print no dateline, or an odd one: they are known by what only the web prints.

use super::*;

const FIRST: &str = "11月初起，云山县河湾镇卫生院每逢周末开放接种门诊，镇上的老人和上班的年轻人不必再请假来打流感疫苗，当天就来了八十多人。";
const SECOND: &str = "卫生院说，这样的周末门诊要开到月底，孩子和孕妇可以先打电话预约，不用排队。";

/// The one article of a page with these lines round the text.
fn page(head: &str, foot: &str) -> Article {
    let text = format!("{head}\n{FIRST}\n{SECOND}\n{foot}\n");
    assert!(looks_like(&text), "{text}");
    let found = segment(&text);
    assert_eq!(uncounted(&text, &found), Vec::<u32>::new());
    assert_eq!(found.articles.len(), 1, "{:?}", found.articles);
    let article = found.articles.into_iter().next().unwrap();
    assert_eq!(article.article_body, [FIRST, SECOND]);
    article
}

#[test]
fn a_foot_of_the_web_makes_a_web_page_and_is_no_headline() {
    for foot in [
        "云公网安备 53000002000000号",
        "©2009-2022 河湾健康网 云ICP备00000000号-1",
        "  • 上一篇文章：\n  • 下一篇文章: 没有了\n  • 网站简介| 服务条款| 隐私保护| 广告合作| 网站地图",
        "转载请注明：河湾健康网\n当前时间：",
        "|\n| |||||\nCopyright © 2009-2022\n|||||\n|",
        "x 广告\nx 广告\n推荐阅读",
    ] {
        assert_eq!(page("", foot).headline, "", "{foot}");
        assert_eq!(
            page("周末也能打流感疫苗", foot).headline,
            "周末也能打流感疫苗",
            "{foot}"
        );
    }
}

#[test]
fn who_supplied_a_text_ends_it() {
    let foot = "来源｜云山县疾控中心、河湾发布\n\n河湾大药房\n全场九折起\n下一篇：没有了";
    let article = page("周末也能打流感疫苗", foot);
    let credit = article.credit_text.as_deref();
    assert_eq!(credit, Some("云山县疾控中心、河湾发布"));
}

#[test]
fn an_outlet_with_the_time_of_day_is_a_source() {
    let article = page("周末也能打流感疫苗\n\n云山报业·河湾号    11:16", "");
    assert_eq!(article.headline, "周末也能打流感疫苗");
    assert_eq!(article.alternative_headline, None);
    assert_eq!(article.credit_text.as_deref(), Some("云山报业·河湾号"));
    assert_eq!(article.date_published, None);
}

#[test]
fn a_site_of_a_newspaper_names_the_page_in_its_dateline() {
    let head = "云山日报客户端\n\n2021年11月08日 星期一\n云山在线\n\n周末也能打流感疫苗\n\n云山日报记者 贺小满  来源：云山日报  （ 2021年11月08日   05 版）\n";
    let article = page(head, "");
    assert_eq!(article.headline, "周末也能打流感疫苗");
    assert_eq!(date(&article).as_deref(), Some("2021-11-08"));
    assert_eq!(article.author, ["贺小满"]);
    assert_eq!(article.credit_text.as_deref(), Some("云山日报"));
}

#[test]
fn pages_and_pictures_that_are_counted_do_not_end_a_text() {
    let text = format!(
        "周末也能打流感疫苗\n2021-11-08 10:10　来源：河湾网\n{FIRST}\n[1] [2] 下一页\n（第2页）\n{SECOND}\n1/2\n清早，护士把疫苗装进冷藏箱。\n2/2\n老人打完针坐着等。\n重播\n更多图集\n山里的杜鹃花开\n"
    );
    let found = segment(&text);
    assert_eq!(uncounted(&text, &found), Vec::<u32>::new());
    let article = &found.articles[0];
    assert_eq!(article.article_body, [FIRST, SECOND]);
    let captions: Vec<&str> = article.caption.iter().map(|it| it.text.as_str()).collect();
    assert_eq!(
        captions,
        ["清早，护士把疫苗装进冷藏箱。", "老人打完针坐着等。"]
    );
}

#[test]
fn marks_without_letters_are_no_source() {
    let head = "周末也能打流感疫苗\n\n发布时间：2021-11-8 10:10:57??????浏览次数：\n";
    assert_eq!(page(head, "").credit_text, None);
}
