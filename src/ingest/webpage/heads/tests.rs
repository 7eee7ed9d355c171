use crate::article::{Article, Basis};
use crate::ingest::accounted::uncounted;
use crate::ingest::webpage::{looks_like, segment};

/// The article of a page whose dateline prints no year, with this first paragraph and this line on rights.
fn page(dateline: &str, first: &str, rights: &str) -> Article {
    let text = format!(
        "东州网 > 健康 > 访谈\n\n流动药房怎么开进七个乡镇？\n\n——访东州市医药协会会长贺大年\n\n{dateline}\n\n听新闻 00:00/03:20\n\n{first}流动药房七个乡镇都去，今年秋天在七个乡镇设立，药师每周三随车下乡，为行动不便的老人核对常用药，并登记用药情况，下一次照着补药。\n\n记者：药价怎么定，会不会比城里贵，老人买得起吗？\n\n贺大年：价格与城里药店一样，行动不便的老人可以请村医代取，不收跑腿钱。\n\n责任编辑：李小明\n{rights}"
    );
    assert!(looks_like(&text));
    let found = segment(&text);
    assert_eq!(uncounted(&text, &found), Vec::<u32>::new());
    assert_eq!(found.articles.len(), 1, "{:?}", found.articles);
    found.articles.into_iter().next().unwrap()
}

#[test]
fn a_dateline_without_a_year_stands_under_its_headline() {
    for dateline in [
        "09-14 16:05   来源：东州网   记者 贺小满",
        "09-14 来源：东州网 记者 贺小满",
        "9月14日 16:05 来源:东州网 作者：贺小满",
    ] {
        let article = page(dateline, "2021年9月1日，药车上路。", "");
        let date = article.date_published.unwrap();
        assert_eq!(date.date.to_string(), "2021-09-14", "{dateline}");
        assert_eq!(date.basis, Basis::Inferred);
        assert_eq!(article.headline, "流动药房怎么开进七个乡镇？");
        let deck = article.alternative_headline.as_deref();
        assert_eq!(deck, Some("——访东州市医药协会会长贺大年"));
        assert_eq!(article.author, ["贺小满"]);
        assert_eq!(article.credit_text.as_deref(), Some("东州网"));
        assert_eq!(article.article_body.len(), 3, "{:?}", article.article_body);
    }
}

#[test]
fn its_year_is_never_guessed() {
    let dateline = "09-14 16:05 来源：东州网 记者 贺小满";
    assert_eq!(page(dateline, "", "").date_published, None);
    let rights = "版权所有 © 2015-2022 东州网";
    let date = page(dateline, "", rights).date_published.unwrap();
    assert_eq!(date.date.to_string(), "2022-09-14");
}

const TEXT: &str = "7月18日一早，东州市中医院治未病科门前排起长队，流动药房的药师和两名护士当天给三百多名老人贴了膏药，比去年同一天多出一半。";

/// The article of a page without a dateline that opens with these lines.
fn undated(head: &str) -> Article {
    let text = format!("{head}\n\n{TEXT}\n{TEXT}\n\n上一篇：没有了\n东ICP备00000000号");
    assert!(looks_like(&text));
    let found = segment(&text);
    assert_eq!(uncounted(&text, &found), Vec::<u32>::new());
    assert_eq!(found.articles.len(), 1, "{:?}", found.articles);
    found.articles.into_iter().next().unwrap()
}

#[test]
fn the_title_of_the_page_tells_its_headline() {
    let article = undated(
        "入伏第一天 药房排长队_医院新闻_东州市中医院\n网站首页\n科室导航\n\n入伏第一天 药房排长队\n\n医者仁心 服务到家\n欢迎光临",
    );
    assert_eq!(article.headline, "入伏第一天 药房排长队");
    let article = undated(
        "三百老人贴膏药 东州市中医院忙到天黑_医院新闻_东州市中医院\n\n三百老人贴膏药\n东州市中医院忙到天黑",
    );
    assert_eq!(article.headline, "三百老人贴膏药");
    let deck = article.alternative_headline.as_deref();
    assert_eq!(deck, Some("东州市中医院忙到天黑"));
}

#[test]
fn the_row_of_a_table_tells_the_headline() {
    let head = "东州市人民政府网\n索 引 号：\n0001/2020-1\n发文机关：\n东州市人民政府办公室\n成文日期：\n2020年7月18日\n标　　题：\n关于入伏期间流动药房排班和贴膏药的通知\n文　　号：\n东府办〔2020〕7号\n关于入伏期间流动药房\n排班和贴膏药的通知";
    let article = undated(head);
    assert_eq!(article.headline, "关于入伏期间流动药房排班和贴膏药的通知");
    assert_eq!(article.alternative_headline, None);
    let date = article.date_published.unwrap();
    assert_eq!(date.date.to_string(), "2020-07-18");
}

#[test]
fn the_headline_stands_right_above_a_line_of_labels() {
    let head = "东州市中医院治未病科\n通知公告\n\n三百多名老人排队贴膏药\n发布人：dzzyy    浏览：2316 次    【字体：大 中 小】";
    assert_eq!(undated(head).headline, "三百多名老人排队贴膏药");
}

#[test]
fn titles_of_other_articles_that_end_as_sentences_are_no_text() {
    let head = "往期问答\n第86期 台风过后，家里的饮用水怎么消毒才好？\n第85期 三伏天里，老人怎样防中暑？\n\n流动药房进了村";
    let article = undated(head);
    assert_eq!(article.headline, "流动药房进了村");
    assert_eq!(article.article_body.len(), 2, "{:?}", article.article_body);
}

#[test]
fn two_lines_between_blank_ones_are_one_headline() {
    let head = "东州日报客户端\n立即打开\n\n三百多名老人一天排长队\n东州市中医院治未病科忙到天黑\n\n东州日报";
    let article = undated(head);
    assert_eq!(article.headline, "三百多名老人一天排长队");
    let deck = article.alternative_headline.as_deref();
    assert_eq!(deck, Some("东州市中医院治未病科忙到天黑"));
}

#[test]
fn an_account_that_tells_how_long_ago_tells_no_day() {
    let head = "膏药贴到家门口——东州市流动药房走笔\n\n原创 贺小满 健康东州 2小时前\n\n健康东州\n关注健康 · 服务民生";
    let article = undated(head);
    assert_eq!(article.headline, "膏药贴到家门口——东州市流动药房走笔");
    assert_eq!(article.author, ["贺小满"]);
    assert_eq!(article.credit_text.as_deref(), Some("健康东州"));
    assert_eq!(article.date_published, None);
}

#[test]
fn a_headline_goes_without_what_it_is_called() {
    let head = "首页 > 市长信箱 > 信件内容\n\n来信标题：流动药房何时来我们村\n\n信件编号：7    浏览：23 次";
    assert_eq!(undated(head).headline, "流动药房何时来我们村");
}
