mod undated;

use super::words::plain;
use super::*;
use crate::article::Article;
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

const TEXT: [&str; 3] = [
    "东州市今年秋天在七个乡镇设立流动药房，药师每周三随车下乡，为行动不便的老人核对常用药，并登记用药情况。",
    "流动药房备有两百多种常用药，价格与城里药店一样，行动不便的老人可以请村医代取。",
    "市卫生健康委说，明年流动药房将走遍全市所有乡镇，每月不少于四次。",
];

fn only(lines: &[&str]) -> Article {
    let text = lines.join("\n");
    assert!(looks_like(&text), "{text}");
    let found = segment(&text);
    assert_eq!(uncounted(&text, &found), Vec::<u32>::new());
    assert_eq!(found.articles.len(), 1, "{:?}", found.articles);
    found.articles.into_iter().next().unwrap()
}

fn date(article: &Article) -> Option<String> {
    article.date_published.as_ref().map(|d| d.date.to_string())
}

#[test]
fn the_headline_is_the_line_that_the_text_takes_words_from() {
    let [a, b, c] = TEXT;
    let article = only(&[
        "首页",
        "要闻",
        "健康",
        "流动药房开进七个乡镇",
        "王小伟/东州日报",
        "分享到：",
        "2023-09-06 08:20",
        "字号",
        "超大",
        "标准",
        "微信 微博 收藏",
        a,
        b,
        c,
        "责任编辑：李小明",
        "北山乡有了夜间门诊",
        "小学生体检结果出炉",
    ]);
    assert_eq!(article.headline, "流动药房开进七个乡镇");
    assert_eq!(date(&article).as_deref(), Some("2023-09-06"));
    assert_eq!(article.article_body, TEXT);
}

#[test]
fn a_headline_may_have_two_lines() {
    let [a, b, c] = TEXT;
    let article = only(&[
        "首页",
        "> 要闻",
        "流动药房开进七个乡镇",
        "两百多种常用药送到老人家门口",
        "时间：2023-09-06 06:23 来源： 东州日报",
        a,
        b,
        c,
    ]);
    assert_eq!(article.headline, "流动药房开进七个乡镇");
    let second = article.alternative_headline.as_deref();
    assert_eq!(second, Some("两百多种常用药送到老人家门口"));
    assert_eq!(article.article_body, TEXT);
}

#[test]
fn a_dateline_may_stand_below_the_text() {
    let [a, b, c] = TEXT;
    let article = only(&[
        "现在位置： 首页 >> 新闻 >> 正文",
        "流动药房开进七个乡镇",
        a,
        b,
        c,
        "发布日期：2023-09-06 责任编辑：李小明",
        "【打印本页】【关闭窗口】",
    ]);
    assert_eq!(article.headline, "流动药房开进七个乡镇");
    assert_eq!(date(&article).as_deref(), Some("2023-09-06"));
    assert_eq!(article.article_body, TEXT);
}

#[test]
fn the_day_under_a_notice_dates_it_and_stays_in_the_text() {
    let notice = [
        "各乡镇卫生院：",
        TEXT[1],
        "以上要求请各单位认真落实，有关情况于月底前报市卫生健康委基层科。",
        "附件：流动药房停靠地点一览表",
        "东州市卫生健康委员会",
        "2023年9月1日",
    ];
    let lines: Vec<&str> = ["当前位置：首页 > 通知公告", "关于开行流动药房的通知"]
        .into_iter()
        .chain(notice)
        .collect();
    let found = segment(&lines.join("\n"));
    let article = found.articles.first().unwrap();
    assert_eq!(date(article).as_deref(), Some("2023-09-01"));
    assert_eq!(article.article_body, notice);
}

#[test]
fn a_lead_opens_the_text_unless_it_repeats_it() {
    let [a, b, c] = TEXT;
    let head = [
        "首页 > 要闻",
        "流动药房开进七个乡镇",
        "2023-09-06 08:20 来源：东州日报",
    ];
    let read = |lead: &str| {
        let lines: Vec<&str> = head.into_iter().chain([lead, a, b, c]).collect();
        only(&lines).article_body
    };
    let lead = "核心提示：路远的村子，买药不再等赶集。";
    assert_eq!(read(lead), [lead, a, b, c]);
    assert_eq!(read(&format!("【摘要】{a}")), TEXT);
    assert_eq!(
        read("摘要：路远的村子，买药不再等赶集，一辆车把药房……"),
        TEXT
    );
}

