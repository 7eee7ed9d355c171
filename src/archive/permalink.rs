//! Permanent ids: short, opaque, and the same on every machine for the same input.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};

/// The id in an article's or a document's permanent address: 55 bits, written as eleven characters of Crockford base32.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ArticleId(u64);

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const LENGTH: usize = 11;
const BITS: u32 = 55;

/// The text is no id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no article id; ids are eleven letters and digits")]
pub struct IdError(pub String);

impl ArticleId {
    /// Derives an id from what the article first was. `nth` is 0 but where the document holds the same text before.
    ///
    /// Only the file's own name counts, not the folders it lies in, so that loading a folder or the one above it gives
    /// the same ids.
    pub fn derive(document: &str, headline: &str, body: &[String], nth: u32) -> Self {
        let file = document.rsplit('/').next().unwrap_or(document);
        let mut hash = Self::hash(file, headline, body);
        if nth > 0 {
            hash.update(nth.to_be_bytes());
        }
        Self::from_digest(hash)
    }

    /// The id of an article whose [derived](Self::derive) one belongs to a document of the same file name in another
    /// folder: here the folders count. `salt` is 0 but where that id is taken, too.
    pub fn derive_in_folder(document: &str, headline: &str, body: &[String], salt: u32) -> Self {
        let mut hash = Self::hash(document, headline, body);
        hash.update(b"folder");
        hash.update(salt.to_be_bytes());
        Self::from_digest(hash)
    }

    fn hash(name: &str, headline: &str, body: &[String]) -> Sha256 {
        let mut hash = Sha256::new();
        let mut part = |text: &str| {
            hash.update(text.as_bytes());
            hash.update([0]);
        };
        part(name);
        part(headline);
        body.iter().for_each(|paragraph| part(paragraph));
        hash
    }

    /// The id of a document: by its name, whatever it holds. `salt` is 0 but where that id is taken.
    pub fn of_document(name: &str, salt: u32) -> Self {
        let mut hash = Sha256::new();
        hash.update(b"document\0");
        hash.update(name.as_bytes());
        hash.update(salt.to_be_bytes());
        Self::from_digest(hash)
    }

    fn from_digest(hash: Sha256) -> Self {
        let digest = hash.finalize();
        let mut first = [0_u8; 8];
        first.copy_from_slice(&digest[..8]);
        Self(u64::from_be_bytes(first) >> (64 - BITS))
    }

    /// As stored: a non-negative integer.
    pub(crate) fn number(self) -> i64 {
        self.0 as i64
    }

    pub(crate) fn from_number(number: i64) -> Self {
        Self(number as u64 & ((1 << BITS) - 1))
    }
}

impl fmt::Display for ArticleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letters: [u8; LENGTH] =
            std::array::from_fn(|n| ALPHABET[(self.0 >> (5 * (LENGTH - 1 - n))) as usize & 31]);
        f.write_str(str::from_utf8(&letters).unwrap_or_default())
    }
}

impl FromStr for ArticleId {
    type Err = IdError;

    /// Reads an id as people type it: case does not matter, `o` is 0, `i` and `l` are 1.
    fn from_str(text: &str) -> Result<Self, IdError> {
        let error = || IdError(text.chars().take(40).collect());
        if text.len() != LENGTH {
            return Err(error());
        }
        text.bytes()
            .map(|byte| match byte.to_ascii_lowercase() {
                b'o' => b'0',
                b'i' | b'l' => b'1',
                other => other,
            })
            .try_fold(0, |bits, byte| {
                let digit = ALPHABET.iter().position(|letter| *letter == byte)? as u64;
                Some(bits << 5 | digit)
            })
            .map(Self)
            .ok_or_else(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_as_people_type_it() {
        let id = ArticleId::derive("a.txt", "标题", &["正文".into()], 0);
        let text = id.to_string();
        assert_eq!(text.len(), 11);
        assert_eq!(text.parse(), Ok(id));
        assert_eq!(
            text.to_uppercase()
                .replace('0', "O")
                .replace('1', "I")
                .parse(),
            Ok(id)
        );
        assert!("short".parse::<ArticleId>().is_err());
        assert!("uuuuuuuuuuu".parse::<ArticleId>().is_err());
        assert!("标题标题标".parse::<ArticleId>().is_err());
    }

    #[test]
    fn folders_do_not_count_but_words_do() {
        let body = ["正文".to_string()];
        let id = |name, headline| ArticleId::derive(name, headline, &body, 0);
        assert_eq!(id("a.txt", "标题"), id("2024/a.txt", "标题"));
        assert_ne!(id("a.txt", "标题"), id("b.txt", "标题"));
        assert_ne!(id("a.txt", "标题"), id("a.txt", "标题二"));
        assert_ne!(
            id("a.txt", "标题"),
            ArticleId::derive("a.txt", "标题", &body, 1)
        );
        let in_folder = |name| ArticleId::derive_in_folder(name, "标题", &body, 0);
        assert_ne!(in_folder("a.txt"), in_folder("2024/a.txt"));
        assert_ne!(in_folder("a.txt"), id("a.txt", "标题"));
    }
}
