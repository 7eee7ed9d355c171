//! Every word that the reading of places looks for, in one automaton: the names of the gazetteer with their short
//! and colloquial forms, by-names (`data/region-aliases.csv`), provinces in one character where a construction
//! shows them (赴鄂, 闽北, 川渝), words without a name (我市, 区卫健委), and what speaks for the country or for abroad.
//!
//! A word may be in the lexicon only to keep its characters from being read as a name (`Block`): without 入海口, 黄河入海口
//! would name 海口. Which words need what is in `data/region-words.toml`. The longest word wins, and a word has one
//! meaning here; whether it means that where it stands is for [`super::scan`] to say.

use std::collections::HashMap;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use serde::Deserialize;

use super::{Code, Gazetteer, Level, PROVINCES};

/// What a word of the lexicon may mean.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Term {
    /// Regions that bear this name, those in force first.
    Names(Vec<Name>),
    /// A place by another word: an airport, a by-name, a school.
    Alias(Code),
    /// One-character short forms in a known construction (闽宁, 赴鄂); `at`: bytes before the first form.
    Short {
        codes: Vec<Code>,
        at: usize,
        support: bool,
    },
    /// 我市, 全省, 市卫健委: a place that the text does not name.
    Deictic(Deictic),
    /// A body of the whole country.
    National,
    /// 全国, 我国.
    Wide,
    /// A foreign country or city.
    Foreign,
    /// Names nothing; keeps its characters from being read as a name.
    Block,
}

/// One region by one of its names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) code: Code,
    pub(super) form: Form,
}

/// How much a name needs beside it to be believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Form {
    /// The printed name with its kind: 焦作市, 凉山州.
    Full,
    /// A full name that many places could have: 新城区, 温县 (two characters run into others).
    Generic,
    /// 焦作.
    Short,
    /// A short name that goes on to be a village's or a road's: 桦甸林子村.
    Longer,
    /// A short name that is a common word: 朝阳.
    Common,
}

/// A region word without a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Deictic {
    pub(super) unit: Unit,
    /// 市卫健委 and the like, against 我市 and 全市.
    pub(super) office: bool,
}

/// The unit that a deictic speaks of, as the word for its kind says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Unit {
    Province,
    City,
    Prefecture,
    County,
    District,
    /// 我院, 我局: the place of who publishes.
    Own,
}

const UNITS: [(char, Unit); 6] = [
    ('省', Unit::Province),
    ('市', Unit::City),
    ('州', Unit::Prefecture),
    ('县', Unit::County),
    ('旗', Unit::County),
    ('区', Unit::District),
];
const SELF: [&str; 3] = ["我", "全", "本"];
/// How a body that publishes speaks of itself.
const OWN: [&str; 4] = ["我院", "我局", "我委", "我中心"];
const OFFICES: &str = "卫健委 卫生健康委 卫生健康局 卫健局 卫健系统 卫生健康系统 卫生计生委 卫计委 卫计局 卫生局 卫生厅 \
    疾控 疾病预防控制 委书记 委常委 委副书记 委办 委宣传部 委组织部 委、 委和 委市政府 委省政府 委区政府 委县政府 委召开 \
    政府 人民政府 人大 政协 纪委 直机关 直医疗 直单位 直各 人民医院 中医院 中医医院 妇幼保健院 妇幼保健计划生育 妇幼健康 \
    中心医院 中心血站 传染病医院 儿童医院 妇产医院 五官医院 口腔医院 精神病医院 第一人民医院 第二人民医院 第三人民医院 \
    第四人民医院 第五人民医院 第一医院 第二医院 第三医院 立医院 肿瘤医院 教育局 教育厅 公安局 公安厅 财政局 财政厅 民政局 \
    民政厅 医保局 医疗保障局 药监局 应急管理局 应急管理厅 应急局 市场监管局 市场监督管理局 交通运输局 交通运输厅 生态环境局 \
    文旅局 文化和旅游局 水利局 水利厅 住建局 城管局 总工会 妇联 红十字会 科协 残联 融媒体 外宣办 新闻办 政务服务 爱卫 \
    防指 疫情防控 新冠 防控办 防控指挥部 应对新冠 中医药管理局 急救中心 卫生监督 医学会 计生协 卫生学校 体育局 农业农村局 \
    商务局 人社局 统计局 气象局 气象台 里调拨";
