-- What an article was before a change may be taken out of its history; the change that says so (action redacted) stays in its place.
ALTER TABLE revision ADD COLUMN redacted INTEGER; -- revision.id of that change, where `before` was taken out
