//! Short news in a row below one label (简讯, 一句话新闻): each is an article of its own and has no headline.

use std::sync::LazyLock;

use regex::Regex;

use super::marks::{self, pattern};
use super::pieces::{Kind, Piece};

/// Signs that open an item of a list.
pub(super) const BULLETS: [char; 14] = [
    '●', '○', '◆', '◇', '■', '□', '▲', '△', '★', '☆', '◎', '▪', '•', '※',
];

/// An item without a sign opens with a place or with its day.
static OPENING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?:[【\[]\p{Han}{2,8}[】\]]",
        r"|\p{Han}{1,8}[省市县区州盟旗镇乡][：:\s　]",
        r"|(?:\p{Han}{1,12}[省市县区州盟旗院局委心])?[0-9]{1,2}月[0-9]{1,2}日",
        r"|(?:近日|日前|连日来|昨日|昨天)[，,])",
    ))
});

/// Items that do not open as news are articles from this length on.
const ARTICLE: usize = 60;
/// So long are those at least that do.
const SENTENCE: usize = 35;

/// The items below a label open articles as 本报讯 does, and the label belongs to the page's frame; items of a few words
/// make one article together, and the label is its headline.
pub(super) fn name_items(pieces: &mut [Piece]) {
    for label in 0..pieces.len() {
        let named = matches!(
            pieces[label].kind,
            Kind::Heading | Kind::Furniture("column-label")
        );
        if !named || !names_digest(&pieces[label].text) {
            continue;
        }
        let items = items(pieces, label + 1);
        if are_articles(pieces, &items) {
            pieces[label].kind = Kind::Furniture("column-label");
            for item in items {
                pieces[item].kind = Kind::Lede;
            }
        } else if items.len() >= 2 {
            pieces[label].kind = Kind::Heading;
        }
    }
}

fn are_articles(pieces: &[Piece], items: &[usize]) -> bool {
    let text = |at: &usize| pieces[*at].text.trim_start_matches(BULLETS);
    let news = items.iter().filter(|at| opens_news(text(at))).count();
    let least = match news * 2 > items.len() {
        true => SENTENCE,
        false => ARTICLE,
    };
    let chars: usize = items.iter().map(|at| text(at).chars().count()).sum();
    !items.is_empty() && chars >= least * items.len()
}

/// Does a label stand here, with items below it?
pub(super) fn opens_digest(pieces: &[Piece], label: usize) -> bool {
    let item = |piece: &Piece| piece.kind == Kind::Lede && !piece.opens_report();
    names_digest(&pieces[label].text) && pieces.get(label + 1).is_some_and(item)
}

/// Does the text open with a place or with its day, as news does?
pub(super) fn opens_news(text: &str) -> bool {
    OPENING.is_match(text)
}

/// The items that follow a label: those that begin with the same sign, or else two and more paragraphs, all opening
/// with a place or a day.
fn items(pieces: &[Piece], from: usize) -> Vec<usize> {
    let printed =
        |at: &usize| !matches!(pieces[*at].kind, Kind::Furniture(why) if why != "column-label");
    let signed = |piece: &Piece| piece.text.starts_with(BULLETS);
    let text = |piece: &Piece| match piece.kind {
        Kind::Body | Kind::Subhead => true,
        // ▲ points to a picture as well.
        Kind::Caption => signed(piece) && marks::photo_credit(&piece.text).is_none(),
        _ => false,
    };
    let mut run: Vec<usize> = (from..pieces.len())
        .filter(printed)
        .take_while(|at| text(&pieces[*at]))
        .collect();
    let sign = run.first().and_then(|at| pieces[*at].text.chars().next());
    match sign.filter(|sign| BULLETS.contains(sign)) {
        Some(sign) => run.retain(|at| pieces[*at].text.starts_with(sign)),
        None if run.len() < 2 || !run.iter().all(|at| opens_news(&pieces[*at].text)) => run.clear(),
        None => {}
    }
    run
}

