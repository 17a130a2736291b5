-- +goose Up
-- Letters about the places that a person follows: theirs to want, and to stop without signing in.
ALTER TABLE person ADD COLUMN wants_news boolean NOT NULL DEFAULT TRUE;
ALTER TABLE person ADD COLUMN news_key bytetext;  -- in the link that stops them; NULL before the first letter
CREATE UNIQUE INDEX person_news_key ON person (news_key);

-- What the next letter to a follower tells: rows of the journal.
CREATE TABLE place_news (
    person_id uuid NOT NULL REFERENCES person (id),
    seq       bigint NOT NULL REFERENCES journal (seq),
    place_id  uuid NOT NULL REFERENCES place (id),
    PRIMARY KEY (person_id, seq)
);

-- The day of the last letter to a follower: one a day at most.
CREATE TABLE place_letter (
    person_id uuid PRIMARY KEY REFERENCES person (id),
    sent_on   date NOT NULL
);

-- +goose Down
DROP TABLE place_letter; DROP TABLE place_news; DROP INDEX person_news_key; ALTER TABLE person DROP COLUMN news_key; ALTER TABLE person DROP COLUMN wants_news;
