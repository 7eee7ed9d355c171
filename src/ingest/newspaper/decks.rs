//! Which line of a headline states the fact, and which is printed above or below it.

use crate::text::any;

/// Divides the decks of a headline: what is printed above, the one that states the fact, what is printed below.
pub(super) fn decks(lines: &[&str]) -> [Option<String>; 3] {
    let lines = whole(lines);
    if let [one] = &lines[..] {
        let (above, rest) = kicker(one);
        return [above.map(str::to_string), Some(rest.to_string()), None];
    }
    let fact = (0..lines.len())
        .max_by_key(|at| {
            let subtitle = is_subtitle(&lines[*at]) && *at > 0;
            (!subtitle, fact(&lines[*at]), std::cmp::Reverse(*at))
        })
        .unwrap_or_default();
    let (above, rest) = lines.split_at(fact);
    let (headline, below) = rest.split_at(rest.len().min(1));
    [above, headline, below].map(|decks| Some(decks.join(" ")).filter(|text| !text.is_empty()))
}

/// The decks, each on one line: what was printed on two in the middle of a clause is put together.
fn whole(lines: &[&str]) -> Vec<String> {
    let mut whole: Vec<String> = Vec::with_capacity(lines.len());
    for line in lines {
        match whole.last_mut() {
            Some(above) if (lacks_object(above) || lacks_act(above)) && !is_slogan(line) => {
                above.push_str(line)
            }
            Some(above) if lacks_verb(above, line) => {
                above.push(' ');
                above.push_str(line);
            }
            _ => whole.push((*line).to_string()),
        }
    }
    whole
}

/// 市中心医院举办: somebody does what the next line tells. 观摩会举行 is whole.
fn lacks_object(line: &str) -> bool {
    const VERBS: [&str; 16] = [
        "举办", "举行", "召开", "开展", "启动", "推进", "实施", "组织", "推出", "开设", "发布",
        "印发", "出台", "打造", "荣获", "获评",
    ];
    let doer = VERBS.iter().find_map(|verb| line.strip_suffix(verb));
    doer.is_some_and(|doer| any::ends_with(doer, &DOERS))
}

/// 家庭医生为独居老人, 医疗队帮云山县: the next line tells what is done for them.
fn lacks_act(line: &str) -> bool {
    const PEOPLE: [&str; 10] = [
        "老人", "群众", "儿童", "孩子", "乡亲", "患者", "居民", "村民", "学生", "职工",
    ];
    let whom = line
        .rsplit_once(['为', '帮', '让', '助'])
        .map(|(_, whom)| whom);
    let named = |whom: &&str| any::ends_with(whom, &DOERS) || any::ends_with(whom, &PEOPLE);
    let short = |whom: &&str| (2..=6).contains(&whom.chars().count());
    !is_slogan(line) && whom.filter(short).filter(named).is_some()
}

/// 我市“夜间门诊” above 实现全覆盖: the line names what the next one tells of.
fn lacks_verb(line: &str, below: &str) -> bool {
    const VERBS: [&str; 10] = [
        "实现", "荣获", "喜获", "获评", "获批", "跻身", "入选", "达到", "突破", "落户",
    ];
    let names = any::starts_with(line, &OURS) || any::ends_with(line, &DOERS);
    names && !is_slogan(line) && fact(line) < 3 && any::starts_with(below, &VERBS)
}

fn is_slogan(line: &str) -> bool {
    line.contains([' ', '\u{3000}'])
}

/// What those are called who do something.
const DOERS: [&str; 8] = ["市", "县", "区", "省", "院", "委", "局", "中心"];

/// ——…, 记…: what the headline is about; never stands first.
pub(super) fn is_subtitle(line: &str) -> bool {
    let about = line.starts_with('记') && !line.starts_with("记者") && line.chars().count() >= 8;
    line.starts_with('—') || about
}

const OURS: [&str; 6] = ["我市", "我省", "我县", "我区", "我院", "我国"];

