-- +goose NO TRANSACTION
-- +goose Up
-- The journal's rows are never removed, so that each new one has the highest number by itself: SQLite need not keep the last one in a table of its
-- own, which cost a page of each commit. Rows of other tables that name one keep its number; foreign keys look away while the table changes hands.
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
CREATE TABLE journal_anew (
    seq          integer PRIMARY KEY,
    at           timestamptz NOT NULL,
    person_id    uuid,                          -- NULL: the program itself, or somebody who wasn't signed in
    acting_for   uuid,                          -- the organisation that the person acted for
    verb         text NOT NULL,                 -- place.edited, role.granted …; also the key of its sentence
    object_kind  text NOT NULL,
    object_id    bytetext NOT NULL,
    data         text NOT NULL DEFAULT '{}',
    personal     text NOT NULL DEFAULT ''
);
INSERT INTO journal_anew (seq, at, person_id, acting_for, verb, object_kind, object_id, data, personal)
SELECT seq, at, person_id, acting_for, verb, object_kind, object_id, data, personal FROM journal ORDER BY seq;
DROP TABLE journal;
ALTER TABLE journal_anew RENAME TO journal;
CREATE INDEX journal_object ON journal (object_kind, object_id, seq);
CREATE INDEX journal_person ON journal (person_id, seq);
CREATE INDEX journal_places ON journal (seq) WHERE object_kind = 'place';
COMMIT;
PRAGMA foreign_keys = ON;

-- +goose Down
SELECT 1;
