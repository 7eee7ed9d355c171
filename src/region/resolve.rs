//! The regions of an article: where the reported matter happens, then who else takes part.
//!
//! The article is read as one text (`zones`), its places are found (`scan`) and weighed (`weigh`). From the province that weighs
//! most, the way leads down as long as one place holds most of what is said: 广东 → 深圳 → 罗湖 where a hospital of 罗湖 does all
//! that is reported, but no further than 焦作 where three of its counties speak at a meeting. An article that speaks mostly
//! of the whole country or of abroad has no region; one that names no place, but says 我市 or a township, is of the
//! place of the page.

use std::sync::LazyLock;

use regex::Regex;

use super::joined::read_joined;
use super::scan::scan;
use super::scores::Scores;
use super::token::{Place, PlaceForm, Token, What};
use super::weigh::weigh;
use super::zones::Zones;
use super::{Code, Gazetteer, Level};

/// What is known of an article.
#[derive(Debug, Clone, Copy, Default)]
pub struct RegionInput<'a> {
    pub headline: &'a str,
    pub paragraphs: &'a [String],
    /// The source named for the article (省卫健委医政管理处).
    pub credit: Option<&'a str>,
    /// The place of the publication, as the keeper gives it or its frame prints it.
    pub publication_place: Option<Code>,
    /// The place of the page, as [`super::page_place`] concludes it.
    pub page_place: Option<Code>,
}

/// The regions of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolvedRegions {
    /// Main region first; empty for national and foreign matters.
    pub codes: Vec<Code>,
    /// Why a keeper should look at it, in Chinese.
    pub doubt: Option<String>,
}

/// 桃源镇卫生院, 柳河乡中心村: a township by name, with what lies in it. 乡镇卫生院 names none.
static TOWNSHIP: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\p{Han}(?:[\p{Han}--[乡城村小集各全该本我]]镇|[\p{Han}--[下城返家老故回各全该本我]]乡|[\p{Han}--[各全该本我个镇、]]街道)(?:\p{Han}{0,4}(?:村|社区)|(?:中心)?卫生院|敬老院)").expect("a valid pattern")
});

/// A place with less weight than this takes no part in the matter.
const TAKES_PART: f64 = 1.5;
/// At most so many places beside the main one.
const OTHERS: usize = 8;
/// The share of a region's weight that lies in one place below it, for that place to be the main one.
const DESCEND: f64 = 0.5;

/// Decides the regions of an article.
pub fn resolve(input: &RegionInput) -> ResolvedRegions {
    let home = input.publication_place.or(input.page_place);
    let (text, zones) = Zones::join(input);
    let mut tokens = scan(&text, home);
    let own = match (input.publication_place, input.page_place) {
        (None, Some(page)) => own_county(page, &text, &tokens),
        _ => None,
    };
    if own.is_some() {
        tokens = scan(&text, own);
    }
    read_joined(&text, &mut tokens);
    let home = own.or(home);
    let scores = weigh(&text, &zones, &tokens, home);
    if scores.is_national() {
        return nowhere(None);
    }
    match main_region(&scores) {
        Some(main) if lies_below(main, home, &scores, &text) => from_page(input, &text, home),
        Some(main) => settled(main, &scores),
        None if scores.unknown.is_empty() => from_page(input, &text, home),
        None => nowhere(Some(format!(
            "文中“{}”不知是何地，请给出出版物所在地区",
            scores.unknown.join("”“")
        ))),
    }
}

/// The one county that a text names in full, beside the page's place and in the same city: where only the page's texts tell its
/// place, 县里 and 县医院 mean the text's own county. 我县 means who publishes.
fn own_county(page: Code, text: &str, tokens: &[Token]) -> Option<Code> {
    let said = |token: &Token| text.get(token.range.clone()).unwrap_or_default();
    let publisher = |token: &&Token| {
        matches!(token.what, What::Deictic(_)) && said(token).starts_with(['我', '本'])
    };
    let in_full = tokens.iter().filter_map(Token::place);
    let in_full = in_full.filter(|place| place.form == PlaceForm::Full);
    let places = in_full.filter_map(Place::region);
    let mut counties = places.filter(|code| code.level() == Level::County);
    let first = counties.next()?;
    let alone = counties.all(|code| code == first);
    let near = first != page && first.number() / 100 == page.number() / 100;
    (alone && near && tokens.iter().find(publisher).is_none()).then_some(first)
}

fn nowhere(doubt: Option<String>) -> ResolvedRegions {
    ResolvedRegions {
        codes: Vec::new(),
        doubt,
    }
}

