//! Whole pages. Each text is named after the trouble it holds.

use super::*;
use proptest::prelude::*;

/// Every non-blank line stands in exactly one article or in the furniture.
fn assert_complete(text: &str) {
    let found = segment(text);
    let mut owners = std::collections::BTreeMap::new();
    let articles = found.articles.iter().flat_map(|article| &article.lines);
    for range in articles.chain(found.furniture.iter().map(|furniture| &furniture.lines)) {
        for line in range.0..=range.1 {
            *owners.entry(line).or_insert(0) += 1;
        }
    }
    for (number, line) in (1_u32..).zip(text.split('\n')) {
        let blank = line.trim_matches(lines::is_space).is_empty();
        let count = owners.get(&number).copied().unwrap_or(0);
        assert_eq!(
            count,
            usize::from(!blank),
            "line {number} {line:?} of {text:?}"
        );
    }
}

proptest! {
    #[test]
    fn every_line_is_accounted_for(text in "([一-龥，。、（）“”：→摄记者本报讯0-9a-z 　]{0,40}\n{1,3}){0,24}") {
        assert_complete(&text);
    }

    #[test]
    fn any_text_is_read(text in "\\PC{0,400}") {
        assert_complete(&text);
    }
}

#[test]
fn captions_go_to_the_report_they_speak_of() {
    let text = "海州开展口腔义诊\n\n本报讯（记者张三）9月20日是全国爱牙日，海州市口腔医院在人民广场开展口腔义诊。\n\n云山村医练急救\n\n本报讯（记者李四）9月18日，云山县村医在卫生院练习心肺复苏。\n\n→9月20日，医生在人民广场口腔义诊现场为孩子检查牙齿。\n\n王小二 摄";
    let found = segment(text);
    assert_eq!(found.articles.len(), 2);
    let caption = &found.articles[0].caption[0];
    assert_eq!(caption.credit.as_deref(), Some("王小二"));
    assert!(!caption.text.starts_with('→'));
    assert_eq!(found.articles[0].author, ["张三", "王小二"]);
}

#[test]
fn a_box_goes_to_the_report_it_is_most_like() {
    let text = "海州市的渔港边有一间村卫生室，医生守了二十年。\n\n（海州市卫健局）\n\n渔港边的卫生室\n\n云山县人民医院的夜间门诊开到晚上九点，方便了上班的人。\n\n（云山县人民医院）\n\n夜间门诊开到九点\n\n新闻链接：全省现有一名医生的村卫生室八百余间。";
    let found = segment(text);
    let bodies: Vec<_> = found
        .articles
        .iter()
        .map(|a| a.article_body.len())
        .collect();
    assert_eq!(bodies, [2, 1], "{:?}", found.articles);
    assert!(found.articles[0].article_body[1].starts_with("新闻链接"));
    assert!(found.articles[0].doubts.is_empty());
}

#[test]
fn a_page_header_is_furniture() {
    let text = "海州日报 2024年5月17日 星期五 责编：张三 第6版\n\n健康\n\n海州开展口腔义诊\n\n本报讯（记者张三）昨日，海州市口腔医院开展口腔义诊。";
    let found = segment(text);
    assert_eq!(found.articles.len(), 1);
    assert_eq!(found.articles[0].headline, "海州开展口腔义诊");
    assert_eq!(found.publication.name.as_deref(), Some("海州日报"));
}

#[test]
fn the_name_of_a_section_is_no_headline() {
    let page = |label: &str, headline: &str| {
        format!(
            "{COLUMN}\n（海州市血站）\n\n采血车进山\n\n{label}\n\n{headline}\n\n本报记者 张三\n\n海州市血站把采血车开进了渔港。"
        )
    };
    let headlines =
        |text: &str| -> Vec<String> { shape(text).into_iter().map(|found| found.0).collect() };
    let found = headlines(&page("健康云山", "渔港码头来了一辆采血车"));
    assert!(
        found.contains(&"渔港码头来了一辆采血车".to_string()),
        "{found:?}"
    );
    assert!(
        !found.iter().any(|headline| headline.contains("健康云山")),
        "{found:?}"
    );
    let found = headlines(&page("血脉相连", "——记海州市血站采血队"));
    assert!(found.contains(&"血脉相连".to_string()), "{found:?}");
}

