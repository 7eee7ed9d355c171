//! How well a torn end and a torn beginning go together.

use super::likeness::Pairs;
use super::phrases::{names_a_channel, opens_paragraph, unbalanced};
use super::pieces::Piece;
use crate::text::normalize::fold;
use crate::text::segment::all_words;

/// A word that the tear went through.
pub(super) const WORD: f64 = 3.0;
/// A figure that the tear went through.
const FIGURE: f64 = 3.0;
/// A quotation or a bracket opened before the tear and closed behind it.
const QUOTATION: f64 = 3.0;
/// A quotation that is closed behind the tear but was not opened before it.
const STRANGE_QUOTATION: f64 = -2.0;
/// The two characters round the tear stand together elsewhere on the page.
const SEEN: f64 = 1.0;
/// Half a word at the tear that finds no other half.
const HALF_WORD: f64 = -2.0;
/// The beginning is that of a paragraph.
const PARAGRAPH: f64 = -2.0;
/// The first sentence behind the tear is too short to be one.
const SHORT_SENTENCE: f64 = 2.0;

const UNITS: &str = "年月日时分万亿千百多余个名人岁例次件家项元米公里吨张台辆倍期届所位场支%％℃";
const NUMERALS: &str = "零一二三四五六七八九十百千点";

/// What speaks for `head` going on where `tail` breaks off; `seen` holds the pairs of characters of the page.
pub(super) fn bond(tail: &str, head: &str, seen: &Pairs) -> f64 {
    let (before, behind) = (last_run(tail), first_run(head));
    let mut bond = 0.0;
    if figure(&before, &behind) || reaches(&before, head) {
        bond += FIGURE;
    } else if let Some(word) = crossing(&before, &behind) {
        bond += word;
    } else if half_word_before(&before) || half_word_behind(&behind) || lost_figure(&before, head) {
        bond += HALF_WORD;
    }
    bond += match (unbalanced(tail).1 > 0, unbalanced(head).0 > 0) {
        (true, true) => QUOTATION,
        (false, true) => STRANGE_QUOTATION,
        (true, false) => -0.5,
        (false, false) => 0.0,
    };
    if let (Some(a), Some(b)) = (before.chars().next_back(), behind.chars().next())
        && seen.contains(&(a, b))
    {
        bond += SEEN;
    }
    if begins_with_sentence_of(8, head) {
        bond += SHORT_SENTENCE;
    }
    if opens_paragraph(head) {
        bond += PARAGRAPH;
    }
    bond
}

/// The same for two pieces: what opens a paragraph by its form goes on nowhere.
pub(super) fn joint(tail: &Piece, head: &Piece, seen: &Pairs) -> f64 {
    let bond = bond(&tail.text, &head.text, seen);
    if head.topic {
        bond.min(PARAGRAPH)
    } else {
        bond
    }
}

/// Does a word or a figure go through the tear?
pub(super) fn goes_through(tail: &str, head: &str) -> bool {
    let (before, behind) = (last_run(tail), first_run(head));
    figure(&before, &behind)
        || reaches(&before, head)
        || crossing(&before, &behind).is_some_and(|word| word >= WORD)
}

/// What a figure rose or fell to, torn from the word that says so: 由三十张增加|到45张.
fn reaches(before: &str, head: &str) -> bool {
    const CHANGES: [&str; 20] = [
        "提高", "提升", "上升", "增加", "增长", "扩大", "扩充", "发展", "延长", "攀升", "升高",
        "下降", "降低", "减少", "缩短", "压缩", "缩减", "缩小", "增", "减",
    ];
    names_height(head) && CHANGES.iter().any(|word| before.ends_with(word))
}

/// 到45张, 至十分钟, but not 到2030年.
fn names_height(head: &str) -> bool {
    let figure = |c: char| c.is_ascii_digit() || NUMERALS.contains(c) || c == '.';
    let Some(rest) = head.strip_prefix(['到', '至', '为', '了']) else {
        return false;
    };
    let unit = rest.trim_start_matches(figure);
    unit.len() < rest.len() && !unit.starts_with(['年', '月', '日', '岁', '时', '世'])
}

/// Cannot be the beginning of a paragraph: half a word, a closing mark, a sentence of a few characters.
pub(super) fn begins_torn(head: &str) -> bool {
    head.starts_with(['，', '、', '。', '”', '）', '》', '及', '等', '的', ','])
        || unbalanced(head).0 > 0
        || (begins_with_sentence_of(6, head) && !head.starts_with(['“', '"']) && !counts_off(head))
        || (half_word_behind(&first_run(head)) && !names_a_channel(head))
        || lone_half(head)
        || opens_with_speech(head)
        || (names_height(head) && !head.starts_with('为'))
}

