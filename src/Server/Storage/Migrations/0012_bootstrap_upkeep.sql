-- Keys of bootstrap that sign no more, their public halves. A token key is trusted until the last of its tokens ends.
CREATE TABLE bootstrap_retired_key (
    kid        TEXT    NOT NULL PRIMARY KEY CHECK (length(kid) = 43),
    role       TEXT    NOT NULL CHECK (role IN ('message', 'token')),
    key        BLOB    NOT NULL,
    retired_ms INTEGER NOT NULL,
    until_ms   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The last renewal that a device was granted, for which key: whoever asks again for that key is given the same.
CREATE TABLE bootstrap_renewal (
    device   TEXT    NOT NULL PRIMARY KEY,
    key_hash TEXT    NOT NULL CHECK (length(key_hash) = 64),
    at_ms    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
