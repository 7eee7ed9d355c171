//! Numbers in Chinese characters, as dates are written.

/// 〇 to 九.
pub(super) fn digit(c: char) -> Option<u8> {
    match c {
        '〇' | '○' | '零' | 'Ｏ' => Some(0),
        _ => "一二三四五六七八九"
            .chars()
            .position(|digit| digit == c)
            .map(|at| at as u8 + 1),
    }
}

/// A number below 100: 四, 十四, 二十四, 廿四.
pub(super) fn number(text: &str) -> Option<u8> {
    let (tens, ones) = match (text.split_once('十'), text.strip_prefix('廿')) {
        (Some(("", ones)), _) => (1, ones),
        (Some((tens, ones)), _) => (only_digit(tens)?, ones),
        (None, Some(ones)) => (2, ones),
        (None, None) => return only_digit(text),
    };
    match ones {
        "" => Some(tens * 10),
        _ => Some(tens * 10 + only_digit(ones)?),
    }
}

fn only_digit(text: &str) -> Option<u8> {
    let mut characters = text.chars();
    let first = digit(characters.next()?);
    first.filter(|_| characters.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_below_a_hundred_are_read() {
        for (text, expected) in [
            ("〇", Some(0)),
            ("九", Some(9)),
            ("十", Some(10)),
            ("十二", Some(12)),
            ("二十", Some(20)),
            ("廿", Some(20)),
            ("廿四", Some(24)),
            ("三十一", Some(31)),
            ("一二", None),
            ("十十", None),
            ("", None),
            ("年", None),
        ] {
            assert_eq!(number(text), expected, "{text}");
        }
    }
}
