//! Facets as bytes, so that a server on a million articles starts without reading every row of them.
//!
//! Written after a load, read when the archive is opened; rows that changed since are taken in as always. It lies in parts,
//! and one is taken in while the next is read. A snapshot that cannot be read is left aside: everything is in the rows.
//!
//! | part | holds |
//! |---|---|
//! | 0 | its form, how many articles, how many of a coarse date and how many sets the others hold |
//! | 1 | lists of regions and of topics, which articles name by number |
//! | others | a byte that tells of what, then articles or sets one after the other |

use std::collections::HashMap;

use roaring::RoaringBitmap;
use sqlx::{Connection, Row};
use tokio_stream::StreamExt;

use super::coarse::Coarse;
use super::table::Table;
use super::{Archive, Facets, Names};
use crate::archive::Result;
use crate::archive::index::Numbers;
use crate::region::Code;

/// Raised when the form changes.
const FORM: u32 = 7;
/// Of fewer articles no snapshot is written: they are read as quickly.
pub(in crate::archive) const WORTHWHILE: usize = 5_000;
/// Articles of a part.
const ARTICLES: usize = 1 << 16;
/// Sets are put together until they take so many bytes.
const SETS: usize = 1 << 20;
/// Room for no more articles is made at once, whatever a damaged number says.
const ROOM: usize = 1 << 22;

/// What a part holds.
const ROWS: u8 = 0;
const REGIONS: u8 = 1;
const TOPICS: u8 = 2;
const SOURCES: u8 = 3;
const LISTS: u8 = 4;
const COARSE: u8 = 5;

impl Facets {
    fn to_parts(&self) -> Vec<Vec<u8>> {
        let mut head = Vec::new();
        for number in [FORM as usize, self.len(), self.coarse.len(), self.sets()] {
            put_number(&mut head, number);
        }
        let mut lists = vec![LISTS];
        self.table.write_lists(&mut lists);
        let mut parts = vec![head, lists];
        for from in (0..self.len()).step_by(ARTICLES) {
            let mut part = vec![ROWS];
            let to = self.len().min(from + ARTICLES);
            self.table.write(from..to, &mut part);
            parts.push(part);
        }
        put_sets(&mut parts, REGIONS, &self.regions, |bytes, code| {
            put_number(bytes, code.number() as usize);
        });
        for (kind, sets) in [(TOPICS, &self.topics), (SOURCES, &self.sources)] {
            put_sets(&mut parts, kind, sets, |bytes, name| {
                put_number(bytes, name.len());
                bytes.extend_from_slice(name.as_bytes());
            });
        }
        if self.coarse.len() > 0 {
            let mut part = vec![COARSE];
            put_set(&mut part, &self.coarse.months);
            put_set(&mut part, &self.coarse.years);
            parts.push(part);
        }
        parts
    }

    /// How many sets there are in all.
    fn sets(&self) -> usize {
        self.regions.len() + self.topics.len() + self.sources.len()
    }
}

fn put_sets<N>(
    parts: &mut Vec<Vec<u8>>,
    kind: u8,
    sets: &HashMap<N, RoaringBitmap>,
    put_name: impl Fn(&mut Vec<u8>, &N),
) {
    let mut part = vec![kind];
    for (name, set) in sets {
        put_name(&mut part, name);
        put_set(&mut part, set);
        if part.len() > SETS {
            parts.push(std::mem::replace(&mut part, vec![kind]));
        }
    }
    parts.push(part);
}

fn put_set(bytes: &mut Vec<u8>, set: &RoaringBitmap) {
    put_number(bytes, set.serialized_size());
    // Writing into memory does not fail.
    let _ = set.serialize_into(bytes);
}

/// Facets of which parts are still to come.
struct Restored {
    facets: Facets,
    /// What there must be in the end.
    articles: usize,
    coarse: usize,
    sets: usize,
}

impl Restored {
    fn begin(head: &[u8], revision: u64, names: Names) -> Option<Self> {
        let mut reader = Reader(head);
        if reader.number()? != FORM as usize {
            return None;
        }
        let [articles, coarse, sets] = [reader.number()?, reader.number()?, reader.number()?];
        Some(Self {
            facets: Facets {
                revision,
                names,
                table: Table::with_capacity(articles.min(ROOM)),
                ..Facets::default()
            },
            articles,
            coarse,
            sets,
        })
    }

