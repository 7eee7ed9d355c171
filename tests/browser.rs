//! Journeys through the site with a real browser: with scripts, without, and on a phone. Debian's `chromium` and
//! `chromium-driver` are needed; where they are absent the journeys say so and are skipped (with `CI=true` they fail).

#[path = "browser/driver.rs"]
mod driver;
mod support;

use driver::{Browser, DOWN, ENTER, ESCAPE, Setup, TAB, absent};
use support::{Place, Server};

/// A small archive: two provinces, two topics, two months.
fn archive() -> (Place, Server) {
    let place = Place::new();
    let record = |headline: &str, date: &str, region: &str, topic: &str, body: &str| {
        serde_json::json!({
            "@type": "NewsArticle", "headline": headline, "datePublished": date,
            "contentLocation": [{"@type": "Place", "identifier": region}], "about": [topic],
            "creditText": "榕江晚报", "articleBody": [body, "市疾控中心提醒，接种后请留观三十分钟，有不适及时告诉医生。"],
        })
        .to_string()
    };
    let mut records = vec![
        record(
            "焦作流感疫苗周末门诊照常开放",
            "2024-04-24",
            "410800",
            "vaccination",
            "4月24日，焦作市十二个接种门诊公布流感疫苗安排，周末照常开放，老年人可以预约上门接种。",
        ),
        record(
            "修武县开展山洪灾害卫生应急演练 四支队伍在河滩上搭起帐篷医院",
            "2024-04-25",
            "410821",
            "emergency-response",
            "4月25日，修武县卫健委组织山洪灾害卫生应急演练，四支队伍在河滩上搭起帐篷医院。",
        ),
    ];
    records.extend((1..=24).map(|day| {
        record(
            &format!("苏州社区接种点第{day}天记事"),
            &format!("2024-03-{day:02}"),
            "320500",
            "vaccination",
            "苏州市一处社区接种点当天为居民接种水痘疫苗，护士把注意事项写在黑板上，一条一条念给老人听。",
        )
    }));
    place.write("in/records.jsonl", records.join("\n"));
    place.run(&["load", "in"]).assert_ok();
    let server = place.serve(&[]);
    (place, server)
}

fn at(server: &Server, path: &str) -> String {
    format!("http://{}{path}", server.address)
}

/// Region → date → topic → article, by links alone.
fn browse(setup: Setup) {
    if absent() {
        return;
    }
    let (_place, server) = archive();
    let browser = Browser::open(setup);
    browser.go(&at(&server, "/regions"));
    browser.find(".tiles a[href='/regions/410000']").click();
    browser.arrive("/regions/410000");
    assert_eq!(browser.all(".row").len(), 2);
    // Only scripts make a combobox: this tells whether they really are off.
    assert_eq!(browser.all("[role='combobox']").len() == 1, setup.scripts);
    browser.find("a[href^='/dates/2024/04/24']").click();
    browser.arrive("/dates/2024/04/24");
    browser.find(".row a[href='/topics/vaccination']").click();
    browser.arrive("/topics/vaccination");
    assert!(browser.find(".total").text().contains("25"));
    browser.find("a[rel='next']").click();
    browser.arrive("?");
    browser.back();
    browser.find(".row-title a").click();
    let headline = browser.find("h1.headline").text();
    assert_eq!(headline, "焦作流感疫苗周末门诊照常开放");
}

/// Chinese words, hits marked, a facet added and removed.
fn search(setup: Setup) {
    if absent() {
        return;
    }
    let (_place, server) = archive();
    let browser = Browser::open(setup);
    browser.go(&at(&server, "/"));
    let box_ = browser.find("#q");
    box_.write("接种 疫苗");
    box_.write(ENTER);
    browser.arrive("/search?q=");
    let marked = browser.find(".row mark");
    assert!(["接种", "疫苗"].contains(&marked.text().as_str()));
    assert_ne!(marked.css("background-color"), "rgba(0, 0, 0, 0)");
    let all = browser.find(".total").text();
    browser.find(".narrow a[href*='region=41']").click();
    browser.arrive("region=41");
    assert_ne!(browser.find(".total").text(), all);
    assert_eq!(browser.all(".row").len(), 1);
    browser.find(".chips a").click();
    browser.find(".row:nth-child(2)");
    assert!(!browser.url().contains("region="), "{}", browser.url());
    assert_eq!(browser.find(".total").text(), all);
}

#[test]
fn browsing_with_scripts() {
    browse(Setup::DESK);
}

#[test]
fn browsing_without_scripts() {
    browse(Setup::NO_SCRIPTS);
}

#[test]
fn searching_with_scripts() {
    search(Setup::DESK);
}

#[test]
fn searching_without_scripts() {
    search(Setup::NO_SCRIPTS);
}

