-- What becomes of articles over time: where they stand, what they were, what a keeper made of them.

-- The id that an article would get were it new, where that is not its id.
ALTER TABLE article ADD COLUMN claim INTEGER;
-- Least hash of the runs of characters of its body: bodies that are mostly alike mostly share it.
ALTER TABLE article ADD COLUMN sketch INTEGER;
CREATE INDEX article_by_sketch ON article (sketch) WHERE sketch IS NOT NULL;

-- What is needed to bring an article back, and to know it again when it returns.
ALTER TABLE gone ADD COLUMN document INTEGER REFERENCES document (id);
ALTER TABLE gone ADD COLUMN position INTEGER NOT NULL DEFAULT 0;
ALTER TABLE gone ADD COLUMN claim INTEGER;
ALTER TABLE gone ADD COLUMN sketch INTEGER;
ALTER TABLE gone ADD COLUMN who TEXT;         -- the person who withdrew it, where named
ALTER TABLE gone ADD COLUMN content BLOB;     -- zstd of JSON: the article as it last was
CREATE INDEX gone_by_document ON gone (document);
CREATE INDEX gone_by_sketch ON gone (sketch) WHERE sketch IS NOT NULL;
CREATE INDEX gone_by_target ON gone (target) WHERE target IS NOT NULL;

-- Each change of an article after it first came.
CREATE TABLE revision (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    article  INTEGER NOT NULL,                -- the permalink
    at       TEXT NOT NULL,                   -- RFC 3339, UTC
    command  TEXT NOT NULL,                   -- load, reprocess, revise, withdraw, restore
    action   TEXT NOT NULL,                   -- changed, moved, merged, removed, returned, revised, withdrawn, restored
    who      TEXT,
    reason   TEXT,
    document INTEGER REFERENCES document (id),
    sha256   BLOB,                            -- of the document that brought the change
    target   INTEGER,                         -- the permalink that it was merged into
    before   BLOB                             -- zstd of JSON: the article before; NULL where its text stayed
) STRICT;
CREATE INDEX revision_by_article ON revision (article);

-- What a keeper corrected; laid over what the document says, whenever that is loaded again.
CREATE TABLE correction (
    article INTEGER PRIMARY KEY,              -- the permalink
    fields  TEXT NOT NULL,                    -- JSON: the corrected fields
    base    BLOB NOT NULL,                    -- zstd of JSON: the article as the document has it
    stale   INTEGER NOT NULL                  -- the document changed since
) STRICT;

-- Earlier bytes of documents that were loaded again, so that every hash in a history can be traced.
CREATE TABLE document_version (
    document    INTEGER NOT NULL REFERENCES document (id),
    sha256      BLOB NOT NULL,
    sidecar     TEXT,
    loaded_at   TEXT NOT NULL,
    replaced_at TEXT NOT NULL,
    bytes       BLOB NOT NULL                 -- zstd
) STRICT;
CREATE INDEX version_by_document ON document_version (document);
