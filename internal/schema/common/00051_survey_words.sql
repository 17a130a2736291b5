-- +goose Up
-- The team's words on a result can be added or changed after it was published, and say so.
ALTER TABLE survey ADD COLUMN words_at timestamptz;                       -- NULL: written with the result
ALTER TABLE survey ADD COLUMN words_before text NOT NULL DEFAULT '';      -- JSON: what stood there before, with when it was written

-- +goose Down
ALTER TABLE survey DROP COLUMN words_before;
ALTER TABLE survey DROP COLUMN words_at;