#[test]
fn a_permalink_is_copied_and_opened() {
    if absent() {
        return;
    }
    let (_place, server) = archive();
    let browser = Browser::open(Setup::DESK);
    browser.go(&at(&server, "/articles"));
    browser.find(".row-title a").click();
    let headline = browser.find("h1.headline").text();
    let permalink = browser.find("#permalink").property("value");
    let button = browser.find("button[data-copy='permalink']");
    button.click();
    let done = driver::patiently(|| (button.text() == "已复制").then_some(()));
    assert!(done.is_some(), "{}", button.text());
    // What was copied is what can be pasted.
    browser.go(&at(&server, "/help"));
    let paste = browser.find("#q");
    paste.write("\u{E009}v\u{E000}");
    assert_eq!(paste.property("value"), permalink);
    browser.go(&permalink);
    assert_eq!(browser.find("h1.headline").text(), headline);
}

/// Without scripts nothing is copied by a button, but the address stands there.
#[test]
fn a_permalink_is_opened_without_scripts() {
    if absent() {
        return;
    }
    let (_place, server) = archive();
    let browser = Browser::open(Setup::NO_SCRIPTS);
    browser.go(&at(&server, "/articles"));
    browser.find(".row-title a").click();
    let headline = browser.find("h1.headline").text();
    let permalink = browser.find("#permalink").property("value");
    let button = browser.find("button[data-copy='permalink']");
    assert_eq!(button.css("display"), "none");
    browser.go(&permalink);
    assert_eq!(browser.find("h1.headline").text(), headline);
    browser.find("#p2 .anchor").click();
    browser.arrive("#p2");
}

/// The first stop of Tab leads past the navigation, the next ones through it in the order of the page.
#[test]
fn tab_goes_through_the_page_in_order() {
    if absent() {
        return;
    }
    let (_place, server) = archive();
    for setup in [Setup::DESK, Setup::NO_SCRIPTS] {
        let browser = Browser::open(setup);
        browser.go(&at(&server, "/articles"));
        browser.find(".rows");
        let focused = || {
            browser.ask(
                "return document.activeElement.getAttribute('href') || document.activeElement.id",
            )
        };
        let mut stops = Vec::new();
        for _ in 0..6 {
            browser.press(TAB);
            stops.push(focused());
        }
        assert_eq!(stops, ["#main", "/", "q", "", "/", "/articles"]);
        browser.go(&at(&server, "/topics"));
        browser.find(".cards");
        browser.press(TAB);
        browser.press(ENTER);
        browser.press(TAB);
        assert_eq!(focused(), "/topics/vaccination");
    }
}

/// The filter of regions takes characters, pinyin, initials and codes; as one types, or by its button.
#[test]
fn regions_are_filtered() {
    if absent() {
        return;
    }
    let (_place, server) = archive();
    for setup in [Setup::DESK, Setup::NO_SCRIPTS] {
        let browser = Browser::open(setup);
        for words in ["焦作", "jiaozuo", "jz", "4108"] {
            browser.go(&at(&server, "/regions"));
            let name = browser.find("#region-name");
            name.write(words);
            if !setup.scripts {
                name.write(ENTER);
            }
            browser.find("#matches a[href='/regions/410800']");
        }
    }
}

#[test]
fn suggestions_are_chosen_by_keyboard() {
    if absent() {
        return;
    }
    let (_place, server) = archive();
    let browser = Browser::open(Setup::DESK);
    browser.go(&at(&server, "/articles"));
    browser.find(".rows");
    browser.press("/");
    let input = browser.find("#q");
    input.write("jiaozuo");
    browser.find("[role='option']");
    assert_eq!(input.property("ariaExpanded"), "true");
    browser.press(ESCAPE);
    assert_eq!(input.property("ariaExpanded"), "false");
    input.write(" ");
    input.write("\u{E003}");
    browser.find("[role='listbox']:not([hidden]) [role='option']");
    browser.press(DOWN);
    let chosen = browser.find("[role='option'][aria-selected='true'] span");
    assert_eq!(chosen.text(), "焦作市");
    browser.press(ENTER);
    browser.arrive("/regions/410800");
}

#[test]
fn rows_are_walked_by_keyboard() {
    if absent() {
        return;
    }
    let (_place, server) = archive();
    let browser = Browser::open(Setup::DESK);
    browser.go(&at(&server, "/articles"));
    browser.find(".rows");
    browser.press("jjjk");
    let second = browser.all(".row-title a").swap_remove(1);
    let headline = second.text();
    browser.press(ENTER);
    assert_eq!(browser.find("h1.headline").text(), headline);
    browser.press("?");
    browser.arrive("/help");
    // Topics and documents are walked, too.
    browser.go(&at(&server, "/topics"));
    browser.find(".cards");
    browser.press("jj");
    browser.find(".card.chosen");
    browser.press(ENTER);
    browser.arrive("/topics/emergency-response");
    browser.go(&at(&server, "/documents"));
    browser.find(".documents");
    browser.press("j");
    browser.find("li.chosen");
    browser.press(ENTER);
    browser.arrive("/documents/");
}

