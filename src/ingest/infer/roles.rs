//! What a date does in its sentence: dates the report, tells what is past or planned, or how far figures reach.
//!
//! The words right before and behind it tell: 截至11月24日 gives the reach of figures, 将于6月1日 a plan, 自1月29日成立以来 a
//! beginning long ago. The rules are asked in order, the surest first, and what none of them claims is an event.

use crate::text::any;
use std::ops::Range;

/// What a date says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// 新华社…3月5日电: the day of the dispatch.
    Published,
    /// The reported matter happened then.
    Event,
    /// 自5月11日起: it began then.
    Start,
    /// 4月26日是全国疟疾日.
    Observance,
    /// 截至11月24日.
    AsOf,
    /// 2023年10月以来, 2021年，…, 2023年度: what went before.
    Background,
    /// 到2025年, 5月底前, （2021—2025年）, 将于6月1日.
    Planned,
}

const AS_OF: [&str; 7] = [
    "截至",
    "截止",
    "截止到",
    "截至到",
    "截止至",
    "截至目前",
    "统计至",
];
const TOWARDS: [&str; 19] = [
    "将于",
    "拟于",
    "定于",
    "计划于",
    "预计",
    "预计到",
    "力争",
    "将在",
    "拟在",
    "持续到",
    "持续至",
    "延续至",
    "推迟到",
    "推迟至",
    "延期至",
    "延长至",
    "争取",
    "有效期至",
    "，到",
];
/// 专家预测，2030年…: what may come.
const FORECASTS: [&str; 4] = ["预测", "预计", "预估", "有望"];
const BEFOREHAND: [&str; 9] = [
    "底前",
    "前，",
    "前完",
    "之前",
    "以前",
    "前后将",
    "前夕将",
    "前将",
    "前全",
];
const SINCE: [&str; 6] = ["以来", "以后", "之后", "后，", "后,", "出生"];
/// What has begun to exist: 自5月2日成立起.
const FOUNDED: [&str; 14] = [
    "成立", "组建", "建立", "设立", "创办", "创建", "开办", "启用", "投用", "挂牌", "揭牌", "开业",
    "开馆", "开诊",
];

/// The role of the date at `range`; `day`: it names a day.
pub(super) fn role(text: &str, range: &Range<usize>, day: bool) -> Role {
    let before = sentence_before(text.get(..range.start).unwrap_or_default());
    let after = clause_after(text.get(range.end..).unwrap_or_default());
    let tail = before.trim_end();
    match () {
        () if in_title(before) => Role::Background,
        () if is_dispatch(before, after) => Role::Published,
        () if any::ends_with(tail, &AS_OF) => Role::AsOf,
        () if tail.ends_with(['-', '—', '–', '～', '~', '至']) => Role::Planned,
        () if any::ends_with(tail, &TOWARDS) || any::starts_with(after, &BEFOREHAND) => {
            Role::Planned
        }
        () if !day && (tail.ends_with('到') || tail.is_empty() && after.starts_with('底')) => {
            Role::Planned
        }
        () if !day && any::holds(before, &FORECASTS) => Role::Planned,
        () if is_since(tail, after) => Role::Background,
        () if tail.ends_with(['自', '从']) || after.starts_with(['起']) => Role::Start,
        () if day && is_observance(after) => Role::Observance,
        () if !day && is_period(before, after) => Role::Background,
        () => Role::Event,
    }
}

/// The sentence up to the date.
fn sentence_before(before: &str) -> &str {
    before
        .rsplit(['。', '！', '？', '；', '\n'])
        .next()
        .unwrap_or(before)
}

/// What follows, to the end of the sentence, at most some thirty characters.
fn clause_after(rest: &str) -> &str {
    let end = rest
        .char_indices()
        .take_while(|(_, c)| !"。！？；\n".contains(*c))
        .take(30)
        .last();
    let end = end.map_or(0, |(at, c)| at + c.len_utf8());
    rest.get(..end).unwrap_or(rest)
}

/// Inside of 《》.
pub(super) fn in_title(before: &str) -> bool {
    before.matches('《').count() > before.matches('》').count()
}

/// 本报北京3月5日电, 新华社北京3月5日电（记者…）.
fn is_dispatch(before: &str, after: &str) -> bool {
    let agency = any::holds(before, &["社", "网", "报"]);
    agency && before.chars().count() <= 20 && after.trim_start().starts_with(['电', '讯'])
}

/// 自1月29日成立以来, 从3月8日晚组建后, 自5月2日开诊之日起: since when something exists, and not when it was reported.
fn is_since(before: &str, after: &str) -> bool {
    let near: String = after.chars().take(12).collect();
    let clause = near.split(['，', ',', '、']).next().unwrap_or_default();
    let looks_back = clause.ends_with("以来")
        || (clause.ends_with('后') && !clause.starts_with('起'))
        || (clause.ends_with('起') && any::holds(clause, &FOUNDED));
    before.ends_with(['自', '从']) && looks_back || any::starts_with(after, &SINCE)
}

/// 是第17个“全国疟疾日”, 为世界家庭医生日.
fn is_observance(after: &str) -> bool {
    let after = after.trim_start();
    let is = after.strip_prefix(['是', '为', '系']);
    is.is_some_and(|rest| rest.contains(['日', '周', '月', '节']))
}

/// 2023年度, 较2022年, and 2021年，…: a year that opens a narrative is looked back on.
fn is_period(before: &str, after: &str) -> bool {
    let backward = ["总结", "回顾", "早在", "根据", "按照", "自", "较", "比"];
    after.starts_with(['度', '，', ',', '底', '末', '初'])
        || backward.iter().any(|word| before.ends_with(word))
}

#[cfg(test)]
mod tests {
    use super::super::dates::find;
    use super::*;

    #[test]
    fn the_words_around_a_date_tell_its_role() {
        let table = [
            ("新华社西宁3月5日电（记者甲）", Role::Published),
            ("4月24日，会议召开", Role::Event),
            ("中心自5月11日起开诊", Role::Start),
            ("从5月份起开展练兵", Role::Start),
            ("4月26日是第17个“全国疟疾日”", Role::Observance),
            ("5月12日为国际护士节", Role::Observance),
            ("（截至11月24日）", Role::AsOf),
            ("专家预测，若不节制，2030年患者将过半。", Role::Planned),
            ("2023年10月以来，流感增多", Role::Background),
            ("小组自1月29日成立以来", Role::Background),
            ("从3月8日晚组建后，医疗队每天巡诊", Role::Background),
            ("自5月2日开诊之日起，门诊", Role::Background),
            ("自5月2日零时起，道口", Role::Start),
            ("自5月中旬起，各县", Role::Start),
            ("2021年，世卫组织宣布", Role::Background),
            ("表扬2023年度先进集体", Role::Background),
            ("人数较2023年上半年多一成", Role::Background),
            ("《规划（2021—2025年）》", Role::Background),
            ("“十四五”（2021—2025年）期间", Role::Planned),
            ("要在5月底前拿出方案", Role::Planned),
            ("大会将于6月1日举行", Role::Planned),
            ("力争到2025年实现全覆盖", Role::Planned),
            ("2024年全市工作会议召开", Role::Event),
            ("2024年第一季度工作", Role::Event),
        ];
        for (text, expected) in table {
            let roles: Vec<Role> = find(text).iter().map(|m| m.role).collect();
            assert_eq!(roles, [expected], "{text}");
        }
    }
}
