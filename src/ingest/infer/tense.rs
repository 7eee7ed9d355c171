//! Years that a text speaks of as present or near: 今年（2022年）, 2022年内, 2022年，我省将….
//!
//! What is still to come is no earlier than the page, so that the earliest such year is the page's; a goal (到2025年) may
//! be far off and only supports a year that something else speaks for.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use super::dates::DateMention;
use super::roles::{Role, in_title};
use super::year::{Dated, is_to_come};
use crate::text::any;

/// How a bare year is spoken of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tense {
    /// 今年（2022年）.
    Current,
    /// 2022年内, 2022年底前将…: within the year itself.
    Within,
    /// 2022年，我省将…: said in the year, or at the end of the one before.
    Ahead,
    /// 到2022年底: a goal, near or far.
    Goal,
}

/// Verbs and the like right behind 将; an object there makes it another word (还将药箱背上山).
const AFTER_WILL: &str = "于 在 对 会 有 是 以 按 从 为 向 与 由 再 达 逐 更 通过 继续 全面 进一步 进行 进入 重点 持续 实现 实施 \
    实行 开展 开通 开放 开设 开工 建成 建设 建立 完成 完善 启动 推进 推动 推出 推行 推广 组织 加大 加强 加快 不断 新增 新建 新开 新设 \
    陆续 逐步 举办 举行 召开 围绕 聚焦 积极 着力 大力 落实 投入 投用 投资 打造 深化 深入 培训 培养 选派 招收 招聘 招录 面向 统一 正式 \
    免费 安排 扩大 扩建 增加 增至 提高 提升 提供 优化 引进 支持 惠及 覆盖 整合 创建 补助 补齐 普及 筹建 筹集 设立 配备 升级 构建 健全 \
    改造 改善 首次 同步 联合 依托 坚持 切实 扎实 有序 稳步 探索 试点 适时 发放 发布 取消 执行 施行 迎来 成为 分批 分期 分类 严格 规范";
/// 计划新建, 拟投入; 计划生育 plans nothing.
const PLANS: [&str; 3] = ["计划", "拟", "打算"];
const AFTER_PLANS: &str = "于 在 新 投 完成 开展 开设 开工 开办 组织 培训 招 实施 建 对 为 再 选派";

static WILL_BE: LazyLock<Regex> = LazyLock::new(|| {
    let any = |words: &str| words.split_whitespace().collect::<Vec<_>>().join("|");
    let (will, plans) = (any(AFTER_WILL), any(AFTER_PLANS));
    let pattern = format!("将(?:{will})|(?:{})(?:{plans})|力争", PLANS.join("|"));
    Regex::new(&pattern).expect("a valid pattern")
});

/// What a year is called by those who have it before them.
const TURNING: [&str; 6] = ["开局", "起步", "关键", "攻坚", "决胜", "收官"];

/// As far behind its year does a sentence say what will be.
const SENTENCE: usize = 40;
/// Plans run to years such as 2020, 2025, 2030.
const PLAN: i16 = 5;

/// What speaks for a year as the page's own is worth, where nothing is dated.
const CURRENT: f32 = 3.0;
const NEAR: f32 = 1.0;
const SOME: f32 = 0.5;

impl Tense {
    /// `None` where the year is said of the past, with a month, or in a span of years.
    pub(super) fn of(article: &Dated, mention: &DateMention) -> Option<Self> {
        let before = article.text.get(..mention.range.start)?.trim_end();
        let line = before.rsplit('\n').next().unwrap_or(before);
        let after = article.text.get(mention.range.end..)?.trim_start();
        let year = mention.printed_year()?;
        if any::ends_with(before, &["今年（", "今年(", "今年是", "今年即"])
            || after.starts_with("（今年）")
        {
            return Some(Self::Current);
        }
        let spans = before.ends_with(['-', '—', '–', '～', '~', '至', '度', '《']);
        if mention.last.month.is_some() || spans || in_title(line) || after.starts_with('度') {
            return None;
        }
        let planned = is_planned(sentence(after));
        let goal = before.ends_with(['到', '至']) || mention.role == Role::Planned;
        let ends = after.starts_with(['底', '末', '前']) || after.starts_with("年底");
        let distant = year % PLAN == 0;
        match () {
            () if before.ends_with("截至") || before.ends_with("截止") => None,
            () if goal && !after.starts_with('内') || ends => {
                (planned || is_deadline(after)).then_some(Self::Goal)
            }
            () if after.starts_with('内') && !distant => Some(Self::Within),
            () if is_turning(after) => Some(Self::Ahead),
            () if planned && !distant => Some(Self::Ahead),
            () if planned => Some(Self::Goal),
            () => None,
        }
    }
}

/// To the end of the sentence or to its next year or month.
fn sentence(after: &str) -> &str {
    let mut last = ' ';
    let mut end = after.len();
    for (n, (at, c)) in after.char_indices().enumerate() {
        let dated = "年月".contains(c) && (last.is_numeric() || "明去前后".contains(last));
        if n == SENTENCE || "。！？；\n".contains(c) || dated {
            end = at;
            break;
        }
        last = c;
    }
    after.get(..end).unwrap_or(after)
}

/// 2022年是改革攻坚之年.
fn is_turning(after: &str) -> bool {
    let said = sentence(after);
    let year = said.split_once("之年").map(|(what, _)| what);
    year.is_some_and(|what| what.starts_with('是') && any::ends_with(what, &TURNING))
}

