//! Lines of a file that cannot be read: all are looked for and told at once, since a keeper who mends one slip and
//! is then told the next has to load the file again for each. The first few are told with their reasons, the others
//! are counted.

use crate::ingest::IngestError;

/// So many further lines that are wrong are named.
const NAMED: usize = 12;

/// Lines that are wrong, in their order.
#[derive(Debug, Default)]
pub struct WrongLines {
    first: Option<IngestError>,
    others: Vec<(usize, String)>,
    more: usize,
}

impl WrongLines {
    /// Takes in what is wrong with the next of them.
    pub fn add(&mut self, error: IngestError) {
        match (&self.first, error) {
            (None, error) => self.first = Some(error),
            (_, IngestError::Line { line, message }) if self.others.len() < NAMED => {
                self.others.push((line, message));
            }
            _ => self.more += 1,
        }
    }

    /// What is wrong with them, if any is.
    pub fn told(self) -> Result<(), IngestError> {
        match self.first {
            None => Ok(()),
            Some(first) if self.others.is_empty() => Err(first),
            Some(first) => Err(IngestError::Lines {
                first: Box::new(first),
                others: self.others,
                more: self.more,
            }),
        }
    }
}
