-- +goose Up
-- An organisation that was opened for others, until they have taken it over: see organisation/handover.go.
CREATE TABLE handover (
    organisation_id uuid PRIMARY KEY REFERENCES organisation (id),
    opened_by       uuid REFERENCES organisation (id),  -- the authority or network; NULL: the host of the instance
    email           bytetext NOT NULL,                  -- of whom it was handed to; '' once they are forgotten, or have said that it isn't for them
    link            bytetext UNIQUE,                    -- hash of what the last letter's link holds; NULL: no link opens it any more
    opened_at       timestamptz NOT NULL,
    sent_at         timestamptz NOT NULL,               -- the last letter
    letters         integer NOT NULL,                   -- of the day of the last one
    taken_at        timestamptz,
    refused_at      timestamptz
);
CREATE INDEX handover_opener ON handover (opened_by, opened_at);
CREATE INDEX handover_email ON handover (email) WHERE email <> '';

-- +goose Down
DROP TABLE handover;
