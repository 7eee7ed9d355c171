-- The full-text index (src/archive/index.rs). A segment is a run of articles in the order they were stored; its terms
-- lie in ascending order in blocks of `posting`, whose id is segment << 32 | number of the block.
CREATE TABLE segment (
    id        INTEGER PRIMARY KEY AUTOINCREMENT, -- never used again, so that readers may remember it
    first_doc INTEGER NOT NULL,
    docs      INTEGER NOT NULL,
    directory BLOB NOT NULL,             -- first term of every block, 8 bytes each
    articles  BLOB NOT NULL              -- place and shape of every article, 14 bytes each
) STRICT;

CREATE TABLE posting (
    id        INTEGER PRIMARY KEY,
    entries   BLOB NOT NULL,             -- terms and their articles
    positions BLOB NOT NULL              -- where they stand in them
) STRICT;

-- Latin and other words, to find those that begin with some letters.
CREATE TABLE word (
    word TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- Words of headlines, for suggestions and corrections of what was typed.
CREATE TABLE vocabulary (
    word  TEXT PRIMARY KEY,
    count INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
