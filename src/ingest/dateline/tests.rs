use super::*;

fn day(line: &str) -> Option<String> {
    parse(line).date.map(|d| match d.time {
        Some(time) => format!("{} {time}", d.date),
        None => d.date.to_string(),
    })
}

#[test]
fn datelines_in_their_many_forms() {
    for (line, expected) in [
        (
            "21-12-21 09:08 来源:东州网-东州晚报 编辑:李小明",
            "2021-12-21 09:08",
        ),
        ("2021年12月21日", "2021-12-21"),
        ("2021/12/21 7:05", "2021-12-21 07:05"),
        (
            "发布时间：2023-05-04 09:12:33 来源：东州市卫生健康委",
            "2023-05-04 09:12:33",
        ),
        ("时间：2021.12.21", "2021-12-21"),
        ("【发布时间：2019年3月5日】【字体：大 中 小】", "2019-03-05"),
        ("发布日期：２０２４年４月２４日", "2024-04-24"),
        ("2023-05-04T22:00:00Z", "2023-05-05 06:00:00"),
        ("2023-05-04T09:12:00+08:00", "2023-05-04 09:12:00"),
        ("东州网 2023年05月04日09:12", "2023-05-04 09:12"),
        ("2023年05月04日 星期四 下午 3:20", "2023-05-04 15:20"),
        ("发布时间:20-03-05", "2020-03-05"),
        ("二〇二四年四月二十四日", "2024-04-24"),
        ("2023 05/04 09:12:33 来源：东州网", "2023-05-04 09:12:33"),
    ] {
        assert_eq!(day(line).as_deref(), Some(expected), "{line}");
        assert!(parse(line).is_one(), "{line}: {:?}", parse(line));
    }
}

#[test]
fn what_is_no_date_gives_none() {
    for line in [
        "电话：0931-12-34567",
        "第2021-12-21号",
        "1.2.3版",
        "2021-13-40",
        "比分21-12-21",
        "10.12.21%",
    ] {
        assert_eq!(day(line), None, "{line}");
    }
}

#[test]
fn source_author_and_editor_are_told_apart() {
    let line = parse(
        "发布时间：2023-05-04 09:12　来源：东州日报　作者：王 伟 李小红　责任编辑：张三　浏览次数：128次",
    );
    assert_eq!(line.source.as_deref(), Some("东州日报"));
    assert_eq!(line.author, ["王伟", "李小红"]);
    assert_eq!(line.rest, 0, "{line:?}");
    let plain = parse("东州新闻网  2023-05-04 09:12  我要评论");
    assert_eq!(plain.source.as_deref(), Some("东州新闻网"));
}

#[test]
fn a_sentence_with_a_date_is_no_dateline() {
    let line = "记者从2023年5月4日召开的全市卫生健康工作会议上获悉，今年我市将新建社区卫生服务中心十家，方便居民就近看病。";
    assert!(!parse(line).is_one());
}

#[test]
fn a_year_may_come_from_elsewhere() {
    assert_eq!(
        find_without_year("12-21 09:08 东州网", 2021).map(|f| f.date.to_string()),
        Some("2021-12-21".into())
    );
}

#[test]
fn labels_without_a_colon_are_read_beside_a_date() {
    let line =
        parse("发表于2014-08-24 21:30| 1164次阅读| 来源东州网| 3条评论| 作者王小伟 责编李红");
    assert!(line.is_one(), "{line:?}");
    assert_eq!(line.rest, 0);
    assert_eq!(line.source.as_deref(), Some("东州网"));
    assert_eq!(line.author, ["王小伟"]);
}

#[test]
fn labels_may_run_on_from_one_to_the_next() {
    let found = parse("时间:06-12 15:30来源:医务科作者:贺小满点击:3次");
    assert_eq!(found.source.as_deref(), Some("医务科"));
    assert_eq!(found.author, ["贺小满"]);
    // A label that is part of a word opens nothing.
    assert!(!parse("新来源:源头").named);
}

#[test]
fn a_source_is_named_or_only_stands_there() {
    assert!(parse("2024-03-18 来源：东州网").named);
    let stands = parse("原创 健康东州 2024-03-18 18:06");
    assert_eq!(
        (stands.source.as_deref(), stands.named),
        (Some("健康东州"), false)
    );
    let account = parse("原创 科普君 东州疾控 2023年11月20日 17:30 湖北");
    assert_eq!(account.source.as_deref(), Some("东州疾控"));
}

#[test]
fn a_department_is_no_writer() {
    assert_eq!(names("治未病科 冯春生"), ["冯春生"]);
    assert_eq!(names("护理部、王登科、办公室"), ["王登科"]);
}

#[test]
fn writers_behind_a_bare_word_are_read() {
    for line in [
        "2023-05-04 09:12   来源：东州网   记者 王小伟",
        "2023-05-04 09:12 来源：东州网 记者 王小伟",
        "2023-05-04 09:12 东州网 本报记者 王小伟",
    ] {
        let found = parse(line);
        assert!(found.is_one(), "{line}");
        assert_eq!(found.source.as_deref(), Some("东州网"), "{line}");
        assert_eq!(found.author, ["王小伟"], "{line}");
    }
}
