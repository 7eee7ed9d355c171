//! Names without the word for their kind that tell whose page it is: the paper's account, its station, a bare name in
//! a sentence.
//!
//! A page that says 全区 and 区卫健委 throughout prints its district's name only where it needs no kind: “健康金山”公众号,
//! 洪峰过境綦江. The words without a name say the level, so that such a name can be read as a unit of that level.

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use super::home::unit_at;
use super::lexicon::{Form, Unit};
use super::namesakes::context;
use super::roles::{Role, role};
use super::scan::scan_bare;
use super::token::Token;
use super::{Code, Gazetteer, Level};
use crate::text::any;

/// A name that speaks for a place as the page's own.
#[derive(Debug)]
pub(super) struct Sign {
    pub(super) code: Code,
    pub(super) weight: f64,
    pub(super) range: Range<usize>,
}

impl Sign {
    /// An account or the like, and no mention in passing.
    pub(super) fn is_firm(&self) -> bool {
        self.weight > BARE
    }
}

/// An account or a station is the paper's own far more often than a body that it names.
const ACCOUNT: f64 = 6.0;
/// 建设平安綦江.
const SLOGAN: f64 = 3.0;
const BARE: f64 = 1.0;
/// A name that is a common word has to be said twice.
const COMMON: f64 = 0.5;
/// So often are places of another province alone named on a page whose place is not in this one.
const ELSEWHERE: usize = 3;

const STATIONS: [&str; 7] = ["融媒", "广播电视", "电视台", "广电", "卫健", "卫计", "疾控"];
/// What stands behind common words, too: 公安发布.
const NEWS: [&str; 2] = ["发布", "新闻网"];
/// What a masthead ends with.
const PAPERS: [&str; 9] = [
    "报", "周刊", "月刊", "专刊", "副刊", "特刊", "专版", "通讯", "快讯",
];
const CHANNELS: [&str; 12] = [
    "微信",
    "公众号",
    "公号",
    "微博",
    "抖音",
    "客户端",
    "小程序",
    "视频号",
    "订阅号",
    "服务号",
    "头条号",
    "APP",
];
/// What may stand before a common word that is meant as a name.
const BEFORE: &str = "与和由在据经被从向对的于及";
const SLOGANS: [&str; 12] = [
    "健康", "平安", "文明", "美丽", "今日", "掌上", "智慧", "幸福", "法治", "清廉", "数字", "活力",
];
const BEHIND: [&str; 3] = ["境内", "乡亲", "父老"];
const LYING: [&str; 3] = ["地处", "位于", "扎根"];
const PEOPLE: [&str; 6] = ["人民", "市民", "居民", "群众", "全域", "城区"];
/// Characters of an account's name beside the place, and of what stands between its name and the channel's.
const BESIDE: usize = 6;

/// Everything on the page that could name its own place.
pub(super) struct Names<'a> {
    text: &'a str,
    bare: Vec<Token>,
    /// What is named beyond doubt, with everything above it.
    known: HashSet<Code>,
    provinces: BTreeMap<Code, usize>,
}

impl<'a> Names<'a> {
    pub(super) fn find(text: &'a str, decided: &[Token]) -> Self {
        let mut provinces: BTreeMap<Code, usize> = BTreeMap::new();
        let plain = decided.iter().filter(|token| !is_aside(text, &token.range));
        for code in plain.filter_map(Token::region) {
            *provinces.entry(code.province()).or_default() += 1;
        }
        Self {
            text,
            bare: scan_bare(text),
            known: context(decided, None),
            provinces,
        }
    }

    /// The names that can mean a place of this unit.
    pub(super) fn signs(&self, unit: Unit) -> Vec<Sign> {
        let signs = self.bare.iter().filter_map(|token| self.sign(token, unit));
        signs.collect()
    }

    fn sign(&self, token: &Token, unit: Unit) -> Option<Sign> {
        let place = token.place()?;
        let all = Gazetteer::get();
        // 全区 may be said of an autonomous region, but none is named by its bare name alone.
        let own = |code: &Code| {
            unit_at(*code, unit) == Some(*code)
                && code.level() != Level::Province
                && all.region(*code).is_some_and(|r| r.in_force())
        };
        let named = place.candidates.iter().map(|name| name.code);
        let code = self.likeliest(named.filter(own).collect())?;
        let mut forms = place.candidates.iter().filter(|name| name.code == code);
        let common = forms.any(|name| name.form == Form::Common);
        let weight = self.weight(&token.range, common, unit)?;
        let range = token.range.clone();
        let sign = Sign {
            code,
            weight,
            range,
        };
        (sign.is_firm() || !self.is_elsewhere(code)).then_some(sign)
    }

