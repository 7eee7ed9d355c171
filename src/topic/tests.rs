//! Short reports of every topic, written for this test, in the manner of health pages and hospital bulletins.

use super::{Topic, Topics};

const REPORTS: &[(&str, &str, &str)] = &[
    (
        "infectious-disease",
        "入夏防登革热 社区翻盆倒罐",
        "连日降雨后蚊虫增多，疾控人员逐户检查积水，清理孳生地，提醒居民出现发热及时就医。",
    ),
    (
        "infectious-disease",
        "学校诺如病毒聚集性疫情处置规范印发",
        "文件要求学校落实晨检，呕吐物规范消毒，病例隔离至症状消失后三天。",
    ),
    (
        "vaccination",
        "老年人流感疫苗今起免费打",
        "六十五岁以上老人可凭身份证到就近接种门诊接种，留观三十分钟后离开。",
    ),
    (
        "vaccination",
        "入学前别忘查验接种证",
        "新生报名时须交接种证，漏种的孩子由社区补种疫苗，家长可在手机上查询记录。",
    ),
    (
        "maternal-child",
        "县妇幼保健院开设孕妇学校",
        "助产士教准妈妈呼吸减痛，产后还有母乳喂养指导，新生儿听力筛查同日完成。",
    ),
    (
        "maternal-child",
        "托育机构补贴办法出台",
        "普惠托位每个每月补助三百元，婴幼儿照护服务纳入民生清单。",
    ),
    (
        "chinese-medicine",
        "冬病夏治 三伏贴开贴",
        "中医院门诊一早排起队，医师辨证选穴，为患者贴敷，并送上药茶。",
    ),
    (
        "chinese-medicine",
        "中药材基地喜获丰收",
        "药农采收当归、黄芪，合作社与饮片厂签下订单，道地药材卖出好价钱。",
    ),
    (
        "occupational-health",
        "尘肺病患者有了康复站",
        "矿工在家门口做呼吸训练，用人单位为在岗工人建立职业健康监护档案。",
    ),
    (
        "occupational-health",
        "车间降噪，工人耳朵清净了",
        "企业更换设备，发放护听器，监督人员现场检测噪声和粉尘浓度。",
    ),
    (
        "primary-care",
        "家庭医生上门量血压",
        "社区卫生服务中心的团队走进小区，为行动不便的签约老人随访，更新健康档案。",
    ),
    (
        "primary-care",
        "村卫生室添了新设备",
        "乡村医生用上便携心电图机，村民看常见病不用再跑县城。",
    ),
    (
        "hospital-services",
        "市一院推出夜间门诊",
        "下班后也能看专家，挂号、检查、取药一站办完，首周接诊患者三百人次。",
    ),
    (
        "hospital-services",
        "我院完成首例机器人辅助肝脏手术",
        "多学科会诊后，手术历时四小时，患者术后第五天出院。",
    ),
    (
        "emergency-response",
        "地震救援演练凌晨打响",
        "紧急医学救援队半小时集结，搭起帐篷医院，转运“伤员”二十名。",
    ),
    (
        "emergency-response",
        "地铁站里装上AED",
        "急救志愿者教乘客心肺复苏和除颤仪用法，遇人倒地可在四分钟内施救。",
    ),
    (
        "health-education",
        "健康大讲堂开进校园",
        "专家讲解合理膳食和护眼知识，学生参加有奖问答，领到科普手册。",
    ),
    (
        "health-education",
        "世界无烟日 少年劝烟忙",
        "志愿者发放戒烟手册，讲解二手烟的危害，倡导健康生活方式。",
    ),
    (
        "digital-health",
        "全县检查影像一网可查",
        "远程诊断平台上线，乡镇拍片、县里出报告，数据互联互通，居民扫码看电子病历。",
    ),
    (
        "digital-health",
        "卫生系统开展网络安全攻防演练",
        "红队找漏洞，蓝队守系统，信息中心连夜修补，数据备份一并检查。",
    ),
    (
        "administration",
        "全区卫生健康工作会议召开",
        "会议总结去年工作，部署今年重点任务，要求压实责任，强化督查考核。",
    ),
    (
        "administration",
        "市卫健委党委开展主题教育调研",
        "班子成员分片督导，听取意见，列出问题清单，党组织书记逐项领办。",
    ),
    (
        "mutual-aid",
        "援藏医疗队启程",
        "十二名医生将在受援医院工作一年，结对带教当地医师，送别现场亲友挥手。",
    ),
    (
        "mutual-aid",
        "东西部协作结硕果 对口帮扶医院建起血透室",
        "帮扶团队手把手带教，选派骨干进修，留下一支带不走的队伍。",
    ),
    (
        "people",
        "刘阿姨和她守了三十年的山村药箱",
        "她说，那年大雪封山，她徒步背药上门。乡亲们回忆起来，眼眶都红了。老伴笑着说她一辈子闲不住。",
    ),
    (
        "people",
        "白衣天使的初心",
        "从医四十年，他主动请缨值夜班，日记里写满牵挂。徒弟说，师傅的背影就是榜样。",
    ),
];

#[test]
fn the_main_topic_of_short_reports_is_found() {
    let topics = Topics::open(None).unwrap();
    let wrong: Vec<String> = REPORTS
        .iter()
        .filter_map(|(expected, headline, body)| {
            let found = topics.about(headline, &[body.to_string()]);
            (found.first().map(String::as_str) != Some(*expected))
                .then(|| format!("{headline}: {found:?}"))
        })
        .collect();
    assert!(wrong.len() * 20 <= REPORTS.len(), "{wrong:#?}");
}

