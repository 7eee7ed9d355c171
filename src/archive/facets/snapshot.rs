//! Facets as bytes, so that a server on a million articles starts without reading every row of them.
//!
//! Written after a load, read when the archive is opened; rows that changed since are taken in as always. A snapshot that
//! cannot be read is left aside: everything is in the rows.

use roaring::RoaringBitmap;
use sqlx::Row;

use super::columns::Columns;
use super::{Archive, Facets, Names, Result};
use crate::archive::index::Numbers;
use crate::region::Code;

/// Raised when the form changes.
const FORM: u32 = 2;
/// Of fewer articles no snapshot is written: they are read as quickly.
const WORTHWHILE: usize = 5_000;

impl Facets {
    fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = FORM.to_le_bytes().to_vec();
        self.columns.write(&mut bytes);
        put_number(&mut bytes, self.regions.len());
        for (code, set) in &self.regions {
            put_number(&mut bytes, code.number() as usize);
            put_set(&mut bytes, set);
        }
        for sets in [&self.topics, &self.sources] {
            put_number(&mut bytes, sets.len());
            for (name, set) in sets {
                put_number(&mut bytes, name.len());
                bytes.extend_from_slice(name.as_bytes());
                put_set(&mut bytes, set);
            }
        }
        bytes
    }

    fn from_bytes(bytes: &[u8], revision: u64, names: Names) -> Option<Self> {
        let mut reader = Reader(bytes);
        if reader.number()? != FORM as usize {
            return None;
        }
        let mut facets = Self {
            revision,
            names,
            columns: Columns::read(&mut reader)?,
            ..Self::default()
        };
        for _ in 0..reader.number()? {
            let code = Code::from_number(reader.number()? as u32)?;
            facets.regions.insert(code, reader.set()?);
        }
        for sets in [&mut facets.topics, &mut facets.sources] {
            for _ in 0..reader.number()? {
                let length = reader.number()?;
                let name = std::str::from_utf8(reader.take(length)?).ok()?;
                sets.insert(name.to_string(), reader.set()?);
            }
        }
        reader.0.is_empty().then_some(facets)
    }
}

pub(super) fn put_number(bytes: &mut Vec<u8>, number: usize) {
    bytes.extend_from_slice(&(number as u32).to_le_bytes());
}

fn put_set(bytes: &mut Vec<u8>, set: &RoaringBitmap) {
    put_number(bytes, set.serialized_size());
    // Writing into memory does not fail.
    let _ = set.serialize_into(bytes);
}

/// Bytes that are read one thing after the other; `None` where they end early.
pub(super) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(super) fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    pub(super) fn number(&mut self) -> Option<usize> {
        let (number, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(u32::from_le_bytes(*number) as usize)
    }

    /// A number as [`put`] writes it.
    ///
    /// [`put`]: crate::archive::index::put
    #[inline]
    pub(super) fn short(&mut self) -> Option<u64> {
        let mut numbers = Numbers::new(self.0);
        let number = numbers.next();
        self.0 = numbers.rest();
        number
    }

    /// How many bytes are left.
    pub(super) fn rest(&self) -> usize {
        self.0.len()
    }

    fn set(&mut self) -> Option<RoaringBitmap> {
        let length = self.number()?;
        RoaringBitmap::deserialize_from(self.take(length)?).ok()
    }
}

impl Archive {
    /// Writes a snapshot of the current facets, if anything has changed since the last one.
    pub(in crate::archive) async fn save_snapshot(&self) -> Result<()> {
        let facets = self.facets();
        // One of another form is none.
        let form = "SELECT revision FROM snapshot WHERE substr(facets, 1, 4) = ?";
        let known: Option<i64> = sqlx::query_scalar(form)
            .bind(FORM.to_le_bytes().to_vec())
            .fetch_optional(&mut *self.read.get().await?)
            .await?;
        if facets.len() < WORTHWHILE || known == Some(facets.revision() as i64) {
            return Ok(());
        }
        sqlx::query("INSERT OR REPLACE INTO snapshot (id, revision, facets) VALUES (1, ?, ?)")
            .bind(facets.revision() as i64)
            .bind(facets.to_bytes())
            .execute(&self.write)
            .await?;
        Ok(())
    }

    /// Begins with the snapshot, where there is a sound one.
    pub(in crate::archive) async fn load_snapshot(&self) -> Result<()> {
        let names = self.names().await?;
        let row = sqlx::query("SELECT revision, facets FROM snapshot")
            .fetch_optional(&mut *self.read.get().await?)
            .await?;
        if let Some(row) = row {
            let revision: i64 = row.try_get("revision")?;
            // Borrowed: a copy would take as long as reading them.
            let facets = Facets::from_bytes(row.try_get("facets")?, revision as u64, names);
            if let Some(facets) = facets {
                self.facets.store(std::sync::Arc::new(facets));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::columns::Entry;
    use super::*;

    #[test]
    fn what_is_written_reads_back() {
        let mut columns = Columns::default();
        let codes: [Code; 2] = ["410811".parse().unwrap(), "110000".parse().unwrap()];
        for seq in 1..2_000 {
            columns.push(Entry {
                seq,
                source: (seq % 3 > 0).then_some(seq % 3),
                regions: &codes[..(seq % 3) as usize],
                topics: &[(seq % 2) as u8],
            });
        }
        let names = || Names {
            topics: [(0, "a".to_string()), (1, "b".to_string())].into(),
            sources: [(1, "c".to_string()), (2, "d".to_string())].into(),
        };
        let facets = Facets::build(7, names(), columns);
        let bytes = facets.to_bytes();
        let again = Facets::from_bytes(&bytes, 7, names()).unwrap();
        assert_eq!(again.regions, facets.regions);
        assert_eq!(again.topics, facets.topics);
        assert_eq!(again.sources, facets.sources);
        assert!(again.columns.iter().eq(facets.columns.iter()));
        for end in [0, 3, 100, bytes.len() - 1] {
            assert!(Facets::from_bytes(&bytes[..end], 7, names()).is_none());
        }
    }
}
