//! Puts the torn paragraphs of an article together again.

use super::beside::rest_above;
use super::bonds::{WORD, begins_torn, bond, joint, opens_with_scrap};
use super::likeness::{Likeness, Pairs, pairs};
use super::matching::{Links, Offer, assign};
use super::phrases::{is_sidebar, opens_paragraph};
use super::pieces::{Kind, Piece};

/// What speaks for a pair must come to this much.
const ENOUGH: f64 = 2.5;
/// Both parts stand under the same headline.
const SAME_ARTICLE: f64 = 2.0;
/// The part behind follows at once; less with every paragraph between.
const FOLLOWS: f64 = 2.0;
/// The same in a column, where the tear is just the column's end.
const FOLLOWS_IN_COLUMN: f64 = 4.0;
/// It follows at once, and begins in the middle of a sentence.
const AT_ONCE: f64 = 1.0;
/// The part behind was put there.
const TAKEN_IN: f64 = 1.0;
/// The part behind begins with the rest of a clause.
const SCRAP: f64 = 2.0;
/// A part lies no more paragraphs away from where the text breaks off.
const REACH: usize = 12;
/// A stray goes to an article that holds at least this share of its words.
const RELATED: f64 = 0.12;
/// An article that breaks off somewhere wants a part more than one that is whole.
const WANTS_A_PART: f64 = 0.2;

/// The paragraphs of an article: each the numbers of the pieces it is made of.
pub(super) type Paragraphs = Vec<Vec<usize>>;

/// What is known of the page's tears.
pub(super) struct Tears<'a> {
    /// The pairs of characters of the page.
    pub(super) seen: &'a Pairs,
    pub(super) links: Links,
    /// Where articles break off for good.
    pub(super) lost: Vec<usize>,
}

/// Finds the article that each run of stray pieces belongs to: `None` where it is like none of them.
pub(super) fn adopt(
    pieces: &[Piece],
    articles: &[Vec<usize>],
    strays: &[Vec<usize>],
) -> Vec<Option<usize>> {
    let text = |numbers: &[usize]| {
        numbers
            .iter()
            .map(|at| pieces[*at].text.as_str())
            .collect::<Vec<_>>()
            .join("\n")
    };
    let texts: Vec<String> = articles.iter().map(|article| text(article)).collect();
    let likeness = Likeness::of(texts.iter().map(String::as_str));
    let seen = pairs(&texts.join("\n"));
    let ends = loose_ends(pieces, articles, &seen);
    let only_end = match ends[..] {
        [(article, _)] if strays.len() == 1 => Some(article),
        _ => None,
    };
    strays
        .iter()
        .map(|stray| {
            let words = pairs(&text(stray));
            let first = pieces[*stray.first()?].text.as_str();
            let wanted = |at: usize| {
                let ends = ends.iter().filter(|(article, _)| *article == at);
                let bonds = ends.map(|(_, end)| bond(&pieces[*end].text, first, &seen).max(0.0));
                bonds.reduce(f64::max)
            };
            let worth = |at: usize| {
                let bond = wanted(at).map_or(0.0, |bond| WANTS_A_PART + bond / 10.0);
                likeness.share(&words, at) + bond
            };
            // A box is never an article of its own: it goes to the one that it is most like.
            let enough = if is_sidebar(first) {
                f64::MIN_POSITIVE
            } else {
                RELATED
            };
            let goes_on = |at: usize| wanted(at).is_some_and(|bond| bond >= WORD);
            (0..articles.len())
                .filter(|at| likeness.share(&words, *at) >= enough || goes_on(*at))
                .max_by(|a, b| worth(*a).total_cmp(&worth(*b)))
                .or_else(|| only_end.filter(|_| !opens_paragraph(first)))
        })
        .collect()
}

/// The paragraphs of one article in reading order.
pub(super) fn weave(pieces: &[Piece], article: &[usize], links: &Links) -> Paragraphs {
    let behind: Vec<usize> = article
        .iter()
        .filter_map(|at| links.get(at).copied())
        .collect();
    let mut placed: Vec<(usize, Vec<usize>)> = Vec::new();
    for (order, first) in article.iter().enumerate() {
        if behind.contains(first) {
            continue;
        }
        let mut chain = vec![*first];
        let mut place = order;
        let next = |chain: &[usize]| {
            let next = links.get(chain.last()?)?;
            Some((*next, article.iter().position(|at| at == next)?))
        };
        while let Some((next, at)) = next(&chain) {
            chain.push(next);
            place = place.min(at);
        }
        // What opens the article stays its first paragraph whatever is joined to it.
        placed.push((place, chain));
    }
    placed.sort_by_key(|(place, chain)| (pieces[chain[0]].kind != Kind::Lede, *place));
    placed.into_iter().map(|(_, chain)| chain).collect()
}

