//! On English pages, what is Chinese is marked as Chinese and nothing else is, so that it is read aloud as what it is.

mod http;

use http::{Place, article, q};

/// Elements that have no end.
const EMPTY: [&str; 12] = [
    "meta", "link", "input", "br", "wbr", "hr", "img", "line", "rect", "polyline", "!doctype",
    "path",
];
/// What can hold no marks, or is no text.
const UNSPOKEN: [&str; 4] = ["script", "style", "svg", "title"];

fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

/// The value of an attribute.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    rest.split('"').next()
}

/// Texts of the page that are marked as the wrong language.
fn wrong(page: &str) -> Vec<String> {
    let mut open: Vec<(String, String)> = Vec::new();
    let mut found = Vec::new();
    for part in page.split('<').skip(1) {
        let (tag, text) = part.split_once('>').unwrap_or((part, ""));
        let name = tag.split_whitespace().next().unwrap_or_default();
        if let Some(ended) = name.strip_prefix('/') {
            while let Some((name, _)) = open.pop() {
                if name == ended {
                    break;
                }
            }
        } else if !EMPTY.contains(&name) && !tag.ends_with('/') {
            let around = open.last().map_or("", |(_, lang)| lang);
            let lang = attribute(tag, "lang").unwrap_or(around).to_string();
            open.push((name.to_string(), lang));
        }
        if open
            .iter()
            .any(|(name, _)| UNSPOKEN.contains(&name.as_str()))
        {
            continue;
        }
        let chinese = open.last().is_some_and(|(_, lang)| lang.starts_with("zh"));
        let letters = text.contains(|c: char| c.is_ascii_alphabetic()) && !text.starts_with("&#");
        if text.contains(is_han) != chinese && (letters || !chinese) && !is_name(text) {
            let within: Vec<&str> = open.iter().map(|(name, _)| name.as_str()).collect();
            found.push(format!("{text:?} in {}", within.join(" ")));
        }
    }
    found
}

/// An address or the name of a file or standard is in no language; a region's two names stand side by side.
fn is_name(text: &str) -> bool {
    let both = |text: &str| text.ends_with(')') && text.starts_with(is_han) && text.contains(" (");
    both(text.trim().trim_start_matches("↑ "))
        || !text.contains(is_han)
            && (text.contains("://") || text.contains(".json") || text.contains("GB/T"))
}

async fn place() -> Place {
    let mut first = article(
        "焦作流感疫苗到货",
        "2024-04-25",
        "410802",
        "vaccination",
        "青禾日报",
        "首批流感疫苗今天到货，居民前来接种。",
    );
    first.author = vec!["林编辑".into()];
    let other = article(
        "接种门诊开诊",
        "2024-09-03",
        "350102",
        "emergency-response",
        "白鹭晚报",
        "接种门诊周末开诊，居民前来接种流感疫苗。",
    );
    let mut bare = article("", "2023-09-03", "310116", "vaccination", "白鹭晚报", "");
    bare.article_body.clear();
    let reprint = article(
        "接种门诊开诊",
        "2024-09-04",
        "350102",
        "vaccination",
        "青禾日报",
        "接种门诊周末开诊，居民前来接种流感疫苗。",
    );
    let place = Place::with(vec![first.clone(), other.clone(), bare.clone()]).await;
    // A change, with its history.
    first.author = vec!["林编辑".into(), "周记者".into()];
    first.about.push("emergency-response".into());
    place.load(vec![first, other, bare, reprint]).await;
    place
}

#[tokio::test]
async fn english_pages_mark_what_is_chinese_and_nothing_else() {
    let place = place().await;
    let listing = place.page("/articles").await;
    let mut addresses: Vec<String> = listing
        .split("row-title\"><a href=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap().to_string())
        .collect();
    let article = place.page(&addresses[0]).await;
    let document = article.split("href=\"/documents/").nth(1).unwrap();
    let document = document.split(['"', '#', '?']).next().unwrap();
    addresses.push(format!("/documents/{document}"));
    addresses.push(format!("/search?q={}", q("接种")));
    addresses.push(format!("/search?q={}", q("接种 流感 地区:焦作")));
    addresses.push(format!(
        "/search?q={}&region=410000&topic=vaccination",
        q("流感")
    ));
    addresses.push(format!("/search?q={}", q("没有这样的词")));
    addresses.push(format!("/trends?q={}", q("接种,流感")));
    let plain = [
        "/",
        "/articles",
        "/articles?region=410000",
        "/articles?from=4",
        "/dates",
        "/dates/2024",
        "/dates/2024/04",
        "/dates/2024/04/25",
        "/dates/unknown",
        "/regions",
        "/regions?name=jz",
        "/regions/410000",
        "/topics",
        "/topics/vaccination",
        "/search",
        "/trends",
        "/documents",
        "/changes",
        "/help",
        "/about",
        "/nowhere",
    ];
    addresses.extend(plain.map(str::to_string));
    let mut complaints = Vec::new();
    for address in &addresses {
        let page = place.get_with(address, &[("cookie", "lang=en")]).await.body;
        let found = wrong(&page).into_iter();
        complaints.extend(found.map(|it| format!("{address}: {it}")));
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}
