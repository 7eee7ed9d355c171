//! What a line's words say of it: a headline, a scrap of running text, a paragraph's beginning, a note.

use crate::text::segment::all_words;

/// Could the text be a headline? Short, no sentence's end, and not a scrap of running text.
pub(super) fn is_heading(text: &str) -> bool {
    let chars = text.chars().count();
    let commas = text.chars().filter(|c| matches!(c, '，' | ',')).count();
    let lists = text.chars().filter(|c| *c == '、').count();
    let balanced = unbalanced(text) == (0, 0);
    (2..=46).contains(&chars)
        && balanced
        && !text.contains(['。', '；'])
        && !text.ends_with([
            '，', '、', '：', ',', ':', '—', '）', ')', '的', '将', '并', '和',
        ])
        && !text.starts_with(['，', '、', '。', '：', '”', '）', '》', '（'])
        && commas <= 1
        && lists <= 2
        && !(commas > 0 && (chars > 30 || opens_clause(text)))
        && !is_note(text)
        && !opens_scrap(text)
        && !is_turn(text)
        && !ends_within(text)
        && !breaks_off(text)
}

/// Ends with a word that another must follow.
fn ends_within(text: &str) -> bool {
    const LEADING: &str = "则与及或把被让由该其且而从向对在是为以所";
    let end: Vec<char> = text.chars().rev().take(6).collect();
    end.first().is_some_and(|c| LEADING.contains(*c)) && {
        let end: String = end.into_iter().rev().collect();
        all_words(&end)
            .last()
            .is_some_and(|word| word.chars().count() == 1)
    }
}

/// 巡诊队还送去了药品, 课堂由医生主讲: what a text mostly says further on.
pub(super) fn adds(text: &str) -> bool {
    if text.contains([' ', '\u{3000}']) {
        return false;
    }
    let words = all_words(text);
    let mut pairs = words.windows(2).skip(1);
    let asks = |next: &str| next.starts_with(|c| "能没要会需可是有在应该得".contains(c));
    pairs.any(|pair| match pair[0].as_str() {
        "还" => !asks(&pair[1]),
        "由" => !text.contains(['变', '向', '到', '转', '为']),
        _ => false,
    })
}

/// A clause of a few characters behind a comma, or a comma and a list: running text that was torn.
fn breaks_off(text: &str) -> bool {
    let last = text.rsplit_once(['，', ',']).map(|(_, last)| last);
    last.is_some_and(|last| last.chars().count() <= 3 || text.contains('、'))
}

/// A turn of an interview (问：…).
fn is_turn(text: &str) -> bool {
    let speaker = text.split(['：', ':']).next().unwrap_or_default();
    speaker.len() < text.len() && matches!(speaker, "问" | "答" | "记者" | "主持人" | "采访者")
}

/// How many brackets and quotation marks are closed without having been opened, and opened without being closed.
pub(super) fn unbalanced(text: &str) -> (usize, usize) {
    let (mut closed, mut open) = (0, 0_usize);
    for c in text.chars() {
        match c {
            '“' | '《' | '（' | '「' | '【' => open += 1,
            '”' | '》' | '）' | '」' | '】' if open > 0 => open -= 1,
            '”' | '》' | '）' | '」' | '】' => closed += 1,
            _ => {}
        }
    }
    (closed, open)
}

/// A running text that begins with a time or a connective and goes on behind a comma.
fn opens_clause(text: &str) -> bool {
    let clause = text.split(['，', ',']).next().unwrap_or(text);
    if is_span(clause) {
        return false;
    }
    opens_paragraph(text)
        || clause.ends_with(['日', '月', '年', '时', '后', '中', '前', '间', '下'])
}

/// 30年, 十年: how long what a headline tells has lasted.
fn is_span(clause: &str) -> bool {
    let years = clause.strip_suffix('年').unwrap_or_default();
    let numeral = |c: char| c.is_ascii_digit() || "一二三四五六七八九十百".contains(c);
    (1..=3).contains(&years.chars().count()) && years.chars().all(numeral)
}

/// Torn running text, however short.
fn opens_scrap(text: &str) -> bool {
    const SCRAPS: [&str; 29] = [
        "此前",
        "该",
        "会议",
        "与会",
        "本次",
        "此次",
        "本学期",
        "其中",
        "同时",
        "当天",
        "当日",
        "截至",
        "截止",
        "及",
        "等",
        "的",
        "了",
        "以及",
        "并",
        "且",
        "目前",
        "近日",
        "日前",
        "昨日",
        "据介绍",
        "据了解",
        "据悉",
        "此外",
        "会上",
    ];
    SCRAPS.iter().any(|word| text.starts_with(word))
}

