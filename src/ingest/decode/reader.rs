//! Long texts, decoded while they are read, so that a file of a gigabyte need not be held.
//!
//! The beginning of the file tells its encoding; the rest is taken to be in the same. A byte that does not fit is an error of
//! reading, told once everything before it has been given.

use std::io::{BufRead, Read};

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8};

use super::{DecodeError, decode};

/// Bytes that are decoded at a time.
const ROOM: usize = 64 * 1024;

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
            text: vec![0; ROOM],
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

#[cfg(test)]
mod tests {
    use super::super::tests::{SIMPLIFIED, utf16};
    use super::*;
    use encoding_rs::GB18030;

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
}