#[test]
fn the_rest_below_another_headline_is_joined_and_doubtful() {
    let text = "渔港里来了流动药房\n\n本报记者 张三\n\n药师每周三把流动药房开到渔港，船员下船就能取药，\n\n云山县培训托育老师\n\n本报讯（记者李四）4月2日，云山县培训托育老师，八十人参加，学习喂养和护理。\n\n从此船员们取药不用再跑镇上。\n\n流动药房还给每条渔船配了药箱，由药师定期检查。";
    let found = segment(text).articles;
    let bodies: Vec<usize> = found.iter().map(|a| a.article_body.len()).collect();
    assert_eq!(bodies, [2, 1], "{found:?}");
    assert!(found[0].article_body[0].ends_with("取药，从此船员们取药不用再跑镇上。"));
    let doubtful: Vec<_> = found[0]
        .doubts
        .iter()
        .map(|doubt| doubt.paragraph)
        .collect();
    assert_eq!(doubtful, [Some(0), Some(1)]);
    assert!(found[1].doubts.is_empty());
}

#[test]
fn pages_of_one_file_are_kept_apart() {
    let text = "海州开展口腔义诊\n\n本报讯（记者张三）昨日，海州市口腔医院开展口腔义诊，为孩子们免费检\n\u{c}查身体的不止医生\n\n本报讯（记者李四）昨日，志愿者走进校园。";
    let found = segment(text);
    assert_eq!(found.articles.len(), 2);
    assert_eq!(found.articles[1].headline, "查身体的不止医生");
}

#[test]
fn a_text_without_end_takes_time_that_grows_with_it() {
    let text = "这一行没有句号，也没有完，后面还有许多行，一直这样排下去，直到很久以后才会停下来，谁也不知道为什么\n\n".repeat(900);
    assert_complete(&text);
}

const COLUMN: &str = "海州市血站把采血车开进了渔港，船\n员们下船就能献血，一上午有六十人\n伸出了胳膊，还领到了体检的单子。";

/// Headline, decks and paragraphs of what a page holds.
fn shape(text: &str) -> Vec<(String, Option<String>, usize)> {
    let articles = segment(text).articles;
    let shape = articles.into_iter().map(|article| {
        let other = article.other_decks();
        (article.headline, other, article.article_body.len())
    });
    shape.collect()
}

#[test]
fn a_frame_of_many_lines_is_furniture() {
    let text = format!(
        "云山健康报\n2024年5月17日 星期五\n农历甲辰年四月初十\n第3版：综合\n综合新闻\n今日多云 18℃～26℃ 东南风3级\n责任编辑 张三丰 美术编辑 李四\n\n采血车开进渔港\n\n本报讯（记者 王小二）{COLUMN}"
    );
    assert_eq!(shape(&text), [("采血车开进渔港".to_string(), None, 1)]);
    let name = segment(&text).publication.name;
    assert_eq!(name.as_deref(), Some("云山健康报"));
}

#[test]
fn a_headline_may_break_within_a_phrase() {
    let text = format!(
        "{COLUMN}\n（海州市血站）\n\n渔港里的\n红色采血车\n\n{COLUMN}\n（云山县血站）\n\n采血车进山"
    );
    let found: Vec<String> = shape(&text).into_iter().map(|found| found.0).collect();
    assert_eq!(found, ["渔港里的红色采血车", "采血车进山"]);
}

#[test]
fn decks_as_wide_as_the_column_are_no_running_text() {
    let text = format!(
        "{COLUMN}\n\n船到码头先靠岸 人到码头先献血\n海州市血站把采血车开进渔港码头\n\n{COLUMN}\n（海州市血站）\n\n采血车进山"
    );
    let found = shape(&text);
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(found[0].0, "海州市血站把采血车开进渔港码头");
}

