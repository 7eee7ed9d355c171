//! Bytes to text.

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

/// Decodes a text file. Valid UTF-8 beats every other guess.
pub fn decode(bytes: &[u8]) -> Result<Decoded, DecodeError> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Decoded {
            text: text.trim_start_matches('\u{feff}').replace("\r\n", "\n"),
            encoding: "UTF-8",
        }),
        Err(error) => Err(DecodeError::Malformed {
            offset: error.valid_up_to(),
            encoding: "UTF-8",
        }),
    }
}
