-- +goose Up
-- Mobile places are few; where they are to stop is asked on the page of each commune, and whenever they roll.
CREATE INDEX place_mobile ON place (id) WHERE stage = 'mobile';
