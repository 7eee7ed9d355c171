//! Bytes to text: UTF-8, UTF-16, GB18030 (with GBK and GB 2312) and Big5.
//!
//! Valid UTF-8 beats every declaration: pages that say gb2312 are often UTF-8, while no text in GBK of any length is valid
//! UTF-8. Of the others, the reading wins that holds the larger share of everyday Chinese characters ([`plausible`]); a
//! reading that needs a replacement character is none. What cannot be read is told by its byte, so that the
//! keeper can find it.

mod plausible;
mod reader;

use encoding_rs::{BIG5, DecoderResult, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use plausible::plausibility;
pub use reader::{Utf8Reader, encoding_of};

/// A text and the encoding it came in.
#[derive(Debug, Clone)]
pub struct Decoded {
    /// Without BOM, line ends as `\n`.
    pub text: String,
    /// WHATWG name.
    pub encoding: &'static str,
}

/// The bytes are no text.
#[derive(Debug, thiserror::Error)]
pub enum DecodeError {
    #[error("byte {offset} is not {encoding}; save the file as UTF-8 and load it again")]
    Malformed {
        offset: usize,
        encoding: &'static str,
    },
    #[error("the file holds NUL bytes (first at byte {offset}): it is no text")]
    Binary { offset: usize },
}

/// The least share of everyday characters for a reading in a legacy encoding to be believed.
const PLAUSIBLE: f32 = 0.55;

/// Decodes a text file. Offsets in errors count bytes from 0.
pub fn decode(bytes: &[u8]) -> Result<Decoded, DecodeError> {
    for (bom, encoding) in [
        (&b"\xef\xbb\xbf"[..], UTF_8),
        (b"\xff\xfe", UTF_16LE),
        (b"\xfe\xff", UTF_16BE),
    ] {
        if let Some(rest) = bytes.strip_prefix(bom) {
            let text = strict(rest, encoding).map_err(|offset| DecodeError::Malformed {
                offset: offset + bom.len(),
                encoding: encoding.name(),
            })?;
            return finish(text, encoding);
        }
    }
    let nul = memchr::memchr(0, bytes);
    let utf8_end = match std::str::from_utf8(bytes) {
        Ok(text) if nul.is_none() => return finish(text.to_string(), UTF_8),
        Ok(text) => text.len(),
        Err(error) => error.valid_up_to(),
    };
    if let Some(offset) = nul {
        return match best(bytes, &[UTF_16LE, UTF_16BE]) {
            Some((text, encoding)) => finish(text, encoding),
            None => Err(DecodeError::Binary { offset }),
        };
    }
    if let Some(encoding) = declared(bytes).filter(|e| *e != UTF_8)
        && let Ok(text) = strict(bytes, encoding)
        && plausibility(&text) >= PLAUSIBLE
    {
        return finish(text, encoding);
    }
    match best(bytes, &[GB18030, BIG5]) {
        Some((text, encoding)) => finish(text, encoding),
        None => Err(malformed(bytes, utf8_end)),
    }
}

fn finish(text: String, encoding: &'static Encoding) -> Result<Decoded, DecodeError> {
    if let Some(offset) = memchr::memchr(0, text.as_bytes()) {
        return Err(DecodeError::Binary { offset });
    }
    let text = match memchr::memchr(b'\r', text.as_bytes()) {
        Some(_) => text.replace("\r\n", "\n").replace('\r', "\n"),
        None => text,
    };
    Ok(Decoded {
        text: text.trim_start_matches('\u{feff}').to_string(),
        encoding: encoding.name(),
    })
}

/// The text, or the offset of the first byte that does not fit.
fn strict(bytes: &[u8], encoding: &'static Encoding) -> Result<String, usize> {
    if encoding == UTF_8 {
        return std::str::from_utf8(bytes)
            .map(str::to_string)
            .map_err(|e| e.valid_up_to());
    }
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let room = decoder
        .max_utf8_buffer_length_without_replacement(bytes.len())
        .ok_or(0_usize)?;
    let mut text = String::with_capacity(room);
    let (result, read) = decoder.decode_to_string_without_replacement(bytes, &mut text, true);
    match result {
        DecoderResult::InputEmpty => Ok(text),
        DecoderResult::Malformed(length, after) => {
            Err(read.saturating_sub(usize::from(length) + usize::from(after)))
        }
        DecoderResult::OutputFull => Err(read),
    }
}

/// The most plausible complete reading in one of the encodings.
fn best(bytes: &[u8], encodings: &[&'static Encoding]) -> Option<(String, &'static Encoding)> {
    let mut readings: Vec<(f32, String, &'static Encoding)> = encodings
        .iter()
        .filter_map(|e| {
            strict(bytes, e)
                .ok()
                .map(|text| (plausibility(&text), text, *e))
        })
        .filter(|(score, ..)| *score >= PLAUSIBLE)
        .collect();
    readings.sort_by(|a, b| b.0.total_cmp(&a.0));
    readings
        .into_iter()
        .next()
        .map(|(_, text, encoding)| (text, encoding))
}

/// Names the place where the likeliest encoding breaks: UTF-8 where it held for a while, else the one that came farthest.
fn malformed(bytes: &[u8], utf8_end: usize) -> DecodeError {
    let started = bytes.get(..utf8_end).is_some_and(|head| !head.is_ascii());
    let farthest = [GB18030, BIG5]
        .iter()
        .filter_map(|e| strict(bytes, e).err().map(|offset| (offset, e.name())))
        .max_by_key(|(offset, _)| *offset);
    let (offset, encoding) = match farthest {
        Some(place) if !started && place.0 > utf8_end => place,
        _ => (utf8_end, UTF_8.name()),
    };
    DecodeError::Malformed { offset, encoding }
}

/// The encoding that an HTML or XML file declares in its first 2 KB.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(2048))?;
    let head: String = head
        .iter()
        .map(|b| char::from(*b).to_ascii_lowercase())
        .collect();
    if !head.trim_start().starts_with('<') {
        return None;
    }
    let (_, rest) = head
        .split_once("charset=")
        .or_else(|| head.split_once("encoding="))?;
    let label = rest.trim_start_matches(['"', '\'', ' ']);
    let end = label.find(|c: char| !(c.is_ascii_alphanumeric() || "-_".contains(c)))?;
    Encoding::for_label(label.get(..end)?.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    pub(super) const SIMPLIFIED: &str =
        "市卫生健康委召开会议\n安排部署春节期间医疗服务工作，确保群众看病就医。\n";
    const TRADITIONAL: &str = "市衛生局召開會議\n安排春節期間醫療服務工作，確保民眾看病就醫。\n";

    pub(super) fn utf16(text: &str, little: bool) -> Vec<u8> {
        let pair = |u: u16| {
            if little {
                u.to_le_bytes()
            } else {
                u.to_be_bytes()
            }
        };
        text.encode_utf16().flat_map(pair).collect()
    }

    #[test]
    fn each_encoding_gives_the_same_text() {
        for (bytes, text, name) in [
            (SIMPLIFIED.as_bytes().to_vec(), SIMPLIFIED, "UTF-8"),
            (
                [b"\xef\xbb\xbf", SIMPLIFIED.as_bytes()].concat(),
                SIMPLIFIED,
                "UTF-8",
            ),
            (
                GB18030.encode(SIMPLIFIED).0.into_owned(),
                SIMPLIFIED,
                "gb18030",
            ),
            (BIG5.encode(TRADITIONAL).0.into_owned(), TRADITIONAL, "Big5"),
            (utf16(SIMPLIFIED, true), SIMPLIFIED, "UTF-16LE"),
            (utf16(SIMPLIFIED, false), SIMPLIFIED, "UTF-16BE"),
            (
                [b"\xff\xfe".to_vec(), utf16(SIMPLIFIED, true)].concat(),
                SIMPLIFIED,
                "UTF-16LE",
            ),
            (
                [b"\xfe\xff".to_vec(), utf16(SIMPLIFIED, false)].concat(),
                SIMPLIFIED,
                "UTF-16BE",
            ),
        ] {
            let decoded = decode(&bytes).unwrap_or_else(|e| panic!("{name}: {e}"));
            assert_eq!((decoded.text.as_str(), decoded.encoding), (text, name));
        }
    }

    #[test]
    fn valid_utf8_beats_a_false_declaration() {
        let page =
            format!("<html><head><meta charset=\"gb2312\"></head><body>{SIMPLIFIED}</body></html>");
        assert_eq!(decode(page.as_bytes()).unwrap().encoding, "UTF-8");
    }

    #[test]
    fn a_declared_encoding_is_believed_where_it_fits() {
        let page =
            format!("<html><head><meta charset=big5></head><body>{TRADITIONAL}</body></html>");
        assert_eq!(decode(&BIG5.encode(&page).0).unwrap().encoding, "Big5");
    }

    #[test]
    fn line_ends_become_line_feeds() {
        assert_eq!(decode(b"a\r\nb\rc\n").unwrap().text, "a\nb\nc\n");
    }

    #[test]
    fn a_broken_byte_is_named_by_its_offset() {
        let mut bytes = SIMPLIFIED.as_bytes().to_vec();
        bytes.insert(30, 0xff);
        let message = decode(&bytes).unwrap_err().to_string();
        assert!(message.contains("byte 30 is not UTF-8"), "{message}");
    }

    #[test]
    fn a_binary_file_is_refused() {
        let png = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01\x00\x00\x00\x01\x00\x08\x06";
        assert!(matches!(
            decode(png),
            Err(DecodeError::Binary { offset: 8 })
        ));
    }

    proptest! {
        #[test]
        fn any_bytes_give_text_or_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            if let Ok(decoded) = decode(&bytes) {
                prop_assert!(!decoded.text.contains(['\r', '\0']));
            }
        }
    }
}
