//! Strings that hold several things: names parted by commas, codes in a cell of a table, paragraphs parted by line breaks.
//!
//! Tables and simple exports have no lists, so that `张三、李四` is two authors and `410800;320000` two regions. A value with a code of its
//! own is one thing, whatever its name holds.

use super::feed;
use super::values::{Value, Values};

/// What parts the items of a list that stands in one string.
const SEPARATORS: [char; 5] = [';', '；', ',', '，', '、'];
/// The same in a cell of a table.
const CELL_SEPARATORS: [char; 6] = [';', '；', ',', '，', '、', '|'];

/// Adds what is not blank and not there yet.
pub(super) fn push_new(list: &mut Vec<String>, item: &str) {
    let item = item.trim();
    if !item.is_empty() && !list.iter().any(|known| known == item) {
        list.push(item.to_string());
    }
}

/// The single names of all values: authors, keywords.
pub(super) fn names(values: Values) -> Vec<String> {
    let mut all = Vec::new();
    for text in values.names() {
        let parts = text.split(SEPARATORS);
        parts.for_each(|part| push_new(&mut all, part));
    }
    all
}

/// The single names of one value: `410800;320000` in a cell of a table are two regions.
pub(super) fn split(value: Value) -> Vec<Value> {
    let is_one_thing = value.code.is_some() || !value.others.is_empty();
    if is_one_thing || !value.name.contains(CELL_SEPARATORS) {
        return vec![value];
    }
    let parts = value.name.split(CELL_SEPARATORS).map(str::trim);
    let named = |name: &str| Value {
        name: name.to_string(),
        ..Value::default()
    };
    parts.filter(|part| !part.is_empty()).map(named).collect()
}

/// The paragraphs of the first of a record's fields that has any: body, content, HTML, and at last its summary.
pub(super) fn paragraphs(plain: [Values; 3], html: Values) -> Vec<String> {
    let [body, content, description] = plain;
    for values in [body, content] {
        let found = split_paragraphs(values);
        if !found.is_empty() {
            return found;
        }
    }
    if let Some(html) = html.first() {
        return feed::paragraphs_of(&html);
    }
    split_paragraphs(description)
}

/// A list's items are paragraphs; within a string they end at line breaks. A string of HTML gives its paragraphs.
fn split_paragraphs(values: Values) -> Vec<String> {
    let mut found = Vec::new();
    for text in values.names() {
        if text.contains("</p>") || text.contains("<br") {
            found.extend(feed::paragraphs_of(&text));
        } else if text.contains('\n') || text.trim().len() < text.len() {
            let lines = text.split(['\n', '\r']).map(str::trim);
            found.extend(lines.filter(|p| !p.is_empty()).map(str::to_string));
        } else {
            found.push(text);
        }
    }
    found
}
