-- +goose Up
-- Addresses of other programs that are called when something happens in an organisation. Both go with it.
CREATE TABLE webhook (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    place_id        uuid NOT NULL REFERENCES place (id) ON DELETE CASCADE, -- on whose pages it was made: its managers are written to
    address         text NOT NULL,
    events          bytetext NOT NULL,             -- their names, with spaces between
    secret          bytetext NOT NULL,             -- by which receivers know that it is us
    former          bytetext NOT NULL DEFAULT '',  -- the secret before, while both hold
    former_until    timestamptz,
    state           bytetext NOT NULL,             -- on, off, failed
    since           timestamptz NOT NULL,          -- what happened before isn't told
    fails           integer NOT NULL DEFAULT 0,    -- calls in a row that failed
    failing_since   timestamptz,
    rests_until     timestamptz,                   -- after a failure, it isn't called before
    created_at      timestamptz NOT NULL
);
CREATE INDEX webhook_organisation ON webhook (organisation_id);

-- What was told or is to be. It holds no name and no address of anybody; after a month it goes.
CREATE TABLE webhook_delivery (
    id         uuid PRIMARY KEY,
    webhook_id uuid NOT NULL REFERENCES webhook (id) ON DELETE CASCADE,
    event_id   uuid NOT NULL,                      -- the same for whoever is told of it, and each time
    event      bytetext NOT NULL,
    body       text NOT NULL,
    state      bytetext NOT NULL,                  -- waiting, done, failed
    tries      integer NOT NULL DEFAULT 0,
    status     integer NOT NULL DEFAULT 0,         -- what the other side answered last
    failure    bytetext NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    tried_at   timestamptz,
    UNIQUE (webhook_id, event_id)
);
CREATE INDEX webhook_delivery_log ON webhook_delivery (webhook_id, created_at);
CREATE INDEX webhook_delivery_age ON webhook_delivery (created_at);

-- +goose Down
DROP TABLE webhook_delivery; DROP TABLE webhook;
