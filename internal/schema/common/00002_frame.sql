-- +goose Up
-- Who may come in, and what was done.

CREATE TABLE person (
    id            uuid PRIMARY KEY,
    name          text NOT NULL,
    email         bytetext UNIQUE,            -- folded to lower case; NULL for people served at the counter
    password_hash text,                       -- argon2id; NULL until the person chooses one
    lang          text NOT NULL DEFAULT 'fr',
    created_at    timestamptz NOT NULL,
    erased_at     timestamptz                 -- name and email are gone from then on
);

-- A link or a code by mail: good once, for twenty minutes. Only hashes are kept.
CREATE TABLE sign_in (
    id         uuid PRIMARY KEY,
    email      bytetext NOT NULL,
    link_hash  bytetext NOT NULL UNIQUE,
    code_hash  bytetext NOT NULL,
    next       text NOT NULL DEFAULT '',      -- page to go on to
    tries      integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz
);
CREATE INDEX sign_in_email ON sign_in (email, created_at);

CREATE TABLE session (
    token_hash bytetext PRIMARY KEY,
    person_id  uuid REFERENCES person (id),
    data       bytea NOT NULL,
    device     text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX session_person ON session (person_id);
CREATE INDEX session_expiry ON session (expires_at);

CREATE TABLE organisation (
    id         uuid PRIMARY KEY,
    name       text NOT NULL,
    kind       text NOT NULL,                 -- association, authority, company, cooperative, network, collective
    siren      text NOT NULL DEFAULT '',
    territory  bytetext NOT NULL DEFAULT '',  -- of an authority: commune:52499, epci:…, departement:52, region:44
    created_at timestamptz NOT NULL
);

-- A role is a person, a role and a scope.
CREATE TABLE role (
    person_id  uuid NOT NULL REFERENCES person (id),
    role       text NOT NULL,
    scope      text NOT NULL,                 -- instance, organisation, place
    scope_id   bytetext NOT NULL DEFAULT '',  -- '' for the instance
    granted_by uuid,
    granted_at timestamptz NOT NULL,
    PRIMARY KEY (person_id, role, scope, scope_id)
);
CREATE INDEX role_scope ON role (scope, scope_id);

-- A form sent twice is done once.
CREATE TABLE submission (
    id         uuid PRIMARY KEY,
    result     text NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX submission_age ON submission (created_at);

CREATE TABLE job (
    id         uuid PRIMARY KEY,
    kind       text NOT NULL,
    payload    text NOT NULL,
    run_at     timestamptz NOT NULL,
    tries      integer NOT NULL DEFAULT 0,
    error      text NOT NULL DEFAULT '',
    taken_at   timestamptz,
    done_at    timestamptz,
    failed_at  timestamptz,
    created_at timestamptz NOT NULL
);
CREATE INDEX job_due ON job (run_at) WHERE done_at IS NULL AND failed_at IS NULL;

-- Settings of the instance: legal notice, privacy, accessibility … '' is "not filled in yet".
CREATE TABLE setting (
    key        bytetext PRIMARY KEY,
    value      text NOT NULL,
    changed_at timestamptz NOT NULL,
    changed_by uuid
);

CREATE TABLE file (
    hash       bytetext PRIMARY KEY,          -- SHA-256, hex
    name       text NOT NULL,
    media_type text NOT NULL,
    size       bigint NOT NULL,
    created_at timestamptz NOT NULL
);

-- +goose Down
DROP TABLE file; DROP TABLE setting; DROP TABLE job; DROP TABLE submission; DROP TABLE role; DROP TABLE organisation; DROP TABLE session; DROP TABLE sign_in; DROP TABLE person;
