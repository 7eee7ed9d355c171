//! The line under a web headline that says when, from where and by whom: `2023-05-04 09:12 来源：… 作者：… 编辑：…`.

mod dates;
mod names;
mod undated;
mod year;

use std::sync::LazyLock;

use regex::Regex;

use crate::text::normalize::simplified;
use dates::find_day;
pub use dates::{Found, find, find_without_year};
pub use names::names;
pub(crate) use undated::{ago, before_clock};
pub(crate) use year::{Years, infer};

/// What a dateline says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dateline {
    pub date: Option<Found>,
    pub source: Option<String>,
    /// The source is named by its label, and not only by standing beside the date.
    pub named: bool,
    pub author: Vec<String>,
    /// A label such as 来源 or 发布时间 stands on the line.
    pub labelled: bool,
    /// Characters that no label, date or button accounts for.
    pub rest: usize,
}

static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)[【\[(]?(?P<label>(?:信息|文章|稿件|内容|新闻|消息|数据|本文)?来源(?:于)?|稿源|出处|转载自|转自|来自|媒体|发布(?:机构|单位|者|人)|发文机关|信息提供
        |(?:文章|本文)?作者|撰稿(?:人)?|撰文|文字|通讯员|记者|供稿(?:人|单位)?|文/图|文|图
        |(?:责任|值班|本文|网络|新媒体|实习)?编辑|责编|编审|审核(?:人)?|初审|复审|终审|审签|校对|监制|录入(?:者)?|上传
        |(?:发布|发表|更新|录入|发稿|添加|创建|信息|文章|上传|编辑|刊发|新闻|成文)?(?:时间|日期)|发布于|发表于|更新于|最后更新
        |(?:浏览|点击|阅读|访问|查看)(?:次数|量|数|人次)?|人气|热度|点击率|字体(?:大小)?|字号|大小|视力保护色|背景色|分享(?:到|至)?|评论|打印|栏目|分类|类别|所属栏目|关键词|索引号|主题词|标签|扫一扫
        )[】\])]?\s*[:】\]丨｜]",
    )
    .expect("a valid pattern")
});

/// `1164次阅读`, `3条评论`, `128`.
static COUNTER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^[0-9,.]*[万+]*(?:人次|次|人|条|个)?(?:阅读|浏览|点击|访问|评论|跟贴|参与|回复|点赞|喜欢)?(?:次|人|条)?$",
    )
    .expect("a valid pattern")
});

/// A label that stands before its value without a colon, beside a date: `来源东州网`, `作者王伟`.
static BARE_LABEL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?P<label>来源于|来源|稿源|作者|记者|责任编辑|责编|编辑)(?P<value>.{2,16})$")
        .expect("a valid pattern")
});

const BUTTONS: [&str; 52] = [
    "原创",
    "转载",
    "独家",
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
    "发表于",
    "发布于",
    "更新于",
    "发布",
    "发表",
];

/// Full-width ASCII as ASCII and traditional characters as simplified ones, character by character (so that character
/// positions hold).
pub(crate) fn fold(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
            '\u{3000}' | '\u{a0}' | '\t' => ' ',
            '∶' => ':',
            '—' | '–' | '−' => '-',
            _ => simplified(c),
        })
        .collect()
}

/// Reads a line as a dateline. Whether it is one, [`Dateline::is_one`] says.
pub fn parse(line: &str) -> Dateline {
    read(line, find(line))
}

/// Reads a line that prints month and day but no year as a dateline of that year (`09-14 16:05 来源：…`).
///
/// The day opens the line, and the line names a source or a writer, or the day stands behind its label: days in a text do not.
fn parse_without_year(line: &str, year: i16) -> Option<Dateline> {
    if find(line).is_some() || line.chars().count() > 80 {
        return None;
    }
    let dateline = read(line, Some(find_day(line, year)?));
    let labelled = dateline.labelled && line.contains(['时', '期']);
    let told = dateline.named || labelled || !dateline.author.is_empty();
    (dateline.is_one() && told).then_some(dateline)
}

/// Reads a line as a dateline with this date.
fn read(line: &str, date: Option<Found>) -> Dateline {
    let folded = fold(line);
    let chars: Vec<char> = line.chars().collect();
    let mut used = vec![false; chars.len()];
    let mut dateline = Dateline::default();
    if let Some(found) = &date {
        let end = found.start + found.words.chars().count();
        mark(&mut used, found.start, end);
    }
    let labels = labels(&folded, &chars);
    for (i, (start, end, label)) in labels.iter().enumerate() {
        let limit = labels.get(i + 1).map_or(chars.len(), |next| next.0);
        let (value, stop) = value(&chars, &used, *end, limit);
        mark(&mut used, *start, stop);
        dateline.labelled = true;
        take(&mut dateline, label, &value);
    }
    let rest = chars.iter().zip(&used);
    let rest: String = rest.map(|(c, used)| if *used { ' ' } else { *c }).collect();
    let mut words: Vec<&str> = rest
        .split(|c: char| c.is_whitespace() || "|丨｜/[]【】()（）:：·,，>-—".contains(c))
        .filter(|w| !w.is_empty() && !BUTTONS.contains(w) && !COUNTER.is_match(w))
        .collect();
    if date.is_some() {
        words.retain(|word| !take_bare(&mut dateline, word));
        take_writers(&mut dateline, &mut words);
    }
    dateline.rest = words.iter().map(|w| w.chars().count()).sum();
    if dateline.source.is_none()
        && dateline.rest <= 20
        && let Some(date) = &date
    {
        dateline.source = bare_source(line, &rest, &words, date).map(str::to_string);
    }
    dateline.date = date;
    dateline
}

