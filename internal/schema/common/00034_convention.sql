-- +goose Up
-- What parties promise each other in writing, and whether they keep it. See the package convention.

CREATE TABLE convention (
    id         uuid PRIMARY KEY,
    kind       bytetext NOT NULL,                -- premises, objectives, occupation, stay
    state      bytetext NOT NULL,                -- draft, proposed, signed, ended
    place_id   uuid REFERENCES place (id),       -- that it is about, if any
    pen        integer NOT NULL,                 -- number of the party that writes the draft
    text       text NOT NULL,                    -- as it stands: the draft, or what was signed: JSON
    version    integer NOT NULL DEFAULT 0,       -- that was proposed last
    ended_on   date,                             -- before its term
    ended_by   integer NOT NULL DEFAULT 0,       -- number of the party
    ended_why  text NOT NULL DEFAULT '',
    looked_on  date,                             -- when reminders were last looked for
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL
);
CREATE INDEX convention_looked ON convention (state, looked_on);
CREATE INDEX convention_of_place ON convention (place_id);

CREATE TABLE convention_party (
    convention_id   uuid NOT NULL REFERENCES convention (id),
    number          integer NOT NULL,                    -- 1, 2, …
    organisation_id uuid REFERENCES organisation (id),   -- NULL: it has no account here
    name            text NOT NULL,
    siret           bytetext NOT NULL DEFAULT '',
    gives           boolean NOT NULL DEFAULT FALSE,      -- the grant or the premises come from it
    decision        text NOT NULL DEFAULT '',            -- number of its "délibération"
    decided_on      date,
    PRIMARY KEY (convention_id, number)
);
CREATE INDEX convention_party_organisation ON convention_party (organisation_id);

-- A text as it was sent to all; it never changes.
CREATE TABLE convention_version (
    convention_id uuid NOT NULL REFERENCES convention (id),
    version       integer NOT NULL,
    party         integer NOT NULL,
    text          text NOT NULL,
    sent_at       timestamptz NOT NULL,
    PRIMARY KEY (convention_id, version)
);

CREATE TABLE convention_comment (
    id            uuid PRIMARY KEY,
    convention_id uuid NOT NULL REFERENCES convention (id),
    version       integer NOT NULL,
    clause        bytetext NOT NULL,
    party         integer NOT NULL,
    person_id     uuid REFERENCES person (id),
    text          text NOT NULL,
    at            timestamptz NOT NULL
);
CREATE INDEX convention_comment_of ON convention_comment (convention_id, at);
CREATE INDEX convention_comment_person ON convention_comment (person_id);

CREATE TABLE convention_signature (
    convention_id uuid NOT NULL REFERENCES convention (id),
    party         integer NOT NULL,
    version       integer NOT NULL,
    day           date NOT NULL,
    town          text NOT NULL,              -- "fait à"
    name          text NOT NULL,
    role          text NOT NULL,
    hash          bytetext NOT NULL DEFAULT '', -- of the scan
    file_name     text NOT NULL DEFAULT '',
    at            timestamptz NOT NULL,
    PRIMARY KEY (convention_id, version, party)
);

-- What a party has promised, since the convention was signed.
CREATE TABLE convention_promise (
    id            uuid PRIMARY KEY,
    convention_id uuid NOT NULL REFERENCES convention (id),
    number        integer NOT NULL,
    promise       text NOT NULL,              -- JSON, as it stands in the text that was signed
    UNIQUE (convention_id, number)
);

CREATE TABLE convention_evidence (
    id            uuid PRIMARY KEY,
    convention_id uuid NOT NULL REFERENCES convention (id),
    promise_id    uuid NOT NULL REFERENCES convention_promise (id),
    due           date NOT NULL,              -- which of its due days it is about
    step          bytetext NOT NULL DEFAULT '', -- of a payment: notified, ordered, paid
    figure        bigint NOT NULL DEFAULT 0,  -- cents, hours, people …
    text          text NOT NULL DEFAULT '',
    hash          bytetext NOT NULL DEFAULT '',
    file_name     text NOT NULL DEFAULT '',
    day           date NOT NULL,
    party         integer NOT NULL,
    person_id     uuid REFERENCES person (id),
    at            timestamptz NOT NULL
);
CREATE INDEX convention_evidence_of ON convention_evidence (convention_id, day);
CREATE INDEX convention_evidence_person ON convention_evidence (person_id);

CREATE TABLE convention_experiment (
    id            uuid PRIMARY KEY,
    convention_id uuid NOT NULL REFERENCES convention (id),
    state         bytetext NOT NULL,          -- asked, refused, running, ended
    title         text NOT NULL,
    rule          text NOT NULL,              -- that is relaxed
    rule_kind     bytetext NOT NULL,
    rule_of       integer NOT NULL,           -- whose rule it is: number of the party
    asked_by      integer NOT NULL,
    first_day     date NOT NULL,
    until_day     date NOT NULL,
    stop_when     text NOT NULL,
    answer        text NOT NULL DEFAULT '',
    half_on       date,
    half          text NOT NULL DEFAULT '',
    outcome       bytetext NOT NULL DEFAULT '', -- continue, adapt, stop
    ended_on      date,
    learned       text NOT NULL DEFAULT '',
    created_at    timestamptz NOT NULL
);
CREATE INDEX convention_experiment_of ON convention_experiment (convention_id, first_day);
CREATE INDEX convention_lesson ON convention_experiment (state, ended_on);

CREATE TABLE convention_note (
    id            uuid PRIMARY KEY,
    convention_id uuid NOT NULL REFERENCES convention (id),
    kind          bytetext NOT NULL,          -- note, meeting, call, decision, words
    day           date NOT NULL,
    text          text NOT NULL,
    party         integer NOT NULL,
    person_id     uuid REFERENCES person (id),
    at            timestamptz NOT NULL
);
CREATE INDEX convention_note_of ON convention_note (convention_id, day);
CREATE INDEX convention_note_person ON convention_note (person_id);

-- What both sides were reminded of, each once.
CREATE TABLE convention_reminder (
    convention_id uuid NOT NULL REFERENCES convention (id),
    what          bytetext NOT NULL,
    at            timestamptz NOT NULL,
    PRIMARY KEY (convention_id, what)
);

-- +goose Down
DROP TABLE convention_reminder; DROP TABLE convention_note; DROP TABLE convention_experiment; DROP TABLE convention_evidence; DROP TABLE convention_promise;
DROP TABLE convention_signature; DROP TABLE convention_comment; DROP TABLE convention_version; DROP TABLE convention_party; DROP TABLE convention;
