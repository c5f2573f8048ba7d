-- Trust documents, each verified against the one before. A row without an entry in the log is not in force yet:
-- log_from is how long the log was when it was made, so that a start after a crash knows where to look for its entry.
CREATE TABLE trust_document (
    version      INTEGER NOT NULL PRIMARY KEY CHECK (version > 0),
    digest       TEXT    NOT NULL UNIQUE CHECK (length(digest) = 64),
    document     BLOB    NOT NULL,
    installed_by TEXT    NOT NULL,
    installed_ms INTEGER NOT NULL,
    log_from     INTEGER NOT NULL,
    log_index    INTEGER
) STRICT;

-- Verified manifests. A way back stands beside the release that it was published with. Rows are seen by nobody while
-- they are pending: their entries in the log are not known to be durable.
CREATE TABLE manifest (
    id            INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    digest        TEXT    NOT NULL UNIQUE CHECK (length(digest) = 64),
    way_back_of   INTEGER UNIQUE REFERENCES manifest (id),
    state         TEXT    NOT NULL CHECK (state IN ('pending', 'published', 'withdrawn')),
    envelope      BLOB    NOT NULL,
    version       TEXT,
    sequence      INTEGER NOT NULL,
    epoch         INTEGER NOT NULL,
    vendor        TEXT    NOT NULL,
    class         TEXT    NOT NULL,
    image         TEXT    NOT NULL CHECK (length(image) = 64),
    image_bytes   INTEGER NOT NULL,
    payload       TEXT    NOT NULL CHECK (length(payload) = 64),
    payload_bytes INTEGER NOT NULL,
    chunk_bytes   INTEGER NOT NULL,
    chunk_root    BLOB    NOT NULL CHECK (length(chunk_root) = 32),
    signers       TEXT    NOT NULL,
    trust_version INTEGER NOT NULL REFERENCES trust_document (version),
    published_by  TEXT    NOT NULL,
    published_ms  INTEGER NOT NULL,
    log_from      INTEGER NOT NULL,
    log_index     INTEGER,
    UNIQUE (vendor, class, sequence)
) STRICT;

CREATE INDEX manifest_payload ON manifest (payload);
CREATE INDEX manifest_pending ON manifest (id) WHERE state = 'pending';