#[test]
fn a_headline_of_three_lines_stands_behind_what_a_source_has_closed() {
    let text = format!(
        "{COLUMN}\n（海州市血站）\n\n一船人挽起袖子\n海州市血站把采血车\n开进渔港码头\n\n{COLUMN}\n（云山县血站）\n\n采血车进山"
    );
    let found = shape(&text);
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(found[0].2, 1, "{found:?}");
}

#[test]
fn the_name_of_a_page_heads_nothing() {
    for name in [
        "血站天地 XUEZHAN TIANDI",
        "血站天地\nXUEZHAN TIANDI",
        "健康塞外",
    ] {
        let text = format!("{name}\n\n{COLUMN}\n（海州市血站）\n\n采血车开进渔港");
        assert_eq!(shape(&text), [("采血车开进渔港".to_string(), None, 1)]);
    }
}

#[test]
fn a_headline_may_begin_with_how_long_it_lasted() {
    let text = format!("{COLUMN}\n（海州市血站）\n\n30年，一辆车跑遍渔港");
    assert_eq!(
        shape(&text),
        [("30年，一辆车跑遍渔港".to_string(), None, 1)]
    );
}

#[test]
fn a_paragraphs_first_line_at_the_end_of_a_column_is_no_headline() {
    let page = |line: &str, below: &str| {
        let text = format!(
            "渔港码头教急救\n\n本报讯（记者张三）海州市血站在渔港码头教急救，六十人来听。\n\n听课的人都有些来头。\n\n{line}\n\n{below}"
        );
        shape(&text).len()
    };
    let listed = "前排坐着船长、轮机长";
    assert_eq!(page(listed, "厨师、渔政和他们的家人，后排是学生。"), 1);
    assert_eq!(page(listed, "本报讯（记者李四）船员、渔政都来听课。"), 2);
    let whole = "下课铃响了，大家都不肯走。";
    assert_eq!(page("课上用到绷带、夹板、止血", whole), 1);
    assert_eq!(page("血站还印发了一本小册子", whole), 1);
    assert_eq!(
        page("老师反复强调先看呼", "吸，再摸脉搏。一步也不能少。"),
        1
    );
    assert_eq!(page("采血车开进山村小学", whole), 2);
}

#[test]
fn a_headline_as_wide_as_the_column_stands_above_its_report() {
    let page = |line: &str| {
        let open = COLUMN.replace("，还领到了体检的单子。", "，还领到了渔港体检");
        let text = format!("采血车进山\n\n{open}\n\n{line}\n\n本报讯（记者张三）{COLUMN}");
        shape(&text)
            .into_iter()
            .map(|found| found.0)
            .collect::<Vec<_>>()
    };
    let headline = "渔港码头来了一辆红色的采血车";
    assert!(
        page(headline).contains(&headline.to_string()),
        "{:?}",
        page(headline)
    );
    let rest = "的单子和下次献血的日子并且登";
    assert!(!page(rest).contains(&rest.to_string()), "{:?}", page(rest));
}

#[test]
fn the_last_deck_above_the_editor_is_no_label() {
    let text = format!("{COLUMN}\n（海州市血站）\n\n六十名船员下船\n伸出胳膊\n本版编辑 李四");
    let [found] = &shape(&text)[..] else {
        panic!("one article")
    };
    assert!(
        found.0.contains("伸出胳膊") || found.1.as_deref() == Some("伸出胳膊"),
        "{found:?}"
    );
}

#[test]
fn writers_may_be_named_without_their_role() {
    let authors = |text: &str| {
        let article = segment(text).articles.remove(0);
        (article.author, article.credit_text)
    };
    let text = "采血车开进渔港\n\n本报讯（张三丰 李小四）海州市血站把采血车开进渔港。";
    assert_eq!(authors(text).0, ["张三丰", "李小四"]);
    let text = "采血车开进渔港\n\n本报讯（海州融媒）海州市血站把采血车开进渔港。";
    assert!(authors(text).0.is_empty());
    let text = "采血车开进渔港\n\n海州市血站把采血车开进渔港。\n\n（张三丰　海州市血站）";
    let (names, credit) = authors(text);
    assert_eq!(
        (names, credit.as_deref()),
        (vec!["张三丰".to_string()], Some("海州市血站"))
    );
    let text = "采血车开进渔港\n\n9月2日，海州市血站把采血车开进渔港。\n\n本报记者 张三丰 摄影报道";
    assert_eq!(authors(text).0, ["张三丰"]);
}

