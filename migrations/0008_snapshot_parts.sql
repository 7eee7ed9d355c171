-- The snapshot in parts (src/archive/facets/snapshot.rs), so that one is read while the one before it is taken in.
DROP TABLE snapshot;
CREATE TABLE snapshot (
    part     INTEGER PRIMARY KEY,        -- 0 tells the form and what the others hold
    revision INTEGER NOT NULL,           -- the same in all
    facets   BLOB NOT NULL
) STRICT;
