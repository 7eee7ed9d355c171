//! Whole articles through [`complete`]: the texts are written for these tests.

mod answers;

use std::sync::Arc;

use super::*;
use crate::article::{Basis, DoubtKind, LineRange, Publication};
use crate::topic::Topics;

fn context() -> Context {
    Context {
        topics: Arc::new(Topics::open(None).expect("the built-in topics")),
    }
}

fn article(headline: &str, paragraphs: &[&str]) -> Article {
    Article {
        headline: headline.into(),
        article_body: paragraphs.iter().map(|p| p.to_string()).collect(),
        lines: vec![LineRange(1, 1)],
        ..Article::default()
    }
}

fn page(layout: Layout, articles: Vec<Article>) -> Document {
    Document {
        name: "page.txt".into(),
        bytes: Vec::new(),
        text: String::new(),
        encoding: "UTF-8".into(),
        layout,
        publication: Publication::default(),
        articles,
        furniture: Vec::new(),
        sample: false,
    }
}

/// The date with its basis (`2024-04-24 printed`) of every article of a page.
fn dates(issue: Option<&str>, bodies: &[&str]) -> Vec<String> {
    let articles = bodies
        .iter()
        .map(|body| article("标题", &body.lines().collect::<Vec<_>>()));
    let mut document = page(Layout::Newspaper, articles.collect());
    document.publication.date = issue.map(|date| date.parse().unwrap());
    complete(&mut document, &context());
    let shown = |a: &Article| match &a.date_published {
        Some(found) => format!("{} {}", found.date, found.basis.as_str()),
        None => "-".to_string(),
    };
    document.articles.iter().map(shown).collect()
}

/// Texts of one page with the date that each gives, below the rule that decides; ¶ begins a paragraph.
const PAGES: &str = "\
# the year comes from the page
2023-06-03 inferred|本报讯 6月3日，全市2022年度考核暨2023年工作会议召开。会上通报了2023年第二季度任务。
2023-06-05 inferred|本报讯 6月5日是世界环境日，当天，志愿者上街清理沟渠。2019年，这里曾积水成患。
2023 inferred|本报讯 近日，2023年全县巡诊启动。
-|本报讯 近日，门诊楼启用。
# a year of somebody's life is not the page's
-|本报讯 年轻人都说她的手巧，药碾子在她手里转得又稳又快，满屋都是艾草香，来看病的人一坐就是半天，说说笑笑，病先好了一半。¶她1996年从卫校毕业后回到村里。
-|本报讯 5月9日，县里举行义诊。
# nor is one that a year's results are told beside
-|本报讯 2016年父亲的药箱修好了。县里通报2022年度考核结果。
-|本报讯 5月9日，县里举行义诊。
# a counted day gives the page its year
2023-05-31 inferred|本报讯 5月31日是第36个世界无烟日，县里举行宣传。
2023-06-05 inferred|本报讯 6月5日，义诊队进村。
# a full date is printed
2024-03-05 printed|2024年3月5日，县医院新楼落成。
# a dispatch is of its own day
2024-03-06 printed|新华社西宁2024年3月6日电 3月1日至4日，巡诊队走遍三个乡。
# a span gives its last day
2024-05-19 printed|2024年5月13日至19日，健身周活动举行。
# an event beats an observance
2024-04-26 inferred|4月25日至5月1日是宣传周。4月26日，各县开展2024年宣传周启动仪式。
# history and plans date nothing
-|2023年8月以来，病例增多。专家提醒做好防护。
2023-12-03 inferred|她2008年从医。2021年9月，山洪来了。¶12月3日，她又上了山。
-|方案提出，到2027年实现全覆盖，2026年5月底前完成试点。
2023-11-20 inferred|本报讯 11月20日，2023年全县冬训班开班。
# figures that reach further than a beginning date the report
2024-03-18 inferred|本报讯 流动采血车自2024年3月4日起停在广场北侧。¶截至3月18日，已有四百人献血。
2024-03-15 inferred|本报讯 运输组从3月2日夜里组建后一直守在仓库。¶截至3月15日，发出药品九百箱。
2024-03-20 inferred|本报讯 自3月20日起，夜间药房开放。¶截至3月1日，全市有药店二百家。
# a month in which something began is the month of the report
2024-04 inferred|本报讯 县卫健局从2024年4月份起举办急救训练营。
2024-04 inferred|本报讯 自4月中旬起，各乡镇轮流举办防溺水课堂。
# a day long before the page gives its year at most
2023 inferred|2023年8月2日，他第一次出诊。
2023-11-28 inferred|11月28日，县里召开会议。
2023 inferred|1月5日晚，队伍成立。
# what is under way for a year is of that year
2023-09-10 inferred|本报讯 9月10日，全县组织2023年度“服务月”巡诊。
# a year's results may be told in the next
-|本报讯 9月10日，全县开展2023年度考核。
# and so may its honours
-|本报讯 9月10日，全县召开2023年度表彰会。
# half a year is summed up in its year
2023-09-10 inferred|本报讯 9月10日，全县巡诊工作会召开，总结2023年上半年进展，安排下一步任务。
# and so is a quarter
2023-04-10 inferred|本报讯 4月10日，全县巡诊工作会召开，通报2023年第一季度进展，安排下一步任务。
# in spring it is the year before that is looked back on
-|本报讯 3月10日，全县巡诊工作会召开，总结2023年上半年进展，安排下一步任务。
# half a year that figures are compared with is another
-|本报讯 9月10日，全县巡诊工作会召开，人数较2023年上半年多一成，安排下一步任务。
# an anniversary counts the years
2023-06-28 inferred|本报讯 6月28日，县里义诊，庆祝中国共产党成立102周年。
# and so does a plan of five years
2021-06-28 inferred|本报讯 6月28日，县里义诊，这是“十四五”开局之年的实事。
# a hundred years are no count
-|本报讯 6月28日，县里义诊，以实干迎接建党百年。
# one looks forward from the year before
-|本报讯 6月28日，县里义诊，迎接新中国成立75周年。
# a hospital's own anniversary tells nothing
-|本报讯 6月28日，县里义诊，医院成立102周年。
";

