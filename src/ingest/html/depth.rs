//! How deep elements lie in one another. The parser looks through all that are open at each tag, so that a page of nothing but
//! open elements, which nobody wrote, would take it hours.

/// No page that was written is nearly so deep.
pub(super) const DEEPEST: usize = 10_000;

/// Elements that hold nothing, or that the next of their kind closes.
const SHALLOW: [&str; 29] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr", "p", "li", "dd", "dt", "option", "optgroup", "tr", "td", "th", "tbody",
    "thead", "tfoot", "colgroup", "rt", "rp",
];
/// Elements whose text is no markup.
const RAW: [&str; 4] = ["script", "style", "textarea", "title"];

/// Do more elements than [`DEEPEST`] lie in one another?
pub(super) fn is_too_deep(html: &str) -> bool {
    let mut depth = 0_usize;
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = rest.get(at + 1..).unwrap_or_default();
        let closes = rest.starts_with('/');
        let name = name_of(rest.trim_start_matches('/'));
        if name.is_empty() || SHALLOW.contains(&name.as_str()) {
            continue;
        }
        if closes {
            depth = depth.saturating_sub(1);
        } else if RAW.contains(&name.as_str()) {
            let end = rest.find("</").unwrap_or(rest.len());
            rest = rest.get(end..).unwrap_or_default();
            depth += 1;
        } else {
            depth += 1;
        }
        if depth > DEEPEST {
            return true;
        }
    }
    false
}

/// The name of a tag; empty where none begins here.
fn name_of(tag: &str) -> String {
    let letters = tag.bytes().take(12).take_while(u8::is_ascii_alphanumeric);
    let name = letters.map(|b| char::from(b.to_ascii_lowercase()));
    name.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_stays_open_is_deep() {
        assert!(is_too_deep(&"<div>".repeat(DEEPEST + 1)));
        for many in [
            "<div>义诊</div>",
            "<p>义诊",
            "<br><img src=a>",
            "<script>for (i<n) if (a<b) c</script>",
            "1 < 2",
        ] {
            assert!(!is_too_deep(&many.repeat(3 * DEEPEST)), "{many}");
        }
    }
}
