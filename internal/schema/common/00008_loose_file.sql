-- +goose Up
-- Files that nothing refers to, and since when that is known.
CREATE TABLE loose_file (
    hash  bytetext PRIMARY KEY,
    since timestamptz NOT NULL
);

-- +goose Down
DROP TABLE loose_file;
