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

/// The items below a label open articles as 本报讯 does; the label belongs to the page's frame.
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
        if items.is_empty() {
            continue;
        }
        pieces[label].kind = Kind::Furniture("column-label");
        for item in items {
            pieces[item].kind = Kind::Lede;
        }
    }
}

/// Items of a sentence each make one article together, under their label.
const SENTENCE: usize = 60;

/// Does a label stand here, with items below it?
pub(super) fn opens_digest(pieces: &[Piece], label: usize) -> bool {
    let item = |piece: &Piece| piece.kind == Kind::Lede && !piece.opens_report();
    names_digest(&pieces[label].text) && pieces.get(label + 1).is_some_and(item)
}

/// Does the text open with a place or with its day, as news does?
pub(super) fn opens_news(text: &str) -> bool {
    OPENING.is_match(text)
}

/// The items that follow a label, each long enough for an article.
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
    let run: Vec<usize> = (from..pieces.len())
        .filter(printed)
        .take_while(|at| text(&pieces[*at]))
        .collect();
    let items = opened_alike(pieces, run);
    let chars: usize = items.iter().map(|at| pieces[*at].chars()).sum();
    if chars >= SENTENCE * items.len() {
        items
    } else {
        Vec::new()
    }
}

/// Those that begin with the same sign, or else two and more that open with a place or a day.
fn opened_alike(pieces: &[Piece], run: Vec<usize>) -> Vec<usize> {
    let Some(sign) = run.first().and_then(|at| pieces[*at].text.chars().next()) else {
        return Vec::new();
    };
    if BULLETS.contains(&sign) {
        return run
            .into_iter()
            .filter(|at| pieces[*at].text.starts_with(sign))
            .collect();
    }
    let opens = |at: &usize| opens_news(&pieces[*at].text);
    let first = run.first().is_some_and(&opens);
    let items: Vec<usize> = run.into_iter().filter(&opens).collect();
    if first && items.len() >= 2 {
        items
    } else {
        Vec::new()
    }
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
        let text = format!("健康速览\n\n{FIRST}\n\n当天还查了视力。");
        assert_eq!(kinds(&text)[1], Kind::Body);
    }

    #[test]
    fn items_of_a_sentence_stay_under_their_label() {
        let text = "卫生简讯\n\n●县医院添了两台呼吸机。\n●县疾控中心走访八个村卫生室，发放灭鼠药。";
        assert!(kinds(text).iter().all(|kind| *kind != Kind::Lede));
        let found = segment(text);
        assert_eq!(found.articles[0].headline, "卫生简讯");
    }

    #[test]
    fn an_item_takes_no_headline_from_the_text_above() {
        let text = format!(
            "药师每周三把药箱送到渔港码头，船员下船就能取药。\n\n（海州市卫健局）\n\n渔港里来了药师\n\n健康简讯\n\n●{FIRST}\n\n●{SECOND}"
        );
        let found = segment(&text);
        let headlines: Vec<&str> = found
            .articles
            .iter()
            .map(|article| article.headline.as_str())
            .collect();
        assert_eq!(headlines, ["渔港里来了药师", "", ""]);
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
        let found = segment(&text);
        let headlines: Vec<&str> = found
            .articles
            .iter()
            .map(|article| article.headline.as_str())
            .collect();
        assert_eq!(headlines, ["渔港里来了药师", "", ""]);
    }
}