/// The labels of a line (来源：, 作者：), each with the characters it stands at; inside of words there are none.
fn labels<'a>(folded: &'a str, chars: &[char]) -> Vec<(usize, usize, &'a str)> {
    let at = |byte: usize| folded.get(..byte).map_or(0, |head| head.chars().count());
    let mut labels = Vec::new();
    for found in LABEL.captures_iter(folded) {
        let (Some(whole), Some(label)) = (found.get(0), found.name("label")) else {
            continue;
        };
        let (start, label) = (at(whole.start()), label.as_str());
        let is_labelled = !labels.is_empty();
        if stands_alone(chars, start) || is_labelled && runs_on(chars, start, label) {
            labels.push((start, at(whole.end()), label));
        }
    }
    labels
}

/// A source without a label: the first word that can be a name. In 原创 王伟 健康东州 2024-03-18 the account stands behind its writer.
fn bare_source<'a>(line: &str, rest: &str, words: &[&'a str], date: &Found) -> Option<&'a str> {
    let is_name = |word: &&str| {
        (2..=16).contains(&word.chars().count())
            && !word.contains(['。', '？', '！', '、'])
            && word.contains(char::is_alphanumeric)
    };
    let mut names = words.iter().copied().filter(is_name);
    if line.trim_start().starts_with("原创") {
        let head = before_date(rest, date)?;
        return names.rfind(|name| head.contains(name));
    }
    names.next()
}

/// What stands before the date.
fn before_date<'a>(line: &'a str, date: &Found) -> Option<&'a str> {
    let (at, _) = line.char_indices().nth(date.start)?;
    line.get(..at)
}

impl Dateline {
    /// Is this line there to date the article, and not a sentence that happens to hold a date?
    pub fn is_one(&self) -> bool {
        self.date.is_some() && (self.rest <= 14 || (self.labelled && self.rest <= 40))
    }
}

/// Takes a word that is a label and its value in one; says whether it was.
fn take_bare(dateline: &mut Dateline, word: &str) -> bool {
    let found = BARE_LABEL.captures(word);
    let part = |name| found.as_ref()?.name(name).map(|m| m.as_str());
    let (Some(label), Some(value)) = (part("label"), part("value")) else {
        return false;
    };
    let known = !label.starts_with(['作', '记']) || !names(value).is_empty();
    if known {
        take(dateline, label, value);
    }
    known
}

/// Takes the names behind a word that says who they are (`记者 王伟 李红`).
fn take_writers(dateline: &mut Dateline, words: &mut Vec<&str>) {
    let writes = |word: &&str| {
        let role = word.ends_with("记者") && word.chars().count() <= 6;
        role || ["通讯员", "作者"].contains(word)
    };
    let Some(at) = words.iter().position(writes) else {
        return;
    };
    let behind = words.iter().skip(at + 1);
    let named = behind.take_while(|word| writes(word) || !names(word).is_empty());
    let end = at + 1 + named.count();
    if end == at + 1 {
        return;
    }
    let taken: Vec<&str> = words.drain(at..end).collect();
    for name in names(&taken.join(" ")) {
        if !dateline.author.contains(&name) {
            dateline.author.push(name);
        }
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

/// Labels that follow a value without a gap, behind another label: 来源:医务科作者:王伟点击:3次.
fn runs_on(chars: &[char], start: usize, label: &str) -> bool {
    let before = start.checked_sub(1).and_then(|at| chars.get(at));
    label.chars().count() >= 2 && before.is_some_and(|c| is_han(*c) && !"片图本".contains(*c))
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
    if !plain.contains(char::is_alphanumeric) || plain.chars().count() > 60 {
        return;
    }
    let is_source = label.contains("来源")
        || ["稿源", "出处", "转自", "转载自", "来自", "媒体"].contains(&label);
    let is_author = label.contains("作者")
        || label.contains("撰")
        || ["记者", "通讯员", "文", "文/图", "文字"].contains(&label);
    if is_source && let Some((source, writers)) = before_writers(plain) {
        take(dateline, label, source);
        take(dateline, "记者", writers);
    } else if is_source && dateline.source.is_none() && plain != "本站" && plain != "未知" {
        dateline.source = Some(plain.to_string());
        dateline.named = true;
    } else if is_author {
        for name in names(plain) {
            if !dateline.author.contains(&name) {
                dateline.author.push(name);
            }
        }
    }
}

/// `东州日报 记者 王伟`: the writers stand behind the source without a mark of their own.
fn before_writers(value: &str) -> Option<(&str, &str)> {
    [" 记者 ", " 本报记者 ", " 通讯员 "]
        .iter()
        .find_map(|role| {
            let (source, writers) = value.split_once(role)?;
            (!names(writers).is_empty()).then_some((source, writers))
        })
}

#[cfg(test)]
mod tests;
