//! Values of sidecars, and the nearest valid one for those that are not.

use crate::article::LineRange;
use crate::region::{Code, Gazetteer, named};
use crate::text::nearest::nearest;
use crate::topic::Topics;

/// `; did you mean …?` with the nearest of the valid names; empty where none is near.
pub(super) fn did_you_mean<'a>(given: &str, valid: impl Iterator<Item = &'a str>) -> String {
    nearest(given, valid).map_or(String::new(), |name| format!("; did you mean {name:?}?"))
}

/// `45`, `12-30` or `45-52, 12-30`, in the order given.
pub(super) fn line_ranges(text: &str) -> Option<Vec<LineRange>> {
    let number = |text: &str| text.trim().parse::<u32>().ok().filter(|line| *line > 0);
    text.split([',', '，', '、'])
        .map(|part| {
            let (first, last) = match part.split_once(['-', '–']) {
                Some((first, last)) => (number(first)?, number(last)?),
                None => (number(part)?, number(part)?),
            };
            (first <= last).then_some(LineRange(first, last))
        })
        .collect()
}

/// The region of a code or of a name that only one place bears: 宜昌, 福州市鼓楼区.
pub(crate) fn region(text: &str) -> Result<Code, String> {
    let all = Gazetteer::get();
    if let Ok(code) = text.parse::<Code>() {
        return match all.region(code) {
            Some(_) => Ok(code),
            None => Err(format!(
                "no region has the code {code}{}",
                nearest_code(code)
            )),
        };
    }
    match named(text).as_slice() {
        [one] => Ok(one.code),
        [] => {
            let names = all.regions().iter().flat_map(|r| [r.name, r.short_name]);
            Err(format!(
                "{text:?} is no region; write a GB/T 2260 code such as 410800, or a name{}",
                did_you_mean(text, names)
            ))
        }
        several => {
            let several: Vec<String> = several
                .iter()
                .map(|r| format!("{} {}", r.code, all.full_name(r.code)))
                .collect();
            Err(format!(
                "{text:?} is the name of several regions; write the code: {}",
                several.join(", ")
            ))
        }
    }
}

/// The id of a topic, given by it or by a label.
pub(crate) fn topic(name: &str, topics: &Topics) -> Result<String, String> {
    if let Some(topic) = topics.named(name) {
        return Ok(topic.id.clone());
    }
    let known = &topics.topics;
    let names = known.iter().flat_map(|t| [t.id.as_str(), t.zh.as_str()]);
    let hint = match did_you_mean(name, names) {
        hint if hint.is_empty() => {
            let ids: Vec<&str> = known.iter().map(|t| t.id.as_str()).collect();
            format!("; there are {}", ids.join(", "))
        }
        hint => hint,
    };
    Err(format!("{name:?} is no topic{hint}"))
}

fn nearest_code(code: Code) -> String {
    let all = Gazetteer::get();
    let parents = [code.number() / 100 * 100, code.number() / 10_000 * 10_000];
    let parent = parents
        .into_iter()
        .filter_map(Code::from_number)
        .find_map(|code| all.region(code));
    parent.map_or(String::new(), |region| {
        format!("; {} is {}", region.code, all.full_name(region.code))
    })
}
