-- +goose Up
-- How far each follower of the journal has come. Rows are followed in the order of their transactions: numbers are given before the commit.
CREATE TABLE journal_follower (
    name bytetext PRIMARY KEY,
    xid  bigint NOT NULL,                       -- transaction of the last row that was read
    seq  bigint NOT NULL                        -- the row
);
CREATE INDEX journal_transaction ON journal (xid, seq);

-- Letters about places begin now, not with all that ever was.
INSERT INTO journal_follower (name, xid, seq)
SELECT 'place_news', CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS text) AS bigint) - 1, coalesce(max(seq), 0) FROM journal;

-- +goose Down
DROP INDEX journal_transaction; DROP TABLE journal_follower;