#[test]
fn the_name_of_page_and_column_heads_nothing() {
    let text = "健康云山 A3\n2024年4月3日 星期三\n\n一线手记\n\n山路上的三小时\n\n本报记者 张三丰\n\n天刚亮，云山县的山路上就有了流动药房的车，药师带着六十种药。";
    let found = segment(text);
    assert_eq!(found.articles.len(), 1);
    assert_eq!(found.articles[0].headline, "山路上的三小时");
    assert_eq!(found.articles[0].kicker, None);
}

#[test]
fn who_signs_a_notice_and_a_table_head_nothing() {
    let text = "云山县招聘村医公告\n\n为充实村医队伍，现面向社会招聘村医，有关事项公告如下：\n\n卫生院 岗位 人数\n东山镇卫生院 临床 3\n西山镇卫生院 护理 2\n\n报名电话：000-1234567\n\n云山县卫生健康局\n2024年4月3日";
    let found = segment(text);
    assert_eq!(found.articles.len(), 1, "{:?}", found.articles);
    let article = &found.articles[0];
    assert_eq!(article.headline, "云山县招聘村医公告");
    assert_eq!(article.credit_text.as_deref(), Some("云山县卫生健康局"));
    assert!(
        article
            .article_body
            .iter()
            .any(|row| row == "东山镇卫生院 临床 3")
    );
}

#[test]
fn writers_stand_above_a_headline_and_sign_without_a_title() {
    let text = "□ 记 者 张三丰\n通讯员 李四海\n\n渔港里来了流动药房\n\n药师每周三把流动药房开到渔港，船员下船就能取药。\n\n秋天怎样养肺\n中医科 王小二\n\n秋天空气干燥，养肺先要多喝水，再要常开窗，老人更要少熬夜。";
    let found = segment(text);
    let authors: Vec<_> = found.articles.iter().map(|a| a.author.clone()).collect();
    assert_eq!(authors, [vec!["张三丰", "李四海"], vec!["王小二"]]);
    assert_eq!(found.articles[1].headline, "秋天怎样养肺");
}

#[test]
fn what_goes_on_from_another_page_is_an_article_of_its_own() {
    let text = "云山县办培训班\n\n本报讯（记者张三）4月2日，云山县举办村医培训班，八十人参加。\n\n（上接第1版）\n\n三要管好药房。县里给每个村卫生室配了药柜，药师每月来查一次，过期的药当场收走。\n\n会议还通报了药房检查的结果，东山镇和西山镇受到表扬。";
    let found = segment(text);
    let bodies: Vec<_> = found
        .articles
        .iter()
        .map(|a| a.article_body.len())
        .collect();
    assert_eq!(bodies, [1, 2]);
}

#[test]
fn a_pile_of_headlines_tells_texts_apart() {
    let text = "本报讯（记者张三）渔港里来了流动药房，药师每周三到码头，船员下船就能取药，老船员还能量血压。\n\n流动药房带着六十种药，药师给每条渔船配了药箱。\n\n山路上塌了一段，救护车过不去，急救员李四抬着担架走了三里路，把产妇接下了山。\n\n产妇在救护车上生下一个男孩，急救员用雨衣裹住了他，担架上的被子一直是干的。\n\n本报讯（记者王五）云山县培训托育老师，八十名托育老师学习喂养和护理，每人练满二十遍。\n\n云山县培训托育老师\n\n急救员抬担架走山路接产妇\n\n流动药房开到渔港";
    let found = segment(text);
    let shape: Vec<_> = found
        .articles
        .iter()
        .map(|a| (a.headline.as_str(), a.article_body.len()))
        .collect();
    assert_eq!(
        shape,
        [
            ("流动药房开到渔港", 2),
            ("急救员抬担架走山路接产妇", 2),
            ("云山县培训托育老师", 1)
        ]
    );
}

