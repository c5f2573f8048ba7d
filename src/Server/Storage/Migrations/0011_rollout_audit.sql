-- What was announced in the audit log and then stored here, in the same transaction as what it is about. Deleted when
-- the log tells that it was done; told twice where the server died in between, under the same operation.
CREATE TABLE rollout_audit (
    id        INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    operation TEXT    NOT NULL,
    digest    TEXT    NOT NULL CHECK (length(digest) = 64),
    detail    TEXT    NOT NULL
) STRICT;
