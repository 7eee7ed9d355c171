//! Whole articles through [`complete`]: the texts are written for these tests.

use std::path::{Path, PathBuf};
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

#[test]
fn the_year_comes_from_the_page() {
    let found = dates(
        None,
        &[
            "本报讯 6月3日，全市2022年度考核暨2023年工作会议召开。会上通报了2023年第二季度任务。",
            "本报讯 6月5日是世界环境日，当天，志愿者上街清理沟渠。2019年，这里曾积水成患。",
            "本报讯 近日，2023年全县巡诊启动。",
            "本报讯 近日，门诊楼启用。",
        ],
    );
    assert_eq!(
        found,
        [
            "2023-06-03 inferred",
            "2023-06-05 inferred",
            "2023 inferred",
            "-"
        ]
    );
}

#[test]
fn what_is_under_way_for_a_year_is_of_that_year() {
    let on_page = |term: &str| dates(None, &[&format!("本报讯 9月10日，全县{term}。")]);
    assert_eq!(on_page("组织2023年度“服务月”巡诊"), ["2023-09-10 inferred"]);
    assert_eq!(on_page("开展2023年度考核"), ["-"]);
    assert_eq!(on_page("召开2023年度表彰会"), ["-"]);
}

#[test]
fn half_a_year_is_summed_up_in_its_year() {
    let on_page = |day: &str, part: &str| {
        dates(
            None,
            &[&format!(
                "本报讯 {day}，全县巡诊工作会召开，{part}，安排下一步任务。"
            )],
        )
    };
    assert_eq!(
        on_page("9月10日", "总结2023年上半年进展"),
        ["2023-09-10 inferred"]
    );
    assert_eq!(
        on_page("4月10日", "通报2023年第一季度进展"),
        ["2023-04-10 inferred"]
    );
    // In spring it is the year before that is looked back on.
    assert_eq!(on_page("3月10日", "总结2023年上半年进展"), ["-"]);
    assert_eq!(on_page("9月10日", "人数较2023年上半年多一成"), ["-"]);
}

#[test]
fn an_anniversary_gives_the_page_its_year() {
    let on_page = |said: &str| dates(None, &[&format!("本报讯 6月28日，县里义诊，{said}。")]);
    assert_eq!(
        on_page("庆祝中国共产党成立102周年"),
        ["2023-06-28 inferred"]
    );
    assert_eq!(
        on_page("这是“十四五”开局之年的实事"),
        ["2021-06-28 inferred"]
    );
    assert_eq!(on_page("以实干迎接建党百年"), ["-"]);
    assert_eq!(on_page("迎接新中国成立75周年"), ["-"]);
    assert_eq!(on_page("医院成立102周年"), ["-"]);
}

#[test]
fn a_year_of_somebodys_life_is_not_the_pages() {
    let long = "年轻人都说她的手巧，药碾子在她手里转得又稳又快，满屋都是艾草香，来看病的人一坐就是半天，说说笑笑，病先好了一半。";
    let found = dates(
        None,
        &[
            &format!("本报讯 {long}\n她1996年从卫校毕业后回到村里。"),
            "本报讯 5月9日，县里举行义诊。",
        ],
    );
    assert_eq!(found, ["-", "-"]);
    let term = dates(
        None,
        &[
            "本报讯 2016年父亲的药箱修好了。县里通报2022年度考核结果。",
            "本报讯 5月9日，县里举行义诊。",
        ],
    );
    assert_eq!(term, ["-", "-"]);
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
fn a_counted_day_gives_the_page_its_year() {
    let found = dates(
        None,
        &[
            "本报讯 5月31日是第36个世界无烟日，县里举行宣传。",
            "本报讯 6月5日，义诊队进村。",
        ],
    );
    assert_eq!(found, ["2023-05-31 inferred", "2023-06-05 inferred"]);
}

#[test]
fn a_full_date_is_printed() {
    assert_eq!(
        dates(None, &["2024年3月5日，县医院新楼落成。"]),
        ["2024-03-05 printed"]
    );
    assert_eq!(
        dates(
            None,
            &["新华社西宁2024年3月6日电 3月1日至4日，巡诊队走遍三个乡。"]
        ),
        ["2024-03-06 printed"]
    );
}

#[test]
fn a_span_gives_its_last_day_and_an_event_beats_an_observance() {
    assert_eq!(
        dates(None, &["2024年5月13日至19日，健身周活动举行。"]),
        ["2024-05-19 printed"]
    );
    let body = "4月25日至5月1日是宣传周。4月26日，各县开展2024年宣传周启动仪式。";
    assert_eq!(dates(None, &[body]), ["2024-04-26 inferred"]);
}

#[test]
fn history_and_plans_date_nothing() {
    let found = dates(
        None,
        &[
            "2023年8月以来，病例增多。专家提醒做好防护。",
            "她2008年从医。2021年9月，山洪来了。\n12月3日，她又上了山。",
            "方案提出，到2027年实现全覆盖，2026年5月底前完成试点。",
            "本报讯 11月20日，2023年全县冬训班开班。",
        ],
    );
    assert_eq!(
        found,
        ["-", "2023-12-03 inferred", "-", "2023-11-20 inferred"]
    );
}

#[test]
fn figures_that_reach_further_than_a_beginning_date_the_report() {
    let found = dates(
        None,
        &[
            "本报讯 流动采血车自2024年3月4日起停在广场北侧。\n截至3月18日，已有四百人献血。",
            "本报讯 运输组从3月2日夜里组建后一直守在仓库。\n截至3月15日，发出药品九百箱。",
            "本报讯 自3月20日起，夜间药房开放。\n截至3月1日，全市有药店二百家。",
        ],
    );
    assert_eq!(
        found,
        [
            "2024-03-18 inferred",
            "2024-03-15 inferred",
            "2024-03-20 inferred"
        ]
    );
}

#[test]
fn a_month_in_which_something_began_is_the_month_of_the_report() {
    let found = dates(
        None,
        &[
            "本报讯 县卫健局从2024年4月份起举办急救训练营。",
            "本报讯 自4月中旬起，各乡镇轮流举办防溺水课堂。",
        ],
    );
    assert_eq!(found, ["2024-04 inferred", "2024-04 inferred"]);
}

#[test]
fn a_day_long_before_the_page_gives_its_year_at_most() {
    let found = dates(
        None,
        &[
            "2023年8月2日，他第一次出诊。",
            "11月28日，县里召开会议。",
            "1月5日晚，队伍成立。",
        ],
    );
    assert_eq!(
        found,
        ["2023 inferred", "2023-11-28 inferred", "2023 inferred"]
    );
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

/// Scores on articles whose right answers are known, segmentation left aside.
#[derive(Debug, Default)]
struct Score {
    articles: usize,
    date: usize,
    region: usize,
    topic: usize,
    wrong: Vec<String>,
}

fn gold_files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|e| e == "jsonl"));
    files.sort();
    files
}

