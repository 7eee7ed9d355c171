//! The full-text index: which articles hold which terms, and where.
//!
//! It is kept as immutable segments, each a run of articles in the order they were stored. A commit adds one; small
//! ones are merged into larger ones, further once a load is done ([`merge`]). A segment's terms lie in ascending order
//! in blocks of the table `posting`: for each term the list of its articles, and beside it, read only for phrases, the
//! positions. A long list has several parts, each the first of a block, so that what is read at a time stays small. An
//! article that is stored again gets a new number; the old one is dead, because a later one has its place.
//!
//! [`terms`] says what the terms of an article are and how a phrase is made of them, [`list`] how lists are written,
//! [`run`] and [`write`] make segments, [`state`] is what a reader holds in memory, [`block`] reads and remembers blocks,
//! [`places`] walks through their lists, [`character`] puts those of single characters together, [`read`] says what is read
//! for a query and [`find`] finds its articles, [`postings`] are what it found, [`cursor`] goes through it, [`batch`] is
//! what several lookups found in the same articles, [`sum`] what they come to.

mod batch;
mod block;
mod character;
mod check;
mod codec;
mod cursor;
mod find;
mod list;
mod merge;
mod places;
mod postings;
mod read;
mod run;
mod shared;
mod state;
mod sum;
mod terms;
mod version;
mod write;

pub(super) use batch::{Batch, SetBuilder, in_all, set_of_all};
pub(super) use check::{Held, read_all};
pub(super) use codec::{Numbers, put};
pub(super) use list::Mark;
pub(super) use postings::{Found, Postings};
pub(super) use read::Lookup;
pub(super) use shared::Shared;
pub(super) use state::{Index, IndexCell};
pub(super) use sum::sum_up;
pub(super) use terms::{Terms, own_text};
pub(super) use version::note_version;
pub(super) use write::{forget_words, write_segment};
