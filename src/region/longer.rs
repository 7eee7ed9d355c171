//! Names that only seem to stand in a text: cut out of two words, or the beginning of a word or of a longer name.
//!
//! 上高 is a county, but not in 护士上高原: there jieba's dictionary finds a word that reaches over an end of the name. 桦甸
//! is another, but 桦甸林子村 may lie anywhere: there the name goes on to a word for a smaller place. Such a name is
//! believed where the text names the province, too.

use std::ops::Range;

use super::{Code, Gazetteer};
use crate::text::{any, segment};

/// Characters on either side of a name that tell how it is cut into words.
const AROUND: usize = 6;
/// 进京城, 在苏区, 入藏人员: the word is one of the place that its first character means.
const OF_PLACE: &str = "城郊区省籍境人地大";
/// 入川, 进藏: words that end in a place's short form and mean the place.
const GOING: &str = "援赴驻抵返入来离在进回访";
/// What stands below a county.
const BELOW: [&str; 5] = ["镇", "苏木", "嘎查", "街道", "乡"];
/// 城镇, 家乡, 瓷器名镇: no township by its name.
const BEFORE_BELOW: &str = "城乡古重集小名村全各该本我家故老返回下水侨外他异思、，";
/// Kinds of the smaller places and the houses that are called by longer names.
const KINDS: [&str; 16] = [
    "村", "屯", "庄", "镇", "乡", "苏木", "嘎查", "街道", "社区", "路", "街", "大道", "小学",
    "中学", "堂", "胡同",
];
/// After these the kind is none: 村民, 乡村, 乡亲, 镇上, 街头.
const AFTER_KIND: &str = "民医级里上头口村镇政干委企两道亲邻土";
/// Characters between the name and the kind that make them two things: 浏阳的村, 浏阳乡镇.
const APART: &str =
    "的在有是和与及各全该本我每多两几新老市县区旗到去来为乡镇农山城一二三四五六七八九十百千个所";

/// What stands on either side of the place of an event.
const PLACING: [&str; 2] = ["在", "于"];
const HELD: [&str; 16] = [
    "举行", "举办", "召开", "开幕", "闭幕", "落幕", "开赛", "开班", "开讲", "开营", "开训", "启动",
    "揭牌", "成立", "签约", "收官",
];
/// And before one where people go, or come from.
const COMING: [&str; 8] = [
    "来自", "走进", "抵达", "奔赴", "前往", "赶赴", "落户", "情系",
];

/// 上高原, 稳定安全: a word reaches over one end of the name, whose characters are of two words.
pub(super) fn is_cut_from_words(text: &str, name: &Range<usize>) -> bool {
    let cuts = |word: &Range<usize>| {
        let over_start = word.start < name.start && name.start < word.end && word.end < name.end;
        let over_end = name.start < word.start && word.start < name.end && name.end < word.end;
        over_start || over_end
    };
    words_around(text, name).iter().any(cuts)
}

/// 进苏木, 在晋升后: the short form at `form` is the beginning of a word.
pub(super) fn begins_word(text: &str, form: &Range<usize>) -> bool {
    let longer = |word: &Range<usize>| word.start == form.start && word.end > form.end;
    let second = text.get(form.end..).and_then(|rest| rest.chars().next());
    !second.is_some_and(|c| OF_PLACE.contains(c)) && words_around(text, form).iter().any(longer)
}

/// 冷藏中心, 启蒙中学: the short form at `form` is the end of a word.
pub(super) fn ends_word(text: &str, form: &Range<usize>) -> bool {
    let longer = |word: &Range<usize>| {
        let goes = text.get(word.clone()).unwrap_or_default();
        word.start < form.start && form.start < word.end && !goes.starts_with(|c| GOING.contains(c))
    };
    words_around(text, form).iter().any(longer)
}

/// 赣中医院: the direction is the beginning of a word, as it is not in 豫西北部.
pub(super) fn begins_centre(text: &str, form: &Range<usize>) -> bool {
    let direction = text.get(form.clone()).unwrap_or_default();
    direction.ends_with('中') && is_cut_from_words(text, form)
}

/// 柳溪镇桦甸林子村: names go from the larger place to the smaller, so that no county stands behind a township.
pub(super) fn is_below_township(text: &str, name: &Range<usize>) -> bool {
    let before = text.get(..name.start).unwrap_or_default();
    let township = |kind: &str| {
        let mut chars = before.strip_suffix(kind)?.chars().rev();
        let named = |c: Option<char>| c.is_some_and(|c| c.is_alphabetic());
        let (last, first) = (chars.next(), chars.next());
        let plain = last.is_some_and(|c| BEFORE_BELOW.contains(c));
        Some(named(last) && named(first) && !plain)
    };
    BELOW.iter().any(|kind| township(kind).unwrap_or_default())
}