/// The rules of a table, each with its rows: dates expected, and the texts that give them.
fn rules(table: &str) -> Vec<(&str, Vec<&str>, Vec<String>)> {
    let mut rules: Vec<(&str, Vec<&str>, Vec<String>)> = Vec::new();
    for line in table.lines() {
        if let Some(rule) = line.strip_prefix("# ") {
            rules.push((rule, Vec::new(), Vec::new()));
        } else if let (Some((date, text)), Some(rule)) = (line.split_once('|'), rules.last_mut()) {
            rule.1.push(date);
            rule.2.push(text.replace('¶', "\n"));
        }
    }
    rules
}

#[test]
fn texts_date_their_articles() {
    let rules = rules(PAGES);
    assert_eq!(rules.len(), 24);
    for (rule, expected, texts) in rules {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        assert_eq!(dates(None, &texts), expected, "{rule}");
    }
}

#[test]
fn a_year_said_as_present_or_near_is_the_pages() {
    let long = "护士们轮流值守，药箱里备着常用的药，来看病的人一坐就是半天，说说笑笑，病先好了一半，门前的石榴也红了，孩子们爬上台阶等糖吃。";
    let report = "本报讯 3月18日，县里举行义诊。";
    let year = |text: &str| {
        let body = format!("本报讯 {long}\n{text}");
        dates(None, &[report, &body])[0].clone()
    };
    let table = [
        ("2022年，我省将开通九条就医专线。", "2022-03-18 inferred"),
        ("2022年内，夜门诊还将增至九家。", "2022-03-18 inferred"),
        ("今年（2022年）的名额已经公布。", "2022-03-18 inferred"),
        ("2022年1月起，票据改为电子版。", "2022-03-18 inferred"),
        (
            "2021年9月，楼动工了。2022年，大楼将投入使用。",
            "2022-03-18 inferred",
        ),
        (
            "2022年，县里将新建九家。到2025年，村村有药房。",
            "2022-03-18 inferred",
        ),
        ("到2025年，村村有药房；到2027年，将建成网络。", "-"),
        ("自2016年起，她每周进村。", "-"),
        ("2016年，他将药箱背上了山。", "-"),
    ];
    for (text, expected) in table {
        assert_eq!(year(text), expected, "{text}");
    }
    assert_eq!(
        dates(None, &["本报讯 自2016年起，她每周进村。", report]),
        ["-", "-"]
    );
}

#[test]
fn in_autumn_the_coming_year_is_not_the_pages() {
    let bodies = |day| {
        [
            format!("本报讯 {day}，县里举行义诊。"),
            "本报讯 近日，2021年全县巡诊启动。".to_string(),
            "2022年，县里将新建药房九家。".to_string(),
        ]
    };
    let first = |day| {
        let bodies = bodies(day);
        dates(None, &bodies.each_ref().map(String::as_str))[0].clone()
    };
    assert_eq!(first("3月18日"), "2022-03-18 inferred");
    assert_eq!(first("10月18日"), "2021-10-18 inferred");
}

#[test]
fn without_any_year_a_day_stays_open() {
    let mut document = page(
        Layout::Newspaper,
        vec![article("标题", &["截至2月25日，累计排查九千人。"])],
    );
    complete(&mut document, &context());
    let found = &document.articles[0];
    assert_eq!(found.date_published, None);
    let doubt = found
        .doubts
        .iter()
        .find(|d| d.kind == DoubtKind::NoDate)
        .unwrap();
    assert!(doubt.reason.contains("2月25日"), "{}", doubt.reason);
    assert_eq!(doubt.lines, [LineRange(1, 1)]);
}

