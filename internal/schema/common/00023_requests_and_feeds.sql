-- +goose Up
-- The day on which a place's team was last told that requests wait for an answer: once a day at most.
CREATE TABLE request_told (
    place_id uuid PRIMARY KEY REFERENCES place (id) ON DELETE CASCADE,
    told_on  date NOT NULL
);
-- The address by which a person's calendar program reads their bookings, each with its own link.
CREATE TABLE calendar_feed (
    person_id uuid PRIMARY KEY REFERENCES person (id) ON DELETE CASCADE,
    secret    bytetext NOT NULL UNIQUE -- as it stands in the address; kept as the links of bookings are
);

-- +goose Down
DROP TABLE calendar_feed; DROP TABLE request_told;
