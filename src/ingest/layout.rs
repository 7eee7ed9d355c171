//! Tells a newspaper page from the text of a web page.

use crate::article::Layout;

use super::webpage;

/// The layout of a plain text, by its content.
pub fn detect(text: &str) -> Layout {
    if webpage::looks_like(text) {
        Layout::Webpage
    } else {
        Layout::Newspaper
    }
}
