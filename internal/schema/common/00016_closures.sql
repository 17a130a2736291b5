-- +goose Up
-- A closure that no longer holds, the bookings that it took, and when somebody who hasn't come is no longer waited for.

ALTER TABLE closure ADD COLUMN lifted_at timestamptz;                      -- taken back before it began
ALTER TABLE booking ADD COLUMN closure_id uuid REFERENCES closure (id);    -- that cancelled it
ALTER TABLE booking ADD COLUMN absent_at timestamptz;                      -- from when on it is a no-show; NULL: somebody says so
-- What is somebody's from an instant on, without reading the past.
CREATE INDEX booking_live ON booking (place_id, ends_at) WHERE state IN ('held', 'waiting', 'offered', 'confirmed', 'here');
CREATE INDEX booking_absent ON booking (absent_at) WHERE state = 'confirmed' AND absent_at IS NOT NULL;
CREATE INDEX booking_closure ON booking (closure_id) WHERE closure_id IS NOT NULL;

-- +goose Down
DROP INDEX booking_closure; DROP INDEX booking_absent; DROP INDEX booking_live;
ALTER TABLE booking DROP COLUMN absent_at; ALTER TABLE booking DROP COLUMN closure_id; ALTER TABLE closure DROP COLUMN lifted_at;
