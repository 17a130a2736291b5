-- +goose Up
-- Whatever is scarce: pools of units, and who has units when. See the package capacity.

CREATE TABLE capacity_pool (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES organisation (id),
    units           integer NOT NULL CHECK (units >= 0),
    version         bigint NOT NULL DEFAULT 0,  -- one more whenever somebody has held the pool to change it: what was shown of it may have passed
    waiting         integer NOT NULL DEFAULT 0  -- how many stand in line
);

-- Units of a pool over [starts_at, ends_at).
CREATE TABLE capacity_allocation (
    owner_id   uuid NOT NULL,
    pool_id    uuid NOT NULL REFERENCES capacity_pool (id),
    starts_at  timestamptz NOT NULL,
    ends_at    timestamptz NOT NULL,
    span       smallint NOT NULL,               -- class of length, so that what overlaps an instant is found without reading the past
    units      integer NOT NULL CHECK (units > 0),
    held_until timestamptz,                     -- NULL: confirmed
    owner_kind bytetext NOT NULL,
    PRIMARY KEY (owner_id, pool_id, starts_at),
    CHECK (starts_at < ends_at)
);
-- It holds all that a page of a week needs, so that the rows themselves are not read.
CREATE INDEX capacity_allocation_when ON capacity_allocation (pool_id, span, starts_at, ends_at, units, held_until);
CREATE INDEX capacity_allocation_held ON capacity_allocation (held_until) WHERE held_until IS NOT NULL;

-- Who waits for units that were taken, one row for each pool asked for.
CREATE TABLE capacity_wait (
    owner_id      uuid NOT NULL,
    pool_id       uuid NOT NULL REFERENCES capacity_pool (id),
    starts_at     timestamptz NOT NULL,
    ends_at       timestamptz NOT NULL,
    units         integer NOT NULL CHECK (units > 0),
    owner_kind    bytetext NOT NULL,
    since         timestamptz NOT NULL,
    offered_until timestamptz,                  -- NULL: still in line; otherwise the units are held for the owner until then
    PRIMARY KEY (owner_id, pool_id, starts_at),
    CHECK (starts_at < ends_at)
);
CREATE INDEX capacity_wait_line ON capacity_wait (pool_id, since);
CREATE INDEX capacity_wait_offered ON capacity_wait (offered_until) WHERE offered_until IS NOT NULL;

-- +goose Down
DROP TABLE capacity_wait; DROP TABLE capacity_allocation; DROP TABLE capacity_pool;
