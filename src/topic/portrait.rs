//! Which reports portray one person: those that keep saying he or she.

/// So many 他 and 她 in a thousand characters; reports of work that quote people have half as many.
const DENSITY: usize = 10;
/// And so many at least.
const LEAST: usize = 4;

pub(super) fn is_portrait(paragraphs: &[String]) -> bool {
    let (mut pronouns, mut characters) = (0, 0);
    for paragraph in paragraphs {
        let text: Vec<char> = paragraph.chars().collect();
        characters += text.len();
        pronouns += (0..text.len()).filter(|at| is_pronoun(&text, *at)).count();
    }
    pronouns >= LEAST && pronouns * 1000 >= characters * DENSITY
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
        is_portrait(&[text.to_string()])
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
}