/// A hint below an article: where to find more.
pub(super) fn is_note(text: &str) -> bool {
    const NOTES: [&str; 18] = [
        "详见",
        "详情",
        "扫描",
        "扫码",
        "更多",
        "咨询",
        "报名",
        "来源：",
        "来源:",
        "注：",
        "链接：",
        "电话：",
        "长按",
        "点击",
        "登录",
        "可登录",
        "可扫",
        "可拨打",
    ];
    NOTES.iter().any(|word| text.starts_with(word))
}

/// Opens a box beside an article that gives its background.
pub(super) fn is_sidebar(text: &str) -> bool {
    const LABELS: [&str; 7] = [
        "新闻链接",
        "相关链接",
        "知识链接",
        "背景链接",
        "链接：",
        "新闻背景",
        "延伸阅读",
    ];
    let bare = text.trim_start_matches(['【', '［', '[', '■', '●', '▲', '◆', '·', '“']);
    LABELS.iter().any(|label| bare.starts_with(label))
}

/// Does the text open as paragraphs do: with a time, a connective, the event's own parts?
pub(super) fn opens_paragraph(text: &str) -> bool {
    const OPENINGS: [&str; 62] = [
        "据",
        "近日",
        "近年",
        "近期",
        "日前",
        "昨日",
        "今日",
        "昨天",
        "今天",
        "当日",
        "当天",
        "同时",
        "此外",
        "另外",
        "目前",
        "如今",
        "截至",
        "截止",
        "下一步",
        "接下来",
        "今后",
        "期间",
        "会议",
        "会上",
        "会后",
        "会前",
        "活动",
        "演练",
        "比赛",
        "大赛",
        "本次",
        "此次",
        "该项",
        "该院",
        "该县",
        "该区",
        "该市",
        "这次",
        "今年",
        "去年",
        "为",
        "随着",
        "在此",
        "与此同时",
        "记者",
        "新闻链接",
        "相关链接",
        "就",
        "通过",
        "根据",
        "按照",
        "自",
        "针对",
        "一是",
        "首先",
        "其次",
        "最后",
        "第一",
        "现场",
        "经过",
        "此前",
        "其中",
    ];
    let bare = text.trim_start_matches(['“', '"', '「']);
    let dated = text.chars().next().is_some_and(|c| c.is_ascii_digit())
        && text.chars().take(8).any(|c| matches!(c, '年' | '月'));
    dated
        || OPENINGS.iter().any(|word| bare.starts_with(word))
        || names_a_stage(bare)
        || text.starts_with(['“', '"'])
}

/// 培训期间, 评选范围; 赛前，, 演练中，, 线上，: a part of what the report is about.
fn names_a_stage(text: &str) -> bool {
    let clause = text.split(['，', ',']).next().unwrap_or(text);
    let short = (2..=3).contains(&clause.chars().count()) && clause.len() < text.len();
    let part = |word| text.find(word).is_some_and(|at| (1..=12).contains(&at));
    (short && clause.ends_with(['中', '前', '后']))
        || names_a_channel(text)
        || part("期间")
        || part("范围")
}

/// 线上，…: where one part of a campaign goes on.
pub(super) fn names_a_channel(text: &str) -> bool {
    let clause = text.split_once(['，', ',']);
    clause.is_some_and(|(clause, _)| matches!(clause, "线上" | "线下"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_open_with_a_stage_of_the_event() {
        for text in [
            "集训期间，学员们同吃同住。",
            "评比范围为各乡镇卫生院。",
            "赛后，选手们合影。",
            "巡诊中，队员走了三十里。",
            "线下，医生走进茶园。",
        ] {
            assert!(opens_paragraph(text), "{text}");
        }
        for text in [
            "集训队的学员们同吃同住。",
            "后备箱里装满了药品。",
            "培训教材，还免费发给各村。",
            "线上课堂的学员越来越多。",
        ] {
            assert!(!opens_paragraph(text), "{text}");
        }
    }

    #[test]
    fn what_is_added_is_no_headline() {
        assert!(adds("巡诊队还送去了药品") && adds("课堂由县医院的护士"));
        for text in [
            "发了热还能接种疫苗吗",
            "药房由远变近",
            "正本清源 还乡亲一口清水",
        ] {
            assert!(!adds(text), "{text}");
        }
    }

    #[test]
    fn scraps_of_running_text_are_no_headlines() {
        for text in [
            "截至3月",
            "2022年9月，某县发生疫情",
            "此外，加强团队管理，需",
            "为老人测血压的",
            "问：村医从哪里来",
            "夜里值班的两名护士则",
            "可登录县医院网站查看",
            "该中心与三家乡镇卫",
            "护士守在产房，胎",
            "医生提醒家长，发热、咳嗽的孩",
        ] {
            assert!(!is_heading(text), "{text}");
        }
        for text in [
            "村医冬训班开班",
            "张三：山路上的守护者",
            "学本领 强技能 打基础",
            "“健康大篷车”开进山村",
            "村民人人参与",
            "30年，一盏灯照亮山路",
            "十年，从一间诊室到一座医院",
        ] {
            assert!(is_heading(text), "{text}");
        }
    }
}
