//! What an element is for, by its tag, its class and its id.
//!
//! Names are hints only: `container` believes one that says "furniture" only of an element that holds little of the
//! page's prose.

use dom_query::NodeRef;

/// What an element is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Role {
    #[default]
    Plain,
    Title,
    Subtitle,
    Caption,
    /// A box above the text that says in short what it is about.
    Lead,
    /// The name of an editor's field that holds the article in one of the usual systems.
    Body,
    /// Furniture, with its reason.
    Furniture(&'static str),
}

const FURNITURE: [(&str, &[&str]); 10] = [
    (
        "navigation",
        &[
            "nav", "navi", "navbar", "menu", "submenu", "topbar", "daohang", "login", "search",
            "sousuo", "sitenav",
        ],
    ),
    (
        "breadcrumb",
        &[
            "breadcrumb",
            "breadcrumbs",
            "crumb",
            "crumbs",
            "position",
            "dqwz",
            "weizhi",
            "curpos",
            "currentpath",
            "mbx",
            "dqlm",
        ],
    ),
    (
        "share",
        &[
            "share",
            "bdshare",
            "bdsharebuttonbox",
            "fenxiang",
            "qrcode",
            "erweima",
            "ewm",
            "qr",
            "jiathis",
            "social",
        ],
    ),
    (
        "tools",
        &["toolbar", "tools", "fontsize", "print", "dayin", "zihao"],
    ),
    (
        "recommended",
        &[
            "related",
            "relate",
            "relatednews",
            "relation",
            "relevant",
            "xgwz",
            "xgyd",
            "xgxw",
            "xiangguan",
            "recommend",
            "recommended",
            "recommends",
            "recommendation",
            "tuijian",
            "guess",
            "sidebar",
            "aside",
        ],
    ),
    (
        "hot-list",
        &[
            "hot", "hots", "hotnews", "hotlist", "rank", "ranking", "ranklist", "paihang",
            "popular", "rebang", "top10",
        ],
    ),
    (
        "comments",
        &[
            "comment", "comments", "pinglun", "gentie", "cmt", "reply", "replies", "message",
        ],
    ),
    (
        "pager",
        &[
            "pager",
            "pagination",
            "pagebar",
            "fenye",
            "prevnext",
            "pagenav",
            "sxpian",
        ],
    ),
    (
        "site-footer",
        &[
            "foot",
            "footer",
            "copyright",
            "copyrights",
            "friendlink",
            "friendlinks",
            "links",
            "youlian",
            "statement",
            "disclaimer",
            "mianze",
        ],
    ),
    (
        "advertisement",
        &[
            "ad",
            "ads",
            "advert",
            "advertisement",
            "guanggao",
            "banner",
            "gg",
            "adbox",
        ],
    ),
];
const TITLES: [&str; 9] = [
    "title",
    "tit",
    "headline",
    "biaoti",
    "bt",
    "tt",
    "arttitle",
    "articletitle",
    "maintitle",
];
const SUBTITLES: [&str; 10] = [
    "subtitle",
    "subtit",
    "futi",
    "fubiaoti",
    "fubt",
    "yinti",
    "yinbiaoti",
    "jianti",
    "pretitle",
    "kicker",
];
const CAPTIONS: [&str; 10] = [
    "imgdescr",
    "picdescr",
    "photodesc",
    "caption",
    "figcaption",
    "tushuo",
    "picdesc",
    "imgdesc",
    "pictext",
    "imgtext",
];
const LEADS: [&str; 9] = [
    "summary", "abstract", "zhaiyao", "daodu", "daoyu", "digest", "lead", "tiyao", "hxts",
];
const BODIES: [&str; 14] = [
    "trs_editor",
    "pages_content",
    "ucap-content",
    "zoom",
    "js_content",
    "vsb_content",
    "v_news_content",
    "artibody",
    "post_body",
    "article-content",
    "article_content",
    "articlecontent",
    "news_content",
    "content_area",
];

