-- +goose Up
-- What a place lends: desks, rooms, machines, beds. See the package resource.

CREATE TABLE resource (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES organisation (id),
    place_id        uuid NOT NULL REFERENCES place (id),
    pool_id         uuid NOT NULL UNIQUE REFERENCES capacity_pool (id),
    slug            bytetext NOT NULL,
    name            text NOT NULL,
    kind            bytetext NOT NULL,
    sort            integer NOT NULL,            -- order in which the place shows its resources
    sheet           text NOT NULL DEFAULT '{}',  -- description, equipment, access, checklists: JSON
    hours           text NOT NULL DEFAULT '',    -- its own, OpenStreetMap opening_hours; '' as the place
    rules           text NOT NULL DEFAULT '{}',  -- JSON
    created_at      timestamptz NOT NULL,
    changed_at      timestamptz NOT NULL,
    retired_at      timestamptz,                 -- no longer lent; bookings of the past stay
    UNIQUE (place_id, slug)
);
CREATE INDEX resource_organisation ON resource (organisation_id);

-- Whoever has a resource has units of another one's pool too: of its parts (the hall and its halves), of what it needs (a laser and its
-- extraction).
CREATE TABLE resource_draw (
    resource_id uuid NOT NULL REFERENCES resource (id),
    other_id    uuid NOT NULL REFERENCES resource (id),
    whole       boolean NOT NULL,                -- all units of the other; otherwise one of them for each unit
    PRIMARY KEY (resource_id, other_id)
);
CREATE INDEX resource_draw_other ON resource_draw (other_id);

-- Days on which a place, or one resource, is shut although its hours say open: works, holidays, maintenance.
CREATE TABLE closure (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES organisation (id),
    place_id        uuid NOT NULL REFERENCES place (id),
    resource_id     uuid REFERENCES resource (id), -- NULL: the whole place
    starts_at       timestamptz NOT NULL,
    ends_at         timestamptz NOT NULL,
    reason          text NOT NULL DEFAULT '',
    created_by      uuid,
    created_at      timestamptz NOT NULL,
    CHECK (starts_at < ends_at)
);
CREATE INDEX closure_place ON closure (place_id, ends_at);

-- +goose Down
DROP TABLE closure; DROP TABLE resource_draw; DROP TABLE resource;
