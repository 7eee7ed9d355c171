//! The line under a web headline that says when, from where and by whom: `2023-05-04 09:12 来源：… 作者：… 编辑：…`.

use std::sync::LazyLock;

use regex::Regex;

use crate::article::{Basis, DatePublished};
use crate::edtf::PartialDate;

/// A date found in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub date: PartialDate,
    /// `HH:MM` or `HH:MM:SS`, +08:00.
    pub time: Option<String>,
    /// As printed.
    pub words: String,
    /// Characters (not bytes) of the line before it.
    pub start: usize,
}

impl Found {
    pub fn published(self) -> DatePublished {
        DatePublished {
            date: self.date,
            basis: Basis::Printed,
            time: self.time,
            words: Some(self.words),
        }
    }
}

/// What a dateline says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dateline {
    pub date: Option<Found>,
    pub source: Option<String>,
    pub author: Vec<String>,
    /// A label such as 来源 or 发布时间 stands on the line.
    pub labelled: bool,
    /// Characters that no label, date or button accounts for.
    pub rest: usize,
}

static DATE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)(?P<y>(?:1[89]|2[01])[0-9]{2}|[0-9]{2})
        \s*(?:年|[-/.])\s*(?P<m>[0-9]{1,2})\s*(?:月|[-/.])\s*(?P<d>[0-9]{1,2})\s*[日号]?
        (?P<clock>(?:[\sT,]|\(?(?:星期|周)[一二三四五六日天]\)?|上午|下午)*
            (?P<h>[0-9]{1,2})\s*[:时]\s*(?P<i>[0-9]{1,2})(?:\s*[:分]\s*(?P<s>[0-9]{1,2}))?(?:\.[0-9]+)?
            (?P<zone>Z|[+-][0-9]{2}:?[0-9]{2})?)?",
    )
    .expect("a valid pattern")
});

static MONTH_DAY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?P<m>[0-9]{1,2})(?:月|[-/.])(?P<d>[0-9]{1,2})日?\s*(?P<h>[0-9]{1,2}):(?P<i>[0-9]{2})",
    )
    .expect("a valid pattern")
});

static HAN_DATE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?P<y>[一二][〇○零Ｏ一二三四五六七八九]{3})年(?P<m>[一二三四五六七八九十]{1,2})月(?P<d>[一二三四五六七八九十]{1,3})日")
        .expect("a valid pattern")
});

static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)[【\[(]?(?P<label>(?:信息|文章|稿件|内容|新闻|消息|数据|本文)?来源(?:于)?|稿源|出处|转载自|转自|来自|媒体|发布(?:机构|单位|者|人)|发文机关|信息提供
        |(?:文章|本文)?作者|撰稿(?:人)?|撰文|文字|通讯员|记者|供稿(?:人|单位)?|文/图|文|图
        |(?:责任|值班|本文|网络|新媒体|实习)?编辑|责编|编审|审核(?:人)?|初审|复审|终审|审签|校对|监制|录入(?:者)?|上传
        |(?:发布|发表|更新|录入|发稿|添加|创建|信息|文章|上传|编辑|刊发|新闻|成文)?(?:时间|日期)|发布于|发表于|更新于
        |(?:浏览|点击|阅读|访问|查看)(?:次数|量|数|人次)?|人气|热度|点击率|字体(?:大小)?|字号|大小|视力保护色|背景色|分享(?:到|至)?|评论|打印|栏目|分类|类别|所属栏目|关键词|索引号|主题词|标签|扫一扫
        )[】\])]?\s*[:】\]]",
    )
    .expect("a valid pattern")
});

const BUTTONS: [&str; 44] = [
    "字体",
    "字号",
    "大",
    "中",
    "小",
    "特大",
    "打印",
    "打印本页",
    "关闭",
    "关闭窗口",
    "分享",
    "分享到",
    "收藏",
    "评论",
    "我要评论",
    "微信",
    "微博",
    "QQ空间",
    "朋友圈",
    "次",
    "浏览",
    "阅读",
    "点击",
    "听新闻",
    "手机看",
    "手机看新闻",
    "扫一扫",
    "正文",
    "订阅",
    "转发",
    "点赞",
    "默认",
    "超大",
    "A+",
    "A-",
    "繁体",
    "复制链接",
    "举报",
    "纠错",
    "我要纠错",
    "查看",
    "跟贴",
    "人参与",
    "朗读",
];