#[test]
fn the_issue_dates_what_prints_less() {
    let bodies = [
        "本报讯 昨日，市里召开会议。",
        "本报讯 近日，新楼启用。",
        "本报讯 12月30日，义诊举行。",
        "本报讯 1月20日将举行马拉松。",
        "（截至1月2日）全市门诊信息公布。",
    ];
    let expected = [
        "2024-01-04 inferred",
        "2024-01-05 inferred",
        "2023-12-30 inferred",
        "2024-01-05 inferred",
        "2024-01-02 inferred",
    ];
    assert_eq!(dates(Some("2024-01-05"), &bodies), expected);
}

#[test]
fn records_do_not_date_one_another() {
    let records = vec![
        article("甲", &["2024年4月24日，会议召开。"]),
        article("乙", &["4月25日，会议召开。"]),
    ];
    let mut document = page(Layout::Records, records);
    complete(&mut document, &context());
    assert!(document.articles[0].date_published.is_some());
    assert_eq!(document.articles[1].date_published, None);
}

#[test]
fn what_is_given_stays() {
    let mut given = article("焦作市启动疫苗接种", &["4月24日，焦作市疫苗接种启动。"]);
    given.date_published = Some(crate::article::DatePublished {
        date: "2020".parse().unwrap(),
        basis: Basis::Keeper,
        time: None,
        words: None,
    });
    given.content_location = vec!["110000".parse().unwrap()];
    given.about = vec!["people".into()];
    given.keywords = vec!["甲".into()];
    let before = given.clone();
    let mut document = page(Layout::Newspaper, vec![given]);
    complete(&mut document, &context());
    let after = &document.articles[0];
    assert_eq!(after.date_published, before.date_published);
    assert_eq!(after.content_location, before.content_location);
    assert_eq!(
        (&after.about, &after.keywords),
        (&before.about, &before.keywords)
    );
}

#[test]
fn a_dateline_among_the_lines_dates_the_article() {
    let mut document = page(Layout::Webpage, vec![article("标题", &["正文没有日期。"])]);
    document.text = "2021-12-21 09:08 来源：示例网\n正文没有日期。".into();
    complete(&mut document, &context());
    let found = document.articles[0].date_published.clone().unwrap();
    assert_eq!(
        (found.date.to_string(), found.basis),
        ("2021-12-21".into(), Basis::Printed)
    );
    assert_eq!(found.time.as_deref(), Some("09:08"));
}

#[test]
fn the_header_of_a_page_dates_its_issue() {
    let text = "海州市部署秋季防病\n\n本报讯（记者张三）昨日，海州市召开会议，部署秋季传染病防控工作。\n\n2024年4月28日 星期日 第3版";
    let source = crate::ingest::Source {
        name: "page.txt".into(),
        bytes: text.into(),
        sidecar: None,
    };
    let document = crate::ingest::read(&source, &context()).unwrap();
    let found = document.articles[0].date_published.clone().unwrap();
    assert_eq!(found.date.to_string(), "2024-04-27");
}

#[test]
fn doubts_name_what_is_missing() {
    let mut document = page(Layout::Newspaper, vec![article("", &["残片。"])]);
    complete(&mut document, &context());
    let kinds: Vec<DoubtKind> = document.articles[0].doubts.iter().map(|d| d.kind).collect();
    assert_eq!(
        kinds,
        [
            DoubtKind::NoHeadline,
            DoubtKind::NoDate,
            DoubtKind::NoTopic,
            DoubtKind::Short
        ]
    );
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

    /// Any text at all is completed without a panic, and every date's words stand in the text.
    #[test]
    fn any_text_is_completed(
        headline in "[\\PC年月日]{0,12}",
        body in "([0-9０-９二〇十]{1,4}[年月日]|截至|市卫健委|焦作|在|，|。|\\PC){0,60}",
    ) {
        for mention in dates::find(&body) {
            proptest::prop_assert!(!mention.words(&body).is_empty());
        }
        let mut document = page(Layout::Newspaper, vec![article(&headline, &[&body])]);
        document.publication.date = Some("2024-01-05".parse().unwrap());
        complete(&mut document, &context());
    }
}

/// The names of places are known in simplified characters; a text may be in traditional ones.
#[test]
fn places_of_texts_in_traditional_characters_are_found() {
    let text =
        "雙鴨山衛生局的醫生這個月進村為老人體檢，這是當地的實事之一，來的老人說應該年年這樣。";
    let mut document = page(Layout::Webpage, vec![article("老人免費體檢", &[text])]);
    complete(&mut document, &context());
    let codes: Vec<String> = document.articles[0]
        .content_location
        .iter()
        .map(|code| code.to_string())
        .collect();
    assert_eq!(codes, ["230500"]);
    assert_eq!(document.articles[0].article_body, [text]);
}
