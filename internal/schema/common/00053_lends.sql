-- +goose Up
-- The words by which a place is found for what it lends: see place.SetLends. What was lent before is found from its next change on.
ALTER TABLE place ADD COLUMN lends text NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE place DROP COLUMN lends;
