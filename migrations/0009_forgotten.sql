-- What was forgotten, so that no later load brings it back without a word: nothing of it but digests.
CREATE TABLE forgotten (
    digest BLOB PRIMARY KEY,             -- SHA-256 of a document's bytes, or of its name
    at     TEXT NOT NULL,                -- RFC 3339, UTC
    reason TEXT NOT NULL
) STRICT, WITHOUT ROWID;
