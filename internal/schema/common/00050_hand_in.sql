-- +goose Up
-- Where answers on paper are handed in; '': nobody said.
ALTER TABLE survey ADD COLUMN hand_in text NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE survey DROP COLUMN hand_in;
