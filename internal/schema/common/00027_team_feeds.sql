-- +goose Up
-- The address by which a manager's calendar program reads the bookings of a place, or of one resource of it. It reads nothing any more once
-- its person keeps the place no longer.
CREATE TABLE team_feed (
    secret      bytetext PRIMARY KEY, -- as it stands in the address; kept as the links of bookings are
    person_id   uuid NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    place_id    uuid NOT NULL REFERENCES place (id) ON DELETE CASCADE,
    resource_id uuid REFERENCES resource (id) ON DELETE CASCADE -- NULL: of the whole place
);
CREATE UNIQUE INDEX team_feed_place ON team_feed (person_id, place_id) WHERE resource_id IS NULL;
CREATE UNIQUE INDEX team_feed_resource ON team_feed (person_id, resource_id) WHERE resource_id IS NOT NULL;

-- +goose Down
DROP TABLE team_feed;