/// The name of a column of short news: 健康简讯, 卫生短波.
fn names_digest(text: &str) -> bool {
    const ENDS: [&str; 17] = [
        "简讯",
        "短讯",
        "快讯",
        "零讯",
        "速览",
        "速递",
        "短波",
        "集锦",
        "集萃",
        "要闻",
        "动态",
        "资讯",
        "传真",
        "扫描",
        "微新闻",
        "短新闻",
        "一句话新闻",
    ];
    let bare = text.trim_matches(|c: char| !c.is_alphanumeric());
    bare.chars().count() <= 8
        && bare.chars().all(char::is_alphabetic)
        && ENDS.iter().any(|end| bare.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::super::pieces::pieces;
    use super::super::segment;
    use super::*;

    fn kinds(text: &str) -> Vec<Kind> {
        pieces(text).into_iter().map(|piece| piece.kind).collect()
    }

    const FIRST: &str = "4月2日，海州市疾控中心到渔港为船员检查听力，九十人参加，查出听力下降的有十七人，医生当场配了耳塞，教船员怎样在机舱里戴好，并且约定半年后复查。";
    const SECOND: &str = "云山县人民医院夜间门诊开到晚上九点，内科、儿科和药房都有人值守，下班的人不用再请假看病，开诊一个月来，已有八百人在夜里看上了病、拿到了药。";

    #[test]
    fn items_with_signs_are_articles_without_headlines() {
        for sign in ['●', '▲', '■'] {
            let text = format!("卫生短波\n\n{sign}{FIRST}\n\n{sign}{SECOND}");
            let found = segment(&text);
            assert_eq!(found.articles.len(), 2, "{:?}", found.articles);
            assert!(
                found
                    .articles
                    .iter()
                    .all(|article| article.headline.is_empty())
            );
            assert_eq!(found.furniture[0].why, "column-label");
        }
    }

    #[test]
    fn items_without_signs_open_with_a_day_or_a_place() {
        let label = Kind::Furniture("column-label");
        let text = format!("健康速览\n\n{FIRST}\n\n【云山县】{SECOND}");
        assert_eq!(kinds(&text), [label, Kind::Lede, Kind::Lede]);
        let text = format!("健康速览\n\n{FIRST}\n\n当天还查了视力。\n\n4月3日，医生又来了。");
        assert_eq!(kinds(&text)[1], Kind::Body);
    }

    #[test]
    fn items_of_a_sentence_stay_under_their_label() {
        let text = "卫生简讯\n\n●县医院添了两台呼吸机。\n●县疾控中心走访八个村卫生室，发放灭鼠药。";
        assert!(kinds(text).iter().all(|kind| *kind != Kind::Lede));
        let found = segment(text);
        assert_eq!(found.articles[0].headline, "卫生简讯");
        let framed = format!(
            "渔港里来了药师\n\n药师每周三把药箱送到渔港码头。\n\n{}",
            text.replace("卫生", "")
        );
        assert_eq!(segment(&framed).articles[1].headline, "简讯");
    }

    #[test]
    fn short_items_that_open_as_news_are_articles() {
        let text = "渔港里来了药师\n\n药师每周三把药箱送到渔港码头。\n\n一句话新闻\n\n◆4月3日，青河镇的流动药房跑完了春季的十四趟，给船员送药六百多份，量血压八百人次。\n◆4月5日，白石镇给三十个村卫生室配齐了巡诊包，村医当天就背着下了乡，当天出诊四十趟。";
        assert_eq!(segment(text).articles.len(), 3);
    }

    fn headlines(text: &str) -> Vec<String> {
        let articles = segment(text).articles.into_iter();
        articles.map(|article| article.headline).collect()
    }

    #[test]
    fn an_item_takes_no_headline_from_the_text_above() {
        let text = format!(
            "药师每周三把药箱送到渔港码头，船员下船就能取药。\n\n（海州市卫健局）\n\n渔港里来了药师\n\n健康简讯\n\n●{FIRST}\n\n●{SECOND}"
        );
        assert_eq!(headlines(&text), ["渔港里来了药师", "", ""]);
    }

    #[test]
    fn a_list_within_an_article_is_no_digest() {
        let text = format!("渔港里来了医生\n\n●{FIRST}\n\n●{SECOND}");
        assert!(kinds(&text).iter().all(|kind| *kind != Kind::Lede));
    }

    #[test]
    fn a_label_ends_the_text_above_it() {
        let text = format!(
            "渔港里来了药师\n\n本报记者 张三\n\n药师每周三把药箱送到渔港码头。\n\n健康简讯\n\n●{FIRST}\n\n●{SECOND}"
        );
        assert_eq!(headlines(&text), ["渔港里来了药师", "", ""]);
    }
}
