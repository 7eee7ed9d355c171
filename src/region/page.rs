//! The place that a page is written for, from everything the page says.

use std::collections::BTreeMap;

use super::lexicon::Unit;
use super::mentions::names_a_body;
use super::scan::{Token, What, scan};
use super::{Code, Gazetteer, Level};

/// A place concluded from evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inference {
    pub code: Code,
    /// The words that it rests on, as printed, the most frequent first.
    pub evidence: Vec<String>,
}

/// Further apart than two names of one place stand.
const APART: &str = "\n\n\n\n";

/// The share of all named places of its level that a place needs.
const SHARE: f64 = 0.4;

/// Which place 我市, 区卫健委, 全省 mean on a page; `None` where the page has no such word or names no place for it.
///
/// The word's unit says the level (区卫健委: a district); the place is the one that the page names most at that
/// level, counting the bodies and counties of a city for the city.
pub fn page_place<'a>(texts: impl Iterator<Item = &'a str>) -> Option<Inference> {
    let mut votes = Votes::default();
    // Read as one, so that a place named in one text decides between namesakes in another.
    votes.count(&texts.collect::<Vec<_>>().join(APART));
    let mut units: Vec<(Unit, f64)> = votes.units.iter().map(|(&u, &n)| (u, n)).collect();
    units.sort_by_key(|unit| std::cmp::Reverse(unit.0));
    let most = units.iter().map(|u| u.1).fold(0.0, f64::max);
    let usual = units.iter().filter(|u| u.1 >= most / 4.0);
    usual.into_iter().find_map(|&(unit, _)| votes.place(unit))
}

#[derive(Default)]
struct Votes {
    units: BTreeMap<Unit, f64>,
    places: BTreeMap<Code, f64>,
    words: BTreeMap<Code, BTreeMap<String, usize>>,
}

impl Votes {
    fn count(&mut self, text: &str) {
        for token in scan(text, None) {
            match &token.what {
                What::Deictic(deictic) => *self.units.entry(deictic.unit).or_default() += 1.0,
                What::Place(place) => {
                    if let ([code], false) = (&place.codes[..], place.qualifier) {
                        self.vote(text, &token, *code);
                    }
                }
                _ => {}
            }
        }
    }

    fn vote(&mut self, text: &str, token: &Token, code: Code) {
        let body = names_a_body(&text[token.range.end..]);
        *self.places.entry(code).or_default() += if body { 3.0 } else { 1.0 };
        let word = text[token.range.clone()].to_string();
        *self.words.entry(code).or_default().entry(word).or_default() += 1;
    }

    fn place(&self, unit: Unit) -> Option<Inference> {
        let fits = |code: Code| super::home::unit_at(code, unit);
        let mut sums: BTreeMap<Code, f64> = BTreeMap::new();
        for (&code, votes) in &self.places {
            if let Some(place) = self.seat(code, unit, fits(code)) {
                *sums.entry(place).or_default() += votes;
            }
        }
        let total: f64 = sums.values().sum();
        let best = sums
            .iter()
            .max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(a.0)))?;
        let (&code, &votes) = best;
        (votes >= 2.0 && votes / total >= SHARE).then(|| Inference {
            code,
            evidence: self.evidence(code),
        })
    }

    /// A county-level city beside its prefecture: 我市 on such a page means the prefecture.
    fn seat(&self, code: Code, unit: Unit, place: Option<Code>) -> Option<Code> {
        let all = Gazetteer::get();
        let Some(parent) = all.region(code)?.parent else {
            return place;
        };
        let county_city =
            unit == Unit::City && code.level() == Level::County && place == Some(code);
        let own = self.places.get(&code).copied().unwrap_or_default();
        let siblings = self
            .places
            .keys()
            .any(|&c| c != code && c != parent && all.within(c, parent));
        let above = self.places.get(&parent).copied().unwrap_or_default();
        if county_city && siblings && own < 3.0 * above.max(1.0) {
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
        page_place(texts.iter().copied()).map(|found| found.code.to_string())
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
