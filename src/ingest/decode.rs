//! Bytes to text: UTF-8, UTF-16, GB18030 (with GBK and GB 2312) and Big5.
//!
//! Valid UTF-8 beats every declaration. Of the others, the reading wins that holds the larger share of everyday Chinese
//! characters; a reading that needs a replacement character is none.

use std::io::{BufRead, Read};
use std::sync::LazyLock;

use encoding_rs::{BIG5, Decoder, DecoderResult, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

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
/// Bytes that are looked at for a guess.
const SAMPLE: usize = 64 * 1024;

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

/// The WHATWG name of the encoding of a long text, by its beginning, which may end within a character.
pub fn encoding_of(head: &[u8]) -> Result<&'static str, DecodeError> {
    let lines = memchr::memrchr(b'\n', head).map_or(head.len(), |end| end + 1);
    let ends = [lines]
        .into_iter()
        .chain((0..4).map(|cut| head.len().saturating_sub(cut)));
    for end in ends {
        if let Ok(decoded) = decode(head.get(..end).unwrap_or_default()) {
            return Ok(decoded.encoding);
        }
    }
    decode(head).map(|decoded| decoded.encoding)
}

/// A text of another encoding as UTF-8 while it is read, so that it need not be held; without BOM. A byte that does not fit
/// is an error of reading.
pub struct Utf8Reader<R> {
    inner: R,
    encoding: &'static Encoding,
    decoder: Decoder,
    /// Bytes that were taken from `inner`.
    taken: usize,
    is_done: bool,
    /// The byte that does not fit; told when all before it was given.
    broken: Option<usize>,
    /// What was decoded, and which of it is still to be given.
    text: Vec<u8>,
    given: std::ops::Range<usize>,
}

impl<R: BufRead> Utf8Reader<R> {
    /// `encoding` is a WHATWG name, as [`encoding_of`] gives it.
    pub fn new(inner: R, encoding: &str) -> Self {
        let encoding = Encoding::for_label(encoding.as_bytes()).unwrap_or(UTF_8);
        Self {
            inner,
            encoding,
            decoder: encoding.new_decoder_with_bom_removal(),
            taken: 0,
            is_done: false,
            broken: None,
            text: vec![0; SAMPLE],
            given: 0..0,
        }
    }
}

impl<R: BufRead> BufRead for Utf8Reader<R> {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        while self.given.is_empty() && !self.is_done {
            if let Some(offset) = self.broken {
                return Err(std::io::Error::other(DecodeError::Malformed {
                    offset,
                    encoding: self.encoding.name(),
                }));
            }
            let bytes = self.inner.fill_buf()?;
            let is_last = bytes.is_empty();
            let (result, read, written) =
                self.decoder
                    .decode_to_utf8_without_replacement(bytes, &mut self.text, is_last);
            self.inner.consume(read);
            self.taken += read;
            self.given = 0..written;
            match result {
                DecoderResult::Malformed(length, after) => {
                    let back = usize::from(length) + usize::from(after);
                    self.broken = Some(self.taken.saturating_sub(back));
                }
                DecoderResult::InputEmpty => self.is_done = is_last,
                DecoderResult::OutputFull => {}
            }
        }
        Ok(self.text.get(self.given.clone()).unwrap_or_default())
    }

    fn consume(&mut self, bytes: usize) {
        self.given.start = self.given.end.min(self.given.start + bytes);
    }
}

impl<R: BufRead> Read for Utf8Reader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.fill_buf()?.read(buffer)?;
        self.consume(read);
        Ok(read)
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

/// The share, 0–1, of everyday Chinese characters and punctuation among those beyond ASCII.
fn plausibility(text: &str) -> f32 {
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SIMPLIFIED: &str =
        "市卫生健康委召开会议\n安排部署春节期间医疗服务工作，确保群众看病就医。\n";
    const TRADITIONAL: &str = "市衛生局召開會議\n安排春節期間醫療服務工作，確保民眾看病就醫。\n";

    fn utf16(text: &str, little: bool) -> Vec<u8> {
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
    fn a_long_text_is_decoded_while_it_is_read() {
        let text = SIMPLIFIED.repeat(50);
        for bytes in [
            text.clone().into_bytes(),
            GB18030.encode(&text).0.into_owned(),
            utf16(&text, true),
            [b"\xfe\xff".to_vec(), utf16(&text, false)].concat(),
        ] {
            for end in 1_000..1_008 {
                let encoding = encoding_of(&bytes[..end]).unwrap();
                assert_eq!(encoding, decode(&bytes).unwrap().encoding);
                let inner = std::io::BufReader::with_capacity(7, bytes.as_slice());
                let mut read = String::new();
                let mut reader = Utf8Reader::new(inner, encoding);
                reader.read_to_string(&mut read).unwrap();
                assert_eq!(read, text, "{encoding}");
            }
        }
        let broken = [
            GB18030.encode(SIMPLIFIED).0.into_owned(),
            b"\xff\n".to_vec(),
        ]
        .concat();
        let error = Utf8Reader::new(broken.as_slice(), "gb18030")
            .read_to_string(&mut String::new())
            .unwrap_err();
        let place = format!("byte {} is not gb18030", broken.len() - 2);
        assert!(error.to_string().contains(&place), "{error}");
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
