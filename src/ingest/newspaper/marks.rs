//! The words by which the parts of a newspaper page are known.

use std::sync::LazyLock;

use regex::Regex;

use super::lines;
use crate::ingest::dateline;

pub(super) fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a valid pattern")
}

/// How a report opens: 本报讯（记者…）, 本报记者 … 报道, 新华社北京4月3日电, （记者 …）.
static LEDE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^[\s　]*(?:",
        r"[(（【\[]?(?:本报|本刊|本网|本台|本站|本院|我院|我区|我县|我市|[\p{Han}]{2,8}(?:报|网|台|社|晨报|晚报))[\p{Han}0-9、\s]{0,14}(?:讯|电|消息)[)）】\]]?[\s　（(：:,，]",
        // With nothing between: 本报讯近日…, but neither 通讯员 nor 我市推行电子….
        r"|[(（【\[]?(?:(?:本报|本刊|本网|本台|本站|本院|[\p{Han}]{2,8}(?:报|网|台|社|晨报|晚报))[\p{Han}0-9、\s]{0,14}(?:讯|日电|消息)|我[院区县市](?:讯|消息))[)）】\]]?(?:[\p{Han}--[员息录]]|“)",
        r"|(?:通讯|快讯|简讯)[：:\s　]",
        r"|(?:本报|本刊|本网|全媒体|融媒体)?(?:见习)?记者[\s　]?[\p{Han}·、\s　]{2,20}(?:报道|摄影报道)",
        r"|[(（](?:本报|本刊|本网|全媒体|融媒体|见习|特约|首席)*(?:记者|通讯员)[^)）]{1,40}[)）]",
        r")",
    ))
});

/// A line that only says who wrote: 本报记者 …, 记者 … 通讯员 …, □ …, 文/图 ….
static BYLINE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^[\s　□■◎●◇◆○▲△*＊|｜（(]*(?:",
        r"[\p{Han}]{0,14}(?:记[\s　]?者|通讯员|特约撰稿人?|撰稿|见习生|实习生)(?:[\s　：:/／]+|[\p{Han}]{2,4}(?:$|[\s　、)）]))",
        r"|(?:文|图|文图|图文|文/图|文／图|图/文|图／文|摄影|供稿|作者|整理|撰文)[\s　]*[：:/／][\s　]*",
        r")",
    ))
});

/// Who the names behind it are; stands between names, too.
static ROLE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"记[\s　]?者|通讯员|特约撰稿人?|撰稿人?|见习生|实习生|供稿|作者|摄影报道|摄影|整理|撰文|报道|文并摄|(?:文|图)[\s　]*[/／：:]|[文图][\s　]*[/／][\s　]*[文图]?",
    )
});

/// Who took or gave a picture, at the end of a caption or on a line of its own.
static PHOTO: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"[\s　（(]*(?:(?P<who>(?:(?:本报|本刊|本网|全媒体|融媒体|见习)*(?:记者|通讯员)[\s　]*)?(?:[\p{Han}·]{2,4}|\p{Han}[\s　]\p{Han})(?:[\s　、]+(?:[\p{Han}·]{2,4}|\p{Han}[\s　]\p{Han})){0,3})[\s　]*(?:摄影报道|摄影|摄|/[\s　]*图|／图|/摄|／摄)",
        r"|(?P<org>[\p{Han}·]{2,16})[\s　]*供图",
        r"|图片?[\s　]*(?:由|/|／|：|:)[\s　]*(?P<by>[\p{Han}·]{2,16})(?:提供)?)[\s　）)。]*$",
    ))
});

/// The end of a report that names its source: （国家卫健委网站）.
static CREDIT: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"[（(]([^（）()。！？；，,]{2,40})[)）]$"));

/// A numbered subhead: 一、…, （二）…, 3. ….
static NUMBERED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十0-9]{1,3}[)）]|[0-9]{1,2}[、.．]|第[一二三四五六七八九十]{1,3}[章节条部])",
    )
});

/// Signs that point from a caption to its picture.
pub(super) const POINTERS: [char; 22] = [
    '→', '←', '↑', '↓', '↗', '↘', '↙', '↖', '▲', '▼', '△', '▽', '▶', '◀', '►', '◄', '▷', '◁', '☝',
    '👆', '⬆', '⬇',
];

pub(super) fn opens_report(text: &str) -> bool {
    LEDE.is_match(text)
}

