-- +goose Up
-- Whether a place sends texts, how many a month at most, and how many this month.
CREATE TABLE texting (
    place_id     uuid PRIMARY KEY REFERENCES place (id) ON DELETE CASCADE,
    is_on        boolean NOT NULL,
    ceiling      integer NOT NULL CHECK (ceiling >= 0),
    month        date NOT NULL,            -- first day of the month that is counted, on the place's wall
    used         integer NOT NULL DEFAULT 0,
    told_month   date                      -- in which its managers were told that the ceiling is reached
);

-- Texts, waiting and gone. The number and the words go as soon as they serve no more.
CREATE TABLE text_message (
    id         uuid PRIMARY KEY,
    place_id   uuid NOT NULL REFERENCES place (id) ON DELETE CASCADE,
    subject_id uuid NOT NULL,              -- of what it is about: a booking
    what       bytetext NOT NULL,          -- has become of it
    state      bytetext NOT NULL,          -- waiting, sending, sent, failed, unsure, late, withheld
    why        bytetext NOT NULL DEFAULT '',
    phone      bytetext NOT NULL DEFAULT '',
    body       text NOT NULL DEFAULT '',
    parts      integer NOT NULL,
    tries      integer NOT NULL DEFAULT 0,
    until_at   timestamptz,                -- when it is worth nothing any more
    created_at timestamptz NOT NULL,
    ended_at   timestamptz
);
CREATE INDEX text_message_subject ON text_message (subject_id, created_at);
CREATE INDEX text_message_phone ON text_message (phone, created_at) WHERE phone <> '';
CREATE INDEX text_message_created ON text_message (created_at);
CREATE INDEX text_message_undelivered ON text_message (place_id, created_at) WHERE state IN ('failed', 'unsure', 'withheld');

-- +goose Down
DROP TABLE text_message; DROP TABLE texting;
