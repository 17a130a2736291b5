-- +goose Up
-- Text that sorts and compares by its bytes, as SQLite's does, whatever the cluster's collation.
CREATE DOMAIN bytetext AS text COLLATE "C";

-- +goose Down
DROP DOMAIN bytetext;