/// What she planned to do is somebody's life.
fn is_planned(sentence: &str) -> bool {
    let told = |before: &str| before.contains(['他', '她']);
    let planned = WILL_BE.find(sentence);
    planned.is_some_and(|found| !told(&sentence[..found.start()]))
}

/// 底前, 年底之前.
fn is_deadline(after: &str) -> bool {
    let near: String = after.chars().take(5).collect();
    near.contains('前')
}

/// The year that the page speaks of as present or near; `None` where what it says differs or reaches only far ahead.
///
/// `year_ends`: the page's own days lie in November or December, when 2022年将 is said in 2021.
pub(super) fn current_year(articles: &[Dated], year_ends: bool) -> Option<i16> {
    // What the year's tense is worth, and its mere number.
    let mut years: BTreeMap<i16, (f32, f32)> = BTreeMap::new();
    let mut past = i16::MIN;
    for article in articles {
        for mention in &article.mentions {
            let Some(year) = mention.printed_year() else {
                continue;
            };
            let (tense, number) = match Tense::of(article, mention) {
                _ if is_to_come(mention) => (0.0, 0.0),
                Some(Tense::Current) => (CURRENT, 0.0),
                Some(Tense::Within) => (NEAR, 0.0),
                Some(Tense::Ahead) if !year_ends => (NEAR, 0.0),
                Some(Tense::Goal) if !year_ends && year % PLAN != 0 => (SOME, 0.0),
                Some(_) => (0.0, 0.0),
                None if mention.role == Role::Planned => (0.0, 0.0),
                None => {
                    past = past.max(year + i16::from(is_over(article, mention)));
                    (0.0, SOME)
                }
            };
            let sum = years.entry(year).or_default();
            *sum = (sum.0 + tense, sum.1 + number);
        }
    }
    let near = |(tense, number): &(f32, f32)| *tense > 0.0 && tense + number >= NEAR;
    let (&year, _) = years.iter().find(|(_, weight)| near(weight))?;
    (year >= past).then_some(year)
}

/// 截至2021年底.
fn is_over(article: &Dated, mention: &DateMention) -> bool {
    let after = article.text.get(mention.range.end..).unwrap_or_default();
    mention.role == Role::AsOf && mention.last.month.is_none() && after.starts_with('底')
}

#[cfg(test)]
mod tests {
    use super::super::dates::find;
    use super::*;

    fn dated(text: &str) -> Dated {
        Dated {
            text: text.to_string(),
            mentions: find(text),
            lead: 0,
        }
    }

    #[test]
    fn the_words_around_a_year_tell_its_tense() {
        let table = [
            ("今年（2022年）起，票据改为电子版", Some(Tense::Current)),
            ("2022年内，夜间药房还将增至九家", Some(Tense::Within)),
            ("2022年，我县将新增床位九十张", Some(Tense::Ahead)),
            ("从2022年起，全县将对老人免费体检", Some(Tense::Ahead)),
            ("2022年全市计划新建站点三处", Some(Tense::Ahead)),
            ("2022年，全县老年人将免费体检", Some(Tense::Ahead)),
            ("2020年是药房改造攻坚之年", Some(Tense::Ahead)),
            ("2021年动工，2022年将投用", None),
            ("到2022年底，夜间药房将达到九家", Some(Tense::Goal)),
            ("到2009年，夜间药房增加到九家", None),
            ("2022年底前完成改造", Some(Tense::Goal)),
            ("力争到2024年，村村有药房", None),
            ("到2024年，力争村村有药房", Some(Tense::Goal)),
            ("2025年，全县将实现村村有药房", Some(Tense::Goal)),
            ("“十四五”（2021—2024年）期间将开展", None),
            ("自2016年起，她每周进村", None),
            ("2016年，她还将药箱背上了山", None),
            ("2016年，她计划开办诊所", None),
            ("截至2021年底，全县有药房九家", None),
            ("2021年，全县有药房九家", None),
            ("《2022年药房将开放办法》", None),
            ("2021年落成。明年将投用", None),
        ];
        for (text, expected) in table {
            let article = dated(text);
            let printed = article.mentions.iter().find(|m| m.printed_year().is_some());
            let tense = printed.and_then(|m| Tense::of(&article, m));
            assert_eq!(tense, expected, "{text}");
        }
    }

    #[test]
    fn the_earliest_year_ahead_is_the_pages() {
        let year = |texts: &[&str], year_ends| {
            let articles: Vec<Dated> = texts.iter().map(|text| dated(text)).collect();
            current_year(&articles, year_ends)
        };
        let ahead = "2022年，我县将新增床位九十张。";
        assert_eq!(year(&[ahead], false), Some(2022));
        assert_eq!(year(&[ahead], true), None);
        assert_eq!(year(&["2022年内，药房增至九家。"], true), Some(2022));
        assert_eq!(
            year(&[ahead, "2023年，大楼将投入使用。"], false),
            Some(2022)
        );
        assert_eq!(year(&[ahead, "到2025年，村村有药房。"], false), Some(2022));
        assert_eq!(
            year(&["到2025年，村村有药房。到2025年底，将建成九家。"], false),
            None
        );
        assert_eq!(year(&["到2024年底，将建成九家。"], false), None);
        assert_eq!(
            year(&["到2022年底，将建成九家。", "2022年工作已安排。"], false),
            Some(2022)
        );
        // A plan of last year, looked back on.
        assert_eq!(year(&[ahead, "2023年，全县通报了床位数。"], false), None);
        assert_eq!(year(&["2016年，药房开张。2016年，桥通了。"], false), None);
        assert_eq!(year(&["自2016年起，她每周进村。"], false), None);
    }
}
