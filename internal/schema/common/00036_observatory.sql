-- +goose Up
-- What a territory lacks and offers: needs that people voice, who answers them, and the programmes of authorities. See the package observatory.
CREATE TABLE need (
    id         uuid PRIMARY KEY,
    commune    bytetext NOT NULL,           -- INSEE code of today
    title      text NOT NULL,
    text       text NOT NULL,
    state      bytetext NOT NULL,
    voiced_by  uuid REFERENCES person (id), -- NULL: somebody without an account, or who has left
    voiced_on  date NOT NULL,
    decided_by uuid,
    decided_on date,
    reason     text NOT NULL DEFAULT ''     -- why it was refused or closed, in a sentence that everybody may read
);
CREATE INDEX need_commune ON need (commune, voiced_on) WHERE state IN ('shown', 'met');
CREATE INDEX need_waiting ON need (voiced_on) WHERE state = 'waiting';
CREATE INDEX need_voiced_by ON need (voiced_by) WHERE voiced_by IS NOT NULL;

-- Who answers a need, in the name of a place or of an organisation.
CREATE TABLE need_answer (
    id              uuid PRIMARY KEY,
    need_id         uuid NOT NULL REFERENCES need (id),
    organisation_id uuid NOT NULL REFERENCES organisation (id),
    place_id        uuid REFERENCES place (id),
    text            text NOT NULL,
    answered_on     date NOT NULL,
    withdrawn_on    date,
    UNIQUE (need_id, organisation_id, place_id)
);
CREATE INDEX need_answer_organisation ON need_answer (organisation_id);

-- What an authority supports, and where.
CREATE TABLE programme (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES organisation (id),
    name            text NOT NULL,
    text            text NOT NULL,
    website         text NOT NULL DEFAULT '',
    first_on        date NOT NULL,
    last_on         date,                   -- NULL: until somebody ends it
    created_at      timestamptz NOT NULL
);
CREATE INDEX programme_organisation ON programme (organisation_id);

-- Its perimeter: one row for each commune, EPCI, département or région.
CREATE TABLE programme_ground (
    programme_id uuid NOT NULL REFERENCES programme (id),
    kind         bytetext NOT NULL,
    code         bytetext NOT NULL,
    PRIMARY KEY (kind, code, programme_id)
);
CREATE INDEX programme_ground_of ON programme_ground (programme_id);

-- +goose Down
DROP TABLE programme_ground; DROP TABLE programme; DROP TABLE need_answer; DROP TABLE need;
