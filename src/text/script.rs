//! Which of the two Chinese scripts a text is written in: browsers choose their fonts by it. Some forty characters
//! that stand in any text and are written differently in the two (们, 們) are counted, by a table over their code
//! points made on first use, so that nothing has to be converted.

use std::sync::LazyLock;

/// `zh-Hant` for a text in traditional characters, else `zh-Hans`.
pub fn script<T: AsRef<str>>(paragraphs: impl IntoIterator<Item = T>) -> &'static str {
    const TRADITIONAL: &str =
        "們國學會說這來時對個為東車門問間馬長開關發現點區醫護療無與從當應該將實際過還進運動黨報記";
    const SIMPLIFIED: &str =
        "们国学会说这来时对个为东车门问间马长开关发现点区医护疗无与从当应该将实际过还进运动党报记";
    /// So many characters more of one script than of the other tell enough: the paragraphs that follow are not read.
    const PLAIN: i32 = 8;
    /// The first of the common Chinese characters, and how many there are.
    const COMMON: (u32, usize) = (0x4e00, 0x5200);
    /// For each of them: 1 where it is of traditional script alone, -1 where of simplified.
    static TELLING: LazyLock<Vec<i8>> = LazyLock::new(|| {
        let mut telling = vec![0; COMMON.1];
        for (traditional, simplified) in TRADITIONAL.chars().zip(SIMPLIFIED.chars()) {
            for (character, weight) in [(traditional, 1), (simplified, -1)] {
                let at = u32::from(character).wrapping_sub(COMMON.0) as usize;
                if let Some(known) = telling.get_mut(at).filter(|_| traditional != simplified) {
                    *known = weight;
                }
            }
        }
        telling
    });
    let telling = TELLING.as_slice();
    let weight = |c: char| {
        let at = u32::from(c).wrapping_sub(COMMON.0) as usize;
        telling.get(at).map_or(0, |weight| i32::from(*weight))
    };
    let mut sum = 0;
    for text in paragraphs {
        sum += text.as_ref().chars().map(weight).sum::<i32>();
        if sum.abs() >= PLAIN {
            break;
        }
    }
    match sum > 0 {
        true => "zh-Hant",
        false => "zh-Hans",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traditional_text_is_known_by_its_characters() {
        assert_eq!(script(["這項運動從學校開始"]), "zh-Hant");
        assert_eq!(script(["这项运动从学校开始"]), "zh-Hans");
        assert_eq!(script(["ABC"]), "zh-Hans");
    }

    #[test]
    fn later_paragraphs_are_asked_until_it_is_plain() {
        let simplified = "这项运动从学校开始，医护发现问题";
        assert_eq!(script(["這是", "ABC", simplified]), "zh-Hans");
        assert_eq!(
            script([
                "這項運動從學校開始，醫護發現問題，應該開會",
                simplified,
                simplified
            ]),
            "zh-Hant"
        );
    }
}