/// The paper's own report (本报讯) that names no place is about the paper's place; so is one that names a township.
fn from_page(input: &RegionInput, text: &str, home: Option<Code>) -> ResolvedRegions {
    let is_report = input.publication_place.is_some() && text.contains("本报讯");
    match home.filter(|_| is_report || TOWNSHIP.is_match(text)) {
        Some(code) => ResolvedRegions {
            codes: vec![code],
            doubt: Some("文中没有地名，按出版物所在地区推定".to_string()),
        },
        None => nowhere(None),
    }
}

/// A report that names a township and only the city round the paper's county is about the paper's county.
fn lies_below(main: Code, home: Option<Code>, scores: &Scores, text: &str) -> bool {
    let all = Gazetteer::get();
    home.is_some_and(|home| {
        let others = || scores.order.iter().filter(|code| !all.within(home, **code));
        home.level() == Level::County
            && home != main
            && all.within(home, main)
            && others().next().is_none()
            && TOWNSHIP.is_match(text)
    })
}

fn main_region(scores: &Scores) -> Option<Code> {
    let all = Gazetteer::get();
    let mut main = scores.best_province()?;
    if let Some(scene) = scores.scene.filter(|&scene| all.within(scene, main)) {
        return Some(scene);
    }
    loop {
        let headed: Vec<Code> = all
            .children(main)
            .map(|r| r.code)
            .filter(|&c| scores.heads(c))
            .collect();
        if let [child] = headed[..] {
            // 我市两家医院获评全省…: the province is there for comparison.
            main = child;
            continue;
        }
        let total = scores.below(main);
        let children = all.children(main).map(|r| (r.code, scores.below(r.code)));
        let best = children.max_by(|a, b| a.1.total_cmp(&b.1));
        match best {
            Some((child, weight))
                if weight > 0.0 && weight >= DESCEND * total && !scores.passes(child, main) =>
            {
                main = child
            }
            _ => return Some(main),
        }
    }
}

fn settled(main: Code, scores: &Scores) -> ResolvedRegions {
    let others = scores.order.iter().copied();
    let others = others.filter(|&code| code != main && takes_part(code, main, scores));
    ResolvedRegions {
        codes: std::iter::once(main).chain(others.take(OTHERS)).collect(),
        doubt: doubt(main, scores),
    }
}

/// What stands above the main region takes part only where it acts itself (the province that holds a contest).
fn takes_part(code: Code, main: Code, scores: &Scores) -> bool {
    let above = code != main && Gazetteer::get().within(main, code);
    let least = if above { 2.0 * TAKES_PART } else { TAKES_PART };
    scores.own(code) >= least
}

