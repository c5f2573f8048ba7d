-- One row per series: its last value, and how many measurements are kept.
CREATE TABLE series (
    id        INTEGER NOT NULL PRIMARY KEY,
    device    TEXT    NOT NULL,
    name      TEXT    NOT NULL,
    kept      INTEGER NOT NULL DEFAULT 0,
    last_id   INTEGER,
    UNIQUE (device, name)
) STRICT;

-- Ids count up in order of arrival and are never used again, so a cursor stays true across pruning.
CREATE TABLE measurement (
    id          INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    series_id   INTEGER NOT NULL REFERENCES series (id),
    time_ms     INTEGER NOT NULL,
    received_ms INTEGER NOT NULL,
    kind        INTEGER NOT NULL CHECK (kind IN (0, 1, 2)),
    value       ANY     NOT NULL,
    unit        TEXT
) STRICT;

CREATE INDEX measurement_series ON measurement (series_id, id);

-- What a device should be and what it says it is.
CREATE TABLE device_state (
    device     TEXT    NOT NULL,
    side       TEXT    NOT NULL CHECK (side IN ('desired', 'reported')),
    json       TEXT    NOT NULL,
    updated_ms INTEGER NOT NULL,
    PRIMARY KEY (device, side)
) STRICT, WITHOUT ROWID;