#[test]
fn short_headlines_between_texts_are_no_subheads() {
    let text = "云山县培训托育老师\n\n本报讯（记者王五）云山县培训托育老师，八十名托育老师学习喂养和护理，托育课练满二十遍。\n\n流动药房开到渔港码头\n\n药师每周三把流动药房开到渔港码头，船员下船就能取药，老船员还能量血压。\n\n担架抬着产妇下山\n\n山路上塌了一段，救护车过不去，急救员抬着担架走了三里路，把产妇接下了山。";
    assert_eq!(segment(text).articles.len(), 3);
}

#[test]
fn a_headline_with_a_comma_is_known_by_its_text() {
    let text = "流动药房开到渔港\n\n本报讯（记者张三）药师每周三把流动药房开到渔港码头，船员下船就能取药。\n\n担架抬着，产妇下山\n\n山路上塌了一段，救护车过不去，急救员用担架抬着产妇走了三里路，天亮时下了山。";
    let found = segment(text);
    assert_eq!(found.articles.len(), 2, "{:?}", found.articles);
    assert_eq!(found.articles[1].headline, "担架抬着，产妇下山");
}

#[test]
fn a_headline_broken_within_a_quotation_is_one() {
    let text = "药师每周三到码头，船员下船就\n能取药，老船员还能量血压，流动\n药房带着六十种药，一天接待三百\n人。（县医院）\n\n渔港有了“流动\n药房”和药师";
    let found = segment(text);
    assert_eq!(found.articles.len(), 1, "{:?}", found.articles);
    assert_eq!(found.articles[0].headline, "渔港有了“流动药房”和药师");
}

#[test]
fn a_letter_ends_with_who_wrote_it() {
    let text = "尊敬的海州市人民医院领导：\n\n上个月，我母亲在渔港摔了一跤，夜间门诊的医生给她接好了骨头，还把药送到船上。\n\n我母亲不识字，托我写信来道一声谢。\n\n青河镇村民 张三丰\n\n药送到了船上\n\n4月2日，云山县培训托育老师，八十名托育老师学习喂养。\n\n（云山县卫健局）\n\n托育老师学喂养";
    let found = segment(text).articles;
    let headlines: Vec<&str> = found.iter().map(|one| one.headline.as_str()).collect();
    assert_eq!(headlines, ["药送到了船上", "托育老师学喂养"]);
    assert_eq!(found[0].article_body.len(), 3);
    assert_eq!(found[0].author, ["张三丰"]);
}

#[test]
fn names_in_a_row_sign_the_text_above_them() {
    let text = "流动药房每周三开到渔港码头，船员下船就能取药。\n\n王 五 李四海\n\n流动药房开到渔港\n\n云山县的托育老师学习喂养和急救，每人练满二十遍。\n\n（云山县卫健局）\n\n托育老师学急救";
    let found = segment(text).articles;
    assert_eq!(found[0].headline, "流动药房开到渔港");
    assert_eq!(found[0].author, ["王五", "李四海"]);
    assert_eq!(found[1].headline, "托育老师学急救");
}

#[test]
fn headlines_in_a_row_stand_in_the_order_of_their_reports() {
    let text = "药师每周跑码头 流动药房开到渔港\n\n本报讯 海州的药师每周三把流动药房开到渔港码头，船员下船就能取药。\n\n本报讯 云山县把急救课搬进山村，八十个村的村医都练过心肺复苏。\n\n一笔一画 写下暖心事\n\n“夜间门诊”让下班的人看上病\n\n本报讯 青河镇卫生院给独居老人建档，村医月月上门量血压。\n\n本报讯 县医院的夜间门诊开到晚上九点，下班的人不用请假看病。";
    let found = segment(text).articles;
    let headlines: Vec<&str> = found.iter().map(|one| one.headline.as_str()).collect();
    let expected = [
        "药师每周跑码头 流动药房开到渔港",
        "",
        "一笔一画 写下暖心事",
        "“夜间门诊”让下班的人看上病",
    ];
    assert_eq!(headlines, expected);
}