/// Full-width ASCII as ASCII, character by character (so that character positions hold).
pub(crate) fn fold(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
            '\u{3000}' | '\u{a0}' | '\t' => ' ',
            '∶' => ':',
            '—' | '–' | '−' => '-',
            _ => c,
        })
        .collect()
}

/// The first date with a year in the line. Two-digit years count only with a time of day or at the start of a line.
pub fn find(line: &str) -> Option<Found> {
    let folded = fold(line);
    for captures in DATE.captures_iter(&folded) {
        if let Some(found) = numeric(line, &folded, &captures) {
            return Some(found);
        }
    }
    let captures = HAN_DATE.captures(line)?;
    let year: String = captures
        .name("y")?
        .as_str()
        .chars()
        .filter_map(han_digit)
        .map(|d| char::from(b'0' + d))
        .collect();
    let number = |name| captures.name(name).and_then(|m| han_number(m.as_str()));
    let date = PartialDate::day_of(year.parse().ok()?, number("m")?, number("d")?)?;
    let whole = captures.get(0)?;
    Some(Found {
        date,
        time: None,
        words: whole.as_str().to_string(),
        start: line.get(..whole.start())?.chars().count(),
    })
}

fn numeric(line: &str, folded: &str, captures: &regex::Captures<'_>) -> Option<Found> {
    let whole = captures.get(0)?;
    let before = folded.get(..whole.start())?;
    let number = |name| {
        captures
            .name(name)
            .and_then(|m| m.as_str().parse::<u16>().ok())
    };
    let (year, month, day) = (number("y")?, number("m")?, number("d")?);
    if before.ends_with(|c: char| c.is_ascii_alphanumeric() || "/.-".contains(c) || c == '第') {
        return None;
    }
    let behind = folded.get(whole.end()..)?;
    if behind.starts_with(|c: char| c.is_ascii_digit() || c == '%') {
        return None;
    }
    let clock = captures.name("h").is_some();
    let year = match year {
        100.. => year,
        _ if !clock && !before.trim().is_empty() && !before.trim_end().ends_with([':', ' ']) => {
            return None;
        }
        _ if !(clock || before.trim().is_empty() || LABEL.is_match(before)) => return None,
        0..=69 => 2000 + year,
        80..=99 => 1900 + year,
        _ => return None,
    };
    let date = PartialDate::day_of(year as i16, month as u8, u8::try_from(day).ok()?)?;
    let chars_before = before.chars().count();
    let words: String = line
        .chars()
        .skip(chars_before)
        .take(whole.as_str().chars().count())
        .collect();
    let afternoon = whole.as_str().contains("下午");
    let (date, time) = clock_of(date, captures, afternoon);
    Some(Found {
        date,
        time,
        words: words.trim().to_string(),
        start: chars_before,
    })
}

/// The time of day at +08:00; a zone moves date and time.
fn clock_of(
    date: PartialDate,
    captures: &regex::Captures<'_>,
    afternoon: bool,
) -> (PartialDate, Option<String>) {
    let number = |name| {
        captures
            .name(name)
            .and_then(|m| m.as_str().parse::<i8>().ok())
    };
    let (Some(hour), Some(minute)) = (number("h"), number("i")) else {
        return (date, None);
    };
    let hour = if afternoon && hour < 12 {
        hour + 12
    } else {
        hour
    };
    let second = number("s");
    let Ok(time) = jiff::civil::Time::new(hour, minute, second.unwrap_or(0), 0) else {
        return (date, None);
    };
    let local = date.first_day().to_datetime(time);
    let moved = captures
        .name("zone")
        .and_then(|z| shift(local, z.as_str()))
        .unwrap_or(local);
    let text = match second {
        Some(_) => moved.strftime("%H:%M:%S").to_string(),
        None => moved.strftime("%H:%M").to_string(),
    };
    (moved.date().into(), Some(text))
}