#[test]
fn a_deck_behind_a_dash_stands_below_the_headline() {
    let [a, b, c] = TEXT;
    let article = only(&[
        "首页 > 要闻",
        "药箱跟着老人走",
        "——东州市流动药房开进七个乡镇",
        "发布日期：2023-09-06 来源：东州日报",
        a,
        b,
        c,
    ]);
    assert_eq!(article.headline, "药箱跟着老人走");
    let second = article.alternative_headline.as_deref();
    assert_eq!(second, Some("——东州市流动药房开进七个乡镇"));
}

#[test]
fn a_deck_above_the_dateline_is_kept() {
    let [a, b, c] = TEXT;
    let article = only(&[
        "首页 > 要闻",
        "东州市流动药房开进七个乡镇",
        "行动不便的老人可以请村医代取",
        "字号：大 中 小",
        "2023-09-06 08:20 来源：东州日报",
        a,
        b,
        c,
    ]);
    assert_eq!(article.headline, "东州市流动药房开进七个乡镇");
    let second = article.alternative_headline.as_deref();
    assert_eq!(second, Some("行动不便的老人可以请村医代取"));
}

#[test]
fn a_headline_that_ends_in_a_colon_goes_on_below() {
    let [a, b, c] = TEXT;
    let article = only(&[
        "首页 > 要闻",
        "东州市流动药房：",
        "药师随车下乡，行动不便的老人不出村买药",
        "2023-09-06 08:20 来源：东州日报",
        a,
        b,
        c,
    ]);
    assert_eq!(
        article.headline,
        "东州市流动药房：药师随车下乡，行动不便的老人不出村买药"
    );
}

#[test]
fn disclaimers_buttons_and_boxes_are_no_text() {
    let [a, b, c] = TEXT;
    let article = only(&[
        "首页 > 要闻",
        "流动药房开进七个乡镇",
        "2023-09-06 08:20 来源：东州日报",
        "A- A A+",
        a,
        b,
        c,
        "【免责声明】本站转载此文是为了传递更多信息，不代表本站赞同其观点。",
        "新闻推荐",
        "北山乡有了夜间门诊",
        "小学生体检结果出炉",
    ]);
    assert_eq!(article.article_body, TEXT);
}

const DIGEST: &str = "首页>东州区卫生健康局>工作动态
东州卫健一周速览（6月3日—6月9日）
发布日期：2024-06-10 09:00　信息来源：区卫生健康局办公室
上一周有哪些消息？一起来看。
01
夜间门诊开到社区医院
6月4日起，三家社区医院把门诊时间延长到晚上八点，下班后的居民也能看上病。
首晚接诊四十余人，其中一半是带孩子来的家长。
（来源：区社区卫生管理中心）
02
救护车开进龙舟赛场
6月8日，区急救站在赛场设两处医疗点，救护车全程待命，处置擦伤三例。
（来源：区急救站　通讯员：贺小满）
—— 下周再会 ——
打印　关闭
";

#[test]
fn a_digest_gives_each_of_its_reports() {
    let found = segment(DIGEST);
    let told: Vec<_> = found
        .articles
        .iter()
        .map(|a| (a.headline.as_str(), a.credit_text.as_deref().unwrap_or("")))
        .collect();
    assert_eq!(
        told,
        [
            ("夜间门诊开到社区医院", "区社区卫生管理中心"),
            ("救护车开进龙舟赛场", "区急救站"),
        ]
    );
    assert_eq!(found.articles[0].article_body.len(), 2);
    assert_eq!(found.articles[1].author, ["贺小满"]);
    let dates = found
        .articles
        .iter()
        .filter_map(|a| a.date_published.as_ref());
    assert!(
        dates.clone().count() == 2 && dates.clone().all(|d| d.date.to_string() == "2024-06-10")
    );
    assert_eq!(uncounted(DIGEST, &found), Vec::<u32>::new());
}

