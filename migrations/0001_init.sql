-- Key facts about the archive itself. `revision` grows by one with every transaction that changes what readers see.
CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value ANY NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO meta VALUES ('revision', 0);

CREATE TABLE document (
    id          INTEGER PRIMARY KEY,
    key         INTEGER NOT NULL UNIQUE, -- the public id, 55 bits, shown in Crockford base32
    name        TEXT NOT NULL UNIQUE,
    sha256      BLOB NOT NULL,           -- of the bytes as they came
    sidecar     TEXT,                    -- the keeper's word on it, as TOML
    layout      TEXT NOT NULL,
    encoding    TEXT NOT NULL,
    publication TEXT NOT NULL,           -- JSON: name, date, page, region, source_url
    furniture   TEXT NOT NULL,           -- JSON: [{lines, why}]
    sample      INTEGER NOT NULL,
    articles    INTEGER NOT NULL,
    lines       INTEGER NOT NULL,
    loaded_at   TEXT NOT NULL,           -- RFC 3339, UTC
    ingestion   INTEGER NOT NULL         -- version of the ingestion code that read it
) STRICT;

CREATE TABLE document_content (
    document INTEGER PRIMARY KEY REFERENCES document (id) ON DELETE CASCADE,
    bytes    BLOB NOT NULL,              -- zstd
    text     BLOB NOT NULL               -- zstd of the decoded text; empty where it is the bytes themselves
) STRICT;

-- What listings name as the source of an article: its credit, else its publication.
CREATE TABLE source (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE topic (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE            -- id in topics.toml
) STRICT;

CREATE TABLE region (
    code INTEGER PRIMARY KEY,            -- GB/T 2260
    name TEXT NOT NULL
) STRICT;

-- `seq` is the order of publication: day (from 0001-01-01) << 18 | number within the day; undated articles come first.
-- Listings read this table alone; what only the article's own page shows is in article_content.
CREATE TABLE article (
    seq      INTEGER PRIMARY KEY,
    id       INTEGER NOT NULL UNIQUE,    -- the permalink, 55 bits, shown in Crockford base32
    document INTEGER NOT NULL REFERENCES document (id),
    position INTEGER NOT NULL,           -- order within the document, from 0
    revision INTEGER NOT NULL,           -- of the archive, when it last changed
    headline TEXT NOT NULL,
    lead     TEXT NOT NULL,              -- the first words of the body
    date     TEXT,                       -- EDTF
    basis    TEXT,                       -- printed, inferred, keeper
    source   INTEGER REFERENCES source (id),
    regions  BLOB NOT NULL,              -- 3 bytes a code, big-endian, main region first
    topics   BLOB NOT NULL,              -- 1 byte a topic.id, main topic first
    doubts   INTEGER NOT NULL,           -- how many doubts it has
    modified INTEGER NOT NULL            -- when it last changed, Unix seconds
) STRICT;
CREATE INDEX article_by_document ON article (document, position);
CREATE INDEX article_by_revision ON article (revision);

CREATE TABLE article_content (
    seq     INTEGER PRIMARY KEY REFERENCES article (seq) ON DELETE CASCADE ON UPDATE CASCADE,
    content BLOB NOT NULL                -- zstd of JSON: everything else about the article
) STRICT;

-- Places in the order of publication that became empty, so that a running server can follow.
CREATE TABLE removed (
    revision INTEGER NOT NULL,
    seq      INTEGER NOT NULL
) STRICT;
CREATE INDEX removed_by_revision ON removed (revision);

-- Addresses whose article is no longer there: merged into another (target set) or withdrawn.
CREATE TABLE gone (
    id       INTEGER PRIMARY KEY,
    target   INTEGER,
    headline TEXT NOT NULL,
    at       TEXT NOT NULL,              -- RFC 3339, UTC
    by       TEXT NOT NULL,              -- the command that did it
    reason   TEXT NOT NULL
) STRICT;