/// Which piece goes on where a piece of the article breaks off.
fn links(pieces: &[Piece], article: &[usize], seen: &Pairs) -> Links {
    assign(&offers(pieces, article, seen))
}

/// Which pieces of the article may go on where others of it break off.
pub(super) fn offers(pieces: &[Piece], article: &[usize], seen: &Pairs) -> Vec<Offer> {
    let mut offers = Vec::new();
    for (order, tail) in article
        .iter()
        .enumerate()
        .filter(|(_, at)| pieces[**at].is_open())
    {
        for (other, head) in article
            .iter()
            .enumerate()
            .filter(|(_, at)| pieces[**at].kind == Kind::Body)
        {
            if order == other || order.abs_diff(other) > REACH {
                continue;
            }
            let worth = SAME_ARTICLE
                + rest_above(pieces, article, order, other)
                + scrap(&pieces[*head], other)
                + torn_at_once(pieces, *tail, *head)
                + follows(pieces, *tail, *head).max(taken_in(order, other))
                + joint(&pieces[*tail], &pieces[*head], seen);
            if worth >= ENOUGH {
                offers.push(Offer {
                    worth,
                    tail: *tail,
                    head: *head,
                });
            }
        }
    }
    offers
}

/// What begins in the middle of a sentence, right behind where one breaks off.
fn torn_at_once(pieces: &[Piece], tail: usize, head: usize) -> f64 {
    let at_once = head == tail + 1 && !pieces[head].topic && begins_torn(&pieces[head].text);
    if at_once { AT_ONCE } else { 0.0 }
}

/// The first paragraph of an article is no rest of another, however it begins.
fn scrap(head: &Piece, order: usize) -> f64 {
    let scrap = order > 0 && !head.starts_paragraph && opens_with_scrap(&head.text);
    if scrap { SCRAP } else { 0.0 }
}

/// Measured on the page: a stray that was put behind the tear stands there by nobody's setting.
pub(super) fn follows(pieces: &[Piece], tail: usize, head: usize) -> f64 {
    let between = pieces.get(tail + 1..=head).unwrap_or_default();
    match between.iter().filter(|piece| piece.is_body()).count() {
        1 if pieces[tail].wrapped && pieces[head].wrapped => FOLLOWS_IN_COLUMN,
        distance @ 1..=3 => FOLLOWS / distance as f64,
        _ => 0.0,
    }
}

/// What was taken in from elsewhere was put where the text breaks off: a weaker sign than standing there.
fn taken_in(order: usize, other: usize) -> f64 {
    if other == order + 1 { TAKEN_IN } else { 0.0 }
}

/// Paragraphs that break off without a continuation in their own article: article and piece.
fn loose_ends(pieces: &[Piece], articles: &[Vec<usize>], seen: &Pairs) -> Vec<(usize, usize)> {
    let of = |(number, article): (usize, &Vec<usize>)| {
        let links = links(pieces, article, seen);
        let ends = article
            .iter()
            .copied()
            .filter(|at| pieces[*at].is_open() && !links.contains_key(at));
        ends.map(|at| (number, at)).collect::<Vec<_>>()
    };
    articles.iter().enumerate().flat_map(of).collect()
}

/// Why the paragraph with this number is doubtful, if it is; for the keeper.
pub(super) fn doubt(
    pieces: &[Piece],
    chains: &Paragraphs,
    number: usize,
    strays: &[usize],
    tears: &Tears<'_>,
) -> Option<String> {
    let chain = chains.get(number)?;
    let line = |at: usize| pieces[at].lines.first().copied().unwrap_or_default();
    let (first, last) = (*chain.first()?, *chain.last()?);
    if let Some(stray) = chain.iter().find(|at| strays.contains(at)) {
        return Some(format!(
            "第{}行的文字散落在别处，据内容归入本文",
            line(*stray)
        ));
    }
    if let Some(pair) = chain.windows(2).find(|pair| pair[1] != pair[0] + 1) {
        return Some(format!(
            "断栏：第{}行与第{}行据文意拼接",
            line(pair[0]),
            line(pair[1])
        ));
    }
    if let Some((pair, rival)) = contested(pieces, chains, number, tears.seen) {
        return Some(format!(
            "断栏：第{}行之后是第{}行还是第{}行，难以断定",
            line(pair[0]),
            line(pair[1]),
            line(rival)
        ));
    }
    if let Some((pair, end)) = wanted_elsewhere(pieces, chain, tears) {
        return Some(format!(
            "断栏：第{}行是接第{}行还是接第{}行，难以断定",
            line(pair[1]),
            line(pair[0]),
            line(end)
        ));
    }
    if pieces[last].is_open() {
        return Some(format!("第{}行起的文字到此中断，下文未找到", line(last)));
    }
    let torn = pieces[first].kind == Kind::Body
        && !pieces[first].wrapped
        && begins_torn(&pieces[first].text);
    torn.then(|| format!("第{}行似从句中开始，上文未找到", line(first)))
}

