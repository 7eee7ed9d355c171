//! Who is named: persons by their surnames, writers on a line of their own.

use crate::text::surnames;

/// The names alone in the brackets of 本报讯（张三 李四）.
pub(super) fn bare_names(lede: &str) -> Vec<String> {
    let Some((opening, names)) = lede.split_once(['（', '(']) else {
        return Vec::new();
    };
    let names: Vec<&str> = names
        .trim_end_matches(['）', ')'])
        .split([' ', '\u{3000}', '、'])
        .collect();
    let all = opening.trim_end().ends_with('讯') && names.iter().all(|name| is_person(name));
    names
        .into_iter()
        .filter(|_| all)
        .map(str::to_string)
        .collect()
}

/// Two to four characters that begin with a surname and name no body.
pub(super) fn is_person(name: &str) -> bool {
    const BODIES: [&str; 22] = [
        "院", "委", "局", "报", "网", "中心", "社", "部", "办", "站", "所", "协会", "公司", "大学",
        "政府", "日报", "融媒", "学校", "处", "科", "会", "台",
    ];
    (2..=4).contains(&name.chars().count())
        && name.starts_with(surnames::is_possible)
        && !BODIES.iter().any(|body| name.ends_with(body))
}

/// Writers side by side on a line of their own: 张 三 李四海. Two characters printed close are more often a word.
pub(super) fn in_a_row(line: &str) -> Option<Vec<String>> {
    let mut names = Vec::new();
    let mut words = words(line).into_iter().peekable();
    while let Some(word) = words.next() {
        let name = match word.chars().count() {
            1 => format!("{word}{}", words.next_if(|next| next.chars().count() == 1)?),
            3 => word.to_string(),
            _ => return None,
        };
        names.push(Some(name).filter(|name| is_person(name))?);
    }
    (names.len() >= 2).then_some(names)
}

/// Who wrote a letter to the paper: 云山县青河镇村民 张三.
pub(super) fn signs_letter(line: &str) -> bool {
    const WRITERS: [&str; 12] = [
        "村民", "居民", "市民", "患者", "家属", "家长", "读者", "群众", "职工", "学生", "老人",
        "一员",
    ];
    let name = signer(line).filter(|name| (2..=3).contains(&name.chars().count()));
    let who = line.split([' ', '\u{3000}']).next().unwrap_or_default();
    name.is_some_and(|name| is_person(&name)) && WRITERS.iter().any(|end| who.ends_with(end))
}

/// A writer on a line of his own: 张三, 张　三, 内科 张三, with who he works for before his name.
pub(super) fn is_signed(line: &str) -> bool {
    const PLACES: [&str; 12] = [
        "科", "院", "中心", "室", "部", "局", "委", "站", "所", "报", "社", "办",
    ];
    let words = words(line);
    let (place, name) = match words[..] {
        [name] => (None, name.to_string()),
        [a, b] if a.chars().count() == 1 && b.chars().count() == 1 => (None, format!("{a}{b}")),
        [place, name] => (Some(place), name.to_string()),
        [place, a, b] if a.chars().count() == 1 && b.chars().count() == 1 => {
            (Some(place), format!("{a}{b}"))
        }
        _ => return false,
    };
    let placed = |place: &str| {
        (2..=14).contains(&place.chars().count()) && PLACES.iter().any(|end| place.ends_with(end))
    };
    // Two characters printed close and alone are more often a word.
    let least = if words.len() > 1 { 2 } else { 3 };
    (least..=3).contains(&name.chars().count()) && is_person(&name) && place.is_none_or(placed)
}

fn words(line: &str) -> Vec<&str> {
    let words = line.split([' ', '\u{3000}']);
    words.filter(|word| !word.is_empty()).collect()
}

/// The name that such a line ends with.
pub(super) fn signer(line: &str) -> Option<String> {
    match words(line)[..] {
        [.., a, b] if a.chars().count() == 1 && b.chars().count() == 1 => Some(format!("{a}{b}")),
        [.., name] => Some(name.to_string()),
        [] => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writers_sign_with_their_names() {
        for line in [
            "李四海",
            "李 四",
            "儿科 张三丰",
            "傅长河",
            "县医院药剂科 李 四",
        ] {
            assert!(is_signed(line), "{line}");
        }
        for line in [
            "云山",
            "高温",
            "李花开满山村",
            "张三 李四海 王五",
            "义诊活动 张三丰",
        ] {
            assert!(!is_signed(line), "{line}");
        }
        assert_eq!(signer("药剂科 李 四").as_deref(), Some("李四"));
    }

    #[test]
    fn writers_stand_in_a_row() {
        let names = |line| in_a_row(line).unwrap_or_default().join("、");
        assert_eq!(names("张 三 李四海"), "张三、李四海");
        assert_eq!(names("李四海 王 五 张三丰"), "李四海、王五、张三丰");
        for line in [
            "李四海",
            "高温 和谐",
            "张三 李四",
            "李四海 来了",
            "守护 健康",
        ] {
            assert_eq!(in_a_row(line), None, "{line}");
        }
    }

    #[test]
    fn a_letter_is_signed_by_who_wrote_it() {
        assert!(signs_letter("云山县青河镇村民 张三丰"));
        assert!(signs_letter("患者家属 李 四"));
        for line in ["青河镇村民 喜领药箱", "村民张三丰", "云山县医院 李四"] {
            assert!(!signs_letter(line), "{line}");
        }
    }
}
