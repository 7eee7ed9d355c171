-- What an article's page looks up in `reprint`, so that its text need not be read for it. NULL where it was not noted yet.
ALTER TABLE article_content ADD COLUMN reprint_keys BLOB; -- 8 bytes a key, big-endian
