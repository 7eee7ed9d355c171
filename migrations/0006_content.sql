-- Contents lie in the order they were stored, not in that of publication: bulletins of all years come mixed, and each would
-- have rewritten a page of its own.
CREATE TABLE content_as_stored (
    no      INTEGER PRIMARY KEY,
    seq     INTEGER NOT NULL UNIQUE REFERENCES article (seq) ON DELETE CASCADE ON UPDATE CASCADE,
    content BLOB NOT NULL                -- zstd of JSON: everything else about the article
) STRICT;
INSERT INTO content_as_stored (seq, content) SELECT seq, content FROM article_content ORDER BY seq;
DROP TABLE article_content;
ALTER TABLE content_as_stored RENAME TO article_content;
