use super::*;
use crate::article::DoubtKind;
use crate::ingest::accounted::uncounted_in;
use proptest::prelude::*;

fn page(html: &str) -> Result<Document, IngestError> {
    read(&Source {
        name: "page.html".to_string(),
        bytes: html.as_bytes().to_vec(),
        sidecar: None,
    })
}

#[test]
fn a_fragment_gives_its_paragraphs() {
    for (html, expected) in [
        ("一&amp;二<br>三", vec!["一&二", "三"]),
        (
            "<p>甲 <b>乙</b></p><p>&nbsp;</p><div>丙<div>丁</div>戊</div>",
            vec!["甲 乙", "丙", "丁", "戊"],
        ),
        ("只有文字 &lt;3", vec!["只有文字 <3"]),
        ("<script>x</script><p>\n  一\n  二 </p>", vec!["一 二"]),
        ("<ul><li>一<li>二</ul>", vec!["一", "二"]),
        ("", vec![]),
    ] {
        assert_eq!(paragraphs(html), expected, "{html}");
    }
}

#[test]
fn deep_nesting_is_no_harm() {
    let html = format!(
        "{}正文在很深的地方。{}",
        "<div>".repeat(5000),
        "</div>".repeat(5000)
    );
    assert_eq!(paragraphs(&html), ["正文在很深的地方。"]);
    let abyss = format!("{}<p>正文在更深的地方。</p>", "<div>".repeat(500_000));
    assert_eq!(paragraphs(&abyss), ["正文在更深的地方。"]);
    let message = page(&abyss).unwrap_err().to_string();
    assert!(message.contains("lie in one another"), "{message}");
}

#[test]
fn a_page_without_text_says_what_to_do() {
    let message = page("<html><body><script>draw()</script></body></html>")
        .unwrap_err()
        .to_string();
    assert!(message.contains("complete page"), "{message}");
}

#[test]
fn a_page_of_summaries_under_a_headline_of_its_own_is_doubtful() {
    let item = |n: u8| {
        format!(
            "<li><a href='/{n}'>第{n}辆流动药房到达</a><p>第{n}辆流动药房今天到达乡镇，药师为老人核对常用药。</p></li>"
        )
    };
    let html = format!(
        "<title>流动药房开进七个乡镇跟踪报道_东州网</title><h1>流动药房开进七个乡镇跟踪报道</h1><ul>{}</ul>",
        (1..6).map(item).collect::<String>()
    );
    let document = page(&html).unwrap();
    let doubts: Vec<DoubtKind> = document.articles[0].doubts.iter().map(|d| d.kind).collect();
    assert_eq!(doubts, [DoubtKind::NoArticle]);
}

#[test]
fn a_list_of_titles_under_the_name_of_a_column_is_refused() {
    let item = |n: u8| {
        format!("<li><a href='/{n}'>第{n}辆流动药房开进山村</a><span>2024-03-0{n}</span></li>")
    };
    let items: String = (1..5).map(item).collect();
    let list = format!("<title>流动药房 - 东州网</title><h1>流动药房</h1><ul>{items}</ul>");
    let message = page(&list).unwrap_err().to_string();
    assert!(message.contains("only links to articles"), "{message}");
    let notice = format!(
        "<title>流动药房 - 东州网</title><h1>流动药房</h1><p>流动药房今天到达乡镇，药师为老人核对常用药。</p><ul>{items}</ul>"
    );
    assert_eq!(page(&notice).unwrap().articles.len(), 1);
}

#[test]
fn a_page_of_links_without_headline_and_date_is_doubtful() {
    let links: String = (1..40)
        .map(|n| format!("<p><a href='/{n}'>第{n}号帖子说了些什么</a></p>"))
        .collect();
    let html = format!(
        "<title>东州人聊天的地方</title><div>{links}</div><div><p>这里是东州人聊天的地方，来的都是客，说话请客气些，发帖以前请先看规则。</p><p>规则一共三条，写在置顶的帖子里，看完再说话也不迟，版主会按规则处理。</p></div>"
    );
    let document = page(&html).unwrap();
    let doubts: Vec<DoubtKind> = document.articles[0].doubts.iter().map(|d| d.kind).collect();
    assert_eq!(doubts, [DoubtKind::NoArticle]);
}

#[test]
fn a_digest_gives_each_of_its_reports() {
    let html = "<title>东州卫健一周速览_东州区卫生健康局</title><h1>东州卫健一周速览</h1><p>发布日期：2024-06-10　来源：区卫生健康局</p><div id='zoom'><p>上一周有哪些消息？一起来看。</p>
<p>01</p><p>夜间门诊开到社区医院</p><p>6月4日起，三家社区医院把门诊时间延长到晚上八点，下班后的居民也能看上病，首晚接诊四十余人。</p><p>（来源：区社区卫生管理中心）</p>
<p>02</p><p>救护车开进龙舟赛场</p><p>6月8日，区急救站在赛场设两处医疗点，救护车全程待命，处置擦伤三例，没有人需要送医院。</p><p>（来源：区急救站）</p></div><div>主办：东州区卫生健康局</div>";
    let document = page(html).unwrap();
    let told: Vec<_> = document
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
    let dated = |a: &Article| a.date_published.as_ref().map(|d| d.date.to_string());
    assert!(
        document
            .articles
            .iter()
            .all(|a| dated(a).as_deref() == Some("2024-06-10"))
    );
    let uncounted = uncounted_in(&document.text, &document.articles, &document.furniture);
    assert_eq!(uncounted, Vec::<u32>::new());
}

