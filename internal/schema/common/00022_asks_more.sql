-- +goose Up
-- Whether confirming what was held looks at the resource's rules once more: who may have it, and whether somebody has to say yes. It is
-- decided when the time is chosen, so that confirming plainly reads no more than the booking.
ALTER TABLE booking ADD COLUMN asks_more boolean NOT NULL DEFAULT true;

-- +goose Down
ALTER TABLE booking DROP COLUMN asks_more;