fn doubt(main: Code, scores: &Scores) -> Option<String> {
    let rival = scores.rival(main.province())?;
    let all = Gazetteer::get();
    let name = |code| all.region(code).map_or("", |r| r.name);
    Some(format!(
        "{}与{}难分主次",
        name(main.province()),
        name(rival)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolved(headline: &str, body: &str, home: Option<&str>) -> Vec<String> {
        let paragraphs: Vec<String> = body.lines().map(str::to_string).collect();
        let found = resolve(&RegionInput {
            headline,
            paragraphs: &paragraphs,
            publication_place: home.map(|code| code.parse().unwrap()),
            ..RegionInput::default()
        });
        found.codes.iter().map(Code::to_string).collect()
    }

    /// The regions of an article on a page whose texts alone tell its place.
    fn on_page(page: &str, headline: &str, body: &str) -> Vec<String> {
        let found = resolve(&RegionInput {
            headline,
            paragraphs: &[body.to_string()],
            page_place: Some(page.parse().unwrap()),
            ..RegionInput::default()
        });
        found.codes.iter().map(Code::to_string).collect()
    }

    #[test]
    fn a_district_that_a_sentence_of_the_body_is_about_takes_part() {
        let lead = "本报讯 厦门市环岛健步走昨日开幕，来自各机关、学校和社区的四百支队伍沿着海滨步道走完了五公里，队员们一路欢声笑语，终点处还设有义诊和体质测试，市民纷纷驻足。";
        let body = format!("{lead}\n思明区作为老城区，把口袋公园修到了家门口。");
        assert_eq!(
            resolved("环岛健步走开幕", &body, None),
            ["350200", "350203"]
        );
    }

    #[test]
    fn our_city_is_the_place_of_the_publication() {
        let body = "本报讯（记者张三）4月24日，市卫生健康委召开会议，安排全市重点工作。会上，孟州市、温县卫生健康委作了发言。";
        let found = resolved("我市安排重点工作", body, Some("410800"));
        assert_eq!(found, ["410800", "410883", "410825"]);
    }

    #[test]
    fn the_scene_outweighs_the_body_that_holds_the_event() {
        let body = "9月6日，由浙江省卫健委主办的浙江省护理比武在宁波市开赛。温州市卫健委代表队夺得头名。浙江省各市选派护士参加。";
        let found = resolved("浙江省护士同台比武", body, None);
        assert_eq!(found, ["330200", "330000", "330300"]);
    }

    #[test]
    fn where_runners_come_from_is_no_scene() {
        let body = "本报讯 9月3日，环湖骑行赛在我市开赛，来自云南、安徽、广东的车手参赛，市卫生健康委派出救护组。";
        let found = resolved("市卫生健康委护航骑行赛", body, Some("410800"));
        assert_eq!(found, ["410800"]);
    }

    #[test]
    fn two_joined_short_forms_are_read_from_the_body() {
        let body = "湖州市卫健委与青川县结对，湖青两地医生轮流坐诊。湖州市中医院的医生住进了青川县人民医院。";
        let found = resolved("湖青医生结成对子", body, None);
        assert_eq!(found, ["330500", "510822"]);
    }

    #[test]
    fn the_finer_place_of_the_headline_is_the_scene() {
        let body = "近日，省卫生健康委通报全省考核结果，全省二十家医院获评，焦作市人民医院在列。全省将推广其做法。";
        let found = resolved("我市一家医院获评全省先进", body, Some("410800"));
        assert_eq!(found[0], "410800");
    }

    #[test]
    fn a_township_lies_in_the_place_of_the_page() {
        let on_page = |body| on_page("510521", "艾灸暖了老人腰", body);
        assert_eq!(on_page("走进柳溪镇中心卫生院，艾香扑面而来。"), ["510521"]);
        assert!(on_page("乡镇卫生院的中医馆里，艾香扑面而来。").is_empty());
    }

    #[test]
    fn a_text_that_names_its_county_means_it_by_the_county() {
        let on_page = |body| on_page("330122", "山里的第五千个孩子", body);
        let portrait = "杨琴是淳安县妇幼保健院的助产士。县里办起孕妇课堂，县医院请她去讲，县妇幼保健院的徒弟也来听。";
        assert_eq!(on_page(portrait)[0], "330127");
        let visit = "淳安县的两名医生来到我县进修，县医院安排了带教，县中医院也派人作陪，县卫健局全程陪同。";
        assert_eq!(on_page(visit)[0], "330122");
    }

    #[test]
    fn a_township_beside_the_city_alone_is_the_papers() {
        let body = "柳溪镇中心卫生院的护士从泸州领回奖状，当晚又去接班。";
        let home = Some("510521");
        assert_eq!(resolved("领奖归来", body, home), ["510521"]);
        let named = "柳溪镇中心卫生院的护士从泸州领回奖状，合江县人民医院的护士同行。";
        assert_ne!(resolved("领奖归来", named, home)[0], "510521");
    }

    #[test]
    fn where_a_hospital_goes_outweighs_where_it_is() {
        let home = Some("510700");
        let body = "7月28日，我院派出七名专家到甘孜州炉霍县义诊，为三百余名群众看病。专家还到炉霍县人民医院查房。";
        let found = resolved("我院专家赴甘孜州义诊", body, home);
        assert_eq!(
            (&found[0][..4], found.contains(&"510700".to_string())),
            ("5133", true)
        );
        let body = "手术由西安专家远程指导，我院心内科独立完成，患者术后一周出院。";
        assert_eq!(resolved("我院完成首例介入手术", body, home)[0], "510700");
    }

    #[test]
    fn visitors_are_not_where_they_visit() {
        let body = "9月2日，诸暨市卫生监督所一行六人来我区考察餐具消毒，双方座谈交流。";
        let found = resolved("诸暨来人看餐具消毒", body, Some("330604"));
        assert_eq!(found[0], "330604");
    }

    #[test]
    fn guests_from_another_province_are_not_where_they_come_from() {
        let body = "“如今上海的专家就在镇上。”9月2日，在丹江口市人民医院，老人说。\n刘医生来自上海市的一家医院，每周到丹江口市人民医院坐诊。";
        let found = resolved("上海专家门前坐诊", body, Some("420000"));
        assert_eq!(found[0], "420381");
    }

    #[test]
    fn an_unresolved_word_is_doubtful() {
        let body = vec!["市卫生健康委近日组织培训。".to_string()];
        let found = resolve(&RegionInput {
            headline: "急救培训举行",
            paragraphs: &body,
            ..RegionInput::default()
        });
        assert!(found.codes.is_empty());
        assert!(
            found
                .doubt
                .is_some_and(|doubt| doubt.contains("市卫生健康委"))
        );
    }
}