/// Two parts that only their places join, and a torn beginning that would do as well.
fn contested<'a>(
    pieces: &[Piece],
    chains: &'a Paragraphs,
    number: usize,
    seen: &Pairs,
) -> Option<(&'a [usize], usize)> {
    let others = chains.iter().enumerate().skip(1);
    let heads = others.filter(|(at, _)| *at != number);
    let torn = |at: &usize| {
        let head = &pieces[*at];
        head.kind == Kind::Body && (begins_torn(&head.text) || scrap(head, 1) > 0.0)
    };
    let rivals: Vec<usize> = heads
        .filter_map(|(_, chain)| chain.first().copied())
        .filter(torn)
        .collect();
    chains.get(number)?.windows(2).find_map(|pair| {
        let tail = &pieces[pair[0]];
        let worth = |head: &Piece| joint(tail, head, seen) + scrap(head, 1);
        let own = placed(pieces, pair, seen)?;
        let mut rivals = rivals.iter().copied();
        Some((pair, rivals.find(|rival| worth(&pieces[*rival]) >= own)?))
    })
}

/// Two parts that only their places join, shortly behind an article that breaks off for good.
fn wanted_elsewhere<'a>(
    pieces: &[Piece],
    chain: &'a [usize],
    tears: &Tears<'_>,
) -> Option<(&'a [usize], usize)> {
    chain.windows(2).find_map(|pair| {
        placed(pieces, pair, tears.seen)?;
        let near = |end: &&usize| follows(pieces, **end, pair[1]) > 0.0;
        let mut ends = tears.lost.iter().filter(|end| !chain.contains(end));
        Some((pair, *ends.find(near)?))
    })
}

/// What the words say for a pair that only their places join; within a column the place is enough.
fn placed(pieces: &[Piece], pair: &[usize], seen: &Pairs) -> Option<f64> {
    let [tail, head] = [&pieces[pair[0]], &pieces[pair[1]]];
    let worth = joint(tail, head, seen) + scrap(head, 1);
    (worth <= 0.0 && !(tail.wrapped && head.wrapped)).then_some(worth)
}

#[cfg(test)]
mod tests {
    use super::super::pieces::pieces;
    use super::*;

    fn woven(all: &[Piece], article: &[usize], text: &str) -> Paragraphs {
        weave(all, article, &links(all, article, &pairs(text)))
    }

