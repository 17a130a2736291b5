-- +goose Up
-- Surveys before a place exists: what is asked, what was promised, and an urn. See the package survey.
CREATE TABLE survey (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES organisation (id),
    slug            bytetext NOT NULL UNIQUE,
    commune         bytetext NOT NULL,              -- INSEE code
    state           bytetext NOT NULL,
    title           text NOT NULL,                  -- JSON, by language, like intro
    intro           text NOT NULL,
    access          bytetext NOT NULL,              -- open: whoever has the address; codes: one answer for each code
    closes_on       date,                           -- the last day
    form            text NOT NULL,                  -- JSON; never changes once it is open
    promise         text NOT NULL,                  -- JSON; likewise
    opened_on       date,
    closed_on       date,
    published_at    timestamptz,
    answers         integer NOT NULL DEFAULT 0,     -- poured
    result          text,                           -- JSON, once published
    words           text NOT NULL DEFAULT '',       -- the team's, told with the result
    changed_at      timestamptz NOT NULL
);
CREATE INDEX survey_organisation ON survey (organisation_id);
CREATE INDEX survey_commune ON survey (commune);
CREATE INDEX survey_due ON survey (closes_on) WHERE state = 'open';

-- A code that lets one person answer once. Only its hash is here, and not when it was used.
CREATE TABLE survey_code (
    survey_id uuid NOT NULL REFERENCES survey (id),
    hash      bytetext NOT NULL,
    used      boolean NOT NULL DEFAULT false,
    PRIMARY KEY (survey_id, hash)
);

-- What somebody has answered so far. It goes when they send it, or after a month.
CREATE TABLE survey_draft (
    hash       bytetext PRIMARY KEY,                -- of the code by which they go on
    survey_id  uuid NOT NULL REFERENCES survey (id),
    answers    text NOT NULL,
    begun_on   date NOT NULL
);
CREATE INDEX survey_draft_age ON survey_draft (begun_on);

-- The slot of the urn: what was sent, until enough have been that nobody's can be told from the others'.
CREATE TABLE survey_slot (
    id        uuid PRIMARY KEY,                     -- random, like all ids of the urn: they don't tell when
    survey_id uuid NOT NULL REFERENCES survey (id),
    answers   text NOT NULL,
    paper     boolean NOT NULL
);
CREATE INDEX survey_slot_survey ON survey_slot (survey_id);

-- The urn: answers, poured in shuffled, without any text.
CREATE TABLE survey_answer (
    id        uuid PRIMARY KEY,
    survey_id uuid NOT NULL REFERENCES survey (id),
    answers   text NOT NULL,
    paper     boolean NOT NULL
);
CREATE INDEX survey_answer_survey ON survey_answer (survey_id, id);

-- Texts, each apart from the answers that came with it.
CREATE TABLE survey_text (
    id        uuid PRIMARY KEY,
    survey_id uuid NOT NULL REFERENCES survey (id),
    question  bytetext NOT NULL,
    text      text NOT NULL
);
CREATE INDEX survey_text_survey ON survey_text (survey_id, question, id);

-- Who wants to be called, kept apart: nothing leads from here to an answer.
CREATE TABLE survey_contact (
    id        uuid PRIMARY KEY,
    survey_id uuid NOT NULL REFERENCES survey (id),
    name      text NOT NULL,
    email     text NOT NULL,
    phone     text NOT NULL,
    takes_part boolean NOT NULL                     -- in the founding group; otherwise only told of the result
);
CREATE INDEX survey_contact_survey ON survey_contact (survey_id, id);

-- +goose Down
DROP TABLE survey_contact; DROP TABLE survey_text; DROP TABLE survey_answer; DROP TABLE survey_slot; DROP TABLE survey_draft; DROP TABLE survey_code; DROP TABLE survey;
