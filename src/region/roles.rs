//! What a place does in its sentence: is it the scene, who acts, or only where somebody came from?
//!
//! The words right before and behind a place tell: 赴武汉 and 来自武汉 name one place in two roles, and only the first is
//! where the report plays. The rules are asked from the surest to the weakest, so that 新华社武汉3月5日电 is a dateline
//! before anything else is looked at.

use std::ops::Range;

use super::bodies::names_a_body;
use super::clause::{clause_before, head, sentence_before, within};
use super::scene::is_scene;
use super::sent::is_sent;
use crate::text::any;

/// From the strongest to the weakest evidence that the matter happens there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// 新华社哈尔滨3月5日电.
    Dateline,
    /// 在福州举行, 赴武汉.
    Scene,
    /// 山东省卫健委, 焦作市委, 海口报告.
    Actor,
    /// 福建省立医院.
    Body,
    Plain,
    /// 据兰州晚报报道.
    Media,
    /// 支援湖北.
    Helped,
    /// 来自山西, 武汉返.
    Origin,
    /// 仅次于云南.
    Compared,
}

const OFFICES: [&str; 44] = [
    "委",
    "政府",
    "人民政府",
    "卫健",
    "卫生",
    "疾控",
    "疾病预防",
    "疫情防控",
    "新冠",
    "新型冠状",
    "防控",
    "应急",
    "教育",
    "公安",
    "厅",
    "市场监",
    "医保",
    "医疗保障",
    "人社",
    "人力资源",
    "交通",
    "民政",
    "财政",
    "纪委",
    "人大",
    "政协",
    "气象",
    "地震局",
    "生态环境",
    "住建",
    "文旅",
    "文化和旅游",
    "农业农村",
    "商务",
    "发改",
    "水利",
    "科技局",
    "检察",
    "法院",
    "消防",
    "总工会",
    "妇联",
    "红十字",
    "药监",
];
const HAPPENS: [&str; 22] = [
    "新增", "报告", "通报", "发生", "出现", "举行", "举办", "召开", "启动", "发布", "确诊", "暴发",
    "突发", "首例", "出台", "印发", "累计", "全面", "开展", "推出", "实施", "上线",
];
/// What is said of the place that a sentence is about: 云山县作为….
const SUBJECT: [&str; 12] = [
    "作为",
    "多年来",
    "近年来",
    "率先",
    "坚持",
    "立足",
    "依托",
    "聚焦",
    "积极",
    "着力",
    "大力",
    "创新",
];
const MEDIA: [&str; 12] = [
    "日报",
    "晚报",
    "晨报",
    "都市报",
    "早报",
    "商报",
    "电视台",
    "卫视",
    "广播电",
    "新闻网",
    "网讯",
    "发布微",
];
const HELPING: [&str; 7] = ["支援", "驰援", "援助", "帮扶", "援", "捐赠给", "捐给"];
const FROM_BEFORE: [&str; 7] = ["来自", "从", "自", "由", "途经", "途径", "原籍"];
const FROM_AFTER: [&str; 14] = [
    "返",
    "籍",
    "输入",
    "旅居",
    "旅行史",
    "居住史",
    "方向",
    "来",
    "户籍",
    "疫区",
    "回来",
    "离开",
    "人士",
    "牌照",
];
/// Who comes to visit: 邻县卫健局一行来我区考察.
const VISITS: [&str; 5] = ["来我", "到我", "赴我", "来访", "来人"];
const COMPARED: [&str; 10] = [
    "次于", "低于", "高于", "优于", "好于", "多于", "少于", "不如", "超过", "赶超",
];
/// What names whom an act follows, or what is done to somebody.
const FOLLOWED: [&str; 14] = [
    "根据",
    "按照",
    "依据",
    "按",
    "为贯彻",
    "为落实",
    "贯彻",
    "落实",
    "经",
    "被",
    "获",
    "入选",
    "为",
    "响应",
];
/// 新华社, 人民网 and others.
const AGENCIES: [&str; 4] = ["社", "网", "中国日报", "本报"];

impl Role {
    /// Is the place named for another reason than that the matter happens there?
    pub(super) fn is_aside(self) -> bool {
        match self {
            Self::Dateline | Self::Media | Self::Helped | Self::Origin | Self::Compared => true,
            Self::Scene | Self::Actor | Self::Body | Self::Plain => false,
        }
    }
}

/// The role of the place at `range` of `text`.
pub(super) fn role(text: &str, range: &Range<usize>) -> Role {
    let (before, rest) = (&text[..range.start], &text[range.end..]);
    let before = before.rsplit('\n').next().unwrap_or(before);
    match () {
        () if is_dateline(before, rest) => Role::Dateline,
        () if within(rest, &MEDIA, 5) => Role::Media,
        () if any::ends_with(before, &HELPING) => Role::Helped,
        () if is_informant(before, rest) => Role::Actor,
        () if is_origin(before, rest) => Role::Origin,
        () if any::ends_with(before, &COMPARED) => Role::Compared,
        () if is_scene(before, rest) => Role::Scene,
        () if any::starts_with(rest, &OFFICES) => Role::Actor,
        () if within(rest, &HAPPENS, 5) => Role::Actor,
        () if is_subject(before, rest) => Role::Actor,
        () if names_a_body(rest) => Role::Body,
        () => Role::Plain,
    }
}