/// Colours chosen on one page stay on the next; with and without scripts.
#[test]
fn dark_is_kept() {
    if absent() {
        return;
    }
    let (_place, server) = archive();
    for setup in [Setup::DESK, Setup::NO_SCRIPTS] {
        let browser = Browser::open(setup);
        browser.go(&at(&server, "/about"));
        let light = browser.find("body").css("background-color");
        browser.find("button[name='theme'][value='dark']").click();
        browser.find("html[data-theme='dark']");
        assert_ne!(browser.find("body").css("background-color"), light);
        browser.go(&at(&server, "/articles"));
        browser.find("html[data-theme='dark']");
    }
}

#[test]
fn no_page_scrolls_sideways_on_a_phone() {
    no_sideways_scroll(Setup::PHONE);
}

#[test]
fn nor_without_scripts() {
    no_sideways_scroll(Setup::PHONE_NO_SCRIPTS);
}

#[test]
fn nor_where_it_is_narrowest() {
    no_sideways_scroll(Setup::NARROW);
}

fn no_sideways_scroll(setup: Setup) {
    if absent() {
        return;
    }
    let (_place, server) = archive();
    let browser = Browser::open(setup);
    browser.go(&at(&server, "/articles"));
    let article = browser.find(".row-title a").property("href");
    browser.go(&article);
    let document = browser.find("a[href^='/documents/']").property("href");
    let pages = [
        "/",
        "/articles",
        "/articles?sort=oldest&source=nowhere",
        "/dates",
        "/dates/2024",
        "/dates/2024/03",
        "/dates/2024/03/05",
        "/regions",
        "/regions?name=jz",
        "/regions/320500",
        "/topics",
        "/topics/vaccination",
        "/search",
        "/search?q=%E6%8E%A5%E7%A7%8D",
        "/search?q=xyzzy",
        "/trends",
        "/trends?q=%E6%8E%A5%E7%A7%8D,%E6%BC%94%E7%BB%83",
        "/documents",
        "/about",
        "/help",
        "/nowhere",
    ];
    let pages = pages.iter().map(|path| at(&server, path));
    for url in pages.chain([article, document]) {
        for lang in ["zh", "en"] {
            let mark = if url.contains('?') { '&' } else { '?' };
            browser.go(&format!("{url}{mark}lang={lang}"));
            browser.find("main");
            let width = browser.ask("return document.documentElement.scrollWidth");
            assert_eq!(width, setup.size.0, "{url} in {lang}");
        }
    }
}

/// Single keys can be switched off, for good and at once; without scripts there are none, and no switch.
#[test]
fn single_keys_are_switched_off() {
    if absent() {
        return;
    }
    let (_place, server) = archive();
    let browser = Browser::open(Setup::DESK);
    browser.go(&at(&server, "/help"));
    browser.find("#single-keys").click();
    let focused = || browser.ask("return document.activeElement.id");
    browser.ask("document.activeElement.blur()");
    browser.press("/");
    assert_ne!(focused(), "q");
    browser.go(&at(&server, "/articles"));
    browser.find(".rows");
    browser.press("j");
    assert!(
        browser
            .ask("return document.querySelector('.chosen')")
            .is_null()
    );
    browser.go(&at(&server, "/help"));
    browser.find("#single-keys:not(:checked)").click();
    browser.ask("document.activeElement.blur()");
    browser.press("/");
    assert_eq!(focused(), "q");
    let browser = Browser::open(Setup::NO_SCRIPTS);
    browser.go(&at(&server, "/help"));
    browser.find("p[hidden] #single-keys");
}

/// Languages and colours are few keys away, and the map holds up nobody with regions that have no articles.
#[test]
fn the_foot_is_reached_by_few_keys() {
    if absent() {
        return;
    }
    let (_place, server) = archive();
    let browser = Browser::open(Setup::DESK);
    browser.go(&at(&server, "/"));
    browser.find(".rows");
    let focused = || browser.ask("return document.activeElement.getAttribute('href') || ''");
    let mut presses = 0;
    while focused() != "#foot" && presses < 20 {
        browser.press(TAB);
        presses += 1;
    }
    assert_eq!(focused(), "#foot");
    browser.press(ENTER);
    browser.press(TAB);
    assert_eq!(focused(), "/about");
    let tiles =
        "return [...document.querySelectorAll('.tiles a')].filter(a => a.tabIndex >= 0).length";
    assert_eq!(browser.ask(tiles), 2);
}