    fn take(&mut self, part: &[u8]) -> Option<()> {
        let (kind, part) = part.split_first()?;
        let mut reader = Reader(part);
        match *kind {
            LISTS => return self.facets.table.read_lists(&mut reader),
            ROWS => return self.facets.table.read(&mut reader),
            COARSE => {
                self.facets.coarse = Coarse {
                    months: reader.set()?,
                    years: reader.set()?,
                };
                return Some(());
            }
            _ => {}
        }
        while reader.rest() > 0 {
            if *kind == REGIONS {
                let code = Code::from_number(reader.number()? as u32)?;
                self.facets.regions.insert(code, reader.set()?);
                continue;
            }
            let length = reader.number()?;
            let name = std::str::from_utf8(reader.take(length)?).ok()?.to_string();
            let sets = match *kind {
                TOPICS => &mut self.facets.topics,
                SOURCES => &mut self.facets.sources,
                _ => return None,
            };
            sets.insert(name, reader.set()?);
        }
        Some(())
    }

    fn finish(self) -> Option<Facets> {
        let whole = self.facets.len() == self.articles
            && self.facets.coarse.len() == self.coarse
            && self.facets.sets() == self.sets;
        whole.then_some(self.facets)
    }
}

fn put_number(bytes: &mut Vec<u8>, number: usize) {
    bytes.extend_from_slice(&(number as u32).to_le_bytes());
}

/// Bytes that are read one thing after the other; `None` where they end early.
pub(super) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(super) fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn number(&mut self) -> Option<usize> {
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
        let form = "SELECT revision FROM snapshot WHERE part = 0 AND substr(facets, 1, 4) = ?";
        let known: Option<i64> = sqlx::query_scalar(form)
            .bind(FORM.to_le_bytes().to_vec())
            .fetch_optional(&mut *self.read.get().await?)
            .await?;
        if facets.len() < WORTHWHILE || known == Some(facets.revision() as i64) {
            return Ok(());
        }
        let mut connection = self.write.acquire().await?;
        let mut tx = connection.begin_with("BEGIN IMMEDIATE").await?;
        sqlx::query("DELETE FROM snapshot")
            .execute(&mut *tx)
            .await?;
        for (part, bytes) in (0_i64..).zip(facets.to_parts()) {
            sqlx::query("INSERT INTO snapshot (part, revision, facets) VALUES (?, ?, ?)")
                .bind(part)
                .bind(facets.revision() as i64)
                .bind(bytes)
                .execute(&mut *tx)
                .await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Begins with the snapshot, where there is a sound one.
    pub(in crate::archive) async fn load_snapshot(&self) -> Result<()> {
        let mut reader = self.read.get().await?;
        let names = Names::read(&mut reader).await?;
        let mut rows =
            sqlx::query("SELECT revision, facets FROM snapshot ORDER BY part").fetch(&mut *reader);
        let Some(head) = rows.try_next().await? else {
            return Ok(());
        };
        let revision: i64 = head.try_get("revision")?;
        let Some(mut restored) = Restored::begin(head.try_get("facets")?, revision as u64, names)
        else {
            return Ok(());
        };
        while let Some(row) = rows.try_next().await? {
            if restored.take(row.try_get("facets")?).is_none() {
                return Ok(());
            }
        }
        if let Some(facets) = restored.finish() {
            self.facets.store(std::sync::Arc::new(facets));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::table::Entry;
    use super::*;

    #[test]
    fn what_is_written_reads_back() {
        let mut table = Table::default();
        let codes: [Code; 2] = ["410811".parse().unwrap(), "110000".parse().unwrap()];
        for seq in 1..2_000 {
            table.push(Entry {
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
        let mut facets = Facets::build(7, names(), table);
        facets.coarse = Coarse {
            months: (3..40).collect(),
            years: (50..60).collect(),
        };
        let parts = facets.to_parts();
        let read = |parts: &[Vec<u8>]| {
            let mut restored = Restored::begin(&parts[0], 7, names())?;
            parts[1..].iter().try_for_each(|part| restored.take(part))?;
            restored.finish()
        };
        let again = read(&parts).unwrap();
        assert_eq!(again.regions, facets.regions);
        assert_eq!(again.topics, facets.topics);
        assert_eq!(again.sources, facets.sources);
        assert_eq!(again.coarse, facets.coarse);
        assert!(again.table.iter().eq(facets.table.iter()));
        for (at, part) in parts.iter().enumerate() {
            let mut damaged = parts.clone();
            damaged.remove(at);
            assert!(read(&damaged).is_none());
            for end in 0..part.len().min(2_000) {
                let mut damaged = parts.clone();
                damaged[at].truncate(end);
                assert!(read(&damaged).is_none());
            }
        }
    }
}
