-- Articles of one text share one of these keys, most likely (src/archive/reprints.rs). Keys of articles that are gone or
-- have another text by now may stay: what shares a key is compared before it is called a reprint.
CREATE TABLE reprint (
    key     INTEGER NOT NULL,
    article INTEGER NOT NULL,            -- article.id
    PRIMARY KEY (key, article)
) STRICT, WITHOUT ROWID;
