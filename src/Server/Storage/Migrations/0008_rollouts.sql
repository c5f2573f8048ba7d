-- A rollout: what was written, where it stands. The state is the planner's own text; the status beside it is for
-- looking up.
CREATE TABLE rollout (
    name       TEXT    NOT NULL PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 40),
    definition BLOB    NOT NULL,
    digest     TEXT    NOT NULL CHECK (length(digest) = 64),
    release    TEXT    NOT NULL REFERENCES manifest (digest),
    status     TEXT    NOT NULL,
    state      TEXT    NOT NULL,
    can_return INTEGER NOT NULL CHECK (can_return IN (0, 1)),
    created_by TEXT    NOT NULL,
    created_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- One device in one rollout, from its first offer on. Devices that wait for their turn have no row.
CREATE TABLE rollout_device (
    rollout      TEXT    NOT NULL REFERENCES rollout (name),
    device       TEXT    NOT NULL,
    type         TEXT,
    time_zone    TEXT,
    wave         INTEGER NOT NULL,
    stage        TEXT    NOT NULL,
    attempt      INTEGER NOT NULL,
    faults       INTEGER NOT NULL,
    verdict      TEXT    NOT NULL,
    outcome      TEXT    NOT NULL,
    started      INTEGER NOT NULL,
    confirmed    INTEGER NOT NULL,
    holds        INTEGER NOT NULL,
    offered_ms   INTEGER NOT NULL,
    activated_ms INTEGER,
    next_ms      INTEGER,
    round        INTEGER NOT NULL,
    PRIMARY KEY (rollout, device)
) STRICT, WITHOUT ROWID;

CREATE INDEX rollout_device_due ON rollout_device (rollout, next_ms) WHERE next_ms IS NOT NULL;
CREATE INDEX rollout_device_name ON rollout_device (device);

-- What was decided and not done yet. Stored with the decision, deleted when it is done; doing it twice is harmless.
CREATE TABLE rollout_action (
    id      INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    rollout TEXT    NOT NULL REFERENCES rollout (name),
    kind    TEXT    NOT NULL CHECK (kind IN ('offer', 'withdraw', 'back')),
    device  TEXT    NOT NULL,
    attempt INTEGER NOT NULL
) STRICT;

CREATE INDEX rollout_action_rollout ON rollout_action (rollout, id);

-- What happened to a rollout, for people.
CREATE TABLE rollout_event (
    id      INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    rollout TEXT    NOT NULL REFERENCES rollout (name),
    at_ms   INTEGER NOT NULL,
    kind    TEXT    NOT NULL CHECK (kind IN ('note', 'alert', 'command')),
    text    TEXT    NOT NULL
) STRICT;

CREATE INDEX rollout_event_rollout ON rollout_event (rollout, id);

-- Up to which change of what devices said reports were taken.
CREATE TABLE rollout_feed (
    id     INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    change INTEGER NOT NULL
) STRICT;

INSERT INTO rollout_feed (id, change) VALUES (1, 0);
