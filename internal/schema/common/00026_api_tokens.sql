-- +goose Up
-- Personal tokens: secrets by which a program of somebody's own asks in their name.
CREATE TABLE api_token (
    id         uuid PRIMARY KEY,
    person_id  uuid NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    name       text NOT NULL,            -- what it is for, in the person's words
    scope      bytetext NOT NULL,        -- read, book
    hash       bytetext NOT NULL UNIQUE, -- SHA-256 of 256 random bits; the secret itself is nowhere
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_on    date                      -- the day of the last use: no more is kept
);
CREATE INDEX api_token_person ON api_token (person_id, created_at);
CREATE INDEX api_token_age ON api_token (expires_at); -- those that have expired go

-- +goose Down
DROP TABLE api_token;
