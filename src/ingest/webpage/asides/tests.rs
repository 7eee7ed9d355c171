use crate::article::Article;
use crate::ingest::accounted::uncounted;
use crate::ingest::webpage::segment;

const TEXT: [&str; 4] = [
    "东州市今年秋天在七个乡镇设立流动药房，药师每周三随车下乡，为行动不便的老人核对常用药，并登记用药情况。",
    "流动药房备有两百多种常用药，价格与城里药店一样，行动不便的老人可以请村医代取。",
    "药师还教老人认药盒上的字，村医把用药情况记在本子上，下一次照着补药。",
    "市卫生健康委说，明年流动药房将走遍全市所有乡镇，每月不少于四次。",
];

/// The article of a page with these lines between the second and the third paragraph, and these behind the text.
fn page(between: &str, below: &str) -> Article {
    let [a, b, c, d] = TEXT;
    let text = format!(
        "首页 > 要闻\n流动药房开进七个乡镇\n2023-09-06 08:20 来源：东州日报\n\n{a}\n\n{b}\n\n{between}\n{c}\n\n{d}\n\n{below}"
    );
    let found = segment(&text);
    assert_eq!(uncounted(&text, &found), Vec::<u32>::new());
    assert_eq!(found.articles.len(), 1, "{:?}", found.articles);
    found.articles.into_iter().next().unwrap()
}

#[test]
fn a_box_with_links_does_not_end_the_text() {
    for links in [
        "延伸阅读\n[北山乡有了夜间门诊]\n[小学生体检结果出炉]\n\n",
        "相关链接：\n· 北山乡有了夜间门诊\n· 小学生体检结果出炉\n",
        "【相关阅读】\n北山乡有了夜间门诊\n小学生体检结果出炉\n\n",
        "推荐阅读\n1、北山乡有了夜间门诊\n2、小学生体检结果出炉\n",
    ] {
        let article = page(links, "责任编辑：李小明\n版权所有 东州网");
        assert_eq!(article.article_body, TEXT, "{links}");
    }
    // A subhead behind the box is the text's.
    let article = page(
        "延伸阅读\n[北山乡有了夜间门诊]\n\n药盒上的字\n\n",
        "责任编辑：李小明",
    );
    assert_eq!(article.article_body.get(2).unwrap(), "药盒上的字");
}

#[test]
fn a_list_behind_the_text_ends_it() {
    let night = "北山乡卫生院从九月起开设夜间门诊，下班的人也能看病，头一晚来了四十多人。";
    let pupils = "全市小学生体检结果出炉，视力不良的孩子比去年少了两成，家长可以在网上查看。";
    for list in [
        format!(
            "相关阅读\n北山乡有了夜间门诊\n{night}\n小学生体检结果出炉\n{pupils}\n版权所有 东州网"
        ),
        format!(
            "相关新闻\n· 北山乡有了夜间门诊\n· 小学生体检结果出炉\n{night}\n{pupils}\n版权所有 东州网"
        ),
        format!(
            "延伸阅读\n[北山乡有了夜间门诊]\n{night}\n[小学生体检结果出炉]\n{pupils}\n版权所有 东州网"
        ),
        format!(
            "相关链接\n夜间门诊\n{}……\n{}[详细]\n版权所有 东州网",
            TEXT[1], TEXT[2]
        ),
        format!(
            "相关阅读\n流动药房添了两辆车\n药师李小明下乡记\n流动药房添了两辆车，药师轮班随车，老人等药的日子更短。\n{night}\n版权所有 东州网"
        ),
        "相关阅读\n北山乡有了夜间门诊\n小学生体检结果出炉\n版权所有 东州网".to_string(),
    ] {
        assert_eq!(page("", &list).article_body, TEXT, "{list}");
    }
}

#[test]
fn an_advertisement_is_no_text() {
    for advertisement in [
        "广告\n东州少年游泳班火热招生 热线:0870-21201××\n点击查看详情>>\n\n",
        "【推广】\n东州少年游泳班火热招生，名额不多，欢迎报名！\n扫码报名\n\n",
        "赞助商链接\n东州少年游泳班\n",
    ] {
        let article = page(advertisement, "责任编辑：李小明");
        assert_eq!(article.article_body, TEXT, "{advertisement}");
    }
    let article = page(
        "广告\n\n东州少年游泳班报名热线 212019\n\n药盒上的字\n\n",
        "责任编辑：李小明",
    );
    assert_eq!(article.article_body.get(2).unwrap(), "药盒上的字");
    assert_eq!(article.article_body.len(), 5);
    assert_eq!(page("", "广告\n东州少年游泳班\n").article_body, TEXT);
}
