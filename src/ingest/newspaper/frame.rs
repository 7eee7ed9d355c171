//! The words by which the frame of a newspaper page is known: its header and imprint, the names of its columns, who signs.

use std::sync::LazyLock;

use regex::Regex;

use super::marks::pattern;
use crate::text::any;
use crate::text::segment::is_place;

/// Who makes the page.
const STAFF: &str = "(?:责任|本版|执行|美术|版面|文字|图片|见习|值班|首席){0,2}编辑|总编辑?|主编|责编|美编|组版|排版|版式(?:设计)?|版面设计|校对|审校|编审|审核|视觉|制图|值班(?:主任|编委)";

/// A month or a day as printed: 5, ０５, 十二.
const NUMBER: &str = "[0-9０-９○〇零一二三四五六七八九十]{1,4}";

/// Lines of the page's frame.
static FURNITURE: LazyLock<Vec<(Regex, &'static str)>> = LazyLock::new(|| {
    [
        (r"^[\s　]*(?:第?[\s　]*[A-Za-z]{0,2}[\s　]*[0-9０-９]{1,3}[\s　]*[版页]?|第[\s　]*[一二三四五六七八九十百]{1,4}[\s　]*版|第[\s　]*[A-Za-z]?[0-9一二三四五六七八九十]{1,3}[\s　]*版[\s　：:·|]+\p{Han}{1,6}|[-—–·]+[\s　]*[0-9]{1,3}[\s　]*[-—–·]+|[0-9]{1,3}[\s　]*/[\s　]*[0-9]{1,3})[\s　]*$", "page-number"),
        (r"^.{0,40}(?:责任?编辑|责编|组版|版式|版面(?:编辑|设计)|美编|校对|值班(?:主任|编委|编辑)|本版(?:编辑|主编|责编)|见习编辑|编审|审校|视觉)[\s　]*[：:丨|/／].{0,60}$", "page-header"),
        (r"^.{0,30}(?:(?:19|20)[0-9]{2}|二[○〇零]..)[\s　]*[年.\-/][\s　]*NUMBER[\s　]*[月.\-/][\s　]*NUMBER[\s　]*日?[\s　]*(?:星期|周|农历|第|总第|电话|E-?mail|[A-Z]?[0-9]{1,2}版?$|$).{0,60}$", "page-header"),
        (r"^[\s　]*(?:(?:(?:责任|本版|执行|美术|版面|文字|图片|见习|值班|首席)?编辑|责编|美编|组版|版式|校对|审校|编审|视觉|制图|主编|值班(?:主任|编委))[\s　：:丨|/／]+(?:\p{Han}{2,4}[\s　、]*){1,3})+(?:(?:电话|热线|邮箱|E-?mail)[\s　]*[：:].{0,40})?$", "page-header"),
        (r"^[\s　]*(?:STAFF)[^。，；！？]{1,24}(?:STAFF)[^。，；！？]{1,60}$", "page-header"),
        (r"^[\s　]*(?:19|20)[0-9]{2}[\s　]*年[\s　]*[0-9]{1,2}[\s　]*月(?:号|刊)?[\s　]*$", "page-header"),
        (r"^[\s　]*(?:农历|夏历)?[\s　]*[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]年.{0,12}$|^[\s　]*农历.{2,12}$|^[\s　]*今日[\s　]*[0-9一二三四五六七八九十]{1,3}[\s　]*版[\s　]*$", "page-header"),
        (r"^[^。，；]{0,40}-?[0-9]{1,2}[\s　]*(?:℃|°C|度)?[\s　]*[～~—\-–至到/][\s　]*-?[0-9]{1,2}[\s　]*(?:℃|°C)[^。，；]{0,40}$", "weather"),
        (r"^[\s　【\[■●◆▲]*(?:(?:时政|今日|本地)?要闻|(?:综合|本地|社会|民生|图片|图说|时政|县域)新闻|新闻(?:速递|简讯|综合)|简讯|一句话新闻|图片报道|综合)[\s　】\]■●◆▲]*$", "column-label"),
        (
            r"^.{0,12}(?:总?第[\s　]*[0-9]{1,5}[\s　]*期)(?:$|[\s　（(].{0,20}$)",
            "page-header",
        ),
        (r"^[\s　]*(?:星期|周)[一二三四五六日天][\s　]*.{0,20}$", "page-header"),
        (r"^.{0,48}(?:主管(?:单位)?[：:]|主办(?:单位)?[：:]|承印[：:]|国内统一(?:连续出版物号|刊号)|CN[\s　]*[0-9]{2}-[0-9]{4}|邮发代号|准印证|内部资料|编印单位|印刷单位|发送对象|总第[\s　]*[0-9]+[\s　]*期|广告热线|(?:新闻|报料|爆料)热线|投稿(?:邮箱|信箱|热线)|订阅热线|发行热线|地址[：:]|邮编[：:]|E-?mail[：:]|网址[：:]).{0,80}$", "imprint"),
        (r"^.{0,8}(?:上接|下转|转|紧接|接)[\s　]*(?:第?[\s　]*[A-Za-z]?[0-9一二三四]{1,3}[\s　]*版).{0,8}$", "jump-line"),
        (r"^[^。；]{2,40}(?:[\s　>＞》→▶…·.]|[(（]见?|详见|见)(?:第?[\s　]*[A-Z]?[0-9一二三四五六七八]{1,3}[\s　]*版)[)）]?$", "contents"),
        (r"^[\s　【\[■●◆▲]*(?:(?:今日|本期|本版|要闻|新闻|内容)?(?:导[\s　]*读|提要|要目)|要闻提示|今日看点|本期看点)[\s　】\]■●◆▲：:]*$", "contents"),
        (r"^[\s　_＿\-—–=*·.~…●■◆◇□○|{}<>+#]+$", "rule"),
    ]
    .map(|(text, why)| {
        let text = text.replace("STAFF", STAFF).replace("NUMBER", NUMBER);
        (pattern(&text), why)
    })
    .into()
});