/// From the zone `Z`, `+0800` or `-05:00` to +08:00.
fn shift(local: jiff::civil::DateTime, zone: &str) -> Option<jiff::civil::DateTime> {
    let minutes = match zone {
        "Z" => 0,
        _ => {
            let digits: String = zone.chars().filter(char::is_ascii_digit).collect();
            let hours: i64 = digits.get(..2)?.parse().ok()?;
            let rest: i64 = digits.get(2..)?.parse().ok()?;
            let size = hours * 60 + rest;
            if zone.starts_with('-') { -size } else { size }
        }
    };
    local
        .checked_add(jiff::SignedDuration::from_mins(8 * 60 - minutes))
        .ok()
}

/// A month and day with a time, whose year must come from elsewhere: `12-21 09:08`.
pub fn find_without_year(line: &str, year: i16) -> Option<Found> {
    let folded = fold(line);
    let captures = MONTH_DAY.captures(&folded)?;
    let whole = captures.get(0)?;
    let number = |name| {
        captures
            .name(name)
            .and_then(|m| m.as_str().parse::<u8>().ok())
    };
    let date = PartialDate::day_of(year, number("m")?, number("d")?)?;
    let start = folded.get(..whole.start())?.chars().count();
    Some(Found {
        date,
        time: Some(format!("{:02}:{:02}", number("h")?, number("i")?)),
        words: line
            .chars()
            .skip(start)
            .take(whole.as_str().chars().count())
            .collect(),
        start,
    })
}

/// Reads a line as a dateline. Whether it is one, [`Dateline::is_one`] says.
pub fn parse(line: &str) -> Dateline {
    let folded = fold(line);
    let chars: Vec<char> = line.chars().collect();
    let date = find(line);
    let mut used = vec![false; chars.len()];
    let mut dateline = Dateline::default();
    if let Some(found) = &date {
        mark(
            &mut used,
            found.start,
            found.start + found.words.chars().count(),
        );
    }
    let at = |byte: usize| folded.get(..byte).map_or(0, |head| head.chars().count());
    let labels: Vec<(usize, usize, &str)> = LABEL
        .captures_iter(&folded)
        .filter_map(|c| {
            Some((
                at(c.get(0)?.start()),
                at(c.get(0)?.end()),
                c.name("label")?.as_str(),
            ))
        })
        .filter(|(start, ..)| stands_alone(&chars, *start))
        .collect();
    for (i, (start, end, label)) in labels.iter().enumerate() {
        let limit = labels.get(i + 1).map_or(chars.len(), |next| next.0);
        let (value, stop) = value(&chars, &used, *end, limit);
        mark(&mut used, *start, stop);
        dateline.labelled = true;
        take(&mut dateline, label, &value);
    }
    let rest: String = chars
        .iter()
        .zip(&used)
        .map(|(c, u)| if *u { ' ' } else { *c })
        .collect();
    let words: Vec<&str> = rest
        .split(|c: char| c.is_whitespace() || "|丨｜/[]【】()（）:：·,，>-—".contains(c))
        .filter(|w| !w.is_empty() && !BUTTONS.contains(w) && !w.chars().all(|c| c.is_ascii_digit()))
        .collect();
    dateline.rest = words.iter().map(|w| w.chars().count()).sum();
    if dateline.source.is_none() && date.is_some() {
        let name = words.iter().find(|w| {
            (2..=16).contains(&w.chars().count()) && !w.contains(['。', '？', '！', '、'])
        });
        dateline.source = name.filter(|_| dateline.rest <= 20).map(|w| w.to_string());
    }
    dateline.date = date;
    dateline
}

impl Dateline {
    /// Is this line there to date the article, and not a sentence that happens to hold a date?
    pub fn is_one(&self) -> bool {
        self.date.is_some() && (self.rest <= 14 || (self.labelled && self.rest <= 40))
    }
}

fn mark(used: &mut [bool], from: usize, to: usize) {
    used.iter_mut().take(to).skip(from).for_each(|u| *u = true);
}

/// A label stands at the start of the line or behind something that ends a word.
fn stands_alone(chars: &[char], start: usize) -> bool {
    start == 0
        || chars
            .get(start - 1)
            .is_some_and(|c| !is_han(*c) || "日号分秒次".contains(*c))
}

