//! Pages of several short reports, each a block between blank lines with its headline on top. Where every report that has a
//! dateline is such a block, so are those that have none.

use std::ops::Range;

use super::heads::{headline_before, may_be_headline, told};
use super::{Line, Start, marks};
use crate::ingest::dateline;

/// The starts of a page's articles, with those of the blocks that no dateline tells.
pub(super) fn with_undated(lines: &[Line<'_>], dated: Vec<Start>) -> Vec<Start> {
    let first = dated.first().and_then(|start| start.dateline);
    let (Some(first), true) = (first, are_blocks(lines, &dated)) else {
        return dated;
    };
    let mut starts = dated;
    let mut at = block_of(lines, first).end;
    while at < lines.len() {
        let block = block_of(lines, at);
        if !starts.iter().any(|start| start.from == at) && is_report(lines, &block) {
            starts.push(Start {
                from: at,
                dateline: None,
            });
        }
        at = block.end;
    }
    starts.sort_unstable_by_key(|start| start.from);
    starts
}

/// Are there several dated articles, each of them one block?
fn are_blocks(lines: &[Line<'_>], dated: &[Start]) -> bool {
    let is_block = |start: &Start| {
        let Some(dateline) = start.dateline else {
            return false;
        };
        let block = block_of(lines, dateline);
        let text = lines.get(dateline + 1..block.end).unwrap_or_default();
        headline_before(lines, dateline) == Some(block.start)
            && text.iter().any(|(_, line)| marks::is_prose(line))
    };
    dated.len() >= 2 && dated.iter().all(is_block)
}

/// The lines without a blank one between them of which this is one.
fn block_of(lines: &[Line<'_>], at: usize) -> Range<usize> {
    let follows = |i: usize| {
        let pair = i
            .checked_sub(1)
            .and_then(|before| Some((lines.get(before)?, lines.get(i)?)));
        pair.is_some_and(|((before, _), (number, _))| *number == before + 1)
    };
    let start = (0..=at).rev().find(|i| !follows(*i)).unwrap_or(at);
    let end = (at + 1..lines.len()).find(|i| !follows(*i));
    start..end.unwrap_or(lines.len())
}

/// Does a block open with a headline that its text takes words from?
fn is_report(lines: &[Line<'_>], block: &Range<usize>) -> bool {
    let Some([(_, headline), rest @ ..]) = lines.get(block.clone()) else {
        return false;
    };
    let is_text = |(_, line): &&Line<'_>| marks::is_prose(line) && marks::furniture(line).is_none();
    let opens = rest.first().is_some_and(|line| {
        let found = dateline::parse(line.1);
        is_text(&line) || found.labelled || found.is_one()
    });
    let text: String = rest.iter().filter(is_text).map(|(_, line)| *line).collect();
    opens && may_be_headline(headline) && told(headline, &text) >= 2
}

#[cfg(test)]
mod tests {
    use crate::ingest::accounted::uncounted;
    use crate::ingest::webpage::segment;

    const PAGE: &str = "当前位置：首页 > 一周简讯\n\n卫生健康一周简讯\n\n云山县开打流感疫苗\n2023-11-03　来源：云山县卫健局\n11月3日，云山县的流感疫苗开打，头一天就有四百多名老人接种，村医把车开到了村口。\n分享　收藏\n\n河湾县流动药房进了山村\n2023-11-02　来源：河湾县卫健局\n河湾县的流动药房开进山村，药师当场核对用药，一天跑了六个村，回程时还捎上两位复诊的老人。\n分享　收藏\n\n市急救中心调度系统升级\n11月1日凌晨，市急救中心的调度系统升级后上线，可以自动接收来电人的位置，派车快了二十秒。\n\n东山县中医夜市每周开张\n来源：东山县中医院\n东山县的中医夜市每周五晚上开张，香囊、药茶和推拿都在河边，当天来了六百多人，十点才收摊。\n\n首页 上一页 下一页\n版权所有 © 2023";

    #[test]
    fn short_reports_without_a_dateline_are_articles_of_their_own() {
        let found = segment(PAGE);
        assert_eq!(uncounted(PAGE, &found), Vec::<u32>::new());
        let articles = found.articles.iter();
        let told: Vec<_> = articles
            .map(|it| (it.headline.as_str(), it.credit_text.as_deref()))
            .collect();
        assert_eq!(
            told,
            [
                ("云山县开打流感疫苗", Some("云山县卫健局")),
                ("河湾县流动药房进了山村", Some("河湾县卫健局")),
                ("市急救中心调度系统升级", None),
                ("东山县中医夜市每周开张", Some("东山县中医院")),
            ]
        );
    }

    /// Where the text of an article runs on over blank lines, a headline within it heads a part of it.
    #[test]
    fn a_subhead_of_an_article_of_many_blocks_is_none() {
        let page = PAGE.replace("云山县卫健局\n11月", "云山县卫健局\n\n11月");
        assert_eq!(segment(&page).articles.len(), 2);
    }
}