#[test]
fn numbers_that_part_one_report_make_no_digest() {
    let text = DIGEST
        .replace("一周速览（6月3日—6月9日）", "局提醒大家夏季用水")
        .replace("（来源：区社区卫生管理中心）\n", "")
        .replace("（来源：区急救站　通讯员：贺小满）\n", "");
    assert_eq!(segment(&text).articles.len(), 1);
}

#[test]
fn an_older_wording_above_the_headline_is_not_its_deck() {
    let text = "东州的家长看过来，入园体检怎么做？九个字记牢，六个问题讲清
东州的家长看过来，入园体检怎么做？六个问题讲清
原创 健康东州 健康东州 2024-07-02 18:06 江西
东州的家长看过来，入园体检怎么做？医生说，先看通知单，再约时间，当天早上不要吃早饭，带好户口本和接种证。
体检当天，孩子要抽血、量身高、查视力，结果一周后到园里领取，有异常的会另行通知复查，请家长留意电话。
来源丨东州市妇幼保健院
编辑丨刘一　校对丨钟二
往期推荐
● 三伏天怎么带娃
";
    let found = segment(text);
    let article = &found.articles[0];
    assert_eq!(
        article.headline,
        "东州的家长看过来，入园体检怎么做？六个问题讲清"
    );
    assert_eq!(article.alternative_headline, None);
    assert_eq!(article.credit_text.as_deref(), Some("东州市妇幼保健院"));
    assert_eq!(uncounted(text, &found), Vec::<u32>::new());
}

#[test]
fn a_byline_needs_its_label() {
    assert_eq!(byline("文字：何小米"), Some(vec!["何小米".to_string()]));
    assert_eq!(byline("文章录入：admin　责任编辑：admin"), None);
    assert_eq!(byline("作者：冯春生 日期：2020/12/5 人气：1204"), None);
    assert_eq!(credit("来源丨区疾控中心").as_deref(), Some("区疾控中心"));
    assert_eq!(credit("（来源：区急救站　通讯员：贺小满）"), None);
}

#[test]
fn a_day_in_a_table_of_facts_opens_no_article() {
    let text = "东州县人民政府门户网站
首页 > 政务公开 > 通知公告
索引号：01523
生成日期：2024-04-08
关于开展乡村医生培训的通知
发布时间：2024-04-08 16:20  来源：县卫生健康局  浏览次数：231
各乡镇卫生院：
为提高乡村医生的服务能力，决定开展培训，现将有关事项通知如下，请各单位认真组织，按时报送名单。
培训时间为四月下旬，地点在县人民医院报告厅，各单位要安排好值班，不得影响群众就诊。
主办：东州县人民政府办公室 网站标识码：4200000001
";
    let found = segment(text);
    let headlines: Vec<&str> = found.articles.iter().map(|a| a.headline.as_str()).collect();
    assert_eq!(headlines, ["关于开展乡村医生培训的通知"]);
    assert_eq!(uncounted(text, &found), Vec::<u32>::new());
}

#[test]
fn numbers_between_paragraphs_do_not_end_the_text() {
    let text = "入冬后这份护肺指南请收好
原创 科普君 东州疾控 2023年11月20日 17:30 湖北
点击上方蓝字关注我们
气温走低，咳嗽的人多了起来，到底是感冒还是流感？疾控中心的医生一次讲明白，请耐心看完。
01
怎么区分
感冒症状轻，体温一般不高，三五天可自行好转，不必急着去医院，多喝水多休息就好。
02
怎么预防
每天开窗通风两次，每次半小时；咳嗽时用纸巾遮挡；发热不要硬扛，及时就诊。
END
撰文：柳叶青
往期精彩
冬天洗澡的五个误区
";
    let found = segment(text);
    let article = &found.articles[0];
    assert_eq!(article.article_body.len(), 7, "{:?}", article.article_body);
    assert_eq!(article.author, ["柳叶青"]);
}