    /// The one of namesakes that lies in what else the page names.
    fn likeliest(&self, codes: Vec<Code>) -> Option<Code> {
        if let [code] = codes[..] {
            return Some(code);
        }
        let all = Gazetteer::get();
        let support = |code: Code| {
            let above = all.ancestors(code).filter(|r| self.known.contains(&r.code));
            above.count()
        };
        let most = codes.iter().map(|&code| support(code)).max()?;
        let mut best = codes.iter().filter(|&&code| support(code) == most);
        let code = best.next().filter(|_| most > 0 && best.next().is_none())?;
        Some(*code)
    }

    fn weight(&self, range: &Range<usize>, common: bool, unit: Unit) -> Option<f64> {
        let text = self.text;
        if is_account(text, range, common) {
            return Some(ACCOUNT);
        }
        // 健康长寿 is no name.
        if !common && follows_slogan(text, range) {
            return Some(SLOGAN);
        }
        // Cities are named bare on every page.
        let small = matches!(unit, Unit::County | Unit::District);
        match (small && !is_aside(text, range), common) {
            (false, _) => None,
            (true, false) => Some(BARE),
            (true, true) if lies(text, range) => Some(BARE),
            (true, true) => is_placed(text, range).then_some(COMMON),
        }
    }

    fn is_elsewhere(&self, code: Code) -> bool {
        let here = self.provinces.contains_key(&code.province());
        !here && self.provinces.values().any(|&named| named >= ELSEWHERE)
    }
}

/// Could a name that is a common word be meant as a name here?
pub(super) fn is_name(text: &str, range: &Range<usize>) -> bool {
    is_account(text, range, true) || is_placed(text, range)
}

/// Somebody came from there, went there or was helped.
pub(super) fn is_aside(text: &str, range: &Range<usize>) -> bool {
    let before = &text[..range.start];
    match role(text, range) {
        Role::Scene => !before.ends_with('在'),
        role => role.is_aside() || before.ends_with(['与', '同', '赴', '到']),
    }
}

/// “健康金山”公众号, 金山卫健微信, 金山广播电视台, 《金山报》, 金山健康周刊 on a line of its own. A common word takes a
/// quotation or a station (公安微信 is none).
fn is_account(text: &str, range: &Range<usize>, common: bool) -> bool {
    let (before, rest) = (&text[..range.start], &text[range.end..]);
    let name = alphabetic(rest, BESIDE);
    let behind = &rest[name.len()..];
    let opens = || {
        before
            .chars()
            .next_back()
            .is_none_or(|c| !c.is_alphabetic() || BEFORE.contains(c))
    };
    let channel = || any::holds(name, &CHANNELS);
    let quoted = || is_quoted(before) && behind.starts_with('”') && is_channel(behind);
    let titled =
        before.ends_with(['《', '“']) && name.ends_with('报') && behind.starts_with(['》', '”']);
    let heads = || {
        let is_line = |before: &str, behind: &str| {
            (before.is_empty() || before.ends_with('\n'))
                && (behind.is_empty() || behind.starts_with('\n'))
        };
        !common && is_line(before, behind) && any::ends_with(name, &PAPERS)
    };
    let unquoted = match common {
        true => any::starts_with(rest, &STATIONS) && opens(),
        false => any::starts_with(rest, &STATIONS) || any::starts_with(rest, &NEWS) || channel(),
    };
    unquoted || titled || heads() || quoted()
}

/// Inside of a quotation that began a few characters ago.
fn is_quoted(before: &str) -> bool {
    let near = before.char_indices().rev().take(BESIDE);
    let mark = near.map(|(_, c)| c).find(|c| !c.is_alphabetic());
    mark == Some('“')
}

/// The end of a quotation, others beside it (“甲”“乙”), and the name of a channel.
fn is_channel(mut rest: &str) -> bool {
    while let Some(behind) = rest.strip_prefix('”') {
        let next = behind.trim_start_matches(['、', '和', '及', '以']);
        let Some(name) = next.strip_prefix('“') else {
            let near = alphabetic(behind, BESIDE);
            return any::holds(near, &CHANNELS);
        };
        rest = &name[alphabetic(name, 2 * BESIDE).len()..];
    }
    false
}

/// The letters that a text begins with, at most so many.
fn alphabetic(text: &str, most: usize) -> &str {
    let mut letters = text.char_indices().enumerate();
    let end = letters.find(|(n, (_, c))| *n == most || !c.is_alphabetic());
    end.map_or(text, |(_, (at, _))| &text[..at])
}

fn follows_slogan(text: &str, range: &Range<usize>) -> bool {
    let before = &text[..range.start];
    any::ends_with(before, &SLOGANS)
}

