-- +goose Up
-- Confirming a booking is what people wait for: it writes no row and no index that could stand as it is.

-- The next number of an organisation is one more than its last, which the index knows. Bookings without a number aren't in it.
DROP INDEX booking_number;
CREATE UNIQUE INDEX booking_number ON booking (organisation_id, number) WHERE number IS NOT NULL;
DROP TABLE booking_counter;

-- Whether the names of a booking have been erased. They are given when it is confirmed; this is not.
ALTER TABLE booking ADD COLUMN forgotten boolean NOT NULL DEFAULT false;
UPDATE booking SET forgotten = true WHERE name = '' AND state IN ('done', 'cancelled', 'no-show', 'refused');
DROP INDEX booking_contact;
CREATE INDEX booking_contact ON booking (ends_at) WHERE NOT forgotten;

-- Whom a closure hits is found by the start of what touches it, as a day's bookings are.
DROP INDEX booking_live;

-- +goose Down
CREATE INDEX booking_live ON booking (place_id, ends_at) WHERE state IN ('held', 'waiting', 'offered', 'confirmed', 'here');
DROP INDEX booking_contact;
CREATE INDEX booking_contact ON booking (ends_at) WHERE name <> '';
ALTER TABLE booking DROP COLUMN forgotten;
CREATE TABLE booking_counter (
    organisation_id uuid PRIMARY KEY REFERENCES organisation (id),
    next            bigint NOT NULL
);
INSERT INTO booking_counter (organisation_id, next) SELECT organisation_id, max(number) + 1 FROM booking WHERE number IS NOT NULL GROUP BY organisation_id;
DROP INDEX booking_number;
CREATE UNIQUE INDEX booking_number ON booking (organisation_id, number);
