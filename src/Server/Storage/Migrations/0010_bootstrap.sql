-- Birth certificates, one a batch. A batch that is 'making' was interrupted; its name may be made again.
CREATE TABLE birth_batch (
    name        TEXT    NOT NULL PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 64),
    folded      TEXT    NOT NULL UNIQUE,
    state       TEXT    NOT NULL CHECK (state IN ('making', 'open', 'closed')),
    fingerprint TEXT    UNIQUE,
    created_ms  INTEGER NOT NULL,
    closed_ms   INTEGER,
    refused     INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- Devices that ask for their certificate themselves, and what they must show. 'living' is how they go on.
CREATE TABLE bootstrap_device (
    device         TEXT    NOT NULL PRIMARY KEY,
    factor         TEXT    NOT NULL CHECK (factor IN ('sms', 'totp', 'approval')),
    address        TEXT,
    totp_seed      BLOB,
    batch          TEXT,
    living         TEXT    NOT NULL CHECK (living IN ('certificate', 'tokens')),
    readmitted     INTEGER NOT NULL DEFAULT 0 CHECK (readmitted IN (0, 1)),
    code_day_ms    INTEGER NOT NULL DEFAULT 0,
    codes_today    INTEGER NOT NULL DEFAULT 0,
    last_totp_step INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- Keys that asked to become a device; a code is for one of them and is kept only as its MAC.
CREATE TABLE bootstrap_registration (
    device     TEXT    NOT NULL,
    key        TEXT    NOT NULL CHECK (length(key) = 43),
    batch      TEXT    NOT NULL,
    factor     TEXT    NOT NULL CHECK (factor IN ('sms', 'totp', 'approval')),
    created_ms INTEGER NOT NULL,
    sent_ms    INTEGER NOT NULL,
    expires_ms INTEGER NOT NULL,
    code_mac   BLOB    CHECK (code_mac IS NULL OR length(code_mac) = 32),
    tries_left INTEGER NOT NULL,
    approved   INTEGER NOT NULL DEFAULT 0 CHECK (approved IN (0, 1)),
    PRIMARY KEY (device, key)
) STRICT, WITHOUT ROWID;

-- One login and what followed; of refresh tokens only the hash.
CREATE TABLE bootstrap_session (
    id            TEXT    NOT NULL PRIMARY KEY CHECK (length(id) = 32),
    device        TEXT    NOT NULL,
    key           BLOB    NOT NULL,
    thumbprint    TEXT    NOT NULL CHECK (length(thumbprint) = 43),
    batch         TEXT    NOT NULL,
    created_ms    INTEGER NOT NULL,
    expires_ms    INTEGER NOT NULL,
    ended         TEXT    NOT NULL,
    generation    INTEGER NOT NULL,
    refresh_hash  BLOB    NOT NULL CHECK (length(refresh_hash) = 32),
    previous_hash BLOB    CHECK (previous_hash IS NULL OR length(previous_hash) = 32),
    rotated_ms    INTEGER NOT NULL,
    seen          INTEGER NOT NULL CHECK (seen IN (0, 1)),
    last_seq      INTEGER NOT NULL,
    last_request  TEXT    NOT NULL,
    last_ms       INTEGER NOT NULL,
    granted_ms    INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX bootstrap_session_device ON bootstrap_session (device);

-- What codes cost, by the hour.
CREATE TABLE code_spending (
    purse         TEXT    NOT NULL PRIMARY KEY,
    since_ms      INTEGER NOT NULL,
    used          INTEGER NOT NULL,
    rest_until_ms INTEGER
) STRICT, WITHOUT ROWID;