/// Whether the clause only says whom an act follows: 根据国家卫健委部署.
pub(super) fn is_subordinate(text: &str, at: usize) -> bool {
    let clause = clause_before(&text[..at]);
    let clause = clause.trim_start();
    any::starts_with(clause, &FOLLOWED)
}

fn is_dateline(before: &str, rest: &str) -> bool {
    let start = before.trim_start_matches(|c: char| !c.is_alphanumeric());
    let is_short = start.chars().nth(12).is_none();
    let agency = || start.is_empty() || any::holds(start, &AGENCIES);
    is_short && agency() && is_dispatch(head(rest, 16))
}

/// 3月5日电, 讯, （记者王某）3月5日电: nothing but the day and the writer before the word.
fn is_dispatch(rest: &str) -> bool {
    let gap = rest.split_once(['电', '讯']).map(|(gap, _)| gap);
    let is_day = |c: char| c.is_numeric() || "年月日 上下午时分（）()".contains(c);
    gap.is_some_and(|gap| gap.chars().all(is_day) || gap.ends_with('日') || gap.contains("记者"))
}

/// 记者从山东省卫健委获悉, 由福建省卫健委主办.
fn is_informant(before: &str, rest: &str) -> bool {
    let learnt = || within(rest, &["获悉", "了解到", "得知"], 20);
    let office = || any::starts_with(rest, &OFFICES);
    before.ends_with(['从', '由']) && (office() || before.ends_with('从') && learnt())
}

/// Opens a sentence that goes on to say what the place does.
fn is_subject(before: &str, rest: &str) -> bool {
    let opens = before.is_empty() || before.ends_with(['。', '！', '？', '；', '”']);
    opens && any::starts_with(rest, &SUBJECT)
}

fn is_origin(before: &str, rest: &str) -> bool {
    let list = sentence_before(before);
    let listed = list.rfind("来自").is_some_and(|at| {
        let between = &list[at..];
        between.chars().count() <= 30 && !between.contains(['，', ',', '的'])
    });
    // 固始县返乡村医 came home to the county.
    let home =
        rest.starts_with("返乡") && !rest.starts_with("返乡人") && !rest.starts_with("返乡者");
    listed
        || any::ends_with(before, &FROM_BEFORE)
        || (!home && any::starts_with(rest, &FROM_AFTER))
        || within(rest, &VISITS, 16)
        || is_sent(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn role_of(text: &str, place: &str) -> Role {
        let at = text.find(place).unwrap();
        role(text, &(at..at + place.len()))
    }

    #[test]
    fn the_words_around_a_place_tell_its_role() {
        let table = [
            ("新华社哈尔滨3月5日电（记者王某）", "哈尔滨", Role::Dateline),
            ("大赛在福州市顺利举行", "福州市", Role::Scene),
            ("大赛在福州市落下帷幕", "福州市", Role::Scene),
            ("专家组赴武汉指导", "武汉", Role::Scene),
            (
                "9月8日上午，寿光市柳溪镇的码头里汽笛长鸣",
                "寿光市",
                Role::Scene,
            ),
            ("9月8日上午，寿光市柳溪镇开诊", "寿光市", Role::Plain),
            ("山东省卫健委通报", "山东省", Role::Actor),
            ("海口新增一处接种点", "海口", Role::Actor),
            (
                "赛程已定。思明区作为东道主，提前修好了步道",
                "思明区",
                Role::Actor,
            ),
            ("作为东道主的思明区步道", "思明区", Role::Plain),
            ("福建省立医院医生", "福建省", Role::Body),
            ("据兰州晚报报道", "兰州", Role::Media),
            ("支援湖北医疗队", "湖北", Role::Helped),
            ("来自山西、四川的选手", "四川", Role::Origin),
            ("从武汉返回的人员", "武汉", Role::Origin),
            ("大赛在“药都”亳州市举行", "亳州市", Role::Scene),
            ("亳州6名医生赴高原", "亳州", Role::Origin),
            ("亳州医疗队驰援灾区", "亳州", Role::Origin),
            ("亳州6名医生获表彰", "亳州", Role::Plain),
            ("诸暨市卫生监督所一行六人来我区考察", "诸暨市", Role::Origin),
            ("接种率高于云南，位居全国第二", "云南", Role::Compared),
            ("记者从山东省卫健委获悉", "山东省", Role::Actor),
            ("记者从太原市急救中心了解到", "太原市", Role::Actor),
        ];
        for (text, place, expected) in table {
            assert_eq!(role_of(text, place), expected, "{text}");
        }
    }
}