/// 桦甸屯, 桦甸林子村, 桦甸台镇: the name goes on to be that of a village, a township, a road, a school or a hall.
pub(super) fn runs_on(rest: &str) -> bool {
    let starts = rest.char_indices().take(3);
    for (at, c) in starts {
        let behind = rest.get(at..).unwrap_or_default();
        let kind = KINDS.iter().find_map(|kind| behind.strip_prefix(kind));
        if let Some(after) = kind {
            return !after.starts_with(|c| AFTER_KIND.contains(c));
        }
        if !c.is_alphabetic() || APART.contains(c) {
            return false;
        }
    }
    false
}

/// 在磐石开赛, where the text prints 磐石市 as well: a common word that stands where a place can.
pub(super) fn is_printed_in_full(text: &str, name: &Range<usize>, code: Code) -> bool {
    let before = text.get(..name.start).unwrap_or_default();
    let rest = text.get(name.end..).unwrap_or_default();
    let held = any::starts_with(rest, &HELD);
    let placed = any::ends_with(before, &PLACING) && held || any::ends_with(before, &COMING);
    let full = || Gazetteer::get().region(code).map(|region| region.name);
    placed && full().is_some_and(|full| text.contains(full))
}

/// The words by which jieba cuts the characters round a name, with their bytes in the text.
fn words_around(text: &str, name: &Range<usize>) -> Vec<Range<usize>> {
    let letters = |c: &(usize, char)| c.1.is_alphabetic();
    let before = text.get(..name.start).unwrap_or_default();
    let before = before.char_indices().rev().take(AROUND).take_while(letters);
    let start = before.last().map_or(name.start, |(at, _)| at);
    let rest = text.get(name.end..).unwrap_or_default();
    let after = rest.char_indices().take(AROUND).take_while(letters);
    let length = after.last().map_or(0, |(at, c)| at + c.len_utf8());
    let mut at = start;
    let near = text.get(start..name.end + length).unwrap_or_default();
    let words = segment::tokens(near).into_iter().map(|word| {
        let word = at..at + word.len();
        at = word.end;
        word
    });
    words.collect()
}

#[cfg(test)]
mod tests {
    use crate::region::scan::scan;

    fn named(text: &str) -> Vec<&str> {
        let tokens = scan(text, None).into_iter();
        let named = tokens.filter(|t| t.place().is_some_and(|place| !place.codes.is_empty()));
        named.filter_map(|token| text.get(token.range)).collect()
    }

    #[test]
    fn a_name_is_not_read_across_two_words() {
        for text in [
            "六名护士上高原",
            "儿子刚上高中",
            "救护车上高速",
            "队员来自上高原的医院",
        ] {
            assert!(named(text).is_empty(), "{text}: {:?}", named(text));
        }
        assert_eq!(named("江西上高县和上高的老乡"), ["江西", "上高县", "上高"]);
        assert_eq!(named("泗洪水利局在江苏泗洪"), ["泗洪", "江苏", "泗洪"]);
    }

    #[test]
    fn a_short_form_is_no_part_of_a_word() {
        for text in [
            "药品送进苏木",
            "护士长在晋升后仍值夜班",
            "在辽阔的草原上",
            "来苏水消毒",
            "疫苗冷藏中断报警",
            "孩子的启蒙中心",
            "近年来琼脂涨价",
            "犹豫中她点了头",
            "在桂花树下义诊",
        ] {
            assert!(named(text).is_empty(), "{text}: {:?}", named(text));
        }
        let table = [
            ("专家进藏义诊", "进藏"),
            ("护士返鄂探亲", "返鄂"),
            ("在豫北义诊", "豫北"),
            ("地处赣南的村", "赣南"),
            ("进京城看病", "进京"),
        ];
        for (text, name) in table {
            assert_eq!(named(text), [name], "{text}");
        }
    }

    #[test]
    fn a_common_word_is_a_name_beside_its_full_name() {
        let full = "石雕大赛在磐石举行。磐石市派出三队。";
        assert_eq!(named(full), ["磐石", "磐石市"]);
        assert_eq!(named("来自磐石的石匠，磐石市的老人"), ["磐石", "磐石市"]);
        assert!(named("石雕大赛在磐石举行。").is_empty());
        assert_eq!(named("老人在磐石下乘凉，磐石市来人。"), ["磐石市"]);
    }

    #[test]
    fn a_county_does_not_stand_behind_a_township() {
        assert!(named("柳溪镇桦甸林子村").is_empty());
        assert!(named("查干苏木海林嘎查").is_empty());
        assert_eq!(named("回到家乡义乌"), ["义乌"]);
        assert_eq!(named("走进古镇义乌"), ["义乌"]);
    }

    #[test]
    fn a_longer_name_is_the_countys_only_beside_its_province() {
        for name in ["桦甸屯", "桦甸林子村", "桦甸台镇", "桦甸路", "桦甸沟小学"]
        {
            let text = format!("库伦旗{name}来了医疗队");
            assert_eq!(named(&text), ["库伦旗"], "{text}");
        }
        assert_eq!(named("库伦旗的医生到桦甸村民家中义诊"), ["库伦旗", "桦甸"]);
        assert_eq!(named("吉林省的桦甸林家镇"), ["吉林省", "桦甸"]);
        assert_eq!(named("义乌佛堂镇"), ["义乌"]);
    }
}
