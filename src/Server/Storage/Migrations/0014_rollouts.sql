-- What was announced in the audit log and then stored here, in the same transaction as what it is about. Deleted when
-- the log tells that it was done; told twice where the server died in between, under the same operation.
CREATE TABLE rollout_audit (
    id        INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    operation TEXT    NOT NULL,
    digest    TEXT    NOT NULL CHECK (length(digest) = 64),
    detail    TEXT    NOT NULL
) STRICT;

-- Devices that run a release and are watched.
CREATE INDEX rollout_device_soaking ON rollout_device (rollout, device) WHERE stage = 'Activated';

-- What a device signed when an attempt ended, and the fingerprint of the certificate whose key it was.
ALTER TABLE update_offer ADD COLUMN report BLOB;
ALTER TABLE update_offer ADD COLUMN signer TEXT;
