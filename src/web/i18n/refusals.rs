//! Why an address was not understood, and how to write what it may have meant.

use super::{Lang, Strings};

/// Letters of a reader's own text that are shown back.
const SHOWN: usize = 40;

impl Strings {
    /// A parameter of an address that makes no sense; no name stands for the query as a whole.
    pub(in crate::web) fn bad_parameter(&self, name: &str, value: &str) -> String {
        match name.is_empty() {
            true => self.bad_field(name, value),
            false => format!("{name}={}", self.bad_field(name, value)),
        }
    }

    /// The same beside the field of a form, which has a label.
    pub(in crate::web) fn bad_field(&self, name: &str, value: &str) -> String {
        let value: String = value.chars().take(SHOWN).collect();
        let is_code = value.len() == 6 && value.bytes().all(|b| b.is_ascii_digit());
        let remedy = match (self.lang, name) {
            (Lang::Zh, "region") if is_code => "没有这个代码的地区，全部地区见“地区”页。",
            (Lang::En, "region") if is_code => {
                "no region has this code; the page “Regions” has them all."
            }
            (Lang::Zh, _) => in_chinese(name),
            (Lang::En, _) => in_english(name),
        };
        match (self.lang, name.is_empty()) {
            (_, true) => remedy.to_string(),
            (Lang::Zh, false) => format!("“{value}”：{remedy}"),
            (Lang::En, false) => format!("“{value}”: {remedy}"),
        }
    }
}

impl Strings {
    /// A parameter that there is not, and the one that may have been meant.
    pub(in crate::web) fn unknown_parameter(&self, name: &str, nearest: Option<&str>) -> String {
        let name: String = name.chars().take(SHOWN).collect();
        match (self.lang, nearest) {
            (Lang::Zh, Some(nearest)) => format!("没有参数“{name}”，是不是 {nearest}？"),
            (Lang::Zh, None) => format!("没有参数“{name}”。"),
            (Lang::En, Some(nearest)) => {
                format!("There is no parameter “{name}”; did you mean {nearest}?")
            }
            (Lang::En, None) => format!("There is no parameter “{name}”."),
        }
    }
}

impl Strings {
    /// A parameter that is given more than once: which of its values is meant?
    pub(in crate::web) fn repeated_parameter(&self, name: &str) -> String {
        match self.lang {
            Lang::Zh => format!("参数“{name}”写了不止一次，请只写一个值。"),
            Lang::En => format!("{name} is given more than once; it takes one value."),
        }
    }
}

fn in_chinese(name: &str) -> &'static str {
    match name {
        "region" => "地区请写六位代码，例如 410800。",
        "topic" => "没有这个主题，全部主题见“主题”页。",
        "document" => "没有这份原件，全部原件见“原件”页。",
        "from" | "to" | "date" => "日期请写作 2024、2024-04、2024-04-24 或 2024年4月24日。",
        "precision" => "日期精度可以是 unknown、year、month 或 day。",
        "sort" => "排序可以是 newest、oldest 或 relevance。",
        "after" | "cursor" => "这不是本站给出的翻页标记。",
        "limit" => "每页篇数请写 1 到 100。",
        "include" => "可以附上的只有 articleBody。",
        "lang" => "语言可以是 zh 或 en。",
        "page" => "本站不用页码翻页，请用列表下方的“下一页”。",
        "line" => "行号请写 1 或更大的整数。",
        "article" => "序号请写 1 或更大的整数。",
        _ => "网址中的查询部分不是有效的 UTF-8。",
    }
}

fn in_english(name: &str) -> &'static str {
    match name {
        "region" => "a region is written as its six-digit code, such as 410800.",
        "topic" => "there is no such topic; the page “Topics” has them all.",
        "document" => "there is no such document; the page “Documents” has them all.",
        "from" | "to" | "date" => "a date is written 2024, 2024-04, 2024-04-24 or 2024/4/24.",
        "precision" => "how finely a date is known is unknown, year, month or day.",
        "sort" => "the order may be newest, oldest or relevance.",
        "after" | "cursor" => "this is no cursor of this site.",
        "limit" => "a page has 1 to 100 articles.",
        "include" => "only articleBody can be included.",
        "lang" => "the language may be zh or en.",
        "page" => "listings are not paged by number; follow “Next” below the list.",
        "line" => "a line is a whole number from 1.",
        "article" => "an article's number is a whole number from 1.",
        _ => "The query of the address is not valid UTF-8.",
    }
}
