-- +goose Up
-- Bookings. Their units stand in capacity_allocation, owned by the booking's id.

CREATE TABLE booking (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES organisation (id),
    place_id        uuid NOT NULL REFERENCES place (id),
    resource_id     uuid NOT NULL REFERENCES resource (id),
    number          bigint,                       -- short, of the organisation; NULL while the units are only held
    state           bytetext NOT NULL,            -- held, waiting, confirmed, here, done, cancelled, lapsed, no-show
    starts_at       timestamptz NOT NULL,
    ends_at         timestamptz NOT NULL,
    units           integer NOT NULL CHECK (units > 0),
    people          integer NOT NULL CHECK (people > 0),
    person_id       uuid REFERENCES person (id),  -- NULL: somebody without account
    name            text NOT NULL DEFAULT '',     -- these three are erasable
    email           text NOT NULL DEFAULT '',
    phone           text NOT NULL DEFAULT '',
    purpose         text NOT NULL DEFAULT '',
    link            bytetext NOT NULL UNIQUE,     -- the secret in the address by which whoever booked comes back without an account
    sequence        integer NOT NULL DEFAULT 0,   -- of its calendar entry: one more with each change (RFC 5545)
    lang            text NOT NULL DEFAULT 'fr',
    created_at      timestamptz NOT NULL,
    changed_at      timestamptz NOT NULL,
    CHECK (starts_at < ends_at)
);
CREATE UNIQUE INDEX booking_number ON booking (organisation_id, number);
CREATE INDEX booking_resource ON booking (resource_id, starts_at);
CREATE INDEX booking_place ON booking (place_id, starts_at);
CREATE INDEX booking_person ON booking (person_id, starts_at) WHERE person_id IS NOT NULL;
CREATE INDEX booking_contact ON booking (ends_at) WHERE name <> ''; -- names are erased when their time has come

-- The next number of each organisation.
CREATE TABLE booking_counter (
    organisation_id uuid PRIMARY KEY REFERENCES organisation (id),
    next            bigint NOT NULL
);

-- +goose Down
DROP TABLE booking_counter; DROP TABLE booking;