/// 二忌…, 三看…: an entry of a list, not what a figure counts.
fn counts_off(head: &str) -> bool {
    let mut chars = head.chars();
    let number = chars
        .next()
        .is_some_and(|c| "一二三四五六七八九".contains(c));
    number
        && chars
            .next()
            .is_some_and(|c| !UNITS.contains(c) && !NUMERALS.contains(c))
}

/// 介绍，…: who speaks stands before the tear.
fn opens_with_speech(head: &str) -> bool {
    const SAYS: [&str; 8] = [
        "介绍",
        "表示",
        "认为",
        "提醒",
        "坦言",
        "指出",
        "强调",
        "告诉记者",
    ];
    let clause = head.split_once(['，', ',', '：']).map(|(clause, _)| clause);
    clause.is_some_and(|clause| SAYS.contains(&clause))
}

/// A clause of a few characters that names no time, place or speaker (技能，并分组…): the rest of a longer one.
pub(super) fn opens_with_scrap(head: &str) -> bool {
    const STARTS: &str = "上早清傍凌据此同另目截下接今去昨近当随期其首最第一二三四五六七八九十因所但而然不于如虽尽与为在从自由对按经会现有他她我你您这那每到以并还也又再更已只至直终后之原总例比特尤事实显可甚";
    const ENDS: &str = "上中前后间时日天场下里外年月晨晚午季春夏秋冬处说道称为示绍醒了着过来起";
    let Some((clause, _)) = head.split_once(['，', ',']) else {
        return false;
    };
    (2..=6).contains(&clause.chars().count())
        && clause.chars().all(|c| c.is_alphabetic() && !c.is_ascii())
        && !clause.starts_with(|c| STARTS.contains(c))
        && !clause.ends_with(|c| ENDS.contains(c))
}

/// The unit of a figure before a comma (人，都来自…), where the figure does not stand before the tear.
fn lost_figure(before: &str, head: &str) -> bool {
    let counted = |c: char| c.is_ascii_digit() || c == '余' || NUMERALS.contains(c);
    head.starts_with(|c| UNITS.contains(c)) && lone_half(head) && !before.ends_with(counted)
}

/// A single character before a comma that cannot stand there alone, as 省、市 and 一、 do.
fn lone_half(head: &str) -> bool {
    const ALONE: &str =
        "省市县区州乡镇村校院国家两三四五六七八九十一二甲乙丙丁是对好而但却则即若因故且今";
    let mark = |at| matches!(head.chars().nth(at), Some('、' | '，' | ','));
    // 听、说、读、写: single words in a row.
    let row = mark(3);
    let first = head.chars().next();
    let half = first.is_some_and(|c| c.is_alphabetic() && !c.is_ascii() && !ALONE.contains(c));
    half && mark(1) && !row
}

/// Does the text begin with a sentence of at most so many characters?
fn begins_with_sentence_of(most: usize, text: &str) -> bool {
    text.chars()
        .take(most + 1)
        .any(|c| matches!(c, '。' | '！' | '？'))
}

/// Up to six letters before the tear, in normal form.
fn last_run(text: &str) -> String {
    let folded = fold(text);
    let run: Vec<char> = folded
        .chars()
        .rev()
        .take_while(|c| c.is_alphanumeric())
        .take(6)
        .collect();
    run.into_iter().rev().collect()
}

fn first_run(text: &str) -> String {
    fold(text)
        .chars()
        .take_while(|c| c.is_alphanumeric())
        .take(6)
        .collect()
}

fn figure(before: &str, behind: &str) -> bool {
    let Some(next) = behind.chars().next() else {
        return false;
    };
    let spelt =
        before.ends_with(|c| NUMERALS.contains(c)) && "一二三四五六七八九十点".contains(next);
    let digit = |text: &str| text.ends_with(|c: char| c.is_ascii_digit());
    let counted = before.strip_suffix(['万', '亿']).is_some_and(digit);
    (digit(before) && (next.is_ascii_digit() || UNITS.contains(next)))
        || (counted && UNITS.contains(next))
        || before.ends_with(['年', '月']) && next.is_ascii_digit()
        || spelt
}

/// What a word of the dictionary that lies across the tear is worth: less where it takes a part of a word that stands
/// whole on one side (进一|个人: 一个).
fn crossing(before: &str, behind: &str) -> Option<f64> {
    let tear = before.chars().count();
    let (start, end) =
        spans(&format!("{before}{behind}")).find(|(start, end)| *start < tear && tear < *end)?;
    let clean = spans(before).any(|(from, _)| from == start)
        && spans(behind).any(|(_, to)| tear + to == end);
    Some(match (clean, end - start) {
        (true, 3..) => WORD + 1.0,
        (true, _) => WORD,
        (false, _) => WORD / 3.0,
    })
}

/// Where the words of a text begin and end, in characters.
fn spans(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let mut at = 0;
    all_words(text).into_iter().map(move |word| {
        let start = at;
        at += word.chars().count();
        (start, at)
    })
}

