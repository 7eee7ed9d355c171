//! Tells a newspaper page from the text of a web page.

use crate::article::Layout;

/// The layout of a plain text, by its content.
pub fn detect(text: &str) -> Layout {
    if text.contains("来源") && text.contains(">>") {
        Layout::Webpage
    } else {
        Layout::Newspaper
    }
}
