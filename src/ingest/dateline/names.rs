//! Names of persons as bylines print them.

use super::is_han;

/// Names of persons from a list as printed: `张三 李四`, `记者 王 五、通讯员 赵六`.
pub fn names(text: &str) -> Vec<String> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || "()（）[]【】。".contains(c));
    let mut tokens: Vec<String> = Vec::new();
    for token in text.split(|c: char| c.is_whitespace() || "、,，;；/／|丨｜:：&和".contains(c))
    {
        let token = strip_role(token.trim());
        let single = token.chars().count() == 1 && token.chars().all(is_han);
        match tokens.last_mut() {
            // "王 伟": a name of two characters is set apart to match one of three.
            Some(last) if single && last.chars().count() == 1 => last.push_str(token),
            _ if !token.is_empty() => tokens.push(token.to_string()),
            _ => {}
        }
    }
    tokens.retain(|t| is_name(t));
    tokens
}

fn is_name(token: &str) -> bool {
    let count = token.chars().count();
    let han = token.chars().all(|c| is_han(c) || c == '·');
    let latin = token.chars().all(|c| c.is_ascii_alphabetic() || c == '.') && count >= 3;
    (han && ((2..=4).contains(&count) || token.contains('·')) || latin)
        && ![
            "本报",
            "综合",
            "报道",
            "本网",
            "摄影",
            "文图",
            "图文",
            "整理",
            "佚名",
            "管理员",
            "编辑",
            "未知",
            "匿名",
            "本站",
            "单位",
        ]
        .contains(&token)
        && !token.ends_with("报道")
        && !is_department(token)
}

/// 护理部, 办公室, 治未病科: who writes is then not said. 王登科 is a person.
fn is_department(token: &str) -> bool {
    const DEPARTMENTS: [&str; 9] = [
        "医务科",
        "护理科",
        "宣传科",
        "信息科",
        "检验科",
        "药剂科",
        "门诊科",
        "急诊科",
        "公卫科",
    ];
    let count = token.chars().count();
    let body = "部处室局网社台委院厅股站".chars();
    DEPARTMENTS.contains(&token)
        || (count >= 3 && body.into_iter().any(|kind| token.ends_with(kind)))
        || (count >= 4 && token.ends_with('科'))
}

/// `全媒体记者张三` → `张三`.
fn strip_role(token: &str) -> &str {
    let cut = [
        "记者",
        "通讯员",
        "特约撰稿人",
        "撰稿人",
        "作者",
        "实习生",
        "首席",
    ]
    .iter()
    .filter_map(|role| token.rfind(role).map(|at| at + role.len()))
    .max()
    .unwrap_or(0);
    token.get(cut..).unwrap_or(token)
}