/// Articles with only what segmentation gives, beside the right answers.
fn gold_page(path: &Path, seeds: &Path) -> (Document, Vec<serde_json::Value>) {
    let text = std::fs::read_to_string(path).unwrap();
    let gold: Vec<serde_json::Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let string = |v: &serde_json::Value| v.as_str().map(str::to_string);
    let build = |g: &serde_json::Value| Article {
        headline: string(&g["headline"]).unwrap_or_default(),
        alternative_headline: string(&g["alternativeHeadline"]),
        credit_text: string(&g["creditText"]),
        article_body: g["articleBody"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(string)
            .collect(),
        lines: serde_json::from_value(g["source"]["lines"].clone()).unwrap(),
        ..Article::default()
    };
    let mut document = page(Layout::Newspaper, gold.iter().map(build).collect());
    let name = gold[0]["source"]["name"].as_str().unwrap_or_default();
    document.text = std::fs::read_to_string(seeds.join(name)).unwrap_or_default();
    let sidecar =
        std::fs::read_to_string(seeds.join(format!("{name}.meta.toml"))).unwrap_or_default();
    let sidecar: toml::Table = sidecar.parse().unwrap();
    let given = |key: &str| {
        sidecar
            .get(key)
            .map(|v| v.as_str().map_or(v.to_string(), str::to_string))
    };
    document.publication.date = given("date").and_then(|date| date.parse().ok());
    document.publication.region = given("region").and_then(|code| code.parse().ok());
    (document, gold)
}

fn score(path: &Path, seeds: &Path) -> Score {
    let (mut document, gold) = gold_page(path, seeds);
    complete(&mut document, &context());
    let mut score = Score::default();
    for (found, gold) in document.articles.iter().zip(&gold) {
        let date = found.date_published.as_ref().map(|d| d.date);
        let place = found.content_location.first().map(|c| c.to_string());
        let first = |key: &str| gold[key][0].as_str().map(str::to_string);
        let right = [
            date_fits(date, gold),
            place == first("contentLocation"),
            found.about.first().cloned() == first("about"),
        ];
        score.articles += 1;
        score.date += usize::from(right[0]);
        score.region += usize::from(right[1]);
        score.topic += usize::from(right[2]);
        if right != [true; 3] {
            let date = date.map(|d| d.to_string());
            score.wrong.push(format!(
                "{}: {date:?} {:?} {:?}",
                found.headline, found.content_location, found.about
            ));
        }
    }
    score
}

/// Exact, or within the window; where the answer is no full day, a date round the window is right too.
fn date_fits(found: Option<PartialDate>, gold: &serde_json::Value) -> bool {
    let exact = gold["datePublished"].as_str();
    if found.map(|d| d.to_string()).as_deref() == exact {
        return true;
    }
    let window = |n: usize| {
        gold["dateWindow"][n]
            .as_str()
            .and_then(|d| d.parse::<PartialDate>().ok())
    };
    let (Some(found), Some(from), Some(to)) = (found, window(0), window(1)) else {
        return false;
    };
    let inside = from.first_day() <= found.first_day() && found.last_day() <= to.last_day();
    let around = found.first_day() <= from.first_day() && to.last_day() <= found.last_day();
    inside || (around && exact.is_none_or(|d| d.len() < 10))
}

#[test]
fn our_own_pages_are_read_right() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = gold_files(&root.join("tests/fixtures/gold"));
    assert!(files.len() >= 2);
    for file in files {
        let score = score(&file, &root.join("samples"));
        assert!(score.wrong.is_empty(), "{}: {score:#?}", file.display());
    }
}

#[test]
fn the_known_answers_are_met() {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let shared = std::env::var_os("JIANBAO_SHARED").map_or_else(beside, PathBuf::from);
    let files = gold_files(&shared.join("gold"));
    if files.is_empty() {
        println!("{} has no gold: nothing measured", shared.display());
    }
    for file in files {
        let score = score(&file, &shared.join("seeds"));
        println!("{}: {score:#?}", file.display());
        assert_eq!(score.date, score.articles, "{score:#?}");
        assert!(score.region * 100 >= score.articles * 95, "{score:#?}");
        assert!(score.topic * 10 >= score.articles * 9, "{score:#?}");
    }
}