/// The header of a newspaper's page: its day with the number of the page, who laid it out, or weekday and editor.
static PAGE_HEADER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?:19|20)[0-9]{2}[\s　]*[年.\-/][\s　]*[0-9]{1,2}[\s　]*[月.\-/][\s　]*[0-9]{1,2}.{0,80}",
        r"(?:[0-9一二三四五六七八九十]{1,3}[\s　]*版|版式|组版|美编|[\s　][A-D][0-9]{1,2}[\s　]*$|(?:星期|周)[一二三四五六日天].{0,40}(?:责编|编辑|校对))",
    ))
});

/// The name of a page or a newspaper with the page's number: 健康云山 A6, 3 综合.
static PAGE_LABEL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:\p{Han}{2,8}[\s　]+[A-D]?[0-9]{1,2}|[A-D]?[0-9]{1,2}[\s　]+\p{Han}{2,8})[\s　]*版?$",
    )
});

/// A day on a line of its own.
static DAY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^[(（]?(?:(?:19|20)[0-9]{2}|二[○〇零O].{2})[\s　]*年[\s　]*.{1,3}[\s　]*月[\s　]*.{1,3}[\s　]*日[)）]?$",
    )
});

/// Can the line only be the header of a newspaper's page?
pub(super) fn is_page_header(text: &str) -> bool {
    text.chars().count() <= 100 && PAGE_HEADER.is_match(text)
}

/// Beside the page's header: what page of which newspaper it is, also in Latin letters.
pub(super) fn is_page_label(text: &str) -> bool {
    PAGE_LABEL.is_match(text) || !text.contains(|c: char| c.is_alphabetic() && !c.is_ascii())
}

/// 上接第一版: the rest of an article of another page follows.
pub(super) fn goes_on_from(jump: &str) -> bool {
    jump.contains('接') && !jump.contains("下接")
}

