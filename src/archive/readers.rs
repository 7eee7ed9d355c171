//! The connections that serve readers.
//!
//! The driver's own pool asks a connection's thread whether it is alive before and after each use, which costs more than
//! most statements of ours; a connection to a file does not die.

use deadpool::managed::{Manager, Metrics, Object, Pool, PoolError, RecycleResult};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection};

use super::open::tuned;
use super::{ArchiveError, Result, at_a_time};

/// KB of pages that each connection keeps.
const CACHE: u32 = 8_192;

/// Read-only connections, opened as they are needed; cheap to clone.
#[derive(Clone)]
pub(super) struct Readers(Pool<Opener>);

pub(super) struct Opener(SqliteConnectOptions);

impl Manager for Opener {
    type Type = SqliteConnection;
    type Error = sqlx::Error;

    async fn create(&self) -> sqlx::Result<SqliteConnection> {
        self.0.connect().await
    }

    async fn recycle(&self, _: &mut SqliteConnection, _: &Metrics) -> RecycleResult<sqlx::Error> {
        Ok(())
    }
}

impl Readers {
    /// Opens the first connection.
    pub(super) async fn open(options: SqliteConnectOptions) -> Result<Self> {
        let options = tuned(options, CACHE).pragma("query_only", "on");
        let pool = Pool::builder(Opener(options)).max_size(at_a_time()).build();
        let readers = Self(pool.map_err(|error| ArchiveError::Corrupt(error.to_string()))?);
        drop(readers.get().await?);
        Ok(readers)
    }

    /// A connection, once one is free.
    pub(super) async fn get(&self) -> Result<Object<Opener>> {
        self.0.get().await.map_err(|error| match error {
            PoolError::Backend(error) => error.into(),
            _ => sqlx::Error::PoolClosed.into(),
        })
    }

    /// Closes the connections that are free; the others close when their statements are done.
    pub(super) async fn close(&self) {
        for reader in self.0.retain(|_, _| false).removed {
            reader.close().await.ok();
        }
        self.0.close();
    }
}