/// The value behind a label: to the next label, the date or a gap.
fn value(chars: &[char], used: &[bool], from: usize, limit: usize) -> (String, usize) {
    let mut from = from;
    while from < limit
        && chars
            .get(from)
            .is_some_and(|c| c.is_whitespace() || *c == '\u{3000}')
    {
        from += 1;
    }
    let mut end = from;
    while end < limit && !used.get(end).copied().unwrap_or(true) {
        let gap = chars.get(end).is_some_and(|c| "|｜丨【[\t".contains(*c))
            || (chars.get(end).is_some_and(|c| c.is_whitespace()) && !inside_name(chars, end));
        if gap {
            break;
        }
        end += 1;
    }
    let text: String = chars.get(from..end).unwrap_or_default().iter().collect();
    let text = text.trim_matches(|c: char| {
        c.is_whitespace() || "[]【】()（）|丨｜，,;；".contains(c) && !balanced(&text)
    });
    (text.to_string(), end)
}

fn balanced(text: &str) -> bool {
    text.contains(['(', '（']) && text.ends_with([')', '）'])
}

/// A single space between names or Latin words does not end a value.
fn inside_name(chars: &[char], at: usize) -> bool {
    let before = at
        .checked_sub(1)
        .and_then(|i| chars.get(i))
        .copied()
        .unwrap_or(' ');
    let after = chars.get(at + 1).copied().unwrap_or(' ');
    let word: usize = chars
        .iter()
        .skip(at + 1)
        .take_while(|c| is_han(**c))
        .count();
    let joined: String = chars.iter().skip(at + 1).take(word).collect();
    (is_han(before)
        && is_han(after)
        && (1..=4).contains(&word)
        && !BUTTONS.contains(&joined.as_str()))
        || (before.is_ascii_alphabetic() && after.is_ascii_alphabetic())
}

pub(crate) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' | '〇')
}

fn take(dateline: &mut Dateline, label: &str, value: &str) {
    let plain = value.trim_matches(|c: char| c.is_whitespace() || c == '-');
    if plain.is_empty() || plain.chars().count() > 60 {
        return;
    }
    let is_source = label.contains("来源")
        || ["稿源", "出处", "转自", "转载自", "来自", "媒体"].contains(&label);
    let is_author = label.contains("作者")
        || label.contains("撰")
        || ["记者", "通讯员", "文", "文/图", "文字"].contains(&label);
    if is_source && dateline.source.is_none() && plain != "本站" && plain != "未知" {
        dateline.source = Some(plain.to_string());
    } else if is_author {
        for name in names(plain) {
            if !dateline.author.contains(&name) {
                dateline.author.push(name);
            }
        }
    }
}

/// Names of persons from a list as printed: `张三 李四`, `记者 王 五、通讯员 赵六`.
pub fn names(text: &str) -> Vec<String> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || "()（）[]【】。".contains(c));
    let mut tokens: Vec<String> = Vec::new();
    for token in text.split(|c: char| c.is_whitespace() || "、,，;；/／|丨｜:：&和".contains(c))
    {
        let token = strip_role(token.trim());
        let single = token.chars().count() == 1 && token.chars().all(is_han);
        match tokens.last_mut() {
            // "王 伟": a name of two characters is set apart to match one of three.
            Some(last) if single && last.chars().count() == 1 => last.push_str(token),
            _ if !token.is_empty() => tokens.push(token.to_string()),
            _ => {}
        }
    }
    tokens.retain(|t| is_name(t));
    tokens
}

fn is_name(token: &str) -> bool {
    let count = token.chars().count();
    let han = token.chars().all(|c| is_han(c) || c == '·');
    let latin = token.chars().all(|c| c.is_ascii_alphabetic() || c == '.') && count >= 3;
    (han && ((2..=4).contains(&count) || token.contains('·')) || latin)
        && ![
            "本报",
            "综合",
            "报道",
            "本网",
            "摄影",
            "文图",
            "图文",
            "整理",
            "佚名",
            "管理员",
            "编辑",
            "未知",
            "匿名",
            "本站",
        ]
        .contains(&token)
        && !token.ends_with("报道")
}