pub(super) fn is_day(text: &str) -> bool {
    DAY.is_match(text)
}

/// The name of an authority, as it stands below a notice.
pub(super) fn is_authority(text: &str) -> bool {
    const ENDS: [&str; 14] = [
        "局",
        "委",
        "委员会",
        "院",
        "部",
        "中心",
        "办公室",
        "站",
        "所",
        "会",
        "政府",
        "科",
        "室",
        "公司",
    ];
    // Who holds a meeting or has something new is told of: 我市召开调度会, 家门口有了康复站.
    const ACTS: [&str; 6] = ["召开", "举行", "举办", "开展", "启动", "了"];
    (3..=26).contains(&text.chars().count())
        && text.chars().all(char::is_alphanumeric)
        && any::ends_with(text, &ENDS)
        && !any::holds(text, &ACTS)
}

/// The name of a column: 健康提示, 一线手记.
pub(super) fn names_column(text: &str) -> bool {
    const ENDS: [&str; 48] = [
        "提示",
        "提醒",
        "访谈",
        "手记",
        "连线",
        "讲堂",
        "课堂",
        "讲座",
        "风采",
        "天使",
        "生堂",
        "窗口",
        "视点",
        "在线",
        "速递",
        "速览",
        "动态",
        "简讯",
        "短波",
        "广角",
        "聚焦",
        "纵横",
        "园地",
        "百科",
        "科普",
        "之窗",
        "之声",
        "专栏",
        "人物",
        "论坛",
        "资讯",
        "知识",
        "养生",
        "一线",
        "信箱",
        "问答",
        "看台",
        "热线",
        "时评",
        "观察",
        "关注",
        "传真",
        "快讯",
        "基层",
        "特写",
        "茶座",
        "驿站",
        "曝光台",
    ];
    text.chars().count() <= 6
        && text.chars().all(char::is_alphabetic)
        && ENDS.iter().any(|end| text.ends_with(end))
}

/// Which part of the page's frame a line is.
pub(super) fn furniture(text: &str) -> Option<&'static str> {
    if doubled(text) || names_page(text) || is_motto(text) || named_in_latin(text) {
        return Some("column-label");
    }
    if names_place(text) {
        return Some("page-header");
    }
    FURNITURE
        .iter()
        .find(|(pattern, _)| pattern.is_match(text))
        .map(|(_, why)| *why)
}

/// The name of a place's page or weekly: 健康云山, 云山健康周刊.
fn names_place(text: &str) -> bool {
    const KINDS: [&str; 7] = [
        "健康周刊",
        "卫生周刊",
        "卫生健康",
        "周刊",
        "健康",
        "卫生",
        "卫健",
    ];
    let text = text.trim();
    let behind = KINDS.iter().find_map(|kind| text.strip_suffix(kind));
    text.strip_prefix("健康").or(behind).is_some_and(is_place)
}

/// The name of a whole page: 云山疾控专版.
fn names_page(text: &str) -> bool {
    const ENDS: [&str; 4] = ["专版", "专刊", "特刊", "专页"];
    const ACTS: [&str; 6] = ["推出", "开设", "开辟", "创办", "刊发", "刊登"];
    let end = ENDS.iter().any(|end| text.ends_with(end));
    let plain = (4..=10).contains(&text.chars().count()) && text.chars().all(char::is_alphabetic);
    end && plain && !ACTS.iter().any(|act| text.contains(act))
}

/// The name of a page or a column with the same in Latin letters behind it: 健康生活 JIANKANG SHENGHUO. A syllable takes two
/// letters and more, an abbreviation fewer (走近 DRG).
fn named_in_latin(text: &str) -> bool {
    let latin = |c: char| c.is_ascii_alphabetic();
    let (name, letters) = text.split_at(text.find(latin).unwrap_or(text.len()));
    let name = name.trim_end();
    let chars = name.chars().count();
    (2..=8).contains(&chars)
        && name.chars().all(|c| c.is_alphabetic() && !c.is_ascii())
        && is_latin(letters)
        && letters.matches(latin).count() >= 2 * chars
}