const PROSE: &str = "<p>4月8日，云山县人民医院的流动药房开到山脚下的三个村子，带去常用药六十种，老人当场量血压，当场取药。</p><p>药师们为每家建了用药卡，下个月回访，不必再跑到县城里去排队。</p>";

/// The only article of a page, every line of which has its place.
fn only(html: &str) -> Article {
    let document = page(html).unwrap();
    let uncounted = uncounted_in(&document.text, &document.articles, &document.furniture);
    assert_eq!(uncounted, Vec::<u32>::new());
    assert_eq!(document.articles.len(), 1);
    document.articles.into_iter().next().unwrap()
}

#[test]
fn a_title_of_site_and_section_tells_no_headline() {
    for (title, foot) in [
        ("云山县人民医院--新闻动态", "云山县人民医院 版权所有"),
        (
            "首页-新闻动态-云山县人民医院",
            "地址：云山县城关镇 电话：0000-1234567 云山县人民医院",
        ),
        (
            "健康云山 - 云山融媒",
            "Copyright 2019 云山融媒 All Rights Reserved",
        ),
        (
            "云山县人民政府门户网站_部门动态",
            "主办：云山县人民政府办公室",
        ),
        ("云山县中医院官网欢迎您", "欢迎访问云山县中医院"),
    ] {
        let html = format!(
            "<title>{title}</title><table width=960 align=center><tr><td><a href=/>首页</a> | <a href=/a>健康云山</a> | <a href=/b>部门动态</a></td></tr><tr><td><b>热门文章</b><br><a href=/1>我院召开读书会</a></td></tr><tr><td align=middle><span class=STYLE3>我院流动药房开进山村</span></td></tr><tr><td align=middle>发表日期：2019年4月9日 出处：药剂科 作者：王伟</td></tr><tr><td>{PROSE}</td></tr><tr><td align=middle>{foot}</td></tr></table>"
        );
        assert_eq!(only(&html).headline, "我院流动药房开进山村", "{title}");
    }
}

#[test]
fn a_headline_that_ends_in_a_name_of_the_site_stays() {
    let html = format!(
        "<title>省里专家走进云山县人民医院--新闻动态</title><table><tr><td><b>通知公告</b></td></tr><tr><td>省里专家走进云山县人民医院</td></tr><tr><td>2019-04-09</td></tr><tr><td>{PROSE}</td></tr><tr><td>云山县人民医院 版权所有</td></tr></table>"
    );
    assert_eq!(only(&html).headline, "省里专家走进云山县人民医院");
}

#[test]
fn a_short_line_centred_under_a_picture_is_its_caption() {
    for (layout, end) in [
        (
            "<table width=960 align=center><tr><td>",
            "</td></tr></table>",
        ),
        (
            "<center><table><tr><td><p></p><p></p><br>",
            "</td></tr></table></center>",
        ),
    ] {
        for picture in [
            "<center><img src=a.jpg><br><font size=2>药师为老人量血压</font></center>",
            "<p align=middle><img src=a.jpg></p><p align=center>药师为老人量血压</p>",
        ] {
            let html = format!(
                "<title>流动药房开进山村</title>{layout}<h1>流动药房开进山村</h1><div>2019-04-09</div>{PROSE}{picture}{PROSE}{end}"
            );
            let article = only(&html);
            let captions: Vec<&str> = article.caption.iter().map(|c| c.text.as_str()).collect();
            assert_eq!(captions, ["药师为老人量血压"], "{layout} {picture}");
        }
    }
}

#[test]
fn a_digital_edition_dates_its_article_by_the_masthead() {
    let lists = "<table align=center><tr><td>海州日报数字报</td><td>2019年04月09日 星期二</td></tr><tr><td valign=top><table><tr><td>第05版：健康</td><td><a href=4>上一版</a> <a href=6>下一版</a></td></tr><tr><td>版面导航</td></tr><tr><td><a href=1>第01版：要闻</a><br><a href=5>第05版：健康</a></td></tr><tr><td>标题导航</td></tr><tr><td><ul><li><a href=a>流动药房开进山村</a></li><li><a href=b>三院开设夜间门诊方便上班族</a></li></ul></td></tr></table></td>";
    for title in [
        "海州日报数字报-第05版：健康",
        "流动药房开进山村-海州日报数字报",
    ] {
        let html = format!(
            "<title>{title}</title>{lists}<td><table><tr><td>放大<a href=#>+</a> 缩小<a href=#>-</a></td></tr><tr><td align=center>送药下乡一线观察</td></tr><tr><td align=center><strong>流动药房开进山村</strong></td></tr><tr><td align=center>本报记者 王伟</td></tr><tr><td>{PROSE}</td></tr></table></td></tr><tr><td><a href=z>上一篇</a> <a href=b>下一篇</a></td></tr></table>"
        );
        let article = only(&html);
        assert_eq!(article.headline, "流动药房开进山村", "{title}");
        assert_eq!(article.kicker.as_deref(), Some("送药下乡一线观察"));
        assert_eq!(article.author, ["王伟"]);
        assert_eq!(article.article_body.len(), 2);
        let date = article.date_published.unwrap().date.to_string();
        assert_eq!(date, "2019-04-09");
        let publication = page(&html).unwrap().publication;
        assert_eq!(publication.name.as_deref(), Some("海州日报"));
        assert_eq!(publication.page.as_deref(), Some("05"));
    }
}

