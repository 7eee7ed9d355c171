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
