-- Who there is. A removed identity keeps its row for good, so that its name is never used again.
CREATE TABLE identity (
    kind             TEXT    NOT NULL CHECK (kind IN ('device', 'service', 'operator')),
    name             TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 64),
    folded           TEXT    NOT NULL,
    state            TEXT    NOT NULL CHECK (state IN ('active', 'disabled', 'removed')),
    type             TEXT,
    serial           TEXT,
    firmware_version TEXT,
    groups           TEXT    NOT NULL DEFAULT '',
    created_ms       INTEGER NOT NULL,
    last_seen_ms     INTEGER,
    PRIMARY KEY (kind, name)
) STRICT, WITHOUT ROWID;

-- Two names that differ only by case are one name to a person who reads them out.
CREATE UNIQUE INDEX identity_folded ON identity (kind, folded);

-- What the listeners accept: a certificate is let in only while it is here and active.
CREATE TABLE certificate (
    fingerprint   TEXT    NOT NULL PRIMARY KEY CHECK (length(fingerprint) = 64),
    kind          TEXT    NOT NULL,
    name          TEXT    NOT NULL,
    active        INTEGER NOT NULL CHECK (active IN (0, 1)),
    unit          TEXT,
    not_before_ms INTEGER NOT NULL,
    not_after_ms  INTEGER NOT NULL,
    FOREIGN KEY (kind, name) REFERENCES identity (kind, name)
) STRICT, WITHOUT ROWID;

CREATE INDEX certificate_identity ON certificate (kind, name);

-- Tokens for people's programs: only the SHA-256 of the secret.
CREATE TABLE token (
    name         TEXT    NOT NULL PRIMARY KEY,
    folded       TEXT    NOT NULL UNIQUE,
    hash         BLOB    NOT NULL UNIQUE CHECK (length(hash) = 32),
    created_by   TEXT    NOT NULL,
    created_ms   INTEGER NOT NULL,
    expires_ms   INTEGER NOT NULL,
    last_used_ms INTEGER
) STRICT, WITHOUT ROWID;
