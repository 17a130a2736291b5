-- +goose Up
-- Pools that became freer while somebody stood in line for them: what was freed is offered soon after, whoever freed it and however.
ALTER TABLE capacity_pool ADD COLUMN freed boolean NOT NULL DEFAULT false;
CREATE INDEX capacity_pool_freed ON capacity_pool (id) WHERE freed;
-- Those in line leave it when what they wait for begins.
CREATE INDEX capacity_wait_begins ON capacity_wait (starts_at) WHERE offered_until IS NULL;

-- Times that were chosen and never confirmed are swept away after a while.
CREATE INDEX booking_lapsed ON booking (changed_at) WHERE state = 'lapsed' AND number IS NULL;
-- Who waits for a place's time, for its front desk.
CREATE INDEX booking_waiting ON booking (place_id, starts_at) WHERE state IN ('waiting', 'offered');

-- +goose Down
DROP INDEX booking_waiting; DROP INDEX booking_lapsed; DROP INDEX capacity_wait_begins; DROP INDEX capacity_pool_freed; ALTER TABLE capacity_pool DROP COLUMN freed;