/// A single character that is no word of its own stands at the end.
fn half_word_before(before: &str) -> bool {
    const WHOLE: &str = "的了在是和与及或为对从到以于把被让向就都也还又并而且但将已其之所我你他她它这那该此有不上下中个着过地得要会能可使用做给按经由至每各全再更最约近共达时年月日后前内外里间";
    all_words(before).last().is_some_and(|word| {
        word.chars().count() == 1 && !WHOLE.contains(word.as_str()) && before.chars().count() > 1
    })
}

/// A single character that is no word of its own stands at the beginning.
fn half_word_behind(behind: &str) -> bool {
    const WHOLE: &str = "在为会要将对把当以从每各全经据是有这那我他她该本到由与和也就都而但让被给请用做走看说想使并又还如若因凡按依向于其此两三四五六七八九十一二多省市县区州院校国人";
    all_words(behind).first().is_some_and(|word| {
        word.chars().count() == 1
            && !WHOLE.contains(word.as_str())
            && word.chars().all(|c| !c.is_ascii())
    }) && behind.chars().count() > 1
}

#[cfg(test)]
mod tests {
    use super::super::likeness::pairs;
    use super::*;

    fn of(tail: &str, head: &str) -> f64 {
        bond(tail, head, &pairs(""))
    }

    #[test]
    fn a_torn_word_finds_its_other_half() {
        assert!(of("县医院为村民免费检", "查身体，建立健康档案。") >= WORD);
        assert!(of("县医院为村民免费检", "为村民建立档案。") < 0.0);
    }

    #[test]
    fn a_torn_figure_finds_its_other_half() {
        assert!(of("服务群众累计突破12", "万人次。") >= FIGURE);
        assert!(of("截至5月", "19日，累计服务群众三千人。") >= FIGURE);
        assert!(of("药师全年送药2.7万", "份，跑了四百趟。") >= FIGURE);
    }

    #[test]
    fn what_rose_finds_what_it_rose_to() {
        assert!(of("药房的品种由六十种增加", "到110种，够用了。") >= FIGURE);
        assert!(of("候诊时间由一小时缩短", "至十分钟。") >= FIGURE);
        assert!(of("候诊时间明显缩短", "到村里看病的人也少了。") < FIGURE);
        assert!(of("药房的品种明年还要增加", "到2030年，村村都有药房。") < FIGURE);
        assert!(begins_torn("到110种，船员下船就能取药。"));
        assert!(!begins_torn("到2030年，村村都有药房。"));
        assert!(of("药师每周跑码头", "到110种，船员下船就能取药。") < FIGURE);
    }

    #[test]
    fn a_spelt_figure_finds_its_other_half() {
        assert!(of("新车的比例升至百分之九", "十二，比去年高。") >= FIGURE);
    }

    #[test]
    fn half_a_word_before_a_comma_wants_its_other_half() {
        assert!(begins_torn("量、血压登记、用药指导分三个帐篷进行。"));
        assert!(begins_torn("介绍，药品由县里统一配送。"));
        assert!(begins_torn("三名。其余的留在县里。"));
        for whole in [
            "省、市专家到场指导。",
            "一、把好采购关。",
            "二忌贪凉。夜里盖好肚子。",
            "老、中、青三代医生同台。",
            "线上，医生每晚答疑两小时。",
        ] {
            assert!(!begins_torn(whole), "{whole}");
        }
        assert!(of("出诊队伍里有十七", "人，都来自县医院和乡镇卫生院。") >= 0.0);
        assert!(of("出诊队伍带去了帐篷", "人，都来自县医院和乡镇卫生院。") < 0.0);
        assert!(of("村民们排队等着测", "量、血压登记分开进行。") >= WORD);
    }

    #[test]
    fn a_clause_of_a_few_characters_is_the_rest_of_one() {
        for scrap in ["急救知识，还教大家翻身。", "药品，一直送到村口。"] {
            assert!(opens_with_scrap(scrap), "{scrap}");
        }
        for whole in [
            "据了解，课堂每月一期。",
            "义诊现场，队伍排到了街角。",
            "专家提醒，不要自行加药。",
            "傍晚时分，队员才下山。",
            "2024年，县里修了路。",
            "家属记了满满两页。",
        ] {
            assert!(!opens_with_scrap(whole), "{whole}");
        }
    }

    #[test]
    fn a_quotation_goes_on() {
        assert!(
            of("她说：“只要村民需要，我就", "一直走下去。”说完又上路了。")
                > of("她说，山路不好走，但", "一直走下去。”说完又上路了。") + 3.0
        );
    }

    #[test]
    fn what_opens_a_paragraph_does_not_go_on() {
        assert!(of("会议通报了有关情况和", "据了解，今年将新增三家医院。") < 0.0);
    }
}