/// `全媒体记者张三` → `张三`.
fn strip_role(token: &str) -> &str {
    let cut = [
        "记者",
        "通讯员",
        "特约撰稿人",
        "撰稿人",
        "作者",
        "实习生",
        "首席",
    ]
    .iter()
    .filter_map(|role| token.rfind(role).map(|at| at + role.len()))
    .max()
    .unwrap_or(0);
    token.get(cut..).unwrap_or(token)
}

fn han_digit(c: char) -> Option<u8> {
    "〇一二三四五六七八九"
        .chars()
        .position(|d| d == c)
        .map(|d| d as u8)
        .or("○零Ｏ".contains(c).then_some(0))
}

/// `二十四` → 24.
fn han_number(text: &str) -> Option<u8> {
    let (tens, ones) = match text.split_once('十') {
        Some((tens, ones)) => (
            if tens.is_empty() {
                1
            } else {
                han_digit(tens.chars().next()?)?
            },
            ones,
        ),
        None => (0, text),
    };
    let ones = ones.chars().next().map_or(Some(0), han_digit)?;
    Some(tens * 10 + ones)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(line: &str) -> Option<String> {
        parse(line).date.map(|d| match d.time {
            Some(time) => format!("{} {time}", d.date),
            None => d.date.to_string(),
        })
    }

    #[test]
    fn datelines_in_their_many_forms() {
        for (line, expected) in [
            (
                "21-12-21 09:08 来源:东州网-东州晚报 编辑:李小明",
                "2021-12-21 09:08",
            ),
            ("2021年12月21日", "2021-12-21"),
            ("2021/12/21 7:05", "2021-12-21 07:05"),
            (
                "发布时间：2023-05-04 09:12:33 来源：东州市卫生健康委",
                "2023-05-04 09:12:33",
            ),
            ("时间：2021.12.21", "2021-12-21"),
            ("【发布时间：2019年3月5日】【字体：大 中 小】", "2019-03-05"),
            ("发布日期：２０２４年４月２４日", "2024-04-24"),
            ("2023-05-04T22:00:00Z", "2023-05-05 06:00:00"),
            ("2023-05-04T09:12:00+08:00", "2023-05-04 09:12:00"),
            ("东州网 2023年05月04日09:12", "2023-05-04 09:12"),
            ("2023年05月04日 星期四 下午 3:20", "2023-05-04 15:20"),
            ("发布时间:20-03-05", "2020-03-05"),
            ("二〇二四年四月二十四日", "2024-04-24"),
        ] {
            assert_eq!(day(line).as_deref(), Some(expected), "{line}");
            assert!(parse(line).is_one(), "{line}: {:?}", parse(line));
        }
    }

    #[test]
    fn what_is_no_date_gives_none() {
        for line in [
            "电话：0931-12-34567",
            "第2021-12-21号",
            "1.2.3版",
            "2021-13-40",
            "比分21-12-21",
            "10.12.21%",
        ] {
            assert_eq!(day(line), None, "{line}");
        }
    }

    #[test]
    fn source_author_and_editor_are_told_apart() {
        let line = parse(
            "发布时间：2023-05-04 09:12　来源：东州日报　作者：王 伟 李小红　责任编辑：张三　浏览次数：128次",
        );
        assert_eq!(line.source.as_deref(), Some("东州日报"));
        assert_eq!(line.author, ["王伟", "李小红"]);
        assert_eq!(line.rest, 0, "{line:?}");
        let plain = parse("东州新闻网  2023-05-04 09:12  我要评论");
        assert_eq!(plain.source.as_deref(), Some("东州新闻网"));
    }

    #[test]
    fn a_sentence_with_a_date_is_no_dateline() {
        let line = "记者从2023年5月4日召开的全市卫生健康工作会议上获悉，今年我市将新建社区卫生服务中心十家，方便居民就近看病。";
        assert!(!parse(line).is_one());
    }

    #[test]
    fn a_year_may_come_from_elsewhere() {
        assert_eq!(
            find_without_year("12-21 09:08 东州网", 2021).map(|f| f.date.to_string()),
            Some("2021-12-21".into())
        );
    }
}
