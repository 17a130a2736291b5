-- +goose Up
-- Members of a founding group without an account have a voice as well: by a link of their own, in the letter that asks them.
ALTER TABLE project_member ADD COLUMN email text NOT NULL DEFAULT '';              -- of somebody without an account who wants letters
ALTER TABLE project_member ADD COLUMN letters bytetext NOT NULL DEFAULT 'all';     -- that they want: all, questions, none
ALTER TABLE project_voice ADD COLUMN came bytetext NOT NULL DEFAULT 'account';     -- account, link

CREATE TABLE project_ballot (
    decision_id uuid NOT NULL REFERENCES project_decision (id),
    member_id   uuid NOT NULL REFERENCES project_member (id),
    link        bytetext NOT NULL UNIQUE,                                          -- hash of what the letter's link holds
    PRIMARY KEY (decision_id, member_id)
);
CREATE INDEX project_ballot_member ON project_ballot (member_id);

-- +goose Down
DROP TABLE project_ballot;
ALTER TABLE project_voice DROP COLUMN came; ALTER TABLE project_member DROP COLUMN letters; ALTER TABLE project_member DROP COLUMN email;
