-- +goose Up
-- How far each follower of the journal has come.
CREATE TABLE journal_follower (
    name bytetext PRIMARY KEY,
    xid  bigint NOT NULL,                       -- always 0: the one writer commits in the order of the rows
    seq  bigint NOT NULL                        -- the last row that was read
);

-- Letters about places begin now, not with all that ever was.
INSERT INTO journal_follower (name, xid, seq) SELECT 'place_news', 0, coalesce(max(seq), 0) FROM journal;

-- +goose Down
DROP TABLE journal_follower;
