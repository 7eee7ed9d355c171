//! Names of bodies that begin with the name of their place: 焦作市人民医院, 福建省卫健委.
//!
//! A body speaks for its place more than a mention in passing does: who prints a page is most often one, and what it does
//! happens there more often than elsewhere.

use crate::text::any;

const BODIES: [&str; 25] = [
    "医院",
    "大学",
    "学院",
    "卫健",
    "卫生",
    "疾控",
    "卫计",
    "开发区",
    "高新区",
    "政府",
    "市委",
    "省委",
    "县委",
    "区委",
    "委员会",
    "局",
    "厅",
    "集团",
    "公司",
    "日报",
    "晚报",
    "电视台",
    "研究所",
    "中心",
    "学校",
];

/// Whether the characters right after a name make it the name of a body.
pub(super) fn names_a_body(rest: &str) -> bool {
    let mut chars = rest.char_indices().enumerate();
    let end = chars.find(|(n, (_, c))| *n == 10 || !c.is_alphabetic());
    let near = end.map_or(rest, |(_, (at, _))| &rest[..at]);
    near.starts_with('委') || any::holds(near, &BODIES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_a_name_makes_it_that_of_a_body() {
        for rest in ["立医院", "委书记", "卫健委通报"] {
            assert!(names_a_body(rest), "{rest}");
        }
        for rest in ["，焦作", "新增一处", "有一位老人走了十里山路来到医院"] {
            assert!(!names_a_body(rest), "{rest}");
        }
    }
}
