-- When each transaction was, so that what changed since some time is found without reading what did not.
CREATE TABLE moment (
    revision INTEGER PRIMARY KEY,
    at       INTEGER NOT NULL            -- Unix seconds; no change of this revision is later
) STRICT;
CREATE INDEX moment_by_time ON moment (at);
INSERT INTO moment (revision, at) SELECT revision, max(modified) FROM article GROUP BY revision;
-- Before the first revision stands the time of the oldest change.
INSERT INTO moment (revision, at)
    SELECT 0, min(at) FROM (SELECT modified AS at FROM article UNION ALL SELECT unixepoch(at) FROM gone) HAVING min(at) IS NOT NULL;
CREATE INDEX gone_by_time ON gone (at);
