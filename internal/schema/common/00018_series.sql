-- +goose Up
-- Bookings that are repeated, and those that last long. See the package booking, series.go and plan.go.

CREATE TABLE booking_series (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES organisation (id),
    place_id        uuid NOT NULL REFERENCES place (id),
    rule            bytetext NOT NULL,   -- RFC 5545 RRULE, counted in days on the place's wall
    starts_on       date NOT NULL,       -- day from which the rule counts
    created_at      timestamptz NOT NULL
);

ALTER TABLE booking ADD COLUMN series_id uuid REFERENCES booking_series (id);
CREATE INDEX booking_series_bookings ON booking (series_id, starts_at) WHERE series_id IS NOT NULL;

-- More than two days: few, and looked for far back. What stands already counts as long, which costs a little and is never wrong.
ALTER TABLE booking ADD COLUMN is_long boolean NOT NULL DEFAULT true;
CREATE INDEX booking_long ON booking (place_id, starts_at) WHERE is_long;

-- +goose Down
DROP INDEX booking_long; ALTER TABLE booking DROP COLUMN is_long;
DROP INDEX booking_series_bookings; ALTER TABLE booking DROP COLUMN series_id;
DROP TABLE booking_series;