#[test]
fn a_further_page_keeps_its_doubts_and_their_lines() {
    let page_of = |mark: &str, words: &str| {
        let item = |n: u8| {
            format!(
                "<li><a href='/{n}'>第{n}辆{words}到达</a><p>第{n}辆{words}今天到达乡镇，药师为老人核对常用药。</p></li>"
            )
        };
        format!(
            "<html><title>流动药房开进七个乡镇跟踪报道{mark}_东州网</title><h1>流动药房开进七个乡镇跟踪报道{mark}</h1><ul>{}</ul></html>",
            (1..6).map(item).collect::<String>()
        )
    };
    let first = page(&page_of("(1)", "流动药房")).unwrap();
    let both = page(&(page_of("(1)", "流动药房") + &page_of("(2)", "送药车"))).unwrap();
    assert_eq!(both.articles.len(), 1);
    let article = &both.articles[0];
    assert_eq!(article.headline, "流动药房开进七个乡镇跟踪报道");
    let doubts: Vec<DoubtKind> = article.doubts.iter().map(|doubt| doubt.kind).collect();
    assert_eq!(doubts, [DoubtKind::NoArticle]);
    let last = |doubt: &crate::article::Doubt| doubt.lines.iter().map(|it| it.1).max();
    assert!(
        last(&article.doubts[0]) > last(&first.articles[0].doubts[0]),
        "{:?}",
        article.doubts
    );
}

#[test]
fn what_is_set_into_the_text_is_none_of_it() {
    for aside in [
        "<p>广告</p><p>云山少年游泳班报名 热线:0870-21201××</p><p>点击查看详情&gt;&gt;</p>",
        "<p>延伸阅读</p><p>[北山乡有了夜间门诊]</p><p>[小学生体检结果出炉]</p>",
    ] {
        let article = only(&format!(
            "<h1>流动药房开到山脚下</h1><p>2019-04-09 08:20 来源：云山日报</p>{PROSE}{aside}{PROSE}<p>责任编辑：李小明</p>"
        ));
        assert_eq!(article.article_body.len(), 4, "{:?}", article.article_body);
    }
}

#[test]
fn a_dateline_without_a_year_has_the_one_of_the_texts_days() {
    let page = |first: &str| {
        only(&format!(
            "<h1>流动药房开到山脚下</h1><p>04-12 08:20 来源：云山日报 记者 贺小满</p><p>{first}药车上路，沿山路走了六个村子，给一百多位老人送去了常用药。</p>{PROSE}"
        ))
    };
    let article = page("2019年3月28日，头一辆流动");
    let date = article.date_published.unwrap();
    assert_eq!(date.date.to_string(), "2019-04-12");
    assert_eq!(date.basis, crate::article::Basis::Inferred);
    assert_eq!(article.author, ["贺小满"]);
    assert_eq!(article.credit_text.as_deref(), Some("云山日报"));
    assert_eq!(page("3月28日，头一辆流动").date_published, None);
}

const PIECE: &str = "(<p>[市县委健医院。，：a ]{0,60}</p>|<h1>[市县委健医]{2,12}</h1>|<title>[市县委健医]{2,9}_网</title>|<div class=\"(related|nav|title|share)\">|</div>|<a href=\"/a\">[市县委]{1,20}</a>|<br>|<table><tr><td>甲<td>乙</table>|2023-05-04 09:12 来源：甲报|相关阅读|</html><html>|责任编辑：某某|\\PC{0,20})";

proptest! {
    #[test]
    fn every_line_is_accounted_for_once(pieces in proptest::collection::vec(PIECE, 0..40)) {
        if let Ok(document) = page(&pieces.concat()) {
            let uncounted = uncounted_in(&document.text, &document.articles, &document.furniture);
            prop_assert_eq!(uncounted, Vec::<u32>::new());
        }
    }

    #[test]
    fn any_bytes_give_a_page_or_an_error(bytes in proptest::collection::vec(any::<u8>(), 1..400)) {
        let _ = read(&Source { name: "a.html".to_string(), bytes, sidecar: None });
    }
}
