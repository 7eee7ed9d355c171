//! What a page's titles hold beside the headline: the names of site and section (`标题_频道_站名`).
//!
//! The parts of a title are known by their marks and by words such as 网 and 日报 at their end. Some sites give all
//! pages one title, 云山县中医院-新闻动态: what the page prints among its rights is the site's name, what its navigation
//! prints is a section, and a title with nothing else tells no headline.

use std::sync::LazyLock;

use regex::Regex;

use super::meta::Meta;
use super::render::{Line, Rendered};
use crate::ingest::dateline::fold;
use crate::ingest::webpage::marks;
use crate::text::any;

static PARTS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\s*[_|｜]+\s*|\s+[-–—]+\s+|\s*--+\s*|\s*[-–—]\s*|\s*[<«]\s*")
        .expect("a valid pattern")
});
static SITE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(网|网站|报|日报|晚报|频道|新闻|资讯|要闻|政府|委员会|卫健委|门户|在线|医院|中心|局|厅|杂志|论坛|博客|公司|学院|大学|电视台|平台|客户端|公众号|动态|公告|公示|通知公告|健康|首页|新华社|com|cn|news|net)$")
        .expect("a valid pattern")
});

/// Letters and digits alone.
pub(super) fn key(text: &str) -> String {
    fold(text)
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect::<String>()
        .to_lowercase()
}

/// Many sites give all their pages one title: their own name, alone or with the section.
pub(super) fn names_site(title: &str, meta: &Meta) -> bool {
    let site = meta.site.as_deref().map(key);
    let of_site = |part: &str| {
        let part = key(part);
        site.as_ref() == Some(&part) || meta.sections.contains(&part) || names_channel(&part)
    };
    (site.is_some() && parts(title).all(of_site))
        || (SITE.is_match(title) && title.chars().count() <= 14 && !PARTS.is_match(title))
        || (PARTS.is_match(title) && names_channel(&without_site(title, meta.site.as_deref())))
}

/// What the marks between the names of page, section and site part.
fn parts(title: &str) -> impl Iterator<Item = &str> {
    PARTS.split(title).map(str::trim).filter(|p| !p.is_empty())
}

/// Learns the names of site and sections from a title that has nothing else in it: the page prints them as such.
pub(super) fn learn(meta: &mut Meta, page: &Rendered) {
    let of_site = |part: &&str| {
        let name = key(without_greeting(part));
        let named = |l: &Line| says_whose_site(&l.text) && key(&l.text).contains(&name);
        name.chars().count() >= 4 && page.lines.iter().any(named)
    };
    for title in meta.titles.iter().map(|(title, _)| title) {
        let Some(site) = parts(title).find(of_site) else {
            continue;
        };
        let mut others = parts(title).filter(|part| *part != site);
        if others.all(|part| names_channel(part) || is_section(part, page)) {
            meta.sections = parts(title).map(key).collect();
            meta.site.get_or_insert(without_greeting(site).to_string());
            return;
        }
    }
}

/// 云山县中医院欢迎您 → 云山县中医院.
fn without_greeting(site: &str) -> &str {
    let site = site
        .trim_start_matches("欢迎访问")
        .trim_start_matches("欢迎光临");
    ["欢迎您", "官方网站", "官网", "门户网站", "网站"]
        .iter()
        .fold(site, |site, word| {
            site.trim_end_matches(word)
                .trim_end_matches(['!', '！', ' '])
        })
}

/// Does the line say whose site the page is of: rights, address, welcome?
fn says_whose_site(line: &str) -> bool {
    let welcomes = line.contains("欢迎") && any::holds(line, &["访问", "光临", "来到"]);
    line.chars().count() <= 120
        && !line.contains('《')
        && (welcomes || matches!(marks::furniture(line), Some("copyright" | "site-footer")))
}

/// Does the page's navigation name the section?
fn is_section(part: &str, page: &Rendered) -> bool {
    let navigates = |l: &Line| l.is_links() || marks::furniture(&l.text) == Some("breadcrumb");
    let names = |l: &Line| {
        let mut words = l
            .text
            .split(|c: char| c.is_whitespace() || "|丨｜·>»›/:：-".contains(c));
        words.any(|word| key(word) == key(part))
    };
    part.chars().count() <= 8 && page.lines.iter().any(|l| navigates(l) && names(l))
}

/// `新闻动态`, `通知公告`: the part of the site that a page stands in.
pub(super) fn names_channel(text: &str) -> bool {
    text.chars().count() <= 6 && SITE.is_match(text)
}

/// `标题_频道_站名` → `标题`.
pub(super) fn without_site(title: &str, site: Option<&str>) -> String {
    let mut head = title.trim();
    while let Some(cut) = PARTS.find_iter(head).last() {
        let before = head.get(..cut.start()).unwrap_or_default().trim();
        let tail = head.get(cut.end()..).unwrap_or_default().trim();
        let strong = head
            .get(cut.range())
            .is_some_and(|s| s.contains(['_', '|', '｜', '<', '«']) || s.contains("--"));
        let is_site = site.is_some_and(|s| key(s) == key(tail))
            || (SITE.is_match(tail) && tail.chars().count() <= 20);
        if before.chars().count() < 4
            || !(is_site || tail.is_empty() || (strong && tail.chars().count() <= 20))
        {
            break;
        }
        head = before;
    }
    // `站名 - 标题`
    if let Some(cut) = PARTS.find(head) {
        let before = head.get(..cut.start()).unwrap_or_default().trim();
        let tail = head.get(cut.end()..).unwrap_or_default().trim();
        let is_site = site.is_some_and(|s| key(s) == key(before))
            || (SITE.is_match(before) && before.chars().count() <= 14);
        if is_site && tail.chars().count() >= 8 {
            return tail.to_string();
        }
    }
    head.to_string()
}

/// The site's name at the end of a title whose head is the headline.
pub(super) fn site_in(title: &str, headline: &str) -> Option<String> {
    let rest = title.trim().strip_prefix(headline.trim())?;
    let last = PARTS
        .split(rest)
        .map(str::trim)
        .filter(|p| !p.is_empty())
        .last()?;
    let name = last
        .trim_end_matches([')', '）'])
        .split(['(', '（'])
        .next()?
        .trim();
    (SITE.is_match(name) && (3..=20).contains(&name.chars().count())).then(|| name.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sites_name_is_cut_from_a_title() {
        for (title, expected) in [
            (
                "东州市启动义诊活动_健康频道_东州网(dz.example.cn)",
                "东州市启动义诊活动",
            ),
            ("东州市启动义诊活动 - 东州市人民政府", "东州市启动义诊活动"),
            ("东州市启动义诊活动-东州新闻网", "东州市启动义诊活动"),
            ("东州市启动义诊活动--健康--东州网", "东州市启动义诊活动"),
            (
                "东州市人民政府 - 东州市启动冬季义诊活动",
                "东州市启动冬季义诊活动",
            ),
            ("COVID-19疫苗接种进入乡村", "COVID-19疫苗接种进入乡村"),
            ("东州市启动义诊活动", "东州市启动义诊活动"),
        ] {
            assert_eq!(without_site(title, None), expected);
        }
        assert_eq!(
            without_site("义诊进了村 | 山水之间", Some("山水之间")),
            "义诊进了村"
        );
    }

    #[test]
    fn the_sites_name_is_found_in_a_title() {
        assert_eq!(
            site_in("义诊进村_健康_东州网", "义诊进村").as_deref(),
            Some("东州网")
        );
        assert_eq!(site_in("义诊进村", "义诊进村"), None);
    }
}