/// Splits off a slogan that was printed before 我市….
fn kicker(line: &str) -> (Option<&str>, &str) {
    let cut = line
        .match_indices([' ', '\u{3000}'])
        .find_map(|(at, space)| {
            let rest = line.get(at + space.len()..)?;
            any::starts_with(rest, &OURS).then_some((line.get(..at).map(str::trim), rest))
        });
    cut.unwrap_or((None, line))
}

/// How much a deck looks like the statement of a fact rather than a slogan.
fn fact(line: &str) -> i32 {
    const EVENTS: [&str; 30] = [
        "召开", "举行", "举办", "启动", "开展", "获", "完成", "印发", "公布", "成立", "签约",
        "揭牌", "开班", "上线", "投用", "开工", "落成", "赴", "调研", "走进", "推进", "发布",
        "出台", "部署", "组织", "建成", "入选", "通过", "达", "活动",
    ];
    const BODIES: [&str; 14] = [
        "我市", "我省", "我县", "我区", "全市", "全省", "全县", "全区", "市", "县", "区", "省",
        "医院", "委",
    ];
    let events = EVENTS
        .iter()
        .filter(|word| line.contains(**word))
        .count()
        .min(2) as i32;
    let bodies = BODIES
        .iter()
        .filter(|word| line.contains(**word))
        .count()
        .min(2) as i32;
    let digits = i32::from(line.contains(|c: char| c.is_numeric()));
    let slogan = line.matches([' ', '\u{3000}']).count().min(3) as i32;
    2 * events + bodies + digits - 2 * slogan
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_deck_that_states_the_fact_is_the_headline() {
        let divided = decks(&["夯实基础 提升能力", "海州市举办村医培训班"]);
        assert_eq!(
            divided.each_ref().map(Option::as_deref),
            [
                Some("夯实基础 提升能力"),
                Some("海州市举办村医培训班"),
                None
            ]
        );
    }

    #[test]
    fn a_deck_behind_a_dash_is_never_the_headline() {
        let divided = decks(&["一盏灯 一条路", "——记海州市医院夜班组获奖护士"]);
        assert_eq!(divided[1].as_deref(), Some("一盏灯 一条路"));
        assert_eq!(divided[2].as_deref(), Some("——记海州市医院夜班组获奖护士"));
        let divided = decks(&["一盏灯 一条路", "记海州市医院获奖护士张三"]);
        assert_eq!(divided[1].as_deref(), Some("一盏灯 一条路"));
    }

    #[test]
    fn decks_above_and_below_stay_apart() {
        let divided = decks(&["一条心", "海州市举办村医培训班", "八十人坐进课堂"]);
        assert_eq!(
            divided.each_ref().map(Option::as_deref),
            [
                Some("一条心"),
                Some("海州市举办村医培训班"),
                Some("八十人坐进课堂")
            ]
        );
        assert_eq!(decks(&[]), [None, None, None]);
    }

    #[test]
    fn a_headline_on_two_lines_is_one() {
        for (lines, headline) in [
            (
                ["海州市中心医院举办", "青年医师读片大赛"],
                "海州市中心医院举办青年医师读片大赛",
            ),
            (
                ["我市“夜间门诊”", "实现县区全覆盖"],
                "我市“夜间门诊” 实现县区全覆盖",
            ),
            (
                ["海州医疗队帮云山县", "建起第一个血透室"],
                "海州医疗队帮云山县建起第一个血透室",
            ),
            (
                ["家庭医生为独居老人", "送药上门"],
                "家庭医生为独居老人送药上门",
            ),
            (
                ["全市急救技能大赛举行", "比技能 见真功"],
                "全市急救技能大赛举行",
            ),
            (
                ["海州市举办村医培训班", "实现每村一名村医"],
                "海州市举办村医培训班",
            ),
        ] {
            assert_eq!(decks(&lines)[1].as_deref(), Some(headline));
        }
    }

    #[test]
    fn a_kicker_is_split_from_our_city() {
        let divided = decks(&["科学防病 健康过冬 我市开展科普宣传"]);
        assert_eq!(
            divided.each_ref().map(Option::as_deref),
            [Some("科学防病 健康过冬"), Some("我市开展科普宣传"), None]
        );
    }
}
