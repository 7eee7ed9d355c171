//! The place that a page is written for, from everything the page says.
//!
//! 我市 and 区卫健委 name no place, but they say that the page has one, and of which level. The masthead, the imprint or the foot
//! of the site names it, where they name anybody (`publisher`); else the page's texts vote (`votes`): a page that says
//! 我市 throughout and names 孟州市, 温县 and 博爱县 is of the city above them. A page without any such word has no place.

use super::Code;
use super::own::Names;
use super::publisher::publisher;
use super::scan::scan;
use super::token::Token;
use super::votes::Votes;

/// The place of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Inference {
    pub code: Code,
    /// It is where the publisher is, as the page's frame prints it.
    pub published: bool,
}

/// Further apart than two names of one place stand.
const APART: &str = "\n\n\n\n";

/// Which place 我市, 区卫健委, 全省 mean on a page; `None` where the page has no such word or names no place for it.
///
/// `texts` are one to an article, `frame` the lines of masthead, imprint and site.
pub fn page_place<'a>(
    texts: impl Iterator<Item = &'a str>,
    frame: impl Iterator<Item = &'a str>,
) -> Option<Inference> {
    let page = Page::read(texts, frame);
    let mut votes = Votes::default();
    for article in page.articles() {
        votes.count(&page.text, article);
    }
    let published = publisher(&page.text, page.frame()).filter(|&code| votes.suits(code));
    if let Some(code) = published {
        let published = true;
        return Some(Inference { code, published });
    }
    let units = votes.usual_units();
    if units.is_empty() {
        return None;
    }
    let names = Names::find(&page.text, &page.tokens);
    units.into_iter().find_map(|(unit, local)| {
        let signs = votes.signs(&page.text, page.frame_start(), &names, unit);
        let code = votes.place(unit, &signs, local)?;
        let published = false;
        Some(Inference { code, published })
    })
}

/// A page read as one text, so that a place named in one article decides between namesakes in another.
struct Page {
    text: String,
    /// Where each article ends.
    ends: Vec<usize>,
    tokens: Vec<Token>,
}

impl Page {
    fn read<'a>(
        texts: impl Iterator<Item = &'a str>,
        frame: impl Iterator<Item = &'a str>,
    ) -> Self {
        let mut text = String::new();
        let mut ends = Vec::new();
        for article in texts {
            text.push_str(article);
            ends.push(text.len());
            text.push_str(APART);
        }
        for line in frame {
            text.push_str(line);
            text.push_str(APART);
        }
        let tokens = scan(&text, None);
        Self { text, ends, tokens }
    }

    fn articles(&self) -> impl Iterator<Item = &[Token]> {
        let mut rest = &self.tokens[..];
        self.ends.iter().map(move |&end| {
            let (article, behind) = rest.split_at(rest.partition_point(|t| t.range.start < end));
            rest = behind;
            article
        })
    }

    fn frame_start(&self) -> usize {
        self.ends.last().copied().unwrap_or_default()
    }

    fn frame(&self) -> &[Token] {
        let start = self.frame_start();
        let before = self.tokens.partition_point(|t| t.range.start < start);
        &self.tokens[before..]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let masthead =
            |line: &str| framed(&["我区开放夜门诊，全区各街镇都去得。"], &[line, "第2版"]);
        assert_eq!(masthead("綦江健康周刊").as_deref(), Some("500110"));
        assert_eq!(masthead("长寿通讯"), None);
        assert_eq!(masthead("健康周刊"), None);
        // A city's site reprints a report of a county.
        let reprint = ["我县举行义诊，泸县人民医院、泸县中医医院的医生来到泸县玄滩镇。"];
        let site = ["版权所有：泸州市卫生健康委员会"];
        assert_eq!(framed(&reprint, &site).as_deref(), Some("510521"));
    }

    #[test]
    fn the_texts_of_a_page_tell_its_place() {
        let table: &[(&str, &[&str], Option<&str>)] = &[
            (
                "counties that agree on their city name it",
                &[
                    "我市召开妇幼健康工作会。会上，孟州市、温县、博爱县、修武县作了发言。",
                    "市卫生健康委组织培训，焦作市人民医院派员参加。",
                ],
                Some("410800"),
            ),
            (
                "a short county is known by a city that another text names",
                &[
                    "我县召开食品安全工作会，县卫生健康局作了发言。",
                    "义诊团到泸县义诊，走进泸县人民医院查房。",
                    "病人原来要去成都才看得到专家。",
                ],
                Some("510521"),
            ),
            (
                "a city below another speaks of itself unless a sibling is named",
                &[
                    "我市开展义诊，海宁市人民医院派员参加。",
                    "海宁市的参保人员在嘉兴住院，不用转院备案。",
                ],
                Some("330481"),
            ),
            (
                "a partner far away is not our city",
                &[
                    "我市的巡诊船靠岸，这是丹江口市的第一艘巡诊船，市卫生健康局派人随船。",
                    "北京专家到市中医医院坐诊，我市又派医生赴北京进修。",
                    "我市与北京协作多年，市卫生健康局年年回访。",
                ],
                Some("420381"),
            ),
            (
                "unless it is named in full",
                &[
                    "我市启动流感疫苗接种，北京市疾控中心发布名单。",
                    "我市专家到丹江口市坐诊，北京市卫生健康委派车接送，北京市中医医院派员参加。",
                ],
                Some("110000"),
            ),
            (
                "of two cities alike the one that is named itself",
                &[
                    "寿光市人民医院通过认证，我市各镇卫生院派人道贺。",
                    "这样的做法潍坊市只有一家，我市病人不必转诊。",
                    "夜市上，青州市和临朐县的摊主也来摆摊，我市的膏方最受欢迎。",
                ],
                Some("370783"),
            ),
            (
                "two cities below another that are named alike speak of that one",
                &[
                    "全市推进会在嵊州市召开，与会人员走进嵊州市人民医院。",
                    "我市在诸暨市的园区演练，伤员送往诸暨市人民医院，市卫生健康委讲评。",
                    "我市今年的流感疫苗已到货，市疾控中心公布了接种点。",
                ],
                Some("330600"),
            ),
            (
                "a district is known by its accounts",
                &[
                    "区卫健委成立防控小组，落实市级部署。",
                    "用好“金山健康”平台以及“上海金山卫生计生”微博，区卫健委及时发布信息。",
                ],
                Some("310116"),
            ),
            (
                "a province is known by its bodies",
                &[
                    "省卫健委汇总了各地市儿科服务信息。",
                    "由福建省卫健委主办的大赛在福州市举行，泉州市代表队获奖。",
                ],
                Some("350000"),
            ),
            (
                "a page without a local word has no place",
                &["国家卫健委在北京召开会议。"],
                None,
            ),
            ("nor has one without articles", &[], None),
        ];
        for (rule, texts, expected) in table {
            assert_eq!(framed(texts, &[]).as_deref(), *expected, "{rule}");
        }
    }

    #[test]
    fn reports_of_several_counties_make_no_county_page() {
        let texts = [
            "大理州召开推进会。宾川县、宾川县人民医院作了发言，宾川县卫生健康局汇报，宾川县的做法受到肯定。",
            "漾濞县人民医院的医生进村，县卫生健康局派车接送。",
            "南涧县卫生健康局开办村医培训，县人民医院派出教师。",
        ];
        assert_ne!(framed(&texts, &[]).as_deref(), Some("532924"));
    }
}
