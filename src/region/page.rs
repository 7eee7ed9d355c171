//! The place that a page is written for, from everything the page says.

use std::collections::{BTreeMap, BTreeSet};

use super::lexicon::Unit;
use super::mentions::names_a_body;
use super::own::{Names, Sign, is_aside};
use super::scan::{PlaceForm, Token, What, scan};
use super::{Code, Gazetteer, Level};

/// A place concluded from evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inference {
    pub code: Code,
    /// It is where the publisher is, as the page's frame prints it.
    pub published: bool,
    /// The words that it rests on, as printed, the most frequent first.
    pub evidence: Vec<String>,
}

/// Further apart than two names of one place stand.
const APART: &str = "\n\n\n\n";

/// The share of all named places of its level that a place needs.
const SHARE: f64 = 0.4;

/// A place that rests on bare names, too, has so many times the votes of any other.
const CLEAR: f64 = 1.5;

/// The votes of one article, at most.
const MOST: f64 = 3.0;

/// A city below another has so many times the mentions of any other place there, where 我市 means it.
const STANDS_OUT: f64 = 1.5;

/// So often does a page say 全区, 区卫健委 for one mention of a district to name it.
const LOCAL: f64 = 3.0;

/// What a line of the frame says beside the name of who publishes.
const PUBLISHED: [&str; 6] = ["主办", "主管", "承办", "编印", "版权所有", "地址"];

/// Which place 我市, 区卫健委, 全省 mean on a page; `None` where the page has no such word or names no place for it.
///
/// `texts` are one to an article. The word's unit says the level (区卫健委: a district); the place is the publisher's, as the page's frame (masthead,
/// imprint, name of the site) prints it, else the one that the page names most at that level, counting the bodies
/// and counties of a city for the city.
pub fn page_place<'a>(
    texts: impl Iterator<Item = &'a str>,
    frame: impl Iterator<Item = &'a str>,
) -> Option<Inference> {
    // Read as one, so that a place named in one text decides between namesakes in another.
    let mut whole = String::new();
    let mut ends = Vec::new();
    for text in texts {
        whole.push_str(text);
        ends.push(whole.len());
        whole.push_str(APART);
    }
    for line in frame {
        whole.push_str(line);
        whole.push_str(APART);
    }
    let tokens = scan(&whole, None);
    let frame = ends.last().copied().unwrap_or_default();
    let mut rest = &tokens[..];
    let mut votes = Votes::default();
    for end in ends {
        let (text, behind) = rest.split_at(rest.partition_point(|t| t.range.start < end));
        votes.count(&whole, text);
        rest = behind;
    }
    let publisher = publisher(&whole, rest);
    if let Some(found) = publisher.filter(|found| votes.suits(found.code)) {
        return Some(found);
    }
    let mut units: Vec<(Unit, f64)> = votes.units.iter().map(|(&u, &n)| (u, n)).collect();
    units.sort_by_key(|unit| std::cmp::Reverse(unit.0));
    let most = units.iter().map(|u| u.1).fold(0.0, f64::max);
    let usual: Vec<_> = units.iter().filter(|u| u.1 >= most / 4.0).collect();
    if usual.iter().all(|(unit, _)| *unit == Unit::Own) {
        return None;
    }
    let names = Names::find(&whole, &tokens);
    usual.into_iter().find_map(|&(unit, said)| {
        let signs = votes.signs(&whole, frame, &names, unit);
        // Who speaks of the unit again and again need not name it often.
        let small = matches!(unit, Unit::County | Unit::District | Unit::City);
        let local = small && said >= LOCAL && said >= most / 2.0;
        votes.place(unit, &signs, local)
    })
}

/// The place of who publishes: the deepest one named with a body that most others so named lie around. An address
/// counts where no body is named; it may name a smaller place than the body is for.
fn publisher(text: &str, frame: &[Token]) -> Option<Inference> {
    let named = |publishes: fn(&str, &Token) -> bool| -> Vec<(Code, &str)> {
        let own = frame.iter().filter(|token| publishes(text, token));
        let place = |token: &Token| match &token.what {
            What::Place(place) if place.form != PlaceForm::Abbreviation => match place.codes[..] {
                [code] => Some((code, &text[token.range.clone()])),
                _ => None,
            },
            _ => None,
        };
        own.filter_map(place).collect()
    };
    let mut places = named(names_publisher);
    if places.is_empty() {
        places = named(says_publisher);
    }
    let all = Gazetteer::get();
    let around = |code: Code| {
        let around = places.iter().filter(|(other, _)| all.within(code, *other));
        around.count()
    };
    let (code, _) = places
        .iter()
        .max_by_key(|(code, _)| (around(*code), code.level()))?;
    (around(*code) * 3 >= places.len() * 2).then(|| Inference {
        code: *code,
        published: true,
        evidence: places.iter().map(|(_, word)| word.to_string()).collect(),
    })
}

