//! What a reader holds in memory of the index: where segments and their blocks begin, and which article is which.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use arc_swap::ArcSwapOption;
use sqlx::Row;
use tokio::sync::Mutex;
use tokio_stream::StreamExt;

use super::block::BlockCache;
use super::terms::{Key, Shape};
use super::write::{BLOCK_BITS, unpack_places};
use crate::archive::facets::Facets;
use crate::archive::{Archive, Result};

/// Of an article that is no longer there.
pub(super) const DEAD: u32 = u32::MAX;

/// One segment.
pub(super) struct Segment {
    id: i64,
    pub(super) first_doc: u32,
    /// The first term of every block.
    directory: Vec<Key>,
    shapes: Vec<Shape>,
}

/// A segment with the places of its articles, which are only asked for while it is fitted to facets.
type Placed = (Arc<Segment>, Vec<i64>);

impl Segment {
    /// The blocks that would hold a term: all that begin with it, or else the one that begins before it.
    pub(super) fn blocks_of(&self, key: Key) -> impl Iterator<Item = i64> + use<> {
        let begun = self.begun_by(&(key..=key));
        match begun.is_empty() {
            true => self.blocks(begun.start.saturating_sub(1)..begun.end),
            false => self.blocks(begun),
        }
    }

    /// The blocks that would hold a run of terms.
    pub(super) fn blocks_of_run(
        &self,
        keys: &std::ops::RangeInclusive<Key>,
    ) -> impl Iterator<Item = i64> + use<> {
        let begun = self.begun_by(keys);
        self.blocks(begun.start.saturating_sub(1)..begun.end)
    }

    /// The blocks that begin with one of these terms: only the parts of long lists do, and a short list by chance.
    pub(super) fn begun_by(&self, keys: &std::ops::RangeInclusive<Key>) -> Range<usize> {
        let start = self.directory.partition_point(|first| first < keys.start());
        // They are few, so that to count them is quicker than to seek their end among all.
        let rest = self.directory.get(start..).unwrap_or_default();
        let begun = rest.iter().take_while(|first| *first <= keys.end());
        start..start + begun.count()
    }

    fn blocks(&self, range: Range<usize>) -> impl Iterator<Item = i64> + use<> {
        let first = self.id << BLOCK_BITS;
        range.map(move |at| first + at as i64)
    }

    /// How many articles it has.
    pub(super) fn docs(&self) -> usize {
        self.shapes.len()
    }

    pub(super) fn shape(&self, doc: u32) -> Shape {
        let at = doc.wrapping_sub(self.first_doc) as usize;
        self.shapes.get(at).copied().unwrap_or_default()
    }
}

/// What ranking asks of each document that is found.
#[derive(Clone, Copy)]
pub(super) struct Doc {
    /// Its number in the facets' bitmaps, or [`DEAD`].
    pub(super) number: u32,
    /// How many units it has, in terms of what articles have on average.
    pub(super) length: f32,
}

/// The index as of one revision of the archive, fitted to that revision's facets.
pub(in crate::archive) struct Index {
    pub(in crate::archive) facets: Arc<Facets>,
    pub(super) segments: Vec<Arc<Segment>>,
    /// Every document of the index.
    pub(super) docs: Vec<Doc>,
}

/// Holds the current [`Index`].
#[derive(Default)]
pub(in crate::archive) struct IndexCell {
    current: ArcSwapOption<Index>,
    building: Mutex<()>,
    pub(super) blocks: BlockCache,
}

impl Archive {
    /// The index that fits the revision readers are served, or a later one.
    pub(in crate::archive) async fn index(&self) -> Result<Arc<Index>> {
        match self.index.current.load_full() {
            Some(index) if index.facets.revision() >= self.revision() => Ok(index),
            known => self.reload_index(known).await,
        }
    }

    /// Reads what has changed since `known`.
    pub(in crate::archive) async fn reload_index(
        &self,
        known: Option<Arc<Index>>,
    ) -> Result<Arc<Index>> {
        let _alone = self.index.building.lock().await;
        if let Some(current) = self.index.current.load_full()
            && current.facets.revision() >= self.revision()
            && known
                .as_ref()
                .is_none_or(|known| !Arc::ptr_eq(known, &current))
        {
            return Ok(current);
        }
        self.fit_index(self.facets(), known.as_deref()).await
    }

