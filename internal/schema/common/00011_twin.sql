-- +goose Up
-- Where an import looks for a place that its row may be: what telling places apart needs of each, under the keys that package twin makes of
-- it. All of it follows from the table place, up to a version of the directory, and is made again by emptying it.
CREATE TABLE twin_card (
    num      integer PRIMARY KEY,                -- in the order of coming
    place_id uuid NOT NULL UNIQUE,
    card     text NOT NULL                       -- JSON
);
CREATE TABLE twin_key (
    key bigint NOT NULL,
    num integer NOT NULL,
    PRIMARY KEY (key, num)
);

-- One row: up to which version of the directory the cards are filed. Whoever files locks it.
CREATE TABLE twin_filed (
    one     integer PRIMARY KEY CHECK (one = 1),
    version bigint NOT NULL
);
INSERT INTO twin_filed (one, version) VALUES (1, 0);

-- +goose Down
DROP TABLE twin_filed; DROP TABLE twin_key; DROP TABLE twin_card;