/// 渠县人民医院, 健康渠县.
fn names_publisher(text: &str, token: &Token) -> bool {
    let (before, after) = (&text[..token.range.start], &text[token.range.end..]);
    names_a_body(after) || before.ends_with("健康")
}

/// On a line with 主办 or 地址.
fn says_publisher(text: &str, token: &Token) -> bool {
    let line = text[..token.range.start].rsplit('\n').next();
    line.is_some_and(|line| PUBLISHED.iter().any(|word| line.contains(word)))
}

#[derive(Default)]
struct Votes {
    units: BTreeMap<Unit, f64>,
    mentions: BTreeMap<Code, f64>,
    /// The same with articles counting alike, however often they name their places.
    shares: BTreeMap<Code, f64>,
    words: BTreeMap<Code, BTreeMap<String, usize>>,
    /// Where a place was counted, and for how much.
    counted: BTreeMap<usize, (Code, f64)>,
    /// Places that are named otherwise than as somebody's origin or goal.
    plain: BTreeSet<Code>,
}

impl Votes {
    /// Counts what one article names.
    fn count(&mut self, text: &str, tokens: &[Token]) {
        let mut named: BTreeMap<Code, f64> = BTreeMap::new();
        for token in tokens {
            match &token.what {
                What::Deictic(deictic) => *self.units.entry(deictic.unit).or_default() += 1.0,
                What::Place(place) => {
                    if let ([code], false) = (&place.codes[..], place.qualifier) {
                        let word = text[token.range.clone()].to_string();
                        *self
                            .words
                            .entry(*code)
                            .or_default()
                            .entry(word)
                            .or_default() += 1;
                        let body = names_a_body(&text[token.range.end..]);
                        let vote = if body { 3.0 } else { 1.0 };
                        *named.entry(*code).or_default() += vote;
                        self.counted.insert(token.range.start, (*code, vote));
                        if !is_aside(text, &token.range) {
                            self.plain.insert(*code);
                        }
                    }
                }
                _ => {}
            }
        }
        let sum: f64 = named.values().sum();
        for (code, votes) in named {
            *self.mentions.entry(code).or_default() += votes;
            *self.shares.entry(code).or_default() += votes * (MOST / sum).min(1.0);
        }
    }

    /// Could a publisher of this place use the page's words? A city's does not say 我县.
    fn suits(&self, publisher: Code) -> bool {
        let most = self.units.iter().max_by(|a, b| a.1.total_cmp(b.1));
        most.is_none_or(|(unit, _)| super::home::unit_at(publisher, *unit).is_some())
    }

    /// What bare names of this unit say beside what is counted. `frame`: where it begins; lists of links name places bare.
    fn signs(
        &mut self,
        text: &str,
        frame: usize,
        names: &Names,
        unit: Unit,
    ) -> BTreeMap<Code, f64> {
        let mut sums = BTreeMap::new();
        let told = |sign: &Sign| sign.range.start < frame || sign.is_firm();
        for sign in names.signs(unit).into_iter().filter(told) {
            let counted = self.counted.get(&sign.range.start);
            let counted = counted.filter(|(code, _)| *code == sign.code);
            let more = sign.weight - counted.map_or(0.0, |(_, vote)| *vote);
            if counted.is_none() {
                let words = self.words.entry(sign.code).or_default();
                *words.entry(text[sign.range].to_string()).or_default() += 1;
                self.plain.insert(sign.code);
            }
            if more > 0.0 {
                *sums.entry(sign.code).or_default() += more;
            }
        }
        sums
    }