    /// Fits the index to the next revision, if anybody has asked for it yet.
    pub(in crate::archive) async fn renew_index(&self, facets: &Arc<Facets>) -> Result<()> {
        let _alone = self.index.building.lock().await;
        if let Some(known) = self.index.current.load_full() {
            self.fit_index(Arc::clone(facets), Some(&known)).await?;
        }
        Ok(())
    }

    async fn fit_index(&self, facets: Arc<Facets>, known: Option<&Index>) -> Result<Arc<Index>> {
        let segments = self.segments(known).await?;
        let fitted = tokio::task::spawn_blocking(move || Arc::new(Index::fit(facets, segments)));
        let index = fitted.await.map_err(std::io::Error::other)?;
        self.index.current.store(Some(Arc::clone(&index)));
        Ok(index)
    }

    async fn segments(&self, known: Option<&Index>) -> Result<Vec<Placed>> {
        let known: HashMap<i64, &Arc<Segment>> = known
            .into_iter()
            .flat_map(|index| &index.segments)
            .map(|segment| (segment.id, segment))
            .collect();
        let ids: Vec<i64> = known.keys().copied().collect();
        let mut reader = self.read.get().await?;
        // Sorted by us: SQLite would sort whole rows, of which one holds the places of all articles.
        let mut rows = sqlx::query(
            "SELECT id, first_doc, iif(known, x'', directory) AS directory, articles
             FROM (SELECT *, id IN (SELECT value FROM json_each(?)) AS known FROM segment)",
        )
        .bind(serde_json::to_string(&ids).unwrap_or_default())
        .fetch(&mut *reader);
        let mut placed: Vec<Placed> = Vec::new();
        while let Some(row) = rows.try_next().await? {
            let id = row.try_get("id")?;
            let (places, shapes) = unpack_places(row.try_get("articles")?).unzip();
            if let Some(segment) = known.get(&id) {
                placed.push((Arc::clone(segment), places));
                continue;
            }
            let directory: &[u8] = row.try_get("directory")?;
            let keys = directory.as_chunks().0.iter();
            let segment = Segment {
                id,
                first_doc: row.try_get("first_doc")?,
                directory: keys.map(|key| Key::from_be_bytes(*key)).collect(),
                shapes,
            };
            placed.push((Arc::new(segment), places));
        }
        placed.sort_by_key(|(segment, _)| segment.first_doc);
        Ok(placed)
    }
}

impl Index {
    fn fit(facets: Arc<Facets>, placed: Vec<Placed>) -> Self {
        let docs = placed
            .last()
            .map_or(0, |(last, places)| last.first_doc as usize + places.len());
        let mut index = Self {
            docs: vec![
                Doc {
                    number: DEAD,
                    length: 0.0
                };
                docs
            ],
            facets,
            segments: Vec::with_capacity(placed.len()),
        };
        // Where several documents have one place, the last stored is the one that is there.
        let mut taken = vec![false; index.facets.len()];
        let (mut length, mut alive, mut before) = (0_u64, 0_u64, 0_u32);
        for (segment, places) in placed.iter().rev() {
            for (doc, (seq, shape)) in places.iter().zip(&segment.shapes).enumerate().rev() {
                let doc = segment.first_doc as usize + doc;
                let Some(number) = index.facets.number_near(*seq, before) else {
                    continue;
                };
                before = number;
                let (Some(taken), Some(place)) =
                    (taken.get_mut(number as usize), index.docs.get_mut(doc))
                else {
                    continue;
                };
                if !*taken {
                    *taken = true;
                    *place = Doc {
                        number,
                        length: f32::from(shape.length),
                    };
                    length += u64::from(shape.length);
                    alive += 1;
                }
            }
        }
        index.segments = placed.into_iter().map(|(segment, _)| segment).collect();
        let average = (length as f32 / alive.max(1) as f32).max(1.0);
        index.docs.iter_mut().for_each(|doc| doc.length /= average);
        index
    }
}