/// The same with the newspaper's own name for itself, which other texts have no use for.
pub(super) fn opens_own_report(text: &str) -> bool {
    let own = text.trim_start().trim_start_matches(['（', '(', '【', '[']);
    own.starts_with(['本', '我']) && opens_report(text)
}

/// How the words that open a report read (本报讯（记者…）), up to their end.
pub(super) fn lede(text: &str) -> &str {
    let end = text
        .char_indices()
        .take(60)
        .find(|(_, c)| matches!(c, ')' | '）'))
        .map_or_else(
            || text.char_indices().nth(24).map_or(text.len(), |(i, _)| i),
            |(i, c)| i + c.len_utf8(),
        );
    text.get(..end).unwrap_or(text)
}

/// A line that names the writers and says nothing else.
pub(super) fn is_byline(text: &str) -> bool {
    text.chars().count() <= 40
        && BYLINE.is_match(text)
        && !is_turn(text)
        && !text.contains(['。', '，', '；', '！', '？', '摄'])
}

/// 记者：… in an interview: what stands behind it names nobody.
fn is_turn(text: &str) -> bool {
    let words = text
        .split_once(['：', ':'])
        .filter(|(speaker, _)| *speaker == "记者");
    words.is_some_and(|(_, words)| {
        let mut words = words.split([' ', '\u{3000}', '、']);
        words.any(|word| word.chars().count() > 4)
    })
}

