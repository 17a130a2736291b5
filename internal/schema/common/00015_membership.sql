-- +goose Up
-- Members of an organisation, what they are authorised to use, and the rules of lending that hold beyond one resource. See the packages
-- membership and resource.

CREATE TABLE member_group (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES organisation (id),
    name            text NOT NULL,
    sort            integer NOT NULL,            -- the earlier one's rules win for who is in several
    created_at      timestamptz NOT NULL,
    UNIQUE (organisation_id, name)
);

-- A person as the organisation knows them, with or without an account.
CREATE TABLE member (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES organisation (id),
    person_id       uuid REFERENCES person (id), -- their account; NULL: none, or known by the address alone
    name            text NOT NULL DEFAULT '',    -- this and what follows is erasable
    email           text NOT NULL DEFAULT '',
    phone           text NOT NULL DEFAULT '',
    born            bytetext NOT NULL DEFAULT '', -- 2011-05-03, or 2011 alone
    guardian        text NOT NULL DEFAULT '',    -- who answers for them, of minors
    guardian_phone  text NOT NULL DEFAULT '',
    words           bytetext NOT NULL DEFAULT '', -- name and address, folded: order and search
    created_at      timestamptz NOT NULL,
    changed_at      timestamptz NOT NULL
);
CREATE INDEX member_words ON member (organisation_id, words, id);
CREATE UNIQUE INDEX member_person ON member (person_id, organisation_id) WHERE person_id IS NOT NULL;
CREATE INDEX member_email ON member (email, organisation_id) WHERE email <> '';

-- A member belongs, in a group or in none, from a day to a day. A price hangs on it one day.
CREATE TABLE membership (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES organisation (id),
    member_id       uuid NOT NULL REFERENCES member (id),
    group_id        uuid REFERENCES member_group (id),
    first_day       date NOT NULL,
    last_day        date,                        -- the last one on which it holds; NULL: until it is ended
    created_by      uuid,
    created_at      timestamptz NOT NULL,
    CHECK (last_day IS NULL OR first_day <= last_day)
);
CREATE INDEX membership_member ON membership (member_id, first_day);
CREATE INDEX membership_group ON membership (group_id) WHERE group_id IS NOT NULL;

-- A member may use a resource that wants an authorisation.
CREATE TABLE authorisation (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES organisation (id),
    resource_id     uuid NOT NULL REFERENCES resource (id),
    member_id       uuid NOT NULL REFERENCES member (id),
    first_day       date NOT NULL,
    last_day        date,                        -- NULL: until it is withdrawn
    note            text NOT NULL DEFAULT '',
    given_by        uuid,
    created_at      timestamptz NOT NULL,
    withdrawn_at    timestamptz
);
CREATE INDEX authorisation_member ON authorisation (member_id, resource_id);
CREATE INDEX authorisation_resource ON authorisation (resource_id);

-- Rules of a place for all that it lends, for a kind of it, and for a group of members there or on one resource. What a resource says for
-- everybody stands in resource.rules.
CREATE TABLE lending_rule (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES organisation (id),
    place_id        uuid NOT NULL REFERENCES place (id),
    kind            bytetext NOT NULL DEFAULT '', -- of resources; '' all
    resource_id     uuid REFERENCES resource (id), -- of a group's rules for one resource
    group_id        uuid REFERENCES member_group (id), -- NULL: everybody
    rules           text NOT NULL DEFAULT '{}',   -- JSON, only what is said
    changed_at      timestamptz NOT NULL
);
CREATE INDEX lending_rule_place ON lending_rule (place_id, group_id);

-- How many people may be in a place at once: a pool of which every booking takes as many as will come.
CREATE TABLE head_count (
    place_id        uuid PRIMARY KEY REFERENCES place (id),
    organisation_id uuid NOT NULL REFERENCES organisation (id),
    pool_id         uuid NOT NULL REFERENCES capacity_pool (id)
);

ALTER TABLE booking ADD COLUMN member_id uuid REFERENCES member (id); -- whom the organisation knows; state also: asked, refused
ALTER TABLE booking ADD COLUMN answer text NOT NULL DEFAULT '';       -- of the team to what was asked; erasable
CREATE INDEX booking_member ON booking (member_id, starts_at) WHERE member_id IS NOT NULL;
CREATE INDEX booking_asked ON booking (place_id, starts_at) WHERE state = 'asked';

-- +goose Down
DROP INDEX booking_asked; DROP INDEX booking_member;
ALTER TABLE booking DROP COLUMN answer; ALTER TABLE booking DROP COLUMN member_id;
DROP TABLE head_count; DROP TABLE lending_rule; DROP TABLE authorisation; DROP TABLE membership; DROP TABLE member; DROP TABLE member_group;
