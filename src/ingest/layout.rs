//! Tells a newspaper page from the text of a web page. Several reports that each open with 本报讯 and no line that
//! dates them as web pages do make a text a newspaper page; a dateline with a headline above and unbroken
//! paragraphs below makes it a web page.

use crate::article::Layout;

use super::{dateline, newspaper, webpage};

/// The layout of a plain text, by its content.
pub fn detect(text: &str) -> Layout {
    if webpage::is_edition(text) || (webpage::looks_like(text) && !holds_reports(text)) {
        Layout::Webpage
    } else {
        Layout::Newspaper
    }
}

/// Several reports that each open with the newspaper's own words (本报讯), and no line that dates one of them as web pages
/// do: a web page tells one report.
fn holds_reports(text: &str) -> bool {
    let reports = text.lines().filter(|line| newspaper::opens_report(line));
    let dated = |line: &str| {
        let found = dateline::parse(line.trim());
        found.is_one()
            && (found.labelled || found.date.is_some_and(|date| date.time.is_some()))
            && !newspaper::is_page_header(line)
    };
    reports.take(2).count() == 2
        && !text
            .lines()
            .take(60)
            .any(|line| line.chars().count() <= 200 && dated(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORTS: &str = "本报讯（张三）4月2日，云山县卫生健康局组织村医学习心肺复苏，一共有八十名村医参加，学期三天，每人练满二十遍才能结业，县里还给每个村卫生室配了一台教具。\n\n云山药房下乡\n\n本报讯（李四）4月3日，云山县人民医院的流动药房开到了山脚下的三个村子，带去常用药六十种，老人当场量血压，当场取药，当场问医生，不必再跑到县城里去排队。";

    #[test]
    fn several_reports_make_a_newspaper_page() {
        let page = format!("药房提示 >>>3版\n\n{REPORTS}");
        assert_eq!(detect(&page), Layout::Newspaper);
    }

    #[test]
    fn a_dateline_makes_a_web_page() {
        let page = format!(
            "当前位置：首页 > 新闻 > 正文\n\n云山村医学急救\n\n2024-04-03 09:08 来源：海州日报\n\n{REPORTS}"
        );
        assert_eq!(detect(&page), Layout::Webpage);
    }
}