/// The people that a byline or a lede names, in order: what stands behind the first role, up to a bracket's or
/// sentence's end, cut at roles and as datelines are.
pub(super) fn names(text: &str) -> Vec<String> {
    let Some(role) = ROLE.find(text) else {
        return Vec::new();
    };
    let behind = text.get(role.end()..).unwrap_or_default();
    let behind = behind
        .split(['）', ')', '】', ']', '。', '；'])
        .next()
        .unwrap_or_default();
    let behind = behind.split("报道").next().unwrap_or_default();
    let separated = ROLE.replace_all(behind, " ");
    let mut names: Vec<String> = Vec::new();
    for name in dateline::names(&separated) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// The photographer or giver of a picture that a text ends with, and where the words of the credit begin.
pub(super) fn photo_credit(text: &str) -> Option<(String, usize)> {
    let found = PHOTO.captures(text)?;
    let who = found
        .name("who")
        .or_else(|| found.name("org"))
        .or_else(|| found.name("by"))?;
    let (who, before) = (who.as_str(), who.start());
    // 老人在体检 本报记者 张三 摄: the last words of the caption may look like a name.
    let role = role_at(who).unwrap_or(0);
    let start = match role {
        0 => found.get(0)?.start(),
        at => before + at,
    };
    let named = names(who);
    if !named.is_empty() {
        return Some((named.join(" "), start));
    }
    // 李　四: a name of two characters, set as wide as one of three.
    let wide = who.split([' ', '　']).all(|part| part.chars().count() == 1);
    let name = match wide {
        true => who.replace([' ', '　'], ""),
        false => who.to_string(),
    };
    Some((name, start))
}

/// Where the first word that says what somebody is begins (本报记者, 通讯员李四).
fn role_at(who: &str) -> Option<usize> {
    let before = who.get(..ROLE.find(who)?.start())?;
    let is_word = |c: char| !matches!(c, ' ' | '　');
    Some(before.trim_end_matches(is_word).len())
}

/// What the brackets at the end of a text name as its source.
pub(super) fn credit(text: &str) -> Option<&str> {
    let found = CREDIT.captures(text)?;
    let inner = found.get(1)?.as_str().trim();
    let before = text.get(..found.get(0)?.start())?.trim_end();
    // An entry of a list: 一等奖：张三（内科） 李四（外科）.
    let entry = !before.is_empty()
        && !lines::ends_sentence(before)
        && (before.contains(['（', '(']) || before.chars().count() < 16);
    if entry {
        return None;
    }
    let plain = !inner.contains(['“', '”', '：', ':', '、'])
        && !inner.starts_with(|c: char| c.is_ascii_digit());
    let kind = inner.contains("记者")
        || inner.contains("通讯员")
        || !inner.ends_with(['）', ')', '等', '上', '下']);
    (plain && kind).then_some(inner)
}

/// Is the whole text a source in brackets?
pub(super) fn is_credit(text: &str) -> bool {
    text.starts_with(['（', '(']) && credit(text).is_some_and(|inner| inner.len() + 6 >= text.len())
}

/// The cells of a table's row: what spaces part.
pub(super) fn cells(text: &str) -> usize {
    let cells = text.split([' ', '\u{3000}']);
    cells.filter(|cell| !cell.is_empty()).count()
}

/// Ends in the number of a telephone, which no sentence goes on behind.
pub(super) fn ends_in_number(text: &str) -> bool {
    let digits = text
        .chars()
        .rev()
        .take_while(|c| c.is_ascii_digit() || *c == '-');
    digits.count() >= 7
}

pub(super) fn is_numbered(text: &str) -> bool {
    NUMBERED.is_match(text)
}

/// A caption: it points at a picture, says 图为, or ends with who took it.
pub(super) fn is_caption(text: &str) -> bool {
    let pointed = text.starts_with(POINTERS)
        || text.ends_with(['→', '←', '↑', '↓', '↗', '↘', '↙', '↖', '▲', '▼']);
    let short = text.chars().count() <= 220;
    pointed
        || (short
            && (text.starts_with("图为")
                || text.starts_with("上图")
                || text.starts_with("下图")
                || photo_credit(text).is_some()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ledes_open_reports() {
        for text in [
            "本报讯（记者张三 通讯员李四）4月2日，市卫健委……",
            "本报讯 区卫健委成立专班",
            "新华社北京4月3日电 国家疾控局",
            "（记者 王小明）昨日上午",
            "本报记者 赵一鸣 报道",
            "海州日报讯 为方便群众",
            "本报讯近日，县医院添了床位",
            "我院讯昨日，新楼投用",
        ] {
            assert!(opens_report(text), "{text}");
        }
        for text in ["我市乡镇卫生院用上电子病历", "海州晚报通讯员夜访急诊科"]
        {
            assert!(!opens_report(text), "{text}");
        }
        assert!(!opens_report(
            "记者从市疾控中心了解到，今年流感疫苗已经到货"
        ));
        assert!(!opens_report("近日，我市召开会议"));
    }

    #[test]
    fn bylines_name_people() {
        assert!(is_byline("本报记者 张三丰"));
        assert!(is_byline("□ 记 者 张三丰"));
        assert!(is_byline("记者：张三丰 李四"));
        assert!(!is_byline("记者：村医的药箱里"));
        assert!(is_byline("□ 本报记者 张三 通讯员 李四 王五"));
        assert!(!is_byline("记者从会上获悉，今年将新增床位。"));
        assert_eq!(
            names("本报讯（记者张三丰 通讯员李四 王小二）"),
            ["张三丰", "李四", "王小二"]
        );
        assert_eq!(names("本报讯 记者张三报道近日，"), ["张三"]);
        assert_eq!(
            names("本报记者 张三 李四 通讯员 欧阳海"),
            ["张三", "李四", "欧阳海"]
        );
    }

    #[test]
    fn credits_stand_in_brackets_at_the_end() {
        assert_eq!(credit("共建健康家园。 （海州日报）"), Some("海州日报"));
        assert!(is_credit("（省疾控中心）"));
        assert_eq!(credit("儿童门诊信息（截至5月2日）。"), None);
        for entry in [
            "一等奖：张三（内科）",
            "二等奖：李四（外科） 王五（药剂科）",
        ] {
            assert_eq!(credit(entry), None);
        }
    }

    #[test]
    fn pictures_name_who_took_them() {
        let (who, start) = photo_credit("医生为老人测血压。王小二 摄").unwrap();
        assert_eq!(
            (who.as_str(), start),
            ("王小二", "医生为老人测血压。".len())
        );
        assert_eq!(
            photo_credit("图为义诊现场。本报记者 李四 摄").unwrap().0,
            "李四"
        );
        assert_eq!(photo_credit("李 四 摄").unwrap().0, "李四");
        let (who, start) = photo_credit("老人正在免费体检 本报记者 李四光 摄").unwrap();
        assert_eq!((who.as_str(), start), ("李四光", "老人正在免费体检 ".len()));
        let (who, start) = photo_credit("(记者 李四光 通讯员 王小二 摄)").unwrap();
        assert_eq!((who.as_str(), start), ("李四光 王小二", 0));
        assert_eq!(photo_credit("义诊现场（县医院供图）").unwrap().0, "县医院");
        assert!(photo_credit("他喜欢看展览。").is_none());
    }
}
