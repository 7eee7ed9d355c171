//! The places that a text names, each with its bytes and how it is named, for those who want to show or count them.
//! What a text names is decided by [`super::scan`] without any knowledge of where the text was printed, so that
//! namesakes may stay open.

use std::ops::Range;

use super::Code;
use super::scan::scan;
use super::token::{PlaceForm, Token};
use crate::text::any;

/// One place named in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Bytes of the text.
    pub range: Range<usize>,
    /// The regions meant: one; several for 川渝; none where namesakes cannot be told apart.
    pub codes: Vec<Code>,
    /// The namesakes, where `codes` is empty.
    pub candidates: Vec<Code>,
    pub kind: MentionKind,
}

/// How a place is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MentionKind {
    /// 焦作市, 凉山州.
    FullName,
    /// 焦作.
    ShortName,
    /// 闽宁, 赴鄂, 豫北.
    Abbreviation,
    /// As part of a body's name, or by it: 福建省立医院.
    Organisation,
}

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

/// Every place that a text names, in order, resolved as far as the text itself allows.
pub fn mentions(text: &str) -> Vec<Mention> {
    scan(text, None)
        .iter()
        .filter_map(|token| mention(text, token))
        .collect()
}

fn mention(text: &str, token: &Token) -> Option<Mention> {
    let place = token.place()?;
    let kind = match place.form {
        PlaceForm::Abbreviation | PlaceForm::Support => MentionKind::Abbreviation,
        PlaceForm::Alias => MentionKind::Organisation,
        _ if names_a_body(&text[token.range.end..]) => MentionKind::Organisation,
        PlaceForm::Full => MentionKind::FullName,
        PlaceForm::Short => MentionKind::ShortName,
    };
    let namesakes = place.candidates.iter().map(|n| n.code);
    Some(Mention {
        range: token.range.clone(),
        codes: place.codes.clone(),
        candidates: namesakes.filter(|_| place.codes.is_empty()).collect(),
        kind,
    })
}

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

    fn codes(text: &str) -> Vec<String> {
        let found = mentions(text).into_iter();
        found.flat_map(|m| m.codes).map(|c| c.to_string()).collect()
    }

    #[test]
    fn names_are_read_where_they_name_a_place() {
        let table: &[(&str, &[&str])] = &[
            ("记者从焦作市了解到", &["410800"]),
            ("在焦作举行", &["410800"]),
            ("福建省福州市鼓楼区", &["350000", "350100", "350102"]),
            ("江苏徐州鼓楼区", &["320000", "320300", "320302"]),
            ("“上海金山卫生计生”微博", &["310000", "310116"]),
            ("木垒县总医院", &["652328"]),
            ("凉山州和湘西自治州", &["513400", "433100"]),
            ("其中山西3例、山东2例", &["140000", "370000"]),
            ("5例以上海外输入", &[]),
            ("黄河入海口的芦苇荡", &[]),
            ("沿海口岸加强检疫", &[]),
            ("患者转入海口市人民医院", &["460100"]),
            ("上海市南京路步行街", &["310000"]),
            ("北京西路、广东路、中山北路", &[]),
            ("复旦大学附属中山医院", &["310000"]),
            ("在朝阳的照耀下，走向和平", &[]),
            ("北京朝阳医院", &["110000", "110105"]),
            ("辽宁朝阳市", &["210000", "211300"]),
            ("赴鄂医疗队", &["420000"]),
            ("在苏州、在浙江", &["320500", "330000"]),
            (
                "闽宁协作和川渝地区",
                &["350000", "640000", "500000", "510000"],
            ),
            ("闽南地区", &["350000"]),
            ("京沪高铁", &[]),
            ("福建省立医院", &["350000"]),
            ("医生走进果园和田坎", &[]),
            ("建设健康县区", &[]),
            ("襄樊市", &["420600"]),
            ("盖北镇卫生院", &[]),
            ("到北镇市义诊", &["210782"]),
            ("海门经济开发区", &["320614"]),
            ("河北区域协调", &["130000"]),
            ("天津市河北区", &["120000", "120105"]),
            ("记者李长安、王丽江", &[]),
        ];
        for (text, expected) in table {
            let mut found = codes(text);
            let mut expected: Vec<String> = expected.iter().map(|c| c.to_string()).collect();
            found.sort();
            expected.sort();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn namesakes_stay_open_without_context() {
        let found = mentions("鼓楼区新增一处采血点");
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].codes.len(), found[0].candidates.len()), (0, 4));
        assert_eq!(
            codes("福州市卫健委说，鼓楼区新增一处采血点"),
            ["350100", "350102"]
        );
    }

    #[test]
    fn a_mention_says_how_it_is_made() {
        let kinds = |text| -> Vec<MentionKind> { mentions(text).iter().map(|m| m.kind).collect() };
        assert_eq!(
            kinds("焦作市，焦作"),
            [MentionKind::FullName, MentionKind::ShortName]
        );
        assert_eq!(kinds("福建省立医院"), [MentionKind::Organisation]);
        assert_eq!(kinds("援沪"), [MentionKind::Abbreviation]);
    }
}
