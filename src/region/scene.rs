//! Places where something happens: the scene of a report.
//!
//! A place is a scene where people go (赴武汉), where something is held or done (在福州市举行), and where a report sets in
//! behind its day (9月8日上午，寿光市侯镇的园区里…). A meeting of the whole country has a place that only hosts it.

use super::clause::{clause_before, head, sentence_of};
use crate::text::any;

const HELD: [&str; 44] = [
    "建成",
    "举行",
    "召开",
    "举办",
    "开幕",
    "闭幕",
    "启动",
    "揭牌",
    "成立",
    "开展",
    "发布",
    "落成",
    "开工",
    "发生",
    "进行",
    "亮相",
    "签约",
    "开讲",
    "投入使用",
    "投用",
    "开诊",
    "完成",
    "正式",
    "诊疗",
    "挂牌",
    "设立",
    "开赛",
    "开班",
    "开课",
    "开训",
    "开营",
    "开拍",
    "打响",
    "收官",
    "落幕",
    "落下帷幕",
    "谢幕",
    "揭幕",
    "上演",
    "首发",
    "首演",
    "竣工",
    "奠基",
    "拉开",
];
const GOING: [&str; 9] = [
    "赴", "抵达", "走进", "来到", "前往", "奔赴", "飞抵", "深入", "驻",
];
/// Characters in which a spot within a place is told.
const SPOT: usize = 16;
/// Characters of a place's by-name, at most.
const BYNAME: usize = 8;

/// What is said within so many characters behind a place is said of it.
const NEAR: usize = 40;

pub(super) fn is_scene(before: &str, rest: &str) -> bool {
    let is_held = || {
        let sentence = sentence_of(head(rest, NEAR));
        any::holds(sentence, &HELD)
    };
    any::ends_with(before, &GOING)
        || opens_scene(before, rest)
        || without_byname(before).ends_with(['在', '于']) && is_held()
}

/// 9月8日上午，寿光市侯镇的园区里警报骤响: behind its day, a report opens with the spot.
fn opens_scene(before: &str, rest: &str) -> bool {
    const TIMES: [&str; 7] = ["日", "上午", "下午", "清晨", "晚", "中午", "凌晨"];
    let opening = clause_before(before.strip_suffix(['，', ',']).unwrap_or_default());
    let dated = any::ends_with(opening, &TIMES) && opening.contains('日');
    let near = head(rest, SPOT);
    let spot = near.find(|c: char| !c.is_alphanumeric());
    let spot = near.get(..spot.unwrap_or(near.len())).unwrap_or_default();
    let below = spot.find(['镇', '乡', '村', '园']);
    dated && below.is_some_and(|at| spot[at..].contains(['内', '里']))
}

/// 在“药都”亳州市举行: what a place is called stands before its name.
fn without_byname(before: &str) -> &str {
    let inside = before.strip_suffix('”');
    let opened = inside.and_then(|inside| inside.rsplit_once('“'));
    let short = |(_, byname): &(&str, &str)| byname.chars().count() <= BYNAME;
    opened.filter(short).map_or(before, |(before, _)| before)
}

/// A meeting of the whole country: the place only hosts it, as Beijing does (国家疾控局在郑州召开全国…会议).
pub(super) fn meets(text: &str, at: usize) -> bool {
    const MEETINGS: [&str; 7] = ["会议", "大会", "发布会", "现场会", "推进会", "论坛", "年会"];
    const HELD: [&str; 4] = ["召开", "举办", "举行", "开幕"];
    const ENDS: [char; 3] = ['。', '；', '\n'];
    let (before, rest) = text.split_at(at);
    let said = rest.split(ENDS).next().unwrap_or(rest);
    let start = before.rfind(ENDS).unwrap_or(0);
    let sentence = &text[start..at + said.len()];
    any::holds(said, &HELD) && sentence.contains("全国") && any::holds(sentence, &MEETINGS)
}
