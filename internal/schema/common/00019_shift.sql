-- +goose Up
-- Who opens: shifts of a place, who has taken them, and who must be there for what. See the package shift.

-- When somebody opens, of a place that opens only then: JSON, [[from, to], …], in order. NULL: the place opens by its hours alone.
ALTER TABLE place ADD COLUMN opened text;

-- What a place that opens by shifts wants to be told, and when it last was.
CREATE TABLE shift_place (
    place_id  uuid PRIMARY KEY REFERENCES place (id),
    warn_days integer NOT NULL,   -- a shift that nobody has taken so many days before is told to the team; 0: never
    warned_on date                -- on the place's wall: one letter a day at most
);

-- A shift of certain days of the week, from a day to a day. Nobody draws the shifts themselves: they are computed.
CREATE TABLE shift_pattern (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES organisation (id),
    place_id        uuid NOT NULL REFERENCES place (id),
    pool_id         uuid NOT NULL UNIQUE REFERENCES capacity_pool (id), -- its units are the people wanted
    name            text NOT NULL DEFAULT '',
    weekdays        integer NOT NULL,  -- a bit for each, Sunday the first
    from_minute     integer NOT NULL,
    to_minute       integer NOT NULL,  -- not after from_minute: on the next day
    first_on        date NOT NULL,
    last_on         date,              -- NULL: until somebody ends it
    wanted          integer NOT NULL CHECK (wanted > 0),
    least           integer NOT NULL CHECK (least > 0 AND least <= wanted), -- so many open the place
    created_at      timestamptz NOT NULL
);
CREATE INDEX shift_pattern_place ON shift_pattern (place_id);

-- Somebody who is there for a while: in a shift that they took, with units of its pool, or without one ("présence").
CREATE TABLE shift_taken (
    id          uuid PRIMARY KEY,
    place_id    uuid NOT NULL REFERENCES place (id),
    pattern_id  uuid REFERENCES shift_pattern (id), -- NULL: only there
    on_day      date NOT NULL,
    starts_at   timestamptz NOT NULL,
    ends_at     timestamptz NOT NULL,
    person_id   uuid REFERENCES person (id),        -- NULL once the person is erased
    taken_at    timestamptz NOT NULL,
    reminded_at timestamptz,
    UNIQUE (pattern_id, on_day, person_id),
    CHECK (starts_at < ends_at)
);
CREATE INDEX shift_taken_place ON shift_taken (place_id, starts_at);
CREATE INDEX shift_taken_person ON shift_taken (person_id, starts_at) WHERE person_id IS NOT NULL;
CREATE INDEX shift_taken_remind ON shift_taken (starts_at) WHERE reminded_at IS NULL;

-- People who must be there for a resource to be had ("référents").
CREATE TABLE resource_referent (
    resource_id uuid NOT NULL REFERENCES resource (id),
    person_id   uuid NOT NULL REFERENCES person (id),
    PRIMARY KEY (resource_id, person_id)
);
CREATE INDEX resource_referent_person ON resource_referent (person_id);

-- +goose Down
DROP TABLE resource_referent; DROP TABLE shift_taken; DROP TABLE shift_pattern; DROP TABLE shift_place;
ALTER TABLE place DROP COLUMN opened;