pub(super) fn of(node: &NodeRef<'_>, tag: &str) -> Role {
    let names = format!("{} {}", node.attr_or("class", ""), node.attr_or("id", ""));
    match tag {
        "nav" => return Role::Furniture("navigation"),
        "footer" => return Role::Furniture("site-footer"),
        "aside" => return Role::Furniture("recommended"),
        "h1" => return Role::Title,
        "figcaption" => return Role::Caption,
        _ => {}
    }
    let lower = names.to_ascii_lowercase();
    let is_body = lower.split_whitespace().any(|n| {
        BODIES
            .iter()
            .any(|b| n == *b || n.starts_with("vsb_content"))
    }) || node
        .attr_or("itemprop", "")
        .eq_ignore_ascii_case("articleBody");
    if is_body {
        return Role::Body;
    }
    let words = words(&names);
    let has = |list: &[&str]| words.iter().any(|w| list.contains(&w.as_str()));
    if let Some((why, _)) = FURNITURE.iter().find(|(_, list)| has(list)) {
        Role::Furniture(why)
    } else if has(&CAPTIONS) {
        Role::Caption
    } else if has(&SUBTITLES) || (has(&["sub", "vice"]) && has(&TITLES)) {
        Role::Subtitle
    } else if has(&LEADS) {
        Role::Lead
    } else if has(&TITLES) {
        Role::Title
    } else {
        Role::Plain
    }
}

/// `hotNews-list2` → `hot`, `news`, `hotnews`, `list`.
fn words(names: &str) -> Vec<String> {
    let mut all: Vec<String> = names
        .split_whitespace()
        .map(|name| {
            name.chars()
                .filter(char::is_ascii_alphanumeric)
                .collect::<String>()
                .to_ascii_lowercase()
        })
        .collect();
    for name in names.split(|c: char| !c.is_ascii_alphanumeric()) {
        let name = name.trim_end_matches(|c: char| c.is_ascii_digit());
        if name.is_empty() {
            continue;
        }
        let mut word = String::new();
        for c in name.chars() {
            if c.is_ascii_uppercase() && word.ends_with(|l: char| l.is_ascii_lowercase()) {
                all.push(std::mem::take(&mut word).to_ascii_lowercase());
            }
            word.push(c);
        }
        all.push(word.to_ascii_lowercase());
        all.push(name.to_ascii_lowercase());
    }
    all
}

/// Does the page hide the element? Not `visibility`: WeChat hides its articles so until a script has run.
pub(super) fn is_hidden(node: &NodeRef<'_>) -> bool {
    hides(node) && !is_later_page(node)
}

fn hides(node: &NodeRef<'_>) -> bool {
    node.has_attr("hidden")
        || node.attr("style").is_some_and(|s| {
            s.to_ascii_lowercase()
                .replace(' ', "")
                .contains("display:none")
        })
}

/// The pages of an article that are turned by a script: siblings with one class, of which the first is shown.
fn is_later_page(node: &NodeRef<'_>) -> bool {
    let class = |n: &NodeRef<'_>| {
        let name = n
            .attr("class")
            .or_else(|| n.attr("id"))
            .unwrap_or_default()
            .to_string();
        name.trim_end_matches(|c: char| c.is_ascii_digit())
            .to_string()
    };
    let own = class(node);
    !own.is_empty()
        && node.text().trim().chars().count() >= 60
        && !node.descendants_it().any(|n| n.has_name("a"))
        && std::iter::successors(node.prev_element_sibling(), NodeRef::prev_element_sibling)
            .any(|n| n.node_name() == node.node_name() && class(&n) == own && !hides(&n))
}

/// Does an inline element stand on lines of its own? A caption is one wherever it stands.
pub(super) fn shown_as_block(node: &NodeRef<'_>, tag: &str) -> bool {
    of(node, tag) == Role::Caption
        || node.attr("style").is_some_and(|s| {
            let style = s.to_ascii_lowercase().replace(' ', "");
            style.contains("display:block") || style.contains("display:list-item")
        })
}
