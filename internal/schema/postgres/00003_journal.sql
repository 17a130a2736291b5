-- +goose Up
-- One row for each change, in the transaction that makes it. Personal values stand apart, where they can be erased.
CREATE TABLE journal (
    seq          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    xid          xid8 NOT NULL DEFAULT pg_current_xact_id(), -- followers read only what is older than every running transaction
    at           timestamptz NOT NULL,
    person_id    uuid,                          -- NULL: the program itself, or somebody who wasn't signed in
    acting_for   uuid,                          -- the organisation that the person acted for
    verb         text NOT NULL,                 -- place.edited, role.granted …; also the key of its sentence
    object_kind  text NOT NULL,
    object_id    bytetext NOT NULL,
    data         text NOT NULL DEFAULT '{}',
    personal     text NOT NULL DEFAULT ''
);
CREATE INDEX journal_object ON journal (object_kind, object_id, seq);
CREATE INDEX journal_person ON journal (person_id, seq);

-- +goose Down
DROP TABLE journal;
