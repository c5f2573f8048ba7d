-- How many operators of each role must approve; nothing here means that nobody has to.
CREATE TABLE approval_rule (
    role  TEXT    NOT NULL PRIMARY KEY,
    count INTEGER NOT NULL CHECK (count > 0)
) STRICT, WITHOUT ROWID;

CREATE TABLE operator_role (
    operator TEXT NOT NULL,
    role     TEXT NOT NULL,
    PRIMARY KEY (operator, role)
) STRICT, WITHOUT ROWID;

-- An approval is of exactly one content: a rollout's definition, or a change of these tables. One per operator.
CREATE TABLE approval (
    subject  TEXT    NOT NULL,
    digest   TEXT    NOT NULL CHECK (length(digest) = 64),
    operator TEXT    NOT NULL,
    role     TEXT    NOT NULL,
    by       TEXT    NOT NULL,
    at_ms    INTEGER NOT NULL,
    PRIMARY KEY (subject, digest, operator)
) STRICT, WITHOUT ROWID;

-- A change of roles or rules that waits for approvals. Made at once where no rule is in force.
CREATE TABLE approval_change (
    id          INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    content     TEXT    NOT NULL,
    proposed_by TEXT    NOT NULL,
    proposed_ms INTEGER NOT NULL,
    made_ms     INTEGER
) STRICT;