    fn tears(seen: &Pairs) -> Tears<'_> {
        Tears {
            seen,
            links: Links::new(),
            lost: Vec::new(),
        }
    }

    #[test]
    fn parts_out_of_order_are_joined() {
        let text = "本报讯（记者张三）云山县开展秋季巡诊，五十名医生参加。\n\n查身体、量血压，并送去常用药品。\n\n医疗队分成六组，进村入户为老人免费检\n\n据了解，巡诊将持续到十月底。";
        let pieces = pieces(text);
        let all: Vec<usize> = (0..pieces.len()).collect();
        assert_eq!(woven(&pieces, &all, text), [vec![0], vec![2, 1], vec![3]]);
    }

    #[test]
    fn the_only_end_goes_on_right_above_it() {
        let paragraphs = |below: &str| {
            let text = format!(
                "本报讯（记者张三）云山县开办急救课，八十名司机参加。\n\n绷带、夹板和止血带，车上常备一个药箱。\n\n老师把急救的步骤编成顺口溜，还教司机们使用\n\n{below}"
            );
            let pieces = pieces(&text);
            woven(&pieces, &[0, 1, 2, 3], &text)
        };
        let alone = "据了解，急救课将办到月底。";
        assert_eq!(paragraphs(alone), [vec![0], vec![2, 1], vec![3]]);
        let below = "夹板，练完还要两人一组再考。";
        assert_eq!(paragraphs(below), [vec![0], vec![1], vec![2, 3]]);
    }

    #[test]
    fn what_begins_in_a_sentence_right_behind_a_tear_goes_on_there() {
        let text = "本报讯（记者张三）云山县开办营养课，八十名厨师参加。\n\n老师在课上反复提醒，要把少盐少油的做法教给孩\n\n的父母，让全家人都吃得清淡。\n\n据了解，营养课将办到月底。";
        let pieces = pieces(text);
        // Half a word before the tear speaks against it, so that the place alone would not be enough.
        let words = joint(&pieces[1], &pieces[2], &pairs(text));
        assert!(SAME_ARTICLE + FOLLOWS + words < ENOUGH);
        assert_eq!(
            woven(&pieces, &[0, 1, 2, 3], text),
            [vec![0], vec![1, 2], vec![3]]
        );
    }

    #[test]
    fn the_rest_of_a_clause_is_no_paragraph() {
        let text = "本报讯（记者张三）云山县举办家庭照护课堂，八十名家属参加。\n\n急救知识，还教大家怎样给卧床老人翻身、拍背和按摩。\n\n护士们带着教具一步一步示范，先后讲解了\n\n据介绍，照护课堂每月一期。";
        let pieces = pieces(text);
        assert_eq!(
            woven(&pieces, &[0, 1, 2, 3], text),
            [vec![0], vec![2, 1], vec![3]]
        );
    }

    #[test]
    fn a_part_that_only_its_place_joins_is_doubtful_beside_a_torn_beginning() {
        let reason = |third: &str| {
            let text = format!(
                "本报讯（记者张三）云山县为渔民义诊，八百人参加。\n\n护士们在码头支起了帐篷，先后送去了\n\n渔民们自己捐出的旧船改成的流动药房。\n\n{third}"
            );
            let (pieces, seen) = (pieces(&text), pairs(&text));
            let chains = woven(&pieces, &[0, 1, 2, 3], &text);
            assert_eq!(chains, [vec![0], vec![1, 2], vec![3]]);
            doubt(&pieces, &chains, 1, &[], &tears(&seen))
        };
        assert!(reason("量、血压登记分开进行，渔民们排队等候。").is_some());
        assert_eq!(reason("据介绍，流动药房每月来两趟。"), None);
    }

    #[test]
    fn a_part_that_only_its_place_joins_is_doubtful_behind_a_lost_end() {
        let text = "渔港里来了流动药房，药师每周三量血压、送药上船，\n\n本报讯（记者张三）云山县培训托育老师，八十人参加，\n\n两个小时的课一堂不落。";
        let (pieces, seen) = (pieces(text), pairs(text));
        let chains = woven(&pieces, &[1, 2], text);
        assert_eq!(chains, [vec![1, 2]]);
        let mut tears = tears(&seen);
        assert_eq!(doubt(&pieces, &chains, 0, &[], &tears), None);
        tears.lost.push(0);
        assert!(doubt(&pieces, &chains, 0, &[], &tears).is_some());
    }

    #[test]
    fn a_stray_is_not_joined_where_something_speaks_against_it() {
        let other = "云山县的托育机构开放参观。".repeat(3);
        let text = |stray: &str| {
            format!(
                "本报讯 海州市检查药房，查看了消毒设备和药品\n\n{other}\n\n{other}\n\n{other}\n\n{other}\n\n{stray}"
            )
        };
        let paragraphs = |stray: &str| {
            let pieces = pieces(&text(stray));
            woven(&pieces, &[0, 5], &text(stray))
        };
        assert_eq!(
            paragraphs("人，都通过了统一组织的考试并领到证书。"),
            [vec![0], vec![5]]
        );
        assert_eq!(
            paragraphs("存放情况，对过期的当场封存并且登记造册。"),
            [vec![0, 5]]
        );
    }

    #[test]
    fn a_stray_goes_to_the_article_it_speaks_of() {
        let text = "本报讯 县医院为渔民义诊，带去心电图机和药品、\n\n本报讯 云山县托育机构开放，八百名家长带着孩子参观。\n\n绷带，渔民们排队做心电图。";
        let pieces = pieces(text);
        assert_eq!(adopt(&pieces, &[vec![0], vec![1]], &[vec![2]]), [Some(0)]);
    }
}