const VERBS: &str = "援赴驻抵返入来离在进回";
const AFTER_VERB: &str = "京津冀晋辽沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川黔滇藏陕疆";
const AFTER_AID: &str = "吉黑青宁甘蒙台港澳";
const DIRECTED: &str = "闽豫苏浙皖鲁赣粤湘鄂川陕晋冀滇黔陇辽桂琼蒙藏";
const DIRECTIONS: &str = "东 西 南 北 中 东南 东北 西南 西北";
const JOINED: &str = "闽宁 川渝 成渝 京津冀 京津 津冀 沪苏浙皖 苏浙沪 江浙沪 苏浙皖 沪苏浙 江浙 陕甘宁 陕甘 晋陕蒙 \
    晋陕 鲁豫皖 苏鲁豫皖 湘鄂赣 湘赣 湘鄂 鄂湘 粤桂 粤桂黔 粤闽 浙闽 闽浙 闽赣 云贵 云贵川 甘青 青甘 宁蒙 豫陕 豫鄂 皖苏 苏皖 \
    浙皖 皖浙 沪浙 沪苏 京冀 京蒙 鲁渝 沪滇 浙川 粤黔 粤滇 苏陕 鄂豫皖 豫晋 晋冀鲁豫 辽吉黑 东三省 鲁冀 渝鄂 渝黔 川滇 川黔 \
    川陕 川甘 滇黔桂 闽藏 苏疆 粤疆 浙疆 鲁疆 闽疆 豫疆 津甘 津疆 苏青 浙青 鲁甘 粤川 京疆 京藏 沪疆 湘粤 赣粤 粤赣 桂滇";

#[derive(Deserialize)]
struct Words {
    common: String,
    generic: String,
    block: String,
    national: String,
    wide: String,
    foreign: String,
}

/// The automaton and, by pattern number, what each word means.
pub(super) struct Lexicon {
    pub(super) automaton: AhoCorasick,
    pub(super) terms: Vec<Term>,
    words: HashMap<String, usize>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::build);

impl Lexicon {
    pub(super) fn get() -> &'static Self {
        &LEXICON
    }

    /// What exactly this word means.
    pub(super) fn term(&self, word: &str) -> Option<&Term> {
        self.words.get(word).and_then(|&at| self.terms.get(at))
    }

    fn build() -> Self {
        let words: Words = toml::from_str(include_str!("../../data/region-words.toml"))
            .expect("data/region-words.toml is part of the program and tested");
        let mut terms = HashMap::new();
        add_names(&mut terms, &words);
        add_shorts(&mut terms);
        for (list, term) in [
            (&words.block, Term::Block),
            (&words.foreign, Term::Foreign),
            (&words.wide, Term::Wide),
            (&words.national, Term::National),
        ] {
            let list = list.split_whitespace();
            terms.extend(list.map(|word| (word.to_string(), term.clone())));
        }
        add_aliases(&mut terms);
        add_deictics(&mut terms);
        Self::compile(terms)
    }

    fn compile(terms: HashMap<String, Term>) -> Self {
        let mut terms: Vec<(String, Term)> = terms.into_iter().collect();
        terms.sort_by(|a, b| a.0.cmp(&b.0));
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(terms.iter().map(|(word, _)| word))
            .expect("some ten thousand short words fit an automaton");
        let (words, terms): (Vec<String>, Vec<Term>) = terms.into_iter().unzip();
        let words = words.into_iter().enumerate().map(|(n, word)| (word, n));
        Self {
            automaton,
            terms,
            words: words.collect(),
        }
    }
}

fn add_names(terms: &mut HashMap<String, Term>, words: &Words) {
    let listed = |list: &str, name: &str| list.split_whitespace().any(|word| word == name);
    let common: std::collections::HashSet<&str> = words.common.split_whitespace().collect();
    let all = Gazetteer::get();
    let full = |name: &str| {
        let short = name.chars().count() == 2 && name.ends_with('县');
        if short || listed(&words.generic, name) {
            Form::Generic
        } else {
            Form::Full
        }
    };
    let mut add = |name: &str, code, form| match terms
        .entry(name.to_string())
        .or_insert_with(|| Term::Names(Vec::new()))
    {
        Term::Names(names) if names.iter().all(|n| n.code != code) => {
            names.push(Name { code, form });
        }
        _ => {}
    };
    for in_force in [true, false] {
        for region in all.regions().iter().filter(|r| r.in_force() == in_force) {
            for name in std::iter::once(&region.name).chain(&region.former) {
                add(name, region.code, full(name));
                if let Some(name) = colloquial(name) {
                    add(&name, region.code, Form::Full);
                }
            }
            let short = region.short_name;
            let named = short != region.name && short.chars().count() > 1;
            if named && (in_force || region.level() == Level::Prefecture) {
                let form = match region.level() != Level::Province && common.contains(short) {
                    true => Form::Common,
                    false => Form::Short,
                };
                add(short, region.code, form);
            }
        }
    }
    for &(name, code) in &all.moved {
        add(name, code, full(name));
    }
}

