-- Where documents were loaded from, so that a later load can tell whose file is no longer there. Only the keeper is told of it.
CREATE TABLE folder (
    id   INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE            -- as the machine has it, links followed; names of documents go on from there
) STRICT;
ALTER TABLE document ADD COLUMN folder INTEGER REFERENCES folder (id); -- NULL: not known
CREATE INDEX document_by_folder ON document (folder, name) WHERE folder IS NOT NULL;