/// Further reports, whose texts speak of much besides what they are about: meetings on primary care, portraits of
/// midwives, notices of outpatient hours.
#[test]
fn the_main_topic_of_reports_that_touch_on_others_is_found() {
    let topics = Topics::open(None).unwrap();
    let rows = include_str!("../../tests/fixtures/reports.txt").lines();
    let rows: Vec<Vec<&str>> = rows.map(|row| row.split('|').collect()).collect();
    let wrong = rows.iter().filter_map(|row| {
        let [expected, headline, body] = row[..] else {
            return Some(format!("no row of three: {row:?}"));
        };
        let found = topics.about(headline, &[body.to_string()]);
        let right = found.first().is_some_and(|id| id == expected);
        (!right).then(|| format!("{headline}: {found:?}"))
    });
    let wrong: Vec<String> = wrong.collect();
    assert!(
        rows.len() >= 90 && wrong.len() * 10 <= rows.len(),
        "{wrong:#?}"
    );
}

#[test]
fn what_stands_in_a_longer_term_does_not_count() {
    let text = "全市三十家健康小屋为居民测血压，慢性病防控从身边做起。";
    let found = about("慢性病防控走进楼院", text);
    assert!(
        !found.contains(&"infectious-disease".to_string()),
        "{found:?}"
    );
}

#[test]
fn a_meeting_is_administration_whatever_it_speaks_of() {
    let body = "会上交流了家庭医生签约、村卫生室建设和乡村医生培训的做法。";
    let found = about("全县医共体建设推进会召开", body);
    assert_eq!(found.first().map(String::as_str), Some("administration"));
    assert!(found.contains(&"primary-care".to_string()), "{found:?}");
}

#[test]
fn the_form_of_a_headline_tells_what_its_report_is_about() {
    let table = [
        (
            "hospital-services",
            "河口医院通过卒中中心认证",
            "卒中中心的医生说，溶栓比从前快了一刻钟。",
        ),
        (
            "health-education",
            "急救小课堂开进菜市场",
            "摊主们跟着学心肺复苏和海姆立克法，每期一小时，不收费。",
        ),
        (
            "mutual-aid",
            "海州专家来镇上坐诊",
            "骨科门诊前排起长队，海州市派来的医生每周查房两次，带教徒弟四名。",
        ),
        (
            "mutual-aid",
            "两院牵手 病房里笑声多",
            "省城医院派来医生，科室里新添病床，互派护士八名。",
        ),
    ];
    for (topic, headline, body) in table {
        assert_eq!(
            about(headline, body).first().map(String::as_str),
            Some(topic),
            "{headline}"
        );
    }
}

fn about(headline: &str, body: &str) -> Vec<String> {
    let topics = Topics::open(None).unwrap();
    topics.about(headline, &[body.to_string()])
}

#[test]
fn the_built_in_topics_open() {
    let topics = Topics::open(None).unwrap().topics;
    assert_eq!(topics.len(), 13);
    assert!(topics.iter().all(|t| t.lexicon.len() > 50), "lexicons");
    let iptc = topics.iter().filter_map(|t| t.iptc.as_deref());
    assert!(iptc.into_iter().all(|code| code.len() == 8));
}

#[test]
fn the_headline_outweighs_the_body() {
    let body = "医护人员走进社区，为居民测量血压，发放资料，讲解常识。";
    let found = about("我区举行流感疫苗接种日活动", body);
    assert_eq!(found.first().map(String::as_str), Some("vaccination"));
}

#[test]
fn a_text_of_other_matters_has_no_topic() {
    assert!(about("足球联赛周末开赛", "两支球队将在主场对阵，球迷期待。").is_empty());
    assert!(about("", "").is_empty());
}

#[test]
fn traditional_and_wide_writing_count_alike() {
    assert_eq!(
        about("免疫接種門診", "為兒童接種疫苗。"),
        about("免疫接种门诊", "为儿童接种疫苗。")
    );
}

#[test]
fn at_most_three_topics_are_named() {
    let body = "职业病防治宣传周活动，妇幼保健院产科义诊，中医针灸推拿体验，急救心肺复苏演练，疫苗接种咨询。";
    assert!((1..=3).contains(&about("健康活动周", body).len()));
}

#[test]
fn a_third_topic_needs_half_of_what_the_main_one_has() {
    let topic = |id: &str, terms: &[(&str, f32)]| Topic {
        id: id.to_string(),
        lexicon: terms.iter().map(|(t, w)| (t.to_string(), *w)).collect(),
        ..Topic::default()
    };
    let topics = Topics::new(vec![
        topic("rice", &[("稻", 5.0), ("谷", 5.0)]),
        topic("tea", &[("茶", 4.0)]),
        topic("silk", &[("丝", 4.0)]),
    ]);
    assert_eq!(topics.about("稻谷满仓，茶丝成箱", &[]), ["rice", "tea"]);
    assert_eq!(topics.about("稻茶丝", &[]), ["rice", "tea", "silk"]);
}

/// Forms and words of the field that tell what a report is about, though it is set in a hospital or a village.
#[test]
fn what_a_report_is_about_outweighs_where_it_is_set() {
    let table = include_str!("../../tests/fixtures/matters.txt").lines();
    let rows: Vec<Vec<&str>> = table.map(|row| row.split('|').collect()).collect();
    let wrong = rows.iter().filter_map(|row| {
        let [expected, headline, body] = row[..] else {
            return Some(format!("no row of three: {row:?}"));
        };
        let found = about(headline, body);
        let right = found.first().is_some_and(|id| id == expected);
        (!right).then(|| format!("{headline}: {found:?}"))
    });
    let wrong: Vec<String> = wrong.collect();
    assert!(
        rows.len() >= 25 && wrong.len() * 12 <= rows.len(),
        "{wrong:#?}"
    );
}