/// Where a common word can be a name.
fn is_placed(text: &str, range: &Range<usize>) -> bool {
    let (before, rest) = (&text[..range.start], &text[range.end..]);
    lies(text, range) || any::ends_with(before, &LYING) || any::starts_with(rest, &PEOPLE)
}

/// Where nothing but a place can be named: 洪峰过境合川, 合川境内, 合川父老.
fn lies(text: &str, range: &Range<usize>) -> bool {
    text[..range.start].ends_with("过境") || any::starts_with(&text[range.end..], &BEHIND)
}

#[cfg(test)]
mod tests {
    use super::super::page_place;

    fn place(text: &str) -> Option<String> {
        page_place(std::iter::once(text), std::iter::empty()).map(|found| found.code.to_string())
    }

    const DISTRICT: &str = "区卫健委召开例会，全区各街镇汇报了进度，我区夜门诊月底开放。";
    const COUNTY: &str = "县卫健局召开例会，全县各乡镇汇报了进度，我县夜门诊月底开放。";

    #[test]
    fn an_account_or_a_station_names_the_place_of_a_page() {
        let table = [
            (
                DISTRICT,
                "扫码关注“健康綦江”公众号，号源每晚更新。",
                Some("500110"),
            ),
            (DISTRICT, "号源每晚在綦江卫健微信更新。", Some("500110")),
            (
                DISTRICT,
                "打开“健康綦江”小程序，号源每晚更新。",
                Some("500110"),
            ),
            (DISTRICT, "节目由綦江广播电视台录制。", Some("500110")),
            (DISTRICT, "稿件由綦江融媒播发。", Some("500110")),
            (DISTRICT, "文章登在《奉贤报》头版。", Some("310120")),
            (
                COUNTY,
                "扫码关注“泗洪健康”“食安泗洪”微信公众号。",
                Some("321324"),
            ),
            // A common word, but an account's name.
            (
                DISTRICT,
                "扫码关注“健康长寿”公众号，号源每晚更新。",
                Some("500115"),
            ),
            (DISTRICT, "愿老人们健康长寿，平安健康。", None),
            (DISTRICT, "文章被光明日报转载。", None),
            (COUNTY, "线索由公安发布和公安微信、资源发布平台收集。", None),
            (DISTRICT, "节目与长寿电视台合办。", Some("500115")),
            // A county's account, and a page that speaks of a district.
            (DISTRICT, "扫码关注“泗洪健康”微信公众号。", None),
        ];
        for (body, name, expected) in table {
            assert_eq!(
                place(&format!("{body}{name}")).as_deref(),
                expected,
                "{name}"
            );
        }
    }

    #[test]
    fn a_bare_name_in_a_sentence_is_enough_where_nothing_contradicts() {
        let table = [
            ("洪峰过境綦江，护士连夜转移病人。", Some("500110")),
            ("来自綦江的护士领到了奖状。", None),
            ("护士们赴綦江学习。", None),
            ("洪峰过境綦江，也到了潼南。", None),
            ("愿长寿居民越来越多。", None),
            ("写给长寿父老的信印了三万份。", Some("500115")),
            ("写给长寿乡亲的信印了三万份。", Some("500115")),
            ("印发《写给綦江乡亲的话》三万份。", Some("500110")),
            ("长寿居民爱喝茶，长寿居民爱下棋。", Some("500115")),
            ("洪峰过境合川，护士连夜转移病人。", Some("500117")),
            ("洪峰过境綦江，来自江津区的护士没有走。", Some("500110")),
            ("一名新疆患者送来锦旗。", None),
            ("洪峰过境綦江，一名新疆患者送来锦旗。", Some("500110")),
            ("洪峰过境綦江。杭州、宁波、温州派来了医疗队。", None),
        ];
        for (name, expected) in table {
            assert_eq!(
                place(&format!("{DISTRICT}{name}")).as_deref(),
                expected,
                "{name}"
            );
        }
        assert_eq!(place("区卫健委召开例会。洪峰过境綦江。"), None);
    }

    #[test]
    fn namesakes_need_their_city() {
        let account = "扫码关注“健康鼓楼”公众号。";
        assert_eq!(place(&format!("{DISTRICT}{account}")), None);
        let named = format!("{DISTRICT}{account}病人转到徐州市中心医院。");
        assert_eq!(place(&named).as_deref(), Some("320302"));
    }

    #[test]
    fn an_account_outweighs_a_body_named_for_another_reason() {
        let donor = "口罩由江津区人民医院捐来。";
        let account = "扫码关注“健康綦江”公众号。";
        assert_eq!(
            place(&format!("{DISTRICT}{donor}{account}")).as_deref(),
            Some("500110")
        );
        let two = "扫码关注“健康綦江”公众号、“健康江津”公众号。";
        assert_eq!(place(&format!("{DISTRICT}{two}")), None);
    }
}
