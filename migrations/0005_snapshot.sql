-- What listings filter and count by, as of a revision, so that a server starts without reading every article
-- (src/archive/facets/snapshot.rs). One row at most; it may be missing or old.
CREATE TABLE snapshot (
    id       INTEGER PRIMARY KEY CHECK (id = 1),
    revision INTEGER NOT NULL,
    facets   BLOB NOT NULL
) STRICT;
