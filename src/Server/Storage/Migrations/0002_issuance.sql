-- Everything that was signed, or nearly. A row is made before the signature and never deleted; the request is kept.
CREATE TABLE issuance (
    serial        TEXT    NOT NULL PRIMARY KEY CHECK (length(serial) = 16),
    kind          TEXT    NOT NULL,
    name          TEXT    NOT NULL,
    key_hash      TEXT    NOT NULL CHECK (length(key_hash) = 64),
    unit          TEXT,
    not_before_ms INTEGER NOT NULL,
    not_after_ms  INTEGER NOT NULL,
    csr           BLOB    NOT NULL,
    recorded_ms   INTEGER NOT NULL,
    outcome       TEXT    CHECK (outcome IN ('issued', 'signing-failed', 'mismatched', 'abandoned')),
    outcome_ms    INTEGER,
    certificate   BLOB,
    fingerprint   TEXT
) STRICT;

CREATE INDEX issuance_key ON issuance (key_hash);
CREATE INDEX issuance_identity ON issuance (kind, name);
CREATE INDEX issuance_unfinished ON issuance (recorded_ms) WHERE outcome IS NULL;