    /// `local`: the page speaks of the unit throughout.
    fn place(&self, unit: Unit, signs: &BTreeMap<Code, f64>, local: bool) -> Option<Inference> {
        if unit == Unit::Own {
            // Any body may be meant.
            return None;
        }
        let fits = |code: Code| super::home::unit_at(code, unit);
        let mut sums: BTreeMap<Code, (f64, f64)> = BTreeMap::new();
        for (&code, share) in &self.shares {
            if let Some(place) = self.seat(code, unit, fits(code)) {
                let sum = sums.entry(place).or_default();
                sum.0 += share;
                sum.1 += self.mentioned(code);
            }
        }
        for (&code, weight) in signs {
            let sum = sums.entry(code).or_default();
            sum.0 += weight;
            sum.1 += weight;
        }
        self.leave_out_partners(&mut sums);
        let total: f64 = sums.values().map(|sum| sum.0).sum();
        // Of two with as many votes, the one that is named itself, not by what lies in it.
        let own = |code: &Code| self.mentioned(*code);
        let best = sums.iter().max_by(|a, b| {
            let votes = a.1.0.total_cmp(&b.1.0);
            votes.then(own(a.0).total_cmp(&own(b.0))).then(b.0.cmp(a.0))
        })?;
        let (&code, &(share, mentions)) = best;
        // Bare names of several places tell nothing.
        let mut rivals = sums.iter().filter(|(other, _)| **other != code);
        let clear = signs.is_empty() || rivals.all(|(_, sum)| sum.0 * CLEAR <= share);
        let often = mentions >= 2.0 && share / total >= SHARE && clear;
        let found = match often {
            true => Some(code),
            false => self
                .alone(&sums)
                .filter(|_| local && (unit != Unit::City || sums.len() == 1)),
        };
        found.map(|code| Inference {
            code,
            published: false,
            evidence: self.evidence(code),
        })
    }

    /// 北京专家, 与上海协作: a province-level city that no text names in full is a partner where another city is named so.
    fn leave_out_partners(&self, sums: &mut BTreeMap<Code, (f64, f64)>) {
        let in_full = |code: &Code| {
            let mut words = self.words.get(code).into_iter().flat_map(BTreeMap::keys);
            words.any(|word| word.ends_with('市'))
        };
        if sums.keys().any(in_full) {
            sums.retain(|code, _| code.level() != Level::Province || in_full(code));
        }
    }

    /// The only county or district that is named otherwise than as an origin or goal.
    fn alone(&self, sums: &BTreeMap<Code, (f64, f64)>) -> Option<Code> {
        let named = |(code, sum): &(&Code, &(f64, f64))| {
            sum.1 >= 1.0 && code.level() == Level::County && self.plain.contains(code)
        };
        let mut named = sums.iter().filter(named).map(|(code, _)| *code);
        named.next().filter(|_| named.next().is_none())
    }

    fn mentioned(&self, code: Code) -> f64 {
        self.mentions.get(&code).copied().unwrap_or_default()
    }

    /// A county-level city beside its prefecture: 我市 on such a page means the prefecture.
    fn seat(&self, code: Code, unit: Unit, place: Option<Code>) -> Option<Code> {
        let all = Gazetteer::get();
        let Some(parent) = all.region(code)?.parent else {
            return place;
        };
        let county_city =
            unit == Unit::City && code.level() == Level::County && place == Some(code);
        let siblings = self.mentions.iter();
        let siblings =
            siblings.filter(|(c, _)| **c != code && **c != parent && all.within(**c, parent));
        let sibling = siblings.map(|(_, votes)| *votes).fold(0.0, f64::max);
        let (own, above) = (self.mentioned(code), self.mentioned(parent));
        let stands_out = own >= 3.0 * above.max(1.0) && own >= STANDS_OUT * sibling;
        if county_city && sibling > 0.0 && !stands_out {
            return super::home::unit_at(parent, unit);
        }
        place
    }

