//! Which reports portray one person: those that keep saying he or she, or the name that their headline says or that they
//! introduce with what the person does.

use crate::text::{any, segment, surnames};

/// So many 他 and 她 in a thousand characters; reports of work that quote people have half as many.
const DENSITY: usize = 10;
/// And so many at least.
const LEAST: usize = 4;

/// What those do whom this archive's reports portray, and patients do not.
const WORK: [&str; 12] = [
    "医生",
    "医师",
    "护士",
    "村医",
    "乡医",
    "院长",
    "主任",
    "药师",
    "药工",
    "助产士",
    "司机",
    "队员",
];
/// He or she is said so often at least, where only the text names the person.
const TOLD: usize = 3;

/// Characters of a name.
const NAME: usize = 3;
/// What shows that the characters are a place's or a body's: 张家川县, 石家庄市.
const NO_NAME: &str = "族省市县区旗州镇乡村庄街路院局厅病";
/// Whoever leads is named often in reports of what he said and saw.
const LEADS: [&str; 6] = ["强调", "指出", "一行", "要求", "主持", "出席"];
/// Surgeons and those who speak for their house: what is told is the operation, the advice.
const SPEAKS: [&str; 5] = ["介绍", "提醒", "表示", "建议", "解释"];

/// Is the report about one person?
pub(super) fn is_portrait(headline: &str, paragraphs: &[String]) -> bool {
    let (mut pronouns, mut characters) = (0, 0);
    for paragraph in paragraphs {
        let text: Vec<char> = paragraph.chars().collect();
        characters += text.len();
        pronouns += (0..text.len()).filter(|at| is_pronoun(&text, *at)).count();
    }
    let often = |said: usize| said >= LEAST && said * 1000 >= characters * DENSITY;
    often(pronouns)
        || often(pronouns + named(headline, paragraphs))
        || pronouns >= TOLD && often(pronouns + introduced(paragraphs))
}

/// How often the texts name the person whom they introduce at their beginning, and go on to tell of throughout.
fn introduced(paragraphs: &[String]) -> usize {
    let opening = paragraphs.iter().take(2);
    let clauses = opening.flat_map(|text| text.split(['。', '，', ',', '！', '？', '“', '”']));
    let clauses = clauses.filter(|clause| any::holds(clause, &WORK));
    let names = clauses.flat_map(|clause| {
        let letters: Vec<char> = clause.chars().collect();
        let names = letters.windows(NAME).map(|name| name.iter().collect());
        names.collect::<Vec<String>>()
    });
    let throughout = |name: &String| {
        let told = paragraphs
            .iter()
            .filter(|text| text.contains(name.as_str()));
        told.count() * 2 > paragraphs.len()
    };
    let names = names.filter(|name| could_be_person(name) && throughout(name));
    let often = names.map(|name| mentions(&name, paragraphs)).max();
    often.unwrap_or(0)
}

/// How often the texts name the person of the headline.
fn named(headline: &str, paragraphs: &[String]) -> usize {
    let letters: Vec<char> = headline.chars().collect();
    let names = letters
        .windows(NAME)
        .map(|name| name.iter().collect::<String>());
    let names = names.filter(|name| could_be_person(name));
    names
        .map(|name| mentions(&name, paragraphs))
        .max()
        .unwrap_or(0)
}

/// Begins with a surname and is no word (高血压, 马铃薯).
fn could_be_person(name: &str) -> bool {
    name.starts_with(surnames::is_likely)
        && name
            .chars()
            .all(|c| c.is_alphabetic() && !NO_NAME.contains(c))
        && segment::tokens(name).len() > 1
}

/// Mentions of a person; none where the name turns out to be a place's, or a leader's or a speaker's.
fn mentions(name: &str, paragraphs: &[String]) -> usize {
    let mut count = 0;
    for paragraph in paragraphs {
        for (at, _) in paragraph.match_indices(name) {
            let rest = paragraph.get(at + name.len()..).unwrap_or_default();
            let leads = any::starts_with(rest, &LEADS) || any::starts_with(rest, &SPEAKS);
            if leads || rest.starts_with(|c| NO_NAME.contains(c)) {
                return 0;
            }
            count += 1;
        }
    }
    count
}

/// 他 and 她, not in 其他, 他们 or 吉他.
fn is_pronoun(text: &[char], at: usize) -> bool {
    let near = |at: Option<usize>| at.and_then(|at| text.get(at)).copied().unwrap_or(' ');
    ['他', '她'].contains(&near(Some(at)))
        && !"其吉排利".contains(near(at.checked_sub(1)))
        && !"们們人国乡处".contains(near(Some(at + 1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn portrays(text: &str) -> bool {
        is_portrait("", &[text.to_string()])
    }

    #[test]
    fn a_report_that_keeps_saying_she_is_a_portrait() {
        assert!(portrays(
            "天没亮，她就背起药箱出门。山路滑，她摔过不知多少跤。乡亲劝她搬去县城，她摇摇头，说走不开。"
        ));
        assert!(!portrays(
            "他们和其他队员一道值守，吉他社的同学也来帮忙，他乡遇故知，大家把他国的经验讲了一遍。"
        ));
        let work = "全县新建卫生室十二所，村民看病不再出村。".repeat(30);
        assert!(!portrays(&format!("{work}他说。她也说。他笑了。她点头。")));
    }

    #[test]
    fn a_report_that_keeps_naming_its_headlines_person_is_a_portrait() {
        let portrays = |headline: &str, text: &str| is_portrait(headline, &[text.to_string()]);
        let told = "渡口边的药箱，魏长河背了二十年。下雨天，魏长河撑船过江；落雪天，魏长河走路去。村里人都说，魏长河就是他们的定心丸。";
        assert!(portrays("魏长河：渡口边的药箱", told));
        assert!(!portrays("渡口边的药箱", told));
        let work = told.replace("渡口边的药箱，", "渡口边的村医");
        assert!(!portrays("渡口边的药箱", &work));
        let work = work.replace(
            "落雪天，魏长河走路去",
            "落雪天，他走路去，他从不歇，他说不累",
        );
        assert!(portrays("渡口边的药箱", &work));
        let led = told.replace("魏长河就是", "魏长河强调，这就是");
        assert!(!portrays("魏长河到渡口看望村医", &led));
        let place = "石沟桥镇修路，石沟桥镇架桥，石沟桥镇通车，石沟桥镇通网。";
        assert!(!portrays("石沟桥：路通了", place));
        let people = "苗族乡修路，苗族乡架桥，苗族乡通车，苗族乡通网。";
        assert!(!portrays("苗族乡的路通了", people));
        let word = "马铃薯丰收，马铃薯上市，马铃薯涨价，马铃薯走俏。";
        assert!(!portrays("马铃薯走俏", word));
    }
}
