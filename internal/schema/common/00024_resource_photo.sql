-- +goose Up
-- Photos of what a place lends, in their order, each in three widths: the hashes are those of kit/files.
CREATE TABLE resource_photo (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES organisation (id),
    resource_id     uuid NOT NULL REFERENCES resource (id) ON DELETE CASCADE,
    position        integer NOT NULL,  -- 1 is the one that stands for all
    alt             text NOT NULL,     -- what is to be seen, for whoever doesn't see it
    width           integer NOT NULL,  -- of the large one, in pixels
    height          integer NOT NULL,
    small           bytetext NOT NULL,
    medium          bytetext NOT NULL,
    large           bytetext NOT NULL,
    added_at        timestamptz NOT NULL
);
CREATE INDEX resource_photo_order ON resource_photo (resource_id, position);

-- +goose Down
DROP TABLE resource_photo;