/// Latin letters and nothing else, as under the name of a newspaper or of a column; an abbreviation is shorter.
pub(super) fn is_latin(text: &str) -> bool {
    let letters = |c: char| c.is_ascii_alphabetic() || matches!(c, ' ' | '\'' | '’' | '-');
    text.matches(|c: char| c.is_ascii_alphabetic()).count() >= 6 && text.chars().all(letters)
}

/// What a page is dedicated to, and no headline: 健康 with the place, and four characters more (健康苏北 人人行动).
fn is_motto(text: &str) -> bool {
    let (left, right) = match text.split_once([' ', '\u{3000}']) {
        Some((left, right)) => (left.trim(), right.trim()),
        None => return false,
    };
    let four = right.chars().count() == 4 && right.chars().all(char::is_alphabetic);
    four && left.strip_prefix("健康").is_some_and(is_place)
}

/// A short label that was pulled out of the page twice, as a heading and its shadow: 健康讲堂健康讲堂.
fn doubled(text: &str) -> bool {
    let chars: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    let half = chars.len() / 2;
    (2..=12).contains(&half) && chars.len().is_multiple_of(2) && chars[..half] == chars[half..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_frame_of_a_page_is_known() {
        assert_eq!(furniture("健康讲堂健康讲堂"), Some("column-label"));
        assert_eq!(furniture("第3版"), Some("page-number"));
        assert_eq!(
            furniture("2024年5月17日 星期五 责编：张三 版式：李四"),
            Some("page-header")
        );
        for line in [
            "责任编辑 张三丰 美术编辑 李四",
            "本版编辑 张三",
            "责编 张三 电话：000-1234567",
            "2023年4月",
            "云山日报 二〇二三年十二月二十一日 星期四",
            "编印单位：云山县卫生健康局 印数：800份",
            "第05版：综合新闻",
            "农历癸卯年三月初八",
            "云山健康报 今日多云 6℃～17℃ 东风2到3级",
            "图片新闻",
            "责任编辑 张三丰 版面设计 李 四 校对 王小二 电话 000-1234567",
            "主管：云山县卫生健康局 主办：云山县人民医院",
            "■夜间门诊开到晚上九点 3版",
            "村医培训班开班>>>2版",
            "今日导读",
            "云山疾控专版",
            "健康苏北 人人行动",
            "健康苏北",
            "苏北健康周刊",
            "乡村医生 XIANGCUN YISHENG",
            "| |||||",
            "}",
            "本版责任编辑 张三丰 视觉 李四 校对 王小二 热线 000-12345678",
        ] {
            assert!(furniture(line).is_some(), "{line}");
        }
        for line in [
            "我市召开会议",
            "苏北健康大讲堂走进村庄",
            "守护健康",
            "云山县2023年“读书月”村医周启动",
            "县报推出健康专版",
            "健康体检 一年一次",
            "走近 DRG",
            "。",
            "山里的CT SUITE开张",
            "健康苏北 药师把药箱背上船",
            "编辑部的一封来信",
            "主编 张三丰谈办报，一谈就是半天",
            "高温突破40℃ 医生上门送药",
            "送药路上记了一笔账（下转第三版）",
            "农历新年里的守护者：县医院急诊科的除夕",
            "本报讯（记者 张三）2024年5月8日是第77个世界红十字日，县红十字会",
        ] {
            assert_eq!(furniture(line), None, "{line}");
        }
        assert!(is_authority("云山县卫生健康局") && is_authority("示例市残疾人联合会"));
        assert!(!is_authority("云山县召开防汛调度会") && !is_authority("村口有了康复站"));
        assert!(is_page_header(
            "海州日报 2024年5月17日 星期五 责编：张三 第6版"
        ));
        assert!(!is_page_header(
            "2024-05-17 09:08 来源：海州日报 编辑：张三"
        ));
    }
}
