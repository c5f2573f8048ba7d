-- Every attempt at a deployment on a device: what the server wants (state), and what the device said last. One row of
-- a device at most is 'offered'. 'change' counts up over all rows with every accepted change of what a device said, so
-- that whoever follows reports can go on where it stopped.
CREATE TABLE update_offer (
    id             INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    device         TEXT    NOT NULL,
    deployment     TEXT    NOT NULL CHECK (length(deployment) BETWEEN 1 AND 64),
    attempt        INTEGER NOT NULL CHECK (attempt > 0),
    manifest       TEXT    NOT NULL REFERENCES manifest (digest),
    state          TEXT    NOT NULL CHECK (state IN ('offered', 'withdrawn', 'superseded', 'ended')),
    paths          TEXT    NOT NULL,
    ask            INTEGER NOT NULL CHECK (ask IN (0, 1)),
    key_offer      BLOB,
    operation      TEXT    NOT NULL,
    offered_by     TEXT    NOT NULL,
    offered_ms     INTEGER NOT NULL,
    change         INTEGER NOT NULL DEFAULT 0,
    device_state   INTEGER,
    reason         TEXT,
    chunks_done    INTEGER,
    chunks_total   INTEGER,
    running        TEXT,
    reported_ms    INTEGER,
    outcome_logged INTEGER NOT NULL DEFAULT 0 CHECK (outcome_logged IN (0, 1)),
    UNIQUE (device, deployment, attempt)
) STRICT;

CREATE UNIQUE INDEX update_offer_standing ON update_offer (device) WHERE state = 'offered';
CREATE INDEX update_offer_deployment ON update_offer (deployment, id);
CREATE INDEX update_offer_change ON update_offer (change) WHERE change > 0;
CREATE INDEX update_offer_unlogged ON update_offer (id) WHERE device_state >= 16 AND outcome_logged = 0;

-- The newest checkpoint of the log that a device said it has seen: what the next offer proves consistency with.
CREATE TABLE update_device (
    device   TEXT    NOT NULL PRIMARY KEY,
    log_size INTEGER NOT NULL CHECK (log_size > 0)
) STRICT;
