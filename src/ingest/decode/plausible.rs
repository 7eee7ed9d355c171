//! How likely bytes read in some encoding are the Chinese text that they seem to be.
//!
//! Any bytes of GBK are valid in Big5, too, for the most part, but what comes out is characters that nobody writes. So the
//! characters that Chinese news uses most (`everyday.txt`, simplified and traditional) and its punctuation are counted:
//! a right reading has nearly nothing else.

use std::sync::LazyLock;

/// Characters that are looked at for a guess.
const SAMPLE: usize = 64 * 1024;

/// The share, 0–1, of everyday Chinese characters and punctuation among those beyond ASCII.
pub(super) fn plausibility(text: &str) -> f32 {
    let (mut all, mut common) = (0_u32, 0_u32);
    for c in text.chars().take(SAMPLE) {
        match c {
            '\u{0}' => return 0.0,
            '\n' | '\t' | '\r' | ' '..='~' => {}
            _ => {
                all += 1;
                common += u32::from(is_everyday(c));
            }
        }
    }
    if all == 0 {
        0.9
    } else {
        common as f32 / all as f32
    }
}

fn is_everyday(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{3011}' | '“' | '”' | '‘' | '’' | '…' | '—' | '·' | '！'..='～')
        || EVERYDAY.binary_search(&c).is_ok()
}

static EVERYDAY: LazyLock<Vec<char>> = LazyLock::new(|| {
    let mut all: Vec<char> = include_str!("everyday.txt")
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect();
    all.sort_unstable();
    all.dedup();
    all
});
