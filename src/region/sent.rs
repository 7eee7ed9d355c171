//! Who is sent out from a place, or comes from it as a guest: the report is of where they go. 亳州6名医生赴高原 tells of
//! the highlands, and 上海专家来坐诊 of the town in which they see patients, though both name the places first.

use super::clause::{head, within};
use crate::text::any;

/// Persons who are sent out.
const SENT: [&str; 10] = [
    "名医",
    "名专家",
    "名护士",
    "名队员",
    "名骨干",
    "位医生",
    "位专家",
    "位护士",
    "医疗队",
    "专家团",
];
/// Where they go.
const GOES: [&str; 14] = [
    "赴",
    "援",
    "驰援",
    "奔赴",
    "进疆",
    "进藏",
    "入疆",
    "入藏",
    "抵达",
    "走进",
    "开进",
    "上高原",
    "上雪域",
    "飞抵",
];

/// 亳州6名医生赴高原: who is sent out leaves the place.
pub(super) fn is_sent(rest: &str) -> bool {
    let count =
        rest.trim_start_matches(|c: char| c.is_numeric() || "一二三四五六七八九十百余".contains(c));
    let people = SENT.iter().find_map(|people| {
        let near = head(count, 6);
        near.find(people)
            .and_then(|at| count.get(at + people.len()..))
    });
    people.is_some_and(|behind| within(behind, &GOES, 4))
}

/// Who is called by the place that they come from: 上海专家, 上海的医生.
const GUESTS: [&str; 6] = ["专家", "名医", "医生", "医师", "教授", "医疗队"];

pub(super) fn is_guest(rest: &str) -> bool {
    let who = rest.strip_prefix('的').unwrap_or(rest);
    any::starts_with(who, &GUESTS)
}
