-- What took effect while the audit log could not be written, in the same transaction as what it is about. Deleted when
-- the log has it. Only what makes nothing less safe is here: pausing, ending and taking back.
CREATE TABLE audit_late (
    id        INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    operation TEXT    NOT NULL,
    done_ms   INTEGER NOT NULL,
    actor     TEXT    NOT NULL,
    action    TEXT    NOT NULL,
    subject   TEXT    NOT NULL,
    digest    TEXT    NOT NULL CHECK (length(digest) = 64),
    detail    TEXT    NOT NULL,
    about     TEXT    NOT NULL,
    log_from  INTEGER NOT NULL CHECK (log_from >= 0)
) STRICT;

-- What was to be offered to a device from whom it is taken back.
CREATE INDEX rollout_action_device ON rollout_action (rollout, device, id);
