//! Every line of any text that is not blank is in an article or in the furniture.
#![no_main]

use jianbao::ingest::{newspaper, webpage};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for segmented in [newspaper::segment(text), webpage::segment(text)] {
        let of_articles = segmented.articles.iter().flat_map(|a| a.lines.iter());
        let of_furniture = segmented.furniture.iter().map(|f| &f.lines);
        let covered: Vec<_> = of_articles.chain(of_furniture).collect();
        for (number, line) in (1..).zip(text.split('\n')) {
            let found = covered.iter().any(|range| range.contains(number));
            assert!(found || is_blank(line), "line {number} is lost");
        }
    }
});

/// Control characters and marks of no width are no text.
fn is_blank(line: &str) -> bool {
    let empty =
        |c: char| c.is_whitespace() || c.is_control() || matches!(c, '\u{feff}' | '\u{200b}');
    line.chars().all(empty)
}
