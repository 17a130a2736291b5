-- +goose Up
-- Founding groups: from an idea to an association. See the package project.
ALTER TABLE organisation ADD COLUMN rna bytetext NOT NULL DEFAULT '';  -- number of an association in the national register: W and nine signs

CREATE TABLE project (
    id              uuid PRIMARY KEY,
    slug            bytetext NOT NULL UNIQUE,
    name            text NOT NULL,
    commune         bytetext NOT NULL,                      -- INSEE code
    place_id        uuid UNIQUE REFERENCES place (id),      -- NULL while the directory hasn't taken the idea in
    proposal_id     uuid REFERENCES proposal (id),          -- by which the directory is asked to
    authority_id    uuid REFERENCES organisation (id),      -- follows; NULL: none
    organisation_id uuid REFERENCES organisation (id),      -- that the group has become; NULL: not yet
    became_on       date,
    words           text NOT NULL DEFAULT '',               -- of the public page
    next_step       text NOT NULL DEFAULT '',
    next_on         date,
    lessons         text NOT NULL DEFAULT '',               -- of a group that gave up
    begun_by        uuid REFERENCES person (id),            -- NULL: the program, or somebody erased
    begun_on        date NOT NULL,
    changed_at      timestamptz NOT NULL
);
CREATE INDEX project_commune ON project (commune);
CREATE INDEX project_authority ON project (authority_id);
CREATE INDEX project_waiting ON project (proposal_id) WHERE place_id IS NULL;

-- What stage the place has come to, when, and why.
CREATE TABLE project_step (
    project_id uuid NOT NULL REFERENCES project (id),
    seq        integer NOT NULL,                            -- 1, 2, 3 …
    stage      bytetext NOT NULL,                           -- of the place; closed: given up
    on_day     date NOT NULL,
    reason     text NOT NULL,
    PRIMARY KEY (project_id, seq)
);

-- Who is in a group, each by their own word.
CREATE TABLE project_member (
    id           uuid PRIMARY KEY,
    project_id   uuid NOT NULL REFERENCES project (id),
    person_id    uuid REFERENCES person (id),               -- NULL: they have no account, or are erased
    name         text NOT NULL,
    phone        text NOT NULL DEFAULT '',                  -- of somebody without an account
    pen          boolean NOT NULL DEFAULT false,
    consented_on date NOT NULL,
    consent      bytetext NOT NULL,                         -- self, letter, word
    left_on      date                                       -- NULL: they are in it
);
CREATE INDEX project_member_project ON project_member (project_id, left_on);
CREATE UNIQUE INDEX project_member_once ON project_member (person_id, project_id) WHERE person_id IS NOT NULL;

-- Who was asked to take part and hasn't answered. A no leaves the hash of the address alone, so that nobody asks twice.
CREATE TABLE project_invitation (
    id         uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES project (id),
    name       text NOT NULL,
    email      text NOT NULL,                               -- '': they are on the call list
    phone      text NOT NULL,
    origin     text NOT NULL DEFAULT '',                    -- where they left their address: the survey's title
    address    bytetext NOT NULL DEFAULT '',                -- hash of email
    link       bytetext UNIQUE,                             -- hash of what the letter's link holds
    declined   boolean NOT NULL DEFAULT false,
    sent_on    date NOT NULL
);
CREATE INDEX project_invitation_project ON project_invitation (project_id, declined);
CREATE INDEX project_invitation_old ON project_invitation (sent_on) WHERE NOT declined;

CREATE TABLE project_task (
    id         uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES project (id),
    what       text NOT NULL,
    member_id  uuid REFERENCES project_member (id),         -- who does it; NULL: nobody yet
    until_day  date,
    done_on    date
);
CREATE INDEX project_task_project ON project_task (project_id);

CREATE TABLE project_meeting (
    id         uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES project (id),
    on_day     date NOT NULL,
    at_minute  integer NOT NULL,
    place      text NOT NULL,                               -- where, in words
    agenda     text NOT NULL,
    minutes    text NOT NULL DEFAULT '',
    shown      bytetext NOT NULL                            -- group, authority, all: who reads it
);
CREATE INDEX project_meeting_project ON project_meeting (project_id, on_day);

CREATE TABLE project_document (
    id         uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES project (id),
    kind       bytetext NOT NULL,                           -- statutes, budget, premises, other
    title      text NOT NULL,
    shown      bytetext NOT NULL,
    hash       bytetext NOT NULL,                           -- in kit/files
    name       text NOT NULL,
    size       bigint NOT NULL,
    added_on   date NOT NULL
);
CREATE INDEX project_document_project ON project_document (project_id);

CREATE TABLE project_premises (
    id         uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES project (id),
    address    text NOT NULL,
    surface    integer,                                     -- square metres; NULL: not known
    rent       integer,                                     -- euros a month; NULL: not known
    access     text NOT NULL,
    notes      text NOT NULL,
    seen_on    date
);
CREATE INDEX project_premises_project ON project_premises (project_id);

CREATE TABLE project_decision (
    id         uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES project (id),
    way        bytetext NOT NULL,                           -- consent, vote
    question   text NOT NULL,
    options    text NOT NULL,                               -- JSON
    quorum     integer NOT NULL,                            -- of members who vote, in percent; 0: none
    opened_on  date NOT NULL,
    closes_on  date NOT NULL,                               -- the last day
    shown      bytetext NOT NULL,
    state      bytetext NOT NULL,                           -- open, decided, undecided, withdrawn
    result     text NOT NULL DEFAULT '',                    -- JSON, once it has ended
    ended_on   date
);
CREATE INDEX project_decision_project ON project_decision (project_id, opened_on);
CREATE INDEX project_decision_due ON project_decision (closes_on) WHERE state = 'open';

-- What each member says; not secret.
CREATE TABLE project_voice (
    decision_id uuid NOT NULL REFERENCES project_decision (id),
    member_id   uuid NOT NULL REFERENCES project_member (id),
    choice      integer NOT NULL,                           -- of a vote: the option, from 0; of a consent: 0 yes, 1 an objection
    reason      text NOT NULL,
    at          timestamptz NOT NULL,
    PRIMARY KEY (decision_id, member_id)
);
CREATE INDEX project_voice_member ON project_voice (member_id);

-- What the authority would have otherwise.
CREATE TABLE project_proposal (
    id         uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES project (id),
    person_id  uuid REFERENCES person (id),
    field      bytetext NOT NULL,                           -- words, next, stage
    value      text NOT NULL,
    on_day     date,                                        -- of the next step
    why        text NOT NULL,
    state      bytetext NOT NULL,                           -- open, accepted, refused
    answer     text NOT NULL DEFAULT '',
    made_on    date NOT NULL,
    ended_on   date
);
CREATE INDEX project_proposal_project ON project_proposal (project_id, state);

-- +goose Down
DROP TABLE project_proposal; DROP TABLE project_voice; DROP TABLE project_decision; DROP TABLE project_premises; DROP TABLE project_document;
DROP TABLE project_meeting; DROP TABLE project_task; DROP TABLE project_invitation; DROP TABLE project_member; DROP TABLE project_step; DROP TABLE project;
ALTER TABLE organisation DROP COLUMN rna;
