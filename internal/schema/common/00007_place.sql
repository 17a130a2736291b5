-- +goose Up
-- Places. What search and lists need stands in columns; the rest of a place's sheet is one document, read as a whole.

CREATE TABLE place (
    id              uuid PRIMARY KEY,
    slug            bytetext NOT NULL UNIQUE,
    name            text NOT NULL,
    sort_name       bytetext NOT NULL,            -- folded name: lists sort by it
    kind            bytetext NOT NULL DEFAULT '', -- '' when the source leaves it blank
    stage           bytetext NOT NULL,
    stage_since     bytetext NOT NULL DEFAULT '', -- 2013, 2013-05 or 2013-05-02, as precise as is known
    organisation_id uuid REFERENCES organisation (id),
    commune_code    bytetext NOT NULL DEFAULT '', -- '' when nobody knows
    departement     bytetext NOT NULL DEFAULT '',
    address         text NOT NULL DEFAULT '',
    postcode        bytetext NOT NULL DEFAULT '',
    lat             double precision,
    lon             double precision,
    position        bytetext NOT NULL DEFAULT '', -- address, commune: what the point stands for
    activities      bigint NOT NULL DEFAULT 0,    -- one bit each, in the order of place.Activities
    step_free       bytetext NOT NULL DEFAULT '', -- yes, no, '' unknown
    hours           text NOT NULL DEFAULT '',     -- OpenStreetMap opening_hours; '' unknown
    summary         text NOT NULL DEFAULT '',
    sheet           text NOT NULL DEFAULT '{}',   -- the rest, JSON
    origins         text NOT NULL DEFAULT '{}',   -- where each field comes from, JSON
    confirmed_on    date,                         -- day when its team, or its source, last vouched for it
    version         bigint NOT NULL,              -- of the directory when this row last changed; see directory_version
    created_at      timestamptz NOT NULL,
    changed_at      timestamptz NOT NULL
);
CREATE INDEX place_version ON place (version);
CREATE INDEX place_departement ON place (departement, sort_name);
CREATE INDEX place_commune ON place (commune_code, sort_name);
CREATE INDEX place_organisation ON place (organisation_id);
CREATE INDEX place_sort ON place (sort_name, id);

-- One row: the version of the directory. Writers lock it, so versions become visible in order.
CREATE TABLE directory_version (
    one     integer PRIMARY KEY CHECK (one = 1),
    version bigint NOT NULL
);
INSERT INTO directory_version (one, version) VALUES (1, 0);

-- Addresses that a place had before its name changed.
CREATE TABLE place_slug (
    slug     bytetext PRIMARY KEY,
    place_id uuid NOT NULL REFERENCES place (id)
);

-- Rows of a census, as they came and as they were cleaned.
CREATE TABLE place_source (
    source      bytetext NOT NULL,               -- census-2019 …
    source_id   bytetext NOT NULL,
    place_id    uuid REFERENCES place (id),      -- NULL while it waits for a person
    run_id      uuid NOT NULL,
    row_number  bigint NOT NULL,
    row_hash    bytetext NOT NULL,               -- of the raw row: the same again changes nothing
    raw         text NOT NULL,                   -- columns and cells as they came, JSON
    facts       text NOT NULL,                   -- cleaned, JSON
    problems    text NOT NULL DEFAULT '[]',      -- JSON
    seen_at     timestamptz NOT NULL,
    PRIMARY KEY (source, source_id)
);
CREATE INDEX place_source_place ON place_source (place_id);

CREATE TABLE import_run (
    id          uuid PRIMARY KEY,
    source      bytetext NOT NULL,
    file_name   text NOT NULL,
    file_hash   bytetext NOT NULL DEFAULT '',
    mapping     text NOT NULL DEFAULT '',        -- of the generic profile, YAML
    dry         boolean NOT NULL,
    state       bytetext NOT NULL,               -- waiting, running, done, failed, cancelled
    total       bigint NOT NULL DEFAULT 0,       -- bytes to read
    done        bigint NOT NULL DEFAULT 0,
    counts      text NOT NULL DEFAULT '{}',
    report_hash bytetext NOT NULL DEFAULT '',    -- of the report in files
    error       text NOT NULL DEFAULT '',
    person_id   uuid,
    started_at  timestamptz NOT NULL,
    ended_at    timestamptz
);
CREATE INDEX import_run_age ON import_run (started_at);

-- What waits for a person: an import that could not decide, or a proposal.
CREATE TABLE proposal (
    id          uuid PRIMARY KEY,
    place_id    uuid REFERENCES place (id),      -- NULL: a place that is not there yet
    reason      bytetext NOT NULL,               -- proposed, new, conflict, duplicate, doubt, claim
    facts       text NOT NULL,                   -- the fields it would set, JSON
    origin      text NOT NULL,                   -- JSON
    base        text NOT NULL DEFAULT '{}',      -- what stood in these fields when it was made, JSON
    problems    text NOT NULL DEFAULT '[]',      -- JSON
    source      bytetext NOT NULL DEFAULT '',    -- of an import
    source_id   bytetext NOT NULL DEFAULT '',
    person_id   uuid,                            -- who proposed; NULL for a stranger or an import
    acting_for  uuid,                            -- the authority that proposes
    author      text NOT NULL DEFAULT '',        -- what a stranger calls themself, erasable
    comment     text NOT NULL DEFAULT '',
    claims      boolean NOT NULL DEFAULT false,  -- of a new place: whoever proposes it is its team
    state       bytetext NOT NULL,               -- open, accepted, refused, withdrawn
    created_at  timestamptz NOT NULL,
    decided_at  timestamptz,
    decided_by  uuid,
    answer      text NOT NULL DEFAULT ''
);
CREATE INDEX proposal_open ON proposal (created_at) WHERE state = 'open';
CREATE INDEX proposal_place ON proposal (place_id, created_at);
CREATE INDEX proposal_of_source ON proposal (source, source_id) WHERE source <> '';
CREATE UNIQUE INDEX proposal_source ON proposal (source, source_id, reason) WHERE state = 'open' AND source <> '';

CREATE TABLE proposal_vote (
    proposal_id uuid NOT NULL REFERENCES proposal (id),
    person_id   uuid NOT NULL REFERENCES person (id),
    agrees      boolean NOT NULL,
    at          timestamptz NOT NULL,
    PRIMARY KEY (proposal_id, person_id)
);

-- An authority, or anybody, follows a place.
CREATE TABLE place_follower (
    place_id  uuid NOT NULL REFERENCES place (id),
    person_id uuid NOT NULL REFERENCES person (id),
    since     timestamptz NOT NULL,
    PRIMARY KEY (place_id, person_id)
);

-- Places that belong together: two places, one local network.
CREATE TABLE local_network (
    id      uuid PRIMARY KEY,
    slug    bytetext NOT NULL UNIQUE,
    name    text NOT NULL,
    commune_code bytetext NOT NULL DEFAULT '',
    source  text NOT NULL DEFAULT ''
);
CREATE TABLE local_network_place (
    network_id uuid NOT NULL REFERENCES local_network (id),
    place_id   uuid NOT NULL REFERENCES place (id),
    PRIMARY KEY (network_id, place_id)
);
CREATE INDEX local_network_place_place ON local_network_place (place_id);

-- +goose Down
DROP TABLE local_network_place; DROP TABLE local_network; DROP TABLE place_follower; DROP TABLE proposal_vote; DROP TABLE proposal; DROP TABLE import_run; DROP TABLE place_source; DROP TABLE place_slug; DROP TABLE directory_version; DROP TABLE place;