    fn evidence(&self, code: Code) -> Vec<String> {
        let all = Gazetteer::get();
        let words = self.words.iter().filter(|(c, _)| all.within(**c, code));
        let mut words: Vec<(&String, &usize)> = words.flat_map(|(_, words)| words).collect();
        words.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
        words
            .into_iter()
            .take(5)
            .map(|(word, _)| word.clone())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(texts: &[&str]) -> Option<String> {
        framed(texts, &[])
    }

    fn framed(texts: &[&str], frame: &[&str]) -> Option<String> {
        let found = page_place(texts.iter().copied(), frame.iter().copied());
        found.map(|found| found.code.to_string())
    }

    #[test]
    fn who_publishes_says_where_a_page_is_from() {
        let texts = ["我院派出专家到理塘县义诊，理塘县人民医院派员陪同。"];
        let imprint = ["主管：渠县卫生健康局　主办：渠县人民医院", "第3期"];
        assert_eq!(framed(&texts, &imprint).as_deref(), Some("511725"));
        assert_eq!(framed(&texts, &["第3期"]), None);
        let address = ["绵阳市中心医院　地址：四川省绵阳市涪城区常家巷"];
        assert_eq!(framed(&texts, &address).as_deref(), Some("510700"));
        assert_eq!(
            framed(&texts, &["地址：渠县渠江街"]).as_deref(),
            Some("511725")
        );
        let footer = ["主办单位：湖南省怀化市溆浦县卫生健康局　湘ICP备1号"];
        assert_eq!(
            framed(&["县卫健局通报。"], &footer).as_deref(),
            Some("431224")
        );
        // A city's site reprints a report of a county.
        let reprint = ["我县举行义诊，泸县人民医院、泸县中医医院的医生来到泸县玄滩镇。"];
        let site = ["版权所有：泸州市卫生健康委员会"];
        assert_eq!(framed(&reprint, &site).as_deref(), Some("510521"));
    }

    #[test]
    fn counties_that_agree_on_their_city_name_it() {
        let texts = [
            "我市召开妇幼健康工作会。会上，孟州市、温县、博爱县、修武县作了发言。",
            "市卫生健康委组织培训，焦作市人民医院派员参加。",
        ];
        assert_eq!(place(&texts).as_deref(), Some("410800"));
    }

    #[test]
    fn a_short_county_is_known_by_a_city_that_another_text_names() {
        let texts = [
            "我县召开食品安全工作会，县卫生健康局作了发言。",
            "义诊团到泸县义诊，走进泸县人民医院查房。",
            "病人原来要去成都才看得到专家。",
        ];
        assert_eq!(place(&texts).as_deref(), Some("510521"));
    }

    #[test]
    fn a_city_below_another_speaks_of_itself_unless_a_sibling_is_named() {
        let texts = [
            "我市开展义诊，海宁市人民医院派员参加。",
            "海宁市的参保人员在嘉兴住院，不用转院备案。",
        ];
        assert_eq!(place(&texts).as_deref(), Some("330481"));
    }

    #[test]
    fn a_partner_far_away_is_not_our_city() {
        let texts = [
            "我市的巡诊船靠岸，这是丹江口市的第一艘巡诊船，市卫生健康局派人随船。",
            "北京专家到市中医医院坐诊，我市又派医生赴北京进修。",
            "我市与北京协作多年，市卫生健康局年年回访。",
        ];
        assert_eq!(place(&texts).as_deref(), Some("420381"));
        let own = [
            "我市启动流感疫苗接种，北京市疾控中心发布名单。",
            "我市专家到丹江口市坐诊，北京市卫生健康委派车接送，北京市中医医院派员参加。",
        ];
        assert_eq!(place(&own).as_deref(), Some("110000"));
    }

    #[test]
    fn of_two_cities_alike_the_one_that_is_named_itself() {
        let texts = [
            "寿光市人民医院通过认证，我市各镇卫生院派人道贺。",
            "这样的做法潍坊市只有一家，我市病人不必转诊。",
            "夜市上，青州市和临朐县的摊主也来摆摊，我市的膏方最受欢迎。",
        ];
        assert_eq!(place(&texts).as_deref(), Some("370783"));
    }

    #[test]
    fn two_cities_below_another_that_are_named_alike_speak_of_that_one() {
        let texts = [
            "全市推进会在嵊州市召开，与会人员走进嵊州市人民医院。",
            "我市在诸暨市的园区演练，伤员送往诸暨市人民医院，市卫生健康委讲评。",
            "我市今年的流感疫苗已到货，市疾控中心公布了接种点。",
        ];
        assert_eq!(place(&texts).as_deref(), Some("330600"));
    }

    #[test]
    fn reports_of_several_counties_make_no_county_page() {
        let texts = [
            "大理州召开推进会。宾川县、宾川县人民医院作了发言，宾川县卫生健康局汇报，宾川县的做法受到肯定。",
            "漾濞县人民医院的医生进村，县卫生健康局派车接送。",
            "南涧县卫生健康局开办村医培训，县人民医院派出教师。",
        ];
        assert_ne!(place(&texts).as_deref(), Some("532924"));
    }

    #[test]
    fn a_district_is_known_by_its_accounts() {
        let texts = [
            "区卫健委成立防控小组，落实市级部署。",
            "用好“金山健康”平台以及“上海金山卫生计生”微博，区卫健委及时发布信息。",
        ];
        assert_eq!(place(&texts).as_deref(), Some("310116"));
    }

    #[test]
    fn a_province_is_known_by_its_bodies() {
        let texts = [
            "省卫健委汇总了各地市儿科服务信息。",
            "由福建省卫健委主办的大赛在福州市举行，泉州市代表队获奖。",
        ];
        assert_eq!(place(&texts).as_deref(), Some("350000"));
    }

    #[test]
    fn a_page_without_a_local_word_has_no_place() {
        assert_eq!(place(&["国家卫健委在北京召开会议。"]), None);
        assert_eq!(place(&[]), None);
    }
}