/// 凉山彝族自治州 is printed as 凉山州, 木垒哈萨克自治县 as 木垒县.
fn colloquial(name: &str) -> Option<String> {
    let kind = name.chars().last()?;
    let autonomous = name.contains("族自治") || name.contains("自治");
    let short = super::short::short_name(name);
    (autonomous && "州县旗".contains(kind) && short != name).then(|| format!("{short}{kind}"))
}

fn province_of(form: char) -> Option<Code> {
    let mut provinces = PROVINCES.iter();
    provinces.find(|p| p.forms.contains(form)).map(|p| p.code)
}

fn add_shorts(terms: &mut HashMap<String, Term>) {
    let mut add = |word: String, codes: Vec<Code>, at, support| {
        if !codes.is_empty() {
            let term = Term::Short { codes, at, support };
            terms.entry(word).or_insert(term);
        }
    };
    for verb in VERBS.chars() {
        let aid = "援赴".contains(verb);
        let more = AFTER_AID.chars().filter(|_| aid);
        for form in AFTER_VERB.chars().chain(more) {
            let codes = province_of(form).into_iter().collect();
            add(
                format!("{verb}{form}"),
                codes,
                verb.len_utf8(),
                verb == '援',
            );
        }
    }
    for form in DIRECTED.chars() {
        for direction in DIRECTIONS.split_whitespace() {
            let codes = province_of(form).into_iter().collect();
            add(format!("{form}{direction}"), codes, 0, false);
        }
    }
    for joined in JOINED.split_whitespace() {
        let codes = match joined {
            "东三省" => "辽吉黑".chars().filter_map(province_of).collect(),
            "成渝" => "川渝".chars().filter_map(province_of).collect(),
            _ => joined
                .chars()
                .filter_map(|c| province_of(if c == '江' { '苏' } else { c }))
                .collect(),
        };
        add(joined.to_string(), codes, 0, false);
    }
}

fn add_aliases(terms: &mut HashMap<String, Term>) {
    let rows = include_str!("../../data/region-aliases.csv")
        .lines()
        .skip(1);
    for (name, code) in rows.filter_map(|row| row.split_once(',')) {
        if let Ok(code) = code.parse() {
            terms.insert(name.to_string(), Term::Alias(code));
        }
    }
}

fn add_deictics(terms: &mut HashMap<String, Term>) {
    for word in OWN {
        let deictic = Deictic {
            unit: Unit::Own,
            office: true,
        };
        terms.insert(word.to_string(), Term::Deictic(deictic));
    }
    for (word, unit) in UNITS {
        for prefix in SELF {
            let deictic = Deictic {
                unit,
                office: false,
            };
            terms.insert(format!("{prefix}{word}"), Term::Deictic(deictic));
        }
        for office in OFFICES.split_whitespace() {
            let deictic = Deictic { unit, office: true };
            terms.insert(format!("{word}{office}"), Term::Deictic(deictic));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_hold_only_what_they_say() {
        let words: Words = toml::from_str(include_str!("../../data/region-words.toml")).unwrap();
        let all = Gazetteer::get();
        for name in words.common.split_whitespace() {
            assert!(!all.by_name(name).is_empty(), "{name} names no region");
        }
        let rows = include_str!("../../data/region-aliases.csv")
            .lines()
            .skip(1);
        for row in rows {
            let code: Code = row.split_once(',').unwrap().1.parse().expect(row);
            assert!(all.region(code).is_some(), "{row}");
        }
    }

    #[test]
    fn every_joined_form_names_two_provinces_or_more() {
        for joined in JOINED.split_whitespace() {
            let codes = match Lexicon::get().term(joined) {
                Some(Term::Short { codes, .. }) => codes.len(),
                _ => 0,
            };
            assert!(codes >= 2, "{joined}");
        }
    }
}
