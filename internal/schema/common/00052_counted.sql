-- +goose Up
-- What the place's activity told of each period of a promise that can't be made up for, written down once, when it had been over for a week.
CREATE TABLE convention_counted (
    promise_id uuid NOT NULL REFERENCES convention_promise (id),
    due        date NOT NULL,                    -- the last day of the period
    figure     bigint NOT NULL,                  -- as it may be told
    few        boolean NOT NULL,                 -- it isn't
    state      bytetext NOT NULL,                -- kept, half, late
    counted_on date NOT NULL,
    PRIMARY KEY (promise_id, due)
);

-- +goose Down
DROP TABLE convention_counted;
