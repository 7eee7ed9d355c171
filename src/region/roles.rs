//! What a place does in its sentence: is it the scene, who acts, or only where somebody came from?

use std::ops::Range;

use super::mentions::names_a_body;

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
const GOING: [&str; 9] = [
    "赴", "抵达", "走进", "来到", "前往", "奔赴", "飞抵", "深入", "驻",
];
const AGENCIES: [&str; 14] = [
    "新华社",
    "中新社",
    "中新网",
    "人民网",
    "央视网",
    "光明网",
    "新华网",
    "中国日报",
    "本报",
    "本网",
    "中国网",
    "央广网",
    "社",
    "网",
];

/// Characters in which a spot within a place is told.
const SPOT: usize = 16;
/// Characters of a place's by-name, at most.
const BYNAME: usize = 8;

/// The role of the place at `range` of `text`; `paragraph`: where its paragraph begins.
pub(super) fn role(text: &str, range: &Range<usize>, paragraph: usize) -> Role {
    let before = &text[paragraph..range.start];
    let rest = &text[range.end..];
    match () {
        () if is_dateline(before, rest) => Role::Dateline,
        () if within(rest, &MEDIA, 5) => Role::Media,
        () if HELPING.iter().any(|word| before.ends_with(word)) => Role::Helped,
        () if is_informant(before, rest) => Role::Actor,
        () if is_origin(before, rest) => Role::Origin,
        () if COMPARED.iter().any(|word| before.ends_with(word)) => Role::Compared,
        () if is_scene(before, rest) => Role::Scene,
        () if OFFICES.iter().any(|word| rest.starts_with(word)) => Role::Actor,
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
    [
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
    ]
    .iter()
    .any(|word| clause.starts_with(word))
}

fn is_dateline(before: &str, rest: &str) -> bool {
    let start = before.trim_start_matches(|c: char| !c.is_alphanumeric());
    if start.chars().nth(12).is_some() {
        return false;
    }
    let agency = AGENCIES.iter().any(|name| start.contains(name)) || start.is_empty();
    let head: String = rest.chars().take(16).collect();
    let end = head.find(['电', '讯']);
    let dated = end.is_some_and(|end| {
        let gap = &head[..end];
        gap.is_empty()
            || gap
                .chars()
                .all(|c| c.is_numeric() || "年月日 上下午时分（）()".contains(c))
            || gap.ends_with('日')
            || gap.contains("记者")
    });
    agency && dated
}

fn is_scene(before: &str, rest: &str) -> bool {
    if GOING.iter().any(|word| before.ends_with(word)) {
        return true;
    }
    let sentence = || {
        let near = head(rest, 40);
        near.split(['。', '；', '！', '？', '\n'])
            .next()
            .unwrap_or(near)
    };
    if opens_scene(before, rest) {
        return true;
    }
    let placed = without_byname(before).ends_with(['在', '于']);
    placed && HELD.iter().any(|word| sentence().contains(word))
}

/// 9月8日上午，寿光市侯镇的园区里警报骤响: behind its day, a report opens with the spot.
fn opens_scene(before: &str, rest: &str) -> bool {
    const TIMES: [&str; 7] = ["日", "上午", "下午", "清晨", "晚", "中午", "凌晨"];
    let opening = clause_before(before.strip_suffix(['，', ',']).unwrap_or_default());
    let dated = TIMES.iter().any(|time| opening.ends_with(time)) && opening.contains('日');
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

/// 记者从山东省卫健委获悉, 由福建省卫健委主办.
fn is_informant(before: &str, rest: &str) -> bool {
    let learnt = || within(rest, &["获悉", "了解到", "得知"], 20);
    let office = || OFFICES.iter().any(|word| rest.starts_with(word));
    before.ends_with(['从', '由']) && (office() || before.ends_with('从') && learnt())
}

/// Opens a sentence that goes on to say what the place does.
fn is_subject(before: &str, rest: &str) -> bool {
    let opens = before.is_empty() || before.ends_with(['。', '！', '？', '；', '”']);
    opens && SUBJECT.iter().any(|word| rest.starts_with(word))
}

fn is_origin(before: &str, rest: &str) -> bool {
    let list = sentence_tail(before);
    let listed = list.rfind("来自").is_some_and(|at| {
        let between = &list[at..];
        between.chars().count() <= 30 && !between.contains(['，', ',', '的'])
    });
    // 固始县返乡村医 came home to the county.
    let home =
        rest.starts_with("返乡") && !rest.starts_with("返乡人") && !rest.starts_with("返乡者");
    listed
        || FROM_BEFORE.iter().any(|word| before.ends_with(word))
        || (!home && FROM_AFTER.iter().any(|word| rest.starts_with(word)))
        || within(rest, &VISITS, 16)
        || super::sent::is_sent(rest)
}

fn clause_before(before: &str) -> &str {
    before
        .rsplit(['，', ',', '。', '；', '：', '\n', '！', '？'])
        .next()
        .unwrap_or(before)
}

fn sentence_tail(before: &str) -> &str {
    before
        .rsplit(['。', '；', '\n', '！', '？'])
        .next()
        .unwrap_or(before)
}

/// Whether one of the words begins within so many characters, in the same clause.
pub(super) fn within(rest: &str, words: &[&str], chars: usize) -> bool {
    let end = rest
        .char_indices()
        .take(chars + LONGEST)
        .find(|(_, c)| "，。、；\n".contains(*c))
        .map_or_else(|| head(rest, chars + LONGEST).len(), |(at, _)| at);
    let clause = &rest[..end];
    words.iter().any(|word| {
        let at = clause.find(word);
        at.is_some_and(|at| clause[..at].chars().count() <= chars)
    })
}

/// Characters of the longest word that [`within`] looks for.
const LONGEST: usize = 5;

/// The first characters of a text.
pub(super) fn head(text: &str, chars: usize) -> &str {
    let end = text.char_indices().nth(chars);
    end.map_or(text, |(at, _)| &text[..at])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn role_of(text: &str, place: &str) -> Role {
        let at = text.find(place).unwrap();
        role(text, &(at..at + place.len()), 0)
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
