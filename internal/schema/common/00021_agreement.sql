-- +goose Up
-- What a place opens to the members of another organisation. See the package network.

CREATE TABLE agreement (
    id           uuid PRIMARY KEY,
    host_id      uuid NOT NULL REFERENCES organisation (id), -- opens
    place_id     uuid NOT NULL REFERENCES place (id),        -- of the host
    guest_id     uuid NOT NULL REFERENCES organisation (id), -- its members come
    state        bytetext NOT NULL,                          -- proposed, accepted, refused, withdrawn
    opens        text NOT NULL DEFAULT '{}',                 -- kinds and resources: JSON; neither: all that the place lends
    as_group_id  uuid REFERENCES member_group (id),          -- of the host's groups, the one whose rules hold for guests; NULL: none
    rules        text NOT NULL DEFAULT '{}',                 -- of lending, as a layer: JSON
    terms        text NOT NULL DEFAULT '',                   -- in words
    guest_groups text NOT NULL DEFAULT '[]',                 -- of the guest's groups, those that may come: JSON; none: all members
    first_day    date NOT NULL,
    last_day     date,                                       -- NULL: until somebody ends it
    notice_days  integer NOT NULL,
    answer       text NOT NULL DEFAULT '',
    ended_by     uuid REFERENCES organisation (id),          -- which of the two gave notice
    created_at   timestamptz NOT NULL,
    changed_at   timestamptz NOT NULL
);
CREATE INDEX agreement_place ON agreement (place_id, state);
CREATE INDEX agreement_guest ON agreement (guest_id, state);

ALTER TABLE booking ADD COLUMN agreement_id uuid REFERENCES agreement (id); -- by which somebody counted as a member

-- +goose Down
ALTER TABLE booking DROP COLUMN agreement_id;
DROP TABLE agreement;
