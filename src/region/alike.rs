//! What looks like the name of a place and is that of something else: a street (南京路), a lake (玄武湖), a township
//! (盖北镇), a person (李长安). Each is told by the characters right beside the name, without a dictionary of streets or
//! persons, which no list of ours would ever hold in full.

use std::ops::Range;

use super::{Code, Level, longer};
use crate::text::{any, surnames};

const STREETS: [&str; 8] = ["路", "街", "大道", "大街", "巷", "胡同", "弄", "马路"];
const NO_STREETS: [&str; 13] = [
    "路段", "路况", "路演", "路桥", "路政", "路网", "路径", "路线", "街头", "街区", "街景", "街坊",
    "街舞",
];
/// Characters that may stand before 温县 and 北镇; after any other they are likely the tail of a word.
const BEFORE_NAMES: &str = "在到从进访驻抵返和与及省市州盟区赴来至为了日月是于由将向对以自据往经近报者年的，。、；：（）“”《》〈〉！？,.;:()— \n\r\t　";

/// 南京路, 四川北路, 广东大街.
pub(super) fn is_street(rest: &str) -> bool {
    let direction = rest.trim_start_matches(['东', '西', '南', '北', '中', '环']);
    let near = rest.len() - direction.len() <= 2 * '东'.len_utf8();
    let street =
        |rest: &str| any::starts_with(rest, &STREETS) && !any::starts_with(rest, &NO_STREETS);
    near && street(direction)
}

/// 玄武湖, 鼓楼桥: a lake or a gate, not the district.
pub(super) fn is_landmark(rest: &str, code: Code) -> bool {
    let landmark = |c: char| "湖河江溪寺塔庙宫陵泉岭峰桥门洲湾站酒茶瓜".contains(c);
    code.level() == Level::County && rest.starts_with(landmark)
}

/// 盖北镇: a town, not 北镇.
pub(super) fn is_township(text: &str, range: &Range<usize>) -> bool {
    let prior = text[..range.start].chars().next_back();
    text[range.clone()].ends_with('镇')
        && range.len() == 2 * '镇'.len_utf8()
        && prior.is_some_and(|c| c.is_alphabetic() && !stands_apart(c))
}

/// May the character stand before a name of two characters?
pub(super) fn stands_apart(prior: char) -> bool {
    BEFORE_NAMES.contains(prior)
}

/// 记者李长安: a surname stands before what would be 长安. Provinces (王山东) are no given names.
pub(super) fn is_given_name(prior: Option<char>, code: Code) -> bool {
    let province = code.level() == Level::Province;
    !province && prior.is_some_and(surnames::is_sure)
}

/// Characters of two words, or of the name of a place within a township. Provinces are named everywhere.
pub(super) fn is_part(text: &str, range: &Range<usize>, code: Code) -> bool {
    match code.level() {
        Level::Province => false,
        Level::Prefecture => longer::is_cut_from_words(text, range),
        Level::County => {
            longer::is_below_township(text, range) || longer::is_cut_from_words(text, range)
        }
    }
}
