-- +goose Up
-- The counter: which computers stand there, whose turn it is at them, who visits, and what is broken. See the package desk.

-- A computer that a place shares. Its cookie is known by its hash alone.
CREATE TABLE desk_computer (
    id          uuid PRIMARY KEY,
    place_id    uuid NOT NULL REFERENCES place (id),
    name        text NOT NULL,
    token_hash  bytetext NOT NULL UNIQUE,
    enrolled_by uuid,
    enrolled_at timestamptz NOT NULL,
    revoked_at  timestamptz
);
CREATE INDEX desk_computer_place ON desk_computer (place_id);

-- The personal code of whoever stands at a counter: argon2id.
CREATE TABLE desk_pin (
    person_id  uuid PRIMARY KEY REFERENCES person (id),
    hash       text NOT NULL,
    changed_at timestamptz NOT NULL
);

-- Codes tried by one person at one computer since the last right one.
CREATE TABLE desk_try (
    computer_id  uuid NOT NULL REFERENCES desk_computer (id),
    person_id    uuid NOT NULL REFERENCES person (id),
    tries        integer NOT NULL,
    locked_until timestamptz,
    PRIMARY KEY (computer_id, person_id)
);

-- Somebody's turn at a computer. It is kept for some days, for what was done on a lost line and is sent later.
CREATE TABLE desk_turn (
    id          uuid PRIMARY KEY,
    computer_id uuid NOT NULL REFERENCES desk_computer (id),
    person_id   uuid NOT NULL REFERENCES person (id),
    token_hash  bytetext NOT NULL UNIQUE,
    started_at  timestamptz NOT NULL,
    seen_at     timestamptz NOT NULL,
    ended_at    timestamptz
);
CREATE INDEX desk_turn_open ON desk_turn (computer_id) WHERE ended_at IS NULL;
CREATE INDEX desk_turn_age ON desk_turn (started_at);

-- Why people come, in the words of the place.
CREATE TABLE tally_reason (
    id         uuid PRIMARY KEY,
    place_id   uuid NOT NULL REFERENCES place (id),
    name       text NOT NULL,
    sort       integer NOT NULL,
    retired_at timestamptz
);
CREATE INDEX tally_reason_place ON tally_reason (place_id);

-- One visit, without a name.
CREATE TABLE tally (
    id        uuid PRIMARY KEY,
    place_id  uuid NOT NULL REFERENCES place (id),
    day       date NOT NULL,                -- on the place's wall
    reason_id uuid NOT NULL REFERENCES tally_reason (id),
    age       bytetext NOT NULL DEFAULT '', -- band, '' when nobody asked
    at        timestamptz NOT NULL
);
CREATE INDEX tally_day ON tally (place_id, day, at);

-- What somebody told of at a door: broken, missing, dirty.
CREATE TABLE desk_report (
    id          uuid PRIMARY KEY,
    place_id    uuid NOT NULL REFERENCES place (id),
    resource_id uuid NOT NULL REFERENCES resource (id),
    text        text NOT NULL,              -- erased when it has served
    at          timestamptz NOT NULL,
    seen_at     timestamptz,
    seen_by     uuid
);
CREATE INDEX desk_report_open ON desk_report (place_id) WHERE seen_at IS NULL;
CREATE INDEX desk_report_age ON desk_report (at) WHERE text <> '';

-- +goose Down
DROP TABLE desk_report; DROP TABLE tally; DROP TABLE tally_reason; DROP TABLE desk_turn; DROP TABLE desk_try; DROP TABLE desk_pin; DROP TABLE desk_computer;
